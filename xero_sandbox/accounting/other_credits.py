"""Overpayments and prepayments: made by bank transactions, read and allocated here."""

from __future__ import annotations

from collections.abc import Callable

from xero_sandbox import wire
from xero_sandbox.accounting.allocations import ALLOCATION_RULES, allocation_routes
from xero_sandbox.accounting.endpoint import Ask, Endpoint, Json, Route
from xero_sandbox.accounting.errors import not_found
from xero_sandbox.accounting.history import HISTORY_RULES, history_routes
from xero_sandbox.accounting.query.documents import document_fields
from xero_sandbox.accounting.query.fields import guid, number
from xero_sandbox.accounting.query.listing import (
    LIST_RULES,
    answer_list,
    modified_since,
)
from xero_sandbox.accounting.render.documents import Shape, other_credit_json
from xero_sandbox.http.call import Answer
from xero_sandbox.sources import Rule, Source
from xero_sandbox.store.models import Document
from xero_sandbox.store.organisation import Organisation
from xero_sandbox.store.table import Table


def other_credits(
    name: str, table_of: Callable[[Organisation], Table[Document]]
) -> Endpoint:
    """The endpoint for Overpayment or Prepayment."""
    plural = f"{name}s"

    def show(ask: Ask) -> Answer:
        fields = document_fields(ask.organisation) | {
            f"{name}ID": guid(lambda row: row.id),
            "RemainingCredit": number(lambda row: row.outstanding),
        }

        def render(row: Document, full: bool) -> Json:
            shape: Shape = "paged" if full else "unpaged"
            return other_credit_json(ask.organisation, row, shape, ask.places, name)

        rows = modified_since(ask, table_of(ask.organisation).ordered())
        return answer_list(ask, plural, rows, fields, render)

    def show_one(ask: Ask) -> Answer:
        wanted = ask.path["id"]
        table = table_of(ask.organisation)
        row = table.get(wire.guid(wanted)) if wire.is_guid(wanted) else None
        if row is None:
            raise not_found()
        thing = other_credit_json(ask.organisation, row, "single", ask.places, name)
        return ask.answer(plural, [thing])

    return Endpoint(
        plural,
        "accounting.payments",
        (
            Route("GET", "", show),
            Route("GET", "{id}", show_one),
            *allocation_routes(table_of),
            *history_routes(plural),
        ),
        (
            *LIST_RULES,
            Rule("made with bank transactions, not here", Source.DOCS),
            *ALLOCATION_RULES,
            *HISTORY_RULES,
        ),
    )
