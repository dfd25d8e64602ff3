"""Acting as the Xero user, the seeds, the state, the pages."""

import pytest
from xero_user import Sandbox, Xero

import xero_sandbox


def test_a_person_pays_and_the_api_sees_it(sandbox: Sandbox, xero: Xero):
    row = xero.create_invoice()
    sandbox.act("pay", invoice=row["InvoiceNumber"], amount=4.15)
    assert xero.get(f"Invoices/{row['InvoiceID']}")[0]["AmountDue"] == 20.0
    sandbox.act("pay", invoice=row["InvoiceID"])
    assert xero.get(f"Invoices/{row['InvoiceID']}")[0]["Status"] == "PAID"
    sandbox.act("unpay", invoice=row["InvoiceNumber"])
    assert xero.get(f"Invoices/{row['InvoiceID']}")[0]["Status"] == "AUTHORISED"
    sandbox.act("void", invoice=row["InvoiceNumber"])
    assert xero.get(f"Invoices/{row['InvoiceID']}")[0]["Status"] == "VOIDED"


def test_a_person_edits_contacts(sandbox: Sandbox, xero: Xero):
    contact = xero.contact("Rex Media Group")["ContactID"]
    sandbox.act("rename_contact", contact="Rex Media Group", name="Rex Group")
    sandbox.act("edit_contact", contact=contact, values={"EmailAddress": "r@b.example"})
    sandbox.act("archive_contact", contact=contact)
    row = xero.get(f"Contacts/{contact}")[0]
    assert (row["Name"], row["EmailAddress"], row["ContactStatus"]) == (
        "Rex Group",
        "r@b.example",
        "ARCHIVED",
    )
    sandbox.act("restore_contact", contact=contact)
    assert xero.get(f"Contacts/{contact}")[0]["ContactStatus"] == "ACTIVE"


def test_a_person_makes_an_invoice_and_edits_it(sandbox: Sandbox, xero: Xero):
    values = {
        "DueDate": "2026-12-24",
        "LineItems": [
            {"Description": "By hand", "UnitAmount": 50, "AccountCode": "200"}
        ],
    }
    made = sandbox.act("create_invoice", contact="Rex Media Group", values=values)
    assert made["Total"] == 57.5
    sandbox.act(
        "edit_invoice", invoice=made["InvoiceNumber"], values={"Reference": "new"}
    )
    assert xero.get(f"Invoices/{made['InvoiceID']}")[0]["Reference"] == "new"


def test_what_xero_refuses_a_person_is_refused_too(sandbox: Sandbox):
    body = {"action": "pay", "invoice": "INV-0004", "amount": 99999}
    answer = sandbox.http.post("/_sandbox/act", json=body)
    assert answer.status_code == 409
    assert "exceeds the amount outstanding" in answer.json()["error"]
    nothing = {"action": "pay", "invoice": "NO-1"}
    assert sandbox.http.post("/_sandbox/act", json=nothing).status_code == 404
    assert sandbox.http.post("/_sandbox/act", json={"action": "x"}).status_code == 404


def test_a_demo_company_resets_under_new_identifiers(sandbox: Sandbox, xero: Xero):
    xero.create_invoice()
    fresh = sandbox.act("reset_demo")["tenantId"]
    assert fresh != xero.tenant
    assert xero.call("GET", "Organisation").status_code == 403
    sandbox.reset_tenants({"Demo Company (NZ)": fresh})
    again = sandbox.connect()
    assert len(again.get("Invoices")) == 9


def test_an_organisation_can_be_offline(sandbox: Sandbox, xero: Xero):
    sandbox.act("set", values={"offline": True})
    answer = xero.call("GET", "Organisation")
    assert (answer.status_code, answer.headers["content-type"]) == (
        503,
        "text/plain; charset=utf-8",
    )


