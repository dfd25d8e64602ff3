from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from . import sandbox
from .common import XeroCase

FIRST, SECOND = "Demo Company (NZ)", "Kauri Café Australia"


@tagged("post_install", "-at_install")
class TestOtherLedger(XeroCase):
    """One invoice, two ledgers: what counts is the one that is connected now."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A currency that both organisations use, and lines without tax.
        cls.currency = cls.env.ref("base.AUD")
        cls.currency.active = True
        cls.give_rate(cls.currency, rate=1)
        cls.tax = cls.env["account.tax"]

    def setUp(self):
        super().setUp()
        sandbox.add_currency("AUD")
        self.first = self.connect()

    def invoice(self, *lines, **values):
        return super().invoice(*lines, currency_id=self.currency.id, **values)

    def change_to(self, organisation):
        """Disconnect, and connect another organisation; :return: its connection"""
        now = self.company._xero_connection()
        now.action_disconnect()
        self.run_cron(now)
        page = self.leave(now)
        connection = self.come_back(
            sandbox.consent(page, organisations=(organisation,))
        )
        if connection.choice_waits:
            chosen = connection.credential_id.organisation_ids.filtered(
                lambda o: o.name == organisation
            )
            connection = connection._adopt_organisation(chosen)
        self.assertEqual(
            (connection.organisation_name, connection.lifecycle),
            (organisation, "connected"),
        )
        self.run_cron(connection)
        connection.write(
            {
                # Both keep their books in the company's currency, it is said here.
                "base_currency_code": self.company.currency_id.name,
                "account_id": self.sales_account(connection).id,
                "import_settings_saved": True,
                "new_records": "create",
            }
        )
        none = "NONE" if organisation == FIRST else "BASEXCLUDED"
        self.map_tax(connection, self.env["account.tax"], none)
        return connection

    def sales_account(self, connection):
        return connection.account_mirror_ids.filtered("usable_for_sales")[:1]

    def found(self, **states):
        """:return: the invoices that a domain of one field finds"""
        [(name, value)] = states.items()
        return self.env["account.move"].search(
            [(name, "in", [value]), ("company_id", "=", self.company.id)]
        )

    def invoices_in(self, organisation, move):
        rows = sandbox.organisation(organisation)["Invoices"]
        return [row for row in rows if row["InvoiceNumber"] == move.name]

    def test_what_stands_in_the_ledger_before_is_a_state_of_its_own(self):
        move, other = self.invoice(), self.invoice()
        self.push(move)
        self.assertEqual(move.xero_state, "pushed")
        self.change_to(SECOND)
        self.assertEqual(move.xero_state, "elsewhere")
        self.assertEqual(move.xero_elsewhere, FIRST)
        self.assertFalse(move.xero_payment_state)
        self.assertIn(f"This invoice is in {FIRST}", str(move._get_alerts()))
        self.assertEqual(self.found(xero_state="elsewhere"), move)
        self.assertFalse(self.found(xero_state="pushed"))
        self.assertEqual(self.found(xero_state="none"), other)
        self.assertEqual(self.found(xero_missing=True), move | other)

    def test_paid_in_the_ledger_before_is_not_paid_in_this_one(self):
        move = self.invoice()
        self.push(move)
        sandbox.act("pay", invoice=move.name)
        self.pull(self.first)
        self.assertEqual(move.xero_payment_state, "paid")
        self.change_to(SECOND)
        self.assertFalse(self.found(xero_payment_state="paid"))
        self.assertFalse(move.xero_payment_state)

    def test_a_ledger_in_another_currency_says_so_and_offers_no_push(self):
        move = self.invoice()
        self.push(move)
        second = self.change_to(SECOND)
        second.write({"base_currency_code": "AUD", "account_id": False})
        self.assertEqual(list(second.alerts), ["currency", "company"])
        self.assertIn("AUD", second.alerts["currency"]["message"])
        self.assertIn("AUD", second.shown_health)
        told = str(move._get_alerts())
        self.assertIn(f"This invoice is in {FIRST}", told)
        self.assertNotIn("Push to Xero", told)
        with self.assertRaisesRegex(UserError, "different base currencies"):
            self.invoice().action_xero_push()
        [line] = [line for line in second._run_checks() if "AUD" in line.title]
        self.assertEqual(line.state, "problem")
        second.base_currency_code = self.company.currency_id.name
        self.assertIn("elsewhere", second.alerts)
        self.assertFalse(second.shown_health)

    def test_it_is_asked_once_whether_they_are_pushed_here_too(self):
        moves = self.invoice() | self.invoice()
        early = self.invoice(invoice_date="2026-02-01")
        self.push(moves | early)
        second = self.change_to(SECOND)
        second.push_from = "2026-03-01"
        alert = second.alerts["elsewhere"]
        self.assertIn(f"Only in {FIRST}: 2 invoices since", alert["message"])
        wizard = self.env["xero.ledger.wizard"].create({"connection_id": second.id})
        shown = self.env["account.move"].search(wizard.action_show()["domain"])
        self.assertEqual(shown, moves)
        self.assertEqual(wizard.total, sum(moves.mapped("amount_total")))
        self.assertIn("2 invoices are being sent", str(wizard.action_push()))
        self.run_cron(second)
        self.assertEqual(set(moves.mapped("xero_state")), {"pushed"}, self.story())
        self.assertEqual(early.xero_state, "elsewhere")
        for move in moves:
            self.assertEqual(len(self.invoices_in(SECOND, move)), 1)
        self.assertNotIn("elsewhere", second.alerts)

    def test_who_leaves_them_there_is_not_asked_again(self):
        move = self.invoice()
        self.push(move)
        second = self.change_to(SECOND)
        self.env["xero.ledger.wizard"].create(
            {"connection_id": second.id}
        ).action_leave()
        second.invalidate_recordset()
        self.assertNotIn("elsewhere", second.alerts)
        self.run_cron(second)
        self.assertFalse(self.invoices_in(SECOND, move))

    def test_only_a_manager_decides_for_all_of_them(self):
        second = self.change_to(SECOND)
        user = new_test_user(
            self.env,
            "xero user",
            "xero_connector.group_xero_user,account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        wizards = self.env["xero.ledger.wizard"].with_user(user)
        with self.assertRaises(AccessError):
            wizards.create({"connection_id": second.id})

    def test_what_was_held_in_one_and_pushed_into_the_other_is_never_in_both(self):
        self.first.account_id = False
        move = self.invoice()
        self.push(move)
        self.assertEqual(move.xero_state, "blocked")
        second = self.change_to(SECOND)
        self.assertEqual(move.xero_state, "none")
        self.assertFalse([name for name in move._get_alerts() if "xero_issue" in name])
        self.push(move)
        self.assertEqual(len(self.invoices_in(SECOND, move)), 1, self.story())
        self.assertEqual(second, self.company._xero_connection())

        first = self.change_to(FIRST)
        self.assertEqual(first, self.first)
        self.assertEqual(move.xero_state, "elsewhere")
        self.assertFalse(self.issues("account_missing"))
        job = self.env["xero.job"].search([("connection_id", "=", first.id)])
        self.assertEqual(set(job.mapped("outcome")), {"elsewhere"})
        first.account_id = self.sales_account(first)
        self.run_cron(first)
        self.scheduled_run(first)
        self.assertFalse(self.invoices_in(FIRST, move))
        self.assertEqual(move.xero_state, "elsewhere")

    def test_what_waits_and_stands_elsewhere_by_then_is_asked(self):
        move = self.invoice()
        self.push(move)
        second = self.change_to(SECOND)
        # As an older version left it, or an addon wrote it.
        job = self.env["xero.job"].create(
            {
                "connection_id": second.id,
                "mirror_model": "xero.document",
                "res_model": move._name,
                "res_id": move.id,
            }
        )
        self.run_cron(second)
        issue = self.the_issue("stands_elsewhere", move)
        self.assertIn(FIRST, issue.title)
        self.assertFalse(self.invoices_in(SECOND, move))
        self.assertFalse(
            self.env["xero.contact"].search(
                [
                    ("connection_id", "=", second.id),
                    ("partner_id", "=", self.customer.id),
                ]
            ),
            "nobody is created for an invoice that does not go",
        )
        issue.action_try_again()
        self.run_cron(second)
        self.assertEqual((job.outcome, move.xero_state), ("sent", "pushed"))
        self.assertEqual(len(self.invoices_in(SECOND, move)), 1)

    def test_what_is_asked_can_be_left_out(self):
        move = self.invoice()
        self.push(move)
        second = self.change_to(SECOND)
        self.env["xero.job"].create(
            {
                "connection_id": second.id,
                "mirror_model": "xero.document",
                "res_model": move._name,
                "res_id": move.id,
            }
        )
        self.run_cron(second)
        self.the_issue("stands_elsewhere", move).action_leave_out()
        self.run_cron(second)
        self.assertFalse(self.issues())
        self.assertEqual(move.xero_state, "elsewhere")

    def test_confirming_it_again_does_not_push_it_by_itself(self):
        self.first.write({"frequency": "hourly", "push_when": "posted"})
        move = self.invoice()
        self.run_cron(self.first)
        second = self.change_to(SECOND)
        second.write({"frequency": "hourly", "push_when": "posted"})
        move.button_draft()
        move.action_post()
        new = self.invoice()
        self.run_cron(second)
        self.scheduled_run(second)
        self.assertEqual((move.xero_state, new.xero_state), ("elsewhere", "pushed"))
        self.assertFalse(self.issues())

    def test_who_pushes_it_alone_means_it_and_in_a_selection_it_is_left_out(self):
        move = self.invoice()
        self.push(move)
        second = self.change_to(SECOND)
        new = self.invoice()
        toast = (move | new).action_xero_push()["params"]["message"]
        self.assertIn(f"{move.display_name}: It is in {FIRST}", toast)
        self.run_cron(second)
        self.assertEqual((move.xero_state, new.xero_state), ("elsewhere", "pushed"))
        self.push(move)
        self.assertEqual(move.xero_state, "pushed", self.story())
        self.assertFalse(move.xero_document_ids.filtered("gone_at"))
        self.assertEqual(move.xero_elsewhere, FIRST)

    def test_while_nothing_is_connected_the_last_ledger_counts(self):
        move = self.invoice()
        self.push(move)
        self.first.action_disconnect()
        self.run_cron(self.first)
        self.assertEqual(move.xero_state, "pushed")
        self.assertEqual(self.found(xero_state="pushed"), move)

    def test_a_branch_with_books_of_its_own_looks_at_those(self):
        branch = self.env["res.company"].create(
            {"name": "Kōwhai South", "parent_id": self.company.id}
        )

        def ledger(company):
            move = self.invoice(post=False)
            move.company_id = company
            self.env.flush_all()
            found = self.env["xero.standing"]._of(move)[move.id]["ledger_id"]
            return self.env["xero.connection"].browse(found)

        self.assertEqual(ledger(branch), self.first)
        own = self.env["xero.connection"].create(
            {
                "company_id": branch.id,
                "tenant_id": "of-the-branch",
                "organisation_name": "South",
                "lifecycle": "connected",
            }
        )
        self.assertEqual(ledger(branch), own)
        self.assertEqual(ledger(self.company), self.first)
        own.lifecycle = "disconnected"
        self.assertEqual(ledger(branch), self.first)

    def test_filters_find_exactly_what_the_states_say(self):
        pushed, held, none = (self.invoice() for _n in range(3))
        draft = self.invoice(post=False)
        self.push(pushed)
        self.first.account_id = False
        self.push(held)
        on_way = self.invoice()
        on_way.action_xero_push()
        moves = pushed | held | none | draft | on_way
        states = dict(moves._fields["xero_state"]._description_selection(self.env))
        for state in states:
            self.assertEqual(
                self.found(xero_state=state),
                moves.filtered(lambda move, s=state: move.xero_state == s),
                state,
            )
        missing = held | none | on_way
        self.assertEqual(self.found(xero_missing=True), missing)
        self.assertEqual(moves.filtered("xero_missing"), missing)
        self.assertEqual(self.found(xero_missing=False) & moves, moves - missing)
