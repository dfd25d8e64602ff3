"""The totals shown before a push are the ones Xero will show after it."""

import datetime
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest

from xerolib.payloads import Invoice, Line, Tax
from xerolib.totals import compute

GST = Tax("OUTPUT2", (Decimal(15),))


def invoice(*lines: Line, amounts="Exclusive") -> Invoice:
    day = datetime.date(2026, 9, 14)
    return Invoice("INV-1", "c", day, day, "NZD", amounts, lines)


def line(unit, quantity="1", discount="0", tax=GST) -> Line:
    return Line("x", Decimal(quantity), Decimal(unit), Decimal(discount), "200", tax)


def test_tax_is_rounded_per_line_and_then_summed():
    """The example of Xero's rounding page: per document it would be 11.45."""
    totals = compute(invoice(line("25.06"), line("25.61"), line("25.63")))
    assert [each.tax for each in totals.lines] == [
        Decimal("3.76"),
        Decimal("3.84"),
        Decimal("3.84"),
    ]
    assert totals.tax == Decimal("11.44")
    assert totals.total == Decimal("87.74")


@pytest.mark.parametrize(
    ("amount", "tax"), [("541.25", "70.60"), ("500", "65.22"), ("0.03", "0.00")]
)
def test_inclusive_tax_comes_out_of_the_rounded_line(amount, tax):
    """The first two are recorded answers."""
    totals = compute(invoice(line(amount), amounts="Inclusive"))
    assert totals.tax == Decimal(tax)
    assert totals.total == Decimal(amount)
    assert totals.subtotal == Decimal(amount) - Decimal(tax)


@pytest.mark.parametrize(
    ("unit", "rounded"), [("2.165", "2.17"), ("2.164", "2.16"), ("-2.165", "-2.17")]
)
def test_halves_go_up(unit, rounded):
    assert compute(invoice(line(unit, tax=None))).total == Decimal(rounded)


def test_unit_price_is_rounded_before_it_is_multiplied():
    """0.22485 becomes 0.2249 first; unrounded, 1,000 of them would be 224.85."""
    assert compute(invoice(line("0.22485", "1000", tax=None))).total == Decimal("224.9")


def test_discount_is_taken_before_the_only_rounding_of_the_line():
    totals = compute(invoice(line("9.99", "3", "12.5")))
    assert totals.lines[0].amount == Decimal("26.22")  # 29.97 * 0.875 = 26.22375
    assert totals.lines[0].tax == Decimal("3.93")


def test_components_add_up_and_a_compound_one_stands_on_the_others():
    simple = Tax("T1", (Decimal(5), Decimal("9.975")))
    compound = Tax("T2", (Decimal(5), Decimal("9.975")), (False, True))
    assert compute(invoice(line("100", tax=simple))).tax == Decimal("14.98")
    assert compute(invoice(line("100", tax=compound))).tax == Decimal("15.47")


def test_component_order_does_not_matter():
    a = Tax("T", (Decimal("9.975"), Decimal(5)), (True, False))
    b = Tax("T", (Decimal(5), Decimal("9.975")), (False, True))
    assert a.factor == b.factor


def test_compound_flags_must_match_the_components():
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        _ = Tax("T", (Decimal(5), Decimal(7)), (True,)).factor


def test_no_tax_document_and_text_lines_carry_no_tax():
    totals = compute(invoice(line("10"), Line("only words"), amounts="NoTax"))
    assert (totals.subtotal, totals.tax, totals.total) == (10, 0, 10)
    assert totals.lines[1].amount == 0


def test_a_very_large_line_keeps_its_cents():
    totals = compute(invoice(line("9999999999.9999", "1")))
    assert totals.subtotal == Decimal("10000000000.00")
    totals = compute(invoice(line("1234567.8901", "8100.1234", "33.33")))
    exact = Fraction("1234567.8901") * Fraction("8100.1234") * Fraction("0.6667")
    assert abs(Fraction(totals.subtotal) - exact) <= Fraction("0.005")


GRID = list(
    product(
        ["0.01", "0.05", "0.995", "1.0049", "19.99", "-3.335", "1234.5675"],
        ["1", "3", "0.3333", "-2"],
        ["0", "7.5", "33.33", "100"],
        ["0", "5", "9.975", "12.5", "20"],
        ["Exclusive", "Inclusive", "NoTax"],
    )
)


def half_up(exact: Fraction) -> Decimal:
    """An independent rounding to cents: whole numbers only, halves away from zero."""
    cents = abs(exact) * 100 + Fraction(1, 2)
    whole = cents.numerator // cents.denominator
    return Decimal(whole if exact >= 0 else -whole) / 100


def test_every_combination_agrees_with_exact_fractions():
    for unit, quantity, discount, rate, amounts in GRID:
        one = line(unit, quantity, discount, Tax("T", (Decimal(rate),)))
        totals = compute(invoice(one, one, amounts=amounts))
        exact = Fraction(unit) * Fraction(quantity) * (100 - Fraction(discount)) / 100
        amount = half_up(exact)
        part = Fraction(rate) / 100
        if amounts == "Inclusive":
            part = part / (1 + part)
        tax = half_up(Fraction(amount) * part) if amounts != "NoTax" else Decimal()
        case = (unit, quantity, discount, rate, amounts)
        assert totals.lines[0].amount == amount, case
        assert totals.lines[0].tax == tax, case
        assert totals.tax == 2 * tax, case
        assert totals.subtotal + totals.tax == totals.total, case
        assert totals.total == 2 * amount + (
            2 * tax if amounts == "Exclusive" else 0
        ), case


def test_adding_a_line_adds_exactly_its_own_totals():
    """What a line costs does not depend on its neighbours: safe to hold one back."""
    for unit, quantity, discount, rate, amounts in GRID[::7]:
        one = line(unit, quantity, discount, Tax("T", (Decimal(rate),)))
        other = line("25.06")
        alone = compute(invoice(one, amounts=amounts)).total
        rest = compute(invoice(other, amounts=amounts)).total
        assert compute(invoice(other, one, amounts=amounts)).total == alone + rest
