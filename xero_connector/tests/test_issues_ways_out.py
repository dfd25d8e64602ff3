"""No state without a way out by a button."""

from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from . import sandbox
from .test_issues_set_aside import AsideCase

# Where nothing is left to do.
ENDS = {
    "xero.job": ("done", "cancelled"),
    "xero.exchange": ("applied",),
    "xero.batch": ("done", "cancelled"),
    "xero.issue": ("solved",),
    "xero.connection": (),
}

# Buttons that only show something.
LEADS_NOWHERE = ("action_open", "action_see", "action_check_health")


@tagged("post_install", "-at_install")
class TestWaysOut(AsideCase):
    def a_record(self, model):
        move = self.invoice()
        if model == "xero.issue":
            self.env["xero.issue"]._raise(
                self.connection, self.env["xero.retry"].new({"lane": "x"})._hold()
            )
        self.push(move)
        return self.env[model].search([], limit=1)

    def buttons(self, record):
        """:return: names of the methods whose buttons its form shows"""
        form = etree.fromstring(record.get_view(view_type="form")["arch"])
        names = {field.get("name") for field in form.iter("field")}
        known = record.read(list(names & set(record._fields)))[0]
        shown = []
        # Those of its own: a list inside has others, of its rows.
        for button in form.xpath("//button[@type='object'][not(ancestor::field)]"):
            hidden = safe_eval(button.get("invisible") or "False", dict(known))
            if not hidden and not button.get("name").startswith(LEADS_NOWHERE):
                shown.append(button.get("name"))
        return shown

    def test_every_state_shows_a_button_that_ends_it(self):
        for model, ends in ENDS.items():
            record = self.a_record(model)
            states = record._fields["state"].get_values(self.env)
            self.assertTrue(record)
            self.assertLessEqual(set(ends), set(states))
            for state in set(states) - set(ends):
                with self.subTest(model, state=state):
                    self.env.cache.update(record, record._fields["state"], [state])
                    self.assertTrue(self.buttons(record), state)

    def exchange(self, state):
        found = self.env["xero.exchange"].search([("state", "=", state)])
        self.assertEqual(len(found), 1, self.story())
        return found

    def assert_ends(self, move, exchange):
        self.run_cron(self.connection)
        self.pass_time(self.connection, minutes=10)
        self.assertEqual(exchange.state, "applied", self.story())
        jobs = exchange.element_ids.job_id
        self.assertNotIn("sending", jobs.mapped("state"))
        self.assertNotIn("checking", jobs.mapped("state"))
        self.assert_nowhere(move)

    def test_what_is_to_be_sent_again_can_be_left_out(self):
        move = self.invoice()
        headers = {"Retry-After": "5"}
        sandbox.fault("status", "PUT", "Invoices", status=429, headers=headers)
        self.push(move)
        exchange = self.exchange("retry")
        exchange.action_leave_out()
        self.assert_ends(move, exchange)
        self.assertEqual(exchange.element_ids.job_id.state, "cancelled")

    def test_what_is_in_doubt_can_be_left_out_and_is_looked_up_once(self):
        move = self.invoice()
        sandbox.fault("drop_before", "PUT", "Invoices")
        self.push(move)
        exchange = self.exchange("checking")
        exchange.action_leave_out()
        self.assert_ends(move, exchange)
        self.assertEqual(exchange.element_ids.job_id.state, "cancelled")

    def test_an_answer_that_cannot_be_applied_at_all_is_held_by_name(self):
        move, broken = self.invoice(), [1]
        exchanges = type(self.env["xero.exchange"])
        match = exchanges._match

        def breaking(itself, found, its_mirror):
            if broken:
                raise ValueError("an addon is broken")
            return match(itself, found, its_mirror)

        self.patch(exchanges, "_match", breaking)
        self.push(move)
        self.pass_time(self.connection, minutes=30)
        issue = self.the_issue("answer_unapplied", move)
        self.assertIn("an addon is broken", issue.advice)
        self.assertFalse(self.env["xero.exchange"].search([("state", "=", "answered")]))
        broken.clear()
        issue.action_try_again()
        self.pass_time(self.connection, minutes=10)
        self.in_xero(move)
        self.assertEqual(move.xero_state, "pushed", self.story())
        self.assertEqual(len(sandbox.things("Invoices", InvoiceNumber=move.name)), 1)
