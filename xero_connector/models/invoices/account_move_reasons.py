"""Why an invoice's totals would be others in Xero, as data for an issue."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ...xerolib.lines import CENT, EXACT
from ...xerolib.totals import compute

if TYPE_CHECKING:
    from odoo.models import BaseModel

    from ...xerolib.payloads import Invoice


def why_totals_differ(move: BaseModel, document: Invoice) -> list[dict]:
    """What makes the difference, what is certain first; never empty.

    :param move: the invoice
    :param document: as it would go to Xero, with other totals
    :return: dicts with a ``code`` and what its words need: ``price`` (``lines``, as
        people count them), ``early_payment``, ``edited_tax`` (``odoo``, the tax that
        Odoo itself computes, in words), ``places`` (``currency``, ``places``),
        ``components`` (``taxes``, names), ``rounding``, ``unknown``
    """
    found = []
    if lines := _lines_of_long_prices(move, document):
        found.append({"code": "price", "lines": lines})
    totals = compute(document)
    if totals.tax != move._xero_odoo_totals()[1]:
        found += _why_tax_differs(move)
    elif not found:
        found += _why_rounded(move)
    return found or [{"code": "unknown"}]


def _lines_of_long_prices(move: BaseModel, document: Invoice) -> list[int]:
    """Where the four decimals that Xero keeps of a price make another amount."""
    totals = compute(document)
    lines = {line.id: line for line in move._xero_priced_lines()}
    found = []
    for number, line in enumerate(document.lines, start=1):
        odoo = lines.get(line.key)
        if line.is_text or odoo is None or not odoo._xero_price_is_longer():
            continue
        factors = (odoo.price_unit, odoo.quantity, 1 - odoo.discount / 100)
        amount = Decimal(1)
        for factor in factors:
            amount = EXACT.multiply(amount, Decimal(repr(factor)))
        if amount.quantize(CENT, context=EXACT) != totals.lines[number - 1].amount:
            found.append(number)
    return found


def _why_tax_differs(move: BaseModel) -> list[dict]:
    term = move.invoice_payment_term_id
    if term.early_discount and term.early_pay_discount_computation == "mixed":
        return [{"code": "early_payment", "term": term.name}]
    computed = _computed_tax(move)
    if move.currency_id.compare_amounts(computed, move.amount_tax):
        return [{"code": "edited_tax", "odoo": move.currency_id.format(computed)}]
    taxes = move._xero_priced_lines().tax_ids
    several = taxes.filtered(lambda tax: len(tax.flatten_taxes_hierarchy()) > 1)
    components = [{"code": "components", "taxes": several.mapped("name")}]
    return _why_rounded(move) + (components if several else [])


def _why_rounded(move: BaseModel) -> list[dict]:
    currency = move.currency_id
    if currency.decimal_places != 2:
        places = currency.decimal_places
        return [{"code": "places", "currency": currency.name, "places": places}]
    if move.company_id.tax_calculation_rounding_method == "round_globally":
        return [{"code": "rounding"}]
    return []


def _computed_tax(move: BaseModel) -> float:
    """The tax that Odoo computes from the lines, whatever somebody typed over it."""
    base_lines, _taxes = move._get_rounded_base_and_tax_lines(
        round_from_tax_lines=False
    )
    return sum(
        tax["tax_amount_currency"]
        for line in base_lines
        for tax in line["tax_details"]["taxes_data"]
    )
