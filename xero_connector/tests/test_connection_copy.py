from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from . import sandbox
from .common import ConnectedCase, XeroCase
from .test_health_alerts import AlertCase


class TestCopiedDatabase(XeroCase):
    def test_a_copy_reaches_no_ledger_until_somebody_takes_over(self):
        connection = self.connect()
        connection.fingerprint = "of the database that this one was copied from"
        move = self.invoice()
        self.push(move)
        self.assertEqual(sandbox.calls(), [])
        self.assertEqual(connection.state, "paused")
        self.assertIn("copy", connection.alerts)
        self.assertEqual(move.xero_state, "waiting")

        connection.action_take_over()
        self.run_cron(connection)
        self.assertEqual(connection.state, "connected")
        self.in_xero(move)

    def test_a_copy_does_not_cut_the_original_off_when_it_disconnects(self):
        connection = self.connect()
        connection.fingerprint = "of the database that this one was copied from"
        connection.action_disconnect()
        self.run_cron(connection)
        self.assertEqual(sandbox.calls(), [])
        self.assertEqual(connection.state, "disconnected")


@tagged("post_install", "-at_install")
class TestCopyThatNoFingerprintSees(AlertCase):
    """A cloned server has the same database and cluster. Xero tells what it does."""

    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].set_param(
            "web.base.url", "https://odoo.example"
        )

    def as_the_copy_does(self, move):
        """Push an invoice, and remember nothing of it: the other database did."""
        self.push(move)
        self.in_xero(move)
        self.env["xero.exchange"].search(
            [("connection_id", "=", self.connection.id)]
        ).unlink()
        move.xero_document_ids.unlink()
        self.env["xero.job"].search([("res_id", "=", move.id)]).unlink()
        sandbox.clock(2)

    def assert_stopped(self, number):
        self.assertEqual(self.connection.state, "attention")
        self.assertIn(number, self.connection.health)
        self.assertIn("copy of this database", self.connection.health)
        sandbox.forget_calls()
        other = self.invoice()
        self.push(other)
        self.pull_quietly()
        self.assertEqual(sandbox.calls(), [])
        return other

    def pull_quietly(self):
        self.env["xero.batch"]._start(self.connection, "changes")
        self.run_cron(self.connection)

    def test_an_invoice_with_our_link_that_we_never_sent_stops_it(self):
        move = self.invoice()
        self.as_the_copy_does(move)
        self.pull_quietly()
        other = self.assert_stopped(move.name)
        alert = self.connection.alerts["lost"]
        self.assertEqual(alert["action_call"][1], "action_take_over")
        self.connection.action_take_over()
        self.run_cron(self.connection)
        self.assertEqual(self.connection.state, "connected")
        self.in_xero(other)

    def test_it_is_told_once_by_mail_and_not_again_after_going_on(self):
        move = self.invoice()
        self.as_the_copy_does(move)
        self.pull_quietly()
        self.run_cron(self.connection)
        [mail] = self.mails(self.listed)
        self.assertIn(move.name, mail.body_html)
        self.connection.action_take_over()
        sandbox.act("pay", invoice=move.name)
        self.pull(self.connection)
        self.assertEqual(self.connection.state, "connected")

    def test_the_same_invoice_pushed_by_both(self):
        move = self.invoice()
        self.as_the_copy_does(move)
        self.push(move)
        self.assert_stopped(move.name)

    def test_an_invoice_that_this_database_has_yet_to_make(self):
        move = self.invoice()
        ahead = self.env["account.move"].browse(move.id + 1_000_000)
        self.connection._notice_copy(
            [
                {
                    "InvoiceNumber": "INV/AHEAD",
                    "Url": f"https://odoo.example/odoo/account.move/{ahead.id}",
                }
            ]
        )
        self.assert_stopped("INV/AHEAD")

    def test_no_false_alarm(self):
        """What was sent from here, what an older connection sent, what was deleted,
        other addresses, and what is no link."""
        sent, old, gone = self.invoice(), self.invoice(), self.invoice(post=False)
        self.push(sent)
        before = self.connection.create_date - timedelta(days=1)
        self.env.cr.execute(
            "UPDATE account_move SET create_date = %s WHERE id = %s", (before, old.id)
        )
        deleted = gone.id
        gone.unlink()
        self.env.invalidate_all()
        here = "https://odoo.example/odoo/account.move/"
        links = [
            *(f"{here}{move_id}" for move_id in (sent.id, old.id, deleted)),
            f"{here}{sent.id}?menu=1",
            f"{here}٣",
            here + "9" * 40,
            "https://another.example/odoo/account.move/99999999",
            None,
            7,
        ]
        rows = [{"InvoiceNumber": "X", "Url": link} for link in links]
        self.connection._notice_copy(rows)
        self.assertEqual(self.connection.state, "connected")

    def test_two_servers_on_one_database_are_no_copy(self):
        """What one of them sent, the other finds in the database."""
        moves = self.invoice() + self.invoice()
        self.push(moves)
        self.pull_quietly()
        self.assertEqual(self.connection.state, "connected")


@tagged("post_install", "-at_install")
class TestEndedEarly(ConnectedCase):
    def setUp(self):
        super().setUp()
        self.credential = self.connection.credential_id.sudo()

    def test_a_token_that_ends_before_its_time_names_the_copy(self):
        self.credential.write(
            {"refresh_token": "dead", "access_expires_at": "2026-01-01"}
        )
        self.push(self.invoice())
        self.assertIn("copy of this database", self.connection.health)

    def test_one_that_nobody_used_does_not(self):
        self.credential.write(
            {"refresh_token": "dead", "access_expires_at": "2026-01-01"}
        )
        self.push(self.invoice())
        self.credential.refreshed_at = fields.Datetime.now() - timedelta(days=61)
        self.env.invalidate_all()
        self.assertNotIn("copy", self.connection.health)
        self.assertIn("60 days", self.connection.health)
