"""Buttons of banners and cards, by mouse and keyboard, on forms being edited too."""

from playwright.sync_api import expect

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
    person.page.locator(".alert a", has_text="Map taxes").click()
    expect(person.page.locator(".o_data_row").first).to_be_visible()


def test_enter_pressed_too_early_decides_no_conflict(
    person: Person, books: Books
) -> None:
    """Breaks when the focus begins on what overwrites one side."""
    user = books.user
    books.push()
    books.settle()
    move = books.moves[0]
    number = user.read("account.move", [("id", "=", move)], ["name"])[0]["name"]
    theirs = {"Reference": "PO 7741"}
    books.xero.act("edit_invoice", invoice=number, values=theirs)
    user.write("account.move", [move], {"ref": "PO 7714"})
    books.push([move])
    conflict = [("state", "=", "open"), ("cause", "=", "changed_in_xero")]
    books.odoo.wait_until(
        lambda: bool(user.read("xero.issue", conflict, ["id"])), "a conflict"
    )
    issue = user.read("xero.issue", conflict, ["id"])[0]["id"]
    person.log_in()
    person.open(f"xero.issue/{issue}")
    person.press("action_solve")
    dialog = person.page.locator(".modal-dialog")
    expect(dialog).to_be_visible()
    expect(dialog.locator("footer .btn-primary")).to_have_count(0)
    for _time in range(2):
        person.page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert user.read("xero.issue", conflict, ["id"])
    (kept,) = [r for r in books.xero.rows("Invoices") if r["InvoiceNumber"] == number]
    assert kept["Reference"] == theirs["Reference"]
    user.call("xero.issue", "action_try_again", [issue])
