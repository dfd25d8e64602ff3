"""Reading a contact of Xero's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from .contact_fields import EMAIL, FIELDS, NAME, Field, Value, read_address
from .reading import Row, whole


@dataclass(frozen=True)
class Contact:
    """A contact as Xero says it is; "" where it says nothing.

    ``address_type`` is where the address stands that says something: STREET or POBOX.
    ``groups`` and ``tracking`` are names. What is open is in the organisation's base
    currency: ``receivable``, of it ``overdue``, and ``payable``; 0 where Xero says
    nothing, as it does in lists that are not paged.
    """

    row: Row
    xero_id: str
    updated_at: datetime | None
    values: Mapping[Field, Value]
    status: str
    is_customer: bool
    is_supplier: bool
    address_type: str
    merged_to: str
    groups: tuple[str, ...]
    tracking: tuple[str, ...]
    receivable: Decimal
    overdue: Decimal
    payable: Decimal

    def value(self, field: Field) -> Value:
        """What it says of a field, also of one that another addon brings. Raises
        OddValue"""
        known = field in self.values
        return self.values[field] if known else field.parse(self.row)

    @property
    def name(self) -> str:
        return str(self.values[NAME])

    @property
    def email(self) -> str:
        return str(self.values[EMAIL])


def read(value: Any) -> Contact:
    """The contact in a row of Contacts. Raises OddValue."""
    row = whole(value)
    balances = row.object("Balances")
    owed = balances.object("AccountsReceivable")
    return Contact(
        row=row,
        xero_id=row.id("ContactID"),
        updated_at=row.stamp("UpdatedDateUTC"),
        values={field: field.parse(row) for field in FIELDS},
        status=row.word("ContactStatus"),
        is_customer=row.flag("IsCustomer"),
        is_supplier=row.flag("IsSupplier"),
        address_type=read_address(row)[0],
        merged_to=row.id_or_none("MergedToContactID"),
        groups=tuple(group.text("Name") for group in row.objects("ContactGroups")),
        tracking=tuple(_tracking(row)),
        receivable=owed.amount("Outstanding"),
        overdue=owed.amount("Overdue"),
        payable=balances.object("AccountsPayable").amount("Outstanding"),
    )


def _tracking(row: Row) -> list[str]:
    """What lines of this contact's documents are tracked by: option or category."""
    names = [
        each.text("TrackingOptionName") or each.text("TrackingCategoryName")
        for side in ("SalesTrackingCategories", "PurchasesTrackingCategories")
        for each in row.objects(side)
    ]
    return list(dict.fromkeys(filter(None, names)))
