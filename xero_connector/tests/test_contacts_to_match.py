from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .test_contacts_pull import HEMI, ContactCase


@tagged("post_install", "-at_install")
class TestToMatch(ContactCase):
    """What waits to be matched is matched, created or left: one, or all of them."""

    def setUp(self):
        super().setUp()
        self.pull_all(new_records="review")
        self.waiting = self.env["xero.contact"].search([("partner_id", "=", False)])

    def test_what_looks_like_it_is_shown_with_what_speaks_for_and_against_it(self):
        partner = self.partner("Greenstone Legal", email="else@x.example")
        self.pull_all()
        contact = self.contact("Greenstone Legal")
        self.assertEqual(contact.suggested_partner_id, partner)
        self.assertEqual(contact.suggestion_alike, "same name")
        self.assertEqual(contact.suggestion_against, "different email")

    def test_all_that_look_like_it_are_matched_and_the_rest_left(self):
        self.connection.match_by = "email"
        right = self.partner("Kererū Books", is_company=True)
        wrong = self.partner("Greenstone Legal", email="else@x.example")
        company = self.company.partner_id
        company.name = "Rex Media Group"
        self.pull_all()
        self.waiting.action_match_suggested()
        self.assertEqual(self.contact("Kererū Books").partner_id, right)
        self.assertEqual(self.contact("Kererū Books").matched_by, "person")
        self.assertFalse(wrong.xero_contact_ids)
        self.assertFalse(company.xero_contact_ids)

    def test_one_is_matched_with_whom_a_person_chooses(self):
        partner = self.partner("Somebody", email=HEMI, phone="1")
        action = self.contact("Kererū Books").action_match()
        wizards = self.env[action["res_model"]].with_context(**action["context"])
        wizard = wizards.create({})
        self.assertFalse(wizard.partner_id)
        wizard.partner_id = partner
        self.assertTrue(wizard.against)
        wizard.action_match()
        self.assertEqual(self.contact("Kererū Books").partner_id, partner)

    def test_many_are_created_but_who_resembles_somebody(self):
        self.partner("Kererū Books")
        self.waiting.action_create_partners()
        self.assertFalse(self.contact("Kererū Books").partner_id)
        self.assertTrue(self.contact("Canterbury Wool Exchange").partner_id)

    def test_who_shares_an_email_says_so_and_is_created_when_asked_for_alone(self):
        twins = self.waiting.filtered("waiting_words")
        self.assertEqual(len(twins), 2)
        one, other = twins
        self.assertEqual(one.waiting_words, f"Same email in Xero: {other.name}.")
        twins.action_create_partners()
        self.assertFalse(twins.partner_id)
        one.action_create_partners()
        self.assertEqual(one.partner_id.name, one.name)

    def test_whose_email_several_partners_have_says_so(self):
        for name in ("Greenstone Legal", "Greenstone Legal Ltd"):
            self.partner(name, email=HEMI)
        self.pull_all()
        words = self.contact("Greenstone Legal").waiting_words
        self.assertEqual(words, "2 contacts in Odoo could be this one.")

    def test_thousands_are_created_by_the_runner(self):
        self.patch_constant(0)
        self.waiting.action_create_partners()
        self.assertFalse(self.contact("Canterbury Wool Exchange").partner_id)
        self.run_cron(self.connection)
        self.assertTrue(self.contact("Canterbury Wool Exchange").partner_id)
        self.assertFalse(any(self.waiting.mapped("create_asked")))

    def patch_constant(self, value):
        from ..models.desk import xero_contact_to_match

        self.patch(xero_contact_to_match, "AT_ONCE", value)

    def test_who_is_left_waits_no_more_and_is_not_linked_by_a_rule(self):
        contact = self.contact("Greenstone Legal")
        before = self.connection.unmatched_count
        contact.action_leave()
        self.connection.invalidate_recordset(["unmatched_count"])
        self.assertEqual(self.connection.unmatched_count, before - 1)
        self.partner("Greenstone Legal", email=HEMI)
        self.pull_all()
        self.assertFalse(contact.partner_id)
        contact.action_take_back()
        self.pull_all()
        self.assertTrue(contact.partner_id)

    def test_the_list_takes_as_many_queries_for_few_as_for_many(self):
        def queries(contacts):
            self.env.invalidate_all()
            count = self.env.cr.sql_log_count
            contacts.mapped("suggestion_alike")
            return self.env.cr.sql_log_count - count

        for contact in self.waiting:
            self.partner(contact.name, email=contact.email)
        self.env.flush_all()
        queries(self.waiting[:2])
        few, many = queries(self.waiting[:5]), queries(self.waiting[5:])
        self.assertLessEqual(many, few + 2)

    def test_who_may_not_use_xero_answers_nothing(self):
        reader = new_test_user(
            self.env,
            "reader",
            "account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        for action in ("action_match_suggested", "action_create_partners"):
            with self.assertRaises(AccessError):
                getattr(self.waiting.with_user(reader), action)()
        with self.assertRaises(AccessError):
            self.waiting.with_user(reader).action_leave()

    def test_what_is_matched_already_is_not_answered_again(self):
        contact = self.contact("Greenstone Legal")
        contact._link(self.partner(), "person")
        with self.assertRaises(UserError):
            contact.action_leave()
