"""What a person sees and does, in a real browser."""

import re

from playwright.sync_api import expect

from tests.system.browser import Person
from tests.system.odoo_process import Odoo
from tests.system.xero import Xero

# In Xero's demo company with this e-mail; and nowhere in it.
KNOWN = {"name": "Kererū Books", "email": "ana@kererubooks.example"}
UNKNOWN = {"name": "Ōtākaro Joinery Ltd", "email": "accounts@otakaro.example"}

CONNECTED = "Connected to Demo Company (NZ), New Zealand, NZD"


def test_from_consent_to_paid(person: Person, odoo_process: Odoo, xero: Xero) -> None:
    """An admin connects, an accountant pushes and sees what is paid."""
    _connect(person, odoo_process, xero)
    _set_up(person)
    known = _invoice(odoo_process, KNOWN)
    unknown = _invoice(odoo_process, UNKNOWN)
    _preview_and_push(person, known)
    _see_who_is_not_matched(person)
    _answer_who_it_is(person, unknown)
    number = odoo_process.user.read("account.move", [("id", "=", known)], ["name"])
    xero.act("pay", invoice=number[0]["name"])
    _see_it_paid(person, known)


def _connect(person: Person, odoo: Odoo, xero: Xero) -> None:
    """Type in the app, read what is asked, allow it, come back."""
    person.log_in()
    person.open_app("Xero")
    person.page.get_by_role("button", name="New").first.click()
    person.press("action_connect")
    expect(person.field("redirect_uri")).to_contain_text(
        f"{odoo.url}/xero/oauth/callback"
    )
    person.shoot("app")
    person.field("client_id").locator("input").fill("demo-client")
    person.field("client_secret").locator("input").fill("demo-secret")
    person.press("action_continue")
    expect(person.field("permissions")).to_contain_text("Payments are never changed")
    expect(person.field("push_from")).to_be_visible()
    person.shoot("connect")
    person.press("action_continue")
    expect(person.page).to_have_url(re.compile(re.escape(xero.url)))
    person.shoot("consent")
    person.page.click("#allow")
    expect(person.page.get_by_text(CONNECTED)).to_be_visible()
    person.reload_until(person.alert("Choose what to import into Odoo"))


def _set_up(person: Person) -> None:
    """Say what comes in; then choose where sales are posted to."""
    person.alert("Choose what to import into Odoo").locator("a, button").first.click()
    expect(person.field("contacts_story")).to_contain_text("Contacts in Xero: 60.")
    person.shoot("import")
    person.press("action_save")
    person.reload_until(person.alert("No sales account is selected"))
    contacts = person.button("action_open_contacts")
    person.reload_until(contacts.filter(has_text="60"))
    person.choose("account_id", "Other Revenue")
    person.save()
    expect(person.alert("No sales account is selected")).to_have_count(0)
    person.shoot("connection")
    contacts.click()
    expect(person.page.get_by_text(KNOWN["name"])).to_be_visible()
    person.shoot("contacts")


def _invoice(odoo: Odoo, customer: dict[str, str]) -> int:
    """A confirmed invoice."""
    user = odoo.user
    (partner,) = user.create("res.partner", {**customer, "is_company": True})
    wanted = [("type_tax_use", "=", "sale"), ("amount", "=", 15)]
    tax = user.read("account.tax", wanted, ["id"])[0]["id"]
    line = {"name": "Shelves", "quantity": 2, "price_unit": 240.5}
    (move,) = user.create(
        "account.move",
        {
            "move_type": "out_invoice",
            "partner_id": partner,
            "invoice_line_ids": [(0, 0, {**line, "tax_ids": [(6, 0, [tax])]})],
        },
    )
    user.call("account.move", "action_post", [move])
    return move


def _preview_and_push(person: Person, move: int) -> None:
    """Look at the document first, then send it."""
    person.open(f"customer-invoices/{move}")
    person.press("action_xero_preview")
    expect(person.page.locator(".o_xero_preview")).to_contain_text("OUTPUT2")
    expect(person.page.locator(".o_xero_preview")).to_contain_text("553.15")
    person.shoot("preview")
    person.page.locator(".modal button[special=cancel]").click()
    person.press("action_xero_push")
    person.reload_until(person.button("action_xero_open"))
    expect(person.button("action_xero_open")).to_contain_text("Not Paid")
    expect(person.field("xero_state")).to_have_text("In Xero")
    expect(person.button("action_xero_push")).to_have_text("Update in Xero")
    person.shoot("invoice")


def _see_who_is_not_matched(person: Person) -> None:
    """Before anything happens by itself, the customers nobody matched are listed."""
    person.open_app("Xero")
    person.page.get_by_text("Demo Company (NZ)").first.click()
    person.press("action_switch_on")
    row = person.page.locator(".o_data_row", has_text=UNKNOWN["name"])
    expect(row).to_be_visible()
    expect(person.page.get_by_text(KNOWN["name"])).to_have_count(0)
    person.shoot("switch-on")
    row.locator("button[name=action_match]").click()
    expect(person.field("partner_email")).to_contain_text(UNKNOWN["email"])
    person.page.locator(".modal button[special=cancel]").click()


def _answer_who_it_is(person: Person, move: int) -> None:
    """A customer that Xero does not know is asked for; the answer frees the invoice."""
    person.open(f"customer-invoices/{move}")
    person.press("action_xero_push")
    banner = person.alert(f"Who is {UNKNOWN['name']} in Xero?")
    person.reload_until(banner)
    person.shoot("invoice-issue")
    banner.locator("a, button").first.click()
    expect(person.field("partner_id")).to_contain_text(UNKNOWN["name"])
    person.shoot("who-is-it")
    person.press("action_create_contact")
    person.reload_until(person.button("action_xero_open"))
    expect(banner).to_have_count(0)


def _see_it_paid(person: Person, move: int) -> None:
    """A payment in Xero shows on the invoice."""
    person.open_app("Xero")
    person.page.get_by_text("Demo Company (NZ)").first.click()
    person.press("action_sync_now")
    person.shoot("sync-now")
    person.press("action_start")
    person.open(f"customer-invoices/{move}")
    in_xero = person.button("action_xero_open")
    person.reload_until(in_xero.filter(has_text=re.compile("(?<!Not )Paid")))
    person.shoot("invoice-paid")
