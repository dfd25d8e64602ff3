from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from . import sandbox
from .test_contacts_pull import ContactCase

PHONE = [
    {
        "PhoneType": "DEFAULT",
        "PhoneCountryCode": "64",
        "PhoneAreaCode": "9",
        "PhoneNumber": "555 2233",
    }
]


class MatchingCase(ContactCase):
    def setUp(self):
        super().setUp()
        self.connection.new_records = "review"

    def in_xero(self, name="Harbour View Joinery Ltd", **values):
        """Somebody makes a contact in Xero; it is read; :return: its copy"""
        sandbox.act("create_contact", values={"Name": name, **values})
        self.pull_all()
        return self.contact(name)

    def company_partner(self, name="Harbour View Joinery Limited", **values):
        return self.partner(name, is_company=True, **values)


@tagged("post_install", "-at_install")
class TestMatchedByItself(MatchingCase):
    """Who is certainly the same is matched without a click, and it says why."""

    def test_the_same_phone_however_it_is_written(self):
        partner = self.company_partner(phone="09 555 2233")
        partner.country_id = self.env.ref("base.nz")
        contact = self.in_xero(Phones=PHONE)
        self.assertEqual(contact.partner_id, partner)
        self.assertEqual(contact.matched_by, "phone")
        self.assertIn("same phone", contact.match_words)

    def test_a_phone_of_an_unknown_country_is_no_evidence(self):
        self.company_partner("Harbour View", phone="555 2233")
        contact = self.in_xero(Phones=[{**PHONE[0], "PhoneCountryCode": "61"}])
        self.assertFalse(contact.partner_id)

    def test_the_same_tax_number_with_a_slip_in_the_name(self):
        partner = self.company_partner("Harbor View Joinery", vat="NZ 49-091-850")
        contact = self.in_xero(TaxNumber="49091850")
        self.assertEqual(contact.partner_id, partner)
        self.assertEqual(contact.matched_by, "tax_number")

    def test_a_company_of_the_same_name_and_form(self):
        partner = self.company_partner()
        contact = self.in_xero()
        self.assertEqual(contact.partner_id, partner)
        self.assertEqual(contact.matched_by, "name")
        self.assertEqual(
            contact.match_words, "name 100% without “Ltd” · same legal form"
        )

    def test_whoever_comes_first(self):
        contact = self.in_xero()
        self.assertFalse(contact.partner_id)
        partner = self.company_partner()
        self.pull_all()
        self.assertEqual(contact.partner_id, partner)

    def test_whoever_asks_a_push_finds_the_same(self):
        sandbox.act(
            "create_contact",
            values={"Name": "Harbour View Joinery Ltd", "Phones": PHONE},
        )
        self.pull_all()
        self.connection.account_id = self.account(self.connection, "200")
        partner = self.company_partner("Harbour View Joinery", phone="+6495552233")
        self.push(self.invoice(partner_id=partner.id))
        self.assertEqual(partner.xero_contact_ids.name, "Harbour View Joinery Ltd")
        self.assertEqual(partner.xero_contact_ids.matched_by, "phone")

    def test_by_the_phone_of_somebody_in_the_company_also_when_it_comes_later(self):
        partner = self.company_partner("Harbour View Joinery")
        contact = self.in_xero(Phones=PHONE)
        self.assertFalse(contact.partner_id)
        self.partner("Hana", parent_id=partner.id, phone="+6495552233")
        self.pull_all()
        self.assertEqual(contact.partner_id, partner)
        self.assertEqual(contact.matched_by, "phone")

    def test_linking_changes_neither_side(self):
        partner = self.company_partner("HARBOUR VIEW JOINERY LTD", phone="09 555 2233")
        partner.country_id = self.env.ref("base.nz")
        self.in_xero(Phones=PHONE)
        self.assertEqual(partner.name, "HARBOUR VIEW JOINERY LTD")
        self.assertFalse(sandbox.calls("POST", "Contacts"))


