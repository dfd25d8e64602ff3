from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import format_date

from . import sandbox
from .common import ConnectedCase


@tagged("post_install", "-at_install")
class TestGuards(ConnectedCase):
    """What cannot go exactly is refused by name, where the user is, and not queued."""

    def assert_refused(self, moves, *words):
        with self.assertRaises(UserError) as caught:
            moves.action_xero_push()
        for word in words:
            self.assertIn(word, str(caught.exception))
        self.run_cron(self.connection)
        self.assertFalse(self.env["xero.job"].search([]), "something was queued")
        self.assertFalse(sandbox.calls("PUT"))

    def day(self, text):
        return format_date(self.env, text)

    def other_entry(self, move_type, **values):
        move = self.invoice(move_type=move_type, **values)
        self.assertEqual(move.state, "posted")
        return move

    def test_a_draft_is_refused(self):
        self.assert_refused(self.invoice(post=False), "Confirm it first")

    def test_a_cancelled_invoice_is_refused(self):
        move = self.invoice()
        move.button_draft()
        move.button_cancel()
        self.assert_refused(move, move.name, "It is cancelled")

    def test_a_credit_note_is_refused_by_name(self):
        self.assert_refused(self.other_entry("out_refund"), "Credit notes")

    def test_a_credit_note_says_on_its_form_that_it_is_not_pushed(self):
        """In one line, for who only looks at it too; where nothing is pushed, or not
        of its date, there is nothing to say."""
        note = self.other_entry("out_refund")
        for frequency in ("manual", "hourly"):
            self.connection.frequency = frequency
            [alert] = note._get_alerts().values()
            self.assertEqual(alert["level"], "info")
            self.assertEqual(
                alert["message"], "Credit notes are not pushed to Xero yet."
            )
        self.assertFalse(self.issues())
        self.connection.push_from = "2026-03-03"
        self.assertFalse(note._get_alerts())
        self.connection.write({"push_from": "2026-01-01", "sync_invoices": False})
        self.assertFalse(note._get_alerts())

    def test_a_sales_receipt_is_refused_by_name(self):
        self.assert_refused(self.other_entry("out_receipt"), "Sales receipts")

    def test_a_bill_is_refused_by_name(self):
        bill = self.other_entry("in_invoice", **{"ref": "B-1"})
        self.assert_refused(bill, "Bills are not pushed")

    def test_a_vendor_refund_is_refused_by_name(self):
        self.assert_refused(self.other_entry("in_refund"), "Vendor refunds")

    def test_a_purchase_receipt_is_refused_by_name(self):
        self.assert_refused(self.other_entry("in_receipt"), "Purchase receipts")

    def test_a_journal_entry_is_refused_by_name(self):
        account = self.env["account.account"].search(
            [("company_ids", "in", self.company.ids)], limit=1
        )
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": "2026-03-02",
                "line_ids": [
                    Command.create({"account_id": account.id, "debit": 5}),
                    Command.create({"account_id": account.id, "credit": 5}),
                ],
            }
        )
        entry.action_post()
        self.assert_refused(entry, "Journal entries")

    def test_an_invoice_of_text_alone_is_refused(self):
        move = self.invoice({"display_type": "line_note", "name": "Hello"})
        self.assert_refused(move, "no lines with a price")

    def test_a_line_with_several_taxes_is_refused_with_its_name(self):
        levy = self.tax.copy({"name": "Levy", "amount": 2})
        move = self.invoice({"name": "Bed", "price_unit": 5, "tax": self.tax | levy})
        self.assert_refused(move, "“Bed” has several taxes")

    def test_cash_rounding_is_refused_with_its_name(self):
        rounding = self.env["account.cash.rounding"].create(
            {"name": "Swedish", "rounding": 0.1, "strategy": "biggest_tax"}
        )
        move = self.invoice({"price_unit": 9.99}, invoice_cash_rounding_id=rounding.id)
        self.assert_refused(move, "cash rounding (Swedish)")

    def test_prices_with_and_without_tax_in_one_invoice_are_refused(self):
        move = self.invoice(
            {"price_unit": 10}, {"price_unit": 10, "tax": self.tax_included}
        )
        self.assert_refused(move, "one or the other")

    def test_what_is_dated_before_the_start_is_refused_by_button_and_list(self):
        early = self.invoice(invoice_date="2025-12-31")
        self.assert_refused(early, *map(self.day, ("2025-12-31", "2026-01-01")))
        goes = self.invoice()
        toast = (early | goes).action_xero_push()["params"]
        self.assertIn(
            f"{early.name}: It is dated {self.day('2025-12-31')}", toast["message"]
        )
        self.run_cron(self.connection)
        self.in_xero(goes)
        self.assert_nowhere(early)

    def test_what_is_dated_before_the_start_is_not_pushed_by_posting_and_says_so(self):
        self.connection.frequency = "hourly"
        early = self.invoice(invoice_date="2025-12-31")
        self.run_cron(self.connection)
        self.assert_nowhere(early)
        self.assertFalse(self.env["xero.job"].search([]))
        self.assertIn(self.day("2026-01-01"), str(early._get_alerts()))

    def test_one_that_is_refused_is_named_and_stops_no_other(self):
        draft, note = self.invoice(post=False), self.other_entry("out_refund")
        going = self.env["account.move"].union(*(self.invoice() for _n in range(3)))
        toast = (going | draft | note).action_xero_push()["params"]
        self.assertEqual(toast["type"], "warning")
        self.assertIn("3 invoices are being sent", toast["message"])
        self.assertIn("Not pushed: 2.", toast["message"])
        self.assertIn(f"{note.display_name}: Credit notes", toast["message"])
        self.assertIn("Confirm it first", toast["message"])
        self.run_cron(self.connection)
        for move in going:
            self.in_xero(move)

    def test_what_is_in_xero_already_is_not_counted_as_on_its_way(self):
        standing = self.invoice() | self.invoice()
        self.push(standing)
        toast = (standing | self.invoice()).action_xero_push()["params"]
        self.assertIn("is being sent to Xero", toast["message"])
        self.assertIn("2 invoices are already in Xero", toast["message"])

    def test_a_selection_of_which_nothing_can_go_is_refused_and_all_are_named(self):
        draft, note = self.invoice(post=False), self.other_entry("out_refund")
        self.assert_refused(draft | note, "Credit notes", "Confirm it first", note.name)

    def test_a_company_that_is_not_connected_stops_no_other(self):
        branch = self.env["res.company"].create({"name": "Elsewhere Ltd"})
        self.env.user.company_ids |= branch
        other = self.env["account.move"].new({"company_id": branch.id})
        refused = (self.invoice() | other)._xero_not_pushable_reasons()
        self.assertEqual(list(refused), [other])
        self.assertIn("Elsewhere Ltd is not connected", refused[other])

    def test_a_percent_sign_in_a_reason_does_not_garble_the_link(self):
        self.push(self.invoice())
        going = self.invoice() | self.invoice()
        odd = self.invoice(post=False, ref="%s")
        params = (going | odd)._xero_toast({odd: "50% off, %s"}, self.env["xero.batch"])
        self.assertIn("50% off, %s", params["params"]["message"])
        run = self.env["xero.batch"]._open_push(self.connection, self.env.user)
        params = going._xero_toast({odd: "50% off"}, run)["params"]
        self.assertIn("50%% off", params["message"])
        self.assertTrue(params["message"].endswith("\n%s"))

    def test_the_toast_of_a_selection_leads_to_its_run(self):
        going = self.invoice() | self.invoice()
        [link] = going.action_xero_push()["params"]["links"]
        run = self.env["xero.batch"].browse(int(link["url"].rpartition("/")[2]))
        self.assertEqual(set(run.job_ids.mapped("res_id")), set(going.ids))

    def test_a_company_without_xero_is_told_where_to_connect(self):
        self.connection.action_disconnect()
        self.run_cron(self.connection)
        with self.assertRaisesRegex(Exception, "not connected to Xero"):
            self.invoice().action_xero_push()

    def test_what_stopped_being_pushable_while_it_waited_is_held_not_sent(self):
        move = self.invoice()
        move.action_xero_push()
        self.env.cr.flush()
        move.button_draft()
        self.run_cron(self.connection)
        issue = self.the_issue("not_pushable", move)
        self.assertIn("Confirm it first", issue.advice)
        self.assert_nowhere(move)
        move.action_post()
        issue.action_try_again()
        self.run_cron(self.connection)
        self.in_xero(move)
