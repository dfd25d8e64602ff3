from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import new_test_user, tagged

from .test_importing_rules import ImportCase


@tagged("post_install", "-at_install")
class TestDefaults(ImportCase):
    """What Xero does not say of a new contact, the settings do."""

    def setUp(self):
        super().setUp()
        tags = self.env["res.partner.category"]
        self.consumer_tag = tags.create({"name": "B2C"})
        self.company_tag = tags.create({"name": "B2B"})
        self.seller = new_test_user(
            self.env,
            "seller",
            "base.group_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.save(
            self.dialog(
                new_records="create",
                new_user_id=self.seller,
                new_function="Owner",
                new_company_tag_id=self.company_tag,
                consumer_tag_id=self.consumer_tag,
                consumer_pattern="^siobhán",
            )
        )

    def assert_made(self, contact, **values):
        partner = self.contact(contact).partner_id
        self.assertEqual(partner.user_id, self.seller)
        self.assertEqual({field: partner[field] for field in values}, values)

    def test_a_company(self):
        self.assert_made(
            "Canterbury Wool Exchange",
            is_company=True,
            function=False,
            category_id=self.company_tag,
        )

    def test_a_person(self):
        self.assert_made(
            "Jasmine O'Connor",
            is_company=False,
            function="Owner",
            category_id=self.company_tag.browse(),
        )

    def test_a_consumer(self):
        self.assert_made(
            "Siobhán Ní Dhomhnaill",
            is_company=False,
            function=False,
            category_id=self.consumer_tag,
        )

    def test_without_first_and_last_name_the_contact_name_serves(self):
        self.assert_made("Ridgeway University", name="Ridgeway University")

    def test_who_is_there_already_keeps_what_it_has(self):
        partner = self.contact("Canterbury Wool Exchange").partner_id
        partner.write({"user_id": False, "category_id": [Command.clear()]})
        self.save(self.dialog(new_function="Buyer"))
        self.assertFalse(partner.user_id)
        self.assertFalse(partner.category_id)

    def test_a_salesperson_is_an_internal_user_of_the_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere Ltd"})
        stranger = new_test_user(
            self.env,
            "stranger",
            "base.group_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        portal = new_test_user(self.env, "portal", "base.group_portal")
        for user in (stranger, portal):
            with self.assertRaisesRegex(ValidationError, "cannot be the salesperson"):
                self.connection.new_user_id = user


@tagged("post_install", "-at_install")
class TestLabel(ImportCase):
    """Contacts in Xero are shown as the company knows them."""

    def test_by_name_unless_a_person_wants_the_account_number(self):
        contact = self.contact("Greenstone Legal")
        self.assertEqual(contact.display_name, "Greenstone Legal")
        self.connection.contact_label = "account_number"
        self.assertEqual(contact.display_name, "[GSL] Greenstone Legal")
        unnumbered = self.contact("Bayside Motel")
        self.assertEqual(unnumbered.display_name, "Bayside Motel")

    def test_the_account_number_finds_it(self):
        found = self.env["xero.contact"].name_search("GSL")
        self.assertEqual(
            [each[0] for each in found], self.contact("Greenstone Legal").ids
        )

    def test_the_partner_keeps_its_name(self):
        self.save(self.dialog(new_records="create", contact_label="account_number"))
        partner = self.contact("Greenstone Legal").partner_id
        self.assertEqual(partner.display_name, "Greenstone Legal")
