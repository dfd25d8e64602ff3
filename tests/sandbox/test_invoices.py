"""Writing invoices: what Xero takes, computes, and refuses in which words."""

import pytest
from xero_user import Sandbox, Xero, line, said

BAD_STATUS = "Invoice not of valid status for modification"
HAS_PAYMENTS = (
    "This document cannot be edited as it has a payment or credit note allocated to it."
)


def refused(xero: Xero, **changes) -> list[str]:
    return said(xero.put("Invoices", xero.invoice(**changes))[0])


# Totals


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


# What is refused


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
        ({"Description": ""}, "Description must be"),
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
        ({"DueDate": None}, "The due date must be specified"),
        ({"Url": "localhost/odoo"}, "Url must be a valid absolute url"),
        ({"Url": "https://xero.example/1"}, "Url must be a valid absolute url"),
        ({"InvoiceNumber": "inv-0001"}, "Invoice # must be unique."),
        ({"Date": "soon"}, "Date is not a valid date"),
    ],
)
def test_bad_documents(xero: Xero, changes, words: str):
    body = {k: v for k, v in xero.invoice(**changes).items() if v is not None}
    element = xero.put("Invoices", body)[0]
    assert any(text.startswith(words) for text in said(element)), said(element)
    assert element["HasErrors"] is True
    assert element["InvoiceID"] == "00000000-0000-0000-0000-000000000000"


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


# PUT, POST and status


def test_put_never_edits_and_post_by_number_does(xero: Xero):
    row = xero.create_invoice(InvoiceNumber="OD/1")
    assert refused(xero, InvoiceNumber="OD/1") == ["Invoice # must be unique."]
    edited = xero.post(
        "Invoices", xero.invoice(InvoiceNumber="OD/1", Reference="changed")
    )[0]
    assert edited["InvoiceID"] == row["InvoiceID"]
    assert edited["Reference"] == "changed"


def test_lines_are_kept_by_id_added_without_and_gone_when_missing(xero: Xero):
    row = xero.create_invoice(LineItems=[line(), line(Description="Second")])
    kept = row["LineItems"][1]["LineItemID"]
    body = {
        "InvoiceID": row["InvoiceID"],
        "LineItems": [{"LineItemID": kept, "Quantity": 1}, line(Description="Third")],
    }
    after = xero.post("Invoices", body)[0]
    texts = [item["Description"] for item in after["LineItems"]]
    assert texts == ["Second", "Third"]
    assert after["LineItems"][0]["LineItemID"] == kept
    assert after["LineItems"][0]["LineAmount"] == 10.5


@pytest.mark.parametrize(
    ("start", "to", "works"),
    [
        ("DRAFT", "SUBMITTED", True),
        ("DRAFT", "AUTHORISED", True),
        ("DRAFT", "DELETED", True),
        ("DRAFT", "VOIDED", False),
        ("SUBMITTED", "DRAFT", True),
        ("SUBMITTED", "DELETED", True),
        ("AUTHORISED", "VOIDED", True),
        ("AUTHORISED", "DELETED", False),
        ("AUTHORISED", "DRAFT", False),
        ("AUTHORISED", "PAID", False),
    ],
)
def test_status_transitions(xero: Xero, start: str, to: str, works: bool):
    row = xero.create_invoice(Status=start)
    after = xero.post("Invoices", {"InvoiceID": row["InvoiceID"], "Status": to})[0]
    if works:
        assert (after["StatusAttributeString"], after["Status"]) == ("OK", to)
    else:
        assert said(after) == [BAD_STATUS]
        stored = xero.get(f"Invoices/{row['InvoiceID']}")[0]
        assert stored["Status"] == start


def test_the_echo_of_a_refused_delete_shows_deleted(xero: Xero):
    row = xero.create_invoice()
    body = {"InvoiceID": row["InvoiceID"], "Status": "DELETED"}
    echo = xero.post("Invoices", body)[0]
    assert (echo["Status"], echo["InvoiceID"]) == ("DELETED", row["InvoiceID"])


def test_voided_is_final_keeps_its_figures_and_its_number(xero: Xero):
    row = xero.create_invoice(InvoiceNumber="V-1")
    body = {"InvoiceID": row["InvoiceID"], "Status": "VOIDED"}
    voided = xero.post("Invoices", body)[0]
    assert (voided["Status"], voided["AmountDue"]) == ("VOIDED", 24.15)
    again = {"InvoiceID": row["InvoiceID"], "Reference": "x"}
    assert said(xero.post("Invoices", again)[0]) == [BAD_STATUS]
    assert refused(xero, InvoiceNumber="V-1") == ["Invoice # must be unique."]


