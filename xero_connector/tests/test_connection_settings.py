from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.queue import xero_job
from . import sandbox
from .common import ConnectedCase, XeroCase


@tagged("post_install", "-at_install")
class TestFresh(XeroCase):
    """A new connection does nothing by itself that nobody chose."""

    def test_a_fresh_connection_goes_both_ways_asks_of_each_and_waits_for_a_person(
        self,
    ):
        connection = self.new_connection()
        self.assertEqual(
            [
                connection.direction,
                connection.sync_contacts,
                connection.sync_invoices,
                connection.new_records,
                connection.frequency,
                connection.push_when,
                connection.import_settings_saved,
            ],
            ["both", True, True, "review", "manual", "posted", False],
        )


@tagged("post_install", "-at_install")
class TestPushWhen(ConnectedCase):
    """When an invoice goes to Xero is a setting of its own."""

    def test_manual_only_pushes_by_hand_whatever_is_chosen(self):
        self.connection.push_when = "posted"
        self.assertEqual(self.connection._push_when(), "by_hand")
        move = self.invoice()
        self.run_cron(self.connection)
        self.assert_nowhere(move)
        self.push(move)
        self.in_xero(move)

    def test_when_confirmed_it_goes_at_once(self):
        self.connection.frequency = "daily"
        move = self.invoice()
        self.run_cron(self.connection)
        self.in_xero(move)

    def test_with_the_next_run_it_waits_for_the_schedule(self):
        self.connection.write({"frequency": "hourly", "push_when": "next_run"})
        triggers = self.triggers()
        move = self.invoice()
        self.env.cr.flush()
        self.assertEqual(self.triggers(), triggers, "the cron was not woken")
        self.assertEqual(move.xero_state, "waiting")
        self.scheduled_run(self.connection)
        self.in_xero(move)

    def test_with_the_next_run_a_person_still_need_not_wait(self):
        self.connection.write({"frequency": "hourly", "push_when": "next_run"})
        triggers = self.triggers()
        self.invoice().action_xero_push()
        self.env.cr.flush()
        self.assertEqual(self.triggers(), triggers + 1)

    def test_by_hand_posts_nothing_though_contacts_are_read_each_hour(self):
        self.connection.write({"frequency": "hourly", "push_when": "by_hand"})
        move = self.invoice()
        self.scheduled_run(self.connection)
        self.assert_nowhere(move)
        self.assertTrue(sandbox.calls("GET", "Contacts"))

    def triggers(self):
        ours = [("cron_id", "=", self.connection.sudo().cron_id.id)]
        return self.env["ir.cron.trigger"].sudo().search_count(ours)


