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

FORMS = ("text", "email", "phone", "address", "number")
"""What a value may be."""

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
    :ivar path: the way from the partner to the field of Odoo's that says it, as
        ``user_id.login``: of a pair that a person added
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
    path: str = ""
    has_column: bool = False

    @property
    def partner_fields(self) -> list[str]:
        return self.partner.split()

    @property
    def empty(self) -> Value:
        """The value that says nothing."""
        return ""

    @property
    def place(self) -> str:
        """Where it stands in Xero's contact, by Xero's names."""
        raise NotImplementedError

    @property
    def form(self) -> str:
        """What kind of value it is: one of :data:`FORMS`."""
        return "text"

    @property
    def longest(self) -> int:
        """How many characters Xero takes at most; 0 where that is nothing to say."""
        return 0

    @property
    def slots(self) -> frozenset[str]:
        """What of Xero's contact it reads or writes: two fields that share one would
        overwrite each other."""
        return frozenset({self.place})

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

    @property
    def place(self) -> str:
        return self.key

    @property
    def longest(self) -> int:
        return self.limit

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

    @property
    def form(self) -> str:
        return "email"

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

    @property
    def place(self) -> str:
        return f"Phones.{self.kind}"

    @property
    def form(self) -> str:
        return "phone"

    @property
    def longest(self) -> int:
        return _PHONE_LIMIT

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


@dataclass(frozen=True, eq=False)
class Number(Field):
    """A number that Xero keeps for itself: it is read, and never sent."""

    _: KW_ONLY
    key: str

    @property
    def place(self) -> str:
        return self.key

    @property
    def form(self) -> str:
        return "number"

    def parse(self, row: Row) -> Value:
        number = row.number(self.key)
        return "" if number is None else format(number.normalize(), "f")

    def check(self, value: Value) -> Iterator[Problem]:
        yield from ()

    def render(self, value: Value) -> dict[str, Any]:
        return {}


STREET, BOX = "STREET", "POBOX"
ADDRESS_KINDS = (STREET, BOX)

# The parts that both sides keep. A country is cut to what Xero takes of it before.
PARTS = ("street", "street2", "city", "region", "postal_code", "country")
PART_LIMITS = {
    "AddressLine1": 500,
    "AddressLine2": 500,
    "AddressLine3": 500,
    "AddressLine4": 500,
    "City": 255,
    "Region": 255,
    "PostalCode": 50,
    "Country": 50,
    "AttentionTo": 255,
}
"""What an address in Xero consists of, and how long each may be."""

# What of it an address of Odoo's says.
_SAID_PARTS = tuple(name for name in PART_LIMITS if name != "AttentionTo")


def _part_place(kind: str, part: str) -> str:
    return f"Addresses.{kind}.{part}"


@dataclass(frozen=True, eq=False)
class PostalAddress(Field):
    """An address as a whole: half of an old one and half of a new one would be
    nobody's.

    :ivar kind: STREET or POBOX; without one it is the address that says something, the
        street before the box
    """

    _: KW_ONLY
    kind: str = ""

    @property
    def empty(self) -> Value:
        return {}

    @property
    def place(self) -> str:
        return f"Addresses.{self.kind}" if self.kind else "Addresses"

    @property
    def form(self) -> str:
        return "address"

    @property
    def slots(self) -> frozenset[str]:
        kinds = (self.kind,) if self.kind else ADDRESS_KINDS
        return frozenset(_part_place(k, part) for k in kinds for part in _SAID_PARTS)

    def _read(self, row: Row) -> tuple[str, Address]:
        if not self.kind:
            return read_address(row)
        return self.kind, _read_addresses(row).get(self.kind, Address())

    def parse(self, row: Row) -> Value:
        return address_values(self._read(row)[1])

    def find_left_out(self, value: Value) -> Iterator[tuple[str, str]]:
        country = value.get("country", "")
        if country and not country_name(country):
            yield "country", country

    def check(self, value: Value) -> Iterator[Problem]:
        parts = address_parts(Address(**value))
        for key, limit in PART_LIMITS.items():
            yield from check_text(key, parts.get(key, ""), limit)

    def render(self, value: Value) -> dict[str, Any]:
        parts = address_parts(Address(**value))
        return {"Addresses": [{"AddressType": self.kind or STREET, **parts}]}

    def overwrite(self, value: Value, agreed: Value, stored: Stored) -> dict[str, Any]:
        """Written over the one that was read: see :func:`~.values.address_changes`."""
        contact = stored()
        kind, _address = self._read(Row(contact))
        there = _stored_address(contact, kind)
        parts = address_changes(Address(**value), Address(**(agreed or {})), there)
        return {"Addresses": [{"AddressType": kind, **parts}]}


