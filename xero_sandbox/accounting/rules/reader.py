"""Reading an element's values, gathering what is wrong with them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from xero_sandbox import wire
from xero_sandbox.accounting import messages
from xero_sandbox.accounting.errors import Invalid

T = TypeVar("T")

_TOO_LARGE = Decimal(10) ** 15


class Reader:
    """An element as sent. A field that is missing or null means: unchanged."""

    def __init__(self, element: dict[str, Any], problems: list[str]) -> None:
        self.element = element
        self.problems = problems

    def given(self, name: str) -> bool:
        """Whether the field was sent with a value, even an empty one."""
        return self.element.get(name) is not None

    def text(self, name: str, unchanged: str = "", limit: int = 255) -> str:
        """A text of at most `limit` characters."""
        if not self.given(name):
            return unchanged
        value = str(self.element[name])
        if len(value) > limit:
            self.problems.append(messages.TOO_LONG(field=name, limit=limit))
        return value

    def amount(self, name: str, unchanged: T) -> Decimal | T:
        """A number, or a text that holds one."""
        if not self.given(name):
            return unchanged
        value = self.element[name]
        try:
            if isinstance(value, bool):
                raise ValueError
            number = Decimal(value)
            if number.is_finite() and abs(number) < _TOO_LARGE:
                return number
        except (ArithmeticError, ValueError, TypeError):
            pass
        self.problems.append(messages.NUMBER_INVALID(field=name))
        return unchanged

    def day(self, name: str, unchanged: T) -> date | T:
        """A date, in either of Xero's forms; its `…String` twin is ignored."""
        if not self.element.get(name):
            return unchanged
        try:
            return wire.parse_date(self.element[name])
        except ValueError:
            self.problems.append(messages.DATE_INVALID(field=name))
            return unchanged

    def objects(self, name: str) -> list[dict[str, Any]]:
        """The objects of a list."""
        value = self.element.get(name) or []
        if not isinstance(value, list):
            self.problems.append(messages.LIST_INVALID(field=name))
            return []
        return [item for item in value if isinstance(item, dict)]

    def truth(self, name: str, unchanged: bool = False) -> bool:
        """True or false."""
        if not self.given(name):
            return unchanged
        return str(self.element[name]).lower() == "true"

    def check(self) -> None:
        """Raises Invalid if anything was wrong so far."""
        if self.problems:
            raise Invalid(*dict.fromkeys(self.problems))
