"""A payment as Xero shows it."""

from __future__ import annotations

from typing import Any

from xero_sandbox import wire
from xero_sandbox.accounting.render.contacts import contact_stub
from xero_sandbox.store.models import Document, Payment
from xero_sandbox.store.organisation import Organisation

Json = dict[str, Any]


def payment_json(organisation: Organisation, row: Payment) -> Json:
    """A payment, with its account and a stub of what it pays."""
    thing: Json = {
        "PaymentID": row.id,
        "Date": wire.ms_date(row.date),
        "BankAmount": row.bank_amount,
        "Amount": row.amount,
        "Reference": row.reference,
        "CurrencyRate": row.rate,
        "PaymentType": row.type,
        "Status": row.status,
        "UpdatedDateUTC": wire.ms_stamp(row.updated),
        "UpdatedDateUTCString": wire.iso_seconds(row.updated),
        "HasAccount": bool(row.account_id),
        "IsReconciled": row.reconciled,
    }
    if row.batch_id:
        thing["BatchPaymentID"] = row.batch_id
    account = organisation.accounts.get(row.account_id)
    if account is not None:
        thing["Account"] = {"AccountID": account.id, "Code": account.code}
    thing |= _target(organisation, row)
    thing["HasValidationErrors"] = False
    return thing


def payment_echo(element: Json) -> Json:
    """A refused payment."""
    return {
        "PaymentID": wire.ZERO_GUID,
        **{name: value for name, value in element.items() if value is not None},
    }


def _target(organisation: Organisation, row: Payment) -> Json:
    invoice = organisation.invoices.get(row.document_id)
    if invoice is not None:
        return {"Invoice": _stub(organisation, invoice, "Invoice")}
    credit_note = organisation.credit_notes.get(row.document_id)
    if credit_note is not None:
        return {"CreditNote": _stub(organisation, credit_note, "CreditNote")}
    overpayment = organisation.overpayments.get(row.document_id)
    name = "Overpayment" if overpayment is not None else "Prepayment"
    return {name: {f"{name}ID": row.document_id, "LineItems": []}}


def _stub(organisation: Organisation, document: Document, name: str) -> Json:
    # Empty lists here may mean null (docs): they say nothing about the document.
    thing: Json = {
        "Type": document.type,
        f"{name}ID": document.id,
        f"{name}Number": document.number,
        "Payments": [],
        "HasErrors": False,
        "Contact": contact_stub(organisation, document.contact_id),
        "LineItems": [],
        "CurrencyCode": document.currency,
    }
    if name == "Invoice":
        thing |= {
            "CreditNotes": [],
            "Prepayments": [],
            "Overpayments": [],
            "IsDiscounted": False,
            "InvoicePaymentServices": [],
        }
    return thing
