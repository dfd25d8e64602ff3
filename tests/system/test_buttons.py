"""Buttons of banners and cards, by mouse and keyboard, on forms being edited too."""

from playwright.sync_api import Route, expect

from tests.system.books import Books
from tests.system.browser import Person


def test_a_cards_button_is_pressed_with_the_keyboard(
    person: Person, books: Books
) -> None:
    """Breaks when Odoo keeps Enter and Space of a card for itself."""
    user = books.user
    user.write("xero.connection", [books.connection], {"account_id": False})
    books.push()
    waiting = [("state", "=", "open")]
    books.odoo.wait_until(
        lambda: bool(user.read("xero.issue", waiting, ["id"])), "an issue"
    )
    person.log_in()
    for key in ("Enter", "Space"):
        person.open("action-xero_connector.xero_issue_action")
        person.button("action_solve").focus()
        person.page.keyboard.press(key)
        expect(person.page.locator(".o_form_view")).to_be_visible()
    accounts = user.read("xero.account", [("code", "=", "200")], ["id"])
    chosen = {"account_id": accounts[0]["id"]}
    user.write("xero.connection", [books.connection], chosen)
    books.settle()


def test_a_banners_button_works_while_the_form_is_edited(
    person: Person, books: Books
) -> None:
    """Breaks when its action is about a record that the database does not have."""
    person.log_in()
    person.open(f"xero-connections/{books.connection}")
    inactivity = person.field("inactivity_days").locator("input")
    inactivity.fill("61")
    person.page.keyboard.press("Tab")
    person.page.locator(".alert a", has_text="Map Taxes").click()
    expect(person.page.locator(".o_data_row").first).to_be_visible()


def test_enter_pressed_too_early_decides_no_conflict(
    person: Person, books: Books
) -> None:
    """Breaks when the focus begins on what overwrites one side."""
    number, theirs, issue = _change_on_both_sides(books)
    person.log_in()
    person.open(f"xero.issue/{issue}")
    person.press("action_solve")
    dialog = person.page.locator(".modal-dialog")
    expect(dialog).to_be_visible()
    expect(dialog.locator("footer .btn-primary")).to_have_count(0)
    for _time in range(2):
        person.page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert books.user.read("xero.issue", _CONFLICT, ["id"])
    (kept,) = [r for r in books.xero.rows("Invoices") if r["InvoiceNumber"] == number]
    assert kept["Reference"] == theirs
    books.user.call("xero.issue", "action_try_again", [issue])


def test_a_toast_leaves_the_button_that_was_pressed(
    person: Person, books: Books
) -> None:
    """Breaks when a toast comes by the action service, which then forgets the button:
    it stays grey for ever."""
    _number, _theirs, issue = _change_on_both_sides(books)
    person.log_in()
    person.open(f"xero.issue/{issue}")
    held: list[Route] = []
    person.page.route("**/xero.issue/action_solve", lambda route: held.append(route))
    person.press("action_solve")
    books.push()
    toast = person.page.locator(".o_notification", has_text="in Xero")
    expect(toast.first).to_be_visible()
    held.pop().continue_()
    expect(person.page.locator(".modal-dialog")).to_be_visible()
    books.user.call("xero.issue", "action_try_again", [issue])


_CONFLICT = [("state", "=", "open"), ("cause", "=", "changed_in_xero")]


def _change_on_both_sides(books: Books) -> tuple[str, str, int]:
    """:return: an invoice's number, its reference in Xero, the issue that asks"""
    user = books.user
    books.push()
    books.settle()
    move = books.moves[0]
    number = user.read("account.move", [("id", "=", move)], ["name"])[0]["name"]
    theirs = "PO 7741"
    books.xero.act("edit_invoice", invoice=number, values={"Reference": theirs})
    user.write("account.move", [move], {"ref": "PO 7714"})
    books.push([move])
    books.odoo.wait_until(
        lambda: bool(user.read("xero.issue", _CONFLICT, ["id"])), "a conflict"
    )
    return number, theirs, user.read("xero.issue", _CONFLICT, ["id"])[0]["id"]
