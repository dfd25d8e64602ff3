from odoo.tests import tagged

from . import sandbox
from .common import ConnectedCase


@tagged("post_install", "-at_install")
class TestOnce(ConnectedCase):
    """However it is asked for, an invoice stands in Xero once, in few calls."""

    def partners(self, count):
        return self.env["res.partner"].create(
            [
                {"name": f"Customer {n}", "email": f"c{n}@example.com"}
                for n in range(count)
            ]
        )

    def invoices(self, count, partners=None):
        partners = partners or self.customer
        return self.env["account.move"].union(
            *(
                self.invoice(partner_id=partners[n % len(partners)].id)
                for n in range(count)
            )
        )

    def assert_each_once(self, moves):
        for move in moves:
            self.in_xero(move)
        self.assertEqual(set(moves.mapped("xero_state")), {"pushed"})

    def test_a_dozen_invoices_of_new_customers_take_one_look_and_two_writes(self):
        moves = self.invoices(12, self.partners(5))
        self.push(moves)
        self.assert_each_once(moves)
        self.assertEqual(
            [
                (call["method"], call["path"].rpartition("/")[2])
                for call in sandbox.calls()
            ],
            [("GET", "Contacts"), ("PUT", "Contacts"), ("PUT", "Invoices")],
        )

    def test_invoices_of_known_customers_take_one_write(self):
        self.push(self.invoice())
        sandbox.forget_calls()
        self.push(self.invoices(3))
        self.assertEqual([call["method"] for call in sandbox.calls()], ["PUT"])

    def test_pressing_twice_pushes_once(self):
        move = self.invoice()
        move.action_xero_push()
        self.env.cr.flush()
        move.action_xero_push()
        self.push(move)
        self.in_xero(move)
        self.assertEqual(len(sandbox.calls("PUT", "Invoices")), 1)
        jobs = self.env["xero.job"].search([("res_model", "=", "account.move")])
        self.assertEqual(sorted(jobs.mapped("outcome")), ["replaced", "sent"])

    def test_posting_and_pressing_pushes_once(self):
        self.connection.frequency = "hourly"
        move = self.invoice()
        self.push(move)
        self.in_xero(move)
        self.assertEqual(len(sandbox.sent("Invoices")), 1)

    def test_posting_alone_pushes_when_the_setting_says_so(self):
        self.connection.frequency = "hourly"
        move = self.invoice()
        self.run_cron(self.connection)
        self.in_xero(move)

    def test_posting_alone_pushes_nothing_by_default(self):
        move = self.invoice()
        self.run_cron(self.connection)
        self.assert_nowhere(move)
        self.assertEqual(move.xero_state, "none")

    def test_an_unchanged_invoice_is_not_sent_again(self):
        move = self.invoice()
        self.push(move)
        sandbox.forget_calls()
        self.push(move)
        self.assertFalse(sandbox.calls())
        self.assertEqual(move.xero_state, "pushed")

    def test_fifty_one_invoices_leave_in_two_writes(self):
        self.push(self.invoice())
        sandbox.forget_calls()
        moves = self.invoices(51)
        self.push(moves)
        self.assert_each_once(moves)
        self.assertEqual(
            [call["elements"] for call in sandbox.calls("PUT", "Invoices")], [50, 1]
        )

    def test_a_record_that_xero_refuses_does_not_stop_its_neighbours(self):
        others = self.partners(2)
        good, bad, fine = (
            self.invoice(partner_id=partner.id)
            for partner in (self.customer, others[0], others[1])
        )
        self.push(self.invoice(partner_id=others[0].id))
        sandbox.act("archive_contact", contact=others[0].name)
        self.push(good, bad, fine)
        self.assert_each_once(good | fine)
        self.assert_nowhere(bad)
        issue = self.the_issue("contact_archived", bad)
        self.assertIn("archived", issue.xero_words)