def test_twins_are_accepted_when_a_test_wants_to_see_them(sandbox: Sandbox, xero: Xero):
    invoice = xero.invoice(InvoiceNumber="TWIN-1")
    contact = {"Name": "Twin", "ContactNumber": "T-1"}
    sandbox.act("set", values={"twins": True})
    for _twice in range(2):
        xero.put("Invoices", invoice)
        xero.put("Contacts", contact)
    assert len(xero.get("Invoices", InvoiceNumbers="TWIN-1")) == 2
    assert len(xero.get("Contacts", where='Name=="Twin"')) == 2
    sandbox.act("set", values={"twins": False})
    for path, element in (("Invoices", invoice), ("Contacts", contact)):
        assert xero.put(path, element)[0]["StatusAttributeString"] == "ERROR"


def test_the_state_holds_whole_things_of_every_kind(sandbox: Sandbox, xero: Xero):
    row = xero.create_invoice()
    state = sandbox.state()
    stored = {one["InvoiceID"]: one for one in state["Invoices"]}[row["InvoiceID"]]
    assert stored["Total"] == 24.15
    assert stored["LineItems"][0]["UnitAmount"] == 10.5
    assert len(state["Contacts"]) == 66
    assert {"Payments", "CreditNotes", "Accounts", "Overpayments"} <= set(state)


def test_the_log_tells_calls_from_calls(sandbox: Sandbox, xero: Xero):
    xero.put("Contacts", {"Name": "A"}, {"Name": "B"})
    last = sandbox.calls()[-1]
    assert (last["method"], last["path"]) == ("PUT", "/api.xro/2.0/Contacts")
    assert (last["status"], last["elements"], last["app"]) == (200, 2, "test-client")
    assert last["tenant"] == xero.tenant
    later = sandbox.http.get("/_sandbox/calls", params={"since": last["n"]}).json()
    assert later == []
    sandbox.control("DELETE", "calls")
    assert sandbox.calls() == []


@pytest.mark.parametrize(
    ("seed", "name", "currency", "contacts"),
    [
        ("nz", "Demo Company (NZ)", "NZD", 60),
        ("au", "Demo Company (AU)", "AUD", 4),
        ("uk", "Demo Company (UK)", "GBP", 5),
        ("us", "Demo Company (US)", "USD", 3),
        ("empty", "Demo Company (NZ)", "NZD", 0),
        ("large:250", "Demo Company (NZ)", "NZD", 250),
    ],
)
def test_seeds(sandbox: Sandbox, seed: str, name: str, currency: str, contacts: int):
    sandbox.reset(seed)
    assert list(sandbox.tenants()) == [name]
    xero = sandbox.connect(name)
    answer = xero.call("GET", "Contacts", page="1").json()
    assert answer["pagination"]["itemCount"] == contacts
    organisation = xero.call("GET", "Organisation").json()["Organisations"][0]
    assert organisation["BaseCurrency"] == currency


def test_a_large_seed_is_the_same_every_time(sandbox: Sandbox):
    sandbox.reset("large:20")
    one = sandbox.state()["Invoices"]
    sandbox.reset("large:20")
    assert sandbox.state()["Invoices"] == one
    assert len(one) == 20


def test_a_seed_that_is_none_is_refused_by_name(sandbox: Sandbox):
    answer = sandbox.http.post("/_sandbox/reset", json={"seed": "moon"})
    assert answer.status_code == 400
    assert "moon" in answer.json()["error"]


