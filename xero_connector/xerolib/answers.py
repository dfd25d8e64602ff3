"""What Xero answered: the answer as it came, and the elements in it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from functools import cached_property
from itertools import islice
from typing import Any

from .errors import BadAnswer, OddValue
from .limits import Limits, read_limits
from .reading import TEXT, WORD, cleaned
from .resources import Resource

ZERO_ID = "00000000-0000-0000-0000-000000000000"
"""The id of something that Xero did not store (recorded answer)."""


@dataclass(frozen=True)
class Answer:
    """One HTTP answer. Header names are lower case; ``seconds`` is the whole call."""

    status: int
    headers: Mapping[str, str]
    text: str
    seconds: float

    def __repr__(self) -> str:
        """Short, and without the text: a token answer's text is the token."""
        return f"Answer(status={self.status}, seconds={self.seconds:.3f})"

    def json(self) -> Any:
        """The text as JSON, numbers as Decimal. Parsed once: do not change it.

        A number that is none (NaN, Infinity, 1e400 and its like) is one all the same,
        for only the row that it stands in is odd: its reader refuses it.

        Raises BadAnswer.
        """
        try:
            return self._payload
        except (ValueError, RecursionError) as error:
            raise BadAnswer(self) from error

    @cached_property
    def _payload(self) -> Any:
        return json.loads(
            self.text, parse_float=_decimal, parse_int=_whole, parse_constant=_decimal
        )

    @cached_property
    def limits(self) -> Limits:
        return read_limits(self.headers)

    @property
    def correlation_id(self) -> str | None:
        """What Xero's support asks for. The name varies between its pages."""
        names = ("xero-correlation-id", "x-correlation-id")
        said = next(filter(None, map(self.headers.get, names)), None)
        return said and cleaned(said, WORD)

    @property
    def server_time(self) -> datetime | None:
        """When Xero answered, by its own clock, in UTC; None if it did not say."""
        try:
            moment = parsedate_to_datetime(self.headers["date"])
            if moment.tzinfo is None:
                return moment.replace(tzinfo=timezone.utc)
            return moment.astimezone(timezone.utc)
        except (KeyError, ValueError, OverflowError, TypeError):
            return None


_PLAIN_DIGITS = 30


def _whole(text: str) -> int | Decimal:
    """Python refuses to read thousands of digits as an int."""
    return int(text) if len(text) <= _PLAIN_DIGITS else _decimal(text)


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:  # an exponent that even a Decimal has no room for
        return Decimal("NaN")


@dataclass(frozen=True)
class Element:
    """One thing in an answer, at the place where it stood in the request.

    ``data`` is as Xero sent it; when not ``ok`` it echoes our request, not what is
    stored. ``xero_id`` is None when Xero stored nothing. ``errors`` and ``warnings``
    are Xero's own words, from wherever in the element they stood. ``odd`` is what
    stands in an element that is no refusal and cannot be read: whether it is ok is
    then unknown. What ``tells`` nothing has no id, and does not say that it failed.
    """

    index: int
    data: dict[str, Any]
    xero_id: str | None
    ok: bool
    errors: list[str]
    warnings: list[str]
    odd: OddValue | None = None
    tells: bool = True


def elements(payload: Any, resource: Resource) -> list[Element]:
    """The elements of ``payload``: a list answer, or the ``Elements`` of a 400.

    An element is ok when Xero gave it an id, no error and not the status ERROR. (The
    status attribute is missing from a success that was summarised: recorded answer.)
    """
    rows = find(payload, resource.envelope)
    if not isinstance(rows, list):
        rows = find(payload, "Elements")
    if not isinstance(rows, list):
        return []
    return [
        _element(index, row, resource)
        for index, row in enumerate(rows)
        if isinstance(row, dict)
    ]


def _element(index: int, data: dict[str, Any], resource: Resource) -> Element:
    said_id = resource.id_of(data)
    xero_id = None if said_id == ZERO_ID else said_id
    errors = messages(data, "ValidationErrors")
    failed = (
        bool(errors)
        or find_text(data, "StatusAttributeString").upper() == "ERROR"
        or data.get("HasErrors") is True
        or data.get("HasValidationErrors") is True
    )
    return Element(
        index=index,
        data=data,
        xero_id=xero_id,
        ok=not failed and xero_id is not None,
        errors=errors,
        warnings=messages(data, "Warnings"),
        odd=None if failed else _odd(data, resource),
        tells=failed or said_id is not None,
    )


def _odd(data: dict[str, Any], resource: Resource) -> OddValue | None:
    if data.get(resource.id_field) in (None, "", ZERO_ID):
        return None  # nothing was stored, so there is nothing to read
    try:
        resource.read(data)
    except OddValue as odd:
        return odd
    return None


_MOST_MESSAGES = 100
_DEEPEST = 30


def messages(payload: Any, key: str) -> list[str]:
    """Every text in a list called ``key``, however deep, in order, each once.

    Xero hangs them on lines, phones and nested contacts too; one of its examples
    says ``Description`` for ``Message``. Each is cut to what can be shown, and of a
    flood only the first hundred are taken.
    """
    found = (cleaned(text, TEXT) for text in _walk(payload, key.lower(), 0))
    return list(dict.fromkeys(islice(found, _MOST_MESSAGES)))


def message(payload: Any) -> str:
    """What stands at the top of a refusal, as it can be shown; "" for nothing."""
    return cleaned(find_text(payload, "Message"), TEXT)


def _walk(payload: Any, key: str, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(payload, list):
        for item in payload:
            yield from _walk(item, key, depth + 1)
    elif isinstance(payload, dict):
        for name, value in payload.items():
            if isinstance(value, list) and name.lower() == key:
                for entry in value:
                    if isinstance(entry, dict):
                        text = find(entry, "Message") or find(entry, "Description")
                        if isinstance(text, (str, int, Decimal)):
                            yield str(text)
            elif isinstance(value, (dict, list)):
                yield from _walk(value, key, depth + 1)


def find_text(payload: Any, name: str) -> str:
    """The text that :func:`find` finds; "" for anything else."""
    value = find(payload, name)
    return value if isinstance(value, str) else ""


def find(payload: Any, name: str) -> Any:
    """The value of ``payload[name]``, in any case of the name; None without one.

    Xero's error bodies vary in it (recorded answers).
    """
    if not isinstance(payload, dict):
        return None
    if name in payload:
        return payload[name]
    return next(
        (value for key, value in payload.items() if key.lower() == name.lower()), None
    )
