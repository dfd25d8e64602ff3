"""The totals that Xero will compute, so that nobody is surprised.

Rule (Xero's rounding page): the unit price is rounded to four decimals (with
``unitdp=4``), times quantity, less the discount, and the line rounded to two; tax is
computed per line, rounded to two, and then summed. Xero's totals have two decimals in
every currency. Halves go up, away from zero (Xero staff: 2.165 is 2.17; two third
parties say half to even, so the totals that come back are compared all the same).
The components of a rate are summed before rounding.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext

from .lines import CENT, EXACT, Price, line_amount
from .payloads import Amounts, Invoice, Line


@dataclass(frozen=True)
class LineTotal:
    """``amount`` is the LineAmount: with the tax in it when amounts are inclusive."""

    amount: Decimal
    tax: Decimal


@dataclass(frozen=True)
class Totals:
    """In the invoice's currency; ``lines`` stand in the invoice's order."""

    lines: tuple[LineTotal, ...]
    subtotal: Decimal
    tax: Decimal
    total: Decimal


def compute(invoice: Invoice) -> Totals:
    """What Xero will show for ``invoice``. Text lines count nothing."""
    return compute_lines(invoice.lines, invoice.amounts)


def compute_lines(lines: Iterable[Line], amounts: Amounts) -> Totals:
    """What Xero will show for a document of these lines."""
    with localcontext(EXACT):
        computed = tuple(_line(line, amounts) for line in lines)
        amount = sum((line.amount for line in computed), Decimal("0.00"))
        tax = sum((line.tax for line in computed), Decimal("0.00"))
        subtotal = amount - tax if amounts == "Inclusive" else amount
        return Totals(computed, subtotal, tax, subtotal + tax)


def _line(line: Line, amounts: Amounts) -> LineTotal:
    amount = line_amount(
        Price(
            line.quantity or Decimal(),
            line.unit_amount or Decimal(),
            line.discount_rate,
        )
    )
    if amounts == "NoTax" or line.tax is None:
        return LineTotal(amount, Decimal("0.00"))
    factor = line.tax.factor
    exact = amount * factor
    if amounts == "Inclusive":
        exact /= 1 + factor
    return LineTotal(amount, exact.quantize(CENT))