@tagged("post_install", "-at_install")
class TestLeftToAPerson(MatchingCase):
    """What is ambiguous or contradicts is shown with its reasons, and never matched by
    itself."""

    def assert_proposed(self, contact, partner):
        self.assertFalse(contact.partner_id)
        self.assertIn(partner, contact.proposal_ids.partner_id)
        self.assertFalse(any(contact.proposal_ids.mapped("is_certain")))

    def test_a_person_of_the_same_name(self):
        partner = self.partner("Aroha Ngata")
        contact = self.in_xero("Aroha Ngata", FirstName="Aroha", LastName="Ngata")
        self.assert_proposed(contact, partner)

    def test_a_company_without_its_legal_form(self):
        partner = self.company_partner("Harbour View Joinery")
        self.assert_proposed(self.in_xero(), partner)

    def test_another_tax_number(self):
        partner = self.company_partner(vat="NZ 49-091-850", phone="+6495552233")
        contact = self.in_xero(TaxNumber="10-000-018", Phones=PHONE)
        self.assertFalse(contact.partner_id)
        if contact.proposal_ids:
            self.assertIn(partner, contact.proposal_ids.partner_id)

    def test_a_phone_that_two_have(self):
        one = self.company_partner(phone="+6495552233")
        self.company_partner("Harbour View Trading Ltd", phone="+6495552233")
        contact = self.in_xero("Harbour Vew Joinery", Phones=PHONE)
        self.assert_proposed(contact, one)
        self.assertIn("a phone that several use", contact.proposal_ids[:1].reasons)

    def test_a_phone_that_somebody_has_who_is_matched_already(self):
        other = self.company_partner("Harbour View Trading Ltd", phone="+6495552233")
        self.in_xero("Harbour View Trading Ltd", Phones=PHONE)
        self.assertTrue(other.xero_contact_ids)
        one = self.company_partner("Harbour Vew Joinery", phone="+6495552233")
        self.assert_proposed(self.in_xero(Phones=PHONE), one)

    def test_two_partners_alike(self):
        first, second = self.company_partner(), self.company_partner()
        contact = self.in_xero()
        self.assertFalse(contact.partner_id)
        self.assertEqual(contact.proposal_ids.partner_id, first | second)
        self.assertEqual(contact.waiting_words, "2 contacts in Odoo could be this one.")

    def test_a_stranger_who_shares_an_email_with_one_of_them_settles_nothing(self):
        """Who looks at the stranger sees one of the two alone."""
        self.company_partner(email="kiri@zed.example")
        self.company_partner()
        contact = self.in_xero()
        self.assertFalse(contact.partner_id)
        self.in_xero("Zed Imports", EmailAddress="kiri@zed.example")
        self.assertFalse(contact.partner_id)
        self.assertEqual(len(contact.proposal_ids), 2)

    def test_who_was_clear_is_so_no_more_once_another_is_like_it(self):
        self.connection.match_by = "email"
        self.company_partner()
        contact = self.in_xero()
        self.assertTrue(contact.proposal_ids.is_certain)
        self.company_partner()
        self.pull_all()
        self.assertEqual(contact.proposal_ids.mapped("is_certain"), [False, False])

    def test_once_the_other_is_archived_the_one_that_is_left_is_matched(self):
        first, second = self.company_partner(), self.company_partner()
        contact = self.in_xero()
        second.active = False
        self.pull_all()
        self.assertEqual(contact.partner_id, first)

    def test_once_the_other_is_deleted_the_one_that_is_left_is_matched(self):
        first, second = self.company_partner(), self.company_partner()
        contact = self.in_xero()
        second.unlink()
        self.pull_all()
        self.assertEqual(contact.partner_id, first)

    def test_a_user_s_own_contact(self):
        partner = new_test_user(self.env, "moana", name="Moana Joinery Ltd").partner_id
        partner.phone = "+6495552233"
        contact = self.in_xero("Moana Joinery Ltd", Phones=PHONE)
        self.assertFalse(contact.partner_id)
        self.assertFalse(any(contact.proposal_ids.mapped("is_certain")))

    def test_a_pair_that_a_person_undid_is_not_matched_again(self):
        partner = self.company_partner()
        contact = self.in_xero()
        contact.action_unlink_partner()
        partner.phone = "+6495552233"
        self.pull_all()
        self.assertFalse(contact.partner_id)
        self.assertNotIn(partner, contact.proposal_ids.partner_id)

    def test_after_an_undo_others_are_shown(self):
        first = self.company_partner()
        contact = self.in_xero()
        self.assertEqual(contact.partner_id, first)
        second = self.company_partner("Harbour View Joinery")
        contact.action_unlink_partner()
        self.pull_all()
        self.assert_proposed(contact, second)

    def test_for_one_that_is_archived_in_xero_nobody_is_shown_any_more(self):
        partner = self.company_partner("Harbour View Joinery")
        contact = self.in_xero()
        self.assert_proposed(contact, partner)
        sandbox.act("archive_contact", contact=contact.name)
        self.pull_all()
        self.assertEqual(contact.status, "ARCHIVED")
        self.assertFalse(contact.proposal_ids)

    def test_a_partner_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.company_partner(company_id=other.id)
        contact = self.in_xero()
        self.assertFalse(contact.partner_id or contact.proposal_ids)

    def test_what_is_proposed_is_gone_once_it_is_matched(self):
        partner = self.company_partner("Harbour View Joinery")
        contact = self.in_xero()
        self.assert_proposed(contact, partner)
        contact._link(partner, "person")
        self.assertFalse(contact.proposal_ids)

    def test_who_is_proposed_is_not_created_beside(self):
        partner = self.company_partner("Harbour View Joinery")
        self.connection.new_records = "create"
        contact = self.in_xero()
        self.assert_proposed(contact, partner)
        self.assertFalse(
            self.env["res.partner"].search([("name", "=", "Harbour View Joinery Ltd")])
        )


