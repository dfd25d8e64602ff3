"""The rows of a ledger. They never change: a change is a new row in its table, so
that a refused request can be undone by putting the old rows back.

Money is Decimal; `updated` is a stamp in milliseconds, UTC; dates are the
organisation's own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Account:
    """A line of the chart of accounts."""

    id: str
    code: str
    name: str
    type: str
    class_: str
    tax_type: str
    updated: int
    status: str = "ACTIVE"
    system: str = ""
    enable_payments: bool = False
    description: str = ""
    bank_number: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class TaxComponent:
    """One part of a tax rate; `rate` is in percent."""

    name: str
    rate: Decimal
    compound: bool = False


# What the rates of the United States' automatic sales tax are reported as.
AUTOMATIC = ("AVALARA", "USSALESTAX")


@dataclass(frozen=True, slots=True)
class TaxRate:
    """A tax rate; `applies_to` holds account classes such as REVENUE."""

    type: str
    name: str
    components: tuple[TaxComponent, ...]
    applies_to: frozenset[str]
    report_type: str = ""
    status: str = "ACTIVE"
    system: bool = True

    @property
    def automatic(self) -> bool:
        """Whether Xero works the tax out by itself, and takes it from nobody else."""
        return self.report_type in AUTOMATIC

    @property
    def effective(self) -> Decimal:
        """The rate in percent that a line pays: a compound part taxes the rest too."""
        plain = sum((c.rate for c in self.components if not c.compound), ZERO)
        compound = sum((c.rate for c in self.components if c.compound), ZERO)
        return plain + compound * (1 + plain / 100)


@dataclass(frozen=True, slots=True)
class Contact:
    """A customer, a supplier, or both. `details` holds the plain texts that no rule
    looks at, under Xero's names (FirstName, TaxNumber, …)."""

    id: str
    name: str
    updated: int
    status: str = "ACTIVE"
    number: str = ""
    account_number: str = ""
    email: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    addresses: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    phones: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    persons: tuple[Mapping[str, Any], ...] = ()
    is_customer: bool = False
    is_supplier: bool = False
    merged_to: str = ""


@dataclass(frozen=True, slots=True)
class ContactGroup:
    """A named set of contacts."""

    id: str
    name: str
    members: frozenset[str] = frozenset()
    status: str = "ACTIVE"
    updated: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A document's line; one without a price is a text line."""

    id: str
    description: str = ""
    quantity: Decimal | None = None
    unit_amount: Decimal | None = None
    discount_rate: Decimal | None = None
    discount_amount: Decimal | None = None
    line_amount: Decimal | None = None
    tax_type: str = ""
    tax_amount: Decimal | None = None
    account_code: str = ""
    account_id: str = ""
    item_code: str = ""
    tracking: tuple[Mapping[str, str], ...] = ()

    @property
    def priced(self) -> bool:
        """Whether the line carries money."""
        return self.line_amount is not None


# A document in one of these takes no change any more.
ENDED = ("VOIDED", "DELETED")


@dataclass(frozen=True, slots=True)
class Document:
    """An invoice, bill, credit note, overpayment or prepayment.

    `paid` and `credited` are what payments and allocations took off `total`.
    """

    id: str
    type: str
    contact_id: str
    date: dt.date
    updated: int
    number: str = ""
    reference: str = ""
    due: dt.date | None = None
    expected: dt.date | None = None
    planned: dt.date | None = None
    status: str = "DRAFT"
    amounts: str = "Exclusive"
    currency: str = ""
    rate: Decimal = Decimal(1)
    lines: tuple[Line, ...] = ()
    url: str = ""
    theme: str = ""
    sent: bool = False
    subtotal: Decimal = ZERO
    tax: Decimal = ZERO
    total: Decimal = ZERO
    paid: Decimal = ZERO
    credited: Decimal = ZERO
    fully_paid_on: dt.date | None = None
    payments: tuple[str, ...] = ()
    allocations: tuple[str, ...] = ()
    created_by: str = ""

    @property
    def outstanding(self) -> Decimal:
        """What is still owed, or for a credit what is still free; the answer to the
        call that voids it says it once more (recorded answer)."""
        return self.total - self.paid - self.credited

    @property
    def due_when_read(self) -> Decimal:
        """What is owed as whoever reads it later finds it: nothing of one that ended
        (recorded answers)."""
        return ZERO if self.status in ENDED else self.outstanding

    @property
    def settled(self) -> bool:
        """Whether a payment or an allocation stands on it."""
        return bool(self.paid or self.credited)


@dataclass(frozen=True, slots=True)
class Payment:
    """Money against one document. `amount` is in the document's currency,
    `bank_amount` in the account's."""

    id: str
    type: str
    document_id: str
    account_id: str
    date: dt.date
    amount: Decimal
    bank_amount: Decimal
    updated: int
    rate: Decimal = Decimal(1)
    reference: str = ""
    status: str = "AUTHORISED"
    reconciled: bool = False
    batch_id: str = ""


@dataclass(frozen=True, slots=True)
class Allocation:
    """A part of a credit note, overpayment or prepayment used for an invoice."""

    id: str
    source_id: str
    invoice_id: str
    amount: Decimal
    date: dt.date
    updated: int = 0
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class HistoryRecord:
    """A note on a document or contact."""

    changes: str
    details: str
    user: str
    stamp: int
