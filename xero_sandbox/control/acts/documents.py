"""Invoices, bills, credit notes and payments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from xero_sandbox import wire
from xero_sandbox.accounting.allocations import allocate
from xero_sandbox.accounting.render.documents import credit_note_json, invoice_json
from xero_sandbox.accounting.render.payments import payment_json
from xero_sandbox.accounting.rules.document_contact import document_contact
from xero_sandbox.accounting.rules.document_kinds import CREDIT_NOTE, INVOICE
from xero_sandbox.accounting.rules.documents import draft_document
from xero_sandbox.accounting.rules.payments import delete_payment, draft_payment
from xero_sandbox.accounting.settlement import recount
from xero_sandbox.control.acts.find import (
    Unknown,
    find_contact,
    find_invoice,
)
from xero_sandbox.identity.apps import USER
from xero_sandbox.store.models import Document, Payment
from xero_sandbox.store.organisation import Organisation

Json = dict[str, Any]
_BANK = "090"


def _pay(organisation: Organisation, wish: Json) -> Json:
    document = find_invoice(organisation, wish)
    body = {
        "Amount": wish.get("amount") or document.outstanding,
        "Date": wish.get("date"),
        "Account": {"Code": wish.get("account") or _BANK},
        "Reference": wish.get("reference"),
        "IsReconciled": wish.get("reconciled"),
    }
    payment = draft_payment(organisation, body, document)
    if wish.get("batch"):
        payment = replace(payment, batch_id=wire.new_id())
    organisation.payments.save(payment)
    paid = replace(document, payments=(*document.payments, payment.id))
    recount(organisation, organisation.invoices, paid)
    organisation.note(document.id, "Paid", f"Payment of {payment.amount}", USER.name)
    return payment_json(organisation, payment)


def _unpay(organisation: Organisation, wish: Json) -> Json:
    document = find_invoice(organisation, wish)
    last: Payment | None = None
    for one in document.payments:
        payment = organisation.payments.get(one)
        if payment is not None and payment.status != "DELETED":
            plain = replace(payment, reconciled=False, batch_id="")
            last = organisation.payments.save(delete_payment(organisation, plain))
    if last is None:
        raise Unknown("no payment stands on it")
    recount(organisation, organisation.invoices, document)
    return payment_json(organisation, last)


def _edit_invoice(organisation: Organisation, wish: Json) -> Json:
    document = find_invoice(organisation, wish)
    return _save_invoice(organisation, wish.get("values") or {}, document)


def _void(organisation: Organisation, wish: Json) -> Json:
    document = find_invoice(organisation, wish)
    status = "DELETED" if document.status in ("DRAFT", "SUBMITTED") else "VOIDED"
    return _save_invoice(organisation, {"Status": status}, document)


def _forget_invoice(organisation: Organisation, wish: Json) -> Json:
    document = find_invoice(organisation, wish)
    organisation.invoices.remove(document.id)
    return {"InvoiceID": document.id}


def _approve(organisation: Organisation, wish: Json) -> Json:
    document = find_invoice(organisation, wish)
    return _save_invoice(organisation, {"Status": "AUTHORISED"}, document)


def _create_invoice(organisation: Organisation, wish: Json) -> Json:
    today = organisation.today().isoformat()  # as the form in Xero is filled
    values: Json = {"Type": "ACCREC", "Status": "AUTHORISED"}
    values |= {"Date": today, "DueDate": today}
    values |= wish.get("values") or {}
    if wish.get("contact"):
        values["Contact"] = {"ContactID": find_contact(organisation, wish).id}
    return _save_invoice(organisation, values, None)


def _create_credit_note(organisation: Organisation, wish: Json) -> Json:
    contact = find_contact(organisation, wish)
    today = organisation.today().isoformat()
    values = {"Type": "ACCRECCREDIT", "Status": "AUTHORISED", "Date": today}
    drafted = draft_document(
        organisation,
        organisation.credit_notes,
        CREDIT_NOTE,
        values | (wish.get("values") or {}),
        None,
        contact.id,
        places=4,
        app="",
    )
    saved = organisation.credit_notes.save(drafted.document)
    return credit_note_json(organisation, saved, "single", 4)


def _credit(organisation: Organisation, wish: Json) -> Json:
    """A credit note over a part of an invoice, or all that is due, set against it."""
    invoice = find_invoice(organisation, wish)
    amount = wish.get("amount") or invoice.outstanding
    line = {
        "Description": "Credit",
        "Quantity": 1,
        "UnitAmount": amount,
        "AccountCode": invoice.lines[0].account_code,
        "TaxType": "NONE",
    }
    note = _create_credit_note(
        organisation,
        {
            "contact": invoice.contact_id,
            "values": {"CurrencyCode": invoice.currency, "LineItems": [line]},
        },
    )
    element = {"Invoice": {"InvoiceID": invoice.id}, "Amount": amount}
    allocate(organisation, organisation.credit_notes, note["CreditNoteID"], element)
    return note


def _save_invoice(
    organisation: Organisation, values: Json, before: Document | None
) -> Json:
    contact = document_contact(organisation, values, before)
    drafted = draft_document(
        organisation,
        organisation.invoices,
        INVOICE,
        values,
        before,
        contact.id,
        places=4,
        app="",
    )
    saved = organisation.invoices.save(drafted.document)
    changes = "Edited" if before else "Created"
    organisation.note(saved.id, changes, f"Invoice {saved.number}", USER.name)
    return invoice_json(organisation, saved, "single", 4)


ACTIONS: dict[str, Callable[[Organisation, Json], Json]] = {
    "pay": _pay,
    "unpay": _unpay,
    "void": _void,
    "approve": _approve,
    "edit_invoice": _edit_invoice,
    "forget_invoice": _forget_invoice,
    "create_invoice": _create_invoice,
    "create_credit_note": _create_credit_note,
    "credit": _credit,
}
