"""What JSON may say, read into what a field may hold: checked once, here.

A reader (``contacts.read`` and its neighbours) takes anything that JSON can say and
gives a dataclass, or raises ``errors.OddValue``, which names the field. Nothing that
a database cannot store and give back passes: NUL, half a surrogate pair, numbers that
are none or lose their cents, text that no index takes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from .errors import OddValue
from .values import parse_stamp

EXPECTED = (
    "text",
    "short_text",
    "characters",
    "number",
    "small_number",
    "yes_no",
    "date",
    "id",
    "known",
    "object",
    "list",
    "shallow",
    "storable",
)
"""What ``OddValue.expected`` may be: short and small say that it is too long or too
large, ``known`` that nothing of that name is known here, ``shallow`` that it nests too
deep, ``storable`` that the database refused it for a reason of its own."""

WORD = 100
"""Characters of a code, a status or a type. Xero's longest are far shorter."""

TEXT = 1_000
"""Characters of a name, a number or a reference; Xero's own limit is 255."""

LONG_TEXT = 100_000
"""Characters of a line's description and of anything else."""

LARGEST = Decimal(10) ** 15
"""What an amount stays below: a float of the size keeps a currency's smallest unit."""

_LARGEST_ANYWHERE = Decimal(10) ** 18
_MOST_DECIMALS = 30
_DEEPEST = 30
_SHOWN = 80

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_ID = re.compile(r"[0-9a-fA-F]{8}(?:-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}")
_NO_DAY_BEFORE = 1000
_NO_STAMP_BEFORE = 1970


def is_id(value: object) -> bool:
    """Whether ``value`` is an id of Xero's: a GUID as text."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def cleaned(text: str, most: int = LONG_TEXT) -> str:
    """``text`` as it can be stored and shown: what cannot be is replaced, the rest
    beyond ``most`` characters cut off."""
    kept = text if len(text) <= most else text[: most - 1] + "…"
    return _UNSTORABLE.sub("\ufffd", kept)


def as_text(value: Any, most: int = LONG_TEXT) -> str:
    """Anything that JSON can say, as text that can be stored, at most so long."""
    try:
        text = json.dumps(value, default=str, indent=1)
    except (ValueError, RecursionError):
        return "…"
    return cleaned(text, most)


def check_storable(value: Any) -> None:
    """Raise OddValue for what jsonb refuses, or gives back as something else."""
    _check(value, 0)


def _check(value: Any, depth: int) -> None:
    if isinstance(value, str):
        if _UNSTORABLE.search(value):
            raise _odd(value, "characters")
        if len(value) > LONG_TEXT:
            raise _odd(value, "short_text")
    elif isinstance(value, (dict, list)):
        if depth == _DEEPEST:
            raise OddValue("", "…", "shallow")
        if isinstance(value, dict):
            for name, each in value.items():
                try:
                    _check(name, depth)
                    _check(each, depth + 1)
                except OddValue as odd:
                    raise odd.inside(cleaned(name, _SHOWN)) from None
        else:
            for place, each in enumerate(value):
                try:
                    _check(each, depth + 1)
                except OddValue as odd:
                    raise odd.inside(f"[{place}]") from None
    elif value is not None and not isinstance(value, bool):
        _number(value, _LARGEST_ANYWHERE)


def _odd(value: Any, expected: str) -> OddValue:
    if isinstance(value, str):
        return OddValue("", cleaned(value, _SHOWN), expected)
    if isinstance(value, (dict, list)):
        return OddValue("", "{…}" if isinstance(value, dict) else "[…]", expected)
    return OddValue("", as_text(value, _SHOWN), expected)


def _number(value: Any, limit: Decimal) -> Decimal:
    """An exact number below ``limit``; nothing is computed with it before it is known
    to be small."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise _odd(value, "number")
    if isinstance(value, int):
        if not -limit < value < limit:
            raise _odd(Decimal(value), "small_number")
        return Decimal(value)
    number = Decimal(repr(value)) if isinstance(value, float) else value
    if not number.is_finite():
        raise _odd(value, "number")
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or not -_MOST_DECIMALS <= exponent <= 18:
        raise _odd(value, "small_number")
    # It is kept as a float too, which may round it up to the limit.
    if not (number.copy_abs() < limit and abs(float(number)) < limit):
        raise _odd(value, "small_number")
    return number


