from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from . import sandbox
from .common import XeroCase
from .test_health_alerts import AlertCase

USER = "xero_connector.group_xero_user"


class IdleCase(AlertCase):
    """A connection whose last use is as long ago as a test says."""

    def setUp(self):
        super().setUp()
        self.connection.weekly_digest = False

    def unused_for(self, days, hours=1):
        """Age every trace of use, but not what was told."""
        self.env.flush_all()
        past = fields.Datetime.now() - timedelta(days=days, hours=hours)
        of_it = [("connection_id", "=", self.connection.id)]
        self.connection.write({"connected_at": past, "acted_at": past})
        self.env["xero.job"].search(of_it).unlink()
        self.env["xero.batch"].search(of_it).unlink()
        self.env.invalidate_all()

    def told_days_ago(self, days):
        self.health.idle_told_at -= timedelta(days=days)

    def about(self, words, user=None):
        """:return: mails whose subject says this"""
        return self.mails(user).filtered(lambda mail: words in mail.subject)


@tagged("post_install", "-at_install")
class TestUse(IdleCase):
    """What counts as use: a record that moves, and a person who acts."""

    def assert_used_now(self):
        self.env.invalidate_all()
        age = fields.Datetime.now() - self.connection.active_at
        self.assertLess(age, timedelta(minutes=5))

    def assert_unused(self):
        self.env.invalidate_all()
        age = fields.Datetime.now() - self.connection.active_at
        self.assertGreaterEqual(age, timedelta(days=50))

    def setUp(self):
        super().setUp()
        self.unused_for(50)
        self.assert_unused()

    def test_an_invoice_that_goes_to_xero(self):
        self.push(self.invoice())
        self.assert_used_now()

    def test_a_contact_that_was_changed_in_xero(self):
        sandbox.clock(2)
        sandbox.act("rename_contact", contact="Rex Media Group", name="Rex Media")
        self.pull(self.connection)
        self.assert_used_now()

    def test_a_pull_that_finds_nothing_new_is_none(self):
        self.pull(self.connection)
        self.unused_for(50)
        self.env["xero.batch"]._start(self.connection, "changes")
        self.run_cron(self.connection)
        self.assertTrue(sandbox.calls("GET", "Contacts"))
        self.assert_unused()

    def test_keeping_the_authorisation_alive_is_none(self):
        self.health.check_requested_at = fields.Datetime.now()
        self.run_cron(self.connection)
        self.assertTrue(sandbox.calls("GET", "/connections"))
        self.assert_unused()

    def test_a_person_who_pushes_what_is_then_held(self):
        self.connection.sudo().account_id = False
        self.unused_for(50)
        self.push_as(self.pusher, self.invoice())
        self.assert_used_now()

    def test_a_person_who_changes_a_setting(self):
        self.connection.with_user(self.listed).push_from = "2026-02-01"
        self.assert_used_now()

    def test_a_person_who_answers_a_question(self):
        self.connection.account_id = False
        self.push(self.invoice())
        self.unused_for(50)
        self.issues().with_user(self.listed).action_try_again()
        self.assert_used_now()

    def test_a_person_who_compares_everything(self):
        batches = self.env["xero.batch"]
        batches._start(self.connection, "full", user=self.listed)
        self.run_cron(self.connection)
        self.assert_used_now()


