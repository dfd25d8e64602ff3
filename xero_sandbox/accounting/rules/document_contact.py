"""Whom a document is for."""

from __future__ import annotations

from typing import Any

from xero_sandbox import wire
from xero_sandbox.accounting import messages
from xero_sandbox.accounting.errors import Invalid
from xero_sandbox.accounting.rules.contacts import draft_contact, match_contact
from xero_sandbox.store.models import Contact, Document
from xero_sandbox.store.organisation import Organisation

_IDENTITY = {"ContactID", "ContactNumber", "Name"}


def document_contact(
    organisation: Organisation, element: dict[str, Any], before: Document | None
) -> Contact:
    """The contact that the element names, or the one the document has.

    An unknown name makes a new contact, and further fields overwrite the contact that
    is named: both are Xero's traps, so that sending more than ContactID shows.
    Raises Invalid.
    """
    sent = element.get("Contact")
    if not isinstance(sent, dict):
        if before is None:
            raise Invalid(messages.CONTACT_MISSING.text)
        sent = {"ContactID": before.contact_id}
    if not any(sent.get(name) for name in _IDENTITY):
        raise Invalid(messages.CONTACT_UNIDENTIFIED.text)
    contact_id = sent.get("ContactID")
    if contact_id and not (
        wire.is_guid(contact_id) and organisation.contacts.get(wire.guid(contact_id))
    ):
        raise Invalid(messages.CONTACT_UNKNOWN.text)
    found = match_contact(organisation, sent)
    if found is not None and found.status != "ACTIVE":
        raise Invalid(messages.DOCUMENT_CONTACT_ARCHIVED.text)
    if found is not None and not contact_id:
        # Found by number or name: the name sent is no new one.
        sent = {key: value for key, value in sent.items() if key != "Name"}
    if found is None or _changes(found, sent):
        return organisation.contacts.save(draft_contact(organisation, sent, found))
    return found


def _changes(found: Contact, sent: dict[str, Any]) -> bool:
    if sent.get("Name") not in (None, found.name):
        return True
    plain = {"EmailAddress": found.email, **found.details}
    names = ("EmailAddress", "FirstName", "LastName", "TaxNumber", "CompanyNumber")
    changed = any(sent.get(n) not in (None, plain.get(n, "")) for n in names)
    return changed or any(
        sent.get(n) for n in ("Addresses", "Phones", "ContactPersons")
    )
