from datetime import timedelta

from odoo import fields
from odoo.tests import Form, tagged

from . import sandbox
from .common import ConnectedCase, XeroCase

HEMI = "hemi.walker@greenstonelegal.example"  # one contact's in Xero


@tagged("post_install", "-at_install")
class TestImportSettings(XeroCase):
    """What comes into Odoo is told in numbers, and comes only when a person says so."""

    def setUp(self):
        super().setUp()
        self.connection = self.connect(
            import_settings_saved=False, new_records="review"
        )

    def know_somebody(self):
        self.env["res.partner"].create({"name": "Greenstone Legal", "email": HEMI})
        self.connection.resource_ids._request()
        self.run_cron(self.connection)

    def open_wizard(self, **settings):
        action = self.connection.action_import_settings()
        wizard = Form(
            self.env[action["res_model"]].with_context(**action["context"]),
        )
        for name, value in settings.items():
            setattr(wizard, name, value)
        return wizard

    def test_before_they_are_saved_xero_is_copied_and_odoo_stays_as_it_is(self):
        self.assertTrue(self.connection.contact_count)
        self.assertFalse(self.env["xero.contact"].search([("partner_id", "!=", False)]))
        self.assertIn("Import Settings", str(self.connection.alerts))

    def test_it_counts_who_is_known_by_e_mail_and_who_is_new(self):
        self.know_somebody()
        wizard = self.open_wizard()
        self.assertEqual(wizard.found_count, self.connection.contact_count)
        self.assertEqual(wizard.matched_count, 1)
        self.assertEqual(wizard.new_count, wizard.found_count - 1)

    def test_what_it_counted_is_what_happens(self):
        self.know_somebody()
        wizard = self.open_wizard()
        known = wizard.matched_count
        wizard.save().action_save()
        self.run_cron(self.connection)
        matched = self.env["xero.contact"].search_count([("partner_id", "!=", False)])
        self.assertEqual(matched, known)

    def test_saved_with_create_the_copied_contacts_become_partners(self):
        self.open_wizard(new_records="create").save().action_save()
        self.run_cron(self.connection)
        self.assertTrue(
            self.env["res.partner"].search([("name", "=", "Canterbury Wool Exchange")])
        )
        self.assertNotIn("Import Settings", str(self.connection.alerts))

    def test_of_a_company_in_use_it_does_not_say_that_nothing_was_changed(self):
        wizard = self.open_wizard()
        self.assertTrue(wizard.is_first)
        wizard.save().action_save()
        self.assertFalse(self.open_wizard().is_first)

    def test_saved_with_review_they_wait_for_a_person(self):
        before = self.env["res.partner"].search_count([])
        self.open_wizard(new_records="review").save().action_save()
        self.run_cron(self.connection)
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_each_choice_says_what_will_happen(self):
        wizard = self.open_wizard()
        self.assertIn("Matching", wizard.contacts_story)
        wizard.new_records = "create"
        self.assertIn("Created as contacts: ", wizard.contacts_story)
        wizard.direction = "to_xero"
        self.assertIn("no contact in Odoo is created", wizard.contacts_story)
        wizard.direction = "to_odoo"
        self.assertIn("No invoice is pushed", wizard.invoices_story)
        wizard.sync_contacts = False
        self.assertIn("stay as they are", wizard.contacts_story)

    def test_discarded_it_changes_nothing(self):
        self.open_wizard(direction="to_xero")
        self.assertEqual(self.connection.direction, "both")
        self.assertFalse(self.connection.import_settings_saved)


