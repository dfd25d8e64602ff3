from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.tests import tagged
from odoo.tools import format_date

from ..xerolib import errors
from ..xerolib.answers import Answer
from ..xerolib.limits import Limits
from . import sandbox
from .common import ConnectedCase, XeroCase

DEMO, KAURI = "Demo Company (NZ)", "Kauri Café Australia"
# Summer in Auckland, and always later than what the sandbox answered just now.
MORNING = datetime(fields.Date.today().year + 1, 11, 23, 9, 30)


class LimitCase(ConnectedCase):
    def setUp(self):
        super().setUp()
        self.quota = self.connection.sudo().quota_ids

    def hear(self, connection=None, **left):
        """Xero answered a connection's call and said what is left."""
        quota = (connection or self.connection).sudo().quota_ids
        quota._update_limits(Limits(**left))

    def meet(self, problem, seconds=50, connection=None):
        """Xero refused a connection's call for a limit."""
        quota = (connection or self.connection).sudo().quota_ids
        headers = {"x-rate-limit-problem": problem, "retry-after": str(seconds)}
        quota._failed(errors.RateLimited(Answer(429, headers, "", 0)))

    def wakes(self, connection):
        domain = [("cron_id", "=", connection.sudo().cron_id.id)]
        return self.env["ir.cron.trigger"].search(domain).mapped("call_at")

    def other_connection(self, organisation=DEMO):
        """Another company that looks at an organisation of the same Xero user."""
        company = self.env["res.company"].create(
            {"name": "Holding", "currency_id": self.env.ref("base.NZD").id}
        )
        self.env.user.company_ids = [Command.link(company.id)]
        other = self.new_connection(company=company)
        other.role = "secondary"
        return self.go_through_consent(other, organisations=(organisation,))


@tagged("post_install", "-at_install")
class TestReserve(LimitCase):
    """Automatic work leaves people ten calls of each minute and 5 % of the day."""

    def test_automatic_work_stops_at_the_ten_calls_kept_for_people(self):
        self.hear(minute_left=11, day_left=4000)
        self.assertTrue(self.connection._may_call_unattended())
        self.hear(minute_left=10, day_left=3999)
        self.assertFalse(self.connection._may_call_unattended())
        self.assertTrue(self.connection._may_call(), "a person's push still goes")

    def test_it_goes_on_when_the_minute_is_over(self):
        with freeze_time(MORNING):
            self.hear(minute_left=30, day_left=4000)
        with freeze_time(MORNING + timedelta(seconds=20)):
            self.hear(minute_left=9, day_left=3999)
            self.assertFalse(self.connection._may_call_unattended())
            over = MORNING + timedelta(seconds=61)
            self.assertIn(over, self.wakes(self.connection), "the cron wakes then")
        with freeze_time(over):
            self.assertTrue(self.connection._may_call_unattended())

    def test_it_is_woken_once_however_much_of_the_reserve_is_used(self):
        self.hear(minute_left=60, day_left=4000)
        before = len(self.wakes(self.connection))
        for left in (10, 9, 8):
            self.hear(minute_left=left, day_left=4000)
        self.assertEqual(len(self.wakes(self.connection)), before + 1)

    def test_a_new_minute_in_xero_lets_it_go_on_at_once(self):
        self.hear(minute_left=5, day_left=4000)
        self.hear(minute_left=59, day_left=3999)
        self.assertTrue(self.connection._may_call_unattended())

    def test_a_twentieth_of_the_day_is_kept_by_the_plan_that_was_seen(self):
        self.hear(minute_left=60, day_left=4900)
        self.hear(minute_left=60, day_left=251)
        self.assertTrue(self.connection._may_call_unattended())
        self.hear(minute_left=60, day_left=250)
        self.assertFalse(self.connection._may_call_unattended())

    def test_a_starter_plan_keeps_fifty(self):
        self.quota.day_highest = 0
        self.hear(minute_left=60, day_left=990)
        self.assertEqual(self.quota._day_limit(), 1000)
        self.hear(minute_left=60, day_left=51)
        self.assertTrue(self.connection._may_call_unattended())
        self.hear(minute_left=60, day_left=50)
        self.assertFalse(self.connection._may_call_unattended())

    def test_in_the_end_the_automatic_push_waits_and_the_persons_goes(self):
        self.connection.write({"frequency": "hourly", "push_when": "posted"})
        # Of every minute: the test may begin at the end of one.
        sandbox.limits(minute=9, minute_left=9)
        self.connection.action_check_again()
        self.run_cron(self.connection)
        sandbox.forget_calls()
        automatic, by_hand = self.invoice(), self.invoice()
        self.run_cron(self.connection)
        self.assertFalse(sandbox.calls(), self.story())
        self.push(by_hand)
        self.in_xero(by_hand)
        self.assert_nowhere(automatic)
        self.assertEqual(automatic.xero_state, "waiting")
        self.assertEqual(self.connection.state, "connected")
        self.assertIn("reserved for manual actions", str(self.connection.alerts))
        self.quota.minute_began_at = fields.Datetime.now() - timedelta(minutes=2)
        sandbox.limits(minute=60, minute_left=60)
        self.run_cron(self.connection)
        self.in_xero(automatic)