@tagged("post_install", "-at_install")
class TestAnswered(MatchingCase):
    """A suggestion is answered with one click, and the answer is kept."""

    def setUp(self):
        super().setUp()
        self.mine = self.company_partner("Harbour View Joinery")
        self.there = self.in_xero()

    def by(self, *groups):
        user = new_test_user(
            self.env,
            "clerk",
            ",".join(groups),
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        return self.there.proposal_ids.with_user(user)

    def test_match(self):
        self.by("xero_connector.group_xero_user").action_match()
        self.assertEqual(self.there.partner_id, self.mine)
        self.assertEqual(self.there.matched_by, "person")
        self.assertIn("name 100%", self.there.match_words)

    def test_not_the_same(self):
        self.by("xero_connector.group_xero_user").action_reject()
        self.assertFalse(self.there.proposal_ids)
        self.mine.phone = "+6495552233"
        self.pull_all()
        self.assertFalse(self.there.partner_id or self.there.proposal_ids)

    def test_who_may_not_answer(self):
        proposals = self.by("account.group_account_invoice").sudo()
        for action in ("action_match", "action_reject"):
            with self.assertRaises(AccessError):
                getattr(proposals.sudo(False), action)()
        self.assertFalse(self.there.partner_id)

    def test_somebody_matched_it_meanwhile(self):
        proposals = self.by("xero_connector.group_xero_user")
        self.there._link(self.company_partner("Another"), "person")
        with self.assertRaises(UserError):
            proposals.action_match()


@tagged("post_install", "-at_install")
class TestMatchSettings(MatchingCase):
    """How sure it must be is the accountant's to say."""

    def test_by_the_same_e_mail_only_nothing_else_matches(self):
        self.connection.match_by = "email"
        partner = self.company_partner(phone="+6495552233")
        contact = self.in_xero(Phones=PHONE)
        self.assertFalse(contact.partner_id)
        self.assertTrue(contact.proposal_ids.is_certain, "shown for one click")
        contact.action_match_suggested()
        self.assertEqual(contact.partner_id, partner)
        self.assertIn("same phone", contact.match_words)

    def test_what_it_could_match_is_offered_and_shown(self):
        self.connection.match_by = "email"
        self.company_partner()
        contact = self.in_xero()
        self.connection.invalidate_recordset(["alerts", "clear_match_count"])
        self.assertIn("not used yet: 1", str(self.connection.alerts))
        action = self.connection.action_open_clear_matches()
        shown = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(shown, contact)
        self.connection.match_by = "evidence"
        self.connection.invalidate_recordset(["alerts"])
        self.assertNotIn("not used yet", str(self.connection.alerts))

    def test_once_it_is_allowed_what_waited_is_matched(self):
        self.connection.match_by = "email"
        partner = self.company_partner()
        contact = self.in_xero()
        self.connection.match_by = "evidence"
        self.run_cron(self.connection)
        self.assertEqual(contact.partner_id, partner)

    def test_a_higher_threshold_leaves_more_to_a_person(self):
        self.connection.match_automatic = 100
        self.company_partner("Harbour View Joinery Limited")
        self.assertFalse(self.in_xero().partner_id)

    def test_a_higher_threshold_shows_less(self):
        self.connection.match_propose = 90
        self.company_partner("Harbour View Joinery")
        self.assertFalse(self.in_xero().proposal_ids)

    def test_thresholds_that_cannot_be_are_refused(self):
        for values in (
            {"match_propose": 95, "match_automatic": 90},
            {"match_propose": 0},
            {"match_automatic": 101},
        ):
            with self.assertRaises(ValidationError):
                self.connection.write(values)


@tagged("post_install", "-at_install")
class TestBadContacts(MatchingCase):
    """Whatever a contact or a partner says, the pull goes on."""

    def test_odd_values_stop_nothing(self):
        for name, values in (
            ("Call Bob Ltd", {"Phones": [{**PHONE[0], "PhoneNumber": "call Bob"}]}),
            ("?", {}),
            ("Masked LLC", {"TaxNumber": "XXX-XX-1234"}),
        ):
            with self.subTest(name):
                contact = self.in_xero(name, **values)
                self.assertTrue(contact)
                self.assertFalse(contact.partner_id)

    def test_names_that_differ_by_case_alone_are_two(self):
        self.company_partner("harbour view joinery ltd")
        self.company_partner("HARBOUR VIEW JOINERY LTD")
        contact = self.in_xero()
        self.assertFalse(contact.partner_id)
        self.assertEqual(len(contact.proposal_ids), 2)
