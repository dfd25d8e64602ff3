"""Ledgers that are kept in a file, and held again by a sandbox of another day."""

import json
from typing import Any

import httpx
from xero_user import Json, Sandbox, Xero, line

DEMO = "Demo Company (NZ)"


def save(sandbox: Sandbox) -> Json:
    """As a file keeps it: JSON, and nothing that is shared with the sandbox."""
    return json.loads(json.dumps(sandbox.http.get("/_sandbox/ledgers").json()))


def load(sandbox: Sandbox, saved: Json) -> None:
    sandbox.control("POST", "ledgers", saved)


def demo(saved: Json) -> Json:
    return next(one for one in saved["organisations"] if one["name"] == DEMO)


def test_what_is_loaded_is_what_was_saved(sandbox: Sandbox, xero: Xero) -> None:
    """Breaks when a kind of row, an id, a stamp or a cent is lost on the way."""
    row = xero.create_invoice(LineItems=[line(UnitAmount=3.3333, DiscountRate=12.5)])
    sandbox.act("pay", invoice=row["InvoiceNumber"], amount=0.2)
    sandbox.act("credit", invoice=row["InvoiceNumber"], amount=0.02)
    terms = {"Sales": {"Day": 20, "Type": "DAYSAFTERBILLDATE"}}
    xero.put("Contacts", {"Name": "On Terms", "PaymentTerms": terms})
    sandbox.act("archive_contact", contact="Rex Media Group")
    sandbox.act("set", values={"period_lock": "2020-03-31", "rates": {"USD": "0.61"}})
    before, saved = sandbox.http.get("/_sandbox/state").json(), save(sandbox)
    sandbox.reset("uk")
    load(sandbox, saved)
    after = sandbox.http.get("/_sandbox/state").json()
    assert after["organisations"] == before["organisations"]
    again = save(sandbox)
    assert again["organisations"] == saved["organisations"]


def test_numbers_go_on_and_names_stay_taken(sandbox: Sandbox, xero: Xero) -> None:
    """Breaks when the look-ups are empty: what is unique would come in twice."""
    unnumbered = {"InvoiceNumber": ""}
    first = xero.create_invoice(**unnumbered)["InvoiceNumber"]
    taken = xero.create_invoice(InvoiceNumber="OUR-1")
    load(sandbox, save(sandbox))
    assert xero.create_invoice(**unnumbered)["InvoiceNumber"] > first
    for path, element in (
        ("Invoices", xero.invoice(InvoiceNumber="OUR-1")),
        ("Contacts", {"Name": "Rex Media Group"}),
    ):
        assert xero.put(path, element)[0]["StatusAttributeString"] == "ERROR", path
    (known,) = xero.get("Invoices", InvoiceNumbers="OUR-1")
    assert known["InvoiceID"] == taken["InvoiceID"]


def test_who_was_connected_is_connected(sandbox: Sandbox) -> None:
    """Breaks when nobody comes in again without a new consent, or a token ages while
    the file lies."""
    tokens = sandbox.tokens([sandbox.tenants()[DEMO]])
    saved = save(sandbox)
    sandbox.advance(90 * 24 * 3600)  # Xero's 60 days are over
    assert _renew(sandbox, tokens).status_code == 400
    load(sandbox, saved)
    xero = Xero(sandbox.http, tokens["access_token"], sandbox.tenants()[DEMO])
    assert xero.call("GET", "Organisation").status_code == 200
    assert _renew(sandbox, tokens).status_code == 200


def test_time_does_not_run_back(sandbox: Sandbox) -> None:
    """Breaks when what is written after a load has an older stamp than what was loaded:
    nobody who asks for changes would see it."""
    sandbox.advance(24 * 3600)
    xero = sandbox.connect()
    newest = xero.create_invoice()["UpdatedDateUTC"]
    saved = save(sandbox)
    sandbox.reset("demo")
    load(sandbox, saved)
    assert xero.create_invoice()["UpdatedDateUTC"] > newest


def test_a_file_of_another_day_is_read(sandbox: Sandbox, xero: Xero) -> None:
    """Breaks when a field that comes or goes makes all older files worthless."""
    kept = xero.create_invoice()
    saved = save(sandbox)
    organisation = demo(saved)
    del organisation["prepayments"], organisation["settings"]["twins"]
    organisation["budgets"] = [{"id": "1"}]
    organisation["settings"]["mood"] = "calm"
    saved["weather"] = "fine"
    for row in organisation["invoices"]:
        row["colour"] = "blue"
        del row["url"], row["created_by"]
    load(sandbox, saved)
    assert xero.get(f"Invoices/{kept['InvoiceID']}")[0]["Total"] == kept["Total"]


def test_what_cannot_be_read_changes_nothing(sandbox: Sandbox, xero: Xero) -> None:
    """Breaks when half a file is taken for a whole one."""
    kept, saved = xero.create_invoice(), save(sandbox)
    del demo(saved)["invoices"][0]["contact_id"]
    for wrong in (saved, {}, {"organisations": []}):
        answer: httpx.Response = sandbox.http.post("/_sandbox/ledgers", json=wrong)
        assert answer.status_code == 400
    assert xero.get(f"Invoices/{kept['InvoiceID']}")


def _renew(sandbox: Sandbox, tokens: dict[str, Any]) -> httpx.Response:
    return sandbox.token(
        grant_type="refresh_token", refresh_token=tokens["refresh_token"]
    )
