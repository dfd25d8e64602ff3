"""The connection itself: its form, its wizards, its health."""

from playwright.sync_api import expect

from tests.screenshots.stage import Prepare, Stage
from tests.system.browser import Person


def connection(stage: Stage) -> None:
    """The connection, with its settings and what waits."""
    stage.shoot("connection", stage.form)
    stage.shoot("connections", "xero-connections")


def import_settings(stage: Stage) -> None:
    """What will come of the contacts in Xero, before it does."""
    stage.shoot_dialog("import-settings", stage.form, "action_import_settings")
    for page in ("which", "new", "all"):
        name = f"import-settings-{page}"
        stage.shoot_dialog(name, stage.form, "action_import_settings", page)


def to_match(stage: Stage) -> None:
    """What waits to be matched, and why; how Xero's contacts and invoices stand."""

    def open_counted(button: str) -> Prepare:
        def press(viewer: Person) -> None:
            viewer.press(button)
            viewer.page.wait_for_selector(".o_list_view, .o_kanban_view")

        return press

    for name in ("unmatched", "documents", "jobs"):
        stage.shoot(f"open-{name}", stage.form, open_counted(f"action_open_{name}"))


# Companies in Odoo, and contacts in Xero that resemble them.
_ALIKE = (
    ({"name": "Tasman Legal Ltd"}, {"Name": "Tasman Legal"}),
    (
        {"name": "Pohutukawa Prnting", "phone": "+64 9 555 0144"},
        {
            "Name": "Pōhutukawa Printing Limited",
            "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "09 555 0144"}],
        },
    ),
    (
        {"name": "Rata Group Ltd", "email": "kiri@rata.example"},
        {"Name": "Rata Holdings Ltd", "EmailAddress": "kiri@rata.example"},
    ),
    ({"name": "Southern Lakes Tours"}, {"Name": "Southern Lake Tour"}),
    (
        {"name": "Matai Joinery", "vat": "49091850"},
        {"Name": "Matai Joinery Limited", "TaxNumber": "49-091-850"},
    ),
)


def matching(stage: Stage) -> None:
    """Who may be who, with a score and its reasons; what is clear is matched."""
    stage.set(new_records="review")
    here = [{**ours, "is_company": True} for ours, _theirs in _ALIKE]
    stage.user.create("res.partner", *here)
    for _ours, theirs in _ALIKE:
        stage.xero.act("create_contact", values=theirs)
    stage.sync()

    def open_unmatched(viewer: Person) -> None:
        viewer.press("action_open_unmatched")
        viewer.page.wait_for_selector(".o_list_view, .o_kanban_view")

    stage.shoot("matching", stage.form, open_unmatched)
    suggested = stage.newest("xero.contact", ("proposal_ids", "!=", False))
    stage.shoot("suggestions", f"xero.contact/{suggested}")
    stage.shoot_dialog("match", f"xero.contact/{suggested}", "action_match")
    matched = stage.newest(
        "xero.contact", ("matched_by", "in", ("tax_number", "phone"))
    )
    stage.shoot("matched-because", f"xero.contact/{matched}")
    stage.set(new_records="create")


def field_mapping(stage: Stage) -> None:
    """Which field is which: the page, one more field, a try, the page as printed."""
    stage.set(new_records="create")
    stage.sync()
    dialog = ".modal-dialog:last-of-type"

    def open_tab(viewer: Person) -> None:
        viewer.page.locator(".nav-link", has_text="Field Mapping").click()
        viewer.page.locator("[name=field_mapping_ids]").scroll_into_view_if_needed()

    def choose(viewer: Person) -> None:
        open_tab(viewer)
        viewer.page.get_by_role("button", name="Add a Field").click()
        page = viewer.page.locator(dialog)
        page.locator("[name=path] .o_model_field_selector").click()
        chooser = viewer.page.locator(".o_model_field_selector_popover")
        chooser.locator("input").first.fill("Reference")
        names = chooser.locator(".o_model_field_selector_popover_item_name")
        names.filter(has_text="Reference").first.click()
        viewer.shoot("field-mapping-choose")
        viewer.page.locator(".modal-header").last.click()
        page.locator("[name=place] input").click()
        viewer.page.locator(".o_select_menu_item").first.click()
        expect(page.locator("[name=effect]")).to_be_visible()

    def preview(viewer: Person) -> None:
        open_tab(viewer)
        viewer.page.get_by_role("button", name="Preview with a Contact").click()
        expect(viewer.page.locator(f"{dialog} tbody tr").first).to_be_visible()

    stage.shoot("field-mapping", stage.form, open_tab)
    stage.shoot("field-mapping-preview", stage.form, preview)
    stage.shoot("field-mapping-add", stage.form, choose)
    page = f"report/html/xero_connector.field_mapping_page/{stage.connection}"
    for viewer in stage.viewers:
        viewer.page.goto(f"{stage.odoo.url}/{page}")
        viewer.page.screenshot(
            path=viewer.place("field-mapping-printed"), full_page=True
        )


