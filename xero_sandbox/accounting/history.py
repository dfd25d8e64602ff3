"""History: notes on a contact or a document, below its own endpoint."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from xero_sandbox import wire
from xero_sandbox.accounting import messages
from xero_sandbox.accounting.endpoint import Ask, Json, Route
from xero_sandbox.accounting.errors import Invalid, bad_request, not_found, refusing
from xero_sandbox.http.call import Answer
from xero_sandbox.sources import Rule, Source
from xero_sandbox.store.models import HistoryRecord
from xero_sandbox.store.table import Table

LONGEST = 2500

HISTORY_RULES = (
    Rule("History: PUT adds a note of at most 2,500 characters", Source.DOCS),
    Rule("History: a note is by System Generated and stays", Source.REPORTED),
    Rule("History: the id of another kind of document is refused", Source.SPEC),
)


def history_routes(plural: str) -> tuple[Route, ...]:
    """The routes of an endpoint's history."""

    def show(ask: Ask) -> Answer:
        records = ask.organisation.history.get(_row_id(ask, plural), [])
        return ask.answer("HistoryRecords", [_json(record) for record in records])

    def add(ask: Ask) -> Answer:
        row_id = _row_id(ask, plural)
        things = []
        for element in ask.elements("HistoryRecords"):
            details = str(element.get("Details") or "")
            with refusing(element):
                if not details:
                    raise Invalid(messages.DETAILS_MISSING.text)
                if len(details) > LONGEST:
                    raise Invalid(messages.DETAILS_LONG.text)
            ask.organisation.note(row_id, "Note", details)
            things.append(_written(ask.organisation.history[row_id][0]))
        return ask.answer("HistoryRecords", things)

    return Route("GET", "{id}/History", show), Route("PUT", "{id}/History", add)


def _row_id(ask: Ask, plural: str) -> str:
    organisation = ask.organisation
    tables: dict[str, Table[Any]] = {
        "Contacts": organisation.contacts,
        "Invoices": organisation.invoices,
        "CreditNotes": organisation.credit_notes,
        "Payments": organisation.payments,
        "Overpayments": organisation.overpayments,
        "Prepayments": organisation.prepayments,
    }
    wanted = ask.path["id"]
    if not wire.is_guid(wanted):
        raise not_found()
    row_id = wire.guid(wanted)
    if tables[plural].get(row_id) is not None:
        return row_id
    if any(table.get(row_id) is not None for table in tables.values()):
        raise bad_request(messages.WRONG_ENDPOINT.text)
    raise not_found()


def _written(record: HistoryRecord) -> Json:
    # Fewer fields than when it is read, and a date without offset (recorded answer).
    thing = _json(record)
    return {
        "DateUTCString": thing["DateUTCString"],
        "DateUTC": f"/Date({record.stamp})/",
        "Details": thing["Details"],
        "ValidationErrors": [],
    }


def _json(record: HistoryRecord) -> Json:
    moment = datetime.fromtimestamp(record.stamp // 1000, timezone.utc)
    return {
        "Changes": record.changes,
        "DateUTCString": moment.strftime("%Y-%m-%dT%H:%M:%S"),
        "DateUTC": wire.ms_stamp(record.stamp),
        "User": record.user,
        "Details": record.details,
    }
