"""A priced line in the one form that Xero takes and that is compared.

Xero refuses a quantity below zero, on invoices and orders alike, and a quantity of
zero that has a price; a price may be below zero (two vendors' help pages quote
``Quantity must not be less than zero``). A discount on a price below zero is refused
as larger than the line's total (Xero-OpenAPI#429), so it goes into the price.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from typing import NamedTuple

PLACES = 2
"""Of every amount in Xero, whatever the currency."""

CENT = Decimal(1).scaleb(-PLACES)
UNIT_PRICE = Decimal("0.0001")
# 28 digits, Python's default, are too few for a ten-digit amount times a long rate.
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


class Price(NamedTuple):
    """``unit_amount`` in the document's currency, ``discount_rate`` in percent."""

    quantity: Decimal
    unit_amount: Decimal
    discount_rate: Decimal


def line_amount(price: Price) -> Decimal:
    """What Xero makes of it: the unit price to four decimals, the line to two."""
    with localcontext(EXACT):
        full = price.quantity * price.unit_amount.quantize(UNIT_PRICE)
        return (full * (100 - price.discount_rate) / 100).quantize(CENT)


def as_taken(price: Price) -> Price | None:
    """The same line amount in the form that Xero takes; None for a quantity of zero,
    which is a line of text there.

    The quantity is above zero: Odoo deducts a down payment with quantity −1, Xero
    takes 1 at a price below zero.
    """
    quantity, unit, rate = price
    if not quantity:
        return None
    if quantity < 0:
        quantity, unit = -quantity, -unit
    if unit >= 0 or not rate:
        return Price(quantity, unit, rate)
    with localcontext(EXACT):
        net = (unit * (100 - rate) / 100).quantize(UNIT_PRICE)
    taken = Price(quantity, net, Decimal())
    amount = line_amount(Price(quantity, unit, rate))
    if line_amount(taken) == amount:
        return taken
    return Price(Decimal(1), amount, Decimal())
