from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged

from . import sandbox
from .test_contacts_updates import UpdateCase

STAFF = "staff@kowhai.example"
PHONE = [{"PhoneType": "DEFAULT", "PhoneNumber": "03 555 7777"}]


class OwnedCase(UpdateCase):
    """Partners that belong to users and companies of Odoo."""

    def user(self, login="staff", groups="base.group_user", **values):
        return new_test_user(
            self.env,
            login,
            groups,
            **{
                "email": STAFF,
                "company_id": self.company.id,
                "company_ids": [Command.set(self.company.ids)],
                **values,
            },
        )

    def make_in_xero(self, **values):
        """Somebody makes a contact in Xero; it is pulled; :return: its mirror"""
        values = {"Name": "Kōwhai Staff", "EmailAddress": STAFF, **values}
        sandbox.act("create_contact", values=values)
        self.pull(self.connection)
        return self.env["xero.contact"].search([("name", "=", values["Name"])])

    def by(self, user, issue):
        """:return: the dialog of an issue as that user sees it"""
        issue = issue.with_user(user)
        action = issue.action_solve()
        wizards = issue.env[action["res_model"]].with_context(**action["context"])
        return wizards.create({})


@tagged("post_install", "-at_install")
class TestNeverByARule(OwnedCase):
    """Nobody's user becomes a contact in Xero without a person who says so."""

    def assert_asked(self, partner):
        contact = self.make_in_xero(Name=partner.name)
        self.assertTrue(contact)
        self.assertFalse(contact.partner_id)
        self.push(self.invoice(partner_id=partner.id))
        self.assertFalse(contact.partner_id)
        self.the_issue("contact_unknown")
        self.assertFalse(sandbox.calls("PUT"))

    def test_a_users_e_mail_links_nobody_either_way(self):
        self.assert_asked(self.user().partner_id)

    def test_nor_does_an_archived_users(self):
        user = self.user()
        user.active = False
        self.assert_asked(user.partner_id)

    def test_nor_what_a_user_signs_in_with(self):
        self.connection.match_by = "email"
        self.assert_asked(self.user(STAFF, email="else@kowhai.example").partner_id)

    def test_nor_a_companys(self):
        self.company.partner_id.email = STAFF
        self.assert_asked(self.company.partner_id)

    def test_nor_that_of_a_customer_whom_a_user_works_for(self):
        client = self.env["res.partner"].create({"name": "Client", "is_company": True})
        self.user().partner_id.parent_id = client
        self.assert_asked(client)

    def test_nor_our_own_number_in_xero(self):
        partner = self.user().partner_id
        contact = self.make_in_xero(ContactNumber=partner._xero_number())
        self.push(self.invoice(partner_id=partner.id))
        self.assertFalse(contact.partner_id)
        self.the_issue("contact_unknown")

    def test_nor_the_setting_that_creates_unknown_customers(self):
        partner = self.user().partner_id
        self.push(self.invoice(partner_id=partner.id))
        issue = self.the_issue("contact_unknown")
        self.by(self.env.user, issue).action_create_contact()
        self.run_cron(self.connection)
        self.assertEqual(partner.xero_contact_ids.matched_by, "created")

    def test_nor_a_merge_in_xero(self):
        self.connection.new_records = "review"
        old = self.make_in_xero()
        old._link(self.user().partner_id, "person")
        new = self.make_in_xero(Name="New staff", EmailAddress="")
        sandbox.act("merge_contact", contact=old.xero_id, into="New staff")
        self.connection.resource_ids.cursor = False
        self.pull(self.connection)
        self.assertEqual(old.status, "ARCHIVED")
        self.assertFalse(new.partner_id)

    def test_a_portal_users_contact_is_a_customer_like_any(self):
        partner = self.user(groups="base.group_portal").partner_id
        contact = self.make_in_xero(Name=partner.name)
        self.push(self.invoice(partner_id=partner.id))
        self.assertEqual(contact.partner_id, partner)

    def test_no_second_contact_is_made_here_of_who_signs_in(self):
        self.user(STAFF, email=False)
        contact = self.make_in_xero()
        self.assertFalse(contact.partner_id)
        self.assertFalse(self.env["res.partner"].search([("email", "=", STAFF)]))


