from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.tests import new_test_user, tagged

from ..xerolib import oauth
from . import sandbox
from .common import ConnectedCase

A_DAY = 24 * 3600


@tagged("post_install", "-at_install")
class TestKeepAlive(ConnectedCase):
    """A connection that nobody uses stays, and one that Xero ended is found out."""

    def setUp(self):
        super().setUp()
        self.credential = self.connection.credential_id.sudo()
        self.health = self.connection.sudo().quota_ids

    def let_days_pass(self, days):
        """In Xero the clock turns; here, what was noted becomes as much older."""
        sandbox.clock(days * A_DAY)
        for record, names in (
            (self.credential, ("refreshed_at", "access_expires_at")),
            (self.health, ("checked_at",)),
        ):
            for name in names:
                record[name] -= timedelta(days=days)

    def check_up(self):
        self.health.check_requested_at = fields.Datetime.now()
        self.run_cron(self.connection)

    def day(self):
        """The daily health run, and then the connection's cron, which it wakes."""
        self.env["xero.connection"]._cron_watch()
        self.run_cron(self.connection)

    # === Kept alive === #

    def test_after_seventy_quiet_days_an_invoice_still_goes(self):
        self.push(self.invoice())
        for _round in range(2):
            self.let_days_pass(35)
            self.day()
        move = self.invoice()
        self.push(move)
        self.in_xero(move)
        self.assertEqual(self.connection.state, "connected")
        self.assertGreaterEqual(self.connection.days_left, 59)

    def test_the_health_run_asks_xero_nothing_and_wakes_the_connections_cron(self):
        self.let_days_pass(35)
        cron = self.connection.sudo().cron_id
        woken = [("cron_id", "=", cron.id), ("call_at", "<=", fields.Datetime.now())]
        self.env["ir.cron.trigger"].search([]).unlink()
        self.env["xero.connection"]._cron_watch()
        self.assertEqual(sandbox.calls(), [])
        self.assertTrue(self.env["ir.cron.trigger"].search(woken))

    def test_a_firewall_before_the_list_of_organisations_stops_nothing(self):
        """Asked again at once, it took all calls that a run has time for."""
        page = "<html>Request blocked</html>"
        sandbox.fault(
            "status", "GET", "/connections", times=None, status=403, body=page
        )
        self.check_up()
        self.assertEqual(len(sandbox.calls("GET", "/connections")), 1)
        self.assertEqual(self.connection.state, "connected")
        self.assertTrue(self.health.checked_at)
        move = self.invoice()
        self.push(move)
        self.assertEqual(move.xero_state, "pushed")

    def test_who_is_shut_out_behind_that_firewall_is_found_out(self):
        sandbox.fault("status", times=None, status=403)
        self.check_up()
        self.assertEqual(self.health.problem, "access_lost")

    def test_an_organisation_that_alone_cannot_be_read_stops_nothing(self):
        for status in (403, 401, 500):
            with self.subTest(status=status):
                sandbox.no_faults()
                sandbox.fault(
                    "status", "GET", "Organisation", times=None, status=status
                )
                self.check_up()
                self.assertEqual(self.connection.state, "connected")
                move = self.invoice()
                self.push(move)
                self.in_xero(move)

    def test_a_list_of_organisations_that_says_nothing_is_not_believed_alone(self):
        for fault in ({"status": 200, "body": "[]"}, {"status": 401}, {"status": 403}):
            with self.subTest(**fault):
                sandbox.no_faults()
                sandbox.fault("status", "GET", "/connections", times=None, **fault)
                self.check_up()
                self.assertEqual(self.connection.state, "connected")
                move = self.invoice()
                self.push(move)
                self.in_xero(move)

    def test_shut_out_or_not_is_asked_until_xero_says_it(self):
        """Breaks when a check-up that meets an outage is the last one of the day."""
        sandbox.fault("status", "GET", "Payments", times=2, status=401)
        sandbox.fault("status", "GET", "/connections", status=500)
        move = self.invoice()
        self.pass_time(self.connection, minutes=20)
        self.connection.sudo().resource_ids._request()
        self.run_cron(self.connection)
        self.assertEqual(self.health.problem, "token_invalid")
        self.pass_time(self.connection, minutes=3)
        self.push(move)
        self.in_xero(move)

    def test_one_look_a_day_is_enough(self):
        self.let_days_pass(1)
        self.day()
        first = len(sandbox.calls("GET", "/connections"))
        self.day()
        self.assertEqual((first, len(sandbox.calls("GET", "/connections"))), (1, 1))

    def test_a_copy_of_the_database_renews_nothing(self):
        self.let_days_pass(35)
        self.connection.fingerprint = "of another database"
        self.day()
        self.assertEqual(sandbox.calls(), [])

    # === The identity server === #

    def test_an_odd_answer_to_the_renewal_is_an_outage_and_no_invoices_fault(self):
        self.connection.alert_user_ids = self.xero_manager()
        page = "<html>Request blocked</html>"
        for fault in (
            {"status": 400, "body": page},
            {"status": 401, "body": page},
            {"status": 204},
            {"status": 500},
        ):
            with self.subTest(**fault), self.cr.savepoint() as savepoint:
                sandbox.restore()
                self.credential.access_expires_at = fields.Datetime.now()
                sandbox.fault("status", None, "/connect/token", times=None, **fault)
                move = self.invoice()
                self.push(move)
                self.assertEqual(move.xero_state, "waiting")
                self.pass_time(self.connection, minutes=30)
                self.the_issue("unreachable")
                self.assertEqual(len(self.told_by_mail()), 1)
                self.pass_time(self.connection, hours=1)
                self.assertEqual(len(self.told_by_mail()), 1)
                sandbox.no_faults()
                self.pass_time(self.connection, minutes=31)
                self.in_xero(move)
                self.assertFalse(self.issues())
                savepoint.rollback()
                self.env.invalidate_all()

    def test_who_tries_again_waits_for_no_pause(self):
        self.credential.access_expires_at = fields.Datetime.now()
        sandbox.fault("status", None, "/connect/token", times=None, status=500)
        move = self.invoice()
        self.push(move)
        self.pass_time(self.connection, minutes=30)
        sandbox.no_faults()
        self.the_issue("unreachable").action_try_again()
        self.run_cron(self.connection)
        self.in_xero(move)
        self.assertFalse(self.issues())

    def told_by_mail(self):
        return self.env["mail.mail"].search([("model", "=", "xero.connection")])

    # === The countdown === #

    def test_the_days_are_counted_and_warned_of_at_fourteen_seven_and_two(self):
        told = {}
        for days in (15, 14, 8, 7, 3, 2, 0):
            spent = timedelta(days=60 - days) - timedelta(hours=1)
            self.credential.refreshed_at = fields.Datetime.now() - spent
            self.assertEqual(self.connection.days_left, days)
            told[days] = self.connection._warned_days()
        self.assertEqual(told, {15: 0, 14: 14, 8: 14, 7: 7, 3: 7, 2: 2, 0: 2})

    def test_a_countdown_says_until_when_and_has_a_button(self):
        self.assertNotIn("expiring", self.connection.alerts)
        self.credential.refreshed_at = fields.Datetime.now() - timedelta(
            days=50, hours=1
        )
        alert = self.connection.alerts["expiring"]
        self.assertIn("in 9 days", alert["message"])
        self.assertEqual(alert["action"]["res_model"], "xero.connect.wizard")

    def test_a_disconnected_connection_counts_nothing(self):
        self.credential.refreshed_at = fields.Datetime.now() - timedelta(
            days=50, hours=1
        )
        self.connection.action_disconnect()
        self.assertEqual(self.connection._warned_days(), 0)

    # === Each end told apart === #

    def told(self):
        self.assertEqual(self.connection.state, "attention")
        return self.connection.health

    def test_removed_in_xero_is_noticed_though_nothing_is_pushed(self):
        self.connection.is_demo_company = False
        sandbox.act("disconnect")
        self.let_days_pass(1)
        self.day()
        self.assertIn("removed in Xero, under Settings", self.told())

    def test_an_app_that_was_revoked_is_named_in_the_one_mail(self):
        """The first push after it finds out, and not the check-up of the next day."""
        self.connection.alert_user_ids = new_test_user(
            self.env,
            "keeper",
            "xero_connector.group_xero_manager",
            email="keeper@kowhai.example",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        hosts = self.credential._hosts()
        oauth.revoke(hosts, self.credential._app(), self.credential.refresh_token)
        self.push(self.invoice())
        self.assertEqual(self.health.problem, "invalid_grant")
        self.assertIn("it was revoked in Xero", self.told())
        [mail] = self.env["mail.mail"].search(
            [("model", "=", "xero.connection"), ("res_id", "=", self.connection.id)]
        )
        self.assertIn("it was revoked in Xero", mail.body_html)
        self.day()
        self.assertFalse(
            self.env["mail.mail"].search([("id", ">", mail.id)]), "told twice"
        )

    def test_a_token_that_is_refused_once_is_renewed_and_nobody_is_needed(self):
        words = '{"Title": "Unauthorized", "Detail": "AuthenticationUnsuccessful"}'
        sandbox.fault("status", "PUT", "Invoices", status=401, body=words)
        move = self.invoice()
        self.push(move)
        self.assertEqual(self.connection.state, "connected")
        self.in_xero(move)

    def test_a_push_that_is_shut_out_is_told_why_in_the_same_run(self):
        self.connection.is_demo_company = False
        sandbox.act("disconnect")
        self.push(self.invoice())
        self.assertEqual(self.health.problem, "disconnected")

    def test_a_reset_of_the_demo_company_is_named(self):
        sandbox.act("disconnect")
        self.check_up()
        self.assertIn("every 28 days", self.told())

    def shut_out(self, **more):
        """Xero still lists the connection, and opens no door to it."""
        for path in ("Organisation", "Currencies"):
            sandbox.fault("status", "GET", path, **{"status": 403, **more})

    def test_a_user_who_was_shut_out_is_another_matter_than_a_removed_connection(self):
        self.shut_out()
        self.check_up()
        self.assertIn("lost access to the organisation", self.told())

    def test_who_is_let_in_again_goes_on_without_a_new_consent(self):
        self.shut_out()
        self.check_up()
        move = self.invoice()
        self.push(move)
        self.assert_nowhere(move)
        self.let_days_pass(1)
        self.day()
        self.run_cron(self.connection)
        self.assertEqual(self.connection.state, "connected")
        self.in_xero(move)

    def test_an_ended_authorisation_is_asked_once_and_not_every_day(self):
        self.credential.refresh_token = "dead"
        for _day in range(3):
            self.let_days_pass(1)
            self.day()
        self.assertIn("ended the authorisation", self.told())
        self.assertEqual(len(sandbox.calls("POST", "token")), 1)

    def test_a_wrong_secret_is_mended_where_it_is_typed(self):
        self.credential.write(
            {"client_secret": "old", "access_expires_at": "2026-01-01"}
        )
        self.check_up()
        self.assertIn("client ID and secret", self.told())
        button = self.connection.alerts["lost"]["action"]
        self.assertEqual(button["res_model"], "xero.app.wizard")

    def test_a_pause_puts_the_look_off_and_does_not_drop_it(self):
        self.let_days_pass(1)
        self.health._pause(timedelta(minutes=5), "limit_day")
        self.day()
        self.assertEqual(sandbox.calls(), [])
        self.wait(self.connection)
        self.assertTrue(sandbox.calls("GET", "/connections"))

    def test_a_clock_that_differs_from_xeros_is_measured(self):
        self.check_up()
        self.assertLess(abs(self.health.clock_skew), 3)
        with freeze_time(fields.Datetime.now() + timedelta(seconds=90), tick=True):
            self.check_up()
        self.assertAlmostEqual(self.health.clock_skew, 90, delta=3)
