from odoo.exceptions import UserError
from odoo.tests import tagged

from . import sandbox
from .common import ConnectedCase

SECOND = "Kauri Café Australia"


@tagged("post_install", "-at_install")
class TestSecondary(ConnectedCase):
    """A second organisation of a company is shown beside the first, and only read."""

    def setUp(self):
        super().setUp()
        self.secondary = self.connect_secondary()

    def connect_secondary(self):
        connection = self.new_connection()
        connection.role = "secondary"
        connection = self.go_through_consent(connection, organisations=(SECOND,))
        self.run_cron(connection)
        return connection

    def test_it_is_connected_beside_the_primary_one(self):
        self.assertEqual(self.secondary.state, "connected")
        self.assertEqual(self.secondary.organisation_name, SECOND)
        self.assertEqual(self.company._xero_connection(), self.connection)

    def test_its_consent_takes_nothing_from_the_primary_one(self):
        """The same app and Xero user: the newest token set serves both."""
        self.assertEqual(self.secondary.credential_id, self.connection.credential_id)
        trip = self.env["xero.connect.wizard"].new({"connection_id": self.secondary.id})
        asked = [each["scope"] for each in trip.permissions]
        self.assertIn("accounting.contacts.read", asked)
        self.assertIn("accounting.contacts", asked)
        self.assertEqual(self.connection.state, "connected")

    def test_a_job_for_it_is_refused_whoever_writes_it(self):
        with self.assertRaisesRegex(UserError, "secondary"):
            self.env["xero.job"].create(
                {
                    "connection_id": self.secondary.id,
                    "mirror_model": "xero.contact",
                    "res_model": "res.partner",
                    "res_id": self.customer.id,
                }
            )

    def test_invoices_go_to_the_primary_one(self):
        move = self.invoice()
        self.push(move)
        self.run_cron(self.secondary)
        self.in_xero(move)
        there = sandbox.organisation(SECOND)["Invoices"]
        self.assertNotIn(move.name, [row["InvoiceNumber"] for row in there])

    def test_its_invoices_and_payments_are_not_read(self):
        sandbox.forget_calls()
        self.pull(self.secondary)
        self.assertTrue(sandbox.calls("GET", "Contacts"))
        self.assertFalse(sandbox.calls("GET", "Invoices"))
        self.assertFalse(sandbox.calls("GET", "Payments"))

    def test_it_makes_no_partner_whatever_its_settings_say(self):
        self.secondary.new_records = "create"
        before = self.env["res.partner"].search_count([])
        self.secondary.resource_ids.cursor = False
        self.pull(self.secondary)
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_the_partner_shows_how_the_second_organisation_files_it(self):
        known = self.env["xero.contact"].search(
            [("connection_id", "=", self.secondary.id), ("email", "!=", False)], limit=1
        )
        values = {"name": known.name, "email": known.email}
        partner = self.env["res.partner"].create(values)
        filed = {
            "AccountNumber": "AU-17",
            "ContactGroups": [{"Name": "Wholesale"}],
            "SalesTrackingCategories": [
                {"TrackingCategoryName": "Region", "TrackingOptionName": "North"}
            ],
        }
        contacts = self.env["xero.contact"]
        contacts._store(self.secondary, [{**known.raw, **filed}])
        known._link(partner, "email")
        shown = partner.xero_contact_ids
        self.assertEqual(
            [shown.account_number, shown.groups, shown.tracking],
            ["AU-17", "Wholesale", "North"],
        )

    def test_a_partner_with_the_same_e_mail_is_matched_in_both_organisations(self):
        known = self.env["xero.contact"].search(
            [("connection_id", "=", self.secondary.id), ("email", "!=", False)], limit=1
        )
        values = {"name": known.name, "email": known.email}
        partner = self.env["res.partner"].create(values)
        self.pull(self.secondary)
        self.assertEqual(known.partner_id, partner)

    def test_a_second_secondary_one_is_refused_by_name(self):
        another = self.new_connection()
        another.role = "secondary"
        organisation = self.env["xero.organisation"].search(
            [("tenant_id", "=", self.secondary.tenant_id)], limit=1
        )
        with self.assertRaisesRegex(UserError, SECOND):
            another._check_free(organisation, besides=another)