def test_void_waits_until_the_payment_is_gone(xero: Xero):
    row = xero.create_invoice()
    payment = xero.pay(row, 10)
    void = {"InvoiceID": row["InvoiceID"], "Status": "VOIDED"}
    assert said(xero.post("Invoices", void)[0]) == [
        "The status VOIDED cannot be applied to the invoice because it has payments "
        "or credit notes allocated to it."
    ]
    xero.call("POST", f"Payments/{payment['PaymentID']}", {"Status": "DELETED"})
    assert xero.post("Invoices", void)[0]["Status"] == "VOIDED"


def test_a_part_paid_invoice_takes_some_edits_only(xero: Xero):
    row = xero.create_invoice()
    xero.pay(row, 10)
    head = {"InvoiceID": row["InvoiceID"]}
    item = {"LineItemID": row["LineItems"][0]["LineItemID"]}
    fine = [
        {"Reference": "new"},
        {"InvoiceNumber": "NEW-1"},
        {"Url": "https://odoo.example/1"},
        {"LineItems": [{**item, "Description": "New text", "AccountCode": "260"}]},
    ]
    for changes in fine:
        assert xero.post("Invoices", head | changes)[0]["StatusAttributeString"] == "OK"
    for changes in (
        {"Date": "2026-11-05"},
        {"LineItems": [{**item, "UnitAmount": 11}]},
        {"LineItems": [item, line()]},
        {"CurrencyCode": "USD"},
        {"LineAmountTypes": "Inclusive"},
    ):
        assert said(xero.post("Invoices", head | changes)[0]) == [HAS_PAYMENTS]


def test_a_due_date_on_a_part_paid_invoice_does_not_move_the_stamp(xero: Xero):
    row = xero.create_invoice()
    xero.pay(row, 10)
    before = xero.get(f"Invoices/{row['InvoiceID']}")[0]
    after = xero.post(
        "Invoices", {"InvoiceID": row["InvoiceID"], "DueDate": "2026-12-24"}
    )[0]
    assert after["DueDateString"] == "2026-12-24T00:00:00"
    assert after["UpdatedDateUTC"] == before["UpdatedDateUTC"]


# Locks and plans


@pytest.mark.parametrize(
    ("lock", "words"),
    [
        (
            "period_lock",
            "The document date cannot be before the period lock date, currently set "
            "at 31 October 2026",
        ),
        (
            "end_of_year_lock",
            "The document date cannot be before the end of year lock date, currently "
            "set at 31 October 2026",
        ),
    ],
)
def test_nothing_on_or_before_a_lock_date(sandbox: Sandbox, xero: Xero, lock, words):
    old = xero.create_invoice(Date="2026-10-31")
    sandbox.act("set", values={lock: "2026-10-31"})
    assert refused(xero, Date="2026-10-31") == [words]
    assert refused(xero, Date="2026-10-31", Status="DRAFT") == [words]
    xero.create_invoice(Date="2026-11-01")
    for changes in ({"Reference": "x"}, {"Status": "VOIDED"}):
        body = {"InvoiceID": old["InvoiceID"]} | changes
        assert said(xero.post("Invoices", body)[0]) == [words]
    shown = xero.call("GET", "Organisation").json()["Organisations"][0]
    named = {"period_lock": "PeriodLockDate", "end_of_year_lock": "EndOfYearLockDate"}
    assert shown[named[lock]] == "/Date(1793404800000+0000)/"


def test_a_plan_allows_so_many_approvals(sandbox: Sandbox, xero: Xero):
    sandbox.act("set", values={"approve_limit": 1})
    this_month = sandbox.state()["Invoices"]
    assert this_month
    first = xero.put("Invoices", xero.invoice(Date="2099-01-01", DueDate="2099-01-02"))
    second = xero.put("Invoices", xero.invoice(Date="2099-01-01", DueDate="2099-01-02"))
    words = "You have reached the limit of invoices you can approve"
    assert words in [
        error["Message"]
        for element in (*first, *second)
        for error in element.get("ValidationErrors", [])
    ]
    for status in ("DRAFT", "SUBMITTED"):
        row = xero.put("Invoices", xero.invoice(Status=status))[0]
        assert row["StatusAttributeString"] == "OK"
        approve = {"InvoiceID": row["InvoiceID"], "Status": "AUTHORISED"}
        assert said(xero.post("Invoices", approve)[0]) == [words]


def test_history_notes_the_one_and_keeps_the_other(xero: Xero):
    row = xero.create_invoice()
    path = f"Invoices/{row['InvoiceID']}/History"
    body = {"HistoryRecords": [{"Details": "Pushed from Odoo"}]}
    made = xero.call("PUT", path, body).json()["HistoryRecords"][0]
    assert made["Details"] == "Pushed from Odoo"
    shown = xero.call("GET", path).json()["HistoryRecords"][0]
    assert shown["User"] == "System Generated"
    long = {"HistoryRecords": [{"Details": "x" * 2501}]}
    assert xero.call("PUT", path, long).status_code == 400
    wrong = xero.call("GET", f"CreditNotes/{row['InvoiceID']}/History")
    assert wrong.json()["Message"] == (
        "The document with the supplied id was not found for this endpoint."
    )
