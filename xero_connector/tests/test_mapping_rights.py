from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .test_mapping_fields import MappingCase

HIDDEN = "Not visible to you"


@tagged("post_install", "-at_install")
class TestChecksHold(MappingCase):
    """Nothing that arrives by RPC switches a check off."""

    def test_no_word_in_the_context_does(self):
        row = self.add("name", "Phones.FAX", "to_xero").with_user(self.xero_manager())
        unchecked = row.with_context(xero_unchecked=True)
        with self.assertRaises(ValidationError), self.cr.savepoint():
            unchecked.write({"direction": "both"})
        with self.assertRaises(AccessError):
            unchecked.create(
                {
                    "connection_id": self.connection.id,
                    "name": "Phones.DDI:user_id.password",
                    "path": "user_id.password",
                    "place": "Phones.DDI",
                }
            )
        with self.assertRaises(ValidationError), self.cr.savepoint():
            row.sudo().with_context(xero_unchecked=True).create(
                {
                    "connection_id": self.connection.id,
                    "name": "Phones.DDI:user_id.password",
                    "path": "user_id.password",
                    "place": "Phones.DDI",
                }
            )

    def test_an_issue_is_in_no_run_of_another_connection(self):
        self.custom_field("x_card")
        row = self.add("x_card", "AccountNumber")
        field = self.env["ir.model.fields"]._get("res.partner", "x_card")
        other = self.env["res.company"].create({"name": "Other Ltd"})
        foreign, own = self.env["xero.batch"].create(
            [
                {"connection_id": connection.id, "kind": "full"}
                for connection in (
                    self.new_connection(company=other),
                    row.connection_id,
                )
            ]
        )
        field.with_context(xero_batch_id=foreign.id).unlink()
        issue = self.the_issue("mapped_field_missing")
        self.assertFalse(issue.batch_id)
        rows = row.with_context(xero_batch_id=own.id)
        rows._look_for_unusable()
        self.assertEqual(issue.batch_id, own)

    def test_an_addons_field_gives_way_to_what_a_person_mapped(self):
        self.row("email").unlink()
        self.add("email", "Phones.FAX")
        self.env["xero.field.mapping"]._register_hook()
        self.assertEqual(self.row("email").direction, "off")
        self.assertEqual(self.row("Phones.FAX:email").direction, "both")


@tagged("post_install", "-at_install")
class TestWhoSees(MappingCase):
    """A value that its reader may not read is not told by the mapping."""

    def setUp(self):
        super().setUp()
        self.user = self.xero_user()
        self.user.group_ids |= self.env.ref("base.group_partner_manager")

    def tried(self, label="Fax", user=None):
        """:return: what the preview shows of a field: Odoo's, Xero's"""
        self.env.flush_all()
        self.env.invalidate_all()
        wizards = self.env["xero.field.preview.wizard"].with_user(user or self.user)
        wizard = wizards.create(
            {"connection_id": self.connection.id, "partner_id": self.partner.id}
        )
        (line,) = wizard.line_ids.filtered(lambda line: line.label == label)
        return line.odoo, line.xero

    def test_an_entry_of_the_books_is_for_those_who_read_the_books(self):
        self.custom_field("x_move", "many2one", relation="account.move")
        self.partner.x_move = self.invoice(partner_id=self.partner.id, ref="SECRET 1")
        self.add("x_move.ref", "Phones.FAX", "to_xero")
        self.assertEqual(self.tried(), (HIDDEN, HIDDEN))
        self.assertEqual(self.tried(user=self.env.user)[0], "SECRET 1")
        dialog = (
            self.env["xero.field.wizard"]
            .with_user(self.xero_manager())
            .create(
                {
                    "connection_id": self.connection.id,
                    "partner_id": self.partner.id,
                    "path": "x_move.ref",
                    "place": "Phones.DDI",
                }
            )
        )
        self.assertNotIn("SECRET", str(dialog.odoo_value))
        self.edit(phone="03 555 9999")
        self.assertEqual(self.phone("FAX")["PhoneNumber"], "SECRET 1", "sent it is")
        self.assertEqual(self.tried(), (HIDDEN, HIDDEN))

    def test_a_contact_of_another_company_is_not_shown(self):
        other = self.env["res.company"].create({"name": "Other Ltd"})
        self.custom_field("x_boss", "many2one", relation="res.partner")
        self.partner.x_boss = self.env["res.partner"].create(
            {"name": "Boss", "ref": "SECRET", "company_id": other.id}
        )
        self.add("x_boss.ref", "Phones.FAX", "to_xero")
        self.assertEqual(self.tried(), (HIDDEN, HIDDEN))
        self.partner.x_boss.company_id = False
        self.assertEqual(self.tried()[0], "SECRET")
        self.partner.x_boss = False
        self.assertFalse(self.tried()[0])

    def test_an_address_of_another_company_is_not_shown(self):
        self.row("address").direction = "off"
        self.add("invoice_address", "Addresses.POBOX", "to_xero")
        address = self.env["res.partner"].create(
            {
                "parent_id": self.partner.id,
                "type": "invoice",
                "name": "Accounts",
                "street": "PO Box 7",
            }
        )
        self.assertEqual(self.tried("Postal address")[0], "PO Box 7")
        address.company_id = self.env["res.company"].create({"name": "Other Ltd"})
        self.assertEqual(self.tried("Postal address"), (HIDDEN, HIDDEN))

    def test_a_field_that_is_for_some_from_then_on(self):
        self.custom_field("x_pay")
        self.add("x_pay", "Phones.FAX")
        self.edit(x_pay="555 1111")
        # As the next version of its addon may say; what is said of a field in Odoo's
        # settings counts nowhere.
        field = self.env["res.partner"]._fields["x_pay"]
        self.patch(field, "groups", "base.group_system")
        self.assertEqual(self.tried(), (HIDDEN, HIDDEN))
        self.edit_in_xero(Phones=[{"PhoneType": "FAX", "PhoneNumber": "555 2222"}])
        self.edit(x_pay="555 3333")
        issue = self.the_issue("contact_conflict")
        action = issue.action_solve()
        wizards = self.env[action["res_model"]].with_context(**action["context"])
        line = wizards.with_user(self.user).create({}).line_ids
        self.assertEqual(
            (line.what, line.odoo, line.xero, line.agreed),
            ("Fax", HIDDEN, HIDDEN, HIDDEN),
        )
        self.env.user.group_ids |= self.env.ref("base.group_system")
        wizard = wizards.create({})
        self.assertEqual(wizard.line_ids.odoo, "555 3333")
        wizard.action_take_odoo()
        (note,) = self.partner.message_ids.filtered(
            lambda message: "Decided" in message.preview
        )
        self.assertIn("Fax: ••• → •••", note.preview)
