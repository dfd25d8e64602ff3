import os
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import tagged
from odoo.tools import config

from odoo.addons.xero_connector.tests import sandbox
from odoo.addons.xero_connector.tests.test_issues_causes import RefusedCase
from odoo.addons.xero_connector.tests.test_issues_types import faults_of


@tagged("post_install", "-at_install")
class TestToy(RefusedCase):
    """Another addon brings a resource, and the core does all the rest."""

    def setUp(self):
        super().setUp()
        self.gifts = self.env["xero.gift"]

    def gift(self, name="GIFT-1", partner=None, amount=25.0):
        return self.env["toy.gift"].create(
            {
                "name": name,
                "partner_id": (partner or self.customer).id,
                "amount": amount,
                "date": "2026-03-02",
            }
        )

    def given(self, name="GIFT-1"):
        """:return: what is in Xero under that number"""
        return sandbox.things("CreditNotes", CreditNoteNumber=name)

    # === Pushing === #

    def test_it_goes_to_xero_once_with_the_customer_that_it_needs(self):
        gift = self.gift()
        gift.action_push()
        gift.action_push()
        self.run_cron(self.connection)
        (row,) = self.given()
        self.assertEqual((row["Total"], row["Status"]), (25, "AUTHORISED"))
        self.assertEqual(row["Contact"]["Name"], self.customer.name)
        self.assertEqual(self.gifts.search([]).gift_id, gift)
        self.assertEqual(len(sandbox.things("Contacts", Name=self.customer.name)), 1)
        gift.action_push()
        self.run_cron(self.connection)
        self.assertEqual(len(self.given()), 1, self.story())

    def test_what_holds_its_customer_holds_it(self):
        self.connection.new_records = "review"
        gift = self.gift()
        gift.action_push()
        self.run_cron(self.connection)
        issue = self.issues("contact_unknown")
        self.assertIn(gift.id, issue.job_ids.mapped("res_id"), self.story())
        self.assertFalse(self.given())

    def test_a_lost_answer_doubles_nothing(self):
        sandbox.fault("drop_after", "PUT", "CreditNotes")
        self.gift().action_push()
        self.run_cron(self.connection)
        self.wait(self.connection)
        self.assertEqual(len(self.given()), 1, self.story())
        self.assertTrue(self.gifts.search([]).gift_id)

    def test_what_is_a_strangers_is_not_taken_for_ours(self):
        line = {"Description": "Theirs", "Quantity": 1, "UnitAmount": 999}
        line |= {"AccountCode": "200", "TaxType": "NONE"}
        sandbox.act(
            "create_credit_note",
            contact="Kererū Books",
            values={"CreditNoteNumber": "GIFT-1", "LineItems": [line]},
        )
        self.gift().action_push()
        self.run_cron(self.connection)
        self.wait(self.connection)
        self.assertFalse(self.gifts.search([("gift_id", "!=", False)]))
        self.assertTrue(self.issues("number_taken"), self.story())

    def test_a_gift_that_is_deleted_under_way_disturbs_nothing(self):
        sandbox.fault("drop_after", "PUT", "CreditNotes")
        gift = self.gift()
        gift.action_push()
        self.run_cron(self.connection)
        gift.unlink()
        self.wait(self.connection)
        self.assertEqual(len(self.given()), 1)
        self.assertFalse(self.env["xero.job"].search([("state", "=", "checking")]))

    def test_its_own_fault_keeps_nobody_else(self):
        def broken(*args):
            raise RuntimeError("broken on purpose")

        self.patch(self.registry["xero.gift"], "_prerequisites", broken)
        self.gift().action_push()
        move = self.invoice()
        self.push(move)
        self.assertEqual(self.in_xero(move)["Total"], 115, self.story())
        self.assertFalse(self.given())

    def test_what_it_left_when_it_was_removed_disturbs_nobody(self):
        gift = self.gift()
        gift.action_push()
        self.env.cr.flush()
        job = self.env["xero.job"].search([("mirror_model", "=", "xero.gift")])
        self.env.cr.execute(
            "UPDATE xero_job SET mirror_model = 'xero.gone', res_model = 'toy.gone'"
            " WHERE id = %s",
            [job.id],
        )
        self.env.cr.execute(
            """
            INSERT INTO xero_exchange
                   (connection_id, mirror_model, method, key, purpose, state, attempts,
                    check_at)
            SELECT %s, 'xero.gone', 'PUT', state, 'write', state, 1, now()
              FROM unnest(ARRAY['checking', 'retry', 'answered', 'open']) state
            """,
            [self.connection.id],
        )
        self.env.cr.execute(
            "UPDATE xero_resource SET name = 'gone', requested_at = now()"
            " WHERE name = 'gifts' AND connection_id = %s",
            [self.connection.id],
        )
        self.env.invalidate_all()
        self.assertTrue(job.record_name)
        move = self.invoice()
        self.push(move)
        self.assertEqual(self.in_xero(move)["Total"], 115, self.story())
        self.assertEqual(job.state, "cancelled")
        open_ones = self.env["xero.exchange"].search([("state", "!=", "applied")])
        self.assertFalse(open_ones)
        self.assertNotIn("gone", self.connection.resource_ids.mapped("name"))

    def test_a_switch_of_its_own_keeps_it(self):
        self.connection.sync_gifts = False
        self.gift().action_push()
        self.run_cron(self.connection)
        self.assertFalse(self.given())
        self.assertIn("Gifts", self.connection._why_not("xero.gift"))
        self.connection.sync_gifts = True
        self.run_cron(self.connection)
        self.assertTrue(self.given())

    def test_a_refusal_of_its_own_is_told_in_its_own_words(self):
        gift = self.gift()
        gift.action_push()
        text = "Gift GIFT-1 is larger than what the customer bought."
        self.refuse("CreditNotes", "CreditNoteNumber", {gift.name: text})
        self.run_cron(self.connection)
        issue = self.issue_of(gift)
        self.assertEqual(issue.cause, "gift_too_large", self.story())
        self.assertEqual(issue.title, "GIFT-1 is more than Xero allows")
        self.assertEqual((issue.severity, issue.button), ("warning", "Open Gift"))
        self.assertEqual(self.leads_to(issue), "toy.gift")
        self.assertFalse(faults_of(issue, issue._issue_type()))
        issue.action_try_again()
        self.run_cron(self.connection)
        self.assertEqual(issue.state, "solved")
        self.assertTrue(self.given())

    # === Pulling === #

    def test_a_connection_that_was_there_before_gets_its_row(self):
        self.connection.resource_ids.filtered(lambda r: r.name == "gifts").unlink()
        self.run_cron(self.connection)
        self.assertIn("gifts", self.connection.resource_ids.mapped("name"))

    def test_sync_now_offers_it_and_reads_it(self):
        self.gift().action_push()
        self.run_cron(self.connection)
        self.gifts.search([]).unlink()
        action = self.connection.action_sync_now()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        offered = dict(wizard._fields["scope"]._description_selection(self.env))
        self.assertEqual(offered["gifts"], "Gifts")
        wizard.scope = "gifts"
        self.assertTrue(wizard.calls)
        wizard.action_start()
        self.run_cron(self.connection)
        self.assertIn("GIFT-1", self.gifts.search([]).mapped("name"))
        run = self.env["xero.batch"].search([("scope", "=", "gifts")])
        self.assertEqual(run.mapped("state"), ["done"])

    # === A kind of document === #

    def test_a_sales_receipt_is_a_document(self):
        receipt = self.invoice(move_type="out_receipt")
        self.push(receipt)
        self.assertEqual(self.in_xero(receipt)["Total"], 115)
        self.assertEqual(receipt.xero_state, "pushed")

    # === A field of contacts === #

    def test_a_contact_field_goes_both_ways(self):
        self.customer.ref = "K-7"
        self.push(self.invoice())
        (contact,) = sandbox.things("Contacts", Name=self.customer.name)
        self.assertEqual(contact["AccountNumber"], "K-7")
        self.customer.ref = "K-8"
        self.customer.action_xero_push()
        self.run_cron(self.connection)
        (contact,) = sandbox.things("Contacts", Name=self.customer.name)
        self.assertEqual(contact["AccountNumber"], "K-8")
        values = {"AccountNumber": "X-9"}
        sandbox.act("edit_contact", contact=contact["ContactID"], values=values)
        self.pull(self.connection)
        self.assertEqual(self.customer.ref, "X-9")

    # === Another database of the same server === #

    def test_a_database_without_it_is_not_disturbed(self):
        other = os.environ.get("XERO_OTHER_DATABASE")
        self.assertTrue(other, "the suite names a database without this addon")
        with patch.dict(config.options, {"test_enable": False}):
            registry = Registry(other)
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            mirrors = env["xero.mirror"]
            self.assertNotIn("xero.gift", mirrors._mirror_names())
            self.assertNotIn("gifts", dict(mirrors._groups()))
            self.assertNotIn("out_receipt", env["account.move"]._xero_kinds())
            fields = [field.name for field in env["xero.contact"]._contact_fields()]
            self.assertNotIn("code", fields)
            self.assertNotIn("gift_too_large", env["xero.issue"]._issue_types())
            connection = env["xero.connection"].create({})
            self.assertNotIn("gifts", connection.resource_ids.mapped("name"))
            self.assertIn("contacts", connection.resource_ids.mapped("name"))
            cr.rollback()
        self.assertIn("xero.gift", self.env["xero.mirror"]._mirror_names())
        self.assertIn("gift_too_large", self.env["xero.issue"]._issue_types())
