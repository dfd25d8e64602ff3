"""Reading a payment of Xero's."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .reading import LONG_TEXT, whole


@dataclass(frozen=True)
class Payment:
    """A payment as Xero says it is; "" where it says nothing.

    ``document_*`` are those of the invoice that it pays, if it is one; ``currency`` is
    that invoice's.
    """

    xero_id: str
    updated_at: datetime.datetime | None
    status: str
    type: str
    document_id: str
    document_number: str
    date: datetime.date | None
    amount: Decimal
    currency: str
    reference: str
    reconciled: bool


def read(value: Any) -> Payment:
    """The payment in a row of Payments. Raises OddValue."""
    row = whole(value)
    invoice = row.object("Invoice")
    return Payment(
        xero_id=row.id("PaymentID"),
        updated_at=row.stamp("UpdatedDateUTC"),
        status=row.word("Status"),
        type=row.word("PaymentType"),
        document_id=invoice.id_or_none("InvoiceID"),
        document_number=invoice.text("InvoiceNumber"),
        date=row.day("Date"),
        amount=row.amount("Amount"),
        currency=invoice.word("CurrencyCode"),
        reference=row.text("Reference", LONG_TEXT),
        reconciled=row.flag("IsReconciled"),
    )