@dataclass(frozen=True, eq=False)
class AddressPart(Field):
    """One part of one of a contact's addresses."""

    _: KW_ONLY
    kind: str
    part: str

    @property
    def place(self) -> str:
        return _part_place(self.kind, self.part)

    @property
    def longest(self) -> int:
        return PART_LIMITS[self.part]

    def parse(self, row: Row) -> Value:
        for each in row.objects("Addresses"):
            if each.word("AddressType") == self.kind:
                return each.text(self.part).strip()
        return ""

    def clean(self, value: Value) -> Value:
        return country_name(value) if self.part == "Country" else value.strip()

    def check(self, value: Value) -> Iterator[Problem]:
        yield from check_text(self.part, value, self.longest)

    def render(self, value: Value) -> dict[str, Any]:
        return {"Addresses": [{"AddressType": self.kind, self.part: value}]}


def _stored_address(contact: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    addresses: list[dict[str, Any]] = contact.get("Addresses") or []
    found = [each for each in addresses if each.get("AddressType") == kind]
    return found[0] if found else {}


def read_address(row: Row) -> tuple[str, Address]:
    """The address of a contact that says something, the street before the box, and
    before it where it stands: STREET or POBOX. Raises OddValue."""
    found = _read_addresses(row)
    for kind in ADDRESS_KINDS:
        address = found.get(kind, Address())
        if address.street or address.city:
            return kind, address
    return STREET, found.get(STREET, Address())


# As of phones.
@lru_cache(maxsize=1)
def _read_addresses(row: Row) -> dict[str, Address]:
    return {
        each.word("AddressType"): address_from(
            {name: each.text(name) for name in PART_LIMITS}
        )
        for each in row.objects("Addresses")
    }


def address_values(address: Address) -> dict[str, str]:
    """What an address says, as a value."""
    found = {part: getattr(address, part) for part in PARTS}
    return {part: text for part, text in found.items() if text}


def value_text(value: Value) -> str:
    """A value as one line; of an address its parts, as they are read."""
    if isinstance(value, dict):
        return ", ".join(value[part] for part in PARTS if value.get(part))
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
    body = _join(parts)
    for address in body.get("Addresses", ()):
        # What Xero makes of half an address is not known: the rest is sent as it is.
        there = _stored_address(stored(), address["AddressType"])
        rest = {name: there[name] for name in PART_LIMITS if there.get(name)}
        address |= {name: text for name, text in rest.items() if name not in address}
    return {"ContactID": xero_id, **body}


_TYPES = {"Addresses": "AddressType", "Phones": "PhoneType"}


def _join(parts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """One object of several; lists under the same key become one, and so do things of
    one type in them."""
    body: dict[str, Any] = {}
    for part in parts:
        for key, value in part.items():
            if key not in _TYPES:
                body[key] = value
                continue
            there = {each[_TYPES[key]]: each for each in body.get(key, ())}
            for each in value:
                kind = each[_TYPES[key]]
                there[kind] = {**there.get(kind, {}), **each}
            body[key] = list(there.values())
    return body
