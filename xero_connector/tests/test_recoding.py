from datetime import date

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import format_date

from . import sandbox
from .test_recoding_changed_settings import ChangedSettingCase


class RecodeCase(ChangedSettingCase):
    def recode(self, what="AccountCode", since="2026-01-01"):
        """Press *Recode in Xero…*; :return: the wizard"""
        action = self.connection.with_context(xero_recode=what).action_recode()
        wizards = self.env[action["res_model"]].with_context(**action["context"])
        return wizards.create({"since": since})

    def recoded(self, **how):
        """Go through with it."""
        self.recode(**how).action_recode()
        self.run_cron(self.connection)

    def note(self, move):
        return move.message_ids[0].body


@tagged("post_install", "-at_install")
class TestRecode(RecodeCase):
    """What stands in Xero gets another account when a person asks for that alone."""

    def test_all_that_is_unpaid_is_recoded_and_counted_before(self):
        two = ({"price_unit": 10}, {"price_unit": 20})
        moves = [self.pushed(*two), self.pushed(*two), self.pushed()]
        self.choose_account("260")
        self.assertEqual(
            self.connection.recode_accounts,
            "In Xero, 5 lines of 3 invoices still use 200; new invoices use 260.",
        )
        sandbox.forget_calls()
        wizard = self.recode()
        self.assertEqual((wizard.invoices, wizard.line_count), (3, 5))
        self.assertEqual(wizard.calls, 2)
        self.assertEqual(wizard.changes, "200 → 260: 5 lines of 3 invoices")
        self.assertFalse(wizard.left_out)
        self.assertFalse(sandbox.calls(), "nothing is asked before it is pressed")
        wizard.action_recode()
        self.env.invalidate_all()
        self.assertFalse(self.connection.recode_accounts, "they are on their way")
        self.run_cron(self.connection)
        self.assertEqual(self.methods(), ["GET", "POST"])
        for move in moves:
            self.assertEqual(set(self.accounts(move)), {"260"})
            self.assertEqual(move.xero_state, "pushed")
        self.assertIn(
            "Account of 2 lines changed in Xero from 200 to 260.", self.note(moves[0])
        )
        self.assertIn(
            "Account of 1 line changed in Xero from 200 to 260.", self.note(moves[2])
        )

    def test_a_second_press_does_nothing(self):
        move = self.pushed()
        self.choose_account("260")
        self.recoded()
        sandbox.forget_calls()
        wizard = self.recode()
        self.assertEqual((wizard.invoices, wizard.calls), (0, 0))
        with self.assertRaisesRegex(UserError, "nothing to recode"):
            wizard.action_recode()
        self.push(move)
        self.compare()
        self.assert_left_alone()

    def test_pressed_twice_before_the_run_it_goes_once(self):
        self.pushed()
        self.choose_account("260")
        first, second = self.recode(), self.recode()
        first.action_recode()
        with self.assertRaises(UserError):
            second.action_recode()
        self.run_cron(self.connection)
        self.assertEqual(len(self.updates()), 1)

    def test_paid_part_paid_and_credited_ones_stay(self):
        moves = [self.pushed({"price_unit": 100}) for _each in range(3)]
        sandbox.act("pay", invoice=moves[0].name)
        sandbox.act("pay", invoice=moves[1].name, amount=1)
        self.compare()
        self.choose_account("260")
        wizard = self.recode()
        self.assertEqual(wizard.changes, "200 → 260: 1 line of 1 invoice")
        self.assertEqual(wizard.left_out, "2 invoices fully or partly paid or credited")
        self.recoded()
        self.assertEqual(self.accounts(moves[0]), ["200"])
        self.assertEqual(self.accounts(moves[1]), ["200"])
        self.assertEqual(self.accounts(moves[2]), ["260"])

    def test_one_paid_between_the_press_and_the_run_stays(self):
        moves = [self.pushed(), self.pushed()]
        self.choose_account("260")
        wizard = self.recode()
        wizard.action_recode()
        sandbox.act("pay", invoice=moves[0].name)
        self.run_cron(self.connection)
        self.assertEqual(self.accounts(moves[0]), ["200"])
        self.assertEqual(self.accounts(moves[1]), ["260"])
        self.assertFalse(self.issues())
        self.push(moves[0])
        self.compare()
        self.assertEqual(self.accounts(moves[0]), ["200"])

    def test_locked_periods_of_either_ledger_stay(self):
        early = self.pushed(invoice_date=date(2026, 2, 10))
        late = self.pushed(invoice_date=date(2026, 3, 10))
        self.choose_account("260")
        sandbox.act("set", values={"period_lock": "2026-02-28"})
        self.connection._read_organisation()
        self.assertEqual(self.connection.period_lock_date, date(2026, 2, 28))
        wizard = self.recode()
        self.assertEqual(wizard.invoices, 1)
        day = format_date(self.env, date(2026, 2, 28))
        self.assertEqual(wizard.left_out, f"1 invoice in locked periods ({day})")
        sandbox.act("set", values={"period_lock": None})
        self.connection._read_organisation()
        self.assertEqual(self.recode().invoices, 2)
        for lock in ("fiscalyear_lock_date", "sale_lock_date", "tax_lock_date"):
            self.company[lock] = "2026-02-28"
            self.assertEqual(self.recode().invoices, 1, lock)
            if lock != "tax_lock_date":
                self.company[lock] = False
        self.recoded()
        self.assertEqual(self.accounts(early), ["200"])
        self.assertEqual(self.accounts(late), ["260"])

    def test_a_period_locked_after_the_press_stays(self):
        move = self.pushed()
        self.choose_account("260")
        self.recode().action_recode()
        self.company.fiscalyear_lock_date = "2026-03-31"
        self.run_cron(self.connection)
        self.assertEqual(self.accounts(move), ["200"])
        self.assertFalse(self.issues())

    def test_only_from_the_chosen_day_on(self):
        early = self.pushed(invoice_date=date(2026, 2, 10))
        late = self.pushed(invoice_date=date(2026, 3, 10))
        self.choose_account("260")
        wizard = self.recode(since="2026-03-10")
        self.assertEqual(wizard.invoices, 1)
        day = format_date(self.env, date(2026, 3, 10))
        self.assertEqual(wizard.left_out, f"1 invoice dated before {day}")
        wizard.action_recode()
        self.run_cron(self.connection)
        self.assertEqual(self.accounts(early), ["200"])
        self.assertEqual(self.accounts(late), ["260"])

    def test_this_financial_year_is_proposed(self):
        wizard = self.env["xero.recode.wizard"].create(
            {"connection_id": self.connection.id}
        )
        today = fields.Date.context_today(self.connection)
        year = self.company.compute_fiscalyear_dates(today)
        self.assertEqual(wizard.since, year["date_from"])

    def test_what_a_bookkeeper_recoded_stays_and_is_not_counted(self):
        move = self.pushed({"price_unit": 10}, {"price_unit": 20})
        self.bookkeeper(move, {"AccountCode": "220"}, {})
        self.compare()
        self.choose_account("260")
        self.assertEqual(self.recode().line_count, 1)
        self.recoded()
        self.assertEqual(self.accounts(move), ["220", "260"])
        self.assertFalse(self.issues())

    def test_what_a_bookkeeper_recodes_after_the_press_stays(self):
        move = self.pushed()
        self.choose_account("260")
        self.recode().action_recode()
        self.bookkeeper(move, {"AccountCode": "220"})
        self.run_cron(self.connection)
        self.assertEqual(self.accounts(move), ["220"])
        self.assertFalse(self.issues(), self.story())

    def test_tax_rates_are_recoded_by_a_press_of_their_own(self):
        tax = self.zero_tax()
        self.env["xero.tax.mapping"]._ensure(self.connection, [tax])
        self.map_tax(self.connection, tax, "ZERORATED")
        move = self.pushed({"name": "Wool", "price_unit": 100, "tax": tax})
        other = self.pushed()
        self.map_tax(self.connection, tax, "NONE")
        self.choose_account("260")
        self.assertIn("1 line of 1 invoice", self.connection.recode_taxes)
        self.recoded(what="TaxType")
        self.assertEqual(self.coding(move), [("200", "NONE", "Wool")])
        self.assertEqual(self.accounts(other), ["200"])
        self.assertIn("Tax rate of 1 line changed in Xero from", self.note(move))
        self.recoded()
        self.assertEqual(self.coding(move), [("260", "NONE", "Wool")])
        self.assertEqual(self.accounts(other), ["260"])

    def test_a_request_that_is_cancelled_recodes_nothing_later(self):
        move = self.pushed()
        self.choose_account("260")
        self.recode().action_recode()
        self.env["xero.job"].search([("res_id", "=", move.id)]).action_cancel()
        self.run_cron(self.connection)
        self.push(move)
        self.compare()
        self.assert_left_alone()
        self.assertIn("1 line of 1 invoice", self.connection.recode_accounts)

    def test_a_change_that_waits_with_it_goes_in_the_same_update(self):
        move = self.pushed(ref="PO 7")
        self.choose_account("260")
        self.recode().action_recode()
        move.ref = "PO 8"
        move.action_xero_push()
        self.run_cron(self.connection)
        (sent,) = self.updates()
        self.assertEqual(sent["Reference"], "PO 8")
        self.assertEqual(self.accounts(move), ["260"])

    def test_an_answer_that_is_lost_recodes_once(self):
        move = self.pushed()
        self.choose_account("260")
        sandbox.fault("drop_after", "POST", "Invoices")
        self.recoded()
        self.wait(self.connection)
        self.assertEqual(self.accounts(move), ["260"])
        self.assertEqual(len(self.updates()), 1)
        self.compare()
        self.assertFalse(self.issues())
        self.assertFalse(self.recode().invoices)

    def test_voided_and_unposted_ones_are_none_of_it(self):
        voided, draft = self.pushed(), self.pushed()
        voided.button_cancel()
        voided.action_xero_void()
        self.run_cron(self.connection)
        draft.button_draft()
        self.choose_account("260")
        self.assertFalse(self.recode().invoices)

    def test_with_no_account_chosen_nothing_is_recoded(self):
        self.pushed()
        self.connection.account_id = False
        self.assertFalse(self.connection.recode_accounts)
        self.assertFalse(self.recode().invoices)

    def test_only_a_manager_may(self):
        self.pushed()
        self.choose_account("260")
        manager = self.xero_manager()
        user = new_test_user(
            self.env,
            "xero user",
            "xero_connector.group_xero_user,account.group_account_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        values = {"connection_id": self.connection.id, "since": "2026-01-01"}
        with self.assertRaises(AccessError):
            self.connection.with_user(user).action_recode()
        with self.assertRaises(AccessError):
            self.env["xero.recode.wizard"].with_user(user).create(values)
        self.assertIn("1 line", self.connection.with_user(user).recode_accounts)
        wizard = self.env["xero.recode.wizard"].with_user(manager).create(values)
        self.assertEqual(wizard.invoices, 1)
        wizard.action_recode()
        job = self.env["xero.job"].search([("recode", "!=", False)])
        self.assertEqual(job.user_id, manager)
        self.run_cron(self.connection)
        self.assertFalse(self.recode().invoices)

    def test_a_manager_of_another_company_has_no_say(self):
        self.pushed()
        self.choose_account("260")
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "stranger",
            "xero_connector.group_xero_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        wizards = self.env["xero.recode.wizard"].with_user(stranger)
        with self.assertRaises(AccessError):
            wizard = wizards.create(
                {"connection_id": self.connection.id, "since": "2026-01-01"}
            )
            wizard.action_recode()
