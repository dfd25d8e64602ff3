from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from . import sandbox
from .common import ConnectedCase


@tagged("post_install", "-at_install")
class TestRunsOfPulls(ConnectedCase):
    """Whoever starts a run sees how far it is, and can stop it."""

    def start(self, *names, kind="full", user=None, **more):
        return self.env["xero.batch"]._start(
            self.connection, kind, names, user or self.env.user, **more
        )

    def contacts_resource(self):
        return self.connection.resource_ids.filtered(lambda r: r.name == "contacts")

    def test_a_run_counts_what_it_did(self):
        sandbox.act("rename_contact", contact="Rex Media Group", name="Rex Media Ltd")
        batch = self.start("contacts")
        self.run_cron(self.connection)
        self.assertEqual((batch.state, batch.scope), ("done", "contacts"))
        self.assertEqual(batch.total, len(sandbox.things("Contacts")))
        self.assertEqual(batch.processed, batch.total)
        self.assertEqual(batch.calls, 1)
        self.assertEqual(batch.progress, 100)
        self.assertTrue(batch.started_at and batch.ended_at)

    def test_the_bar_does_not_run_ahead_of_what_has_not_begun(self):
        batch = self.start("contacts", "invoices", expected_calls=8)
        batch._count(total=60, processed=60, calls=2)
        self.assertEqual(batch.progress, 25)
        self.run_cron(self.connection)
        self.assertEqual((batch.state, batch.progress), ("done", 100))

    def test_connecting_copies_everything_in_one_run(self):
        batch = self.env["xero.batch"].search([("kind", "=", "first")])
        self.assertEqual(len(batch), 1)
        self.assertEqual((batch.state, batch.user_id.id), ("done", False))
        self.assertEqual(batch.calls, 6)

    def test_what_is_planned_for_tonight_waits_and_says_so(self):
        tonight = fields.Datetime.now() + timedelta(hours=5)
        batch = self.start("contacts", at=tonight)
        self.run_cron(self.connection)
        self.assertEqual(batch.state, "planned")
        self.assertIn("Starts automatically at", batch.status)
        self.assertFalse(sandbox.calls())
        batch.planned_at = fields.Datetime.now()
        self.run_cron(self.connection)
        self.assertEqual(batch.state, "done")

    def test_a_paused_run_makes_no_call_and_says_who_paused_it(self):
        batch = self.start("contacts")
        batch.action_pause()
        self.run_cron(self.connection)
        self.assertEqual(batch.state, "paused")
        self.assertIn(f"Paused by {self.env.user.name}", batch.status)
        self.assertFalse(sandbox.calls())
        batch.action_resume()
        self.run_cron(self.connection)
        self.assertEqual(batch.state, "done")

    def test_a_run_behind_a_paused_one_says_what_it_waits_for(self):
        sandbox.fault("status", "GET", "Contacts", status=503)
        paused = self.start("contacts")
        self.run_cron(self.connection)
        paused.action_pause()
        batch = self.start("contacts", kind="changes")
        self.wait(self.connection)
        self.assertEqual(batch.state, "planned")
        self.assertIn(f"Paused by {self.env.user.name}", batch.status)
        paused.action_resume()
        self.run_cron(self.connection)
        self.assertEqual(set((paused | batch).mapped("state")), {"done"})

    def test_the_connection_shows_the_run_that_is_under_way(self):
        batch = self.start("contacts")
        self.connection.invalidate_recordset()
        self.assertEqual(self.connection.open_run_id, batch)
        self.assertEqual(self.connection.run_count, 1)
        self.assertEqual(self.connection.open_run_status, batch.status)
        self.run_cron(self.connection)
        self.assertFalse(self.connection.open_run_id)

    def test_a_cancelled_run_does_nothing_more(self):
        batch = self.start("contacts")
        cursor = self.contacts_resource().cursor
        batch.action_cancel()
        self.run_cron(self.connection)
        self.assertEqual(batch.state, "cancelled")
        self.assertFalse(sandbox.calls())
        self.assertEqual(self.contacts_resource().cursor, cursor)

    def test_a_run_that_meets_a_limit_says_until_when_it_waits(self):
        sandbox.fault("status", "GET", "Contacts", status=429)
        batch = self.start("contacts")
        self.run_cron(self.connection)
        self.assertEqual(batch.state, "running")
        self.assertRegex(batch.status, r"at \d\d:\d\d")
        self.wait(self.connection)
        self.assertEqual(batch.state, "done")

    def test_a_call_that_fails_is_counted_too(self):
        sandbox.fault("status", "GET", "Contacts", status=503)
        batch = self.start("contacts")
        self.run_cron(self.connection)
        self.assertEqual((batch.state, batch.calls), ("running", 1))
        self.wait(self.connection)
        self.assertEqual((batch.state, batch.calls), ("done", 2))

    def test_who_looks_on_is_told_that_it_moved(self):
        before = self.env["bus.bus"].search([], order="id desc", limit=1).id or 0
        batch = self.start("contacts")
        self.run_cron(self.connection)
        self.env.cr.precommit.run()
        sent = self.env["bus.bus"].search(
            [("id", ">", before), ("message", "like", "xero_connector.changed")]
        )
        self.assertTrue(sent)
        self.assertIn(f'"xero.batch":[{batch.id}]', sent[0].message)
        self.assertNotIn("Rex", "".join(sent.mapped("message")))

    def test_what_a_run_is_asked_for_by_a_webhook_is_no_run_of_the_schedule(self):
        self.connection.sudo().resource_ids._request(["contacts"])
        self.run_cron(self.connection)
        batch = self.env["xero.batch"].search([("kind", "=", "changes")])
        self.assertTrue(batch.opened_by_runner)
        self.assertFalse(self.connection._last_scheduled_run())


