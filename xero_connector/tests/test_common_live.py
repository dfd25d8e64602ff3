import json

from odoo import Command
from odoo.tests import new_test_user, tagged

from . import sandbox
from .common import ConnectedCase


class LiveCase(ConnectedCase):
    def setUp(self):
        super().setUp()
        self.heard()

    def heard(self, kind="changed"):
        """:return: what the bus said since the last time: list of payloads"""
        self.env.cr.precommit.run()
        rows = self.env["bus.bus"].sudo().search([], order="id")
        messages = [json.loads(row.message) for row in rows]
        channels = [json.loads(row.channel) for row in rows]
        rows.unlink()
        self.channels = [
            channel
            for channel, message in zip(channels, messages, strict=True)
            if message["type"] == f"xero_connector.{kind}"
        ]
        return [
            message["payload"]
            for message in messages
            if message["type"] == f"xero_connector.{kind}"
        ]

    def ids(self, model):
        return {i for payload in self.heard() for i in payload.get(model) or []}


@tagged("post_install", "-at_install")
class TestLive(LiveCase):
    """Whatever shows a state moves by itself; the bus says no more than ids."""

    def test_an_invoice_moves_when_it_is_pushed_and_when_it_arrives(self):
        move = self.invoice()
        move.action_xero_push()
        self.assertIn(move.id, self.ids("account.move"))
        self.run_cron(self.connection)
        self.assertIn(move.id, self.ids("account.move"))

    def test_it_moves_when_it_is_held_and_its_issue_and_connection_do(self):
        self.connection.account_id = False
        move = self.invoice()
        self.heard()
        self.push(move)
        heard = self.heard()
        changed = {name for payload in heard for name in payload}
        self.assertLessEqual(
            {"account.move", "xero.issue", "xero.connection", "xero.job"}, changed
        )

    def test_it_moves_when_it_is_paid_in_xero(self):
        move = self.invoice()
        self.push(move)
        sandbox.act("pay", invoice=move.name)
        self.heard()
        self.pull(self.connection)
        self.assertIn(move.id, self.ids("account.move"))

    def test_the_connection_moves_while_it_is_copied_and_when_it_is_lost(self):
        self.pull(self.connection)
        self.assertIn(self.connection.id, self.ids("xero.connection"))
        self.connection.sudo().quota_ids.problem = "token_invalid"
        self.assertIn(self.connection.id, self.ids("xero.connection"))

    def test_the_message_names_nothing_but_ids_and_goes_to_internal_users(self):
        self.push(self.invoice())
        for payload in self.heard():
            for model, ids in payload.items():
                self.assertIn(model, self.env)
                self.assertTrue(ids is None or all(isinstance(i, int) for i in ids))
        everyone = self.env.ref("base.group_user")
        for channel in self.channels:
            self.assertEqual(channel[1:3], ["res.groups", everyone.id])

    def test_of_very_many_only_that_there_are_many_is_said(self):
        self.env["xero.live"]._changed({"account.move": range(1, 5000)})
        self.assertIn({"account.move": None}, self.heard())

    def test_one_message_a_commit_whatever_changed_in_it(self):
        moves = self.invoice() | self.invoice()
        self.heard()
        moves.action_xero_push()
        self.assertEqual(len(self.heard()), 1)

    def test_states_are_read_anew_after_a_job_changed_in_the_same_transaction(self):
        move = self.invoice()
        move.action_xero_push()
        self.assertEqual(move.xero_state, "waiting")
        self.env["xero.job"].search([("res_id", "=", move.id)]).state = "checking"
        self.assertEqual(move.xero_state, "checking")


