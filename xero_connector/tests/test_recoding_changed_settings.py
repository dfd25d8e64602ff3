from datetime import timedelta

from odoo import Command, fields
from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools import file_path

from . import sandbox
from .test_invoices_updates import UpdateCase


class ChangedSettingCase(UpdateCase):
    def coding(self, move):
        """:return: list of account, tax rate and text of the move's lines in Xero"""
        return [
            (row.get("AccountCode"), row.get("TaxType"), row["Description"])
            for row in self.in_xero(move)["LineItems"]
        ]

    def accounts(self, move):
        return [row.get("AccountCode") for row in self.in_xero(move)["LineItems"]]

    def choose_account(self, code):
        self.connection.account_id = self.account(self.connection, code)

    def compare(self):
        """What *Sync Now* and each night do: compare all with Xero."""
        sandbox.forget_calls()
        self.pull(self.connection)

    def zero_tax(self, name="Export"):
        return self.env["account.tax"].create(
            {
                "name": name,
                "amount": 0,
                "type_tax_use": "sale",
                "company_id": self.company.id,
            }
        )

    def sent_by_the_old_version(self, *moves):
        """What was agreed looks as 19.0.1.0.0 kept it."""
        for document in self.env["account.move"].union(*moves).xero_document_ids:
            agreed = dict(document.agreed)
            agreed.pop("given")
            agreed["lines"] = [
                {name: line[name] for name in line if name != "given"}
                for line in agreed["lines"]
            ]
            document.agreed = agreed

    def mappings_touched(self, later):
        """A test is one transaction, and all of it has one time."""
        self.env.flush_all()
        stamp = fields.Datetime.now() + later
        self.env.cr.execute("UPDATE xero_tax_mapping SET write_date = %s", [stamp])
        self.env.invalidate_all()

    def assert_left_alone(self):
        self.assertFalse(sandbox.sent("Invoices", method="POST"))
        self.assertFalse(self.issues(), self.story())


