"""Xero's own SDKs work with the sandbox as they work with Xero."""

from __future__ import annotations

from typing import Any

from contract import Contract
from peer import CONTACT, LINES, Told
from xero_user import Json

# 3 × 33.33 + 0.10, and 15 % of each line rounded by itself: 15.00 + 0.02.
TOTAL = 115.11


def _one(rows: list[Json], field: str, value: Any) -> Json:
    found = [row for row in rows if row[field] == value]
    assert len(found) == 1, f"{len(found)} with {field} {value}"
    return found[0]


def test_an_expired_token_is_refreshed_by_the_sdk_itself(told: Told):
    tokens = told.story["tokens"]
    assert tokens["refresh_token"] not in ("", told.before["refresh_token"])
    assert tokens["access_token"] != told.before["access_token"]
    rotations = [c for c in told.calls if c["path"] == "/connect/token"]
    assert [c["status"] for c in rotations[-2:]] == [200, 200]  # the code, the refresh


def test_the_connected_organisation_is_found(told: Told):
    assert told.story["tenant"] == {
        "id": told.books["tenantId"],
        "name": "Demo Company (NZ)",
    }


def test_the_contact_stands_in_xero_once(told: Told):
    contact = _one(told.books["Contacts"], "Name", CONTACT["name"])
    assert told.story["contact"]["id"] == contact["ContactID"]
    assert contact["EmailAddress"] == CONTACT["email"]


def test_the_invoice_stands_in_xero_to_the_cent(told: Told):
    invoice = _one(told.books["Invoices"], "InvoiceNumber", "PEER-1")
    assert invoice["Total"] == TOTAL
    assert [line["LineAmount"] for line in invoice["LineItems"]] == [99.99, 0.1]
    assert [line["Description"] for line in invoice["LineItems"]] == [
        line["description"] for line in LINES
    ]


def test_the_sdk_reads_back_what_xero_holds(told: Told):
    invoice = _one(told.books["Invoices"], "InvoiceNumber", "PEER-1")
    assert told.story["invoice"] == {
        "id": invoice["InvoiceID"],
        "number": "PEER-1",
        "date": "2026-11-02",
        "status": "AUTHORISED",
        "total": TOTAL,
        "due": TOTAL,
        "lines": [99.99, 0.1],
    }


def test_the_payment_settles_the_invoice(told: Told):
    invoice = _one(told.books["Invoices"], "InvoiceNumber", "PEER-1")
    payment = _one(told.books["Payments"], "PaymentID", told.story["payment"]["id"])
    assert payment["Amount"] == told.story["payment"]["amount"] == TOTAL
    assert payment["Invoice"]["InvoiceID"] == invoice["InvoiceID"]
    assert (invoice["Status"], invoice["AmountDue"]) == ("PAID", 0)
    settled = told.story["settled"]
    assert (settled["status"], settled["due"]) == ("PAID", 0)


def test_a_voided_invoice_is_void_on_both_sides(told: Told):
    invoice = _one(told.books["Invoices"], "InvoiceNumber", "PEER-2")
    assert invoice["Status"] == told.story["voided"]["status"] == "VOIDED"
    assert invoice["InvoiceID"] == told.story["voided"]["id"]


def test_the_sdk_understands_a_refusal(told: Told):
    assert told.story["refusal"] == {
        "status": 400,
        "message": "Invoice # must be unique.",
    }


def test_nothing_that_is_said_breaks_xeros_description(told: Told, contract: Contract):
    assert contract.check(told.calls) == []
