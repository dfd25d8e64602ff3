"""Reading an invoice of Xero's."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .errors import OddValue
from .reading import LONG_TEXT, Row, whole

DEAD = ("VOIDED", "DELETED")
"""Statuses in which a document counts for nothing; its AmountDue is then stale."""

UNAPPROVED = ("DRAFT", "SUBMITTED")
"""Statuses of what is not booked yet: it is deleted, later ones are voided."""

_LARGEST_RATE = Decimal(10) ** 9


@dataclass(frozen=True)
class Document:
    """An invoice as Xero says it is; "" where it says nothing, amounts 0.

    ``amount_credited`` has prepayments and overpayments in it, which are money;
    ``credit_notes`` is what credit notes alone settled, where the row tells them.
    ``currency_rate`` is how many of ``currency`` one of the base currency is; above 0.
    """

    xero_id: str
    updated_at: datetime.datetime | None
    number: str
    status: str
    type: str
    reference: str
    contact_id: str
    contact_name: str
    date: datetime.date | None
    due_date: datetime.date | None
    fully_paid_on: datetime.date | None
    currency: str
    currency_rate: Decimal
    subtotal: Decimal
    total_tax: Decimal
    total: Decimal
    amount_due: Decimal
    amount_paid: Decimal
    amount_credited: Decimal
    credit_notes: Decimal

    @property
    def owed(self) -> Decimal:
        """What is due; nothing of a void, whatever Xero's answer to it says."""
        return Decimal(0) if self.status in DEAD else self.amount_due

    @property
    def payment_state(self) -> str:
        """Paid and part-paid as Xero says it; a void says nothing of money, and what
        credit notes alone settled was not paid."""
        if self.status in DEAD:
            return "voided"
        if self.status == "PAID":
            is_credited = self.credit_notes and not self.amount_paid
            whole = is_credited and self.credit_notes >= self.amount_credited
            return "credited" if whole else "paid"
        settled = self.amount_paid or self.amount_credited
        return "partial" if settled else "not_paid"


def read(value: Any) -> Document:
    """The invoice in a row of Invoices. Raises OddValue, also for what stands in a
    line: lines are compared and sent back as they were read."""
    row = whole(value)
    contact = row.object("Contact")
    for name in ("LineAmountTypes", "Url"):
        row.text(name, LONG_TEXT)
    for line in row.objects("LineItems"):
        _check_line(line)
    return Document(
        xero_id=row.id("InvoiceID"),
        updated_at=row.stamp("UpdatedDateUTC"),
        number=row.text("InvoiceNumber"),
        status=row.word("Status"),
        type=row.word("Type"),
        reference=row.text("Reference", LONG_TEXT),
        contact_id=contact.id_or_none("ContactID"),
        contact_name=contact.text("Name"),
        date=row.day("DateString", "Date"),
        due_date=row.day("DueDateString", "DueDate"),
        fully_paid_on=row.day("FullyPaidOnDate"),
        currency=row.code("CurrencyCode"),
        currency_rate=_rate(row),
        subtotal=row.amount("SubTotal"),
        total_tax=row.amount("TotalTax"),
        total=row.amount("Total"),
        amount_due=row.amount("AmountDue"),
        amount_paid=row.amount("AmountPaid"),
        amount_credited=row.amount("AmountCredited"),
        credit_notes=sum(
            (note.amount("AppliedAmount") for note in row.objects("CreditNotes")),
            Decimal(0),
        ),
    )


def _rate(row: Row) -> Decimal:
    """1 where none is said: of a document in the base currency Xero says none."""
    rate = row.number("CurrencyRate", _LARGEST_RATE)
    if not rate:
        return Decimal(1)
    if not 1 / _LARGEST_RATE < rate:
        raise OddValue("CurrencyRate", str(rate), "number")
    return rate


def _check_line(line: Row) -> None:
    line.id_or_none("LineItemID")
    line.text("Description", LONG_TEXT)
    for name in ("AccountCode", "TaxType", "ItemCode"):
        line.text(name)
    for name in ("Quantity", "UnitAmount", "DiscountRate", "DiscountAmount"):
        line.number(name)
    for tracked in line.objects("Tracking"):
        tracked.text("Name")
        tracked.text("Option")
