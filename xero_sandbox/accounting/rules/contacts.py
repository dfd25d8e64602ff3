"""What Xero accepts as a contact."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from xero_sandbox import wire
from xero_sandbox.accounting import messages
from xero_sandbox.accounting.errors import Invalid, not_found
from xero_sandbox.accounting.rules.reader import Reader
from xero_sandbox.store.models import Contact
from xero_sandbox.store.organisation import Organisation

# Plain texts, with their longest length (description).
TEXTS = {
    "FirstName": 255,
    "LastName": 255,
    "CompanyNumber": 50,
    "TaxNumber": 50,
    "TaxNumberType": 50,
    "BankAccountDetails": 255,
    "AccountsReceivableTaxType": 50,
    "AccountsPayableTaxType": 50,
    "SalesDefaultAccountCode": 10,
    "PurchasesDefaultAccountCode": 10,
    "SalesDefaultLineAmountType": 10,
    "PurchasesDefaultLineAmountType": 10,
    "DefaultCurrency": 3,
    "XeroNetworkKey": 255,
}
ADDRESS_PARTS = {
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
ADDRESS_TYPES = ("POBOX", "STREET")
PHONE_PARTS = {"PhoneNumber": 50, "PhoneAreaCode": 10, "PhoneCountryCode": 20}
PHONE_TYPES = ("DDI", "DEFAULT", "FAX", "MOBILE")
PERSONS = 5

# A new contact always answers with all slots, empty ones too (recorded answer).
_NEW_ADDRESS = {"City": "", "Region": "", "PostalCode": "", "Country": ""}
_NEW_PHONE = dict.fromkeys(PHONE_PARTS, "")
_EMAIL = re.compile(
    r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$"
)
_COUNTRY = re.compile(r"^[A-Za-z ]*$")
_BAD_NAME = re.compile(r"[<>]|^\s|\s$|\s\s")


def match_contact(
    organisation: Organisation, element: Mapping[str, Any]
) -> Contact | None:
    """The contact that an element means: by ContactID, else ContactNumber, else the
    name of an active one. Raises Refusal (404) for an unknown ContactID."""
    contacts = organisation.contacts
    if contact_id := element.get("ContactID"):
        known = wire.is_guid(contact_id) and contacts.get(wire.guid(contact_id))
        if not known:
            raise not_found()
        return known
    if number := element.get("ContactNumber"):
        found = contacts.find("number", str(number))
        if found is not None:
            return found
    return contacts.find("name", str(element.get("Name") or ""))


def create_only(organisation: Organisation, element: Mapping[str, Any]) -> None:
    """PUT: a contact that is there already is an error. Raises Invalid."""
    if organisation.settings.twins:
        return
    number = str(element.get("ContactNumber") or "")
    if number and organisation.contacts.find("number", number) is not None:
        raise Invalid(messages.CONTACT_NUMBER_TAKEN.text)
    twin = match_contact(organisation, element)
    if twin is not None:
        raise Invalid(messages.NAME_TAKEN(name=twin.name))


def draft_contact(
    organisation: Organisation, element: dict[str, Any], before: Contact | None
) -> Contact:
    """The contact as it would be saved. Raises Invalid."""
    if before is not None and before.status != "ACTIVE":
        raise Invalid(messages.CONTACT_ARCHIVED.text)
    problems: list[str] = []
    reader = Reader(element, problems)
    row = before or Contact(
        wire.new_id(),
        "",
        0,
        addresses=dict.fromkeys(ADDRESS_TYPES, _NEW_ADDRESS),
        phones=dict.fromkeys(PHONE_TYPES, _NEW_PHONE),
        details={"BankAccountDetails": ""},
    )
    row = replace(
        row,
        name=reader.text("Name", row.name),
        number=reader.text("ContactNumber", row.number, 50),
        account_number=reader.text("AccountNumber", row.account_number, 50),
        email=reader.text("EmailAddress", row.email),
        details=_details(reader, row),
        addresses=_addresses(reader, row),
        phones=_phones(reader, row),
        persons=_persons(reader, row),
        status=_status(reader, row),
        updated=organisation.clock.stamp(),
    )
    _check_name(row, problems)
    if not organisation.settings.twins:
        _check_twins(organisation, row, problems)
    if row.email and not _EMAIL.match(row.email):
        problems.append(messages.EMAIL_INVALID.text)
    if not _is_address(row.details.get("Website")):
        problems.append(messages.WEBSITE_INVALID.text)
    currency = row.details.get("DefaultCurrency")
    if currency and currency not in organisation.settings.currencies:
        problems.append(messages.CURRENCY(code=currency))
    reader.check()
    return row


def _is_address(website: Any) -> bool:
    parts = urlsplit(str(website or ""))
    return not website or (parts.scheme in ("http", "https") and bool(parts.hostname))


def _check_name(row: Contact, problems: list[str]) -> None:
    if not row.name:
        problems.append(messages.NAME_MISSING.text)
        return
    if _BAD_NAME.search(row.name):
        problems.append(messages.NAME_CHARACTERS.text)


def _check_twins(organisation: Organisation, row: Contact, problems: list[str]) -> None:
    twin = organisation.contacts.find("name", row.name) if row.name else None
    if row.status == "ACTIVE" and twin is not None and twin.id != row.id:
        problems.append(messages.NAME_TAKEN(name=row.name))
    twin = organisation.contacts.find("number", row.number) if row.number else None
    if twin is not None and twin.id != row.id:
        problems.append(messages.CONTACT_NUMBER_TAKEN.text)


def _details(reader: Reader, row: Contact) -> dict[str, Any]:
    details = dict(row.details)
    for name, limit in TEXTS.items():
        if reader.given(name):
            details[name] = reader.text(name, limit=limit)
    if reader.given("PaymentTerms"):
        details["PaymentTerms"] = reader.element["PaymentTerms"]
    return details


def _addresses(reader: Reader, row: Contact) -> dict[str, Mapping[str, str]]:
    addresses = dict(row.addresses)
    for sent in reader.objects("Addresses"):
        kind = str(sent.get("AddressType", ""))
        if kind not in ADDRESS_TYPES:
            reader.problems.append(messages.TYPE_INVALID(type=kind or "AddressType"))
            continue
        slot = _slot(sent, ADDRESS_PARTS, reader.problems)
        if not _COUNTRY.match(slot.get("Country", "")):
            reader.problems.append(messages.COUNTRY_LETTERS.text)
        addresses[kind] = {**addresses.get(kind, {}), **slot}
    return addresses


def _phones(reader: Reader, row: Contact) -> dict[str, Mapping[str, str]]:
    phones = dict(row.phones)
    for sent in reader.objects("Phones"):
        kind = str(sent.get("PhoneType", ""))
        if kind not in PHONE_TYPES:
            reader.problems.append(messages.TYPE_INVALID(type=kind or "PhoneType"))
            continue
        slot = _slot(sent, PHONE_PARTS, reader.problems)
        phones[kind] = {**phones.get(kind, {}), **slot}
    return phones


def _slot(
    sent: dict[str, Any], parts: Mapping[str, int], problems: list[str]
) -> dict[str, str]:
    reader = Reader(sent, problems)
    return {
        name: reader.text(name, limit=limit)
        for name, limit in parts.items()
        if reader.given(name)
    }


def _persons(reader: Reader, row: Contact) -> tuple[Mapping[str, Any], ...]:
    # The list is taken as a whole: persons that are not in it are dropped.
    if not reader.given("ContactPersons"):
        return row.persons
    names = ("FirstName", "LastName", "EmailAddress", "IncludeInEmails")
    persons = tuple(
        {name: sent[name] for name in names if sent.get(name) is not None}
        for sent in reader.objects("ContactPersons")
    )
    if len(persons) > PERSONS:
        reader.problems.append(messages.TOO_MANY_PERSONS.text)
    for person in persons:
        email = str(person.get("EmailAddress", ""))
        if email and not _EMAIL.match(email):
            reader.problems.append(messages.EMAIL_INVALID.text)
    return persons


def _status(reader: Reader, row: Contact) -> str:
    status = reader.text("ContactStatus", row.status)
    if status not in ("ACTIVE", "ARCHIVED"):
        reader.problems.append(messages.TYPE_INVALID(type=status))
    return status