@tagged("post_install", "-at_install")
class TestInactivity(IdleCase):
    """An unused connection is warned of, kept by one click, and ended otherwise."""

    def test_a_mail_at_fourteen_seven_and_two_days(self):
        told = []
        for days in (40, 45, 46, 52, 53, 57, 58):
            before = len(self.mails())
            self.unused_for(days)
            self.run_cron(self.connection)
            told += [60 - days] * (len(self.mails()) - before)
        self.assertEqual(told, [15, 8, 3])
        self.assertEqual(len(self.about("ends in 14 days")), 1)
        self.assertEqual(self.mails().recipient_ids, self.listed.partner_id)
        self.assertEqual(self.connection.lifecycle, "connected")

    def test_the_mail_has_a_button_that_keeps_it(self):
        self.unused_for(50)
        self.run_cron(self.connection)
        link = f"/xero/keep/{self.connection.id}"
        self.assertIn(link, self.mails(self.listed).body_html)

    def test_after_sixty_days_it_is_ended_in_xero_too_and_everybody_told(self):
        self.unused_for(58)
        self.run_cron(self.connection)
        self.unused_for(60)
        self.told_days_ago(2)
        self.run_cron(self.connection)
        self.run_cron(self.connection)
        self.assertEqual(self.connection.lifecycle, "disconnected")
        self.assertTrue(sandbox.calls("DELETE", "/connections"))
        mail = self.about("ended: unused", self.listed)
        self.assertEqual(len(mail), 1)
        self.assertIn("60", mail.body_html)
        self.assertIn("Reconnect", self.connection.alerts["ended_idle"]["message"])

    def test_nobody_is_cut_off_without_a_warning(self):
        """An Odoo that stood still for months wakes up."""
        self.unused_for(200)
        self.run_cron(self.connection)
        self.assertEqual(self.connection.lifecycle, "connected")
        self.assertEqual(len(self.about("ends in 2 days")), 1)
        self.told_days_ago(1)
        self.run_cron(self.connection)
        self.assertEqual(self.connection.lifecycle, "connected")
        self.told_days_ago(1)
        self.run_cron(self.connection)
        self.assertNotEqual(self.connection.lifecycle, "connected")

    def test_one_click_keeps_it_and_the_days_count_anew(self):
        self.unused_for(58)
        self.run_cron(self.connection)
        alert = self.connection.alerts["idle"]
        self.assertEqual(alert["action_call"][1], "action_keep")
        self.connection.with_user(self.pusher).action_keep()
        self.run_cron(self.connection)
        self.env.invalidate_all()
        self.assertGreaterEqual(self.connection.idle_days_left, 59)
        self.assertNotIn("idle", self.connection.alerts)
        self.assertIn("Kept connected by", self.connection.message_ids[0].body)
        self.unused_for(58)
        self.run_cron(self.connection)
        self.assertEqual(len(self.about("Unused connection")), 2)

    def test_how_long_is_a_setting_and_zero_is_for_good(self):
        self.connection.inactivity_days = 30
        self.unused_for(29)
        self.assertIn("idle", self.connection.alerts)
        self.connection.inactivity_days = 0
        self.unused_for(4000)
        self.run_cron(self.connection)
        self.assertEqual(self.connection.lifecycle, "connected")
        self.assertFalse(self.about("Unused connection"))

    def test_a_day_or_two_is_a_setting_too(self):
        self.connection.inactivity_days = 2
        self.unused_for(3)
        self.run_cron(self.connection)
        self.assertEqual(len(self.about("ends in 2 days")), 1)
        self.told_days_ago(2)
        self.run_cron(self.connection)
        self.assertNotEqual(self.connection.lifecycle, "connected")

    def test_reconnected_it_is_in_use_again(self):
        self.unused_for(58)
        self.run_cron(self.connection)
        self.unused_for(60)
        self.told_days_ago(2)
        for _run in range(2):
            self.run_cron(self.connection)
        self.go_through_consent(self.connection)
        self.run_cron(self.connection)
        self.assertEqual(self.connection.state, "connected")
        self.assertNotIn("ended_idle", self.connection.alerts)

    def test_a_copy_of_the_database_neither_warns_nor_ends_anything(self):
        self.unused_for(200)
        self.connection.fingerprint = "of another database"
        self.run_cron(self.connection)
        self.assertEqual(self.connection.lifecycle, "connected")
        self.assertFalse(self.mails())


@tagged("post_install", "-at_install")
class TestKeepLink(HttpCase, XeroCase):
    """The button in the mail."""

    def setUp(self):
        super().setUp()
        self.connection = self.env["xero.connection"].create(
            {
                "company_id": self.company.id,
                "lifecycle": "connected",
                "connected_at": fields.Datetime.now() - timedelta(days=50),
            }
        )

    def follow(self):
        place = f"/xero/keep/{self.connection.id}"
        return self.url_open(place, allow_redirects=False)

    def test_who_is_not_logged_in_logs_in_first(self):
        answer = self.follow()
        self.assertIn("/web/login", answer.headers["Location"])
        self.assertFalse(self.connection.acted_at)

    def test_who_is_logged_in_keeps_it_and_sees_it(self):
        new_test_user(
            self.env,
            "keeper",
            USER,
            company_id=self.company.id,
            company_ids=[fields.Command.set(self.company.ids)],
        )
        self.authenticate("keeper", "keeper")
        answer = self.follow()
        self.assertTrue(
            answer.headers["Location"].endswith(
                f"/odoo/xero-connections/{self.connection.id}"
            )
        )
        self.env.invalidate_all()
        self.assertTrue(self.connection.acted_at)

    def test_a_stranger_keeps_nothing(self):
        new_test_user(self.env, "stranger", "base.group_user")
        self.authenticate("stranger", "stranger")
        self.assertEqual(self.follow().status_code, 403)
        self.assertFalse(self.connection.acted_at)
