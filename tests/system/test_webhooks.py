"""Xero tells Odoo that something changed, over a real connection to a real Odoo."""

import time
from collections.abc import Callable

import httpx
import pytest

from dev.demo.odoo_user import Values
from dev.demo.story import CLIENT_ID
from tests.system.books import Books

KEY = "the-key-of-the-webhook"
SOON = 15  # seconds


@pytest.fixture
def told(company: Books) -> Books:
    """The company has a webhook, and nothing else is underway."""
    company.odoo.recover()
    company.xero.forget()
    enter_key(company, KEY)
    return company


def enter_key(company: Books, key: str) -> None:
    """Type the key as a person does; the connection then knows it."""
    user = company.user
    action = user.press("xero.connection", company.connection, "action_set_up_webhook")
    wizard = user.fill_in(action, {"webhook_key": key})
    user.press(*wizard, "action_save")


def delivery_url(company: Books) -> str:
    return f"{company.odoo.url}/xero/webhook"


def subscribe(company: Books, key: str = KEY) -> Values:
    """Register Odoo's address in Xero; :return: the webhook, as Xero sees it."""
    return company.xero.subscribe(CLIENT_ID, delivery_url(company), key)


def rename(company: Books, old: str, new: str) -> None:
    company.xero.turn_clock(2)  # stamps are compared in whole seconds when pulling
    company.xero.act("rename_contact", contact=old, name=new)


def is_in_odoo(company: Books, name: str) -> bool:
    return bool(company.user.read("xero.contact", [("name", "=", name)], ["id"]))


def wait_for(ready: Callable[[], bool], what: str) -> None:
    """Wait without waking Odoo's cron: the delivery must do that."""
    deadline = time.monotonic() + SOON
    while not ready():
        assert time.monotonic() < deadline, f"{SOON} s, and not yet: {what}"
        time.sleep(0.2)


def test_odoo_passes_xeros_intent_to_receive(told: Books) -> None:
    """Breaks when an answer has a body, a cookie, a wrong status, or comes late."""
    webhook = subscribe(told)
    assert webhook["status"] == "OK", webhook["deliveries"]
    assert [one["status"] for one in webhook["deliveries"]] == [200, 401, 200, 401]
    assert max(one["seconds"] for one in webhook["deliveries"]) < 1
    assert told.connection_says("webhook_summary") == "On, last event"


def test_a_rename_in_xero_is_in_odoo_within_seconds(told: Books) -> None:
    """Breaks when a delivery wakes nobody, or before its mark can be seen."""
    subscribe(told)
    rename(told, "Rex Media Group", "Rex Media")
    wait_for(lambda: is_in_odoo(told, "Rex Media"), "the new name")
    rename(told, "Rex Media", "Rex Media Group")
    wait_for(lambda: is_in_odoo(told, "Rex Media Group"), "the old name again")
    assert told.xero.webhook()["status"] == "OK"


def test_a_wrong_key_is_refused_and_nothing_happens(told: Books) -> None:
    """Breaks when somebody else than Xero can make Odoo ask Xero."""
    subscribe(told)
    enter_key(told, "a key that Xero does not have")
    rename(told, "Bayside Motel", "Bayside Lodge")
    wait_for(lambda: told.xero.webhook()["status"] == "RETRYING", "a refusal")
    assert told.xero.webhook()["deliveries"][-1]["status"] == 401
    assert not told.xero.calls("GET", "Contacts")
    assert not is_in_odoo(told, "Bayside Lodge")


def test_what_was_refused_comes_again_and_nothing_is_lost(told: Books) -> None:
    """Breaks when a right key after a wrong one is not enough."""
    subscribe(told, "a key that Odoo does not have yet")
    assert told.xero.webhook()["status"] == "DISABLED"
    subscribe(told)
    enter_key(told, "a wrong key")
    rename(told, "Rex Media Group", "Rex & Sons")
    wait_for(lambda: told.xero.webhook()["status"] == "RETRYING", "a refusal")
    enter_key(told, KEY)
    told.xero.turn_clock(15 * 60)
    wait_for(lambda: is_in_odoo(told, "Rex & Sons"), "the new name")


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"", {}, 401),
        (b"{}", {"x-xero-signature": "guess"}, 401),
        (b"a=b", {"content-type": "application/x-www-form-urlencoded"}, 401),
        (b"x" * (5 * 1024 * 1024), {"x-xero-signature": "guess"}, 413),
    ],
    ids=["nothing", "a guess", "a form", "too much"],
)
def test_strangers_get_no_further_than_the_door(
    told: Books, content: bytes, headers: dict[str, str], status: int
) -> None:
    """Breaks when Odoo reads what nobody signed, or gives a stranger a session."""
    said_before = told.odoo.warnings()
    answer = httpx.post(
        delivery_url(told), content=content, headers=headers, trust_env=False
    )
    assert answer.status_code == status
    assert "set-cookie" not in answer.headers
    if status == 401:
        assert not answer.content
    assert not told.xero.calls("GET", "Contacts")
    assert told.odoo.warnings() == said_before