@tagged("post_install", "-at_install")
class TestXeroDoesNotChangeThem(OwnedCase):
    """An edit in Xero never becomes a user's e-mail without somebody who may."""

    def setUp(self):
        super().setUp()
        self.clerk = self.user(
            "clerk", "xero_connector.group_xero_user,account.group_account_invoice"
        )
        self.admin = self.user(
            "boss", "xero_connector.group_xero_user,base.group_system", email="b@x.yz"
        )
        self.staff = self.user("staff", email="ours@kowhai.example")

    def portal_partner(self, email="door@x.example", **values):
        user = self.user("door", "base.group_portal", email=email, **values)
        return user.partner_id

    def taken_over(self, partner, **values):
        """The partner is linked by hand, and its contact then edited in Xero."""
        self.contact._link(partner, "person")
        self.pull(self.connection)
        self.edit_in_xero(EmailAddress="thief@evil.example", **values)
        self.pull(self.connection)
        return self.issues("contact_kept")

    def assert_kept(self, partner, email="ours@kowhai.example"):
        issue = self.taken_over(partner)
        self.assertEqual(partner.email, email)
        self.assertEqual(len(issue), 1, self.story())
        self.assertEqual(issue.data["conflicts"][0]["xero"], "thief@evil.example")
        with self.assertRaisesRegex(UserError, "contact your administrator"):
            self.by(self.clerk, issue).action_take_xero()
        self.assertEqual(partner.email, email)
        return issue

    def test_a_users_e_mail_stays_until_an_administrator_takes_xeros(self):
        issue = self.assert_kept(self.staff.partner_id)
        self.assertIn("belongs to an Odoo user", issue.advice)
        self.by(self.admin, issue).action_take_xero()
        self.assertEqual(self.staff.email, "thief@evil.example")
        self.assertEqual(issue.state, "solved")

    def test_the_question_is_one_and_comes_back_until_it_is_answered(self):
        issue = self.assert_kept(self.staff.partner_id)
        self.pull(self.connection)
        self.assertEqual(self.issues(), issue)
        issue.action_try_again()
        self.run_cron(self.connection)
        self.assertEqual(len(self.issues("contact_kept")), 1)
        self.assertEqual(self.staff.email, "ours@kowhai.example")

    def test_odoos_is_taken_by_whoever_is_asked(self):
        issue = self.assert_kept(self.staff.partner_id)
        self.by(self.clerk, issue).action_take_odoo()
        self.run_cron(self.connection)
        self.assertEqual(self.in_books()["EmailAddress"], "ours@kowhai.example")
        self.assertFalse(self.issues())

    def test_both_are_left(self):
        issue = self.assert_kept(self.staff.partner_id)
        self.by(self.clerk, issue).action_leave_both()
        self.pull(self.connection)
        self.assertFalse(self.issues())
        self.assertEqual(self.staff.email, "ours@kowhai.example")
        self.assertEqual(self.in_books()["EmailAddress"], "thief@evil.example")

    def test_an_archived_users_stays(self):
        self.staff.active = False
        self.assert_kept(self.staff.partner_id)

    def test_a_companys_stays(self):
        self.company.partner_id.email = "us@kowhai.example"
        self.assert_kept(self.company.partner_id, "us@kowhai.example")

    def test_who_became_a_user_after_being_linked_stays(self):
        partner = self.env["res.partner"].create(
            {"name": "Ana", "email": "ours@kowhai.example"}
        )
        self.contact._link(partner, "person")
        self.user("ana", partner_id=partner.id, email="ours@kowhai.example")
        self.assert_kept(partner)

    def test_who_shares_a_partner_with_a_portal_user_stays(self):
        partner = self.staff.partner_id
        self.portal_partner(partner_id=partner.id, email=partner.email)
        self.assert_kept(partner)

    def test_a_partner_that_was_merged_into_a_users_stays(self):
        self.contact._link(self.customer, "person")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        together = self.staff.partner_id | self.customer
        wizard._merge(together.ids, self.staff.partner_id)
        self.env.invalidate_all()
        self.assertEqual(self.contact.partner_id, self.staff.partner_id)
        self.edit_in_xero(EmailAddress="thief@evil.example")
        self.pull(self.connection)
        self.assertEqual(self.staff.email, "ours@kowhai.example")
        self.assertTrue(self.issues())

    def test_an_address_does_not_reach_a_user_through_the_company_above(self):
        client = self.env["res.partner"].create(
            {"name": "Client", "is_company": True, "email": "ours@kowhai.example"}
        )
        self.staff.partner_id.parent_id = client
        self.staff.partner_id.street = "1 Home Street"
        self.assert_kept(client)

    def test_nor_does_it_through_a_contact_beside_the_user(self):
        client = self.env["res.partner"].create({"name": "Client", "is_company": True})
        self.staff.partner_id.parent_id = client
        beside = self.env["res.partner"].create(
            {"name": "B", "parent_id": client.id, "email": "ours@kowhai.example"}
        )
        self.assert_kept(beside)

    def test_a_portal_users_e_mail_is_asked_about_and_the_rest_flows(self):
        partner = self.portal_partner()
        issue = self.taken_over(partner, Phones=PHONE)
        self.assertEqual(partner.email, "door@x.example")
        self.assertEqual(partner.phone, "03 555 7777")
        self.assertIn("sign in", issue.advice)
        self.by(self.admin, issue).action_take_xero()
        self.assertEqual(partner.email, "thief@evil.example")

    def test_a_portal_users_e_mail_is_not_changed_by_who_may_edit_no_contact(self):
        partner = self.portal_partner()
        issue = self.taken_over(partner)
        plain = self.user("plain", "xero_connector.group_xero_user", email="p@x.yz")
        with self.assertRaises(UserError):
            self.by(plain, issue).action_take_xero()
        self.assertEqual(partner.email, "door@x.example")

    def two_questions(self, partner):
        """The phone changed on both sides, the e-mail in Xero alone.

        :return: the issue about the phone, and the one about the e-mail"""
        self.contact._link(partner, "person")
        self.pull(self.connection)
        partner.phone = "021 111"
        self.edit_in_xero(EmailAddress="thief@evil.example", Phones=PHONE)
        self.pull(self.connection)
        return self.issues("contact_conflict"), self.issues("contact_kept")

    def test_an_answer_is_about_what_was_asked_alone(self):
        partner = self.portal_partner()
        phone, email = self.two_questions(partner)
        self.assertEqual(len(phone | email), 2, self.story())
        # Who may decide about a customer's phone may answer this one.
        self.by(self.clerk, phone).action_take_xero()
        self.assertEqual(partner.phone, "03 555 7777")
        self.assertEqual(partner.email, "door@x.example")
        self.assertEqual((phone.state, email.state), ("solved", "open"))
        self.by(self.admin, email).action_take_odoo()
        self.run_cron(self.connection)
        self.assertEqual(self.in_books()["EmailAddress"], "door@x.example")
        self.assertEqual(partner.email, "door@x.example")

    def test_a_conflict_about_a_user_is_decided_for_xero_by_who_may_alone(self):
        partner = self.staff.partner_id
        self.contact._link(partner, "person")
        self.edit_in_xero(EmailAddress="thief@evil.example")
        self.edit(phone="1")
        partner.email = "newer@kowhai.example"
        self.pull(self.connection)
        issue = self.issues("contact_conflict")
        with self.assertRaises(UserError):
            self.by(self.clerk, issue).action_take_xero()
        self.assertEqual(self.staff.email, "newer@kowhai.example")


