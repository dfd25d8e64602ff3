"""The requests of the recorded answers, made once more: in the recording's order, to
an organisation that has what Xero's Demo Company had."""

from __future__ import annotations

import httpx
from xero_user import Json, Sandbox, Xero

_DAY = "2026-09-14"


def record(box: Sandbox, xero: Xero) -> dict[str, httpx.Response]:
    """The sandbox's answers, by the names of the recordings."""
    answers: dict[str, httpx.Response] = {}
    answers |= _settings(xero)
    answers |= _contact_reads(xero)
    contact, written = _contact_writes(xero)
    answers |= written
    answers |= _invoice_writes(xero, contact)
    answers |= _archiving(xero, contact)
    answers |= _documents(xero)
    answers["invoice_not_found"] = xero.call(
        "GET", "Invoices/d4ad8fd6-5c72-4924-91b1-07f1472eb4c3"
    )
    box.limits(minute_left=0)
    answers["rate_limit_minute"] = xero.call("GET", "Organisation")
    return answers


def _settings(xero: Xero) -> dict[str, httpx.Response]:
    return {
        "organisation": xero.call("GET", "Organisation"),
        # The two accounts that the recording kept are bank accounts.
        "accounts": xero.call("GET", "Accounts", where='Type=="BANK"'),
        "tax_rates": xero.call("GET", "TaxRates"),
    }


def _contact_reads(xero: Xero) -> dict[str, httpx.Response]:
    # One that the demo company began with.
    seeded = xero.contact("Ridgeway University")
    wanted = f'Name=="{seeded["Name"]}"'
    return {
        "contacts_page": xero.call("GET", "Contacts", where=wanted, page=1),
        "contact": xero.call("GET", f"Contacts/{seeded['ContactID']}"),
    }


def _contact_writes(xero: Xero) -> tuple[Json, dict[str, httpx.Response]]:
    body = _contact("[TEST] Recording")
    created = xero.call("PUT", "Contacts", {"Contacts": [body]})
    again = xero.call("PUT", "Contacts", {"Contacts": [body]})
    contact = {"ContactID": created.json()["Contacts"][0]["ContactID"]}
    change = {**contact, "EmailAddress": "changed@example.test"}
    path = f"Contacts/{contact['ContactID']}"
    updated = xero.call("POST", path, {"Contacts": [change]})
    other_case = 'Name=="[test] recording"'
    return contact, {
        "contact_create": created,
        "contact_create_duplicate_name": again,
        "contact_update": updated,
        "contacts_by_name_other_case": xero.call("GET", "Contacts", where=other_case),
    }


def _invoice_writes(xero: Xero, contact: Json) -> dict[str, httpx.Response]:
    line = {
        "Description": "Job: 1 - recording",
        "Quantity": 2,
        "UnitAmount": 10.5,
        "AccountCode": "200",
    }
    body = {
        "Type": "ACCREC",
        "Contact": contact,
        "LineItems": [line],
        "Date": _DAY,
        "DueDate": _DAY,
        "LineAmountTypes": "Exclusive",
        "Reference": "recording",
        "Status": "AUTHORISED",
    }
    created = xero.call("PUT", "Invoices", {"Invoices": [body]})
    invoice_id = created.json()["Invoices"][0]["InvoiceID"]
    history = f"Invoices/{invoice_id}/History"
    note = {"HistoryRecords": [{"Details": "Recorded by the catalogue"}]}
    end = {"InvoiceID": invoice_id, "Contact": contact, "Date": _DAY}
    return {
        "invoice_create": created,
        "invoice_history_create": xero.call("PUT", history, note),
        "invoice_history": xero.call("GET", history),
        "invoice_delete_authorised": _each(
            xero, "Invoices", {**end, "Status": "DELETED"}
        ),
        "invoice_void": _each(xero, "Invoices", {**end, "Status": "VOIDED"}),
    }


def _archiving(xero: Xero, contact: Json) -> dict[str, httpx.Response]:
    second = xero.put("Contacts", {**_contact("Recording B"), "IsSupplier": True})[0]
    archive = {"ContactID": second["ContactID"], "ContactStatus": "ARCHIVED"}
    return {
        "contact_archive_with_documents": _each(
            xero, "Contacts", {**contact, "ContactStatus": "ARCHIVED"}
        ),
        "contact_archive": _each(xero, "Contacts", archive),
        "contact_archive_archived": _each(xero, "Contacts", archive),
    }


def _documents(xero: Xero) -> dict[str, httpx.Response]:
    """Read an invoice that a credit note settled, one that is paid, and a paid bill."""
    contact = xero.put("Contacts", _contact("Hamilton Smith Ltd"))[0]
    credited, paid = xero.put(
        "Invoices",
        _document(contact, InvoiceNumber="INV-9016"),
        _document(contact, InvoiceNumber="INV-9010"),
    )
    bill = xero.put("Invoices", _document(contact, Type="ACCPAY", InvoiceNumber="E1"))
    note = xero.put("CreditNotes", _document(contact, Type="ACCRECCREDIT"))[0]
    allocation = {"Invoice": {"InvoiceID": credited["InvoiceID"]}, "Amount": 541.25}
    allocations = {"Allocations": [{**allocation, "Date": _DAY}]}
    path = f"CreditNotes/{note['CreditNoteID']}/Allocations"
    assert xero.call("PUT", path, allocations).status_code == 200
    for document in (paid, *bill):
        xero.put("Payments", _payment(document))
    numbers = '(InvoiceNumber=="INV-9016" OR InvoiceNumber=="INV-9010")'
    return {
        "invoices_page": xero.call("GET", "Invoices", where=numbers, page=1),
        "bills_page": xero.call("GET", "Invoices", where='Type=="ACCPAY"', page=1),
        "invoice": xero.call("GET", f"Invoices/{credited['InvoiceID']}"),
        "credit_notes_page": xero.call("GET", "CreditNotes", page=1),
    }


def _each(xero: Xero, plural: str, element: Json) -> httpx.Response:
    return xero.call("POST", plural, {plural: [element]}, summarizeErrors="False")


def _contact(name: str) -> Json:
    return {
        "Name": name,
        "EmailAddress": "recording@example.test",
        "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "09 111 1111"}],
        "IsCustomer": True,
    }


def _document(contact: Json, Type: str = "ACCREC", **more: str) -> Json:
    purchase = Type == "ACCPAY"
    line = {
        "Description": "Support for a month",
        "Quantity": 1,
        "UnitAmount": 541.25,
        "AccountCode": "400" if purchase else "200",
    }
    due = {} if Type.endswith("CREDIT") else {"DueDate": _DAY}
    return {
        "Type": Type,
        "Contact": {"ContactID": contact["ContactID"]},
        "Date": _DAY,
        **due,
        "LineAmountTypes": "Inclusive",
        "Reference": "" if purchase else "Monthly Support",
        "Status": "AUTHORISED",
        "LineItems": [line],
        **more,
    }


def _payment(document: Json) -> Json:
    return {
        "Invoice": {"InvoiceID": document["InvoiceID"]},
        "Account": {"Code": "090"},
        "Date": _DAY,
        "Amount": 541.25,
        "Reference": document["InvoiceNumber"],
    }
