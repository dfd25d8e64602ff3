"""What Xero would refuse is named before anything is sent."""

import dataclasses
import datetime
from decimal import Decimal

import pytest

from xerolib.payloads import Invoice, Line, Tax
from xerolib.problems import Problem, problems

DAY = datetime.date(2026, 9, 14)
LINE = Line(
    "x", Decimal(1), Decimal("10"), Decimal(), "200", Tax("OUTPUT2", (Decimal(15),))
)
INVOICE = Invoice("INV-1", "c-1", DAY, DAY, "NZD", "Exclusive", (LINE, Line("words")))


def line(**changes) -> Invoice:
    changed = dataclasses.replace(LINE, **changes)
    return dataclasses.replace(INVOICE, lines=(Line("first"), changed))


def found(record) -> list[tuple]:
    return [(each.code, each.field, each.line) for each in problems(record)]


def test_what_is_fine_is_sent():
    assert problems(INVOICE) == []


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"number": ""}, "missing", "InvoiceNumber"),
        ({"number": "9" * 256}, "too_long", "InvoiceNumber"),
        ({"number": "INV\n1"}, "bad_characters", "InvoiceNumber"),
        ({"number": "INV\x001"}, "bad_characters", "InvoiceNumber"),
        ({"contact_id": None}, "missing", "ContactID"),
        ({"currency": ""}, "missing", "CurrencyCode"),
        ({"due_date": None}, "missing", "DueDate"),
        ({"reference": "r" * 256}, "too_long", "Reference"),
        ({"reference": "a\x00b"}, "bad_characters", "Reference"),
        ({"url": "erp.example/1"}, "invalid", "Url"),
        ({"url": "https://xero.example/1"}, "invalid", "Url"),
        ({"lines": ()}, "missing", "LineItems"),
        ({"lines": (Line("only words"),)}, "missing", "LineItems"),
    ],
)
def test_a_head_that_xero_would_refuse(changes, code, field):
    assert found(dataclasses.replace(INVOICE, **changes)) == [(code, field, None)]


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"description": " "}, "missing", "Description"),
        ({"description": "d" * 4001}, "too_long", "Description"),
        ({"description": "half \ud83d"}, "bad_characters", "Description"),
        ({"quantity": Decimal("0.33333")}, "too_precise", "Quantity"),
        ({"unit_amount": Decimal("0.33333")}, "too_precise", "UnitAmount"),
        ({"unit_amount": None}, "missing", "UnitAmount"),
        ({"unit_amount": Decimal("1E+30")}, "too_large", "UnitAmount"),
        ({"quantity": Decimal("1E+11")}, "too_large", "Quantity"),
        ({"discount_rate": Decimal("33.333")}, "too_precise", "DiscountRate"),
        ({"discount_rate": Decimal("-5")}, "out_of_range", "DiscountRate"),
        ({"discount_rate": Decimal("100.01")}, "out_of_range", "DiscountRate"),
        ({"account_code": None}, "missing", "AccountCode"),
        ({"tax": None}, "missing", "TaxType"),
        ({"quantity": Decimal("9999999999")}, "too_large", "LineAmount"),
    ],
)
def test_a_line_that_xero_would_refuse_or_change(changes, code, field):
    assert found(line(**changes)) == [(code, field, 1)]


@pytest.mark.parametrize(
    "changes",
    [
        {"description": "d" * 4000},
        {"description": "line\nbreak\tand tab"},
        {"quantity": Decimal("0.33330000")},
        {"unit_amount": Decimal("-0.3333"), "quantity": Decimal("-3")},
        {"discount_rate": Decimal("33.330")},
        {"discount_rate": Decimal("100")},
        {"unit_amount": Decimal("9999999999.99")},
    ],
)
def test_the_limits_themselves_are_allowed(changes):
    assert problems(line(**changes)) == []


def test_a_negative_line_is_fine_and_a_negative_total_is_not():
    less = dataclasses.replace(LINE, unit_amount=Decimal("-9.99"))
    more = dataclasses.replace(LINE, unit_amount=Decimal("-10.01"))
    assert problems(dataclasses.replace(INVOICE, lines=(LINE, less))) == []
    assert problems(dataclasses.replace(INVOICE, lines=(LINE, more))) == [
        Problem("negative", "Total", value=Decimal("-0.01"))
    ]


def test_a_document_without_tax_needs_none_on_its_lines():
    untaxed = dataclasses.replace(line(tax=None), amounts="NoTax")
    assert problems(untaxed) == []


def test_a_draft_needs_no_due_date():
    draft = dataclasses.replace(INVOICE, status="DRAFT", due_date=None)
    assert problems(draft) == []


def test_everything_is_named_at_once():
    """So that a person corrects a document once, not once per attempt."""
    broken = dataclasses.replace(
        line(account_code=None, tax=None), number="", contact_id=None
    )
    assert [each.field for each in problems(broken)] == [
        "InvoiceNumber",
        "ContactID",
        "AccountCode",
        "TaxType",
    ]
