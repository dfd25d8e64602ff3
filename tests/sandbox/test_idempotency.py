"""The same request with the same key is done once."""

import pytest
from xero_user import Sandbox, Xero

KEY = {"Idempotency-Key": "k-1"}


def count(xero: Xero, name: str) -> int:
    return len(xero.get("Contacts", where=f'Name=="{name}"'))


def test_a_repeat_gets_the_same_answer_and_writes_nothing(sandbox: Sandbox, xero: Xero):
    body = {"Contacts": [{"Name": "Once"}]}
    first = xero.call("PUT", "Contacts", body, headers=KEY)
    second = xero.call("PUT", "Contacts", body, headers=KEY)
    assert first.status_code == second.status_code == 200
    assert first.content == second.content
    assert count(xero, "Once") == 1
    logged = [call for call in sandbox.calls() if call["key"] == "k-1"]
    assert [call["replayed"] for call in logged] == [False, True]


def test_a_repeat_costs_a_call(xero: Xero):
    body = {"Contacts": [{"Name": "Once"}]}
    left = [
        int(
            xero.call("PUT", "Contacts", body, headers=KEY).headers[
                "X-MinLimit-Remaining"
            ]
        )
        for _ in range(2)
    ]
    assert left[0] - left[1] == 1


@pytest.mark.parametrize("query", [{}, {"unitdp": "4"}])
def test_another_request_under_the_key_is_refused(xero: Xero, query):
    xero.call("PUT", "Contacts", {"Contacts": [{"Name": "Once"}]}, headers=KEY)
    name = "Once" if query else "Twice"
    body = {"Contacts": [{"Name": name}]}
    answer = xero.call("PUT", "Contacts", body, headers=KEY, **query)
    assert answer.status_code == 400
    assert answer.json()["Message"] == (
        "Idempotency Key: k-1 is used with a different request."
    )
    assert count(xero, "Twice") == 0


def test_errors_are_kept_too(sandbox: Sandbox, xero: Xero):
    body = {"Contacts": [{"Name": "Rex Media Group"}]}
    first = xero.call("PUT", "Contacts", body, headers=KEY)
    sandbox.act("rename_contact", contact="Rex Media Group", name="Rex")
    again = xero.call("PUT", "Contacts", body, headers=KEY)
    assert first.status_code == again.status_code == 400
    fresh = xero.call("PUT", "Contacts", body, headers={"Idempotency-Key": "k-2"})
    assert fresh.status_code == 200


def test_after_six_minutes_the_key_is_forgotten(sandbox: Sandbox, xero: Xero):
    body = {"Invoices": [xero.invoice()]}
    first = xero.call("PUT", "Invoices", body, headers=KEY).json()["Invoices"][0]
    sandbox.advance(361)
    second = xero.call("PUT", "Invoices", body, headers=KEY).json()["Invoices"][0]
    assert first["InvoiceID"] != second["InvoiceID"]


def test_reading_ignores_the_key(xero: Xero):
    one = xero.call("GET", "Contacts", headers=KEY).json()
    two = xero.call("GET", "Invoices", headers=KEY)
    assert one["Contacts"] and two.status_code == 200


def test_a_key_has_at_most_128_characters(xero: Xero):
    answer = xero.call(
        "PUT", "Contacts", {"Name": "A"}, headers={"Idempotency-Key": "k" * 129}
    )
    assert answer.status_code == 400


def test_a_lost_answer_comes_back_by_its_key(sandbox: Sandbox, xero: Xero):
    sandbox.fault(do="drop_after", method="PUT", path="/api.xro/2.0/Contacts")
    body = {"Contacts": [{"Name": "Once"}]}
    with pytest.raises(Exception, match="disconnected"):
        xero.call("PUT", "Contacts", body, headers=KEY)
    again = xero.call("PUT", "Contacts", body, headers=KEY)
    assert again.json()["Contacts"][0]["Name"] == "Once"
    assert count(xero, "Once") == 1
