from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import format_date

from ..xerolib.limits import Limits
from . import sandbox
from .common import ConnectedCase

CONTACT, RENAMED = "Rex Media Group", "Rex Media"


class SyncCase(ConnectedCase):
    def setUp(self):
        super().setUp()
        self.quota = self.connection.sudo().quota_ids

    def wizard(self, **values):
        action = self.connection.action_sync_now()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard.write(values)
        return wizard

    def wizard_of_starter(self, day_left, contacts):
        """The wizard in an organisation that has 1,000 calls a day."""
        wizard = self.wizard(scope="contacts", counts={"contacts": contacts})
        self.quota.write({"day_began_at": False, "day_highest": 0})
        self.quota._update_limits(Limits(minute_left=60, day_left=day_left))
        wizard.invalidate_recordset()
        return wizard

    def runs(self):
        return self.env["xero.batch"].search(
            [("connection_id", "=", self.connection.id), ("kind", "=", "full")]
        )


@tagged("post_install", "-at_install")
class TestSyncNow(SyncCase):
    """Before a person compares everything, they read what that takes."""

    def test_it_tells_records_calls_and_minutes_before_anything_starts(self):
        active = len(sandbox.things("Contacts"))
        wizard = self.wizard(scope="contacts")
        self.assertEqual(wizard.records, active)
        self.assertEqual(wizard.calls, 1)
        self.assertEqual(wizard.minutes, 1)
        self.assertIn("more calls today, so the sync is done today", wizard.outlook)
        self.assertFalse(self.runs(), "nothing has started")
        self.assertLessEqual(len(sandbox.calls()), 3, "one small read for each kind")

    def test_the_scope_decides_what_it_takes(self):
        wizard = self.wizard(scope="all")
        every = wizard.records
        wizard.scope = "contacts"
        contacts, calls = wizard.records, wizard.calls
        wizard.scope = "invoices"
        self.assertLess(contacts, every)
        self.assertNotEqual((contacts, calls), (wizard.records, wizard.calls))

    def test_what_waits_to_be_pushed_is_counted_in(self):
        before = self.wizard(scope="invoices")
        records, calls = before.records, before.calls
        self.invoice().action_xero_push()
        self.env.cr.flush()
        after = self.wizard(scope="invoices")
        self.assertEqual(after.records, records + 1)
        self.assertEqual(after.calls, calls + 2)

    def test_now_compares_every_record_and_finds_what_no_cursor_shows(self):
        sandbox.act("rename_contact", contact=CONTACT, name=RENAMED)
        self.connection.resource_ids.cursor = datetime(2099, 1, 1)
        wizard = self.wizard(scope="contacts")
        expected = wizard.calls
        wizard.action_start()
        self.run_cron(self.connection)
        names = self.env["xero.contact"].search([]).mapped("name")
        self.assertIn(RENAMED, names)
        (run,) = self.runs()
        self.assertEqual(run.state, "done")
        self.assertEqual(run.user_id, self.env.user)
        self.assertEqual((run.expected_calls, run.calls), (expected, expected))

    def test_the_run_is_shown(self):
        action = self.wizard().action_start()
        self.assertEqual(action["res_model"], "xero.batch")
        self.assertEqual(action["res_id"], self.runs().id)

    def test_tonight_waits_for_two_in_the_users_night(self):
        wizard = self.wizard().with_context(tz="Pacific/Auckland")
        with freeze_time("2026-11-23 09:30:00"):  # 22:30 there
            day = format_date(self.env, "2026-11-24")
            self.assertEqual(wizard.tonight, f"02:00 on {day}")
            wizard.action_tonight()
        (run,) = self.runs()
        self.assertEqual(run.planned_at, datetime(2026, 11, 23, 13, 0))
        self.assertEqual(run.state, "planned")
        triggers = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.connection.sudo().cron_id.id)]
        )
        self.assertIn(run.planned_at, triggers.mapped("call_at"))

    def test_before_it_is_due_nothing_is_read(self):
        self.wizard().action_tonight()
        sandbox.forget_calls()
        self.run_cron(self.connection)
        self.assertFalse(sandbox.calls())
        self.assertEqual(self.runs().state, "planned")


@tagged("post_install", "-at_install")
class TestSyncTooLong(SyncCase):
    """A run that the day cannot hold says so: it is split over days, or refused."""

    def test_what_does_not_fit_goes_on_the_next_days_and_says_so(self):
        wizard = self.wizard_of_starter(day_left=150, contacts=3_000_000)
        self.assertEqual(wizard.calls, 3000)
        self.assertFalse(wizard.fits_today)
        self.assertIn(
            "150 more calls today: 100 of the calls are made today", wizard.outlook
        )
        self.assertIn("(4)", wizard.outlook)
        self.assertFalse(wizard.hindrance, "it may begin nevertheless")
        self.assertEqual(wizard.minutes, 150)

    def test_with_only_the_reserve_left_it_starts_another_time(self):
        wizard = self.wizard_of_starter(day_left=40, contacts=60)
        self.assertIn("reserved for manual actions", wizard.hindrance)
        with self.assertRaisesRegex(UserError, "Xero allows new calls at"):
            wizard.action_start()
        self.assertFalse(self.runs())
        wizard.action_tonight()
        self.assertTrue(self.runs())


@tagged("post_install", "-at_install")
class TestSyncHindered(SyncCase):
    """What cannot be asked of Xero is told, and what is off stays off."""

    def test_during_a_pause_what_was_copied_is_counted_and_nobody_is_asked(self):
        self.quota._pause(timedelta(minutes=5), "unavailable")
        wizard = self.wizard(scope="contacts")
        self.assertFalse(sandbox.calls())
        self.assertEqual(
            wizard.records,
            self.env["xero.contact"].search_count(
                [("connection_id", "=", self.connection.id)]
            ),
        )

    def test_an_outage_while_counting_still_shows_what_was_copied(self):
        sandbox.fault("status", "GET", "Contacts", status=503)
        self.assertTrue(self.wizard(scope="contacts").records)
        self.assertEqual(self.connection.state, "connected", "one call is no outage")

    def test_what_is_switched_off_is_not_synced(self):
        self.connection.sync_contacts = False
        wizard = self.wizard(scope="contacts")
        self.assertTrue(wizard.is_off)
        for start in (wizard.action_start, wizard.action_tonight):
            with self.assertRaisesRegex(UserError, "settings of"):
                start()

    def test_of_all_only_what_is_on_is_read(self):
        self.connection.sync_contacts = False
        self.wizard(scope="all").action_start()
        self.run_cron(self.connection)
        self.assertFalse(sandbox.calls("GET", "Contacts"))
        self.assertTrue(sandbox.calls("GET", "Invoices"))

    def test_without_a_connection_there_is_nothing_to_sync(self):
        self.connection.action_disconnect()
        with self.assertRaisesRegex(UserError, "not connected"):
            self.connection.action_sync_now()

    def test_only_a_xero_manager_may(self):
        reader = new_test_user(
            self.env,
            "reader",
            "xero_connector.group_xero_user",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        with self.assertRaises(AccessError):
            self.connection.with_user(reader).action_sync_now()

    def test_the_form_follows_the_scope(self):
        wizard = self.wizard()
        with Form(wizard) as form:
            every = form.records
            form.scope = "contacts"
            self.assertLess(form.records, every)
