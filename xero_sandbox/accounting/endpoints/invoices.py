"""Invoices and bills."""

from __future__ import annotations

from dataclasses import replace

from xero_sandbox import wire
from xero_sandbox.accounting.batch import BATCH_RULES, Saved, write_batch
from xero_sandbox.accounting.document_rules import DOCUMENT_RULES
from xero_sandbox.accounting.endpoint import Ask, Endpoint, Json, Route
from xero_sandbox.accounting.errors import not_found
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
from xero_sandbox.accounting.render.documents import Shape, document_echo, invoice_json
from xero_sandbox.accounting.rules.document_contact import document_contact
from xero_sandbox.accounting.rules.documents import INVOICE, draft_document
from xero_sandbox.accounting.sources import Rule, Source
from xero_sandbox.http.call import Answer
from xero_sandbox.store.models import Document
from xero_sandbox.store.organisation import Organisation

# Left out of summaries (reported).
_NOT_IN_SUMMARY = ("Payments", "CreditNotes", "LineItems", "HasAttachments")


def _fields(organisation: Organisation) -> Fields:
    return document_fields(organisation) | {
        "InvoiceID": guid(lambda row: row.id),
        "InvoiceNumber": text(lambda row: row.number),
        "DueDate": day(lambda row: row.due),
        "AmountDue": number(lambda row: row.outstanding),
        "AmountPaid": number(lambda row: row.paid),
        "AmountCredited": number(lambda row: row.credited),
        "FullyPaidOnDate": day(lambda row: row.fully_paid_on),
    }


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


def show_one(ask: Ask) -> Answer:
    """One by id or number."""
    thing = invoice_json(ask.organisation, _known(ask), "single", ask.places)
    return ask.answer("Invoices", [thing])


def create(ask: Ask) -> Answer:
    """PUT: only new ones."""
    return _write(ask, None, match=False)


def update(ask: Ask) -> Answer:
    """POST: by id, else by the number of a sales invoice, else new."""
    return _write(ask, None, match=True)


def update_one(ask: Ask) -> Answer:
    """POST to an id."""
    return _write(ask, _known(ask), match=False)


def _write(ask: Ask, row: Document | None, *, match: bool) -> Answer:
    def save(element: Json) -> Saved:
        before = row or (_match(ask, element) if match else None)
        return _save(ask, element, before)

    return write_batch(
        ask, "Invoices", save, lambda element: document_echo(element, "InvoiceID")
    )


def _match(ask: Ask, element: Json) -> Document | None:
    invoices = ask.organisation.invoices
    if invoice_id := element.get("InvoiceID"):
        row = invoices.get(wire.guid(invoice_id)) if wire.is_guid(invoice_id) else None
        if row is None:
            raise not_found()
        return row
    if element.get("Type") == "ACCREC" and element.get("InvoiceNumber"):
        return invoices.find("number", str(element["InvoiceNumber"]))
    return None


def _save(ask: Ask, element: Json, before: Document | None) -> Saved:
    organisation = ask.organisation
    contact = document_contact(organisation, element, before)
    drafted = draft_document(
        organisation,
        organisation.invoices,
        INVOICE,
        element,
        before,
        contact.id,
        places=ask.places,
        app=ask.call.app,
    )
    saved = organisation.invoices.save(drafted.document)
    _mark(organisation, saved)
    thing = invoice_json(organisation, saved, "written", ask.places)
    return Saved(thing, drafted.warnings)


def _mark(organisation: Organisation, row: Document) -> None:
    # Being a customer or supplier does not move the contact's stamp (docs).
    contact = organisation.contacts.get(row.contact_id)
    if contact is None:
        return
    marked = (
        replace(contact, is_customer=True)
        if row.type == "ACCREC"
        else replace(contact, is_supplier=True)
    )
    if marked != contact:
        organisation.contacts.save(marked)


def _known(ask: Ask) -> Document:
    wanted = ask.path["id"]
    invoices = ask.organisation.invoices
    row = (
        invoices.get(wire.guid(wanted))
        if wire.is_guid(wanted)
        else invoices.find("number", wanted)
    )
    if row is None:
        raise not_found()
    return row


ENDPOINT = Endpoint(
    "Invoices",
    "accounting.invoices",
    (
        Route("GET", "", show),
        Route("GET", "{id}", show_one),
        Route("PUT", "", create),
        Route("POST", "", update),
        Route("POST", "{id}", update_one),
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
        Rule("an approved invoice needs a due date", Source.REPORTED),
        Rule("an approved invoice of zero is PAID at once", Source.UNKNOWN),
        Rule("a plan's limit of approvals", Source.REPORTED),
        *HISTORY_RULES,
    ),
)
