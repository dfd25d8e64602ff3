"""Invoices that stand: edits, status, payments, locks, plans, history."""

import pytest
from xero_user import Sandbox, Xero, line, refused, said

BAD_STATUS = "Invoice not of valid status for modification"
HAS_PAYMENTS = (
    "This document cannot be edited as it has a payment or credit note allocated to it."
)


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
    # Only this answer says so: whoever reads it later finds nothing due.
    read = xero.get("Invoices", IDs=row["InvoiceID"])[0]
    assert (read["AmountDue"], read["Total"]) == (0.0, 24.15)
    assert not xero.get("Invoices", where='AmountDue>0 AND Status=="VOIDED"')
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
        words = said(xero.post("Invoices", head | changes)[0])
        assert words == [BAD_STATUS, HAS_PAYMENTS]


def test_a_due_date_on_a_part_paid_invoice_does_not_move_the_stamp(xero: Xero):
    row = xero.create_invoice()
    xero.pay(row, 10)
    before = xero.get(f"Invoices/{row['InvoiceID']}")[0]
    after = xero.post(
        "Invoices", {"InvoiceID": row["InvoiceID"], "DueDate": "2026-12-24"}
    )[0]
    assert after["DueDateString"] == "2026-12-24T00:00:00"
    assert after["UpdatedDateUTC"] == before["UpdatedDateUTC"]


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
