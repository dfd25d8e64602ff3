"""Xero's forms of dates, money, text, phones and addresses, and back."""

from __future__ import annotations

import re
import unicodedata
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
    """The first address in ``text`` as Xero takes it, or None when Xero would refuse it
    ("Email address must be valid").

    Odoo's field may hold several addresses or ``Name <address>``; Xero takes one, in
    ASCII: lower case, ligatures and wide letters as the plain ones they stand for
    (NFKC), a domain of other letters as DNS spells it (``xn--…``).
    """
    for word in re.split(r"[\s,;<>]+", unicodedata.normalize("NFKC", text).lower()):
        if "@" in word:
            local, _at, domain = word.rpartition("@")
            word = f"{local}@{_ascii_domain(domain)}"
            valid = word.isascii() and _EMAIL.fullmatch(word)
            return word if valid else None
    return None


def _ascii_domain(domain: str) -> str:
    """Python knows the older rules (IDNA 2003), which send what these letters write to
    another domain: such a one is left as it is."""
    if domain.isascii() or any(char in "ßς\u200c\u200d" for char in domain):
        return domain
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain


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


# What letters are that Unicode knows no plain form of.
_PLAIN = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "þ": "th"}
    | {"ı": "i", "ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "Þ": "Th"}
)
_COUNTRY_LIMIT = 50


def country_name(text: str) -> str:
    """A country under a spelling that Xero takes: letters from A to Z and spaces, 50
    at most (OpenAPI description, Address.Country). "" when that would lose a letter or
    figure.
    """
    plain = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    letters = "".join(c if c.isascii() and c.isalpha() else " " for c in kept)
    lost = any(char.isalnum() and char not in letters for char in kept)
    name = " ".join(letters.split())
    return "" if lost or len(name) > _COUNTRY_LIMIT else name


def address_parts(address: Address) -> dict[str, str]:
    """``address`` as Xero's fields, empty ones left out."""
    fields = {
        "AddressLine1": address.street,
        "AddressLine2": address.street2,
        "City": address.city,
        "Region": address.region,
        "PostalCode": address.postal_code,
        "Country": country_name(address.country),
        "AttentionTo": address.attention,
    }
    return {key: value for key, value in fields.items() if value}


def address_changes(
    address: Address, agreed: Address, stored: Mapping[str, Any]
) -> dict[str, str]:
    """``address`` as Xero's fields, over the one that stands there; what is empty on
    both sides is left out.

    A part that Odoo never said survives: it may be one that Odoo has no record for.
    A part is sent empty only where Odoo once said it, and says it no more. Where both
    addresses are the same one, region and country keep the spelling that they have in
    Xero while Odoo's are unchanged.

    :param agreed: what Odoo said when both sides agreed last
    :param stored: Xero's address, as it was read
    """
    former = address_from(stored)
    is_same = (former.street, former.city, former.postal_code) == (
        agreed.street,
        agreed.city,
        agreed.postal_code,
    )

    def part(name: str) -> str:
        ours, before, theirs = (
            getattr(each, name) for each in (address, agreed, former)
        )
        keeps = is_same and ours == before and name in ("region", "country")
        if (keeps and theirs) or not (ours or before):
            return str(theirs)
        return str(ours)

    body = {
        "AddressLine1": part("street"),
        **_lines(address, agreed, stored, former),
        "City": part("city"),
        "Region": part("region"),
        "PostalCode": part("postal_code"),
        "Country": country_name(part("country")),
    }
    if former.attention:
        body["AttentionTo"] = former.attention
    return {key: text for key, text in body.items() if text or stored.get(key)}


def _lines(
    address: Address, agreed: Address, stored: Mapping[str, Any], former: Address
) -> dict[str, str]:
    """The lines that Odoo's second one stands for: untouched, they stay apart."""
    names = ("AddressLine2", "AddressLine3", "AddressLine4")
    ours = address.street2
    is_untouched = ours == agreed.street2 and ours in ("", former.street2)
    if is_untouched:
        return {name: str(stored.get(name) or "").strip() for name in names}
    return dict.fromkeys(names, "") | {"AddressLine2": ours}
