"""Credit notes and their allocations."""

from __future__ import annotations

from xero_sandbox.accounting.allocations import ALLOCATION_RULES, allocation_routes
from xero_sandbox.accounting.batch import BATCH_RULES
from xero_sandbox.accounting.document_rules import DOCUMENT_RULES
from xero_sandbox.accounting.documents import Documents
from xero_sandbox.accounting.endpoint import Ask, Endpoint, Json, Route
from xero_sandbox.accounting.history import HISTORY_RULES, history_routes
from xero_sandbox.accounting.query.documents import document_fields
from xero_sandbox.accounting.query.fields import guid, number, text
from xero_sandbox.accounting.query.listing import (
    LIST_RULES,
    answer_list,
    modified_since,
)
from xero_sandbox.accounting.render.documents import Shape, credit_note_json
from xero_sandbox.accounting.rules.document_kinds import CREDIT_NOTE
from xero_sandbox.http.call import Answer
from xero_sandbox.sources import Rule, Source
from xero_sandbox.store.models import Document

_CREDIT_NOTES = Documents(
    "CreditNotes",
    "CreditNoteID",
    CREDIT_NOTE,
    lambda organisation: organisation.credit_notes,
    credit_note_json,
)


def show(ask: Ask) -> Answer:
    """Credit notes; lines only in pages."""
    organisation = ask.organisation
    fields = document_fields(organisation) | {
        "CreditNoteID": guid(lambda row: row.id),
        "CreditNoteNumber": text(lambda row: row.number),
        "RemainingCredit": number(lambda row: row.due_when_read),
    }

    def render(row: Document, full: bool) -> Json:
        shape: Shape = "paged" if full else "unpaged"
        return credit_note_json(organisation, row, shape, ask.places)

    rows = modified_since(ask, organisation.credit_notes.ordered())
    return answer_list(ask, "CreditNotes", rows, fields, render)


ENDPOINT = Endpoint(
    "CreditNotes",
    "accounting.invoices",
    (
        Route("GET", "", show),
        Route("GET", "{id}", _CREDIT_NOTES.show_one),
        Route("PUT", "", _CREDIT_NOTES.create),
        Route("POST", "", _CREDIT_NOTES.update),
        Route("POST", "{id}", _CREDIT_NOTES.update_one),
        *allocation_routes(lambda organisation: organisation.credit_notes),
        *history_routes("CreditNotes"),
    ),
    (
        *LIST_RULES,
        *BATCH_RULES,
        *DOCUMENT_RULES,
        Rule("no discounts on credit notes", Source.SPEC),
        Rule("a number that is taken is refused", Source.UNKNOWN),
        *ALLOCATION_RULES,
        *HISTORY_RULES,
    ),
)
