"""Odoo dies, once in each gap of a push. Nothing is lost by it, and nothing doubled.

    intend ──▶ write down ──▶ send ──▶ Xero writes ──▶ keep the answer ──▶ apply
            1             2         3               4                   5

In half of the tests Xero has forgotten the Idempotency-Key by the time Odoo is back.
"""

import pytest

from tests.system.books import Books
from tests.system.dead_end import DeadEnd
from tests.system.xero import KEYS_FORGOTTEN

MIRRORS = {"Contacts": "xero_contact", "Invoices": "xero_document"}

each_write = pytest.mark.parametrize("resource", MIRRORS)


def test_gap_1_what_was_asked_is_still_asked(books: Books) -> None:
    """Breaks when an intention is not committed with the change, or is marked as
    underway before the exchange stands in the database.
    """
    odoo = books.odoo
    with odoo.no_writing_to("xero_exchange"):
        books.push()
        odoo.wait_until(
            lambda: odoo.somebody_waits_for("xero_exchange"), "about to be written down"
        )
        odoo.kill()
    odoo.start()
    books.settle()


def test_gap_2_a_request_that_never_arrives_leaves_again(books: Books) -> None:
    """Breaks when an exchange that was found open is taken for sent."""
    odoo, xero = books.odoo, books.xero
    books.push_customers()
    with DeadEnd() as dead_end:
        books.lead_to(dead_end.url)
        books.push()
        assert dead_end.first_line().startswith("PUT /api.xro/2.0/Invoices")
        odoo.kill()
    books.lead_to(xero.url)
    xero.turn_clock(KEYS_FORGOTTEN)
    books.restart_in_doubt()
    assert not xero.calls("PUT", "Invoices"), "sent again before it was looked up"
    odoo.let_time_pass()
    books.settle()


@pytest.mark.parametrize(
    ("resource", "keys"), [("Contacts", "kept"), ("Invoices", "forgotten")]
)
def test_gap_3_a_request_that_arrives_after_the_crash_is_found(
    books: Books, resource: str, keys: str
) -> None:
    """Breaks when what is in doubt is sent again without looking."""
    held = books.xero.fault("hold_before", "PUT", resource)
    books.push()
    held.wait_until_held()
    books.odoo.kill()
    held.release()
    if keys == "forgotten":
        books.xero.turn_clock(KEYS_FORGOTTEN)
    books.restart_in_doubt()
    books.odoo.let_time_pass()
    books.settle()
    assert len(books.xero.calls("PUT", resource)) == 1


def test_gap_3_a_request_that_arrives_even_after_its_repetition(books: Books) -> None:
    """Breaks when the repetition has another key, or another text."""
    odoo, xero = books.odoo, books.xero
    held = xero.fault("hold_before", "PUT", "Invoices")
    books.push()
    held.wait_until_held()
    odoo.kill()
    books.restart_in_doubt()
    odoo.let_time_pass()
    books.settle()
    held.release()
    odoo.wait_until(lambda: len(xero.calls("PUT", "Invoices")) == 2, "the late one")
    _repetition, late = xero.calls("PUT", "Invoices")
    assert late["replayed"], "Xero did not know it for the same request"
    books.settle()


@each_write
def test_gap_4_what_xero_wrote_unheard_is_found(books: Books, resource: str) -> None:
    """Breaks when an exchange is looked up by anything else than our own numbers, or
    sent again without looking.
    """
    held = books.xero.fault("hold_after", "PUT", resource)
    books.push()
    held.wait_until_held()
    books.odoo.kill()
    held.release()
    books.xero.turn_clock(KEYS_FORGOTTEN)
    books.restart_in_doubt()
    books.odoo.let_time_pass()
    books.settle()
    assert len(books.xero.calls("PUT", resource)) == 1


def test_gap_4_odoo_looks_by_itself_when_the_time_has_come(books: Books) -> None:
    """Breaks when nobody wakes the cron for the look-up: no clock is turned here."""
    held = books.xero.fault("hold_after", "PUT", "Invoices")
    books.push()
    held.wait_until_held()
    books.odoo.kill()
    held.release()
    books.restart_in_doubt()
    books.settle(seconds=60)
    assert len(books.xero.calls("PUT", "Invoices")) == 1


@each_write
def test_gap_5_an_answer_that_was_kept_is_applied(books: Books, resource: str) -> None:
    """Breaks when an answer is kept only together with what is made of it, or looked
    up although it is there.
    """
    odoo, xero = books.odoo, books.xero
    held = xero.fault("hold_after", "PUT", resource)
    books.push()
    held.wait_until_held()
    with odoo.no_writing_to(MIRRORS[resource]):
        held.release()
        odoo.wait_until(
            lambda: odoo.somebody_waits_for(MIRRORS[resource]), "about to apply"
        )
        odoo.kill()
    looked = len(xero.calls("GET", resource))
    odoo.start()
    books.settle()
    assert len(xero.calls("PUT", resource)) == 1
    assert len(xero.calls("GET", resource)) == looked
