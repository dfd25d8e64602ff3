"""What payments and allocations do to a document: its sums and its status."""

from __future__ import annotations

from dataclasses import replace

from xero_sandbox.accounting.totals import half_up
from xero_sandbox.store.models import ZERO, Document
from xero_sandbox.store.organisation import Organisation
from xero_sandbox.store.table import Table


def recount(
    organisation: Organisation, table: Table[Document], document: Document
) -> Document:
    """Save the document with what was paid and credited, and the status that follows:
    PAID when nothing is left, AUTHORISED again when something is."""
    payments = [organisation.payments.get(one) for one in document.payments]
    standing = [p for p in payments if p is not None and p.status != "DELETED"]
    allocations = [organisation.allocations.get(one) for one in document.allocations]
    used = [a for a in allocations if a is not None and not a.deleted]
    row = replace(
        document,
        paid=sum((p.amount for p in standing), ZERO),
        credited=sum((a.amount for a in used), ZERO),
        updated=organisation.clock.stamp(),
    )
    if row.status in ("AUTHORISED", "PAID"):
        settled = half_up(row.outstanding) == 0
        days = [p.date for p in standing] + [a.date for a in used]
        row = replace(
            row,
            status="PAID" if settled else "AUTHORISED",
            fully_paid_on=max(days, default=row.date) if settled else None,
        )
    return table.save(row)
