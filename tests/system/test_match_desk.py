"""The match desk with the keyboard alone, in a real browser."""

from typing import NamedTuple

from playwright.sync_api import Locator, expect

from tests.system.books import Books
from tests.system.browser import Person

# Each test has people of its own.
_PLACES = iter(("Kahurangi", "Marama", "Pukeko", "Rimu", "Tawhai", "Rata"))


class Waiting(NamedTuple):
    """Who waits to be matched: two that are in Odoo too, under another name, and two
    that are new."""

    same: tuple[str, str]
    other: tuple[str, str]
    new: str
    left: str


def test_who_is_who_is_said_with_the_keyboard_alone(
    person: Person, company: Books
) -> None:
    """Breaks when a key does nothing, something is applied before it is saved, or what
    was saved cannot be undone."""
    who = _wait_to_be_matched(company)
    person.log_in()
    person.open("xero-matching")
    expect(_card(person, who.same[1])).to_be_visible()
    keys = person.page.keyboard

    _go_to(person, who.same[1])
    keys.press("m")
    expect(_card(person, who.same[1])).to_contain_text(f"Match with {who.same[0]}")
    _go_to(person, who.other[1])
    keys.press("x")
    expect(_card(person, who.other[1])).to_contain_text(
        f"Not the same as {who.other[0]}"
    )
    keys.press("c")
    expect(_card(person, who.other[1])).to_contain_text("Create in Odoo")
    _go_to(person, who.new)
    keys.press("c")
    expect(_card(person, who.new)).to_contain_text("not saved yet")
    _go_to(person, who.left)
    keys.press("l")
    expect(_card(person, who.left)).to_contain_text("Keep in Xero only")
    _go_to(person, who.left)
    keys.press("u")
    expect(_card(person, who.left)).not_to_contain_text("not saved yet")
    person.shoot("match-desk-by-key")
    assert not _partner(company, who.same[1]), "nothing is applied before it is saved"

    keys.press("Control+s")
    expect(_card(person, who.same[1])).to_have_count(0)
    expect(_card(person, who.left)).to_be_visible()
    assert _partner(company, who.same[1]) == who.same[0]
    assert _partner(company, who.other[1]) == who.other[1]
    assert _partner(company, who.new) == who.new

    _undo(person)
    assert not _partner(company, who.same[1])
    person.open("xero-matching")
    expect(_card(person, who.same[1])).to_be_visible()


def test_another_one_is_searched_for(person: Person, company: Books) -> None:
    """Breaks when only suggestions can be chosen, a decision not be dropped, or a card
    still shows a match that was chosen for another one since."""
    who = _wait_to_be_matched(company)
    person.log_in()
    person.open("xero-matching")
    _go_to(person, who.same[1])
    person.page.keyboard.press("m")
    expect(_card(person, who.same[1])).to_contain_text("not saved yet")
    _go_to(person, who.left)
    person.page.keyboard.press("f")
    dialog = person.page.locator(".modal")
    expect(dialog).to_contain_text(f"Who is {who.left} in Odoo?")
    # On its name: in the middle of a row may stand a button of its own.
    dialog.get_by_text(who.same[0], exact=True).first.click()
    expect(_card(person, who.left)).to_contain_text(f"Match with {who.same[0]}")
    toast = person.page.locator(".o_notification")
    expect(toast).to_contain_text(f"chosen here instead: {who.same[1]}")
    expect(_card(person, who.same[1])).not_to_contain_text("not saved yet")
    person.shoot("match-desk-searched")
    person.press("discard_matches")
    expect(_card(person, who.left)).not_to_contain_text("not saved yet")
    assert not _partner(company, who.left)


