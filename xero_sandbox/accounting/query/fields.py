"""The fields that `where` and `order` know, per resource."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any, Literal

Kind = Literal["text", "guid", "date", "number", "bool"]
Value = str | int | Decimal | bool | None
Getter = Callable[[Any], Value]


@dataclass(frozen=True)
class Field:
    """A field's kind, and how a row gives it. Dates are milliseconds, UTC."""

    kind: Kind
    get: Getter


Fields = Mapping[str, Field]
"""By Xero's name, dotted for nested ones: `Contact.ContactID`."""


def text(get: Callable[[Any], str | None]) -> Field:
    """A text; empty counts as null."""
    return Field("text", lambda row: get(row) or None)


def guid(get: Callable[[Any], str]) -> Field:
    """An identifier."""
    return Field("guid", get)


def number(get: Callable[[Any], Decimal | None]) -> Field:
    """An amount."""
    return Field("number", get)


def truth(get: Callable[[Any], bool]) -> Field:
    """True or false."""
    return Field("bool", get)


def day(get: Callable[[Any], date | None]) -> Field:
    """A date of the organisation."""
    return Field("date", lambda row: _midnight(get(row)))


def stamp(get: Callable[[Any], int]) -> Field:
    """A moment, in milliseconds."""
    return Field("date", get)


def _midnight(value: date | None) -> int | None:
    if value is None:
        return None
    moment = datetime(value.year, value.month, value.day, tzinfo=timezone.utc)
    return int(moment.timestamp()) * 1000
