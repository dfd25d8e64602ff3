from datetime import timedelta

from odoo import fields
from odoo.tests import Form, new_test_user, tagged

from . import sandbox
from .common import ConnectedCase


@tagged("post_install", "-at_install")
class TestBalances(ConnectedCase):
    """A salesperson sees what a customer owes in Xero, where the setting allows it."""

    def setUp(self):
        super().setUp()
        self.connection.show_balances = True
        self.move = self.invoice()
        self.push(self.move)
        self.pull(self.connection)
        self.sales = new_test_user(
            self.env, "aroha", "base.group_user,base.group_partner_manager"
        )

    def shown(self):
        """:return: the customer as the salesperson reads it"""
        self.env.invalidate_all()
        return self.customer.with_user(self.sales)

    def test_what_the_customer_owes_without_rights_to_accounting(self):
        partner = self.shown()
        self.assertTrue(partner.xero_shows_balance)
        self.assertEqual(partner.xero_receivable, self.move.amount_total)
        self.assertEqual(partner.xero_currency_id.name, "NZD")
        self.assertTrue(partner.xero_balance_read_at)
        self.assertTrue(Form(partner).xero_receivable)

    def test_nothing_is_shown_where_the_setting_does_not_allow_it(self):
        self.connection.show_balances = False
        partner = self.shown()
        self.assertFalse(partner.xero_shows_balance)
        self.assertFalse(partner.xero_receivable)

    def test_a_payment_is_seen_with_the_next_sync_though_the_contact_did_not_change(
        self,
    ):
        sandbox.act("pay", invoice=self.move.name, amount=10)
        self.pull(self.connection)
        self.pull(self.connection)
        partner = self.shown()
        self.assertEqual(partner.xero_receivable, self.move.amount_total - 10)
        paid_on = self.env["xero.payment"].search([], limit=1).date
        self.assertEqual(partner.xero_last_paid_on, paid_on)
        self.assertTrue(paid_on)

    def test_balances_are_read_by_ids_only_where_documents_changed(self):
        self.pull(self.connection)
        # A while after the invoice: times are kept in seconds.
        read = self.env["xero.contact"].search([("balance_read_at", "!=", False)])
        read.balance_read_at = fields.Datetime.now() + timedelta(minutes=1)
        sandbox.forget_calls()
        self.pull(self.connection)
        asked = [call["query"] for call in sandbox.calls("GET", "Contacts")]
        self.assertFalse([query for query in asked if "IDs" in str(query)])

    def test_a_contact_that_is_another_companys_is_not_shown(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        partner = self.customer.with_company(other)
        self.env.invalidate_all()
        self.assertFalse(partner.xero_shows_balance)

    def reads_by_ids(self):
        """:return: how often contacts were read by their ids"""
        asked = [str(call["query"]) for call in sandbox.calls("GET", "Contacts")]
        return len([query for query in asked if "IDs" in query])

    def change_ahead(self):
        """Documents change in Xero, whose clock is ahead of Odoo's."""
        self.pull(self.connection)
        # A while ago: times are kept in seconds.
        before = fields.Datetime.now() - timedelta(minutes=1)
        read = {"balance_read_at": before, "balance_asked_at": before}
        self.env["xero.contact"].search([("balance_read_at", "!=", False)]).write(read)
        ahead = fields.Datetime.now() + timedelta(hours=1)
        self.env["xero.document"].search([]).updated_at = ahead
        sandbox.forget_calls()

    def test_a_clock_that_is_ahead_in_xero_costs_one_call_a_sync(self):
        self.change_ahead()
        self.pull(self.connection)
        self.assertEqual(self.reads_by_ids(), 1)

    def test_a_balance_that_cannot_be_read_stops_nothing_and_is_read_later(self):
        self.change_ahead()
        fault = {"status": 500, "url": "ids=", "times": None}
        sandbox.fault("status", "GET", "Contacts", **fault)
        self.pull(self.connection)
        contacts = self.connection.resource_ids.filtered(lambda r: r.name == "contacts")
        self.assertTrue(contacts.done_at)
        self.assertFalse(contacts.started_at)
        contact = self.customer.xero_contact_ids
        self.assertGreater(contact.balance_asked_at, contact.balance_read_at)
        sandbox.no_faults()
        contact.balance_read_at -= timedelta(hours=2)
        contact.balance_asked_at -= timedelta(hours=1)
        self.pull(self.connection)
        self.assertEqual(contact.balance_asked_at, contact.balance_read_at)