@tagged("post_install", "-at_install")
class TestChangedSettings(ChangedSettingCase):
    """A changed setting counts for what is sent later, never for what stands."""

    def test_another_account_for_sales_moves_nothing_that_stands(self):
        moves = [self.pushed({"price_unit": 10}) for _each in range(3)]
        sandbox.act("pay", invoice=moves[0].name)
        sandbox.act("pay", invoice=moves[1].name, amount=1)
        self.choose_account("260")
        self.compare()
        self.assert_left_alone()
        for move in moves:
            self.push(move)
            self.assertEqual(self.accounts(move), ["200"])
        self.assert_left_alone()

    def test_what_is_sent_later_goes_to_the_new_account(self):
        self.pushed()
        self.choose_account("260")
        self.assertEqual(self.accounts(self.pushed()), ["260"])

    def test_a_line_added_later_goes_to_the_new_account_and_the_others_stay(self):
        move = self.pushed({"name": "Desk", "price_unit": 100})
        self.choose_account("260")
        move.button_draft()
        lamp = {
            "name": "Lamp",
            "price_unit": 20,
            "tax_ids": [Command.set(self.tax.ids)],
        }
        move.invoice_line_ids = [Command.create(lamp)]
        move.action_post()
        self.push(move)
        self.assertEqual(self.accounts(move), ["200", "260"])
        sandbox.forget_calls()
        self.push(move)
        self.assertFalse(sandbox.calls(), "nothing is left to do")

    def test_another_price_leaves_the_line_on_its_account(self):
        move = self.pushed({"price_unit": 100})
        self.choose_account("260")
        self.change(move, {"price_unit": 120})
        self.push(move)
        self.assertEqual(self.accounts(move), ["200"])
        self.assertEqual(self.in_xero(move)["Total"], 138)

    def test_a_line_deleted_and_entered_anew_as_it_was_stays_on_its_account(self):
        move = self.pushed({"name": "Desk", "price_unit": 100})
        line = self.in_xero(move)["LineItems"][0]["LineItemID"]
        self.choose_account("260")
        move.button_draft()
        anew = {
            "name": "Desk",
            "price_unit": 100,
            "tax_ids": [Command.set(self.tax.ids)],
        }
        move.invoice_line_ids = [Command.clear(), Command.create(anew)]
        move.action_post()
        self.push(move)
        self.assertEqual(self.accounts(move), ["200"])
        self.assertEqual(self.in_xero(move)["LineItems"][0]["LineItemID"], line)

    def test_another_tax_mapping_moves_nothing_that_stands(self):
        tax = self.zero_tax()
        self.env["xero.tax.mapping"]._ensure(self.connection, [tax])
        self.map_tax(self.connection, tax, "ZERORATED")
        move = self.pushed({"name": "Wool", "price_unit": 100, "tax": tax})
        self.map_tax(self.connection, tax, "NONE")
        self.compare()
        self.assert_left_alone()
        self.change(move, {"price_unit": 120})
        self.push(move)
        self.assertEqual(self.coding(move), [("200", "ZERORATED", "Wool")])
        new = self.pushed({"name": "Wool", "price_unit": 100, "tax": tax})
        self.assertEqual(self.coding(new), [("200", "NONE", "Wool")])

    def test_a_tax_changed_on_the_invoice_itself_flows(self):
        zero, exempt = self.zero_tax(), self.zero_tax("Exempt")
        self.env["xero.tax.mapping"]._ensure(self.connection, [zero, exempt])
        self.map_tax(self.connection, zero, "ZERORATED")
        self.map_tax(self.connection, exempt, "NONE")
        move = self.pushed({"price_unit": 100, "tax": zero})
        self.choose_account("260")
        self.change(move, {"tax_ids": [Command.set(exempt.ids)]})
        self.push(move)
        self.assertEqual(self.coding(move), [("200", "NONE", "Line")])
        self.change(move, {"tax_ids": [Command.set(self.tax.ids)]})
        self.push(move)
        self.assertEqual(self.in_xero(move)["Total"], 115)
        self.assertEqual(move.xero_state, "pushed")

    def test_a_tax_that_turns_to_included_flows_with_its_amounts(self):
        move = self.pushed({"price_unit": 115})
        self.choose_account("260")
        self.change(move, {"tax_ids": [Command.set(self.tax_included.ids)]})
        self.push(move)
        row = self.in_xero(move)
        self.assertEqual((row["LineAmountTypes"], row["Total"]), ("Inclusive", 115))
        self.assertEqual(self.accounts(move), ["200"])

    def test_a_tax_that_is_made_one_with_tax_included_moves_nothing_that_stands(self):
        move = self.pushed({"price_unit": 100})
        self.tax.price_include_override = "tax_included"
        self.compare()
        self.assert_left_alone()
        self.assertEqual(self.in_xero(move)["LineAmountTypes"], "Exclusive")
        later = self.pushed({"price_unit": 115})
        self.assertEqual(self.in_xero(later)["LineAmountTypes"], "Inclusive")

    def test_a_mapping_taken_away_holds_nothing_that_stands(self):
        move = self.pushed({"price_unit": 100}, ref="PO 7")
        mapping = self.connection.tax_mapping_ids.filtered(
            lambda m: m.tax_id == self.tax
        )
        zero = self.connection.tax_rate_mirror_ids.filtered(
            lambda rate: rate.tax_type == "OUTPUT2"
        )
        mapping.rate_id = False
        zero.status = "ARCHIVED"
        self.connection.account_id = False
        move.ref = "PO 8"
        self.push(move)
        self.assertFalse(self.issues())
        self.assertEqual(self.in_xero(move)["Reference"], "PO 8")
        new = self.invoice()
        self.push(new)
        self.the_issue("account_missing", new)

    def test_an_account_archived_since_stands_in_no_references_way(self):
        move = self.pushed(ref="PO 7")
        sandbox.act("archive_account", account="200")
        self.compare()
        self.assert_left_alone()
        move.ref = "PO 8"
        self.push(move)
        self.assertEqual(self.in_xero(move)["Reference"], "PO 8")

    def test_a_line_recoded_by_the_bookkeeper_stays(self):
        move = self.pushed({"price_unit": 100})
        self.bookkeeper(move, {"AccountCode": "260"})
        self.choose_account("220")
        self.compare()
        self.assert_left_alone()
        self.change(move, {"price_unit": 120})
        self.push(move)
        self.assertEqual(self.accounts(move), ["260"])

    def test_what_a_person_decided_is_no_matter_of_a_later_choice(self):
        for answer in ("action_take_odoo", "action_take_xero"):
            move = self.pushed({"price_unit": 100})
            self.bookkeeper(move, {"UnitAmount": 105})
            self.choose_account("260")
            self.change(move, {"price_unit": 120})
            self.push(move)
            self.decide(self.the_issue("changed_in_xero", move), answer)
            self.assertEqual(self.accounts(move), ["200"], answer)
            self.choose_account("220")
            self.compare()
            self.assert_left_alone()
            self.choose_account("200")

    def test_a_voided_and_reentered_invoice_goes_as_a_new_one(self):
        move = self.pushed({"price_unit": 100})
        self.choose_account("260")
        move.button_cancel()
        move.action_xero_void()
        self.run_cron(self.connection)
        self.assertEqual(self.in_xero(move)["Status"], "VOIDED")
        again = move.copy({"invoice_date": move.invoice_date})
        again.action_post()
        self.push(again)
        self.assertEqual(self.accounts(again), ["260"])
        self.compare()
        self.assert_left_alone()

    def test_another_contact_for_the_customer_moves_no_invoice_that_stands(self):
        move = self.pushed()
        before = self.in_xero(move)["Contact"]["ContactID"]
        contacts = self.env["xero.contact"].search([])
        contact = self.customer._xero_contact(self.connection)
        other = contacts.filtered(lambda c: c.status == "ACTIVE" and not c.partner_id)
        contact.partner_id = False
        other[0].partner_id = self.customer
        self.env.flush_all()
        self.compare()
        self.assertFalse(sandbox.sent("Invoices", method="POST"))
        move.ref = "PO 8"
        self.push(move)
        row = self.in_xero(move)
        self.assertEqual(row["Reference"], "PO 8")
        self.assertEqual(row["Contact"]["ContactID"], before)

    def test_another_customer_on_the_invoice_flows(self):
        move = self.pushed()
        other = self.env["res.partner"].create({"name": "Kea Ltd", "is_company": True})
        self.choose_account("260")
        self.change(move, partner_id=other.id)
        self.push(move)
        self.assertEqual(self.in_xero(move)["Contact"]["Name"], "Kea Ltd")
        self.assertEqual(self.accounts(move), ["200"])

    def test_another_address_of_this_odoo_and_another_product_name_move_nothing(self):
        product = self.env["product.product"].create({"name": "Desk"})
        move = self.invoice({"product_id": product.id, "price_unit": 10}, post=False)
        move.invoice_line_ids.name = False
        move.action_post()
        self.push(move)
        product.name = "Table"
        self.env["ir.config_parameter"].set_param(
            "web.base.url", "https://books.example"
        )
        self.compare()
        self.assert_left_alone()

    def test_what_is_on_its_way_keeps_what_it_left_with(self):
        move = self.invoice()
        sandbox.fault("drop_after", "PUT", "Invoices")
        self.push(move)
        self.choose_account("260")
        self.wait(self.connection)
        self.assertEqual(move.xero_state, "pushed", self.story())
        self.compare()
        self.assert_left_alone()
        self.assertEqual(self.accounts(move), ["200"])


