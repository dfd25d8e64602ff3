"""The main pages on a desk and on a telephone."""

import pytest
from playwright.sync_api import expect

from tests.system.books import Books
from tests.system.browser import Person


@pytest.fixture(scope="module")
def pushed(company: Books) -> Books:
    """A company with an invoice in Xero, its second one, and others that are not."""
    company.sell()
    company.push(company.moves[1:2])
    company.odoo.wait_until(lambda: "pushed" in company.states(), "an invoice in Xero")
    return company


def test_every_page_fits_its_screen(reader: Person, pushed: Books) -> None:
    """Breaks when a page is wider than the screen, or the browser complains."""
    reader.log_in()
    reader.open(f"xero-connections/{pushed.connection}")
    reader.assert_fits()
    reader.shoot("connection")
    reader.open(f"customer-invoices/{pushed.moves[1]}")
    expect(reader.field("xero_state")).to_have_text("In Xero")
    reader.assert_fits()
    reader.shoot("invoice")
    reader.open(f"customer-invoices/{pushed.moves[2]}")
    reader.press("action_xero_preview")
    expect(reader.page.locator(".o_xero_preview")).to_be_visible()
    reader.assert_fits()
    reader.shoot("preview")