@tagged("post_install", "-at_install")
class TestSharedLimits(LimitCase):
    """Two companies that look at one organisation share its calls; no others do."""

    def setUp(self):
        super().setUp()
        self.other = self.other_connection()
        self.run_cron(self.other)

    def test_what_one_hears_counts_for_both(self):
        self.hear(self.other, minute_left=3, day_left=4000)
        self.assertFalse(self.connection._may_call_unattended())
        self.assertTrue(self.wakes(self.connection))

    def test_the_newest_answer_counts(self):
        with freeze_time(MORNING):
            self.hear(self.other, minute_left=3, day_left=4000)
        with freeze_time(MORNING + timedelta(seconds=5)):
            self.hear(minute_left=58, day_left=3999)
            self.assertTrue(self.other._may_call_unattended())

    def test_each_runner_writes_its_own_row(self):
        mine = self.quota.read()
        self.hear(self.other, minute_left=3, day_left=4000)
        self.meet("minute", connection=self.other)
        self.assertEqual(self.quota.read(), mine)

    def test_a_limit_that_one_meets_pauses_both_and_says_until_when(self):
        self.meet("day", 7200, self.other)
        self.assertFalse(self.connection._may_call())
        self.assertEqual(self.connection.state, "paused")
        self.assertIn(
            self.connection,
            self.env["xero.connection"].search([("state", "=", "paused")]),
        )
        self.assertIn("calls per day", self.connection.health)
        self.assertIn(self.other.quota_ids.paused_until, self.wakes(self.connection))

    def test_an_outage_that_one_meets_holds_only_that_one(self):
        self.other.sudo().quota_ids._failed(
            errors.AnswerLost("api.xero.com", "dropped")
        )
        self.assertFalse(self.other._may_call())
        self.assertTrue(self.connection._may_call())

    def test_both_polls_count(self):
        alone = self.connection._polling_calls()
        (self.connection | self.other).frequency = "hourly"
        self.assertFalse(alone)
        mine = self.connection._polling_calls()
        self.other.frequency = "manual"
        self.assertLess(self.connection._polling_calls(), mine)


@tagged("post_install", "-at_install")
class TestOtherOrganisation(LimitCase):
    """The limits of one organisation are nothing to another."""

    def setUp(self):
        super().setUp()
        self.other = self.other_connection(KAURI)

    def test_its_minute_and_its_day_are_its_own(self):
        self.hear(self.other, minute_left=0, day_left=10)
        self.meet("minute", connection=self.other)
        self.assertTrue(self.connection._may_call_unattended())
        self.assertEqual(self.connection.state, "connected")

    def test_the_limit_of_the_app_holds_all(self):
        self.meet("appminute", connection=self.other)
        self.assertFalse(self.connection._may_call())
        self.assertIn("all users of this app", self.connection.health)
        self.assertTrue(self.wakes(self.connection))

    def test_a_dead_token_holds_nobody_else(self):
        self.other.sudo().quota_ids._failed(errors.InvalidGrant("invalid_grant", ""))
        self.assertFalse(self.other._may_call())
        self.assertTrue(self.connection._may_call_unattended())


