"""Every way to match a contact of Xero's with one of Odoo's, in a real browser."""

from playwright.sync_api import Locator, expect

from tests.system.books import Books
from tests.system.browser import Person

# In Xero's demo company.
SAME, CHOSEN = "Lee Family Trust", "Lee Property Management"
OPENED = "Rex Media Group"


def test_all_that_are_ticked_and_each_by_itself(person: Person, company: Books) -> None:
    """Breaks when a way to match opens nothing, or changes nothing."""
    _wait_to_be_matched(company)
    person.log_in()
    _open_those_to_match(person, company)
    person.shoot("to-match")
    person.page.locator("thead .o_list_record_selector input").click()
    person.press("action_match_suggested")
    expect(person.page.get_by_text("Matched: 1.")).to_be_visible()
    expect(_row(person, SAME)).to_have_count(0)
    _row(person, CHOSEN).locator("button[name=action_match]").click()
    _choose(person, "Aardvark Ltd")
    expect(_row(person, CHOSEN)).to_have_count(0)
    assert _partner(company, SAME) == SAME
    assert _partner(company, CHOSEN) == "Aardvark Ltd"


def test_one_that_is_opened(reader: Person, company: Books) -> None:
    """Breaks when a telephone, which has no list, offers no way to match."""
    _wait_to_be_matched(company)
    reader.log_in()
    _open_those_to_match(reader, company)
    kind = ".o_kanban_record, .o_data_row td[name=display_name]"
    reader.page.locator(kind, has_text=OPENED).first.click()
    reader.assert_fits()
    reader.shoot("to-match-one")
    reader.press("action_match")
    _choose(reader, "Aardvark Ltd")
    expect(reader.field("partner_id")).to_contain_text("Aardvark Ltd")
    assert _partner(company, OPENED) == "Aardvark Ltd"


def _wait_to_be_matched(company: Books) -> None:
    """One resembles somebody in Odoo; one that is linked is not any more."""
    user = company.user
    # By the e-mail alone what else is clear is left to a person, as a suggestion.
    user.write("xero.connection", [company.connection], {"match_by": "email"})
    linked = [("name", "=", OPENED), ("partner_id", "!=", False)]
    for contact in user.read("xero.contact", linked, ["id"]):
        user.call("xero.contact", "action_unlink_partner", [contact["id"]])
    for name in (SAME, "Aardvark Ltd"):
        if not user.read("res.partner", [("name", "=", name)], ["id"]):
            user.create("res.partner", {"name": name, "is_company": True})
    wizard = user.press("xero.connection", company.connection, "action_sync_now")
    user.press(wizard["res_model"], wizard["res_id"], "action_start")
    suggested = [("name", "=", SAME), ("proposal_ids.is_certain", "=", True)]
    matched = [("name", "=", SAME), ("partner_id", "!=", False)]
    company.odoo.wait_until(
        lambda: any(
            user.read("xero.contact", found, ["id"]) for found in (suggested, matched)
        ),
        "the suggestion, or the match of the test before",
    )


def _open_those_to_match(person: Person, company: Books) -> None:
    """The desk as a list: many are ticked there."""
    person.open(f"xero-connections/{company.connection}")
    person.press("action_open_unmatched")
    expect(person.page.locator(".o_xero_match_card").first).to_be_visible()
    person.page.locator(".o_cp_switch_buttons button").last.click()
    if person.page.locator(".o_cp_switch_buttons .o-dropdown-item").count():
        person.page.locator(".o-dropdown-item", has_text="List").click()
    expect(person.page.get_by_text(OPENED).first).to_be_visible()


def _choose(person: Person, name: str) -> None:
    """Answer the dialog."""
    wanted = person.field("partner_id").locator("input")
    wanted.click()
    if wanted.get_attribute("readonly") is None:
        wanted.fill(name)
    choice = ".o-autocomplete--dropdown-item, .modal .o_kanban_record"
    person.page.locator(choice, has_text=name).first.click()
    expect(person.button("action_match")).to_be_visible()
    person.shoot("match")
    person.page.locator(".modal button[name=action_match]:visible").click()
    expect(person.page.locator(".modal")).to_have_count(0)


def _row(person: Person, name: str) -> Locator:
    # Others may name it as what they resemble.
    itself = person.page.locator("td[name=display_name]", has_text=name)
    return person.page.locator(".o_data_row").filter(has=itself)


def _partner(company: Books, name: str) -> str:
    """Name of the partner that a contact is linked with."""
    wanted = [("name", "=", name)]
    (row,) = company.user.read("xero.contact", wanted, ["partner_id"])
    return str(row["partner_id"][1])
