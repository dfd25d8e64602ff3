import threading
import time
from datetime import timedelta

from odoo.tests import tagged

from . import sandbox
from .common import XeroCase

HEMI = "hemi.walker@greenstonelegal.example"  # on one contact in Xero, Greenstone Legal
LEE = "lee.family@example.org"  # on two


class ContactCase(XeroCase):
    def setUp(self):
        super().setUp()
        self.connection = self.connected()

    def connected(self):
        """:return: a fresh connection whose import settings a person has saved"""
        connection = self.go_through_consent(self.new_connection())
        connection.import_settings_saved = True
        return connection

    def partner(self, name="Somebody", **values):
        return self.env["res.partner"].create({"name": name, **values})

    def contact(self, name):
        return self.env["xero.contact"].search([("name", "=", name)])

    def pull_all(self, **settings):
        """Read what changed, as the schedule does; :return: all contacts"""
        self.connection.write(settings)
        self.connection.sudo().resource_ids._request()
        self.run_cron(self.connection)
        return self.env["xero.contact"].search([])


@tagged("post_install", "-at_install")
class TestContactsIn(ContactCase):
    """Contacts come out of Xero without a word being typed, and none is mistaken."""

    # === Copying === #

    def test_all_contacts_come_in_one_call_archived_ones_too(self):
        sandbox.forget_calls()
        contacts = self.pull_all()
        self.assertEqual(len(sandbox.calls("GET", "Contacts")), 1)
        there = sandbox.things("Contacts")
        self.assertEqual(
            set(contacts.mapped("xero_id")), {row["ContactID"] for row in there}
        )
        self.assertIn("ARCHIVED", contacts.mapped("status"))
        self.assertGreaterEqual(len(contacts), 60)

    def test_what_did_not_change_is_not_written(self):
        contacts = self.pull_all()
        self.connection.resource_ids.cursor = False  # read it all again
        written = self.versions()
        self.pull_all()
        self.assertEqual(self.versions(), written)
        resource = self.connection.resource_ids.filtered(lambda r: r.name == "contacts")
        self.assertEqual(resource.pulled, len(contacts))

    def versions(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT id, ctid FROM xero_contact ORDER BY id")
        return self.env.cr.fetchall()

    def test_only_what_changed_is_read_the_next_time_with_some_minutes_of_overlap(self):
        self.pull_all()
        resource = self.connection.resource_ids.filtered(lambda r: r.name == "contacts")
        newest = max(self.env["xero.contact"].search([]).mapped("updated_at"))
        self.assertEqual(resource.cursor, newest.replace(microsecond=0))
        since = resource._since().replace(tzinfo=None)
        self.assertEqual(resource.cursor - since, timedelta(minutes=5))
        sandbox.clock(3600)
        sandbox.act("rename_contact", contact="Kererū Books", name="Kererū Press")
        self.pull_all()
        self.pull_all()
        self.assertEqual(resource.pulled, 1)
        self.assertTrue(self.contact("Kererū Press"))
        self.assertFalse(self.contact("Kererū Books"))

    def test_who_is_archived_in_xero_later_is_seen(self):
        self.pull_all()
        sandbox.act("archive_contact", contact="Kererū Books")
        self.pull_all()
        self.assertEqual(self.contact("Kererū Books").status, "ARCHIVED")

    def test_pages_follow_each_other_until_all_are_there(self):
        sandbox.reset("large:1200")
        self.connection = self.connected()
        sandbox.forget_calls()
        self.run_cron(self.connection)
        contacts = self.env["xero.contact"].search_count(
            [("connection_id", "=", self.connection.id)]
        )
        self.assertEqual(contacts, 1200)
        self.assertEqual(len(sandbox.calls("GET", "Contacts")), 2)

    # === Matching === #

    def assert_matched(self, partner):
        self.pull_all()
        contact = self.contact("Greenstone Legal")
        self.assertEqual(contact.partner_id, partner)
        self.assertEqual(contact.matched_by, "email")

    def assert_not_matched(self, name="Greenstone Legal"):
        self.pull_all()
        self.assertFalse(self.contact(name).partner_id)

    def test_the_one_partner_with_the_e_mail_is_linked(self):
        self.assert_matched(self.partner("Greenstone Legal", email=HEMI))

    def test_by_the_e_mail_alone_the_name_does_not_matter(self):
        self.connection.match_by = "email"
        self.assert_matched(self.partner(email=HEMI))

    def test_by_default_another_name_with_the_e_mail_is_asked_about(self):
        partner = self.partner("Hāpuku Boat Hire", email=HEMI)
        self.assert_not_matched()
        self.assertFalse(partner.xero_contact_ids)

    def test_case_and_a_name_around_the_address_do_not_matter(self):
        self.assert_matched(
            self.partner("greenstone legal", email=f'"Hēmi" <{HEMI.upper()}>')
        )

    def test_a_partner_of_a_similar_name_but_no_e_mail_is_not_linked(self):
        self.partner("Greenstone Legal")
        self.assert_not_matched()

    def test_two_partners_with_the_e_mail_are_not_guessed_between(self):
        self.partner("One", email=HEMI)
        self.partner("Two", email=HEMI)
        self.assert_not_matched()

    def test_two_contacts_with_the_e_mail_are_not_guessed_between(self):
        self.partner("Lee Family Trust", email=LEE)
        self.assert_not_matched("Lee Family Trust")
        self.assert_not_matched("Lee Property Management")

    def test_an_archived_partner_does_not_count(self):
        partner = self.partner("Greenstone Legal", email=HEMI)
        self.partner("Old", email=HEMI, active=False)
        self.assert_matched(partner)

    def test_an_archived_contact_does_not_count(self):
        partner = self.partner("Kereru Books", email="ana@kererubooks.example")
        self.pull_all()
        self.assertEqual(self.contact("Kererū Books").partner_id, partner)

    def test_the_e_mail_of_a_companys_person_is_the_companys(self):
        company = self.partner("Greenstone Legal Ltd", is_company=True)
        self.partner("Hēmi", parent_id=company.id, email=HEMI)
        self.assert_matched(company)

    def test_a_company_and_its_person_with_one_e_mail_are_one(self):
        company = self.partner("Greenstone Legal", is_company=True, email=HEMI)
        self.partner("Hēmi", parent_id=company.id, email=HEMI)
        self.assert_matched(company)

    def test_a_partner_of_another_company_is_none_of_ours(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.partner(email=HEMI, company_id=other.id)
        self.assert_not_matched()

    # === New records === #

    def test_under_review_everything_else_waits_for_a_person(self):
        before = self.env["res.partner"].search_count([])
        self.pull_all(new_records="review")
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        self.assertEqual(self.connection.unmatched_count, self.connection.contact_count)

    def test_under_create_a_company_becomes_a_partner_with_all_that_xero_knows(self):
        self.pull_all(new_records="create")
        partner = self.contact("Canterbury Wool Exchange").partner_id
        # Odoo's VAT module writes it without hyphens.
        vat = partner.vat.replace("-", "")
        self.assertEqual(
            [
                (partner.is_company, partner.email, partner.phone, vat),
                (partner.street, partner.city, partner.zip, partner.country_id.code),
                (partner.company_registry, partner.supplier_rank),
            ],
            [
                (True, "accounts@cwx.example", "03 555 0105", "111222339"),
                ("215 Halswell Road", "Christchurch", "8025", "NZ"),
                ("9429000000059", 0),
            ],
        )
        self.assertEqual(partner.customer_rank, 1)

    def test_new_contacts_are_this_companys_where_there_are_several(self):
        self.assertEqual(self.connection.new_contacts_for, "company")
        self.pull_all(new_records="create")
        partner = self.contact("Canterbury Wool Exchange").partner_id
        self.assertEqual(partner.company_id, self.company)

    def test_new_contacts_are_everybodys_where_a_person_says_so(self):
        self.pull_all(new_records="create", new_contacts_for="all")
        self.assertFalse(self.contact("Canterbury Wool Exchange").partner_id.company_id)

    def test_the_choice_is_made_before_anything_comes_in(self):
        action = self.connection.action_import_settings()
        wizards = self.env[action["res_model"]].with_context(**action["context"])
        wizard = wizards.create({"new_contacts_for": "all"})
        wizard.action_save()
        self.assertEqual(self.connection.new_contacts_for, "all")

    def test_under_create_a_person_becomes_a_person(self):
        self.pull_all(new_records="create")
        partner = self.contact("Jasmine O'Connor").partner_id
        self.assertFalse(partner.is_company)
        self.assertEqual(partner.phone, "021 555 0119", "the mobile, for want of one")

    def test_under_create_a_supplier_becomes_one_and_a_box_an_address(self):
        self.pull_all(new_records="create")
        partner = self.contact("Inland Revenue").partner_id
        self.assertEqual((partner.customer_rank, partner.supplier_rank), (0, 1))
        self.assertEqual(partner.street, "PO Box 39010")

    def test_under_create_an_archived_partner_is_not_made_anew(self):
        self.partner("Somebody of old", email=HEMI, active=False)
        self.partner("Marlborough Cellars", active=False)
        self.pull_all(new_records="create")
        self.assertFalse(self.contact("Greenstone Legal").partner_id)
        self.assertFalse(self.contact("Marlborough Cellars").partner_id)

    def test_under_create_nobody_is_made_twice(self):
        self.pull_all(new_records="create")
        before = self.env["res.partner"].search_count([])
        self.connection.resource_ids.cursor = False
        self.pull_all()
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_under_create_who_resembles_a_partner_or_another_stays_in_the_queue(self):
        self.partner("cafe etoile")  # the name, but for case and accents
        self.partner("One", email=HEMI)
        self.partner("Two", email=HEMI)
        self.pull_all(new_records="create")
        waiting = self.env["xero.contact"].search(
            [("partner_id", "=", False), ("status", "=", "ACTIVE")]
        )
        self.assertEqual(
            set(waiting.mapped("name")),
            {
                "Café Étoile",
                "Greenstone Legal",
                "Lee Family Trust",
                "Lee Property Management",
            },
        )
        self.assertEqual(self.connection.unmatched_count, 4)

    def test_creating_partners_sends_no_mail_and_follows_nobody(self):
        mails = self.env["mail.mail"].search_count([])
        self.pull_all(new_records="create")
        partner = self.contact("Canterbury Wool Exchange").partner_id
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertFalse(partner.message_follower_ids)

    def test_who_was_deleted_here_does_not_come_back_as_new(self):
        self.pull_all(new_records="create")
        contact = self.contact("Canterbury Wool Exchange")
        contact.partner_id.unlink()
        before = self.env["res.partner"].search_count([])
        self.connection.resource_ids.cursor = False
        self.pull_all()
        self.assertFalse(contact.partner_id)
        self.assertEqual(self.env["res.partner"].search_count([]), before)


@tagged("post_install", "-at_install")
class TestPaging(ContactCase):
    """An edit in Xero between two pages shifts the rest; nobody is lost by it."""

    def edit_when_held(self, fault):
        deadline = time.monotonic() + 30
        while not sandbox.planted(fault)["held"] and time.monotonic() < deadline:
            time.sleep(0.05)
        # The one that changed longest ago moves to the end, all others one ahead.
        oldest = min(sandbox.things("Contacts"), key=lambda row: row["UpdatedDateUTC"])
        sandbox.act(
            "edit_contact", contact=oldest["ContactID"], values={"FirstName": "Zoë"}
        )
        sandbox.release(fault)

    def test_an_edit_between_two_pages_loses_nobody(self):
        sandbox.reset("large:1001")
        self.connection = self.connected()
        fault = sandbox.fault("hold_before", "GET", "Contacts", after=1)
        editor = threading.Thread(target=self.edit_when_held, args=(fault,))
        editor.start()
        self.run_cron(self.connection)
        editor.join()
        here = self.env["xero.contact"].search_count(
            [("connection_id", "=", self.connection.id)]
        )
        self.assertEqual(here, 1001)
        self.assertEqual(
            [call["query"].partition("page=")[2][:1] for call in self.pages()],
            ["1", "2", "1", "2"],
            "it was read twice",
        )

    def pages(self):
        return sandbox.calls("GET", "Contacts")
