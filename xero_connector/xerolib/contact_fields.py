"""The fields of a contact: one table, from which all else that knows them derives.

A row of :data:`FIELDS` says what a field is called in Xero and in Odoo, how it is read
from Xero's JSON, compared, checked and sent. Limits: Xero's OpenAPI description and
documentation.

What either side says is held in one form, *values*: a dict of a field's name to a text,
or, of an address, to a dict of its parts. They can be kept as JSON: what both sides
agreed on last is kept so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass
from functools import lru_cache
from typing import Any

from .checking import Problem, check_text
from .reading import Row
from .values import (
    Address,
    address_changes,
    address_from,
    address_parts,
    country_name,
    normalise_email,
    phone_parts,
    phone_text,
)

Value = Any
"""A text, or a dict of texts; an empty one says nothing."""

Values = Mapping[str, Value]

Stored = Callable[[], Mapping[str, Any]]
"""Gives Xero's contact as it was read last; asked for only by who needs it."""


def _lt(text: str) -> str:
    """Marks a label for translation; whoever shows it translates it."""
    return text


# Compared by what they are, not by what they say: they are keys of dicts.
@dataclass(frozen=True, eq=False)
class Field:
    """One field of a contact, in Xero and in Odoo.

    :ivar name: ours, in values and in what was agreed on
    :ivar partner: names of the fields of Odoo's partner that say it, with spaces
        between; an edit of one of these is an edit of the contact
    :ivar label: its name for people: a text, or one that Odoo translates late
    :ivar get: a method of ``res.partner`` that says it, if it is more than the text of
        the first of ``partner``
    :ivar put: a method of ``xero.contact`` that turns Xero's value into the partner's
        values, if it is more than writing the first of ``partner``
    :ivar is_compared: whether it goes both ways; else it is only read, and sent to a
        contact that is new
    :ivar goes_with: the field with which it is sent to a contact that Xero has
    :ivar otherwise: the field that speaks for it in Xero where it says nothing
    :ivar is_filled: whether it may be filled by itself in Xero, where it is empty
    :ivar has_column: whether ``xero.contact`` has a column of that name, filled of all
        contacts; else it is read from Xero's JSON whenever it is needed
    """

    name: str
    _: KW_ONLY
    partner: str = ""
    label: object = ""
    get: str = ""
    put: str = ""
    is_compared: bool = True
    goes_with: str = ""
    otherwise: Field | None = None
    is_filled: bool = True
    has_column: bool = False

    @property
    def partner_fields(self) -> list[str]:
        return self.partner.split()

    @property
    def empty(self) -> Value:
        """The value that says nothing."""
        return ""

    def parse(self, row: Row) -> Value:
        """What Xero says. Raises OddValue"""
        raise NotImplementedError

    def normalise(self, value: Value) -> Value:
        """Xero's value as it is compared with Odoo's."""
        return value

    def clean(self, value: Value) -> Value:
        """What of Odoo's value Xero takes; it is what is compared, too."""
        return self.normalise(value)

    def find_left_out(self, value: Value) -> Iterator[tuple[str, str]]:
        """What of Odoo's value Xero would refuse, and the whole contact with it: pairs
        of a name and a text. It is not sent."""
        if value and not self.clean(value):
            yield self.name, value

    def check(self, value: Value) -> Iterator[Problem]:
        """What stands against sending the value."""
        raise NotImplementedError

    def render(self, value: Value) -> dict[str, Any]:
        """The value as the part of Xero's contact that says it."""
        raise NotImplementedError

    def overwrite(self, value: Value, agreed: Value, stored: Stored) -> dict[str, Any]:
        """The part of Xero's contact that changes the one that is there.

        :param agreed: what both sides said when they agreed last
        """
        return self.render(value)


@dataclass(frozen=True, eq=False)
class Text(Field):
    """A text that stands under a key of its own."""

    _: KW_ONLY
    key: str
    limit: int
    is_needed: bool = False

    def parse(self, row: Row) -> Value:
        return row.text(self.key)

    def find_left_out(self, value: Value) -> Iterator[tuple[str, str]]:
        if not self.is_needed:
            yield from super().find_left_out(value)

    def check(self, value: Value) -> Iterator[Problem]:
        yield from check_text(self.key, value, self.limit, needed=self.is_needed)

    def render(self, value: Value) -> dict[str, Any]:
        return {self.key: value}


@dataclass(frozen=True, eq=False)
class Name(Text):
    """Xero refuses surplus spaces and angle brackets. It takes no more than its limit,
    and a name that is cut is better than none."""

    def normalise(self, value: Value) -> Value:
        return " ".join(value.split())

    def clean(self, value: Value) -> Value:
        return self.normalise(value)[: self.limit].strip()

    def check(self, value: Value) -> Iterator[Problem]:
        yield from super().check(value)
        if "<" in value or ">" in value:
            yield Problem("bad_characters", self.key, value=value)


