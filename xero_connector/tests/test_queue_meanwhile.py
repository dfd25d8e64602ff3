from odoo.tests import tagged

from ..xerolib import answers
from . import sandbox
from .test_contacts_updates import UpdateCase as ContactCase
from .test_invoices_updates import UpdateCase


@tagged("post_install", "-at_install")
class TestMeanwhile(UpdateCase):
    """What happens to an invoice while something else is under way with it."""

    def test_an_issue_ends_when_the_invoice_goes_without_its_solution(self):
        other = self.tax.copy({"name": "Nobody mapped it", "amount": 7})
        move = self.invoice({"tax": other})
        self.push(move)
        self.the_issue("tax_unmapped", move)
        self.change(move, {"tax_ids": self.tax.ids})
        self.push(move)
        self.assertEqual(move.xero_state, "pushed", self.story())
        self.assertFalse(self.issues())

    def test_an_issue_that_stands_as_it_stood_is_the_same_one(self):
        self.pushed()
        move = self.invoice(
            {"tax": self.tax.copy({"name": "Nobody mapped it", "amount": 7})}
        )
        self.push(move)
        issue = self.the_issue("tax_unmapped", move)
        self.push(move)
        self.assertEqual(self.the_issue("tax_unmapped", move), issue)

    def test_cancelled_before_it_ever_left_nothing_is_asked(self):
        move = self.invoice()
        move.action_xero_push()
        move.button_draft()
        move.button_cancel()
        self.run_cron(self.connection)
        self.assertFalse(self.issues())
        self.assertFalse(self.env["xero.job"].search([("state", "!=", "done")]))
        self.assert_nowhere(move)

    def test_switched_off_it_is_not_sent_again_until_it_is_on(self):
        move = self.invoice()
        sandbox.fault("status", "PUT", "Invoices", status=429)
        self.push(move)
        self.assertEqual(move.xero_state, "waiting")
        self.connection.sync_invoices = False
        self.wait(self.connection)
        self.assert_nowhere(move)
        self.connection.sync_invoices = True
        self.run_cron(self.connection)
        self.assertEqual(move.xero_state, "pushed", self.story())
        self.in_xero(move)

    def test_what_a_person_left_standing_is_not_asked_about_every_night(self):
        move = self.pushed()
        self.connection.frequency = "hourly"
        self.bookkeeper(move, {"UnitAmount": 105})
        move.button_draft()
        move.button_cancel()
        self.run_cron(self.connection)
        self.decide(self.the_issue("changed_in_xero", move), "action_take_xero")
        self.pull(self.connection)
        self.assertFalse(self.issues(), self.story())
        self.assertEqual(self.in_xero(move)["Status"], "AUTHORISED")

    def test_what_xero_remarks_on_an_invoice_is_told(self):
        move = self.pushed()
        exchange = self.env["xero.exchange"].search([], limit=1)
        row = {**self.in_xero(move), "Warnings": [{"Message": "Due in the past."}]}
        row["InvoiceNumber"] = exchange.element_ids.reference
        exchange.element_ids.outcome = False
        exchange._match(exchange._by_key(self.answered(row)), self.env["xero.document"])
        told = move.message_ids.filtered(lambda m: "Due in the past." in m.body)
        self.assertEqual(len(told), 1)

    def test_a_refusal_without_a_word_is_an_issue_like_any_other(self):
        move = self.pushed()
        exchange = self.env["xero.exchange"].search([], limit=1)
        row = {"InvoiceNumber": move.name, "StatusAttributeString": "ERROR"}
        exchange.element_ids.outcome = False
        exchange._match(exchange._by_key(self.answered(row)), self.env["xero.document"])
        self.env.invalidate_all()
        self.the_issue("refused", move)

    def answered(self, row):
        resource = self.env["xero.document"]._xero_resource
        return answers.elements({"Invoices": [row]}, resource)


@tagged("post_install", "-at_install")
class TestContactMeanwhile(ContactCase):
    """Two contacts that became one partner, and what Xero does not say."""

    def test_a_merge_of_partners_makes_no_third_contact(self):
        other = self.env["xero.contact"].search(
            [("partner_id", "!=", False), ("id", "!=", self.contact.id)], limit=1
        )
        other.partner_id = self.partner
        before = len(sandbox.things("Contacts"))
        self.edit(name="Wool of Canterbury")
        self.assertEqual(len(sandbox.things("Contacts")), before)
        self.assertFalse(sandbox.calls("PUT"))
        self.assertFalse(sandbox.calls("POST"))
        self.the_issue("contact_unknown")

    def test_edits_one_by_one_cost_two_queries_in_all(self):
        partners = self.env["res.partner"].create([{"name": f"{n}"} for n in range(5)])
        self.env.cr.flush()
        for partner in partners:
            partner.write({"phone": "1"})
        self.env.flush_all()
        with self.assertQueryCount(2):
            self.env.cr.flush()

    def test_a_country_that_xero_does_not_name_stays(self):
        country = self.env.ref("base.nz")
        self.partner.country_id = country
        self.run_cron(self.connection)
        self.edit_in_xero(
            Addresses=[
                {
                    "AddressType": "STREET",
                    "AddressLine1": "1 Quay Street",
                    "City": "Auckland",
                    "Country": "",
                }
            ]
        )
        self.pull(self.connection)
        self.assertEqual(self.partner.street, "1 Quay Street")
        self.assertEqual(self.partner.country_id, country)
