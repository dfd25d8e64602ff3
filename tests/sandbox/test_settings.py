"""Organisation, accounts, tax rates, currencies."""

import pytest
from xero_user import Sandbox, Xero, said


def errors(answer) -> list[str]:
    assert answer.status_code == 400, answer.text
    return [one["Message"] for one in answer.json()["Elements"][0]["ValidationErrors"]]


def test_the_organisation_says_who_it_is(xero: Xero):
    row = xero.call("GET", "Organisation").json()["Organisations"][0]
    assert row["ShortCode"].startswith("!")
    assert (row["BaseCurrency"], row["CountryCode"]) == ("NZD", "NZ")
    assert row["IsDemoCompany"] is True
    assert row["OrganisationID"] != xero.tenant


def test_actions_follow_the_plan(sandbox: Sandbox):
    def status(name: str) -> str:
        rows = sandbox.connect(name).call("GET", "Organisation/Actions").json()
        return {r["Name"]: r["Status"] for r in rows["Actions"]}["UseMulticurrency"]

    assert status("Demo Company (NZ)") == "ALLOWED"
    assert status("Kauri Café Australia") == "NOT-ALLOWED"


def test_the_chart_has_what_the_real_one_has(xero: Xero):
    rows = {row["Code"]: row for row in xero.get("Accounts")}
    assert rows["200"]["EnablePaymentsToAccount"] is False
    assert rows["260"]["EnablePaymentsToAccount"] is True
    assert rows["090"]["Type"] == "BANK"
    assert rows["090"]["EnablePaymentsToAccount"] is False
    systems = {
        code: rows[code]["SystemAccount"] for code in ("610", "800", "820", "860")
    }
    assert systems == {
        "610": "DEBTORS",
        "800": "CREDITORS",
        "820": "GST",
        "860": "ROUNDING",
    }
    assert rows["230"]["Status"] == "ARCHIVED"
    where = 'Class=="REVENUE" AND Status=="ACTIVE" AND EnablePaymentsToAccount==true'
    assert [row["Code"] for row in xero.get("Accounts", where=where)] == ["260"]


def test_an_account_is_made_changed_archived_deleted(xero: Xero):
    new = {"Code": "261", "Name": "Odoo sales", "Type": "REVENUE", "TaxType": "OUTPUT2"}
    made = xero.call("PUT", "Accounts", new).json()["Accounts"][0]
    path = f"Accounts/{made['AccountID']}"
    change = {"Accounts": [{"EnablePaymentsToAccount": True}]}
    changed = xero.call("POST", path, change).json()["Accounts"][0]
    assert (changed["EnablePaymentsToAccount"], changed["Name"]) == (True, "Odoo sales")
    together = {"Accounts": [{"Status": "ARCHIVED", "Name": "x"}]}
    assert errors(xero.call("POST", path, together))
    alone = {"Accounts": [{"Status": "ARCHIVED"}]}
    assert xero.call("POST", path, alone).json()["Accounts"][0]["Status"] == "ARCHIVED"
    assert xero.call("DELETE", path).json()["Accounts"][0]["Status"] == "DELETED"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("200", "Accounts that have been used cannot be deleted"),
        ("610", "System accounts cannot be changed"),
    ],
)
def test_used_and_system_accounts_stay(xero: Xero, code: str, words: str):
    account = xero.get("Accounts", where=f'Code=="{code}"')[0]
    answer = xero.call("DELETE", f"Accounts/{account['AccountID']}")
    assert errors(answer) == [words]


@pytest.mark.off_contract
@pytest.mark.parametrize(
    "values",
    [
        {"Code": "200"},
        {"Name": "Sales"},
        {"Code": "12345678901"},
        {"Type": "NOTHING"},
        {"Type": "BANK"},
        {"TaxType": "OUTPUT"},
    ],
)
def test_bad_accounts(xero: Xero, values):
    body = {"Code": "262", "Name": "New", "Type": "REVENUE", "TaxType": "OUTPUT2"}
    assert errors(xero.call("PUT", "Accounts", body | values))


def test_tax_rates_show_deleted_ones_and_components(xero: Xero):
    rows = {row["TaxType"]: row for row in xero.get("TaxRates")}
    assert rows["OUTPUT"]["Status"] == "DELETED"
    assert rows["OUTPUT2"]["EffectiveRate"] == 15.0
    assert rows["OUTPUT2"]["CanApplyToRevenue"] is True
    assert rows["INPUT2"]["CanApplyToRevenue"] is False
    assert [c["Name"] for c in rows["TAX001"]["TaxComponents"]] == [
        "GST",
        "Tourism Levy",
    ]
    assert xero.get("TaxRates/ZERORATED")[0]["EffectiveRate"] == 0.0


def test_a_tax_rate_is_made_changed_deleted(xero: Xero):
    body = {
        "Name": "Levy",
        "ReportTaxType": "OUTPUT",
        "TaxComponents": [{"Name": "Levy", "Rate": 3}],
    }
    made = xero.call("PUT", "TaxRates", body).json()["TaxRates"][0]
    assert (made["TaxType"], made["EffectiveRate"]) == ("TAX002", 3.0)
    assert errors(xero.call("PUT", "TaxRates", body)) == ["Please enter a unique Name."]
    renamed = {
        "Name": "Levy",
        "TaxType": "TAX002",
        "TaxComponents": [{"Name": "Other", "Rate": 3}],
    }
    assert errors(xero.call("POST", "TaxRates", renamed))
    gone = xero.call("POST", "TaxRates", {"Name": "Levy", "Status": "DELETED"})
    assert gone.json()["TaxRates"][0]["Status"] == "DELETED"
    del body["ReportTaxType"]
    assert errors(xero.call("PUT", "TaxRates", body | {"Name": "B"}))


def test_system_rates_stay(xero: Xero):
    body = {"TaxType": "OUTPUT2", "Name": "15% GST on Income", "Status": "DELETED"}
    assert errors(xero.call("POST", "TaxRates", body)) == [
        "System tax rates cannot be updated"
    ]


def test_currencies(sandbox: Sandbox, xero: Xero):
    codes = [row["Code"] for row in xero.get("Currencies")]
    assert codes == ["NZD", "USD", "AUD"]
    added = xero.call("PUT", "Currencies", {"Code": "EUR"})
    assert added.json()["Currencies"][0]["Description"] == "Euro"
    assert xero.create_invoice(CurrencyCode="EUR")["CurrencyCode"] == "EUR"
    small = sandbox.connect("Kauri Café Australia")
    assert errors(small.call("PUT", "Currencies", {"Code": "EUR"}))


def test_a_currency_that_a_person_removes_is_refused_again(
    sandbox: Sandbox, xero: Xero
):
    sandbox.act("remove_currency", currency="USD")
    refused = xero.put("Invoices", xero.invoice(CurrencyCode="USD"))[0]
    assert said(refused) == ["Organisation is not subscribed to currency USD"]


def test_an_account_that_a_person_archives_is_refused(sandbox: Sandbox, xero: Xero):
    sandbox.act("archive_account", account="200")
    refused = xero.put("Invoices", xero.invoice())[0]
    assert said(refused)[0].startswith("Account code '200' has been archived")