class Row:
    """One of Xero's objects, and how each of its fields is read.

    A field that is missing or null is empty: "", None, no element. What is not of the
    kind that is asked for raises OddValue. ``where`` is the way to it.
    """

    def __init__(self, value: Any, where: str = "") -> None:
        if not isinstance(value, dict):
            raise self._at(_odd(value, "object"), where)
        self._value = value
        self._where = where

    @staticmethod
    def _at(odd: OddValue, where: str) -> OddValue:
        return odd.inside(where) if where else odd

    def _odd(self, name: str, expected: str) -> OddValue:
        odd = _odd(self._value.get(name), expected)
        return self._at(odd.inside(name), self._where)

    def text(self, name: str, most: int = TEXT) -> str:
        """Text of at most ``most`` characters."""
        value = self._value.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self._odd(name, "text")
        if _UNSTORABLE.search(value):
            raise self._odd(name, "characters")
        if len(value) > most:
            raise self._odd(name, "short_text")
        return value

    def word(self, name: str) -> str:
        """A code, a status or a type; one that nobody knows is one too."""
        return self.text(name, WORD)

    def id(self, name: str) -> str:
        """The id that a thing must have."""
        value = self._value.get(name)
        if not is_id(value):
            raise self._odd(name, "id")
        return str(value).lower()

    def id_or_none(self, name: str) -> str:
        """The id of something else; "" where there is none."""
        value = self._value.get(name)
        return "" if value is None or value == "" else self.id(name)

    def code(self, name: str) -> str:
        """A word that a thing must have, for it is its id."""
        found = self.word(name)
        if not found.strip():
            raise self._odd(name, "id")
        return found

    def number(self, name: str, limit: Decimal = LARGEST) -> Decimal | None:
        """An exact number below ``limit``, of either sign."""
        value = self._value.get(name)
        if value is None:
            return None
        try:
            return _number(value, limit)
        except OddValue as odd:
            raise self._at(odd.inside(name), self._where) from None

    def amount(self, name: str) -> Decimal:
        """An exact amount, 0 where none is said."""
        return self.number(name) or Decimal(0)

    def flag(self, name: str) -> bool:
        """Yes or no; no where nothing is said."""
        value = self._value.get(name)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise self._odd(name, "yes_no")
        return value

    def stamp(self, name: str) -> datetime | None:
        """A moment, aware and in UTC, in any of Xero's forms."""
        moment = self._moment(name)
        if moment and moment.year < _NO_STAMP_BEFORE:
            raise self._odd(name, "date")
        return moment

    def day(self, *names: str) -> date | None:
        """The day in the first of the fields that says one."""
        for name in names:
            if moment := self._moment(name):
                if moment.year < _NO_DAY_BEFORE:
                    raise self._odd(name, "date")
                return moment.date()
        return None

    def _moment(self, name: str) -> datetime | None:
        """The year 1 is how .NET writes that there is none."""
        value = self._value.get(name)
        if value is None or value == "":
            return None
        try:
            moment = parse_stamp(value)
        except (TypeError, ValueError):
            raise self._odd(name, "date") from None
        return None if moment.year == 1 else moment

    def object(self, name: str) -> Row:
        """The object that stands in a field, an empty one where there is none."""
        value = self._value.get(name)
        return Row({} if value is None else value, self._path(name))

    def objects(self, name: str) -> Iterator[Row]:
        """The objects of a list."""
        value = self._value.get(name)
        if value is None:
            return
        if not isinstance(value, list):
            raise self._odd(name, "list")
        for place, each in enumerate(value):
            yield Row(each, self._path(f"{name}[{place}]"))

    def _path(self, name: str) -> str:
        return f"{self._where}.{name}" if self._where else name


def whole(value: Any) -> Row:
    """A row of a list, all of which can be stored as it is: also what nobody reads."""
    row = Row(value)
    check_storable(value)
    return row
