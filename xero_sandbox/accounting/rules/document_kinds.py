"""What differs between invoices and credit notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xero_sandbox.accounting import messages


@dataclass(frozen=True)
class Kind:
    """One of the two kinds of documents that the API writes."""

    name: str
    """In messages: Invoice, Credit Note."""
    number_field: str
    types: tuple[str, ...]
    number_taken: str
    numbers: Mapping[str, str]
    """The prefix of automatic numbers, by type that gets one."""
    needs_due: bool


INVOICE = Kind(
    "Invoice",
    "InvoiceNumber",
    ("ACCREC", "ACCPAY"),
    messages.NUMBER_TAKEN.text,
    {"ACCREC": "INV-"},
    needs_due=True,
)
CREDIT_NOTE = Kind(
    "Credit Note",
    "CreditNoteNumber",
    ("ACCRECCREDIT", "ACCPAYCREDIT"),
    messages.CREDIT_NUMBER_TAKEN.text,
    {"ACCRECCREDIT": "CN-"},
    needs_due=False,
)
