"""The life of a document: which status may follow which, and what stands in the way."""

from __future__ import annotations

from dataclasses import replace

from xero_sandbox.accounting import messages
from xero_sandbox.accounting.errors import Invalid
from xero_sandbox.accounting.rules.document_kinds import Kind
from xero_sandbox.accounting.rules.locks import lock_problem
from xero_sandbox.accounting.rules.reader import Reader
from xero_sandbox.store.models import Document
from xero_sandbox.store.organisation import Organisation
from xero_sandbox.store.table import Table

NEW = ("DRAFT", "SUBMITTED", "AUTHORISED")
MAY_BECOME = {
    "DRAFT": ("DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"),
    "SUBMITTED": ("SUBMITTED", "DRAFT", "AUTHORISED", "DELETED"),
    "AUTHORISED": ("AUTHORISED", "VOIDED"),
    # A client that sends back what it read must not be refused for the status alone.
    "PAID": ("PAID", "AUTHORISED", "VOIDED"),
}
APPROVED = ("AUTHORISED", "PAID")


def next_status(kind: Kind, reader: Reader, before: Document | None) -> str:
    """The status that the document gets. Raises Invalid for a step that is none."""
    if before is None:
        status = reader.text("Status", "DRAFT")
        if status not in NEW:
            raise Invalid(messages.BAD_NEW_STATUS(document=kind.name))
        return status
    status = reader.text("Status", before.status)
    if status == "VOIDED" and before.settled:
        raise Invalid(messages.CANNOT_VOID.text)
    if status not in MAY_BECOME[before.status]:
        raise Invalid(messages.BAD_STATUS(document=kind.name))
    # PAID is Xero's to set.
    return "PAID" if before.status == "PAID" and status != "VOIDED" else status


def ended(organisation: Organisation, before: Document, status: str) -> Document:
    """The document, voided or deleted, and otherwise as it was."""
    return replace(before, status=status, updated=organisation.clock.stamp())


def check_unlocked(organisation: Organisation, before: Document) -> None:
    """Raises Invalid if the document stands in a locked period."""
    if problem := lock_problem(organisation, before.date):
        raise Invalid(problem)


def check_plan(
    organisation: Organisation,
    table: Table[Document],
    row: Document,
    problems: list[str],
) -> None:
    """Small plans allow so many approvals a month, sales and purchases each."""
    limit = organisation.settings.approve_limit
    if limit is None:
        return
    month = organisation.today().replace(day=1)
    approved = sum(
        1
        for other in table
        if other.type == row.type and other.status in APPROVED and other.date >= month
    )
    if approved >= limit:
        problems.append(messages.APPROVE_LIMIT.text)


def paid_if_nothing_is_due(row: Document) -> Document:
    """Xero shows a document without anything to pay as paid (unknown by the API)."""
    if row.total:
        return replace(row, status="AUTHORISED", fully_paid_on=None)
    return replace(row, status="PAID", fully_paid_on=row.date)
