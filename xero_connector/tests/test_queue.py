from odoo.tests import tagged

from ..models import xero_runner
from . import sandbox
from .common import ConnectedCase


@tagged("post_install", "-at_install")
class TestQueue(ConnectedCase):
    """What was asked for is done: all of it, once, in order, and only if meant."""

    def jobs(self, record=None):
        self.env.cr.flush()
        domain = [("res_model", "=", record._name)] if record else []
        domain += [("res_id", "in", record.ids)] if record else []
        return self.env["xero.job"].search(domain, order="id")

    # === Intending === #

    def test_a_record_named_twice_in_a_transaction_leaves_one_job(self):
        moves = self.invoice() | self.invoice()
        moves.action_xero_push()
        moves[0].action_xero_push()
        self.assertEqual(len(self.jobs()), 2)

    def test_what_is_rolled_back_leaves_no_job(self):
        move = self.invoice()
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            move.action_xero_push()
            raise ZeroDivisionError
        self.assertFalse(self.jobs())
        move.action_xero_push()
        self.assertEqual(len(self.jobs()), 1, "and the next one is not lost by it")

    def test_a_selection_wakes_the_cron_once(self):
        triggers = self.env["ir.cron.trigger"]
        ours = [("cron_id", "=", self.connection.sudo().cron_id.id)]
        before = triggers.search_count(ours)
        (self.invoice() | self.invoice() | self.invoice()).action_xero_push()
        self.assertEqual(len(self.jobs()), 3)
        self.assertEqual(triggers.search_count(ours), before + 1)

    def test_each_connection_has_one_cron_of_its_own(self):
        cron = self.connection.sudo().cron_id
        self.assertEqual(cron.code, f"model._run_connection({self.connection.id})")
        again = self.env["xero.connection"].create({"company_id": self.company.id})
        self.assertNotEqual(again.sudo().cron_id, cron)

    # === Order === #

    def test_a_person_goes_before_what_the_schedule_found(self):
        self.push(self.invoice())
        self.connection.push_when_posted = True
        scheduled, pressed = self.invoice(), self.invoice()
        pressed.action_xero_push()
        self.env.cr.flush()
        found = self.env["xero.job"]._claimable(self.connection, "xero.document")
        self.assertEqual(found.mapped("res_id"), [pressed.id, scheduled.id])

    def test_a_record_under_way_is_left_alone_until_it_has_arrived(self):
        self.push(self.invoice())
        move, other = self.invoice(), self.invoice()
        sandbox.fault("drop_after", "PUT", "Invoices")
        self.push(move)
        self.connection.sudo().quota_ids._mended()
        sandbox.forget_calls()
        self.push(move, other)
        self.assertEqual(self.jobs(move).mapped("state"), ["checking", "waiting"])
        self.assertEqual(other.xero_state, "pushed")
        self.wait(self.connection)
        self.assertEqual(self.jobs(move).mapped("outcome"), ["adopted", "unchanged"])
        self.in_xero(move)

    # === Deleting === #

    def test_a_deleted_draft_takes_its_job_along(self):
        move = self.invoice()
        move.action_xero_push()
        self.env.cr.flush()
        jobs = self.jobs(move)
        move.button_draft()
        move.unlink()
        self.run_cron(self.connection)
        self.assertEqual(jobs.mapped("outcome"), ["record_deleted"])
        self.assertFalse(sandbox.calls("PUT"))

    def test_an_invoice_deleted_under_way_is_told_and_stops_nobody(self):
        self.push(self.invoice())
        move, other = self.invoice(), self.invoice()
        number = move.name
        sandbox.fault("drop_after", "PUT", "Invoices")
        self.push(move)
        move.button_draft()
        move.name = False
        move.with_context(force_delete=True).unlink()
        self.wait(self.connection)
        self.push(other)
        self.assertEqual(other.xero_state, "pushed", self.story())
        (issue,) = self.issues()
        self.assertIn(number, issue.title)

    def test_a_partner_deleted_under_way_stops_nobody(self):
        partner = self.env["res.partner"].create({"name": "Weka & Co"})
        sandbox.fault("drop_after", "PUT", "Contacts")
        partner.action_xero_push()
        self.run_cron(self.connection)
        partner.unlink()
        self.wait(self.connection)
        move = self.invoice()
        self.push(move)
        self.assertEqual(move.xero_state, "pushed", self.story())

    # === Time === #

    def test_a_run_that_is_out_of_time_ends_and_wakes_itself(self):
        move = self.invoice()
        triggers = [("cron_id", "=", self.connection.sudo().cron_id.id)]
        self.patch(xero_runner, "RUN_SECONDS", 0)
        self.push(move)
        self.assertEqual(move.xero_state, "waiting")
        self.assertTrue(self.env["ir.cron.trigger"].search(triggers))
        self.patch(xero_runner, "RUN_SECONDS", 60)
        self.run_cron(self.connection)
        self.in_xero(move)

    def test_a_paused_connection_makes_no_call_and_keeps_what_waits(self):
        self.connection.sudo().quota_ids.paused_until = "2099-01-01"
        move = self.invoice()
        self.push(move)
        self.assertEqual(self.connection.state, "paused")
        self.assertFalse(sandbox.calls())
        self.assertEqual(move.xero_state, "waiting")

    # === What an admin does === #

    def test_a_cancelled_job_is_not_sent(self):
        move = self.invoice()
        move.action_xero_push()
        self.jobs(move).action_cancel()
        self.run_cron(self.connection)
        self.assert_nowhere(move)
        self.assertEqual(move.xero_state, "none")

    def test_the_counts_on_the_connection_are_those_of_the_lists(self):
        self.push(self.invoice())
        self.connection.account_id = False
        self.push(self.invoice())
        self.invoice().action_xero_push()
        self.env.cr.flush()
        self.env.invalidate_all()
        self.assertEqual(self.connection.waiting_count, 1)
        self.assertEqual(self.connection.issue_count, 1)
        self.assertEqual(self.connection.document_count, 1)