@tagged("post_install", "-at_install")
class TestSwitchOn(ConnectedCase):
    """Before anything happens by itself, customers that nobody matched are shown."""

    def customer_of(self, **values):
        """A customer with an invoice; :return: the partner"""
        name = f"Customer {len(self.env['account.move'].search([]))}"
        partner = self.env["res.partner"].create({"name": name, "is_company": True})
        self.invoice(partner_id=partner.id, **values)
        return partner

    def wizard(self):
        action = self.connection.action_switch_on()
        return self.env[action["res_model"]].browse(action["res_id"])

    def shown(self):
        return self.wizard().line_ids.partner_id

    def test_it_shows_customers_of_open_and_of_recent_invoices(self):
        today = fields.Date.today()
        recent = self.customer_of(invoice_date=today - timedelta(days=300))
        still_open = self.customer_of(invoice_date=today - timedelta(days=900))
        self.env["res.partner"].create({"name": "Never bought anything"})
        draft = self.env["res.partner"].create({"name": "Only a draft"})
        self.invoice(partner_id=draft.id, post=False)
        self.assertEqual(self.shown(), recent | still_open)

    def test_an_old_invoice_that_is_paid_is_no_reason_to_match(self):
        old = fields.Date.today() - timedelta(days=900)
        partner = self.customer_of(invoice_date=old)
        move = self.env["account.move"].search([("partner_id", "=", partner.id)])
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create({})._create_payments()
        move.payment_state = "paid"
        self.assertNotIn(partner, self.shown())

    def test_a_person_stands_for_the_company_that_is_invoiced(self):
        company = self.env["res.partner"].create({"name": "Co", "is_company": True})
        person = self.env["res.partner"].create({"name": "P", "parent_id": company.id})
        self.invoice(partner_id=person.id)
        self.assertEqual(self.shown(), company)

    def test_who_is_matched_is_not_shown(self):
        self.push(self.invoice())
        self.assertFalse(self.shown())

    def test_a_line_says_whom_the_customer_resembles_and_matches_them(self):
        self.connection.new_records = "review"
        partner = self.env["res.partner"].create({"name": "greenstone legal"})
        self.invoice(partner_id=partner.id)
        line = self.wizard().line_ids
        self.assertEqual(line.resembles, "Greenstone Legal")
        action = line.action_match()
        asked = Form(self.env[action["res_model"]].with_context(**action["context"]))
        self.assertEqual(asked.partner_id, partner)
        asked.contact_id = self.env["xero.contact"].search(
            [("name", "=", "Greenstone Legal")]
        )
        asked.save().action_link()
        line.invalidate_recordset()
        self.assertEqual(line.contact_id.name, "Greenstone Legal")
        self.assertFalse(line.wizard_id.unmatched_count)

    def test_customers_with_open_invoices_are_to_be_matched_first(self):
        today = fields.Date.today()
        owing = self.customer_of(invoice_date=today) | self.customer_of()
        paid = self.customer_of(invoice_date=today)
        move = self.env["account.move"].search([("partner_id", "=", paid.id)])
        move.payment_state = "paid"
        wizard = self.wizard()
        self.assertEqual(wizard.unmatched_count, 3)
        self.assertEqual(wizard.open_count, 2)
        action = wizard.action_match_contacts()
        desk = self.env[action["res_model"]].with_context(**action["context"])
        self.assertTrue(action["context"]["search_default_open"])
        shown = desk.search(
            [*action["domain"], ("xero_match_is", "like", "open")]
        ).with_env(self.env)
        self.assertEqual(shown, owing)

    def test_who_is_left_out_of_the_sync_is_not_asked_about(self):
        self.customer_of().xero_excluded = True
        self.assertFalse(self.wizard().unmatched_count)

    def test_switched_on_xero_is_read_each_hour_and_the_first_time_now(self):
        self.wizard().action_switch_on()
        self.assertEqual(self.connection.frequency, "hourly")
        self.run_cron(self.connection)
        self.assertTrue(sandbox.calls("GET", "Contacts"))
        move = self.invoice()
        self.run_cron(self.connection)
        self.in_xero(move)

    def test_opened_only_it_switches_nothing_on(self):
        self.wizard()
        self.assertEqual(self.connection.frequency, "manual")
