"""The match desk: who is who, decided card by card and saved together."""

from playwright.sync_api import expect

from tests.screenshots.stage import Stage
from tests.system.browser import Person

# In Odoo and in Xero: what a person may be asked about.
_ALIKE = (
    (
        {
            "name": "Seaview Motels Limited",
            "email": "stay@seaviewmotel.example",
            "phone": "+64 9 555 0101",
            "street": "12 Marine Parade",
            "city": "Napier",
            "zip": "4110",
        },
        {
            "Name": "Seaview Motel",
            "EmailAddress": "reception@seaviewmotel.example",
            "Phones": [
                {
                    "PhoneType": "DEFAULT",
                    "PhoneCountryCode": "64",
                    "PhoneAreaCode": "9",
                    "PhoneNumber": "5550101",
                }
            ],
            "Addresses": [
                {
                    "AddressType": "STREET",
                    "AddressLine1": "12 Marine Parade",
                    "City": "Napier",
                    "PostalCode": "4110",
                }
            ],
        },
    ),
    (
        {"name": "Greenhill Solicitors", "email": "legal@greenhill.example"},
        {"Name": "Greenhill Solicitors Ltd", "EmailAddress": "hemi@greenhill.example"},
    ),
    ({"name": "Greenhill Solicitors & Co", "phone": "+64 9 555 0190"}, {}),
    ({"name": "Tōtara Nursery"}, {"Name": "Totara Nursery Ltd"}),
    ({"name": "<b>Bold</b> Prints"}, {"Name": "Bold Prints Ltd"}),
    ({"name": "Matai Joinery", "vat": "49091850"}, {"Name": "Matai Joinery Limited"}),
    (
        {"name": " ".join(["Consolidated International Shipping"] * 5)},
        {"Name": " ".join(["Consolidated International Shipping"] * 5) + " Ltd"},
    ),
    ({}, {"Name": "Maison Étoile", "EmailAddress": "bonjour@etoile.example"}),
    ({}, {"Name": "Harbour Electrical"}),
)
_OWING = "Seaview Motel"


def match_desk(stage: Stage) -> None:
    """Full, on both sides; the keys; decided; many at once; nobody left."""
    _fill(stage)
    path = f"{stage.form}"
    stage.shoot("connection-matching", path, _show_tab)
    stage.shoot("match-desk", path, _open)
    stage.shoot("match-desk-odoo", path, _open_other_side)
    stage.shoot("match-desk-keys", path, _open_keys)
    stage.shoot("match-desk-bulk", path, _open_bulk)
    stage.shoot("match-desk-decided", path, _decide)
    stage.shoot("match-desk-nothing-found", path, _find_nothing)
    stage.user.call("xero.match.change", "discard", stage.connection)
    left = stage.user.read("xero.contact", [("partner_id", "=", False)], ["id"])
    stage.user.call("xero.contact", "action_leave", [row["id"] for row in left])
    stage.shoot("match-desk-empty", path, _open_from_menu)


def _fill(stage: Stage) -> None:
    stage.set(new_records="review", match_by="email")
    here = [
        {**ours, "is_company": True, "customer_rank": 1}
        for ours, _theirs in _ALIKE
        if ours
    ]
    (first, *_others) = stage.user.create("res.partner", *here)
    line = {"name": "Two nights", "quantity": 2, "price_unit": 212}
    (move,) = stage.user.create(
        "account.move",
        {
            "move_type": "out_invoice",
            "partner_id": first,
            "invoice_date": "2026-11-02",
            "invoice_line_ids": [(0, 0, line)],
        },
    )
    stage.user.call("account.move", "action_post", [move])
    for _ours, theirs in _ALIKE:
        if theirs:
            stage.xero.act("create_contact", values=theirs)
    owed = {
        "DueDate": "2026-10-20",
        "LineItems": [
            {
                "Description": "Stay",
                "Quantity": 1,
                "UnitAmount": 610,
                "AccountCode": "200",
            }
        ],
    }
    stage.xero.act("create_invoice", contact="Seaview Motel", values=owed)
    stage.sync()


def _show_tab(viewer: Person) -> None:
    viewer.page.get_by_role("tab", name="Matching").click()
    expect(viewer.page.locator(".o_xero_matching")).to_be_visible()
    viewer.page.locator(".o_xero_matching").scroll_into_view_if_needed()


def _open(viewer: Person) -> None:
    _show_tab(viewer)
    viewer.page.get_by_role("button", name="Match Contacts").click()
    expect(viewer.page.locator(".o_xero_match_card").first).to_be_visible()


def _open_other_side(viewer: Person) -> None:
    _open(viewer)
    viewer.page.get_by_role("button", name="Only in Odoo").click()
    expect(viewer.page.get_by_text("Create in Xero").first).to_be_visible()


def _open_keys(viewer: Person) -> None:
    _open(viewer)
    viewer.page.keyboard.press("?")
    expect(viewer.page.locator(".modal")).to_be_visible()


def _open_bulk(viewer: Person) -> None:
    _open(viewer)
    viewer.press("match_above")
    expect(viewer.page.locator(".modal")).to_be_visible()


def _decide(viewer: Person) -> None:
    _open(viewer)
    for key in "mxclj":
        viewer.page.keyboard.press(key)
        viewer.page.wait_for_timeout(300)
    expect(viewer.page.get_by_text("not saved yet").first).to_be_visible()


def _find_nothing(viewer: Person) -> None:
    _open(viewer)
    viewer.page.locator("button[name=letters]").click()
    viewer.page.locator(".o_xero_match_letters [name=letter_Z]").click()
    expect(viewer.page.get_by_text("Remove a filter")).to_be_visible()


def _open_from_menu(viewer: Person) -> None:
    viewer.open("xero-matching")
    expect(viewer.page.get_by_text("has been dealt with")).to_be_visible()
