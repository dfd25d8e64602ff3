"""Fields of Xero's contact that a person may pair with one of Odoo's, beside those that
are mapped anyway; and the table of fields that results.

Names, limits and what is read-only: Xero's OpenAPI description. Bank data is never
offered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .contact_fields import (
    ADDRESS_KINDS,
    BOX,
    MOBILE,
    PART_LIMITS,
    STREET,
    AddressPart,
    Field,
    Number,
    Phone,
    PostalAddress,
    Text,
)


def _lt(text: str) -> str:
    """Marks a label for translation; whoever shows it translates it."""
    return text


@dataclass(frozen=True, eq=False)
class Choice:
    """A field of Xero's that may be paired.

    :ivar field: how it is read, checked and sent; its place in Xero is the choice's
        name
    :ivar label: its name for people
    :ivar is_read_only: Xero takes it from nobody: it only comes from there
    """

    field: Field
    label: str
    is_read_only: bool = False

    @property
    def name(self) -> str:
        return self.field.place


_PARTS = {
    STREET: {
        "AttentionTo": _lt("Street address: attention"),
        "AddressLine1": _lt("Street address: line 1"),
        "AddressLine2": _lt("Street address: line 2"),
        "AddressLine3": _lt("Street address: line 3"),
        "AddressLine4": _lt("Street address: line 4"),
        "City": _lt("Street address: city"),
        "Region": _lt("Street address: region"),
        "PostalCode": _lt("Street address: postal code"),
        "Country": _lt("Street address: country"),
    },
    BOX: {
        "AttentionTo": _lt("Postal address: attention"),
        "AddressLine1": _lt("Postal address: line 1"),
        "AddressLine2": _lt("Postal address: line 2"),
        "AddressLine3": _lt("Postal address: line 3"),
        "AddressLine4": _lt("Postal address: line 4"),
        "City": _lt("Postal address: city"),
        "Region": _lt("Postal address: region"),
        "PostalCode": _lt("Postal address: postal code"),
        "Country": _lt("Postal address: country"),
    },
}

_CHOICES = (
    Choice(Text("", key="AccountNumber", limit=50), _lt("Account number")),
    Choice(Phone("", kind="MOBILE"), _lt("Mobile phone")),
    Choice(Phone("", kind="DDI"), _lt("Direct dial")),
    Choice(Phone("", kind="FAX"), _lt("Fax")),
    Choice(PostalAddress("", kind=BOX), _lt("Postal address")),
    Choice(PostalAddress("", kind=STREET), _lt("Street address")),
    *(
        Choice(AddressPart("", kind=kind, part=part), _PARTS[kind][part])
        for kind in ADDRESS_KINDS
        for part in PART_LIMITS
    ),
    # Xero names no limit of these, and never takes them.
    Choice(Text("", key="Website", limit=0), _lt("Website"), is_read_only=True),
    Choice(Number("", key="Discount"), _lt("Discount (%)"), is_read_only=True),
)

CHOICES = {choice.name: choice for choice in _CHOICES}
"""By the place in Xero's contact, which is what is stored of a pair."""


def pair_name(place: str, path: str) -> str:
    """What a pair is called, in values and in what was agreed on: added again after it
    was removed, it is the same."""
    return f"{place}:{path}"


def pair(choice: Choice, path: str, *, get: str = "", partner: str = "") -> Field:
    """The field of a pair.

    :param path: the way to Odoo's field
    :param get: a method of Odoo's partner that says it, where no path does
    :param partner: names of the partner's fields that say it, by default the first step
        of the path
    """
    return replace(
        choice.field,
        name=pair_name(choice.name, path),
        label=choice.label,
        path="" if get else path,
        get=get,
        partner=partner or path.partition(".")[0],
        is_filled=True,
    )


def complete(
    declared: Iterable[Field], pairs: Sequence[Field], address_kind: str = ""
) -> tuple[Field, ...]:
    """The table of a connection.

    :param declared: fields that are mapped anyway
    :param pairs: of a person
    :param address_kind: where the contact's own address stands in Xero, where a person
        chose
    """
    paired = {slot for each in pairs for slot in each.slots}
    table = []
    for each in declared:
        if address_kind and isinstance(each, PostalAddress):
            # Read whenever it is needed: the column holds the one that says something.
            each = replace(each, kind=address_kind, has_column=False)
        elif each.otherwise is MOBILE and MOBILE.slots & paired:
            each = replace(each, otherwise=None)
        table.append(each)
    return (*table, *pairs)


def find_overlap(field: Field, others: Iterable[Field]) -> Field | None:
    """:return: the first of those that stand in the same place in Xero, None if none
    does"""
    return next((each for each in others if field.slots & each.slots), None)