def test_the_pages_show_what_is_there(sandbox: Sandbox, xero: Xero):
    row = xero.create_invoice(
        Reference="A & B",
        LineItems=[
            {
                "Description": "<b>",
                "Quantity": 1.5,
                "UnitAmount": 2,
                "AccountCode": "200",
            }
        ],
    )
    contact = row["Contact"]["ContactID"]
    root = f"/o/{xero.tenant}"
    shown = {
        "/": "Demo Company (NZ)",
        "/calls": "/api.xro/2.0/Invoices",
        f"{root}/contacts": "Kāpiti Coast Plumbing",
        f"{root}/contacts?q=kererū": "Kererū Books",
        f"{root}/contacts/{contact}": "Ridgeway University",
        f"{root}/invoices": row["InvoiceNumber"],
        f"{root}/invoices/{row['InvoiceID']}": "A &amp; B",
        f"{root}/accounts": "Tourism Levy",
    }
    for path, text in shown.items():
        answer = sandbox.http.get(path)
        assert answer.status_code == 200, path
        assert text in answer.text, path
    assert (
        "<b>"
        not in sandbox.http.get(f"{root}/invoices/{row['InvoiceID']}").text.split(
            "paper"
        )[1]
    )
    for document in sandbox.state()["Invoices"]:
        page = sandbox.http.get(f"{root}/invoices/{document['InvoiceID']}")
        assert document["InvoiceNumber"] in page.text


def test_xeros_own_addresses_lead_to_the_pages(sandbox: Sandbox, xero: Xero):
    row = xero.create_invoice()
    code = xero.call("GET", "Organisation").json()["Organisations"][0]["ShortCode"]
    for path, text in (
        (f"invoicing/view/{row['InvoiceID']}", row["InvoiceNumber"]),
        (f"contacts/contact/{row['Contact']['ContactID']}", "Ridgeway University"),
    ):
        page = sandbox.http.get(f"/app/{code}/{path}", follow_redirects=True)
        assert page.status_code == 200
        assert text in page.text
    missing = sandbox.http.get("/app/!nobody/invoicing/view/1", follow_redirects=True)
    assert missing.status_code == 404


def test_the_pay_button_pays_and_a_refusal_is_shown(sandbox: Sandbox, xero: Xero):
    row = xero.create_invoice()
    back = f"/o/{xero.tenant}/invoices/{row['InvoiceID']}"
    form = {"action": "pay", "invoice": row["InvoiceID"], "amount": "99", "back": back}
    refused = sandbox.http.post(f"/o/{xero.tenant}/act", data=form)
    assert refused.status_code == 303
    assert "exceeds the amount" in sandbox.http.get(refused.headers["location"]).text
    sandbox.http.post(f"/o/{xero.tenant}/act", data=form | {"amount": "24.15"})
    assert xero.get(f"Invoices/{row['InvoiceID']}")[0]["Status"] == "PAID"
    outside = form | {"back": "https://evil.example/"}
    assert sandbox.http.post(f"/o/{xero.tenant}/act", data=outside).status_code == 400


def test_a_person_edits_and_merges_on_the_pages(sandbox: Sandbox, xero: Xero):
    contact = xero.contact("Rex Media Group")["ContactID"]
    back = f"/o/{xero.tenant}/contacts/{contact}"
    form = {"contact": contact, "back": back}
    edit = {"action": "edit_contact", "values.EmailAddress": "", "values.LastName": "T"}
    sandbox.http.post(f"/o/{xero.tenant}/act", data=form | edit)
    row = xero.get(f"Contacts/{contact}")[0]
    assert (row["LastName"], "EmailAddress" in row) == ("T", False)
    merge = {"action": "merge_contact", "into": "Xu Wei Trading"}
    sandbox.http.post(f"/o/{xero.tenant}/act", data=form | merge)
    kept = xero.contact("Xu Wei Trading")["ContactID"]
    assert xero.get(f"Contacts/{contact}")[0]["MergedToContactID"] == kept
    invoice = xero.create_invoice()
    wish = {
        "action": "edit_invoice",
        "invoice": invoice["InvoiceID"],
        "values.Reference": "by hand",
    }
    sandbox.http.post(f"/o/{xero.tenant}/act", data=wish)
    assert xero.get(f"Invoices/{invoice['InvoiceID']}")[0]["Reference"] == "by hand"


def test_it_knows_nothing_of_any_client():
    from pathlib import Path

    root = Path(xero_sandbox.__file__).parent
    for file in root.rglob("*.py"):
        text = file.read_text("utf-8")
        for name in ("xero_connector", "xerolib", "import odoo", "from dev"):
            assert name not in text, f"{file.name} knows {name}"