def switch_on(stage: Stage) -> None:
    """Who is not matched yet, before runs come by themselves."""
    stage.set(frequency="manual")
    stage.sell()

    def press(viewer: Person) -> None:
        viewer.press("action_switch_on")
        expect(viewer.page.get_by_text("not matched yet")).to_be_visible()

    stage.shoot("switch-on", stage.form, press)


def sync_now(stage: Stage) -> None:
    """Records, calls and minutes, now or tonight."""
    stage.shoot_dialog("sync-now", stage.form, "action_sync_now")


def recode(stage: Stage) -> None:
    """Another account is chosen: what stands in Xero, and whether to recode it."""
    before = stage.user.read("xero.connection", [], ["account_id"])[0]["account_id"]
    moves = stage.sell()
    stage.push(moves, "pushed")
    (paid,) = stage.user.read("account.move", [("id", "=", moves[0])], ["name"])
    stage.xero.act("pay", invoice=paid["name"])
    stage.run()
    others = [
        ("usable_for_sales", "=", True),
        ("account_class", "=", "REVENUE"),
        ("id", "!=", before[0]),
    ]
    stage.set(account_id=stage.newest("xero.account", *others))
    stage.shoot("to-recode", stage.form)
    stage.shoot_dialog("recode", stage.form, "action_recode")
    stage.set(account_id=before[0])


def health_with_faults(stage: Stage) -> None:
    """A check that finds what is wrong, each line with its fix."""
    people = stage.user.read("res.users", [], ["id"])
    stage.set(alert_user_ids=[(5,)], inactivity_days=14)
    stage.xero.act("archive_account", account=_account(stage))
    stage.user.call("xero.connection", "action_check_again", [stage.connection])
    stage.run()
    stage.odoo.set_parameter("web.base.url.freeze", "")
    stage.shoot_dialog("health", stage.form, "action_check_health")
    stage.odoo.set_parameter("web.base.url.freeze", "True")
    stage.xero.act("restore_account", account=_account(stage))
    stage.user.call("xero.connection", "action_check_again", [stage.connection])
    stage.set(alert_user_ids=[(6, 0, [people[0]["id"]])], inactivity_days=60)
    stage.run()


def sound(stage: Stage) -> None:
    """A check that finds nothing, and the tax rates that it looked at."""
    stage.shoot_dialog("health-sound", stage.form, "action_check_health")
    stage.shoot("tax-rates", "action-xero_connector.xero_tax_rate_action")


def disconnected(stage: Stage) -> None:
    """Nothing moves, and it says so."""
    where = f"WHERE id = {stage.connection}"
    stage.odoo.sql(
        "UPDATE xero_connection SET lifecycle = 'disconnected', "
        f"disconnected_at = now() AT TIME ZONE 'UTC' {where}"
    )
    stage.shoot("disconnected", stage.form)
    stage.shoot("disconnected-to-do", "xero-issues")
    stage.odoo.sql(f"UPDATE xero_connection SET lifecycle = 'connected' {where}")


def paused(stage: Stage) -> None:
    """A limit is reached: until when it waits, and that it goes on by itself."""
    moves = stage.sell()
    stage.xero.fault(
        "status",
        "PUT",
        "Contacts",
        status=429,
        headers={"Retry-After": "2400", "X-Rate-Limit-Problem": "day"},
    )
    stage.books.push(moves)
    stage.odoo.wait_until(
        lambda: stage.books.connection_says("state") == "paused", "a pause"
    )
    stage.shoot("paused", stage.form)
    stage.shoot("paused-run", f"xero.batch/{stage.newest('xero.batch')}")


def _account(stage: Stage) -> str:
    """The code of the account that sales go to."""
    chosen = stage.user.read(
        "xero.connection", [("id", "=", stage.connection)], ["account_id"]
    )
    (account,) = stage.user.read(
        "xero.account", [("id", "=", chosen[0]["account_id"][0])], ["code"]
    )
    return str(account["code"])