@tagged("post_install", "-at_install")
class TestManyAtOnce(ConnectedCase):
    """Forty invoices cost hardly more queries than five: a batch stays a batch."""

    # Queries that one record more may cost on the average.
    PER_RECORD = 0.5

    def claim(self, count, model="xero.document"):
        """:return: how many queries it takes to write a batch down"""
        moves = self.env["account.move"].union(
            *(
                self.invoice(
                    {"price_unit": 10, "discount": 10},
                    {"price_unit": 5, "tax": self.env["account.tax"]},
                    partner_id=self.partners[n % len(self.partners)].id,
                )
                for n in range(count)
            )
        )
        moves.action_xero_push()
        self.env.cr.flush()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        exchange = self.env[model]._claim(self.connection)
        self.env.flush_all()
        queries = self.env.cr.sql_log_count - before
        self.assertEqual(len(exchange.element_ids), count)
        self.env["xero.job"].search([]).state = "done"
        return queries

    def known_partners(self, count):
        self.partners = self.env["res.partner"].create(
            [{"name": f"Partner {n}", "email": f"{n}@x.example"} for n in range(count)]
        )
        self.partners.action_xero_push()
        self.run_cron(self.connection)
        self.assertEqual(len(self.partners.xero_contact_ids), count)

    def test_writing_invoices_down(self):
        self.known_partners(40)
        few, many = self.claim(5), self.claim(40)
        self.assertLess(many - few, 35 * self.PER_RECORD, f"{few} and {many} queries")

    def test_holding_invoices_back(self):
        self.connection.account_id = False
        self.known_partners(1)
        few, many = self.hold(5), self.hold(40)
        self.assertLess(many - few, 35 * self.PER_RECORD, f"{few} and {many} queries")

    def hold(self, count):
        moves = self.env["account.move"].union(*(self.invoice() for _n in range(count)))
        moves.action_xero_push()
        self.env.cr.flush()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.env["xero.contact"]._ask_for_partners_of_invoices(self.connection)
        self.env["xero.document"]._claim(self.connection)
        self.env.flush_all()
        queries = self.env.cr.sql_log_count - before
        self.assertEqual(set(moves.mapped("xero_state")), {"blocked"})
        return queries

    def test_applying_an_answer(self):
        self.known_partners(40)
        few, many = self.apply(5), self.apply(40)
        self.assertLess(many - few, 35 * self.PER_RECORD, f"{few} and {many} queries")

    def apply(self, count):
        moves = self.env["account.move"].union(
            *(self.invoice(partner_id=self.partners[n].id) for n in range(count))
        )
        self.push(moves)
        exchange = self.env["xero.exchange"].search(
            [("resource", "=", "invoices")], limit=1
        )
        moves.xero_document_ids.unlink()
        exchange.element_ids.job_id.write({"state": "sending", "outcome": False})
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        exchange._apply_answer()
        self.env.flush_all()
        queries = self.env.cr.sql_log_count - before
        self.assertEqual(set(moves.mapped("xero_state")), {"pushed"})
        return queries

    def test_pulling_invoices(self):
        def rows(first, count):
            return [
                {
                    "InvoiceID": f"00000000-0000-0000-0000-{n:012}",
                    "InvoiceNumber": f"X-{n}",
                    "Type": "ACCREC",
                    "Status": "AUTHORISED",
                    "CurrencyCode": "NZD",
                }
                for n in range(first, first + count)
            ]

        def store(first, count):
            before = self.env.cr.sql_log_count
            self.env["xero.document"]._store(self.connection, rows(first, count))
            return self.env.cr.sql_log_count - before

        few, many = store(0, 5), store(5, 500)
        self.assertLess(many - few, 10, f"{few} and {many} queries")

    def test_creating_partners_of_contacts(self):
        contacts = self.env["xero.contact"].search([])
        contacts.partner_id.unlink()
        contacts.write({"partner_id": False, "matched_by": False})

        def create(some):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._create_partners(self.connection)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few, many = create(contacts[:5]), create(contacts[5:45])
        self.assertLess(many - few, 35 * 2, f"{few} and {many} queries")
