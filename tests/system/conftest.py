"""The whole system: a real Odoo, the pretend Xero, and a browser, on free ports."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

from dev import processes
from dev.sandbox import Sandbox
from tests.system.books import Books
from tests.system.browser import LOOKS, Person, launch
from tests.system.odoo_process import Odoo
from tests.system.odoo_process import installed as installed_database
from tests.system.xero import Xero

# Of its own for each run, so that two developers' runs do not meet.
_DATABASE = f"test_system_{os.getpid()}"


@pytest.fixture(scope="session")
def installed() -> Iterator[str]:
    """A database with the addon, to be cloned."""
    with installed_database(f"{_DATABASE}_installed") as name:
        yield name


@pytest.fixture(scope="module")
def xero() -> Iterator[Xero]:
    """The pretend Xero."""
    sandbox = Sandbox(port=processes.free_port())
    yield Xero(sandbox.url)
    sandbox.stop()


@pytest.fixture(scope="module")
def odoo_process(installed: str, xero: Xero) -> Iterator[Odoo]:
    """An Odoo on a fresh clone, that has the pretend Xero for the real one."""
    running = Odoo(_DATABASE, installed, xero.url)
    try:
        running.start()
        yield running
    finally:
        running.close()


@pytest.fixture(scope="module")
def company(odoo_process: Odoo, xero: Xero) -> Books:
    """A company that is connected."""
    return Books(odoo_process, xero)


@pytest.fixture
def books(company: Books) -> Books:
    """The company with new invoices of new customers, and nothing else underway."""
    company.xero.forget()
    company.odoo.recover()
    company.sell()
    return company


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = launch(playwright)
        yield running
        running.close()


@contextmanager
def _at_browser(
    request: pytest.FixtureRequest, browser: Browser, odoo: Odoo, look: str = "wide"
) -> Iterator[Person]:
    """Someone at a browser, whose console must stay silent.

    What they saw when a test failed is kept as ``failed-<test>.png``.
    """
    failed_before = request.session.testsfailed
    person = Person(browser, odoo.url, look)
    yield person
    if request.session.testsfailed > failed_before:
        person.shoot(f"failed-{request.node.name}")
    person.leave()
    assert not person.complaints


@pytest.fixture
def person(
    request: pytest.FixtureRequest, browser: Browser, odoo_process: Odoo
) -> Iterator[Person]:
    with _at_browser(request, browser, odoo_process) as person:
        yield person


@pytest.fixture
def another_person(
    request: pytest.FixtureRequest, browser: Browser, odoo_process: Odoo
) -> Iterator[Person]:
    """Someone at another computer."""
    with _at_browser(request, browser, odoo_process) as person:
        yield person


@pytest.fixture(params=LOOKS)
def reader(
    request: pytest.FixtureRequest, browser: Browser, odoo_process: Odoo
) -> Iterator[Person]:
    """Someone with one of these screens."""
    with _at_browser(request, browser, odoo_process, request.param) as person:
        yield person
