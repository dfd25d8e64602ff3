"""Invoices and bills."""

from __future__ import annotations

from xero_sandbox.accounting.batch import BATCH_RULES
from xero_sandbox.accounting.document_rules import DOCUMENT_RULES
from xero_sandbox.accounting.documents import Documents
from xero_sandbox.accounting.endpoint import Ask, Endpoint, Json, Route
from xero_sandbox.accounting.history import HISTORY_RULES, history_routes
from xero_sandbox.accounting.query.documents import document_fields
from xero_sandbox.accounting.query.fields import Fields, day, guid, number, text
from xero_sandbox.accounting.query.listing import (
    LIST_RULES,
    answer_list,
    modified_since,
    search,
    wanted_ids,
)
from xero_sandbox.accounting.render.documents import Shape, invoice_json
from xero_sandbox.accounting.rules.document_kinds import INVOICE
from xero_sandbox.http.call import Answer
from xero_sandbox.sources import Rule, Source
from xero_sandbox.store.models import Document
from xero_sandbox.store.organisation import Organisation

# Left out of summaries (reported).
_NOT_IN_SUMMARY = ("Payments", "CreditNotes", "LineItems", "HasAttachments")

_INVOICES = Documents(
    "Invoices", "InvoiceID", INVOICE, lambda o: o.invoices, invoice_json
)


def show(ask: Ask) -> Answer:
    """Invoices and bills, voided and deleted ones too; lines only in pages."""
    organisation = ask.organisation
    ids, numbers = wanted_ids(ask, "IDs"), wanted_ids(ask, "InvoiceNumbers")
    contacts, statuses = wanted_ids(ask, "ContactIDs"), wanted_ids(ask, "Statuses")
    mine = ask.call.app if ask.flag("createdByMyApp") else None
    found = search(ask, lambda row: (row.number, row.reference))
    rows = [
        row
        for row in modified_since(ask, organisation.invoices.ordered())
        if (ids is None or row.id in ids)
        and (numbers is None or row.number.lower() in numbers)
        and (contacts is None or row.contact_id in contacts)
        and (statuses is None or row.status.lower() in statuses)
        and (mine is None or row.created_by == mine)
        and found(row)
    ]
    summary = ask.flag("summaryOnly")

    def render(row: Document, full: bool) -> Json:
        shape: Shape = "paged" if full else "unpaged"
        thing = invoice_json(organisation, row, shape, ask.places)
        if summary:
            return {k: v for k, v in thing.items() if k not in _NOT_IN_SUMMARY}
        return thing

    return answer_list(ask, "Invoices", rows, _fields(organisation), render)


def _fields(organisation: Organisation) -> Fields:
    return document_fields(organisation) | {
        "InvoiceID": guid(lambda row: row.id),
        "InvoiceNumber": text(lambda row: row.number),
        "DueDate": day(lambda row: row.due),
        "AmountDue": number(lambda row: row.due_when_read),
        "AmountPaid": number(lambda row: row.paid),
        "AmountCredited": number(lambda row: row.credited),
        "FullyPaidOnDate": day(lambda row: row.fully_paid_on),
    }


ENDPOINT = Endpoint(
    "Invoices",
    "accounting.invoices",
    (
        Route("GET", "", show),
        Route("GET", "{id}", _INVOICES.show_one),
        Route("PUT", "", _INVOICES.create),
        Route("POST", "", _INVOICES.update),
        Route("POST", "{id}", _INVOICES.update_one),
        *history_routes("Invoices"),
    ),
    (
        *LIST_RULES,
        *BATCH_RULES,
        *DOCUMENT_RULES,
        Rule(
            "PUT makes a new one; a sales number that is taken is refused", Source.SPEC
        ),
        Rule("voided and deleted invoices keep their number", Source.UNKNOWN),
        Rule("bills may share a number", Source.DOCS),
        Rule("POST without id edits the sales invoice of that number", Source.REPORTED),
        Rule("AUTHORISED cannot become DELETED, only VOIDED", Source.RECORDED),
        Rule("AmountDue of a voided invoice keeps its figure", Source.RECORDED),
        Rule("discounts on sales invoices only", Source.SPEC),
        Rule("an approved invoice needs Date and DueDate", Source.REPORTED),
        Rule("an approved invoice of zero is PAID at once", Source.UNKNOWN),
        Rule("a plan's limit of approvals", Source.REPORTED),
        *HISTORY_RULES,
    ),
)
