"""Reading a contact of Xero's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .reading import Row, whole
from .values import Address, address_from, phone_text


@dataclass(frozen=True)
class Contact:
    """A contact as Xero says it is; "" where it says nothing.

    ``address`` is the one that says something, the street before the box, and
    ``address_type`` where it stands: STREET or POBOX. ``groups`` and ``tracking`` are
    names.
    """

    xero_id: str
    updated_at: datetime | None
    name: str
    status: str
    number: str
    account_number: str
    first_name: str
    last_name: str
    email: str
    phone: str
    mobile: str
    tax_number: str
    company_number: str
    is_customer: bool
    is_supplier: bool
    address: Address
    address_type: str
    merged_to: str
    groups: tuple[str, ...]
    tracking: tuple[str, ...]


def read(value: Any) -> Contact:
    """The contact in a row of Contacts. Raises OddValue."""
    row = whole(value)
    phones = {
        phone.word("PhoneType"): phone_text(
            {
                name: phone.text(name)
                for name in ("PhoneCountryCode", "PhoneAreaCode", "PhoneNumber")
            }
        )
        for phone in row.objects("Phones")
    }
    address_type, address = _address(row)
    return Contact(
        xero_id=row.id("ContactID"),
        updated_at=row.stamp("UpdatedDateUTC"),
        name=row.text("Name"),
        status=row.word("ContactStatus"),
        number=row.text("ContactNumber"),
        account_number=row.text("AccountNumber"),
        first_name=row.text("FirstName"),
        last_name=row.text("LastName"),
        email=row.text("EmailAddress"),
        phone=phones.get("DEFAULT", ""),
        mobile=phones.get("MOBILE", ""),
        tax_number=row.text("TaxNumber"),
        company_number=row.text("CompanyNumber"),
        is_customer=row.flag("IsCustomer"),
        is_supplier=row.flag("IsSupplier"),
        address=address,
        address_type=address_type,
        merged_to=row.id_or_none("MergedToContactID"),
        groups=tuple(group.text("Name") for group in row.objects("ContactGroups")),
        tracking=tuple(_tracking(row)),
    )


_ADDRESS = (
    "AddressLine1",
    "AddressLine2",
    "AddressLine3",
    "AddressLine4",
    "City",
    "Region",
    "PostalCode",
    "Country",
    "AttentionTo",
)


def _address(row: Row) -> tuple[str, Address]:
    found = {
        each.word("AddressType"): address_from(
            {name: each.text(name) for name in _ADDRESS}
        )
        for each in row.objects("Addresses")
    }
    kinds = ("STREET", "POBOX")
    addresses = {kind: found.get(kind, Address()) for kind in kinds}
    said = [kind for kind, each in addresses.items() if each.street or each.city]
    kind = said[0] if said else "STREET"
    return kind, addresses[kind]


def _tracking(row: Row) -> list[str]:
    """What lines of this contact's documents are tracked by: option or category."""
    names = [
        each.text("TrackingOptionName") or each.text("TrackingCategoryName")
        for side in ("SalesTrackingCategories", "PurchasesTrackingCategories")
        for each in row.objects(side)
    ]
    return list(dict.fromkeys(filter(None, names)))
