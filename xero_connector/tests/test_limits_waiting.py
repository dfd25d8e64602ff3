from ast import literal_eval

from lxml import etree

from odoo.tests import tagged

from .test_limits_reserve import LimitCase


@tagged("post_install", "-at_install")
class TestWaiting(LimitCase):
    """While requests wait for a limit, invoices stand in Xero as they did before."""

    def setUp(self):
        super().setUp()
        moves = [self.invoice() for _each in range(5)]
        self.standing, self.differing, self.gone, self.voided, self.held = moves
        self.push(*moves[:4])
        self.differing.xero_document_ids.total += 1
        self.gone.xero_document_ids.gone_at = "2026-03-03"
        self.voided.xero_document_ids.status = "VOIDED"
        self.connection.account_id = False
        self.push(self.held)
        self.new = self.invoice()
        self.meet("day", seconds=3600)

    def press(self, *moves):
        """Press “Push to Xero” for all of them; :return: what the toast says"""
        toast = self.env["account.move"].union(*moves).action_xero_push()
        self.env.cr.flush()
        self.env.invalidate_all()
        return toast["params"]["message"]

    def filtered_by(self, name):
        """:return: our invoices that a filter of the list finds"""
        moves = self.env["account.move"]
        view = self.env.ref("account.view_account_invoice_filter")
        arch = etree.fromstring(moves.get_view(view.id, "search")["arch"])
        domain = literal_eval(arch.find(f".//filter[@name='{name}']").get("domain"))
        return moves.search([("partner_id", "=", self.customer.id), *domain])

    def test_the_filters_find_what_they_found_before(self):
        names = ("xero_pushed", "xero_none", "xero_blocked")
        before = {name: self.filtered_by(name) for name in names}
        self.assertEqual(before["xero_pushed"], self.standing | self.differing)
        self.assertIn(self.held, before["xero_blocked"])
        self.press(self.standing, self.differing, self.gone, self.held)
        self.assertEqual({name: self.filtered_by(name) for name in names}, before)

    def test_each_says_what_became_of_it_and_that_a_change_waits(self):
        states = {
            move: move.xero_state
            for move in (self.standing, self.differing, self.gone, self.held)
        }
        self.press(*states, self.new)
        self.assertEqual({move: move.xero_state for move in states}, states)
        self.assertEqual(self.new.xero_state, "waiting")
        for move, words in (
            (self.gone, "has been missing from Xero"),
            (self.differing, "The total is"),
            (self.gone, "Changes made in Odoo are waiting"),
            (self.standing, "Changes made in Odoo are waiting"),
            (self.new, "This invoice is waiting to be sent to Xero"),
        ):
            self.assertIn(words, str(move._get_alerts()))

    def test_the_toast_counts_what_goes_and_says_until_when_it_waits(self):
        told = self.press(self.new, self.voided, self.standing)
        self.assertIn(f"{self.new.display_name} is waiting to be sent to Xero.", told)
        self.assertNotIn("being sent", told)
        self.assertIn(self.connection.health, told)
        self.assertIn("Not pushed: 1.", told)
        self.assertIn(f"{self.voided.display_name}: It was voided in Xero", told)

    def test_what_waits_already_stands_once_in_the_queue(self):
        self.press(self.new)
        self.press(self.new, self.held)
        self.press(self.new, self.held)
        action = self.connection.action_open_jobs()
        opened = self.env["xero.job"].search(action["domain"])
        self.assertEqual(sorted(opened.mapped("res_id")), [self.held.id, self.new.id])
        self.assertEqual(self.connection.waiting_count, 2)
        menu = self.env["xero.job"].search(
            [("state", "in", ("waiting", "blocked")), ("superseded", "=", False)]
        )
        self.assertEqual(menu, opened)
        self.assertEqual(menu.mapped("superseded"), [False, False])