@tagged("post_install", "-at_install")
class TestRunsOfPushes(ConnectedCase):
    """A run of pushes ends when its records have arrived, or need a person."""

    def batches(self):
        self.env.cr.flush()
        return self.env["xero.batch"].search([("kind", "in", ("push", "retry"))])

    def started(self):
        """:return: the runs that a person started, without those of single pushes"""
        return self.batches().filtered(lambda batch: not batch.opened_by_runner)

    def test_what_a_person_pushes_at_once_is_one_run_of_theirs(self):
        moves = self.invoice() | self.invoice() | self.invoice()
        self.push(moves)
        batch = self.started()
        self.assertEqual(len(batch), 1)
        self.assertEqual(batch.user_id, self.env.user)
        self.assertEqual(batch.state, "done")
        documents = batch.job_ids.filtered(lambda j: j.res_model == "account.move")
        self.assertEqual(documents.mapped("res_id"), moves.ids[::-1])
        # The customer came along, and is none of what was pushed.
        self.assertEqual((batch.changed, batch.total), (3, 3))
        self.assertGreaterEqual(batch.calls, 2)

    def test_a_single_push_is_a_run_of_who_pressed(self):
        self.push(self.invoice())
        batch = self.batches()
        self.assertEqual(len(batch), 1)
        self.assertEqual(batch.user_id, self.env.user)
        self.assertEqual((batch.state, batch.changed), ("done", 1))

    def test_a_push_that_fails_is_counted_when_it_is_sent(self):
        self.push(self.invoice())
        sandbox.forget_calls()
        sandbox.fault("status", "PUT", "Invoices", status=500)
        moves = self.invoice() | self.invoice()
        self.push(moves)
        batch = self.started()
        self.assertEqual(batch.calls, len(sandbox.calls()))
        self.assertEqual((batch.calls, batch.state), (1, "running"))
        self.assertIn("Xero did not confirm what was sent", batch.status)
        self.wait(self.connection)
        self.assertEqual(batch.calls, len(sandbox.calls()))
        self.assertGreater(batch.calls, 1)

    def test_what_the_schedule_pushes_is_a_run_too(self):
        self.connection.write({"frequency": "hourly", "push_when": "posted"})
        self.invoice()
        self.run_cron(self.connection)
        batch = self.batches()
        self.assertEqual(len(batch), 1)
        self.assertFalse(batch.user_id)
        self.assertEqual((batch.state, batch.failed), ("done", 0))

    def test_what_failed_is_counted_and_can_be_retried(self):
        self.push(self.invoice())
        account, self.connection.account_id = self.connection.account_id, False
        moves = self.invoice() | self.invoice()
        self.push(moves)
        batch = self.started()[:1]
        self.assertEqual((batch.state, batch.failed, batch.total), ("done", 2, 2))
        self.connection.account_id = account
        self.connection.account_id = False
        self.run_cron(self.connection)
        held = self.env["xero.job"].search([("state", "=", "blocked")])
        self.assertEqual(len(held), 2)
        retry = self.env["xero.batch"].browse(
            held.batch_id.action_retry_failed()["res_id"]
        )
        self.assertEqual((retry.kind, retry.total), ("retry", 2))
        self.connection.account_id = account
        self.run_cron(self.connection)
        self.assertEqual((retry.state, retry.changed), ("done", 2), self.story())

    def test_a_run_of_which_all_failed_is_not_done_and_says_how_many_of_what(self):
        self.push(self.invoice())
        account, self.connection.account_id = self.connection.account_id, False
        moves = self.env["account.move"].union(*(self.invoice() for _n in range(12)))
        self.push(moves)
        batch = self.started()[:1]
        self.assertEqual((batch.shown_state, batch.to_solve), ("to_solve", 12))
        self.assertEqual(batch.to_solve_words, "12 invoices, 1 cause")
        self.assertIn("12 invoices", batch.status)
        self.assertEqual(batch._as_toast()["type"], "warning")
        action = batch.action_open_failed()
        self.assertEqual(self.env["xero.job"].search_count(action["domain"]), 12)
        # What is solved since is no longer to solve.
        self.connection.account_id = account
        self.run_cron(self.connection)
        batch.invalidate_recordset()
        self.assertEqual((batch.shown_state, batch.to_solve), ("done", 0))
        self.assertEqual(batch._as_toast()["type"], "success")

    def test_customers_who_hold_their_invoices_are_not_counted_beside_them(self):
        self.connection.new_records = "review"
        strangers = self.env["res.partner"].create([{"name": "A"}, {"name": "B"}])
        moves = self.env["account.move"].union(
            *(self.invoice(partner_id=p.id) for p in strangers for _n in range(2))
        )
        self.push(moves)
        batch = self.started()[:1]
        self.assertEqual((batch.total, batch.failed, batch.to_solve), (4, 4, 4))
        self.assertEqual(batch.state, "done")
        self.assertEqual(batch.to_solve_words, "4 invoices, 2 causes")

    def test_partners_that_were_pushed_themselves_are_counted(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Pushed {n}", "email": f"{n}@p.example"} for n in range(3)]
        )
        partners.action_xero_push()
        self.run_cron(self.connection)
        batch = self.started()[:1]
        self.assertEqual((batch.total, batch.changed), (3, 3))

    def test_what_nothing_holds_back_cannot_be_retried(self):
        self.push(self.invoice() | self.invoice())
        with self.assertRaisesRegex(UserError, "Nothing in this batch job"):
            self.started().action_retry_failed()

    def test_a_paused_run_holds_its_pushes_and_no_others(self):
        self.push(self.invoice())
        sandbox.forget_calls()
        held = self.invoice() | self.invoice()
        held.action_xero_push()
        batch = self.started()
        batch.action_pause()
        other = self.invoice()
        self.push(other)
        self.assertEqual(other.xero_state, "pushed")
        self.assertEqual(set(held.mapped("xero_state")), {"waiting"})
        batch.action_resume()
        self.run_cron(self.connection)
        self.assertEqual(set(held.mapped("xero_state")), {"pushed"})

    def test_a_run_that_is_paused_while_all_of_it_is_on_its_way_ends_all_the_same(self):
        self.push(self.invoice())
        sandbox.fault("drop_after", "PUT", "Invoices")
        moves = self.invoice() | self.invoice()
        self.push(moves)
        batch = self.started()
        batch.action_pause()
        self.wait(self.connection)
        self.assertEqual(set(moves.mapped("xero_state")), {"pushed"})
        self.assertEqual((batch.state, batch.changed), ("done", 2))

    def test_a_run_of_which_every_record_was_cancelled_is_over(self):
        self.push(self.invoice())
        (self.invoice() | self.invoice()).action_xero_push()
        batch = self.started()
        batch.job_ids.action_cancel()
        self.run_cron(self.connection)
        self.assertEqual((batch.state, batch.skipped), ("done", 2))

    def test_a_run_that_a_switch_holds_says_which(self):
        self.push(self.invoice())
        (self.invoice() | self.invoice()).action_xero_push()
        batch = self.started()
        self.connection.sync_invoices = False
        self.assertIn("Invoices are turned off", batch.status)

    def test_a_cancelled_run_sends_nothing_and_says_what_it_skipped(self):
        self.push(self.invoice())
        moves = self.invoice() | self.invoice()
        moves.action_xero_push()
        batch = self.started()
        batch.action_cancel()
        self.run_cron(self.connection)
        for move in moves:
            self.assert_nowhere(move)
        self.assertEqual((batch.state, batch.skipped), ("cancelled", 2))
        self.assertEqual(batch.skipped_words, "2 cancelled")
