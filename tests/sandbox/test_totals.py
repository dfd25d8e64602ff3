"""Money: what Xero computes, to the cent."""

import pytest
from xero_user import Xero, line, refused


def test_an_invoice_is_computed_like_the_recorded_one(xero: Xero):
    row = xero.create_invoice()
    assert (row["SubTotal"], row["TotalTax"], row["Total"]) == (21.0, 3.15, 24.15)
    assert (row["AmountDue"], row["AmountPaid"]) == (24.15, 0.0)
    item = row["LineItems"][0]
    assert (item["LineAmount"], item["TaxAmount"]) == (21.0, 3.15)
    assert item["AccountID"] and item["LineItemID"]


def test_tax_is_rounded_per_line_then_summed(xero: Xero):
    prices = (25.06, 25.61, 25.63)
    row = xero.create_invoice(
        LineItems=[line(Quantity=1, UnitAmount=price) for price in prices]
    )
    assert row["TotalTax"] == 11.44


@pytest.mark.parametrize(("price", "tax"), [(541.25, 70.60), (500, 65.22)])
def test_tax_included_comes_out_of_the_rounded_line(xero: Xero, price, tax):
    row = xero.create_invoice(
        LineAmountTypes="Inclusive", LineItems=[line(Quantity=1, UnitAmount=price)]
    )
    assert row["TotalTax"] == tax
    assert row["Total"] == price
    assert row["SubTotal"] == round(price - tax, 2)


def test_a_half_goes_up(xero: Xero):
    item = line(Quantity=0.5, UnitAmount=4.33, TaxType="NONE")
    assert xero.create_invoice(LineItems=[item])["Total"] == 2.17  # 2.165


@pytest.mark.parametrize(
    ("places", "price", "total"), [("4", 0.2248, 224.8), ("2", 0.22, 220.0)]
)
def test_four_decimals_need_unitdp(xero: Xero, places: str, price, total):
    item = line(Quantity=1000, UnitAmount=0.2248, TaxType="NONE")
    row = xero.put("Invoices", xero.invoice(LineItems=[item]), unitdp=places)[0]
    assert row["LineItems"][0]["UnitAmount"] == price
    assert row["Total"] == total


def test_reading_without_unitdp_rounds_the_price(xero: Xero):
    item = line(Quantity=1000, UnitAmount=0.2248)
    row = xero.create_invoice(LineItems=[item])
    path = f"Invoices/{row['InvoiceID']}"
    assert xero.get(path)[0]["LineItems"][0]["UnitAmount"] == 0.22
    assert xero.get(path, unitdp="4")[0]["LineItems"][0]["UnitAmount"] == 0.2248


def test_discounts(xero: Xero):
    items = [
        line(Quantity=3, UnitAmount=33.33, DiscountRate=10, TaxType="NONE"),
        line(Quantity=1, UnitAmount=50, DiscountAmount=5.5, TaxType="NONE"),
    ]
    row = xero.create_invoice(LineItems=items)
    assert [item["LineAmount"] for item in row["LineItems"]] == [89.99, 44.5]
    assert row["IsDiscounted"] is True


def test_a_line_amount_that_does_not_fit_is_refused(xero: Xero):
    words = refused(xero, LineItems=[line(LineAmount=20)])
    assert words == ["The line total 20 does not match the expected line total 21.00"]


def test_a_rate_of_two_components(xero: Xero):
    item = line(Quantity=1, UnitAmount=100, TaxType="TAX001")
    assert xero.create_invoice(LineItems=[item])["TotalTax"] == 17.5


def test_a_missing_tax_type_takes_the_accounts(xero: Xero):
    row = xero.create_invoice(
        LineItems=[
            line(TaxType=None),
            line(TaxType=None, AccountCode="210"),
        ]
    )
    taxes = [(item["TaxType"], item["TaxAmount"]) for item in row["LineItems"]]
    assert taxes == [("OUTPUT2", 3.15), ("ZERORATED", 0.0)]


def test_no_tax_means_none(xero: Xero):
    row = xero.create_invoice(LineAmountTypes="NoTax")
    assert row["TotalTax"] == 0.0
    assert row["LineItems"][0]["TaxType"] == "NONE"


def test_a_text_line_has_no_amounts(xero: Xero):
    row = xero.create_invoice(LineItems=[line(), {"Description": "Thank you"}])
    text = row["LineItems"][1]
    assert set(text) == {"Description", "Tracking", "LineItemID", "ValidationErrors"}


def test_tax_may_be_overridden_up_to_the_lines_amount(xero: Xero):
    assert xero.create_invoice(LineItems=[line(TaxAmount=3.14)])["TotalTax"] == 3.14
    words = refused(xero, LineItems=[line(TaxAmount=22)])
    assert words == ["Tax amount cannot be greater than the line amount"]


def test_totals_that_are_sent_have_to_be_right(xero: Xero):
    assert refused(xero, Total=99) == [
        "The document total does not equal the sum of the lines."
    ]
    assert xero.create_invoice(Total=24.15)["Total"] == 24.15


def test_a_line_amount_of_nothing_counts_as_missing_beside_a_whole_discount(
    xero: Xero,
):
    """A client that gives a line away and says what it comes to."""
    given = line(Quantity=3, UnitAmount=265, DiscountRate=100, LineAmount=0.0)
    assert refused(xero, LineItems=[given]) == [
        "The line total 795.00 does not match the expected line total 0.00"
    ]
    without = line(Quantity=3, UnitAmount=265, DiscountRate=100)
    assert xero.create_invoice(LineItems=[without])["Total"] == 0.0