@tagged("post_install", "-at_install")
class TestSwitches(ConnectedCase):
    """What is switched off stands still, and goes on when it is switched on again."""

    def test_invoices_off_nothing_is_noted_and_the_button_says_why(self):
        self.connection.write({"frequency": "hourly", "sync_invoices": False})
        move = self.invoice()
        self.run_cron(self.connection)
        self.assertFalse(self.env["xero.job"].search([]))
        with self.assertRaisesRegex(UserError, "Invoices are turned off"):
            move.action_xero_push()
        self.assertIn("Invoices are turned off", move.xero_why_not)

    def test_what_waits_when_invoices_go_off_goes_on_when_they_are_on(self):
        move = self.invoice()
        move.action_xero_push()
        self.connection.sync_invoices = False
        self.run_cron(self.connection)
        self.assert_nowhere(move)
        self.assertEqual(move.xero_state, "waiting")
        self.assertIn("Invoices are turned off", str(move._get_alerts()))
        self.connection.sync_invoices = True
        self.run_cron(self.connection)
        self.in_xero(move)

    def test_what_is_confirmed_while_invoices_are_off_goes_when_they_are_on(self):
        self.connection.write({"frequency": "hourly", "sync_invoices": False})
        before = self.invoice(invoice_date="2025-12-31")
        move = self.invoice()
        self.run_cron(self.connection)
        self.connection.sync_invoices = True
        self.run_cron(self.connection)
        self.in_xero(move)
        self.assert_nowhere(before)

    def test_what_is_changed_while_nothing_goes_to_xero_goes_when_it_does(self):
        self.connection.frequency = "hourly"
        move = self.invoice()
        self.run_cron(self.connection)
        self.connection.direction = "to_odoo"
        move.button_draft()
        move.invoice_line_ids.quantity = 2
        move.action_post()
        self.customer.city = "Nelson"
        self.run_cron(self.connection)
        self.connection.direction = "both"
        self.run_cron(self.connection)
        self.assertEqual(self.in_xero(move)["Total"], move.amount_total)
        [contact] = sandbox.things("Contacts", Name=self.customer.name)
        self.assertIn("Nelson", str(contact["Addresses"]))

    def test_what_is_confirmed_while_disconnected_goes_after_reconnecting(self):
        self.connection.frequency = "hourly"
        self.connection.action_disconnect()
        self.run_cron(self.connection)
        move = self.invoice()
        self.go_through_consent(self.connection)
        self.run_cron(self.connection)
        self.in_xero(move)

    def test_by_hand_nothing_goes_when_invoices_are_on_again(self):
        self.connection.write({"frequency": "manual", "sync_invoices": False})
        move = self.invoice()
        self.connection.sync_invoices = True
        self.run_cron(self.connection)
        self.assert_nowhere(move)

    def test_invoices_off_nothing_of_them_is_read(self):
        self.connection.sync_invoices = False
        self.scheduled_run(self.connection)
        self.assertTrue(sandbox.calls("GET", "Contacts"))
        self.assertFalse(sandbox.calls("GET", "Invoices"))
        self.assertFalse(sandbox.calls("GET", "Payments"))

    def test_what_was_missed_while_off_is_read_when_it_is_on(self):
        move = self.invoice()
        self.push(move)
        sandbox.clock(2)
        self.connection.sync_invoices = False
        sandbox.act("pay", invoice=move.name)
        self.pull(self.connection)
        self.assertEqual(move.xero_payment_state, "not_paid")
        self.connection.sync_invoices = True
        self.run_cron(self.connection)
        self.assertEqual(move.xero_payment_state, "paid")

    def test_contacts_off_none_is_read_pushed_or_created(self):
        self.connection.sync_contacts = False
        partner = self.env["res.partner"].create({"name": "Ōtaki Wool Ltd"})
        with self.assertRaisesRegex(UserError, "Contacts are turned off"):
            partner.action_xero_push()
        self.scheduled_run(self.connection)
        self.assertFalse(sandbox.calls("GET", "Contacts"))

    def test_contacts_off_an_invoice_of_an_unknown_customer_waits_and_says_why(self):
        self.connection.sync_contacts = False
        move = self.invoice()
        self.push(move)
        self.assert_nowhere(move)
        self.assertEqual(move.xero_state, "waiting")
        self.assertIn("Contacts are turned off", str(move._get_alerts()))
        self.connection.sync_contacts = True
        self.run_cron(self.connection)
        self.in_xero(move)

    def test_contacts_off_who_is_unknown_keeps_nobody_waiting(self):
        known = self.invoice()
        self.push(known)
        self.connection.sync_contacts = False
        self.patch(xero_job, "LOOK_AHEAD", 1)
        stranger = self.env["res.partner"].create({"name": "Nobody In Xero"})
        waits = self.invoice(partner_id=stranger.id)
        goes = self.invoice()
        self.push(waits)
        self.push(goes)
        self.assertEqual(waits.xero_state, "waiting")
        self.assertEqual(goes.xero_state, "pushed")

    def test_contacts_off_an_invoice_of_a_known_customer_goes(self):
        self.push(self.invoice())
        self.connection.sync_contacts = False
        move = self.invoice()
        self.push(move)
        self.in_xero(move)


