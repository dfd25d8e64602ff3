"""A contact as Xero shows it."""

from __future__ import annotations

from typing import Any

from xero_sandbox import wire
from xero_sandbox.accounting.render.balances import balances_of
from xero_sandbox.accounting.rules.contacts import ADDRESS_TYPES, PHONE_TYPES
from xero_sandbox.store.models import Contact
from xero_sandbox.store.organisation import Organisation

Json = dict[str, Any]

# Only in paged and single answers (description and documentation).
_FULL_ONLY = (
    "PaymentTerms",
    "Website",
    "DefaultCurrency",
    "SalesDefaultLineAmountType",
    "PurchasesDefaultLineAmountType",
    "SalesDefaultAccountCode",
    "PurchasesDefaultAccountCode",
    "XeroNetworkKey",
)
# What summaryOnly leaves out (documentation).
_NOT_IN_SUMMARY = (
    "Addresses",
    "Balances",
    "ContactGroups",
    "ContactPersons",
    "IsCustomer",
    "IsSupplier",
    "SalesDefaultAccountCode",
    "PurchasesDefaultAccountCode",
    "SalesTrackingCategories",
    "PurchasesTrackingCategories",
)


def contact_json(organisation: Organisation, row: Contact, *, full: bool) -> Json:
    """The contact as it is read; `full` in paged and single answers."""
    thing = _contact(organisation, row, full=full)
    if full and (balances := balances_of(organisation, row.id)):
        thing["Balances"] = balances
    thing["HasAttachments"] = False
    return thing


def _contact(organisation: Organisation, row: Contact, *, full: bool) -> Json:
    thing: Json = {
        "ContactID": row.id,
        "ContactStatus": row.status,
        "Name": row.name,
    }
    if row.number:
        thing["ContactNumber"] = row.number
    if row.account_number:
        thing["AccountNumber"] = row.account_number
    if row.email:
        thing["EmailAddress"] = row.email
    for name, value in row.details.items():
        if full or name not in _FULL_ONLY:
            thing[name] = value
    thing["Addresses"] = [
        {"AddressType": kind, **row.addresses.get(kind, {})} for kind in ADDRESS_TYPES
    ]
    thing["Phones"] = [
        {"PhoneType": kind, **row.phones.get(kind, {})} for kind in PHONE_TYPES
    ]
    thing["UpdatedDateUTC"] = wire.ms_stamp(row.updated)
    thing["ContactGroups"] = [
        {"ContactGroupID": group.id, "Name": group.name, "Status": group.status}
        for group in organisation.groups
        if full and row.id in group.members
    ]
    thing["IsSupplier"] = row.is_supplier
    thing["IsCustomer"] = row.is_customer
    thing["ContactPersons"] = [dict(p) for p in row.persons] if full else []
    if full and row.merged_to:
        thing["MergedToContactID"] = row.merged_to
    thing["HasValidationErrors"] = False
    return thing


def contact_summary(thing: Json) -> Json:
    """The contact without what `summaryOnly` leaves out."""
    return {k: v for k, v in thing.items() if k not in _NOT_IN_SUMMARY}


def contact_written(organisation: Organisation, row: Contact) -> Json:
    """The contact as the answer to a write shows it."""
    thing = _contact(organisation, row, full=True)
    thing["SalesTrackingCategories"] = []
    thing["PurchasesTrackingCategories"] = []
    return thing


def contact_stub(organisation: Organisation, contact_id: str) -> Json:
    """The contact inside a listed document."""
    row = organisation.contacts.get(contact_id)
    return {
        "ContactID": contact_id,
        "Name": row.name if row else "",
        "Addresses": [],
        "Phones": [],
        "ContactGroups": [],
        "ContactPersons": [],
        "HasValidationErrors": False,
    }


def contact_echo(organisation: Organisation, element: Json) -> Json:
    """A refused contact: what was sent, with Xero's empty lists; the name too where
    only an id was sent (recorded answers)."""
    sent_id = str(element.get("ContactID"))
    known = (
        organisation.contacts.get(wire.guid(sent_id)) if wire.is_guid(sent_id) else None
    )
    texts = {
        name: value
        for name, value in element.items()
        if not isinstance(value, (dict, list)) and value is not None
    }
    phones = element.get("Phones")
    phones = [
        {**phone, "ValidationErrors": []}
        for phone in (phones if isinstance(phones, list) else [])
        if isinstance(phone, dict)
    ]
    return {
        "ContactID": wire.ZERO_GUID,
        **({"Name": known.name} if known else {}),
        **texts,
        "Addresses": element.get("Addresses") or [],
        "Phones": phones,
        "ContactGroups": [],
        "ContactPersons": element.get("ContactPersons") or [],
    }
