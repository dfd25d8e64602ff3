"""Xero answers late, badly or not at all. Odoo says so, and repeats nothing blindly."""

import pytest

from dev import processes
from tests.system.books import Books

WRITTEN = {
    "answer lost": {"do": "drop_after"},
    "half an answer": {"do": "half"},
    "breaks down afterwards": {"do": "status_after", "status": 503},
    "garbage": {"do": "garbage"},
    "a web page": {"do": "html"},
    "nothing": {"do": "empty"},
}
NOT_WRITTEN = {
    "request lost": {"do": "drop_before"},
    "breaks down before": {"do": "status", "status": 503},
    "a proxy's refusal": {"do": "status", "status": 407, "body": "<html></html>"},
}


@pytest.mark.parametrize("fault", WRITTEN.values(), ids=WRITTEN)
def test_what_xero_wrote_and_did_not_say_is_found(books: Books, fault: dict) -> None:
    """Breaks when an answer that says nothing is taken for a refusal, or repeated."""
    books.xero.fault(method="PUT", path="Invoices", **fault)
    books.push()
    books.odoo.wait_until(lambda: books.states() == {"checking"}, "Odoo in doubt")
    assert books.connection_says("state") == "connected", "one call is no outage"
    assert len(books.xero.calls("PUT", "Invoices")) == 1
    books.odoo.let_time_pass()
    books.settle()
    assert len(books.xero.calls("PUT", "Invoices")) == 1


@pytest.mark.parametrize("fault", NOT_WRITTEN.values(), ids=NOT_WRITTEN)
def test_what_xero_did_not_write_is_sent_again(books: Books, fault: dict) -> None:
    """Breaks when a call without an answer is taken for done, or given up."""
    books.xero.fault(method="PUT", path="Invoices", **fault)
    books.push()
    books.odoo.wait_until(
        lambda: bool(books.xero.calls("PUT", "Invoices")), "the first call"
    )
    assert books.connection_says("state") == "connected", "one call is no outage"
    books.odoo.let_time_pass()
    books.settle()
    assert len(books.xero.calls("PUT", "Invoices")) == 2


def test_a_limit_is_waited_for_and_the_same_text_goes_again(books: Books) -> None:
    """Breaks when a 429 counts as an error, is repeated at once, or changes the key."""
    limit = {"Retry-After": 50, "X-Rate-Limit-Problem": "minute"}
    books.xero.fault("status", "PUT", "Invoices", status=429, headers=limit)
    books.push()
    books.odoo.wait_until(
        lambda: books.connection_says("state") == "paused", "a connection that pauses"
    )
    assert books.states() == {"waiting"}
    assert "limit of calls per minute" in books.connection_says("health")
    assert len(books.xero.calls("PUT", "Invoices")) == 1, "did not wait"
    books.odoo.let_time_pass()
    books.settle()
    first, second = books.xero.calls("PUT", "Invoices")
    assert (first["status"], second["status"]) == (429, 200)
    assert first["key"] == second["key"]
    assert first["request"] == second["request"]


def test_a_call_refused_whole_is_taken_apart(books: Books) -> None:
    """Breaks when a refusal without a word is blamed on all invoices of the call."""
    books.xero.fault("status", "PUT", "Invoices", status=404, body="")
    books.push()
    books.settle()
    assert len(books.xero.calls("PUT", "Invoices")) == 3


def test_unreachable_is_said_and_tried_again(books: Books) -> None:
    """Breaks when what certainly never left is taken for doubtful, or lost."""
    books.lead_to(f"http://localhost:{processes.free_port()}")
    books.push()
    books.odoo.wait_until(
        lambda: books.connection_says("state") == "paused", "a connection that pauses"
    )
    assert books.states() == {"waiting"}
    assert "could not be reached" in books.connection_says("health")
    books.lead_to(books.xero.url)
    books.odoo.let_time_pass()
    books.settle()


def test_a_door_that_is_closed_for_a_moment_needs_nobody(books: Books) -> None:
    """Breaks when every 403 is taken for the end of the connection."""
    books.xero.fault("status", "PUT", "Invoices", status=403, body="")
    books.push()
    books.settle()


def test_a_token_that_xero_forgot_needs_a_new_consent(books: Books) -> None:
    """Breaks when an invoice that met a closed door is not pushed once it is open."""
    every = {"status": 401, "body": "", "times": None}
    books.xero.fault("status", "", "", **every)
    books.push()
    _see_it_ask_for_help(books, "no longer accepts this connection's token")
    books.xero.forget()
    books.connect_again()
    books.settle()


def test_who_was_removed_in_xero_connects_again_and_goes_on(books: Books) -> None:
    """Breaks when matches, or what waits, belong to one consent instead of to the
    organisation.
    """
    books.push_customers()
    books.odoo.let_time_pass()
    books.xero.act("disconnect")
    books.push()
    _see_it_ask_for_help(books, "or the connection was removed in Xero")
    books.connect_again()
    books.settle()


def _see_it_ask_for_help(books: Books, reason: str) -> None:
    books.odoo.wait_until(
        lambda: reason in books.connection_says("health"), "a call for help"
    )
    assert books.connection_says("state") == "attention"
    assert books.states() == {"waiting"}
    assert not books.xero.invoices([number for number, _total in books.invoices()])


def test_a_count_meanwhile_costs_no_look_up(books: Books) -> None:
    """Breaks when a transaction is open while Xero writes: what a person's request
    notes of the calls that are left would then undo the storing of the answer."""
    books.push_customers()
    held = books.xero.fault("hold_before", "PUT", "Invoices")
    books.push()
    held.wait_until_held()
    books.odoo.sql("UPDATE xero_quota SET day_left = day_left - 1")
    looked = len(books.xero.calls("GET", "Invoices"))
    held.release()
    books.settle()
    assert len(books.xero.calls("PUT", "Invoices")) == 1
    assert len(books.xero.calls("GET", "Invoices")) == looked
