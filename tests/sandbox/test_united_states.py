"""An organisation in the United States: sales tax that Xero works out by itself, and
bank accounts without a code."""

import pytest
from xero_user import Sandbox, Xero, line, refused

NAME = "Demo Company (US)"


@pytest.fixture
def american(sandbox: Sandbox) -> Xero:
    sandbox.reset("us")
    return sandbox.connect(NAME)


def _sale(tax: str) -> dict:
    return {
        "Contact": {"Name": "Bayfront Roofing Inc"},
        "LineItems": [line(AccountCode="400", TaxType=tax)],
    }


@pytest.mark.parametrize("tax", ["AVALARA", "USSALESTAX"])
def test_automatic_sales_tax_is_listed_and_taken_from_nobody(american: Xero, tax: str):
    (rate,) = [r for r in american.get("TaxRates") if r["TaxType"] == tax]
    assert (rate["Status"], rate["EffectiveRate"], rate["CanApplyToRevenue"]) == (
        "ACTIVE",
        0.0,
        True,
    )
    assert rate["ReportTaxType"] == tax
    assert refused(american, **_sale(tax)) == [
        f"The TaxType code '{tax}' does not exist or cannot be used with this type of "
        "transaction."
    ]


def test_a_rate_of_several_parts_is_taken(american: Xero):
    row = american.create_invoice(**_sale("TAX001"))
    assert (row["SubTotal"], row["TotalTax"]) == (21.0, 2.0)


def test_bank_accounts_without_a_code_are_told_apart_by_their_ids(american: Xero):
    without = [a for a in american.get("Accounts") if "Code" not in a]
    assert {a["Name"] for a in without} == {
        "Savings Account",
        "Payment Service Clearing",
    }
    assert len({a["AccountID"] for a in without}) == 2
    invoice = american.create_invoice(**_sale("TAX001"))
    account = {"AccountID": without[0]["AccountID"]}
    paid = american.pay(invoice, 5, Account=account)
    assert paid["Account"]["AccountID"] == account["AccountID"]
