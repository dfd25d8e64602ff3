from odoo.tests import tagged

from ..models.queue import xero_runner
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
        self.assertEqual(cron.code, f"model._cron_run({self.connection.id})")
        again = self.env["xero.connection"].create({"company_id": self.company.id})
        self.assertNotEqual(again.sudo().cron_id, cron)

    # === Order === #

    def test_a_person_goes_before_what_the_schedule_found(self):
        self.push(self.invoice())
        self.connection.frequency = "hourly"
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
class TestHowCallsEnded(ConnectedCase):
    """What lists say of requests and calls is so, and the newest comes first."""

    def test_what_xero_did_not_take_for_a_limit_waits(self):
        headers = {"Retry-After": "1800", "X-Rate-Limit-Problem": "day"}
        self.push(self.invoice())
        sandbox.fault("status", "PUT", "Invoices", status=429, headers=headers)
        move = self.invoice()
        self.push(move)
        job = self.env["xero.job"].search([("res_id", "=", move.id)], limit=1)
        self.assertEqual((job.state, job.shown_state), ("sending", "waiting"))
        job.exchange_id.state = "open"
        self.assertEqual(job.shown_state, "sending")

    def test_a_call_that_is_over_says_how_it_ended(self):
        self.push(self.invoice())
        call = self.env["xero.exchange"].search([("resource", "=", "invoices")])
        element = call.element_ids
        self.assertEqual(call.state, "applied")
        for outcome, status, error, shown, shown_outcome in (
            ("accepted", 200, False, "applied", "accepted"),
            ("adopted", 500, "unavailable", "applied", "adopted"),
            ("refused", 400, False, "refused", "refused"),
            ("unanswered", 403, "forbidden", "refused", "refused"),
            ("unanswered", 500, "unavailable", "unanswered", "unanswered"),
            ("unanswered", 0, "answer_lost", "unanswered", "unanswered"),
        ):
            with self.subTest(outcome=outcome, status=status):
                call.write({"http_status": status, "error": error})
                element.outcome = outcome
                self.assertEqual(call.shown_state, shown)
                self.assertEqual(element.shown_outcome, shown_outcome)

    def test_the_newest_attempt_comes_first(self):
        self.push(self.invoice())
        first = self.env["xero.exchange.element"].search([], limit=1)
        newest = first.exchange_id.copy().element_ids or first.copy(
            {"exchange_id": first.exchange_id.copy().id}
        )
        self.assertEqual(self.env["xero.exchange.element"].search([])[0], newest)
        self.assertEqual(first.job_id.action_open_attempt()["res_id"], newest.id)
