"""Xero's forms of dates, money, text, phones and addresses, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MILLISECONDS = re.compile(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/")
# Python 3.10 reads only 3 or 6 fractional digits and no "Z"; Xero writes 0 to 7.
_STAMP = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?)?"
)
_EMAIL = re.compile(r"[^@\s<>()\[\],;:\"\\]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+")


def parse_date(text: str) -> date:
    """The day in ``/Date(ms+0000)/``, ``2026-09-14T00:00:00`` or ``2026-09-14``.

    Document dates are days of the organisation, written as midnight UTC (recorded
    answer): no time zone is applied. Raises ValueError.
    """
    return parse_stamp(text).date()


def parse_stamp(text: str) -> datetime:
    """The moment, aware and in UTC, milliseconds kept; without an offset it is UTC.

    The offset inside ``/Date(ms+1300)/`` only says how to show it: the milliseconds
    are UTC already. Raises ValueError.
    """
    if match := _MILLISECONDS.fullmatch(text):
        try:
            return _EPOCH + timedelta(milliseconds=int(match[1]))
        except OverflowError as error:
            raise ValueError(f"no date that a calendar has: {text!r}") from error
    match = _STAMP.fullmatch(text)
    if not match:
        raise ValueError(f"no date in one of Xero's forms: {text!r}")
    day, clock, fraction, offset = match.groups()
    moment = datetime.fromisoformat(f"{day}T{clock or '00:00:00'}")
    moment += timedelta(microseconds=int((fraction or "").ljust(6, "0")[:6]))
    try:
        return moment.replace(tzinfo=timezone.utc) - _offset(offset)
    except OverflowError as error:
        raise ValueError(f"no date that a calendar has: {text!r}") from error


def _offset(text: str | None) -> timedelta:
    if not text or text == "Z":
        return timedelta()
    sign = -1 if text[0] == "-" else 1
    return sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))


def http_stamp(moment: datetime) -> str:
    """``moment`` (aware) as If-Modified-Since wants it: UTC, whole seconds, no offset.

    Rounded down, so that nothing changed within that second is missed.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone could be any hour")
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")


def parse_money(value: int | Decimal | str) -> Decimal:
    """An amount or a rate, exactly as written. Raises ValueError when it is none.

    Raises TypeError on a float: it has lost the exact figure already.
    """
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, str)):
        raise TypeError(f"no exact number: {type(value).__name__}")
    try:
        number = Decimal(value)
    except InvalidOperation as error:
        raise ValueError(f"no number: {value!r}") from error
    if not number.is_finite():
        raise ValueError(f"no number: {value!r}")
    return number


def normalise_email(text: str) -> str | None:
    """The first address in ``text``, lower case, or None when Xero would refuse it.

    Odoo's field may hold several addresses or ``Name <address>``; Xero takes one, in
    ASCII ("Email address must be valid").
    """
    for word in re.split(r"[\s,;<>]+", text.lower()):
        if "@" in word:
            valid = word.isascii() and _EMAIL.fullmatch(word)
            return word if valid else None
    return None


def phone_text(phone: Mapping[str, Any]) -> str:
    """``{PhoneCountryCode, PhoneAreaCode, PhoneNumber}`` as one line, or ""."""
    country = str(phone.get("PhoneCountryCode") or "").strip()
    if country.isdigit() and not country.startswith("0"):
        country = "+" + country
    area = str(phone.get("PhoneAreaCode") or "").strip()
    number = str(phone.get("PhoneNumber") or "").strip()
    return " ".join(part for part in (country, area, number) if part)


def phone_parts(text: str) -> dict[str, str]:
    """One line as Xero's three fields.

    All of it goes into PhoneNumber, and the other two are emptied aloud: left out,
    Xero would keep the old ones and show the code twice.
    """
    number = " ".join(text.split())
    return {"PhoneCountryCode": "", "PhoneAreaCode": "", "PhoneNumber": number}


@dataclass(frozen=True)
class Address:
    """A postal address; "" where unknown. ``country`` is a name, as Xero keeps it."""

    street: str = ""
    street2: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    attention: str = ""

    def __bool__(self) -> bool:
        return self != Address()


def address_from(data: Mapping[str, Any]) -> Address:
    """Xero's address; lines 2 to 4 become one."""

    def text(key: str) -> str:
        return str(data.get(key) or "").strip()

    rest = [text(f"AddressLine{number}") for number in (2, 3, 4)]
    return Address(
        street=text("AddressLine1"),
        street2=", ".join(line for line in rest if line),
        city=text("City"),
        region=text("Region"),
        postal_code=text("PostalCode"),
        country=text("Country"),
        attention=text("AttentionTo"),
    )


# What of an address in Xero comes from ours; AttentionTo is Xero's own.
ADDRESS_LINES = (
    "AddressLine1",
    "AddressLine2",
    "AddressLine3",
    "AddressLine4",
    "City",
    "Region",
    "PostalCode",
    "Country",
)


def address_parts(address: Address) -> dict[str, str]:
    """``address`` as Xero's fields, empty ones left out."""
    fields = {
        "AddressLine1": address.street,
        "AddressLine2": address.street2,
        "City": address.city,
        "Region": address.region,
        "PostalCode": address.postal_code,
        "Country": address.country,
        "AttentionTo": address.attention,
    }
    return {key: value for key, value in fields.items() if value}