@tagged("post_install", "-at_install")
class TestSentByTheOldVersion(ChangedSettingCase):
    """What 19.0.1.0.0 sent stands as well, though it kept no reason for its values."""

    def test_a_changed_setting_moves_nothing_of_it(self):
        tax = self.zero_tax()
        self.env["xero.tax.mapping"]._ensure(self.connection, [tax])
        self.map_tax(self.connection, tax, "ZERORATED")
        moves = self.pushed() | self.pushed({"price_unit": 5, "tax": tax})
        self.sent_by_the_old_version(moves)
        self.choose_account("260")
        self.map_tax(self.connection, tax, "NONE")
        self.mappings_touched(timedelta(hours=1))
        self.compare()
        self.assert_left_alone()
        self.change(moves[1], {"price_unit": 6})
        self.push(moves[1])
        self.assertEqual(self.coding(moves[1]), [("200", "ZERORATED", "Line")])
        self.assertIn("given", moves[1].xero_document_ids.agreed)

    def test_from_the_upgrade_on_a_change_of_either_kind_is_told_apart(self):
        zero, exempt = self.zero_tax(), self.zero_tax("Exempt")
        self.env["xero.tax.mapping"]._ensure(self.connection, [zero, exempt])
        self.map_tax(self.connection, zero, "ZERORATED")
        self.map_tax(self.connection, exempt, "NONE")
        line = {"price_unit": 5, "tax": zero}
        moves = self.pushed(line) | self.pushed(line)
        self.sent_by_the_old_version(moves)
        self.upgrade()
        self.map_tax(self.connection, zero, "NONE")
        self.map_tax(self.connection, exempt, "ZERORATED")
        self.map_tax(self.connection, exempt, "NONE")
        self.mappings_touched(timedelta(hours=1))
        self.compare()
        self.assert_left_alone()
        self.change(moves[0], {"tax_ids": [Command.set(exempt.ids)]})
        self.change(moves[1], {"price_unit": 7})
        self.push(moves)
        self.assertEqual(self.coding(moves[0]), [("200", "NONE", "Line")])
        self.assertEqual(self.coding(moves[1]), [("200", "ZERORATED", "Line")])

    def upgrade(self):
        path = file_path("xero_connector/migrations/19.0.1.1.0/post-agreed.py")
        load_script(path, "post_agreed").migrate(self.env.cr, "19.0.1.0.0")

    def test_nothing_is_read_or_sent_because_of_the_upgrade(self):
        move = self.pushed()
        self.sent_by_the_old_version(move)
        self.push(move)
        self.assertFalse(sandbox.calls())

    def test_a_tax_changed_on_the_invoice_still_flows(self):
        zero, exempt = self.zero_tax(), self.zero_tax("Exempt")
        self.env["xero.tax.mapping"]._ensure(self.connection, [zero, exempt])
        self.map_tax(self.connection, zero, "ZERORATED")
        self.map_tax(self.connection, exempt, "NONE")
        moves = self.pushed() | self.pushed({"price_unit": 5, "tax": zero})
        self.mappings_touched(-timedelta(hours=1))
        self.sent_by_the_old_version(moves)
        self.choose_account("260")
        self.change(moves[0], {"tax_ids": [Command.set(zero.ids)]})
        self.change(moves[1], {"tax_ids": [Command.set(exempt.ids)]})
        self.push(moves)
        self.assertEqual(self.coding(moves[0]), [("200", "ZERORATED", "Line")])
        self.assertEqual(self.coding(moves[1]), [("200", "NONE", "Line")])
