"""What an update of the addon and its end leave behind."""

from dev import odoo
from dev.paths import ADDON
from tests.system.books import Books
from tests.system.odoo_process import Odoo

TEMPLATE = "mail_template_digest"
GROUP = "group_xero_manager"


def _id_of(running: Odoo, name: str) -> int | None:
    found = running.sql(
        f"SELECT res_id FROM ir_model_data WHERE name = '{name}'"
        f" AND module = '{ADDON.name}'"
    )
    return int(found[0][0]) if found else None


def _managers(running: Odoo) -> list[list[str]]:
    group = _id_of(running, GROUP)
    return running.sql(f"SELECT uid FROM res_groups_users_rel WHERE gid = {group}")


def test_an_update_brings_back_nothing_that_was_taken_away(company: Books) -> None:
    """Breaks when a template that somebody deleted, or a right that somebody took,
    returns with every update."""
    running = company.odoo
    template = _id_of(running, TEMPLATE)
    assert template
    running.user.call("mail.template", "unlink", [template])
    admin = running.sql("SELECT id FROM res_users WHERE login = 'admin'")[0][0]
    assert [admin] in _managers(running)
    running.user.call(
        "res.groups", "write", [_id_of(running, GROUP)], {"user_ids": [(3, int(admin))]}
    )
    before = _managers(running)
    running.kill()
    odoo.install(running.database, ADDON.name, update=True)
    running.start()
    assert _id_of(running, TEMPLATE) is None
    assert [admin] not in before
    assert _managers(running) == before


def test_who_uninstalls_it_is_disconnected_in_xero(company: Books) -> None:
    """Breaks when Xero keeps a connection that nobody has any more, or an uninstall
    leaves something behind or errors in the log."""
    running = company.odoo
    company.xero.forget()
    module = running.user.read("ir.module.module", [("name", "=", ADDON.name)], ["id"])[
        0
    ]["id"]
    running.user.call("ir.module.module", "button_immediate_uninstall", [module])
    goodbyes = company.xero.goodbyes()
    assert [call["status"] // 100 for call in goodbyes] == [2, 2]
    assert not running.sql(
        "SELECT table_name FROM information_schema.tables"
        " WHERE table_name LIKE 'xero\\_%'"
    )
    assert not running.sql("SELECT id FROM ir_cron WHERE cron_name LIKE 'Xero%'")
    assert not running.warnings()