def test_all_above_a_score_are_shown_before_they_are_saved(
    person: Person, company: Books
) -> None:
    """Breaks when the list is another than what was counted, or a letter finds others
    than its own."""
    who = _wait_to_be_matched(company)
    person.log_in()
    person.open("xero-matching")
    person.press("letters")
    person.page.locator(f".o_xero_match_letters [name=letter_{who.new[0]}]").click()
    expect(_card(person, who.new)).to_be_visible()
    person.press("letters")
    person.page.locator('.o_xero_match_letters [name="letter_#"]').click()
    expect(person.page.get_by_text("Remove a filter")).to_be_visible()
    person.press("match_above")
    expect(person.page.locator(".modal")).to_contain_text("No contact has such")
    person.page.keyboard.type("80")
    expect(person.page.locator(".modal")).to_contain_text("will be marked")
    person.page.keyboard.press("Enter")
    expect(person.page.locator(".o_facet_values", has_text="Decided")).to_be_visible()
    expect(_card(person, who.same[1])).to_contain_text(f"Match with {who.same[0]}")
    expect(_card(person, who.new)).to_have_count(0)
    assert not _partner(company, who.same[1])
    person.press("discard_matches")
    expect(_card(person, who.same[1])).to_have_count(0)


def test_both_sides_fit_on_any_screen(reader: Person, company: Books) -> None:
    """Breaks when a telephone cuts a card, or customers that Xero lacks miss."""
    who = _wait_to_be_matched(company)
    reader.log_in()
    reader.open("xero-matching")
    expect(_card(reader, who.left)).to_be_visible()
    reader.assert_fits()
    reader.page.get_by_role("button", name="Only in Odoo").click()
    card = _card(reader, who.other[0])
    expect(card).to_contain_text("Create in Xero")
    expect(card).to_contain_text(who.other[1])
    reader.assert_fits()
    card.locator("button[name=create]").click()
    expect(card).to_contain_text("not saved yet")
    expect(reader.page.get_by_role("button", name="Save Matches (1)")).to_be_visible()
    card.locator("button[name=take_back]").click()
    expect(card).not_to_contain_text("not saved yet")


def _undo(person: Person) -> None:
    """Follow the link of the notification, with the keyboard, and undo it all."""
    link = person.page.get_by_role("link", name="Details and undo")
    link.focus()
    with person.page.context.expect_page() as opened:
        link.press("Enter")
    former, person.page = person.page, opened.value
    former.close()
    expect(person.button("action_undo")).to_be_visible()
    person.page.keyboard.press("Alt+u")
    expect(person.page.locator(".modal")).to_be_visible()
    person.page.keyboard.press("Enter")
    expect(person.button("action_undo")).to_have_count(0)


def _wait_to_be_matched(company: Books) -> Waiting:
    user, place = company.user, next(_PLACES)
    settings = {"match_by": "email", "new_records": "review"}
    user.write("xero.connection", [company.connection], settings)
    here = (f"{place} Roofing", f"{place} Bookbinders")
    user.create(
        "res.partner",
        *({"name": name, "is_company": True, "customer_rank": 1} for name in here),
    )
    there = [f"{name} Ltd" for name in here]
    new, left = f"{place} Pottery", f"{place} Zips"
    for name in (*there, new, left):
        company.xero.act("create_contact", values={"Name": name})
    wizard = user.press("xero.connection", company.connection, "action_sync_now")
    user.press(wizard["res_model"], wizard["res_id"], "action_start")
    suggested = [("name", "in", there), ("proposal_ids", "!=", False)]
    known = [("name", "in", [new, left])]
    company.odoo.wait_until(
        lambda: all(
            len(user.read("xero.contact", domain, ["id"])) == 2
            for domain in (suggested, known)
        ),
        "the suggestions",
    )
    return Waiting((here[0], there[0]), (here[1], there[1]), new, left)


def _go_to(person: Person, name: str) -> None:
    """Press J until a card has the focus, from the first one on."""
    for _card_above in range(100):
        person.page.keyboard.press("k")
    for _card_below in range(100):
        focused = person.page.locator(".o_kanban_record:focus")
        expect(focused).to_have_count(1)
        if focused.get_by_text(name, exact=True).count():
            return
        person.page.keyboard.press("j")
    raise AssertionError(f"{name} is not reached")


def _card(person: Person, name: str) -> Locator:
    itself = person.page.get_by_text(name, exact=True)
    return person.page.locator(".o_kanban_record").filter(has=itself)


def _partner(company: Books, name: str) -> str:
    """Name of the partner that a contact is linked with, "" for none."""
    (row,) = company.user.read("xero.contact", [("name", "=", name)], ["partner_id"])
    return str(row["partner_id"][1]) if row["partner_id"] else ""
