"""The fields that invoices and credit notes can be filtered and ordered by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xero_sandbox.accounting.query.fields import (
    Field,
    day,
    guid,
    number,
    stamp,
    text,
)
from xero_sandbox.store.models import Contact
from xero_sandbox.store.organisation import Organisation


def document_fields(organisation: Organisation) -> dict[str, Field]:
    """The fields that every document has."""

    def of_contact(get: Callable[[Contact], str]) -> Callable[[Any], str]:
        def read(row: Any) -> str:
            contact = organisation.contacts.get(row.contact_id)
            return get(contact) if contact else ""

        return read

    return {
        "Type": text(lambda row: row.type),
        "Status": text(lambda row: row.status),
        "Reference": text(lambda row: row.reference),
        "Date": day(lambda row: row.date),
        "CurrencyCode": text(lambda row: row.currency),
        "SubTotal": number(lambda row: row.subtotal),
        "TotalTax": number(lambda row: row.tax),
        "Total": number(lambda row: row.total),
        "UpdatedDateUTC": stamp(lambda row: row.updated),
        "Contact.ContactID": guid(lambda row: row.contact_id),
        "Contact.Name": text(of_contact(lambda contact: contact.name)),
        "Contact.ContactNumber": text(of_contact(lambda contact: contact.number)),
    }