@dataclass(frozen=True, eq=False)
class Email(Text):
    """One address that Xero takes as valid; Odoo's field may hold others."""

    def normalise(self, value: Value) -> Value:
        return normalise_email(value) or value

    def clean(self, value: Value) -> Value:
        return normalise_email(value) or ""

    def check(self, value: Value) -> Iterator[Problem]:
        yield from super().check(value)
        if value and normalise_email(value) != value.lower():
            yield Problem("invalid", self.key, value=value)


# Of a US tax number, who may not see it whole is shown the end of it alone.
_MASKED = re.compile(r"[*\u2022\u25cf]|^[Xx]{2,}-?[Xx]{2}")


@dataclass(frozen=True, eq=False)
class TaxNumber(Text):
    """One that is masked says nothing: it is no other number, and none to keep."""

    def parse(self, row: Row) -> Value:
        value = super().parse(row)
        return "" if _MASKED.search(value) else value


_PHONE_LIMIT = 50


@dataclass(frozen=True, eq=False)
class Phone(Field):
    """A number of one type: Xero keeps each in three parts."""

    _: KW_ONLY
    kind: str

    def parse(self, row: Row) -> Value:
        return _read_phones(row).get(self.kind, "")

    def check(self, value: Value) -> Iterator[Problem]:
        yield from check_text("PhoneNumber", value, _PHONE_LIMIT)

    def render(self, value: Value) -> dict[str, Any]:
        return {"Phones": [{"PhoneType": self.kind, **phone_parts(value)}]}


# The last row is kept: several fields of one ask for the same.
@lru_cache(maxsize=1)
def _read_phones(row: Row) -> dict[str, str]:
    names = ("PhoneCountryCode", "PhoneAreaCode", "PhoneNumber")
    return {
        phone.word("PhoneType"): phone_text({name: phone.text(name) for name in names})
        for phone in row.objects("Phones")
    }


_STREET, _BOX = "STREET", "POBOX"

# The parts that both sides keep. A country is cut to what Xero takes of it before.
_PARTS = ("street", "street2", "city", "region", "postal_code", "country")
_PART_LIMITS = {
    "AddressLine1": 500,
    "AddressLine2": 500,
    "City": 255,
    "Region": 255,
    "PostalCode": 50,
}


@dataclass(frozen=True, eq=False)
class PostalAddress(Field):
    """The address that says something, the street before the box. It is one thing: half
    of an old one and half of a new one would be nobody's."""

    @property
    def empty(self) -> Value:
        return {}

    def parse(self, row: Row) -> Value:
        return address_values(read_address(row)[1])

    def find_left_out(self, value: Value) -> Iterator[tuple[str, str]]:
        country = value.get("country", "")
        if country and not country_name(country):
            yield "country", country

    def check(self, value: Value) -> Iterator[Problem]:
        parts = address_parts(Address(**value))
        for key, limit in _PART_LIMITS.items():
            yield from check_text(key, parts.get(key, ""), limit)

    def render(self, value: Value) -> dict[str, Any]:
        parts = address_parts(Address(**value))
        return {"Addresses": [{"AddressType": _STREET, **parts}]}

    def overwrite(self, value: Value, agreed: Value, stored: Stored) -> dict[str, Any]:
        """Written over the one that was read: see :func:`~.values.address_changes`."""
        contact = stored()
        kind, _address = read_address(Row(contact))
        addresses: list[dict[str, Any]] = contact.get("Addresses") or []
        there = [each for each in addresses if each.get("AddressType") == kind] or [{}]
        parts = address_changes(Address(**value), Address(**(agreed or {})), there[0])
        return {"Addresses": [{"AddressType": kind, **parts}]}


@lru_cache(maxsize=1)
def read_address(row: Row) -> tuple[str, Address]:
    """The address of a contact that says something, the street before the box, and
    before it where it stands: STREET or POBOX. Raises OddValue."""
    names = (
        *("AddressLine1", "AddressLine2", "AddressLine3", "AddressLine4"),
        *("City", "Region", "PostalCode", "Country", "AttentionTo"),
    )
    found = {
        each.word("AddressType"): address_from(
            {name: each.text(name) for name in names}
        )
        for each in row.objects("Addresses")
    }
    for kind in (_STREET, _BOX):
        address = found.get(kind, Address())
        if address.street or address.city:
            return kind, address
    return _STREET, found.get(_STREET, Address())


def address_values(address: Address) -> dict[str, str]:
    """What an address says, as a value."""
    found = {part: getattr(address, part) for part in _PARTS}
    return {part: text for part, text in found.items() if text}


