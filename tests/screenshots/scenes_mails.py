"""Each mail as it arrives."""

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

from dev.demo.odoo_user import Values
from tests.screenshots.stage import Stage

_PAGE = """<!doctype html><meta charset="utf-8">
<body style="margin:0;background:#eef0f2;font-family:sans-serif">
<div style="max-width:680px;margin:24px auto;background:#fff;border-radius:6px;
     box-shadow:0 1px 4px #0002;overflow:hidden">
<div style="padding:14px 20px;border-bottom:1px solid #dde;color:#556;font-size:13px">
<div style="font-size:16px;font-weight:bold;color:#223">{subject}</div>
From {sender} to {recipient}</div><div style="padding:4px 20px 16px">{body}</div>
</div></body>"""


def mail_failed(stage: Stage) -> None:
    """An invoice needs a person."""
    account = stage.user.read(
        "xero.connection", [("id", "=", stage.connection)], ["account_id"]
    )
    with _next_mail(stage, "mail-failed"):
        stage.set(account_id=False)
        stage.push(stage.sell(), "blocked")
    stage.set(account_id=account[0]["account_id"][0])
    stage.run()


def mail_digest(stage: Stage) -> None:
    """What moved in the week, and what waits."""
    with _next_mail(stage, "mail-digest"):
        _age(stage, "xero_quota SET digest_at = {moment}", days=7)
        _age(stage, "xero_connection SET connected_at = {moment}", days=7)
        _wake(stage)


def mail_expiring(stage: Stage) -> None:
    """The authorisation could not be renewed for weeks."""
    with _next_mail(stage, "mail-expiring"):
        _age(stage, "xero_credential SET refreshed_at = {moment}", days=53)
        _wake(stage)
    stage.shoot("expiring", stage.form)
    _age(stage, "xero_credential SET refreshed_at = {moment}", days=0)


def mail_lost(stage: Stage) -> None:
    """Xero no longer lets Odoo in."""
    with _next_mail(stage, "mail-lost"):
        stage.xero.act("disconnect")
        stage.run()
    stage.shoot("lost", stage.form)
    stage.books.connect_again()
    stage.run()


def mail_inactive(stage: Stage) -> None:
    """Nobody used the connection for weeks: *Keep connected*."""
    with _next_mail(stage, "mail-inactive"):
        _unused_for(stage, days=53)
        _wake(stage)
    stage.shoot("unused", stage.form)


def mail_ended_idle(stage: Stage) -> None:
    """Disconnected, since nobody used it."""
    with _next_mail(stage, "mail-ended-unused"):
        _unused_for(stage, days=61)
        told = "idle_told_days = 2, idle_told_at = {moment}"
        _age(stage, f"xero_quota SET {told}", days=3)
        _wake(stage)
    stage.shoot("ended-unused", stage.form)


@contextmanager
def _next_mail(stage: Stage, name: str) -> Iterator[None]:
    """Show the mail that is sent meanwhile, as a mail program does."""
    of_connection = ("model", "=", "xero.connection")
    former = stage.newest("mail.mail", of_connection)
    yield
    stage.odoo.wait_until(
        lambda: stage.newest("mail.mail", of_connection) > former, "a mail"
    )
    fields = ["subject", "email_from", "recipient_ids", "body_html"]
    newest = [("id", "=", stage.newest("mail.mail", of_connection))]
    (mail,) = stage.user.read("mail.mail", newest, fields)
    stage.show(name, _page(mail, stage))


def _page(mail: Values, stage: Stage) -> str:
    domain = [("id", "in", mail["recipient_ids"])]
    recipients = stage.user.read("res.partner", domain, ["email_formatted"])
    return _PAGE.format(
        subject=escape(mail["subject"]),
        sender=escape(mail["email_from"]),
        recipient=escape(recipients[0]["email_formatted"]),
        body=mail["body_html"],
    )


def _age(stage: Stage, change: str, days: int) -> None:
    """Set a time back; ``{moment}`` is that many days ago."""
    moment = f"(now() AT TIME ZONE 'UTC' - interval '{days} days')"
    stage.odoo.sql(f"UPDATE {change.format(moment=moment)}")


def _unused_for(stage: Stage, days: int) -> None:
    """Age every trace of use."""
    for change in (
        "xero_connection SET connected_at = {moment}, acted_at = {moment}",
        "xero_job SET create_date = {moment}, closed_at = {moment}",
        "xero_batch SET started_at = {moment}, ended_at = {moment}",
    ):
        _age(stage, change, days)


def _wake(stage: Stage) -> None:
    """Let the cron run, as the daily watch does; a person's button would be use."""
    stage.odoo.sql(
        "INSERT INTO ir_cron_trigger (cron_id, call_at)"
        " SELECT cron_id, now() AT TIME ZONE 'UTC' FROM xero_connection"
    )
    stage.odoo.wait_until(stage.is_idle, "the cron idle")