@tagged("post_install", "-at_install")
class TestNotes(OwnedCase):
    """What Xero changed stands on the partner, from what to what."""

    def notes(self, partner):
        return partner.message_ids.filtered(lambda m: "Changed in Xero" in m.body)

    def test_all_that_changed_is_one_note(self):
        self.edit_in_xero(EmailAddress="new@cwx.example", Phones=PHONE)
        self.pull(self.connection)
        (note,) = self.notes(self.partner)
        self.assertIn("Email: accounts@cwx.example → new@cwx.example", note.body)
        self.assertIn("Phone: 03 555 0105 → 03 555 7777", note.body)
        self.pull(self.connection)
        self.assertEqual(self.notes(self.partner), note)

    def test_markup_of_xeros_is_text(self):
        self.edit_in_xero(FirstName="X", CompanyNumber="<b onclick=x>1</b>")
        self.pull(self.connection)
        self.assertIn("&lt;b onclick", self.notes(self.partner).body)

    def test_what_did_not_change_is_not_noted(self):
        self.edit_in_xero(FirstName="Zoë")
        self.pull(self.connection)
        self.assertFalse(self.notes(self.partner))

    def queries(self, contacts):
        """:return: how many it takes to note a change on the partners of all these"""
        before = {c: {**c._partner_values(), "phone": "1"} for c in contacts}
        self.env.flush_all()
        count = self.env.cr.sql_log_count
        contacts._note_changes(before)
        self.env.flush_all()
        count = self.env.cr.sql_log_count - count
        self.assertTrue(all(map(self.notes, contacts.partner_id)))
        return count

    def test_notes_on_many_are_written_at_once(self):
        contacts = self.env["xero.contact"].search(
            [("partner_id", "!=", False), ("phone", "!=", False)], limit=33
        )
        self.queries(contacts[:1])
        self.assertEqual(self.queries(contacts[1:4]), self.queries(contacts[4:]))


