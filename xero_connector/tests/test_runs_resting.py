from odoo.tests import tagged

from . import sandbox
from .common import ConnectedCase


@tagged("post_install", "-at_install")
class TestResting(ConnectedCase):
    """A run of which all that is left failed says so, and when it is tried again."""

    def the_run(self):
        run = self.env["xero.batch"].search([("state", "=", "running")])
        self.assertEqual(len(run), 1)
        return run

    def assert_rests(self, run, *words):
        for each in words:
            self.assertIn(each, run.status)
        self.assertFalse(run.time_left)
        self.assertFalse(run.is_moving, "the bar stands still")

    def test_a_list_that_failed(self):
        sandbox.fault("status", "GET", "Contacts", times=None, status=500)
        self.env["xero.batch"]._start(self.connection, "full", user=self.env.user)
        self.run_cron(self.connection)
        run = self.the_run()
        due = self.env["xero.retry"].search([("lane", "=", "pull")]).due_at
        at = self.connection._moment_words(due)
        self.assert_rests(run, "The last attempt failed", at)
        sandbox.no_faults()
        self.wait(self.connection)
        self.assertEqual(run.state, "done")

    def test_a_push_that_nobody_knows_the_outcome_of(self):
        sandbox.fault("status", "PUT", "Invoices", times=None, status=500)
        self.push(self.invoice())
        self.assert_rests(self.the_run(), "Xero did not confirm")

    def test_while_something_is_left_to_do_it_moves(self):
        run = self.env["xero.batch"]._start(self.connection, "full")
        run._running()
        contacts = run.requested_resource_ids.filtered(lambda r: r.name == "contacts")
        self.env["xero.retry"]._set_aside(
            self.connection, "pull", contacts, ValueError("unreadable")
        )
        self.assertTrue(run.is_moving)
        self.assertIn("Reading from Xero", run.status)