@tagged("post_install", "-at_install")
class TestDirection(ConnectedCase):
    """One way, the other way, or both."""

    def test_xero_to_odoo_pushes_nothing_and_the_buttons_say_why(self):
        self.connection.write({"frequency": "hourly", "direction": "to_odoo"})
        move = self.invoice()
        for record in (move, self.customer):
            with self.assertRaisesRegex(UserError, "only syncs from Xero to Odoo"):
                record.action_xero_push()
        self.run_cron(self.connection)
        self.assert_nowhere(move)

    def test_odoo_to_xero_makes_no_partner(self):
        self.connection.direction = "to_xero"
        before = self.env["res.partner"].search_count([])
        self.connection.resource_ids.cursor = False
        self.pull(self.connection)
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_odoo_to_xero_links_who_is_known_and_changes_nobody(self):
        self.connection.direction = "to_xero"
        known = self.env["xero.contact"].search(
            [("email", "=", "hemi.walker@greenstonelegal.example")]
        )
        values = {"name": "GREENSTONE LEGAL", "email": known.email}
        partner = self.env["res.partner"].create(values)
        self.pull(self.connection)
        self.assertEqual(known.partner_id, partner)
        sandbox.clock(2)
        sandbox.act("rename_contact", contact=known.name, name="Renamed in Xero")
        self.pull(self.connection)
        names = ("Renamed in Xero", "GREENSTONE LEGAL")
        self.assertEqual((known.name, partner.name), names)

    def test_what_was_kept_out_comes_in_when_the_direction_lets_it(self):
        self.connection.write({"direction": "to_xero"})
        self.connection.resource_ids.cursor = False
        self.pull(self.connection)
        self.connection.direction = "both"
        self.run_cron(self.connection)
        self.assertTrue(
            self.env["res.partner"].search([("name", "=", "Canterbury Wool Exchange")])
        )

    def test_what_was_pushed_is_read_back_whatever_the_direction(self):
        move = self.invoice()
        self.push(move)
        sandbox.clock(2)
        for direction in ("to_xero", "to_odoo"):
            self.connection.direction = direction
            sandbox.act("pay", invoice=move.name, amount=10)
            self.pull(self.connection)
            sandbox.clock(2)
        self.assertEqual(move.xero_amount_due, 95)


@tagged("post_install", "-at_install")
class TestFrequency(ConnectedCase):
    """Runs come as often as the setting says, and not at all under *manual only*."""

    def due_after(self, frequency, **passed):
        """Whether a run starts so long after the last one."""
        self.scheduled_run(self.connection)
        self.connection.frequency = frequency
        self.run_cron(self.connection)
        sandbox.forget_calls()
        runs = self.env["xero.batch"].search([("user_id", "=", False)])
        runs.planned_at = fields.Datetime.now() - timedelta(**passed)
        self.env["xero.connection"]._cron_start_due()
        self.run_cron(self.connection)
        return bool(sandbox.calls("GET", "Contacts"))

    def test_every_15_minutes(self):
        self.assertFalse(self.due_after("quarter", minutes=5))
        self.assertTrue(self.due_after("quarter", minutes=15))

    def test_hourly(self):
        self.assertFalse(self.due_after("hourly", minutes=45))
        self.assertTrue(self.due_after("hourly", minutes=60))

    def test_daily(self):
        self.assertFalse(self.due_after("daily", hours=23))
        self.assertTrue(self.due_after("daily", hours=24))

    def test_manual_only_asks_nothing_by_itself(self):
        self.assertFalse(self.due_after("manual", days=9))

    def test_a_run_that_has_not_ended_is_not_started_twice(self):
        self.connection.frequency = "hourly"
        for _tick in range(2):
            self.env["xero.connection"]._cron_start_due()
            self.env["xero.batch"].search([]).planned_at = fields.Datetime.now() - (
                timedelta(hours=2)
            )
        runs = self.env["xero.batch"].search(
            [("kind", "=", "changes"), ("user_id", "=", False)]
        )
        self.assertEqual(len(runs), 1)


@tagged("post_install", "-at_install")
class TestPostingStaysCheap(ConnectedCase):
    """Who posts hardly notices that the invoices go to Xero by themselves."""

    def queries_of_posting(self, count, frequency):
        """:return: how many queries it takes to post so many invoices"""
        self.connection.frequency = frequency
        moves = [self.invoice(post=False) for _each in range(count)]
        self.env.flush_all()
        self.env.cr.flush()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.env["account.move"].union(*moves).action_post()
        self.env.cr.flush()
        return self.env.cr.sql_log_count - before

    def test_posting_a_selection_takes_three_queries_and_one_trigger_more(self):
        """The requests, the cron, and one message for those who look on."""
        self.queries_of_posting(1, "hourly")  # what only the first one reads
        by_hand = self.queries_of_posting(20, "manual")
        by_itself = self.queries_of_posting(20, "hourly")
        self.assertEqual(len(self.env["xero.job"].search([])), 21)
        self.assertLessEqual(by_itself, by_hand + 3 + 1)
