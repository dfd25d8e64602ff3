"""What Xero accepts as a payment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from xero_sandbox import wire
from xero_sandbox.accounting import messages
from xero_sandbox.accounting.errors import Invalid
from xero_sandbox.accounting.rules.locks import lock_problem
from xero_sandbox.accounting.rules.reader import Reader
from xero_sandbox.accounting.totals import half_up
from xero_sandbox.store.models import Account, Document, Payment
from xero_sandbox.store.organisation import Organisation
from xero_sandbox.store.table import Table

# A document's type to the type of the payments on it (description).
PAYMENT_TYPES = {
    "ACCREC": "ACCRECPAYMENT",
    "ACCPAY": "ACCPAYPAYMENT",
    "ACCRECCREDIT": "ARCREDITPAYMENT",
    "ACCPAYCREDIT": "APCREDITPAYMENT",
    "RECEIVE-OVERPAYMENT": "AROVERPAYMENTPAYMENT",
    "SPEND-OVERPAYMENT": "APOVERPAYMENTPAYMENT",
    "RECEIVE-PREPAYMENT": "ARPREPAYMENTPAYMENT",
    "SPEND-PREPAYMENT": "APPREPAYMENTPAYMENT",
}


@dataclass(frozen=True)
class Target:
    """The document that is paid, and the table that it lives in."""

    table: Table[Document]
    document: Document


def payment_target(organisation: Organisation, element: dict[str, Any]) -> Target:
    """The one document that the element names. Raises Invalid."""
    tables = {
        "Invoice": organisation.invoices,
        "CreditNote": organisation.credit_notes,
        "Prepayment": organisation.prepayments,
        "Overpayment": organisation.overpayments,
    }
    element = dict(element)
    for name in ("Invoice", "CreditNote"):
        if element.get(f"{name}Number") and not element.get(name):
            element[name] = {f"{name}Number": element[f"{name}Number"]}
    named = [name for name in tables if isinstance(element.get(name), dict)]
    if len(named) != 1:
        raise Invalid(messages.PAYMENT_TARGET.text)
    name = named[0]
    sent = element[name]
    found = None
    row_id, number = sent.get(f"{name}ID"), sent.get(f"{name}Number")
    if row_id and wire.is_guid(row_id):
        found = tables[name].get(wire.guid(row_id))
    elif number and name in ("Invoice", "CreditNote"):
        found = tables[name].find("number", str(number))
    if found is None:
        raise Invalid(messages.DOCUMENT_UNKNOWN(document=name))
    return Target(tables[name], found)


def draft_payment(
    organisation: Organisation, element: dict[str, Any], document: Document
) -> Payment:
    """The payment as it would be saved. Raises Invalid."""
    problems: list[str] = []
    reader = Reader(element, problems)
    account = _account(organisation, element, problems)
    amount = reader.amount("Amount", None)
    day = reader.day("Date", organisation.today())
    rate = reader.amount("CurrencyRate", document.rate)
    if document.status != "AUTHORISED":
        problems.append(messages.NOT_AUTHORISED.text)
        if document.status == "PAID":
            problems.append(messages.PAID_TOO_MUCH.text)
    elif amount is None or amount <= 0:
        problems.append(messages.PAYMENT_AMOUNT.text)
    elif half_up(amount) > document.outstanding:
        problems.append(messages.PAID_TOO_MUCH.text)
    if problem := lock_problem(organisation, day):
        problems.append(problem)
    reader.check()
    amount = half_up(amount or Decimal(0))
    in_base = half_up(amount / rate) if rate else amount
    return Payment(
        wire.new_id(),
        PAYMENT_TYPES[document.type],
        document.id,
        account.id if account else "",
        day,
        amount,
        half_up(reader.amount("BankAmount", in_base)),
        organisation.clock.stamp(),
        rate=rate,
        reference=reader.text("Reference"),
        reconciled=reader.truth("IsReconciled"),
    )


def delete_payment(organisation: Organisation, payment: Payment) -> Payment:
    """The payment, deleted. Raises Invalid."""
    if payment.status == "DELETED":
        raise Invalid(messages.PAYMENT_GONE.text)
    if payment.batch_id:
        raise Invalid(messages.PAYMENT_IN_BATCH.text)
    if payment.reconciled:
        raise Invalid(messages.PAYMENT_RECONCILED.text)
    if problem := lock_problem(organisation, payment.date):
        raise Invalid(problem)
    return replace(payment, status="DELETED", updated=organisation.clock.stamp())


def _account(
    organisation: Organisation, element: dict[str, Any], problems: list[str]
) -> Account | None:
    sent = element.get("Account")
    sent = sent if isinstance(sent, dict) else {"Code": element.get("Code")}
    account = None
    if sent.get("AccountID") and wire.is_guid(sent["AccountID"]):
        account = organisation.accounts.get(wire.guid(sent["AccountID"]))
    elif sent.get("Code"):
        account = organisation.accounts.find("code", str(sent["Code"]))
    if account is None or account.status != "ACTIVE":
        problems.append(messages.PAYMENT_ACCOUNT.text)
    elif account.type != "BANK" and not account.enable_payments:
        problems.append(messages.PAYMENT_ACCOUNT_TYPE.text)
    return account
