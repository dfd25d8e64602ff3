"""New invoices: what Xero refuses in which words, and what it makes of the rest."""

import pytest
from xero_user import Xero, line, refused, said


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"AccountCode": "999"}, "Account code '999' is not a valid code"),
        ({"AccountCode": "090"}, "Account code '090' is not a valid code"),
        ({"AccountCode": "610"}, "Account code '610' is not a valid code"),
        ({"AccountCode": "230"}, "Account code '230' has been archived, or has been"),
        ({"AccountCode": None}, "Account code must be specified"),
        (
            {"TaxType": "INPUT2"},
            "The TaxType code 'INPUT2' cannot be used with account code '200'.",
        ),
        ({"TaxType": "OUTPUT"}, "The TaxType code 'OUTPUT' does not exist or cannot"),
        ({"TaxType": "NOPE"}, "The TaxType code 'NOPE' does not exist or cannot"),
        ({"AccountCode": None, "TaxType": None}, "The TaxType field is mandatory"),
        ({"Description": ""}, "Description must be"),
        (
            {"UnitAmount": -1, "DiscountAmount": 0},
            "The discount rate '0.00' is invalid. Discount must not be greater than",
        ),
        (
            {"UnitAmount": -1, "DiscountRate": 0},
            "The discount rate '0.00' is invalid. Discount must not be greater than",
        ),
        (
            {"Quantity": -1},
            "The quantity value '-1.0000' is invalid. Quantity must not be less than",
        ),
        ({"Quantity": 0, "UnitAmount": 5}, "A line with an amount needs a quantity"),
        ({"UnitAmount": -5}, "The document total cannot be negative"),
        ({"UnitAmount": 9999999999}, "Line amount cannot exceed"),
    ],
)
def test_bad_lines(xero: Xero, changes, words: str):
    assert any(
        text.startswith(words) for text in refused(xero, LineItems=[line(**changes)])
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"LineItems": []}, "One or more line items must be specified"),
        ({"Contact": None}, "A Contact must be specified for this type of transaction"),
        ({"Contact": {}}, "The Contact must contain at least 1 of the following"),
        (
            {"Contact": {"ContactID": "2f79af6c-5f57-49e8-9e44-301499538add"}},
            "An existing Contact with the specified ContactID could not be found",
        ),
        ({"CurrencyCode": "EUR"}, "Organisation is not subscribed to currency EUR"),
        ({"CurrencyRate": 2}, "The currency rate of a document in the base"),
        ({"Status": "VOIDED"}, "Invoice not of valid status for creation"),
        ({"Status": "PAID"}, "Invoice not of valid status for creation"),
        ({"DueDate": None}, "The document DueDate field must be specified."),
        ({"Date": None}, "The Date field must be specified."),
        ({"Url": "localhost/odoo"}, "Url must be a valid absolute url"),
        ({"Url": "https://xero.example/1"}, "Url must be a valid absolute url"),
        ({"InvoiceNumber": "inv-0001"}, "Invoice # must be unique."),
        pytest.param(
            {"Date": "soon"},
            "Date is not a valid date",
            marks=pytest.mark.off_contract,
        ),
    ],
)
def test_bad_documents(xero: Xero, changes, words: str):
    body = {k: v for k, v in xero.invoice(**changes).items() if v is not None}
    element = xero.put("Invoices", body)[0]
    assert any(text.startswith(words) for text in said(element)), said(element)
    assert element["HasErrors"] is True
    assert element["InvoiceID"] == "00000000-0000-0000-0000-000000000000"


@pytest.mark.off_contract
def test_all_that_is_wrong_is_said_at_once(xero: Xero):
    words = refused(xero, DueDate="", LineItems=[line(AccountCode="999")])
    assert len(words) == 2


def test_a_document_for_an_archived_contact_is_refused(xero: Xero):
    contact = {"ContactID": xero.contact("Boom FM")["ContactID"]}
    assert refused(xero, Contact=contact) == [
        "The contact with the specified contact details has been archived. The "
        "contact must be un-archived before creating new invoices or credit notes."
    ]


def test_an_unknown_name_makes_a_contact_and_a_known_one_is_reused(xero: Xero):
    row = xero.create_invoice(Contact={"Name": "Somebody New"})
    assert xero.contact("Somebody New")["ContactID"] == row["Contact"]["ContactID"]
    known = xero.create_invoice(Contact={"Name": "rex media group"})
    assert known["Contact"]["Name"] == "Rex Media Group"


def test_a_refused_document_leaves_no_contact_behind(xero: Xero):
    refused(xero, Contact={"Name": "Ghost"}, LineItems=[line(AccountCode="999")])
    assert xero.get("Contacts", where='Name=="Ghost"') == []


def test_a_draft_is_lenient_and_warns_of_a_lost_account(xero: Xero):
    body = xero.invoice(Status="DRAFT", LineItems=[line(AccountCode="999")])
    row = xero.put("Invoices", body)[0]
    assert row["StatusAttributeString"] == "WARNING"
    assert row["Warnings"] == [
        {
            "Message": "Account code '999' has been removed as it does not match a "
            "recognised account."
        }
    ]
    approve = {"InvoiceID": row["InvoiceID"], "Status": "AUTHORISED"}
    assert "Account code must be specified" in said(xero.post("Invoices", approve)[0])


def test_bills_may_share_a_number_and_take_no_discount(xero: Xero):
    body = xero.invoice(
        Type="ACCPAY",
        InvoiceNumber="AP-8812",
        LineItems=[line(AccountCode="429", TaxType="INPUT2")],
    )
    assert xero.put("Invoices", body)[0]["StatusAttributeString"] == "OK"
    body["LineItems"][0]["DiscountRate"] = 10
    assert said(xero.put("Invoices", body)[0])


def test_a_missing_number_is_made(xero: Xero):
    assert xero.create_invoice()["InvoiceNumber"] == "INV-0008"


def test_a_currency_and_its_rate(xero: Xero):
    row = xero.create_invoice(CurrencyCode="USD")
    assert (row["CurrencyCode"], row["CurrencyRate"]) == ("USD", 0.5984)
    own = xero.create_invoice(CurrencyCode="USD", CurrencyRate=0.61)
    assert own["CurrencyRate"] == 0.61


def test_an_invoice_of_zero_is_paid_at_once(xero: Xero):
    assert xero.create_invoice(LineItems=[line(UnitAmount=0)])["Status"] == "PAID"


def test_a_draft_is_saved_and_not_marked_as_sent(xero: Xero):
    row = xero.put("Invoices", xero.invoice(Status="DRAFT", SentToContact=True))[0]
    assert row["StatusAttributeString"] == "WARNING"
    assert row["Warnings"] == [
        {"Message": "Only AUTHORISED invoices may have SentToContact updated."}
    ]
    assert row["SentToContact"] is False
