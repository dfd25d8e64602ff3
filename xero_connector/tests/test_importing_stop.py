from odoo import Command
from odoo.tests import Form, new_test_user, tagged

from . import sandbox
from .test_connection_connect import KAURI
from .test_importing_rules import ImportCase

OLD = "Orlena Greenville"  # archived in Xero


class StopCase(ImportCase):
    def setUp(self):
        super().setUp()
        self.connection.import_settings_saved = True

    def archive(self, name):
        sandbox.act("archive_contact", contact=name)
        self.pull_all()

    def restore(self, name):
        sandbox.act("restore_contact", contact=name)
        self.pull_all()

    def made_of(self, name):
        """:return: the partner that is made of a contact in Xero"""
        self.pull_all(new_records="create")
        return self.contact(name).partner_id

    def stopped(self):
        return self.env["res.partner"].search([("xero_on_stop", "=", True)])


@tagged("post_install", "-at_install")
class TestOnStop(StopCase):
    """Who is archived in Xero is on stop in Odoo, and no more once restored."""

    def test_archived_later_it_goes_on_stop_and_is_let_go_once_restored(self):
        partner = self.made_of("Kererū Books")
        person = self.partner("Ana", parent_id=partner.id)
        self.assertFalse(partner.xero_on_stop)
        self.archive("Kererū Books")
        self.assertTrue(partner.xero_on_stop)
        self.assertTrue(person.xero_on_stop)
        self.assertTrue(partner.active)
        self.assertEqual(self.stopped(), partner | person)
        others = self.env["res.partner"].search([("xero_on_stop", "=", False)])
        self.assertNotIn(partner, others)
        self.assertIn(self.customer, others)
        self.restore("Kererū Books")
        self.assertFalse(partner.xero_on_stop)
        self.assertFalse(self.stopped())

    def test_another_company_is_not_told(self):
        partner = self.made_of("Kererū Books")
        self.archive("Kererū Books")
        other = self.env["res.company"].create({"name": "Elsewhere Ltd"})
        self.assertTrue(partner.xero_on_stop)
        self.assertFalse(partner.with_company(other).xero_on_stop)

    def test_one_of_two_archived_leaves_the_other(self):
        partner = self.made_of("Kererū Books")
        self.contact("Greenstone Legal").partner_id = partner
        self.archive("Greenstone Legal")
        self.assertFalse(partner.xero_on_stop)

    def test_one_merged_in_xero_is_on_no_stop(self):
        partner = self.made_of("Kererū Books")
        sandbox.act("merge_contact", contact="Kererū Books", into="Greenstone Legal")
        self.connection.resource_ids.cursor = False
        self.pull_all()
        self.assertFalse(partner.xero_on_stop)

    def test_archived_before_it_is_matched_with_who_is_there(self):
        old = self.contact(OLD)
        partner = self.partner(OLD, email=old.email, phone=old.phone, vat=False)
        partner.write(old._partner_vals(old._places()))
        self.connection.resource_ids.cursor = False
        old.applied_hash = False
        self.pull_all()
        self.assertEqual(old.partner_id, partner)
        self.assertTrue(partner.xero_on_stop)

    def test_archived_before_it_is_not_made_anew(self):
        self.pull_all(new_records="create")
        self.assertFalse(self.contact(OLD).partner_id)

    def test_archived_ones_are_made_where_the_settings_want_all(self):
        self.pull_all(new_records="create", missing_contacts="all")
        self.assertTrue(self.contact(OLD).partner_id.xero_on_stop)

    def test_who_writes_an_invoice_is_told_before_it_is_saved(self):
        partner = self.made_of("Kererū Books")
        self.archive("Kererū Books")
        moves = self.env["account.move"].with_context(default_move_type="out_invoice")
        clerk = new_test_user(
            self.env,
            "clerk",
            "account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        form = Form(moves.with_user(clerk))
        form.partner_id = partner
        self.assertIn(f"On stop: {partner.name} is archived", str(form.alerts))
        form.partner_id = self.customer
        self.assertNotIn("On stop", str(form.alerts))

    def test_it_is_told_once_of_one_that_is_saved(self):
        partner = self.made_of("Kererū Books")
        self.archive("Kererū Books")
        form = Form(
            self.env["account.move"].with_context(default_move_type="out_invoice")
        )
        form.partner_id = partner
        move = form.save()
        told = [a for a in move._get_alerts().values() if "archived" in a["message"]]
        self.assertEqual(len(told), 1)


@tagged("post_install", "-at_install")
class TestArchiving(StopCase):
    """The contact in Odoo is archived only where the settings say so, and it is the
    company's own."""

    def setUp(self):
        super().setUp()
        self.books = self.made_of("Kererū Books")
        self.connection.archive_stopped = True

    def test_it_goes_and_comes_with_the_one_in_xero(self):
        self.archive("Kererū Books")
        self.assertFalse(self.books.active)
        self.assertIn("Archived in Xero", str(self.books.message_ids.mapped("body")))
        self.restore("Kererū Books")
        self.assertTrue(self.books.active)

    def test_what_a_person_archived_is_not_brought_back(self):
        self.connection.archive_stopped = False
        self.archive("Kererū Books")
        self.books.active = False
        self.restore("Kererū Books")
        self.assertFalse(self.books.active)

    def test_a_users_and_one_of_all_companies_stay(self):
        self.books.company_id = False
        legal = self.contact("Greenstone Legal").partner_id
        new_test_user(self.env, "hemi", "base.group_portal", partner_id=legal.id)
        self.archive("Kererū Books")
        self.archive("Greenstone Legal")
        self.assertTrue(self.books.active)
        self.assertTrue(legal.active)

    def test_the_dialog_counts_them(self):
        self.connection.archive_stopped = False
        self.archive("Kererū Books")
        self.archive("Greenstone Legal")
        self.contact("Greenstone Legal").partner_id.company_id = False
        self.assertEqual(self.dialog().archive_count, 1)
        self.save(self.dialog(archive_stopped=True))
        self.assertFalse(self.books.active)

    def assert_archived(self, **settings):
        """:return: those that the save archives, as many as the dialog counts"""
        before = self.env["xero.contact"].search([("archived_partner", "=", True)])
        self.connection.import_settings_saved = False
        self.connection.archive_stopped = False
        self.pull_all()
        dialog = self.dialog(archive_stopped=True, **settings)
        counted = dialog.archive_count
        self.save(dialog)
        found = self.env["xero.contact"].search([("archived_partner", "=", True)])
        self.assertEqual(counted, len(found - before))
        return found - before

    def test_one_that_is_matched_by_the_save_is_counted(self):
        mill = {"Name": "Old Mill Museum", "EmailAddress": "old@mill.example"}
        sandbox.act("create_contact", values=mill)
        sandbox.act("archive_contact", contact="Old Mill Museum")
        self.partner(
            "Old Mill Museum",
            is_company=True,
            email="old@mill.example",
            company_id=self.company.id,
        )
        archived = self.assert_archived(new_records="create")
        self.assertIn(self.contact("Old Mill Museum"), archived)

    def test_those_that_are_created_by_the_save_are_counted(self):
        rules = {"new_records": "create", "missing_contacts": "all"}
        self.assertTrue(self.assert_archived(new_contacts_for="company", **rules))

    def test_those_that_are_created_for_all_companies_stay(self):
        rules = {"new_records": "create", "missing_contacts": "all"}
        self.assertFalse(self.assert_archived(new_contacts_for="all", **rules))

    def test_it_is_off_unless_a_person_turns_it_on(self):
        self.assertFalse(self.new_connection().archive_stopped)


@tagged("post_install", "-at_install")
class TestTwoOrganisations(StopCase):
    """One partner of two companies, each with its own organisation: what one says is
    kept apart from what the other says."""

    def setUp(self):
        super().setUp()
        self.books = self.made_of("Kererū Books")
        self.books.company_id = False
        self.other = self.env["res.company"].create(
            {"name": "Elsewhere Ltd", "currency_id": self.env.ref("base.AUD").id}
        )
        self.env.user.company_ids |= self.other
        self.second = self.go_through_consent(
            self.new_connection(company=self.other), organisations=(KAURI,)
        )
        self.second.import_settings_saved = True
        self.run_cron(self.second)
        self.theirs = self.env["xero.contact"].search(
            [("connection_id", "=", self.second.id), ("status", "=", "ACTIVE")], limit=1
        )
        self.theirs.partner_id = self.books

    def test_on_stop_in_the_one_it_is_not_in_the_other(self):
        self.archive("Kererū Books")
        self.assertTrue(self.books.with_company(self.company).xero_on_stop)
        theirs = self.books.with_company(self.other)
        self.assertFalse(theirs.xero_on_stop)
        self.assertNotIn(self.books, theirs.search([("xero_on_stop", "=", True)]))

    def test_it_is_not_archived_while_the_other_uses_it(self):
        self.connection.archive_stopped = True
        self.books.company_id = self.company
        self.archive("Kererū Books")
        self.assertTrue(self.books.active)

    def test_a_tag_goes_once_neither_gives_it(self):
        tag = self.env["res.partner.category"].create({"name": "Wholesale"})
        self.connection.groups_as_tags = self.second.groups_as_tags = True
        ours = self.contact("Kererū Books")
        for contact in (ours, self.theirs):
            self.say_groups(contact, "Wholesale")
        self.assertIn(tag, self.books.category_id)
        self.say_groups(ours)
        self.assertIn(tag, self.books.category_id)
        self.say_groups(self.theirs)
        self.assertNotIn(tag, self.books.category_id)
