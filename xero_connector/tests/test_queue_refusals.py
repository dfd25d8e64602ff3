import json
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from . import sandbox
from .test_queue_faults import FaultCase


@tagged("post_install", "-at_install")
class TestRefusals(FaultCase):
    """Xero says no, or not now: it is told, waited for, and nothing is lost."""

    # === Answers that say no === #

    def refuse(self, detail, times=None, **where):
        body = json.dumps({"Title": "Unauthorized", "Detail": detail})
        sandbox.fault("status", status=401, body=body, times=times, **where)
        self.push(self.move)

    def assert_a_person_is_needed(self, words):
        self.assertEqual(self.move.xero_state, "waiting", self.story())
        self.assertEqual(self.connection.state, "attention")
        self.assertIn(words, self.connection.health)
        sandbox.no_faults()
        sandbox.forget_calls()
        self.go_through_consent(self.connection)
        self.assert_once_in_the_end(writes=1)

    def test_a_token_that_xero_does_not_know_needs_a_person_and_loses_nothing(self):
        self.refuse("AuthenticationUnsuccessful", path="/api.xro/")
        self.assert_a_person_is_needed("no longer accepts this connection's token")

    def test_missing_permissions_need_a_person_and_lose_nothing(self):
        self.refuse("AuthorizationUnsuccessful", path="/api.xro/")
        self.assert_a_person_is_needed("a missing permission")

    def test_a_token_that_one_call_is_refused_needs_nobody(self):
        self.refuse("AuthenticationUnsuccessful", 2, method="PUT", path="Invoices")
        self.assertEqual(self.connection.state, "connected")
        self.assert_once_in_the_end(writes=3)

    def test_a_permission_that_one_call_lacks_stops_nothing_for_good(self):
        self.refuse("AuthorizationUnsuccessful", 1, method="PUT", path="Invoices")
        self.assert_once_in_the_end()

    def test_a_closed_door_needs_a_person_and_loses_nothing(self):
        sandbox.fault("status", path="/api.xro/", status=403, times=None)
        self.push(self.move)
        self.assertEqual(self.move.xero_state, "waiting", self.story())
        self.assertEqual(self.connection.state, "attention")
        self.assertIn("access", self.connection.health)
        sandbox.no_faults()
        self.go_through_consent(self.connection)
        self.assert_once_in_the_end()

    def test_a_door_that_was_closed_by_mistake_needs_nobody(self):
        sandbox.fault("status", "PUT", "Invoices", status=403)
        self.push(self.move)
        self.assert_once_in_the_end()

    def test_not_found_without_a_word_is_told_and_can_be_tried_again(self):
        sandbox.fault("status", "PUT", "Invoices", status=404)
        self.push(self.move)
        issue = self.the_issue("refused", self.move)
        self.assertIn("404", issue.advice)
        sandbox.no_faults()
        issue.action_try_again()
        self.assert_once_in_the_end()

    def test_a_read_that_xero_does_not_find_is_told_in_words(self):
        sandbox.fault("status", "GET", "Contacts", status=404, times=None)
        self.pull(self.connection)
        self.assertEqual(self.connection.state, "connected")
        self.pass_time(self.connection, minutes=30)
        issue = self.the_issue("pull_failing")
        self.assertIn("404", issue.advice)
        self.assertNotIn("not_found", issue.advice)
        sandbox.no_faults()
        issue.action_try_again()
        self.run_cron(self.connection)
        self.assertFalse(self.issues())
        self.assertFalse(self.connection.resource_ids._due())

    # === Limits === #

    def wakes_at(self):
        triggers = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.connection.sudo().cron_id.id)]
        )
        return triggers.mapped("call_at")

    def test_a_limit_pauses_until_the_minute_that_xero_names(self):
        sandbox.limits(minute_left=0)
        before = fields.Datetime.now()
        self.push(self.move)
        self.assertEqual(self.move.xero_state, "waiting")
        self.assertEqual(self.connection.state, "paused")
        (call,) = sandbox.calls("PUT")
        self.assertEqual(call["status"], 429)
        until = self.connection.quota_ids.paused_until
        self.assertLessEqual(until, before + timedelta(seconds=62))
        self.assertIn(until, self.wakes_at(), "the cron wakes then")
        self.assertIn("calls per minute", self.connection.health)
        self.assertIn(self.connection._moment_words(until), self.connection.health)
        sandbox.forget_calls()
        self.run_cron(self.connection)
        self.assertFalse(sandbox.calls(), "nobody asks during the pause")
        sandbox.limits(minute_left=60)
        self.assert_once_in_the_end(writes=1)
        self.assertEqual(self.env["xero.exchange"].search([], limit=1).attempts, 2)

    def test_the_limit_of_a_day_is_told_as_such(self):
        sandbox.limits(day_left=0)
        self.push(self.move)
        self.assertIn("calls per day", self.connection.health)
        pause = self.connection.quota_ids.paused_until - fields.Datetime.now()
        self.assertGreater(pause, timedelta(minutes=1))
        sandbox.limits(day_left=100)
        self.assert_once_in_the_end()

    def test_a_limit_without_a_time_pauses_for_a_minute(self):
        before = fields.Datetime.now()
        self.push_through(
            "status",
            "waiting",
            status=429,
            headers={"X-Rate-Limit-Problem": "concurrent"},
        )
        until = self.connection.quota_ids.paused_until
        self.assertAlmostEqual(
            until, before + timedelta(minutes=1), delta=timedelta(seconds=5)
        )
        self.assertIn("five calls at a time", self.connection.health)
        self.assert_once_in_the_end()