@tagged("post_install", "-at_install")
class TestToasts(LiveCase):
    """Who pushed is told how it ended, with a link; nobody else is."""

    def setUp(self):
        super().setUp()
        self.push(self.invoice())
        self.heard("over")

    def toasts(self, user=None):
        """:return: what a user is shown of all that ended since the last time"""
        over = self.heard("over")
        jobs = self.env["xero.job"].with_user(user or self.env.user)
        return [toast for o in over for toast in jobs.read_toasts(o["jobs"], o["runs"])]

    def test_one_that_arrived_says_so_with_a_link_into_xero(self):
        move = self.invoice()
        self.push(move)
        [toast] = self.toasts()
        self.assertEqual(toast["type"], "success")
        self.assertIn(f"{move.display_name} is in Xero", toast["message"])
        self.assertEqual(toast["links"][0]["url"], move.xero_url)
        partner = self.env.user.partner_id
        self.assertEqual(self.channels[0][1:3], ["res.partner", partner.id])

    def test_one_that_is_held_says_why(self):
        self.connection.account_id = False
        move = self.invoice()
        self.push(move)
        [toast] = self.toasts()
        self.assertEqual(toast["type"], "warning")
        self.assertIn("No sales account is selected", toast["message"])
        self.assertIn(f"/odoo/account.move/{move.id}", toast["links"][0]["url"])

    def test_a_selection_is_told_once_when_its_run_ends(self):
        moves = self.invoice() | self.invoice() | self.invoice()
        self.push(moves)
        [toast] = self.toasts()
        self.assertIn("In Xero: 3.", toast["message"])
        self.assertIn("xero_batch_action", toast["links"][0]["url"])

    def test_one_that_needs_no_push_says_so_once(self):
        move = self.invoice()
        self.push(move)
        self.heard("over")
        pressed = move.action_xero_push()
        self.assertEqual(pressed["tag"], "soft_reload")
        self.run_cron(self.connection)
        [toast] = self.toasts()
        self.assertIn(f"{move.display_name}: nothing had to be sent", toast["message"])

    def test_a_selection_that_needs_no_push_does_not_read_as_not_in_xero(self):
        moves = self.invoice() | self.invoice()
        self.push(moves)
        self.heard("over")
        self.push(moves)
        [toast] = self.toasts()
        self.assertIn("Nothing had to be sent.", toast["message"])
        self.assertNotIn("In Xero", toast["message"])
        self.push(moves | self.invoice())
        [toast] = self.toasts()
        self.assertIn("In Xero: 1. Nothing to change: 2.", toast["message"])

    def test_what_goes_by_itself_tells_nobody(self):
        self.connection.write({"frequency": "hourly", "push_when": "posted"})
        self.invoice()
        self.run_cron(self.connection)
        self.assertFalse(self.heard("over"))

    def test_voiding_is_told_as_such(self):
        move = self.invoice()
        self.push(move)
        self.heard("over")
        move.button_cancel()
        move.action_xero_void()
        self.run_cron(self.connection)
        [toast] = self.toasts()
        self.assertIn("is voided in Xero", toast["message"])

    def test_many_single_pushes_become_one_toast(self):
        jobs = self.env["xero.job"]
        for _n in range(5):
            move = self.invoice()
            self.push(move)
            jobs |= jobs.search([("res_id", "=", move.id)], limit=1)
        [toast] = jobs.read_toasts(jobs.ids, [])
        self.assertIn("In Xero: 5.", toast["message"])
        jobs.outcome = "unchanged"
        [toast] = jobs.read_toasts(jobs.ids, [])
        self.assertEqual(toast["message"], "Nothing had to be sent.")

    def test_who_may_not_see_it_is_told_nothing(self):
        self.push(self.invoice())
        over = self.heard("over")
        other = self.env["res.company"].create({"name": "Somebody else"})
        stranger = new_test_user(
            self.env,
            "stranger",
            "xero_connector.group_xero_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        jobs = (
            self.env["xero.job"]
            .with_user(stranger)
            .with_context(allowed_company_ids=other.ids)
        )
        for ended in over:
            self.assertEqual(jobs.read_toasts(ended["jobs"], ended["runs"]), [])
