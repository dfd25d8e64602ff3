from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .test_mapping_fields import MappingCase

FAX = {"PhoneType": "FAX", "PhoneNumber": "555 1111"}


@tagged("post_install", "-at_install")
class TestOneFieldTwice(MappingCase):
    """What Xero says in two places does not come to one field of Odoo's, from where it
    would overwrite the other."""

    def written_past_the_checks(self, row, direction):
        """What a database holds from before it was refused."""
        row.flush_recordset()
        self.env.cr.execute(
            "UPDATE xero_field_mapping SET direction = %s WHERE id = %s",
            (direction, row.id),
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.env["xero.field.mapping"]._register_hook()

    def test_a_second_one_can_only_go_to_xero(self):
        self.add("ref", "AccountNumber")
        for direction in ("both", "from_xero"):
            self.refused(
                "already mapped as “Account number”", "ref", "Phones.FAX", direction
            )
        dialog = self.wizard(path="ref", place="Phones.FAX")
        self.assertEqual(dialog.direction, "to_xero")
        self.assertFalse(dialog.reason)

    def test_a_copy_goes_on_to_another_field_of_xero(self):
        self.add("ref", "AccountNumber")
        self.add("ref", "Phones.FAX", "to_xero")
        self.edit_in_xero(AccountNumber="A2", Phones=[FAX])
        self.pull(self.connection)
        self.assertEqual(self.partner.ref, "A2")
        for _ in range(2):
            self.pull(self.connection)
        self.assertEqual(self.in_books()["AccountNumber"], "A2")
        self.assertEqual(self.partner.ref, "A2")

    def test_a_direction_that_would_write_it_twice_is_refused_later_too(self):
        first = self.add("ref", "AccountNumber")
        second = self.add("ref", "Phones.FAX", "to_xero")
        with (
            self.assertRaisesRegex(ValidationError, "already mapped as “Account"),
            self.cr.savepoint(),
        ):
            second.direction = "both"
        self.env.registry.clear_cache()
        first.direction = "to_xero"
        second.direction = "from_xero"
        self.assertEqual(second.direction, "from_xero")

    def test_a_standard_field_that_is_off_leaves_its_field_to_another(
        self,
    ):
        email = self.row("email")
        email.direction = "off"
        added = self.add("email", "Phones.FAX", "from_xero")
        with (
            self.assertRaisesRegex(
                ValidationError, "“Email” is already mapped as “Fax”"
            ),
            self.cr.savepoint(),
        ):
            email.direction = "both"
        self.env.registry.clear_cache()
        added.action_remove()
        email.direction = "both"

    def test_the_name_is_written_whatever_its_direction(self):
        self.row("name").direction = "to_xero"
        self.refused("already mapped as “Name”", "name", "Phones.FAX", "from_xero")

    def test_two_from_before_the_later_is_named_and_left_out(self):
        first = self.add("ref", "AccountNumber")
        second = self.add("ref", "Phones.FAX", "to_xero")
        self.edit_in_xero(AccountNumber="A1", Phones=[FAX])
        self.written_past_the_checks(second, "both")
        issue = self.the_issue("mapped_field_unusable")
        self.assertIn("ref", issue.title)
        self.assertIn("“Reference” is already mapped as “Account", issue.advice)
        self.assertIn("already mapped as “Account number”", second.note)
        self.assertFalse(first.note)
        self.pull(self.connection)
        self.assertEqual(self.partner.ref, "A1", "all else goes on")
        self.assertEqual(self.phone("FAX")["PhoneNumber"], "555 1111")
        first.direction = "to_xero"
        self.assertFalse(self.issues())
        self.assertFalse(second.note)


@tagged("post_install", "-at_install")
class TestAnotherField(MappingCase):
    """A mapped field that comes back as another one is left out, and told of."""

    def made_again(self, **values):
        field = self.custom_field("x_card")
        row = self.add("x_card", "AccountNumber")
        field.unlink()
        field = self.custom_field("x_card", **values)
        self.env.flush_all()
        return row, field

    def test_as_another_record_it_is_neither_sent_nor_read(self):
        row, field = self.made_again(kind="many2one", relation="res.users")
        issue = self.the_issue("mapped_field_unusable")
        self.env["xero.field.mapping"]._register_hook()
        self.assertEqual(self.the_issue("mapped_field_unusable"), issue)
        self.assertIn("is another record", issue.advice)
        self.assertIn("is another record", row.note)
        self.partner.x_card = self.env.user
        self.edit(phone="03 555 9999")
        self.assertEqual(self.phone("DEFAULT")["PhoneNumber"], "03 555 9999")
        self.assertFalse(self.in_books().get("AccountNumber"))
        self.edit_in_xero(AccountNumber="1", EmailAddress="new@cwx.example")
        self.pull(self.connection)
        self.assertEqual(self.partner.email, "new@cwx.example")
        self.assertEqual(self.partner.x_card, self.env.user)
        self.assertEqual(self.issues(), issue)
        field.unlink()
        self.the_issue("mapped_field_missing")
        self.custom_field("x_card")
        self.assertFalse(self.issues())

    def test_as_several_records_it_stops_nothing(self):
        self.made_again(kind="many2many", relation="res.users")
        self.the_issue("mapped_field_unusable")
        self.partner.x_card = self.env.user
        self.edit_in_xero(AccountNumber="X-1", EmailAddress="new@cwx.example")
        self.pull(self.connection)
        self.assertEqual(self.partner.email, "new@cwx.example")
        self.edit(phone="03 555 9999")
        self.assertEqual(self.in_books()["AccountNumber"], "X-1")

    def test_as_a_number_it_goes_to_xero_alone_once_that_is_said(self):
        row, _field = self.made_again(kind="integer")
        issue = self.the_issue("mapped_field_unusable")
        self.assertIn("It can only go to Xero", issue.advice)
        row.direction = "to_xero"
        self.assertFalse(self.issues())
        self.edit(x_card=7)
        self.assertEqual(self.in_books()["AccountNumber"], "7")
