"""What leaves for Xero: every figure exact, nothing blanked, nothing invented."""

import datetime
import json
from decimal import Decimal

import pytest

from xerolib.payloads import Invoice, Line, Tax, body_text, invoice_body
from xerolib.resources import CONTACTS, INVOICES

GST = Tax("OUTPUT2", (Decimal(15),))
DAY = datetime.date(2026, 9, 14)


def invoice(*lines: Line, **changes) -> Invoice:
    values = {
        "number": "INV/2026/00001",
        "contact_id": "c-1",
        "date": DAY,
        "due_date": datetime.date(2026, 10, 14),
        "currency": "NZD",
        "amounts": "Exclusive",
        "lines": lines,
    }
    return Invoice(**(values | changes))


def test_an_invoice_as_xero_takes_it():
    lines = (
        Line("Wood", Decimal("2"), Decimal("19.9950"), Decimal("10"), "200", GST),
        Line("Thank you"),
    )
    assert invoice_body(
        invoice(*lines, reference="PO 7", url="https://e.example/1")
    ) == {
        "Type": "ACCREC",
        "InvoiceNumber": "INV/2026/00001",
        "Contact": {"ContactID": "c-1"},
        "Date": "2026-09-14",
        "DueDate": "2026-10-14",
        "CurrencyCode": "NZD",
        "LineAmountTypes": "Exclusive",
        "Reference": "PO 7",
        "Url": "https://e.example/1",
        "Status": "AUTHORISED",
        "LineItems": [
            {
                "Description": "Wood",
                "Quantity": Decimal("2"),
                "UnitAmount": Decimal("19.9950"),
                "DiscountRate": Decimal("10"),
                "AccountCode": "200",
                "TaxType": "OUTPUT2",
            },
            {"Description": "Thank you"},
        ],
    }


def test_no_total_rate_or_contact_detail_is_ever_sent():
    """Xero computes totals and takes the day's rate; a contact's name would create."""
    body = invoice_body(invoice(Line("x", Decimal(1), Decimal(1), account_code="200")))
    assert body.keys().isdisjoint(
        {"SubTotal", "TotalTax", "Total", "CurrencyRate", "Reference", "Url"}
    )
    assert body["Contact"].keys() == {"ContactID"}
    assert body["LineItems"][0].keys().isdisjoint({"LineAmount", "TaxAmount"})


def test_a_free_line_keeps_its_zero():
    """Left out, Xero would take the line for text and drop account and tax."""
    free = Line("Gift", Decimal(0), Decimal(0), account_code="200", tax=GST)
    line = invoice_body(invoice(free))["LineItems"][0]
    assert (line["Quantity"], line["UnitAmount"]) == (0, 0)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("0.1250", "0.125"),
        ("12345678.90", "12345678.9"),
        ("1E+2", "100"),
        ("1E-4", "0.0001"),
        ("-0.00", "0"),
        ("-2.50", "-2.5"),
        ("100", "100"),
        ("0", "0"),
        ("99999999999999999999.9999", "99999999999999999999.9999"),
    ],
)
def test_numbers_are_written_digit_by_digit(number, written):
    text = body_text(INVOICES, [{"N": Decimal(number)}])
    assert text == f'{{"Invoices":[{{"N":{written}}}]}}'
    back = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    assert back["Invoices"][0]["N"] == Decimal(number)


def test_the_same_content_is_the_same_text():
    """So that an unchanged document needs no call, and a repeat is the same request."""
    one = body_text(CONTACTS, [{"b": Decimal("1.0"), "a": {"y": "1", "x": True}}])
    two = body_text(CONTACTS, [{"a": {"x": True, "y": "1"}, "b": Decimal("1.00")}])
    assert one == two == '{"Contacts":[{"a":{"x":true,"y":"1"},"b":1}]}'


def test_text_is_escaped_and_otherwise_left_alone():
    words = 'Łódź "\\ \n\t \u2028 \U0001f600 </script>'
    text = body_text(CONTACTS, [{"Name": words}])
    assert json.loads(text) == {"Contacts": [{"Name": words}]}
    assert "Łódź" in text


def test_a_whole_invoice_goes_out_and_comes_back_equal():
    lines = tuple(
        Line(f"l {n}", Decimal(n) / 7, Decimal(n) / 9, Decimal(n), "200", GST)
        for n in range(1, 60)
    )
    body = invoice_body(invoice(*lines))
    back = json.loads(body_text(INVOICES, [body]), parse_float=Decimal)
    assert back == {"Invoices": [body]}


@pytest.mark.parametrize("value", [1.5, {1, 2}, DAY, Decimal("NaN"), b"x"])
def test_what_has_no_exact_form_is_refused(value):
    with pytest.raises(TypeError):
        body_text(INVOICES, [{"x": value}])
