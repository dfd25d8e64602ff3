"""Contacts: also what the API cannot do, merging and restoring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from xero_sandbox.accounting.render.contacts import contact_json
from xero_sandbox.accounting.rules.contacts import draft_contact
from xero_sandbox.control.acts.find import (
    Unknown,
    find_contact,
)
from xero_sandbox.store.models import Contact
from xero_sandbox.store.organisation import Organisation

Json = dict[str, Any]


def _create_contact(organisation: Organisation, wish: Json) -> Json:
    return _save_contact(organisation, wish.get("values") or {}, None)


def _edit_contact(organisation: Organisation, wish: Json) -> Json:
    row = find_contact(organisation, wish)
    return _save_contact(organisation, wish.get("values") or {}, row)


def _rename_contact(organisation: Organisation, wish: Json) -> Json:
    name = wish.get("name") or (wish.get("values") or {}).get("Name")
    if not name:
        raise Unknown("rename_contact needs a name")
    return _save_contact(organisation, {"Name": name}, find_contact(organisation, wish))


def _archive_contact(organisation: Organisation, wish: Json) -> Json:
    row = replace(find_contact(organisation, wish), status="ARCHIVED")
    return _stamped(organisation, row)


def _restore_contact(organisation: Organisation, wish: Json) -> Json:
    row = find_contact(organisation, wish)
    # A person may restore what the API may not touch.
    active = draft_contact(organisation, {}, replace(row, status="ACTIVE"))
    return _stamped(organisation, active)


def _merge_contact(organisation: Organisation, wish: Json) -> Json:
    gone = find_contact(organisation, wish)
    kept = find_contact(organisation, {"contact": wish.get("into")})
    # A merge does not move UpdatedDateUTC (reported): If-Modified-Since misses it.
    merged = replace(gone, status="ARCHIVED", merged_to=kept.id)
    organisation.contacts.save(merged)
    for table in (organisation.invoices, *organisation.credits()):
        for document in [row for row in table if row.contact_id == gone.id]:
            table.save(replace(document, contact_id=kept.id))
    return contact_json(organisation, merged, full=True)


def _forget_contact(organisation: Organisation, wish: Json) -> Json:
    """It and its documents are gone, as after a reset of the demo company."""
    contact = find_contact(organisation, wish)
    for document in [d for d in organisation.invoices if d.contact_id == contact.id]:
        organisation.invoices.remove(document.id)
    organisation.contacts.remove(contact.id)
    return {"ContactID": contact.id}


def _save_contact(
    organisation: Organisation, values: Json, before: Contact | None
) -> Json:
    # A website is typed in Xero only, which takes whatever it is (reported).
    plain = {k: v for k, v in values.items() if k != "Website"}
    details = dict(before.details) if before else {}
    website = values.get("Website", details.pop("Website", ""))
    if before:
        before = replace(before, details=details)
    row = draft_contact(organisation, plain, before)
    if website:
        row = replace(row, details={**row.details, "Website": website})
    return contact_json(organisation, organisation.contacts.save(row), full=True)


def _stamped(organisation: Organisation, row: Contact) -> Json:
    saved = replace(row, updated=organisation.clock.stamp())
    return contact_json(organisation, organisation.contacts.save(saved), full=True)


ACTIONS: dict[str, Callable[[Organisation, Json], Json]] = {
    "create_contact": _create_contact,
    "edit_contact": _edit_contact,
    "rename_contact": _rename_contact,
    "archive_contact": _archive_contact,
    "restore_contact": _restore_contact,
    "merge_contact": _merge_contact,
    "forget_contact": _forget_contact,
}
