from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from . import sandbox
from .common import ConnectedCase


@tagged("post_install", "-at_install")
class TestKilled(ConnectedCase):
    """However often Odoo's workers die, what is underway goes on by itself.

    Odoo leaves a cron alone for a day, and drops its triggers, when its workers were
    killed three times in a row without having processed anything.
    """

    def setUp(self):
        super().setUp()
        sandbox.fault("drop_after", "PUT")
        self.push(self.invoice())
        self.cron = self.connection.sudo().cron_id

    def wakes(self):
        return self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)])

    def test_a_run_that_sent_something_counts_as_one_that_moved(self):
        run = self.env["ir.cron.progress"].search(
            [("cron_id", "=", self.cron.id)], order="id desc", limit=1
        )
        self.assertTrue(run.done)

    def test_a_doubt_that_nobody_would_wake_for_is_found_by_the_schedule(self):
        self.connection.sudo().quota_ids.paused_until = False
        self.wakes().unlink()
        self.env["xero.connection"]._cron_start_due()
        self.env.cr.flush()
        self.assertTrue(self.wakes())

    def test_a_pull_that_nobody_would_wake_for_is_found_by_the_schedule(self):
        self.wait(self.connection)
        sandbox.fault("status", "GET", "Contacts", status=503)
        batch = self.env["xero.batch"]._start(self.connection, "full", ("contacts",))
        self.run_cron(self.connection)
        self.assertEqual(batch.state, "running")
        self.connection.sudo().quota_ids.paused_until = False
        self.wakes().unlink()
        self.env["xero.connection"]._cron_start_due()
        self.env.cr.flush()
        self.assertTrue(self.wakes())

    def test_a_planned_run_that_nobody_would_wake_for_is_begun_by_the_schedule(self):
        self.wait(self.connection)
        tonight = fields.Datetime.now() + timedelta(hours=5)
        batch = self.env["xero.batch"]._start(self.connection, "full", at=tonight)
        self.wakes().unlink()
        batch.planned_at = fields.Datetime.now()
        self.env["xero.connection"]._cron_start_due()
        self.env.cr.flush()
        self.assertTrue(self.wakes())

    def test_who_has_nothing_underway_is_left_asleep(self):
        self.wait(self.connection)
        self.wakes().unlink()
        self.env["xero.connection"]._cron_start_due()
        self.env.cr.flush()
        self.assertFalse(self.wakes())
