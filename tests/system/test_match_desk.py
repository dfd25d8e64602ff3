"""The match desk with the keyboard alone, in a real browser."""

from playwright.sync_api import Locator, expect

from tests.system.books import Books
from tests.system.browser import Person

# In Odoo, and in Xero: one is to be matched, one is somebody else, one is new.
SAME = ("Kahurangi Roofing", "Kahurangi Roofing Ltd")
OTHER = ("Marama Books", "Marama Books Ltd")
NEW = "Pukeko Pottery"
LEFT = "Zealandia Zips"


def test_who_is_who_is_said_with_the_keyboard_alone(
    person: Person, company: Books
) -> None:
    """Breaks when a key does nothing, something is applied before it is saved, or what
    was saved cannot be undone."""
    _wait_to_be_matched(company)
    person.log_in()
    person.open("xero-matching")
    expect(_card(person, SAME[1])).to_be_visible()
    keys = person.page.keyboard

    _go_to(person, SAME[1])
    keys.press("m")
    expect(_card(person, SAME[1])).to_contain_text(f"Match with {SAME[0]}")
    _go_to(person, OTHER[1])
    keys.press("x")
    expect(_card(person, OTHER[1])).to_contain_text(f"Not the same as {OTHER[0]}")
    keys.press("c")
    expect(_card(person, OTHER[1])).to_contain_text("Create in Odoo")
    _go_to(person, NEW)
    keys.press("c")
    expect(_card(person, NEW)).to_contain_text("not saved yet")
    _go_to(person, LEFT)
    keys.press("l")
    expect(_card(person, LEFT)).to_contain_text("Keep in Xero only")
    _go_to(person, LEFT)
    keys.press("u")
    expect(_card(person, LEFT)).not_to_contain_text("not saved yet")
    person.shoot("match-desk-keys")
    assert not _partner(company, SAME[1]), "nothing is applied before it is saved"

    keys.press("Control+s")
    expect(_card(person, SAME[1])).to_have_count(0)
    expect(_card(person, LEFT)).to_be_visible()
    assert _partner(company, SAME[1]) == SAME[0]
    assert _partner(company, OTHER[1]) == OTHER[1]
    assert _partner(company, NEW) == NEW

    _undo(person)
    assert not _partner(company, SAME[1])
    person.open("xero-matching")
    expect(_card(person, SAME[1])).to_be_visible()


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


def _wait_to_be_matched(company: Books) -> None:
    user = company.user
    user.write(
        "xero.connection",
        [company.connection],
        {"match_by": "email", "new_records": "review"},
    )
    for name, _in_xero in (SAME, OTHER):
        user.create("res.partner", {"name": name, "is_company": True})
    names = [SAME[1], OTHER[1], NEW, LEFT]
    for name in names:
        company.xero.act("create_contact", values={"Name": name})
    wizard = user.press("xero.connection", company.connection, "action_sync_now")
    user.press(wizard["res_model"], wizard["res_id"], "action_start")
    suggested = [("name", "in", [SAME[1], OTHER[1]]), ("proposal_ids", "!=", False)]
    company.odoo.wait_until(
        lambda: len(user.read("xero.contact", suggested, ["id"])) == 2,
        "the suggestions",
    )


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