@tagged("post_install", "-at_install")
class TestInvalidTaxNumbers(OwnedCase):
    """With Odoo's VAT module, a number that it refuses would lock the contact."""

    def setUp(self):
        super().setUp()
        partners = type(self.partner)

        def check(model, country, vat, partner_name="", validation="error"):
            if vat and "BAD" in vat and not model.env.context.get("no_vat_validation"):
                raise ValidationError(model.env._("The number %s is not valid.", vat))
            return vat, False

        self.patch(partners, "_run_vat_checks", check)

    def test_one_that_comes_in_is_said_and_not_written(self):
        tax_number = self.partner.vat
        self.edit_in_xero(TaxNumber="BAD 1", Phones=PHONE)
        self.pull(self.connection)
        self.assertTrue(tax_number)
        self.assertEqual(self.partner.vat, tax_number)
        self.assertEqual(self.partner.phone, "03 555 7777")
        issue = self.the_issue("contact_kept")
        self.assertIn("The number BAD 1 is not valid", issue.advice)
        with self.assertRaisesRegex(UserError, "not valid"):
            self.by(self.env.user, issue).action_take_xero()
        self.edit_in_xero(TaxNumber="037-555-673")
        self.pull(self.connection)
        self.assertEqual(self.partner.vat, "037-555-673")
        self.assertFalse(self.issues())

    def test_a_new_contact_comes_in_without_it(self):
        contact = self.make_in_xero(TaxNumber="BAD 2")
        self.assertTrue(contact.partner_id)
        self.assertFalse(contact.partner_id.vat)
        self.the_issue("contact_kept")
        sandbox.act(
            "edit_contact", contact=contact.xero_id, values={"TaxNumber": "12-345"}
        )
        self.pull(self.connection)
        self.assertEqual(contact.partner_id.vat, "12-345")
        self.assertFalse(self.issues())