@tagged("post_install", "-at_install")
class TestWaiting(LimitCase):
    """Who waits reads until when, in the time of where they are."""

    def test_the_minute_is_the_users_and_never_too_early(self):
        here = self.connection.with_context(tz="Pacific/Auckland")
        with freeze_time(MORNING):
            self.meet("minute", 42)  # and the second for rounding
            self.assertIn("It continues at 22:31", here.health)
            self.assertEqual(here._why_waiting(), here.health)

    def test_another_day_is_named(self):
        here = self.connection.with_context(tz="UTC")
        with freeze_time(MORNING):
            self.meet("day", 20 * 3600)
            tomorrow = format_date(here.env, MORNING + timedelta(days=1))
            self.assertIn(f"05:31 on {tomorrow}", here.health)

    def test_the_reserve_says_when_automatic_work_continues(self):
        here = self.connection.with_context(tz="UTC")
        with freeze_time(MORNING):
            self.hear(minute_left=10, day_left=4000)
            self.assertIn("continues at 09:32 at the latest", here._why_waiting())
            self.assertFalse(here._why_waiting(by_person=True))

    def test_nothing_in_the_way_is_nothing_to_say(self):
        self.assertFalse(self.connection._why_waiting())


@tagged("post_install", "-at_install")
class TestLongPush(LimitCase):
    """Who pushes many invoices at once reads what that takes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        draft = {"move_type": "out_invoice", "partner_id": cls.customer.id}
        cls.moves = cls.env["account.move"].create([draft] * 120)

    def told(self, moves):
        return "\n".join(moves._xero_outlook())

    def test_calls_and_minutes_are_told(self):
        # Three writes of invoices, and a look and a write for the new customer.
        self.assertEqual(
            self.told(self.moves), "120 documents: about 5 calls to Xero, 1 min."
        )

    def test_one_calls_work_needs_no_words(self):
        self.assertFalse(self.told(self.moves[:50]))

    def test_a_customer_who_is_known_costs_nothing(self):
        self.push(self.invoice())
        self.assertIn("about 3 calls", self.told(self.moves))

    def test_too_few_calls_and_a_pause_are_told(self):
        self.quota.write({"day_began_at": False, "day_highest": 0})
        self.hear(minute_left=60, day_left=52)
        self.assertIn("next days (1)", self.told(self.moves))
        self.meet("minute")
        self.assertIn("It continues at", self.told(self.moves))


@tagged("post_install", "-at_install")
class TestPolling(LimitCase):
    """Reading too often is said before it eats the day."""

    def alert(self):
        return self.connection.alerts.get("polling", {}).get("message", "")

    def test_every_quarter_of_an_hour_is_too_much_for_a_starter_plan(self):
        self.quota.day_highest = 990
        self.connection.frequency = "quarter"
        self.assertIn("of the 1000 calls", self.alert())
        self.connection.frequency = "hourly"
        self.assertFalse(self.alert())

    def test_it_is_fine_for_a_bigger_plan(self):
        self.quota.day_highest = 4990
        self.connection.frequency = "quarter"
        self.assertFalse(self.alert())


@tagged("post_install", "-at_install")
class TestLimitsAtConsent(XeroCase):
    """A limit or an outage right after the consent costs nobody the consent."""

    def connect_through(self, **fault):
        sandbox.fault("status", "GET", "Organisation", **fault)
        connection = self.go_through_consent(self.new_connection())
        self.assertFalse(connection.consent_problem)
        self.assertEqual(connection.state, "paused")
        self.assertEqual(connection.summary, f"Connected to {DEMO}")
        self.assertNotIn("currency", connection.alerts)
        self.run_cron(connection)
        self.assertFalse(sandbox.calls("GET", "Accounts"), "nobody asks meanwhile")
        self.wait(connection)
        self.assertEqual(connection.summary, f"Connected to {DEMO}, New Zealand, NZD")
        self.assertEqual(connection.state, "connected")
        self.assertTrue(connection.account_mirror_ids)

    def test_a_limit(self):
        headers = {"X-Rate-Limit-Problem": "minute", "Retry-After": "30"}
        self.connect_through(status=429, headers=headers)

    def test_a_call_that_fails(self):
        sandbox.fault("status", "GET", "Organisation", status=503)
        connection = self.go_through_consent(self.new_connection())
        self.assertEqual(connection.summary, f"Connected to {DEMO}")
        self.run_cron(connection)
        self.assertEqual(connection.summary, f"Connected to {DEMO}, New Zealand, NZD")
        self.assertTrue(connection.account_mirror_ids)

    def test_a_shut_door_is_no_connection(self):
        sandbox.fault("status", "GET", "Organisation", status=403)
        connection = self.go_through_consent(self.new_connection())
        self.assertEqual(connection.lifecycle, "draft")
        self.assertTrue(connection.consent_problem)
