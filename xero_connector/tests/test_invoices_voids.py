from odoo.tests import tagged

from . import sandbox
from .test_invoices_updates import UpdateCase


@tagged("post_install", "-at_install")
class TestVoids(UpdateCase):
    """What is cancelled in Odoo ends in Xero too, unless money says otherwise."""

    def cancel(self, move):
        move.button_draft()
        move.button_cancel()

    def pushed_by_itself(self, **values):
        self.connection.frequency = "hourly"
        return self.pushed(**values)

    def test_cancelling_voids_in_xero(self):
        move = self.pushed_by_itself()
        self.cancel(move)
        self.run_cron(self.connection)
        self.assertEqual(self.in_xero(move)["Status"], "VOIDED")
        self.assertEqual(move.xero_state, "voided")
        self.assertEqual(move.xero_document_ids.amount_due, 0)
        reason = move._xero_not_pushable_reason(self.connection)
        self.assertEqual(reason, "It is cancelled in Odoo and voided in Xero.")
        (sent,) = self.updates()
        self.assertEqual(set(sent), {"InvoiceID", "Status"})
        self.assertIn("Voided in Xero", move.message_ids[0].body)
        self.assertFalse(move._get_alerts())

    def test_by_hand_it_waits_for_its_button(self):
        move = self.pushed()
        self.cancel(move)
        self.run_cron(self.connection)
        self.assertEqual(self.in_xero(move)["Status"], "AUTHORISED")
        self.assertTrue(move.xero_can_void)
        self.assertIn("Void in Xero", str(move._get_alerts()))
        move.action_xero_void()
        self.run_cron(self.connection)
        self.assertEqual(self.in_xero(move)["Status"], "VOIDED")
        self.assertFalse(move.xero_can_void)

    def test_one_that_never_was_in_xero_leaves_nothing_to_do(self):
        self.connection.frequency = "hourly"
        move = self.invoice(post=False)
        move.button_cancel()
        self.run_cron(self.connection)
        self.assertFalse(sandbox.calls("POST", "Invoices"))
        self.assertFalse(self.env["xero.job"].search([]))

    def test_cancelled_while_it_was_on_its_way_it_is_voided(self):
        self.connection.frequency = "hourly"
        move = self.invoice()
        sandbox.fault("drop_after", "PUT", "Invoices")
        self.run_cron(self.connection)
        self.assertEqual(move.xero_state, "checking")
        self.cancel(move)
        self.wait(self.connection)
        self.assertEqual(self.in_xero(move)["Status"], "VOIDED")
        self.assertFalse(self.issues())

    def test_what_is_paid_in_xero_is_not_voided_and_that_is_said(self):
        move = self.pushed_by_itself()
        sandbox.act("pay", invoice=move.name, amount=10)
        self.cancel(move)
        self.run_cron(self.connection)
        issue = self.the_issue("cannot_void", move)
        self.assertIn("Remove the payment or credit in Xero", issue.advice)
        self.assertFalse(self.updates())
        sandbox.act("unpay", invoice=move.name)
        issue.action_try_again()
        self.run_cron(self.connection)
        self.assertEqual(self.in_xero(move)["Status"], "VOIDED")

    def test_what_a_bookkeeper_made_of_the_amounts_is_not_thrown_away_unasked(self):
        move = self.pushed_by_itself()
        self.bookkeeper(move, {"UnitAmount": 105})
        self.cancel(move)
        self.run_cron(self.connection)
        issue = self.the_issue("changed_in_xero", move)
        self.assertEqual(self.in_xero(move)["Status"], "AUTHORISED")
        self.decide(issue, "action_take_odoo")
        self.assertEqual(self.in_xero(move)["Status"], "VOIDED")

    def test_xeros_word_leaves_it_standing(self):
        move = self.pushed_by_itself()
        self.bookkeeper(move, {"UnitAmount": 105})
        self.cancel(move)
        self.run_cron(self.connection)
        self.decide(self.the_issue("changed_in_xero", move), "action_take_xero")
        self.assertEqual(self.in_xero(move)["Status"], "AUTHORISED")
        self.assertFalse(self.issues())

    def test_what_a_bookkeeper_voided_already_takes_no_call(self):
        move = self.pushed_by_itself()
        sandbox.act("void", invoice=move.name)
        self.pull(self.connection)
        sandbox.forget_calls()
        self.cancel(move)
        self.run_cron(self.connection)
        self.assertFalse(sandbox.calls("POST"))
        self.assertEqual(move.xero_state, "voided")

    def test_what_is_deleted_here_is_told_for_it_stands_there(self):
        move = self.pushed()
        number = move.name
        move.button_draft()
        move.unlink()
        issue = self.the_issue("gone_meanwhile")
        self.assertIn(number, issue.title)
        self.assertIn("Void it in Xero", issue.advice)

    def test_a_lost_answer_voids_once(self):
        move = self.pushed_by_itself()
        self.cancel(move)
        sandbox.fault("drop_after", "POST", "Invoices")
        self.run_cron(self.connection)
        self.assertEqual(move.xero_state, "checking")
        self.wait(self.connection)
        self.assertEqual(len(sandbox.calls("POST", "Invoices")), 1)
        self.assertEqual(move.xero_state, "voided")

    def test_reset_and_confirmed_again_it_is_updated_not_voided(self):
        move = self.pushed_by_itself()
        self.change(move, {"price_unit": 120})
        self.run_cron(self.connection)
        row = self.in_xero(move)
        self.assertEqual((row["Status"], row["Total"]), ("AUTHORISED", 138))
