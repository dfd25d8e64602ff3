"""What Xero accepts as an allocation of a credit to an invoice."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xero_sandbox import wire
from xero_sandbox.accounting import messages
from xero_sandbox.accounting.errors import Invalid
from xero_sandbox.accounting.rules.locks import lock_problem
from xero_sandbox.accounting.rules.reader import Reader
from xero_sandbox.accounting.totals import half_up
from xero_sandbox.store.models import Allocation, Document
from xero_sandbox.store.organisation import Organisation

# Sales credits go to sales invoices, purchase credits to bills.
_SALES = ("ACCREC", "RECEIVE")


@dataclass(frozen=True)
class Drafted:
    """An allocation as it would be saved, and the invoice it is for."""

    allocation: Allocation
    invoice: Document


def draft_allocation(
    organisation: Organisation, element: dict[str, Any], credit: Document
) -> Drafted:
    """Use a part of the credit for the invoice that the element names.

    The date becomes the later one of both documents (docs). Raises Invalid.
    """
    problems: list[str] = []
    reader = Reader(element, problems)
    invoice = _invoice(organisation, element)
    amount = half_up(reader.amount("Amount", Decimal(0)))
    for document in (credit, invoice):
        if document.status != "AUTHORISED":
            problems.append(messages.NOT_AUTHORISED.text)
    if amount <= 0 or amount > min(credit.outstanding, invoice.outstanding):
        problems.append(messages.ALLOCATED_TOO_MUCH.text)
    if credit.contact_id != invoice.contact_id or _sales(credit) != _sales(invoice):
        problems.append(messages.ALLOCATION_CONTACT.text)
    if credit.currency != invoice.currency:
        problems.append(messages.ALLOCATION_CURRENCY.text)
    day = max(credit.date, invoice.date, reader.day("Date", credit.date))
    if problem := lock_problem(organisation, day):
        problems.append(problem)
    reader.check()
    stamp = organisation.clock.stamp()
    row = Allocation(wire.new_id(), credit.id, invoice.id, amount, day, stamp)
    return Drafted(row, invoice)


def _sales(document: Document) -> bool:
    return document.type.startswith(_SALES)


def _invoice(organisation: Organisation, element: dict[str, Any]) -> Document:
    sent = element.get("Invoice")
    sent = sent if isinstance(sent, dict) else {}
    row_id, number = sent.get("InvoiceID"), sent.get("InvoiceNumber")
    found = None
    if row_id and wire.is_guid(row_id):
        found = organisation.invoices.get(wire.guid(row_id))
    elif number:
        found = organisation.invoices.find("number", str(number))
    if found is None:
        raise Invalid(messages.DOCUMENT_UNKNOWN(document="Invoice"))
    return found
