"""A line has one form in Xero, and its amount is Odoo's to the cent."""

from decimal import Decimal

import pytest

from xerolib.lines import Price, as_taken, line_amount


def price(quantity, unit, rate="0"):
    return Price(Decimal(quantity), Decimal(unit), Decimal(rate))


@pytest.mark.parametrize(
    ("odoo", "xero"),
    [
        # Odoo's final invoice takes a down payment off with quantity −1.
        (price("-1", "250"), price("1", "-250")),
        (price("-2.5", "10.01"), price("2.5", "-10.01")),
        (price("-1", "-40"), price("1", "40")),
        (price("3", "-7"), price("3", "-7")),
        (price("3", "7", "12.5"), price("3", "7", "12.5")),
        # Free of charge is a price of zero, and stays a line with a price.
        (price("1", "0"), price("1", "0")),
        (price("-1", "0"), price("1", "0")),
    ],
)
def test_what_takes_money_off_has_its_sign_on_the_price(odoo, xero):
    assert as_taken(odoo) == xero
    assert line_amount(odoo) == line_amount(xero)


def test_a_quantity_of_zero_is_a_line_of_text():
    assert as_taken(price("0", "100")) is None


@pytest.mark.parametrize(
    ("odoo", "xero"),
    [
        (price("-1", "100", "10"), price("1", "-90")),
        (price("2", "-33.33", "12.5"), price("2", "-29.1638")),
        (price("-1", "100", "100"), price("1", "0")),
        # Four decimals of a price are too few for so many: the line's amount goes.
        (price("-5000", "33.33", "12.5"), price("1", "-145818.75")),
    ],
)
def test_a_discount_on_what_takes_money_off_goes_into_the_price(odoo, xero):
    assert as_taken(odoo) == xero
    assert line_amount(odoo) == line_amount(xero)


@pytest.mark.parametrize("odoo", [price("-5000", "33.33", "12.5"), price("-1", "9")])
def test_the_form_is_the_last_one(odoo):
    once = as_taken(odoo)
    assert as_taken(once) == once
