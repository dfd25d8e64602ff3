"""Going back to a moment: every test of a class finds what was prepared once."""

import pytest
from xero_user import Sandbox, Xero

from xero_sandbox.world import World


def restore(sandbox: Sandbox) -> None:
    sandbox.control("POST", "restore")


def test_what_was_done_after_the_snapshot_did_not_happen(sandbox: Sandbox, xero: Xero):
    kept = xero.create_invoice()["InvoiceID"]
    sandbox.control("POST", "snapshot")
    for _again in range(2):
        sandbox.act("pay", invoice=kept)
        gone = xero.create_invoice()["InvoiceID"]
        sandbox.act("rename_contact", contact="Rex Media Group", name="Rex")
        restore(sandbox)
        known = {row["InvoiceID"]: row["Status"] for row in xero.get("Invoices")}
        assert known[kept] == "AUTHORISED"
        assert gone not in known
        assert xero.contact("Rex Media Group")


def test_who_was_connected_is_connected_again(sandbox: Sandbox, xero: Xero):
    sandbox.control("POST", "snapshot")
    sandbox.act("disconnect")
    assert xero.call("GET", "Organisation").status_code == 403
    restore(sandbox)
    assert xero.call("GET", "Organisation").status_code == 200
    sandbox.reset("uk")
    restore(sandbox)
    assert xero.call("GET", "Organisation").status_code == 200


def test_clock_limits_and_keys_go_back_too(sandbox: Sandbox, xero: Xero):
    sandbox.control("POST", "snapshot")
    sandbox.advance(40 * 60)
    assert xero.call("GET", "Organisation").status_code == 401, "the token's time"
    restore(sandbox)
    assert xero.call("GET", "Organisation").status_code == 200
    sandbox.limits(day_left=0)
    assert xero.call("GET", "Organisation").status_code == 429
    restore(sandbox)
    assert xero.call("GET", "Organisation").status_code == 200


def test_faults_and_calls_are_the_tests_own(sandbox: Sandbox, xero: Xero):
    sandbox.fault(do="status", times=None)
    sandbox.control("POST", "snapshot")
    restore(sandbox)
    assert xero.call("GET", "Organisation").status_code == 200
    assert [call["path"] for call in sandbox.calls()] == ["/api.xro/2.0/Organisation"]


def test_who_listens_is_remembered(sandbox: Sandbox, xero: Xero):
    sandbox.control(
        "POST", "webhooks", {"app": "test-client", "url": "http://[::1]:9/"}
    )
    sandbox.control("POST", "snapshot")
    sandbox.http.request("DELETE", "/_sandbox/webhooks")
    restore(sandbox)
    listening = sandbox.http.get("/_sandbox/webhooks").json()
    assert [one["app"] for one in listening] == ["test-client"]


def test_without_a_snapshot_there_is_nothing_to_go_back_to():
    world = World()
    with pytest.raises(ValueError, match="no snapshot"):
        world.restore()
