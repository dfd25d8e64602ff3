"""Who looks at a run sees it move, and stops it: a pull, held between two pages."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, expect

from dev import processes
from dev.sandbox import Sandbox
from tests.system.books import Books
from tests.system.browser import Person
from tests.system.xero import Fault, Xero

# Contacts, of which Xero gives a thousand at a time: three pages.
_MANY = 2500


@pytest.fixture(scope="module")
def xero() -> Iterator[Xero]:
    """The pretend Xero, with more contacts than one page holds."""
    sandbox = Sandbox(port=processes.free_port(), seed=f"large:{_MANY}")
    yield Xero(sandbox.url)
    sandbox.stop()


def test_the_bar_moves_by_itself(person: Person, company: Books) -> None:
    """Breaks when somebody must reload the page to see how far it is."""
    person.log_in()
    with _held_after_a_page(company) as (run, fault):
        person.open(f"xero.batch/{run}")
        expect(_bar(person)).to_have_attribute("aria-valuenow", "40")
        person.page.evaluate("window.isTheSamePage = true")
        fault.release()
        expect(_bar(person)).to_have_attribute("aria-valuenow", "100")
        expect(person.field("status")).to_have_text("Done.")
        expect(person.button("action_pause")).to_have_count(0)
        assert person.page.evaluate("window.isTheSamePage")


def test_pause_stops_after_the_page_and_resume_goes_on(
    person: Person, company: Books
) -> None:
    """Breaks when a pause loses the page that is on its way, or reads another one."""
    person.log_in()
    with _held_after_a_page(company) as (run, fault):
        person.open(f"xero.batch/{run}")
        person.press("action_pause")
        expect(person.field("status")).to_contain_text("Paused by")
        fault.release()
        expect(_bar(person)).to_have_attribute("aria-valuenow", "80")
        _let_the_cron_run(company)
        assert _pages_read(company) == 2
        person.press("action_resume")
        expect(_bar(person)).to_have_attribute("aria-valuenow", "100")
        expect(person.field("status")).to_have_text("Done.")
        assert _pages_read(company) == 3


def test_cancel_ends_it(person: Person, company: Books) -> None:
    """Breaks when what is cancelled goes on, or blocks the run after it."""
    person.log_in()
    with _held_after_a_page(company) as (run, fault):
        person.open(f"xero.batch/{run}")
        person.press("action_cancel")
        person.page.get_by_role("button", name="Cancel Batch Job").click()
        expect(person.field("status")).to_contain_text("Cancelled.")
        fault.release()
        _let_the_cron_run(company)
        assert _pages_read(company) == 2
        expect(_bar(person)).to_have_attribute("aria-valuenow", "40")
    again = _start(company, _sync_contacts(company))
    company.odoo.wait_until(lambda: _state(company, again) == "done", "the next run")
    assert _state(company, run) == "cancelled"


@contextmanager
def _held_after_a_page(company: Books) -> Iterator[tuple[int, Fault]]:
    """A person's comparison of all contacts, that stands still before its second page.

    :return: the run, and what holds it
    """
    wizard = _sync_contacts(company)
    company.xero.forget()  # what was counted for the wizard is no page
    fault = company.xero.fault("hold_before", "GET", "Contacts", after=1)
    run = _start(company, wizard)
    try:
        company.odoo.wait_until(fault.is_held, "the second page asked for")
        yield run, fault
    finally:
        fault.release()


def _sync_contacts(company: Books) -> int:
    """Open *Sync now*, and choose contacts; :return: the wizard"""
    user = company.user
    opened = user.press("xero.connection", company.connection, "action_sync_now")
    wizard = int(opened["res_id"])
    user.write("xero.sync.wizard", [wizard], {"scope": "contacts"})
    return wizard


def _start(company: Books, wizard: int) -> int:
    """:return: the run"""
    opened = company.user.press("xero.sync.wizard", wizard, "action_start")
    return int(opened["res_id"])


def _bar(person: Person) -> Locator:
    return person.page.get_by_role("progressbar")


def _pages_read(company: Books) -> int:
    return len(company.xero.calls("GET", "Contacts"))


def _state(company: Books, run: int) -> str:
    (batch,) = company.user.read("xero.batch", [("id", "=", run)], ["state"])
    return str(batch["state"])


def _let_the_cron_run(company: Books) -> None:
    """Wake the connection's cron, and wait until it has nothing more to do."""
    company.user.call("xero.connection", "action_check_health", [company.connection])
    company.odoo.wait_until(company.odoo.is_idle, "the cron idle")
