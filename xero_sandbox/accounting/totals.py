"""Money as Xero computes it. Everything is Decimal.

Source: the rounding page (unit price first, then the line, then tax per line, summed)
and an old staff post (half up). Tax of a rate with several components is computed from
their effective rate (unknown).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from xero_sandbox.store.models import ZERO, Line

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Totals:
    """A document's sums."""

    subtotal: Decimal
    tax: Decimal
    total: Decimal


def half_up(amount: Decimal, places: int = 2) -> Decimal:
    """Rounded to so many places; a half goes away from zero."""
    step = _CENT if places == 2 else Decimal(1).scaleb(-places)
    return amount.quantize(step, ROUND_HALF_UP)


def line_amount(
    quantity: Decimal,
    unit_amount: Decimal,
    discount_rate: Decimal | None,
    discount_amount: Decimal | None,
) -> Decimal:
    """Quantity times price, less the discount, in cents."""
    amount = quantity * unit_amount
    if discount_rate:
        amount = amount * (100 - discount_rate) / 100
    elif discount_amount:
        amount -= discount_amount
    return half_up(amount)


def line_tax(amount: Decimal, rate: Decimal, amounts: str) -> Decimal:
    """The tax on a line, or inside it; `rate` is in percent."""
    if amounts == "NoTax":
        return ZERO
    base = 100 + rate if amounts == "Inclusive" else Decimal(100)
    return half_up(amount * rate / base)


def document_totals(lines: Sequence[Line], amounts: str) -> Totals:
    """The sums over the lines."""
    gross = sum((line.line_amount or ZERO for line in lines), ZERO)
    tax = sum((line.tax_amount or ZERO for line in lines), ZERO)
    if amounts == "Inclusive":
        return Totals(gross - tax, tax, gross)
    return Totals(gross, tax, gross + tax)
