"""Which changes become events, and how an event looks.

Source: Xero's webhook description (shape, categories). What does not move
UpdatedDateUTC makes no event, and neither does a payment (unknown: the harsher reading;
a client has to poll as well).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

from xero_sandbox.store.models import Document
from xero_sandbox.store.organisation import Organisation
from xero_sandbox.store.table import Change

Json = dict[str, Any]


def events_of(organisation: Organisation, changes: list[Change[Any]]) -> list[Json]:
    """The events of a transaction: one per thing that was made or changed."""
    first: dict[tuple[str, str], Change[Any]] = {}
    for change in changes:
        for category, table, _ in _categories(organisation):
            if change.table is table:
                first.setdefault((category, change.row_id), change)
    return [
        _event(organisation, category, change)
        for (category, _), change in first.items()
        if _tells(change)
    ]


def _categories(organisation: Organisation) -> Iterator[tuple[str, Any, str]]:
    yield "CONTACT", organisation.contacts, "Contacts"
    yield "INVOICE", organisation.invoices, "Invoices"
    yield "CREDITNOTE", organisation.credit_notes, "CreditNotes"


def _tells(change: Change[Any]) -> bool:
    before, after = change.before, change.table.get(change.row_id)
    if before is None or after is None:
        return after is not None
    if isinstance(after, Document) and isinstance(before, Document):
        paid = before.payments, before.paid, before.allocations
        if paid != (after.payments, after.paid, after.allocations):
            return False
    return bool(before.updated != after.updated)


def _event(organisation: Organisation, category: str, change: Change[Any]) -> Json:
    row: Any = change.table.get(change.row_id)
    plural = {name: plural for name, _, plural in _categories(organisation)}[category]
    moment = datetime.fromtimestamp(row.updated / 1000, timezone.utc)
    event: Json = {
        "resourceUrl": f"https://api.xero.com/api.xro/2.0/{plural}/{row.id}",
        "resourceId": row.id,
        "tenantId": organisation.tenant_id,
        "tenantType": "ORGANISATION",
        "eventCategory": category,
        "eventType": "CREATE" if change.before is None else "UPDATE",
        "eventDateUtc": moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3],
    }
    if isinstance(row, Document) and category == "CREDITNOTE":
        event["data"] = {"Type": row.type, "Status": row.status}
    return event
