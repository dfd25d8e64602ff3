"""What moves, what is refused, and what a person decides."""

from tests.screenshots.stage import MANY, Stage
from tests.system.browser import Person


def running_batch(stage: Stage) -> None:
    """A run under way: its bar, its counts, the time that is left."""
    moves = stage.sell(MANY)
    with stage.held("PUT", "Invoices", after=1) as fault:
        stage.books.push(moves)
        fault.wait_until_held(90)
        stage.shoot("run", f"xero.batch/{stage.newest('xero.batch')}")
    stage.wait_for(moves, "pushed")


def planned_batch(stage: Stage) -> None:
    """*Tonight*: the run says when it starts by itself."""
    press = stage.user.press
    wizard = press("xero.connection", stage.connection, "action_sync_now")["res_id"]
    run = press("xero.sync.wizard", wizard, "action_tonight")["res_id"]
    stage.shoot("run-tonight", f"xero.batch/{run}")
    stage.user.call("xero.batch", "action_cancel", [run])


def paused_batch(stage: Stage) -> None:
    """A person stopped it: who did, and the button that lets it go on."""
    moves = stage.sell(MANY)
    with stage.held("PUT", "Invoices", after=1) as fault:
        stage.books.push(moves)
        fault.wait_until_held(90)
        run = stage.newest("xero.batch")
        stage.user.call("xero.batch", "action_pause", [run])
    stage.run()
    stage.shoot("run-paused", f"xero.batch/{run}")
    stage.user.call("xero.batch", "action_resume", [run])
    stage.wait_for(moves, "pushed")
    stage.run()
    stage.shoot("run-done", f"xero.batch/{run}")


def sync_log(stage: Stage) -> None:
    """From the runs down to one record's exact message."""
    archived, moves = _refused(stage)
    run = stage.newest("xero.batch", ("failed", ">", 0))
    stage.shoot("log-1-runs", "action-xero_connector.xero_batch_action")
    stage.shoot("log-2-run", f"xero.batch/{run}")

    def open_failed(viewer: Person) -> None:
        viewer.press("action_open_failed")
        viewer.page.wait_for_selector(".o_list_view")

    stage.shoot("log-3-failed", f"xero.batch/{run}", open_failed)
    job = stage.newest("xero.job", ("res_id", "in", moves), ("state", "=", "blocked"))
    stage.shoot("log-4-record", f"xero.job/{job}")
    attempt = stage.newest("xero.exchange.element", ("job_id", "=", job))
    stage.shoot("log-5-message", f"xero.exchange.element/{attempt}")
    call = stage.newest("xero.exchange", ("element_ids", "in", [attempt]))
    stage.shoot("log-6-call", f"xero.exchange/{call}")
    stage.shoot("log-records", "xero-log")
    _mend(stage, archived)


def issue(stage: Stage) -> None:
    """One cause, what it holds back, and the button that solves it."""
    archived, _moves = _refused(stage)
    stage.shoot("issues", "xero-issues")
    stage.shoot("issue", f"xero.issue/{stage.newest('xero.issue')}")
    _mend(stage, archived)


def conflict(stage: Stage) -> None:
    """Changed on both sides: nothing is sent, both are shown."""
    (move, *_others) = stage.sell()
    stage.push([move], "pushed")
    stage.run()
    number = stage.user.read("account.move", [("id", "=", move)], ["name"])[0]["name"]
    stage.xero.act("edit_invoice", invoice=number, values={"Reference": "PO 7741"})
    stage.user.call("account.move", "button_draft", [move])
    stage.user.write("account.move", [move], {"ref": "PO 7714"})
    stage.user.call("account.move", "action_post", [move])
    stage.push([move], "blocked")
    found = stage.newest("xero.issue", ("state", "=", "open"))
    stage.shoot("conflict-issue", f"xero.issue/{found}")
    stage.shoot_dialog("conflict", f"xero.issue/{found}", "action_solve")


def contact_conflict(stage: Stage) -> None:
    """A contact changed on both sides: field by field, with the value last agreed."""
    linked = stage.newest("xero.contact", ("partner_id", "!=", False))
    (contact,) = stage.user.read(
        "xero.contact", [("id", "=", linked)], ["name", "partner_id"]
    )
    mail = "accounts@new-in-xero.example"
    stage.xero.act(
        "edit_contact", contact=contact["name"], values={"EmailAddress": mail}
    )
    partner = contact["partner_id"][0]
    stage.user.write(
        "res.partner", [partner], {"email": "accounts@new-in-odoo.example"}
    )
    stage.user.call("res.partner", "action_xero_push", [partner])
    stage.run()
    found = stage.newest("xero.issue", ("state", "=", "open"))
    stage.shoot("contact-conflict-issue", f"xero.issue/{found}")
    stage.shoot_dialog("contact-conflict", f"xero.issue/{found}", "action_solve")


def _refused(stage: Stage) -> tuple[str, list[int]]:
    """Push invoices of which Xero refuses each: their account was archived there.

    :return: the account's code, and the invoices
    """
    (account,) = stage.user.read(
        "xero.connection", [("id", "=", stage.connection)], ["account_id"]
    )
    code = account["account_id"][1].split()[0]
    moves = stage.sell()
    stage.xero.act("archive_account", account=code)
    stage.push(moves, "blocked")
    return code, moves


def _mend(stage: Stage, account: str) -> None:
    stage.xero.act("restore_account", account=account)
    issues = stage.user.read("xero.issue", [("state", "=", "open")], ["id"])
    ids = [row["id"] for row in issues]
    stage.user.call("xero.issue", "action_try_again", ids)
    stage.run()
