"""Payments of invoices, bills and credits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from xero_sandbox import wire
from xero_sandbox.accounting import messages
from xero_sandbox.accounting.batch import BATCH_RULES, Saved, write_batch
from xero_sandbox.accounting.endpoint import Ask, Endpoint, Json, Route
from xero_sandbox.accounting.errors import Invalid, not_found
from xero_sandbox.accounting.history import HISTORY_RULES, history_routes
from xero_sandbox.accounting.query.fields import (
    Fields,
    day,
    guid,
    number,
    stamp,
    text,
    truth,
)
from xero_sandbox.accounting.query.listing import (
    LIST_RULES,
    answer_list,
    modified_since,
)
from xero_sandbox.accounting.render.payments import payment_echo, payment_json
from xero_sandbox.accounting.rules.payments import (
    delete_payment,
    draft_payment,
    payment_target,
)
from xero_sandbox.accounting.settlement import recount
from xero_sandbox.http.call import Answer
from xero_sandbox.sources import Rule, Source
from xero_sandbox.store.models import Payment
from xero_sandbox.store.organisation import Organisation


def _fields(organisation: Organisation) -> Fields:
    def invoice(get: Callable[[Any], str]) -> Callable[[Any], str]:
        def read(row: Any) -> str:
            found = organisation.invoices.get(row.document_id)
            return get(found) if found else ""

        return read

    return {
        "PaymentID": guid(lambda row: row.id),
        "PaymentType": text(lambda row: row.type),
        "Status": text(lambda row: row.status),
        "Date": day(lambda row: row.date),
        "Amount": number(lambda row: row.amount),
        "Reference": text(lambda row: row.reference),
        "IsReconciled": truth(lambda row: row.reconciled),
        "UpdatedDateUTC": stamp(lambda row: row.updated),
        "Invoice.InvoiceID": guid(invoice(lambda document: document.id)),
        "Invoice.InvoiceNumber": text(invoice(lambda document: document.number)),
        "Account.AccountID": guid(lambda row: row.account_id),
    }


def show(ask: Ask) -> Answer:
    """Payments, deleted ones too."""
    organisation = ask.organisation
    rows = modified_since(ask, organisation.payments.ordered())
    return answer_list(
        ask,
        "Payments",
        rows,
        _fields(organisation),
        lambda row, full: payment_json(organisation, row),
    )


def show_one(ask: Ask) -> Answer:
    """One by id."""
    return ask.answer("Payments", [payment_json(ask.organisation, _known(ask))])


def create(ask: Ask) -> Answer:
    """PUT, and POST without an id: new payments."""

    def save(element: Json) -> Saved:
        if element.get("PaymentID") and element.get("Status") == "DELETED":
            return _delete(ask, _by_id(ask, str(element["PaymentID"])))
        target = payment_target(ask.organisation, element)
        payment = draft_payment(ask.organisation, element, target.document)
        ask.organisation.payments.save(payment)
        paid = target.document
        recount(
            ask.organisation,
            target.table,
            replace(paid, payments=(*paid.payments, payment.id)),
        )
        return Saved(payment_json(ask.organisation, payment))

    return write_batch(ask, "Payments", save, payment_echo, "HasValidationErrors")


def update_one(ask: Ask) -> Answer:
    """POST to an id: `Status: DELETED` is all that can be said."""
    payment = _known(ask)

    def save(element: Json) -> Saved:
        said = set(element) - {"PaymentID"}
        if said != {"Status"} or element["Status"] != "DELETED":
            raise Invalid(messages.PAYMENT_FIXED.text)
        return _delete(ask, payment)

    return write_batch(ask, "Payments", save, payment_echo, "HasValidationErrors")


def _delete(ask: Ask, payment: Payment) -> Saved:
    organisation = ask.organisation
    gone = organisation.payments.save(delete_payment(organisation, payment))
    for table in (organisation.invoices, *organisation.credits()):
        document = table.get(gone.document_id)
        if document is not None:
            recount(organisation, table, document)
    return Saved(payment_json(organisation, gone))


def _known(ask: Ask) -> Payment:
    return _by_id(ask, ask.path["id"])


def _by_id(ask: Ask, wanted: str) -> Payment:
    payment = (
        ask.organisation.payments.get(wire.guid(wanted))
        if wire.is_guid(wanted)
        else None
    )
    if payment is None:
        raise not_found()
    return payment


ENDPOINT = Endpoint(
    "Payments",
    "accounting.payments",
    (
        Route("GET", "", show),
        Route("GET", "{id}", show_one),
        Route("PUT", "", create),
        Route("POST", "", create),
        Route("POST", "{id}", update_one),
        *history_routes("Payments"),
    ),
    (
        *LIST_RULES,
        *BATCH_RULES,
        Rule("exactly one document is paid, in its currency", Source.DOCS),
        Rule("only approved documents, and never more than is due", Source.SPEC),
        Rule("the account is a bank account or has payments enabled", Source.DOCS),
        Rule("payments are never changed, only deleted", Source.DOCS),
        Rule("whoever deletes one says its Status and nothing else", Source.REPORTED),
        Rule("a payment moves the stamp of what it pays", Source.RECORDED),
        Rule("deleted payments stay in the list, with a new stamp", Source.UNKNOWN),
        Rule("deleting a payment makes the document AUTHORISED again", Source.REPORTED),
        Rule("payments within a batch are not deleted", Source.REPORTED),
        Rule("reconciled payments are not deleted", Source.UNKNOWN),
        Rule("lock dates hold for payments", Source.UNKNOWN),
        *HISTORY_RULES,
    ),
)
