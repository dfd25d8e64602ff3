"""An app hears of changes the way Xero tells it: signed, in order, again if it must."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from xero_user import Sandbox, Xero

KEY = "webhook-key"


class Listener(HTTPServer):
    """An app's web server that checks signatures; it can be told to misbehave."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.heard: list[dict] = []
        self.signatures: list[bool] = []
        self.answers_500 = False
        self.talks = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/xero/webhook"

    def events(self) -> list[dict]:
        return [event for payload in self.heard for event in payload["events"]]


class _Handler(BaseHTTPRequestHandler):
    server: Listener

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        digest = hmac.new(KEY.encode(), body, hashlib.sha256).digest()
        right = base64.b64encode(digest).decode() == self.headers["x-xero-signature"]
        self.server.signatures.append(right)
        if self.server.answers_500:
            self.send_response(500)
        else:
            self.send_response(200 if right else 401)
            if right:
                self.server.heard.append(json.loads(body))
        text = b"thanks" if self.server.talks else b""
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def listener() -> Iterator[Listener]:
    server = Listener()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def subscribe(sandbox: Sandbox, listener: Listener) -> dict:
    wish = {"app": "test-client", "url": listener.url, "key": KEY}
    return sandbox.control("POST", "webhooks", wish)


def until(true) -> None:
    deadline = time.monotonic() + 5
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.01)


def test_the_intent_to_receive_needs_both_answers(sandbox: Sandbox, listener: Listener):
    assert subscribe(sandbox, listener)["status"] == "OK"
    assert listener.signatures == [True, False, True, False]
    assert listener.heard[0]["events"] == []
    listener.talks = True
    assert subscribe(sandbox, listener)["status"] == "DISABLED", "answers have no body"


def test_events_of_contacts_and_invoices(
    sandbox: Sandbox, xero: Xero, listener: Listener
):
    subscribe(sandbox, listener)
    made = xero.put("Contacts", {"Name": "Heard"})[0]
    until(lambda: len(listener.events()) == 1)
    row = xero.create_invoice(Contact={"ContactID": made["ContactID"]})
    until(lambda: len(listener.events()) == 2)
    first, second = listener.events()
    assert (first["eventCategory"], first["eventType"]) == ("CONTACT", "CREATE")
    assert first["resourceId"] == made["ContactID"]
    assert first["tenantId"] == xero.tenant
    assert (second["eventCategory"], second["resourceId"]) == (
        "INVOICE",
        row["InvoiceID"],
    )
    assert [p["lastEventSequence"] for p in listener.heard if p["events"]] == [1, 2]


def test_a_person_in_xero_makes_events_too_but_payments_do_not(
    sandbox: Sandbox, xero: Xero, listener: Listener
):
    row = xero.create_invoice()
    subscribe(sandbox, listener)
    sandbox.act("pay", invoice=row["InvoiceNumber"], amount=1)
    sandbox.act("rename_contact", contact="Rex Media Group", name="Rex")
    until(lambda: listener.events())
    assert [(e["eventCategory"], e["eventType"]) for e in listener.events()] == [
        ("CONTACT", "UPDATE")
    ]


def test_what_is_refused_or_elsewhere_is_not_told(
    sandbox: Sandbox, xero: Xero, listener: Listener
):
    subscribe(sandbox, listener)
    xero.put("Contacts", {"Name": "Rex Media Group"})
    sandbox.act(
        "create_contact", tenant="Kauri Café Australia", values={"Name": "Elsewhere"}
    )
    xero.put("Contacts", {"Name": "Told"})
    until(lambda: listener.events())
    assert len(listener.events()) == 1


def test_a_failed_delivery_comes_again_and_nothing_is_lost(
    sandbox: Sandbox, xero: Xero, listener: Listener
):
    subscribe(sandbox, listener)
    listener.answers_500 = True
    xero.put("Contacts", {"Name": "First"})
    until(lambda: status(sandbox) == "RETRYING")
    xero.put("Contacts", {"Name": "Second"})
    listener.answers_500 = False
    sandbox.advance(15 * 60)
    until(lambda: len(listener.events()) == 2)
    until(lambda: status(sandbox) == "OK")


def test_after_a_day_of_failures_it_is_switched_off(
    sandbox: Sandbox, xero: Xero, listener: Listener
):
    subscribe(sandbox, listener)
    listener.answers_500 = True
    xero.put("Contacts", {"Name": "First"})
    until(lambda: status(sandbox) == "RETRYING")
    sandbox.advance(24 * 3600)
    until(lambda: status(sandbox) == "DISABLED")


def status(sandbox: Sandbox) -> str:
    return sandbox.control("GET", "webhooks")[0]["status"]