def value_text(value: Value) -> str:
    """A value as one line; of an address its parts, as they are read."""
    if isinstance(value, dict):
        return ", ".join(value[part] for part in _PARTS if value.get(part))
    return str(value or "")


# === The table === #

NAME = Name(
    "name",
    key="Name",
    limit=255,
    is_needed=True,
    partner="name xero_name",
    label=_lt("Name"),
    get="_xero_get_name",
    put="_name_vals",
    has_column=True,
)
NUMBER = Text(
    "number",
    key="ContactNumber",
    limit=50,
    is_needed=True,
    get="_xero_number",
    is_compared=False,
    has_column=True,
)
EMAIL = Email(
    "email",
    key="EmailAddress",
    limit=255,
    partner="email",
    label=_lt("Email"),
    is_filled=False,
    has_column=True,
)
MOBILE = Phone("mobile", kind="MOBILE", is_compared=False, has_column=True)
ADDRESS = PostalAddress(
    "address",
    partner="street street2 city zip state_id country_id",
    label=_lt("Address"),
    get="_xero_get_address",
    put="_address_vals",
    has_column=True,
)

FIELDS: tuple[Field, ...] = (
    NAME,
    NUMBER,
    Text(
        "first_name",
        key="FirstName",
        limit=255,
        get="_xero_get_first_name",
        is_compared=False,
        goes_with="name",
        has_column=True,
    ),
    Text(
        "last_name",
        key="LastName",
        limit=255,
        get="_xero_get_last_name",
        is_compared=False,
        goes_with="name",
        has_column=True,
    ),
    EMAIL,
    Phone(
        "phone",
        kind="DEFAULT",
        partner="phone",
        label=_lt("Phone"),
        otherwise=MOBILE,
        has_column=True,
    ),
    MOBILE,
    TaxNumber(
        "tax_number",
        key="TaxNumber",
        limit=50,
        partner="vat",
        label=_lt("Tax number"),
        get="_xero_get_tax_number",
        has_column=True,
    ),
    Text(
        "company_number",
        key="CompanyNumber",
        limit=50,
        partner="company_registry",
        label=_lt("Company number"),
        has_column=True,
    ),
    Text(
        "account_number",
        key="AccountNumber",
        limit=50,
        is_compared=False,
        has_column=True,
    ),
    ADDRESS,
)
"""Of ours; other addons may have more: see ``xero.contact._contact_fields``. In reading
order, which is that of words for people too."""


# === What derives from it === #


def normalise(read: Callable[[Field], Value], fields: Iterable[Field]) -> Values:
    """What Xero says, as it is compared.

    :param read: gives what Xero says of a field, as it was read
    """
    values = {}
    for field in fields:
        if field.is_compared:
            value = read(field) or (field.otherwise and read(field.otherwise))
            values[field.name] = field.normalise(value or field.empty)
    return values


def clean(values: Values, fields: Iterable[Field]) -> dict[str, Value]:
    """Odoo's values as far as Xero takes them."""
    return {f.name: f.clean(values[f.name]) for f in fields if f.name in values}


def find_left_out(values: Values, fields: Iterable[Field]) -> list[tuple[str, str]]:
    """What of Odoo's values Xero would refuse: see :meth:`Field.find_left_out`."""
    found = (f.find_left_out(values[f.name]) for f in fields if f.name in values)
    return [pair for pairs in found for pair in pairs]


def check(values: Values, fields: Iterable[Field]) -> list[Problem]:
    """All that stands against sending ``values``, in reading order; [] if nothing."""
    found = (f.check(values[f.name]) for f in fields if f.name in values)
    return [problem for problems in found for problem in problems]


def build_body(values: Values, fields: Iterable[Field]) -> dict[str, Any]:
    """A new contact as Xero's object; what is empty is left out, so nothing is
    blanked."""
    return _join(f.render(values[f.name]) for f in fields if values.get(f.name))


def build_changes(
    xero_id: str,
    values: Values,
    names: Collection[str],
    fields: Iterable[Field],
    *,
    agreed: Values,
    stored: Stored,
    with_companions: bool = False,
) -> dict[str, Any]:
    """What of ``values`` changes on the contact that Xero has; the rest stays.

    :param names: of the fields that changed
    :param agreed: what both sides said when they agreed last
    :param with_companions: whether what goes with one of them is sent too
    """
    parts = [
        field.overwrite(values[field.name], agreed.get(field.name), stored)
        for field in fields
        if field.name in names or (with_companions and field.goes_with in names)
    ]
    return {"ContactID": xero_id, **_join(parts)}


def _join(parts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """One object of several; lists under the same key become one."""
    body: dict[str, Any] = {}
    for part in parts:
        for key, value in part.items():
            if isinstance(value, list):
                value = [*body.get(key, ()), *value]
            body[key] = value
    return body
