"""What a person sees of Xero's limits, and what they are told before a long run."""

import re

from playwright.sync_api import expect

from tests.system.books import Books
from tests.system.browser import Person


def test_it_says_what_it_takes_and_then_shows_how_far_it_is(
    reader: Person, company: Books
) -> None:
    """Breaks when a sync starts unasked, or does not fit the screen."""
    reader.log_in()
    reader.open(f"xero-connections/{company.connection}")
    reader.press("action_sync_now")
    expect(reader.field("records")).to_have_text(re.compile("[1-9]"))
    expect(reader.field("calls")).to_have_text(re.compile("[1-9]"))
    expect(reader.field("outlook")).to_contain_text("done today")
    every = reader.field("records").inner_text()
    reader.field("scope").get_by_text("Contacts", exact=True).click()
    expect(reader.field("records")).not_to_have_text(every)
    reader.assert_fits()
    reader.shoot("sync-now")
    reader.press("action_start")
    expect(reader.page.locator(".modal")).to_have_count(0)
    expect(reader.page.locator(".o_breadcrumb")).to_contain_text("Full sync")


def test_a_pause_says_until_when(reader: Person, company: Books) -> None:
    """Breaks when a limit looks like a failure, or nobody can read when it ends."""
    company.odoo.sql(
        "UPDATE xero_quota SET pause_reason = 'limit_minute',"
        " paused_until = now() AT TIME ZONE 'UTC' + interval '40 seconds'"
        f" WHERE connection_id = {company.connection}"
    )
    try:
        reader.log_in()
        reader.open(f"xero-connections/{company.connection}")
        banner = reader.alert("It continues at")
        expect(banner).to_contain_text(re.compile(r"calls per minute.* \d\d:\d\d\."))
        reader.assert_fits()
        reader.shoot("paused")
    finally:
        company.odoo.sql("UPDATE xero_quota SET paused_until = NULL")


def test_what_is_kept_for_people_is_told(reader: Person, company: Books) -> None:
    """Breaks when automatic work stops and nobody says why."""
    company.odoo.sql(
        "UPDATE xero_quota SET day_left = 100, heard_at = now() AT TIME ZONE 'UTC',"
        " day_began_at = now() AT TIME ZONE 'UTC'"
        f" WHERE connection_id = {company.connection}"
    )
    reader.log_in()
    reader.open(f"xero-connections/{company.connection}")
    expect(reader.alert("Automatic sync continues")).to_be_visible()
    reader.shoot("reserve")
    reader.press("action_sync_now")
    expect(reader.field("records")).to_be_visible()
    reader.assert_fits()
