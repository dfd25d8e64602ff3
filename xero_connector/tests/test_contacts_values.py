from odoo.tests import tagged

from . import sandbox
from .common import ConnectedCase
from .test_contacts_updates import UpdateCase

LONDON = {
    "AddressType": "STREET",
    "AddressLine1": "1 Old Street",
    "City": "London",
    "Region": "Greater London",
    "PostalCode": "EC1",
    "Country": "UK",
    "AttentionTo": "Ann",
}


@tagged("post_install", "-at_install")
class TestAddresses(UpdateCase):
    """What Odoo has no record for stays as it is in Xero."""

    def address(self):
        kinds = {a["AddressType"]: a for a in self.in_books()["Addresses"]}
        return {name: text for name, text in kinds["STREET"].items() if text}

    def moves_in(self, **values):
        self.edit_in_xero(Addresses=[{**LONDON, **values}])
        self.pull(self.connection)
        self.assertEqual(self.partner.city, "London")

    def assert_survives(self, **values):
        self.moves_in(**values)
        self.edit(street="2 New Street")
        self.assertEqual(
            self.address(), {**LONDON, **values, "AddressLine1": "2 New Street"}
        )
        self.pull(self.connection)
        self.assertEqual(self.partner.street, "2 New Street")
        self.assertFalse(self.issues())

    def test_a_region_and_a_country_that_odoo_calls_otherwise_survive_an_edit(self):
        self.assert_survives()
        self.assertEqual(self.partner.country_id.code, "GB")

    def test_so_do_a_states_code_and_a_country_nobody_knows(self):
        self.assert_survives(Region="TX", Country="USA")
        self.assertEqual(self.partner.state_id.name, "Texas")
        self.assert_survives(Region="Far", Country="Middle Earth")

    def test_what_is_emptied_here_is_emptied_there_where_odoo_said_it(self):
        self.moves_in()
        self.edit(zip=False, street="2 New Street")
        self.assertNotIn("PostalCode", self.address())
        self.assertEqual(self.address()["Region"], "Greater London")

    def test_lines_that_are_one_here_stay_apart_there(self):
        self.assert_survives(AddressLine2="Floor 2", AddressLine3="Room 3")

    def test_another_country_here_replaces_the_one_there(self):
        self.moves_in()
        # Its tax number is New Zealand's: Odoo's VAT module would refuse the move.
        states = self.env.ref("base.us")
        self.edit(vat=False, city="Austin", country_id=states.id)
        self.assertEqual(self.address()["Country"], "United States")

    def test_who_looks_in_another_language_changes_nothing(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        country = self.env.ref("base.uk")
        country.with_context(lang="fr_FR").name = "Royaume-Uni"
        self.moves_in(Country="United Kingdom")
        self.assertEqual(self.partner.country_id, country)
        french = self.partner.with_context(lang="fr_FR")
        self.assertEqual(
            french._xero_data(None)["address"]["country"], "United Kingdom"
        )


@tagged("post_install", "-at_install")
class TestWhatXeroTakes(ConnectedCase):
    """Nobody is kept out of Xero for an e-mail, a tax number or a country."""

    def push_partner(self, **values):
        """:return: the new partner, and its contact in Xero"""
        partner = self.env["res.partner"].create({"name": "Weka & Co", **values})
        partner.action_xero_push()
        self.run_cron(self.connection)
        (found,) = sandbox.things("Contacts", Name="Weka & Co")
        return partner, found

    def test_customers_of_every_country_get_in(self):
        countries = self.env["res.country"].search([])
        partners = self.env["res.partner"].create(
            [{"name": f"From {c.code}", "country_id": c.id} for c in countries]
        )
        partners.action_xero_push()
        self.run_cron(self.connection)
        self.assertFalse(self.issues(), self.story())
        there = {
            row["Name"]: next(
                a for a in row["Addresses"] if a["AddressType"] == "STREET"
            )["Country"]
            for row in sandbox.things("Contacts")
            if row["Name"].startswith("From ")
        }
        self.assertEqual(len(there), len(countries))
        self.assertEqual([name for name, country in there.items() if not country], [])
        self.assertEqual(there["From CI"], "Cote d Ivoire")
        # What Xero says of them is no news.
        self.connection.resource_ids.cursor = False
        self.pull(self.connection)
        self.assertEqual(partners.mapped("country_id"), countries)
        self.assertFalse(sandbox.calls("POST", "Contacts"))

    def test_a_country_that_cannot_be_spelled_is_left_out_and_said(self):
        country = self.env["res.country"].create({"name": "Ελλάς", "code": "QX"})
        partner, found = self.push_partner(country_id=country.id, city="Athens")
        self.assertEqual(found["Addresses"][1]["City"], "Athens")
        self.assertIn("Ελλάς", partner.xero_left_out)
        self.assertIn("Ελλάς", partner.message_ids[0].body)

    def assert_left_out(self, email):
        partner, found = self.push_partner(email=email)
        self.assertFalse(found.get("EmailAddress"))
        self.assertIn(email, partner.xero_left_out)
        self.assertIn(email, partner.message_ids[0].body)
        partner.email = "ok@example.com"
        self.assertFalse(partner.xero_left_out)

    def test_an_e_mail_of_no_domain_is_left_out_and_said(self):
        self.assert_left_out("foo@localhost")

    def test_an_e_mail_with_accents_before_the_at_is_left_out_and_said(self):
        self.assert_left_out("jörg@example.com")

    def test_an_e_mail_that_means_another_spelling_goes_by_that(self):
        partner, found = self.push_partner(email="oﬃce@müller.example")
        self.assertEqual(found["EmailAddress"], "office@xn--mller-kva.example")
        self.assertFalse(partner.xero_left_out)

    def test_the_partner_of_a_domain_with_an_umlaut_is_found(self):
        partner = self.env["res.partner"].create(
            {"name": "Müller", "email": "info@müller.example"}
        )
        there = {"Name": "Mueller", "EmailAddress": "info@xn--mller-kva.example"}
        sandbox.act("create_contact", values=there)
        self.pull(self.connection)
        self.assertEqual(partner.xero_contact_ids.name, "Mueller")

    def test_a_tax_number_that_says_there_is_none_is_left_out(self):
        for vat in ("/", "-"):
            partner = self.env["res.partner"].create({"name": "Weka"})
            partner.with_context(no_vat_validation=True).vat = vat
            self.assertEqual(partner._xero_data(None)["tax_number"], "")
