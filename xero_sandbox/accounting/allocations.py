"""Allocations below CreditNotes, Overpayments and Prepayments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from xero_sandbox import wire
from xero_sandbox.accounting.endpoint import Ask, Json, Route
from xero_sandbox.accounting.errors import not_found, refusing
from xero_sandbox.accounting.rules.allocations import draft_allocation
from xero_sandbox.accounting.settlement import recount
from xero_sandbox.http.call import Answer
from xero_sandbox.sources import Rule, Source
from xero_sandbox.store.models import Allocation, Document
from xero_sandbox.store.organisation import Organisation
from xero_sandbox.store.table import Table

ALLOCATION_RULES = (
    Rule("allocating is a call of its own; several at once or one bare", Source.DOCS),
    Rule("the answer has no AllocationID, the credit has it when read", Source.SPEC),
    Rule("the date becomes the later one of both documents", Source.DOCS),
    Rule(
        "listed, an invoice says the credit's own date, alone the allocation's",
        Source.REPORTED,
    ),
    Rule("both approved, same contact, same side", Source.REPORTED),
    Rule("both in the same currency", Source.UNKNOWN),
    Rule("never more than is left of the credit or due on the invoice", Source.UNKNOWN),
    Rule("DELETE takes an allocation back: IsDeleted", Source.SPEC),
)


def allocation_routes(
    table_of: Callable[[Organisation], Table[Document]],
) -> tuple[Route, ...]:
    """PUT and DELETE of a credit's allocations."""

    def known(ask: Ask) -> Document:
        wanted = ask.path["id"]
        row = table_of(ask.organisation).get(wanted.lower())
        if row is None:
            raise not_found()
        return row

    def create(ask: Ask) -> Answer:
        credit = known(ask)
        things = []
        with ask.organisation.transaction():
            for element in ask.elements("Allocations"):
                things.append(
                    allocate(
                        ask.organisation,
                        table_of(ask.organisation),
                        credit.id,
                        element,
                    )
                )
        return ask.answer("Allocations", things)

    def delete(ask: Ask) -> Answer:
        credit = known(ask)
        allocation = ask.organisation.allocations.get(ask.path["allocation"].lower())
        if (
            allocation is None
            or allocation.deleted
            or allocation.source_id != credit.id
        ):
            raise not_found()
        _remove(ask.organisation, table_of(ask.organisation), allocation)
        invoice = ask.organisation.invoices.get(allocation.invoice_id)
        return Answer.json(
            {
                "AllocationID": allocation.id,
                "Amount": allocation.amount,
                "Date": wire.ms_date(allocation.date),
                "Invoice": {
                    "InvoiceID": allocation.invoice_id,
                    "InvoiceNumber": invoice.number if invoice else "",
                },
                "IsDeleted": True,
            }
        )

    return (
        Route("PUT", "{id}/Allocations", create),
        Route("DELETE", "{id}/Allocations/{allocation}", delete),
    )


def allocate(
    organisation: Organisation, table: Table[Document], credit_id: str, element: Json
) -> Json:
    """Set a credit against an invoice; ``table`` holds the credit. Raises for what
    Xero refuses."""
    credit = table.get(credit_id)
    if credit is None:
        raise not_found()
    with refusing(element):
        drafted = draft_allocation(organisation, element, credit)
    row = organisation.allocations.save(drafted.allocation)
    for document, rows in (
        (credit, table),
        (drafted.invoice, organisation.invoices),
    ):
        used = (*document.allocations, row.id)
        recount(organisation, rows, replace(document, allocations=used))
    return {
        "Amount": row.amount,
        "Date": wire.ms_date(row.date),
        "Invoice": {
            "InvoiceID": drafted.invoice.id,
            "InvoiceNumber": drafted.invoice.number,
        },
        "ValidationErrors": [],
    }


def _remove(
    organisation: Organisation, table: Table[Document], allocation: Allocation
) -> None:
    stamp = organisation.clock.stamp()
    organisation.allocations.save(replace(allocation, deleted=True, updated=stamp))
    for rows, row_id in (
        (table, allocation.source_id),
        (organisation.invoices, allocation.invoice_id),
    ):
        document = rows.get(row_id)
        if document is not None:
            recount(organisation, rows, document)
