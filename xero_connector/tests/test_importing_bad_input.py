from uuid import uuid4

from odoo.tests import tagged

from .test_importing_rules import ImportCase


@tagged("post_install", "-at_install")
class TestBadInput(ImportCase):
    """Whatever stands in a contact ends in a sensible partner or a named question, and
    the next contact comes in all the same."""

    def setUp(self):
        super().setUp()
        self.connection.write({"import_settings_saved": True, "new_records": "create"})

    def bring(self, *rows):
        """Xero lists these too; :return: their copies, once all is in"""
        whole = self.contact("Bayside Motel").raw
        listed = [
            {
                **{
                    "ContactStatus": "ACTIVE",
                    "UpdatedDateUTC": whole["UpdatedDateUTC"],
                },
                **{"IsCustomer": True, "IsSupplier": False},
                **{"ContactID": str(uuid4()), "Name": "Somebody Else"},
                **row,
            }
            for row in rows
        ]
        contacts = self.env["xero.contact"]
        contacts._store(self.connection, listed)
        contacts._apply_again(self.connection)
        self.run_cron(self.connection)
        self.assertTrue(self.contact("Canterbury Wool Exchange").partner_id)
        self.assertFalse(self.env["xero.retry"].search([]))
        return contacts._of(self.connection, [r["ContactID"] for r in listed])

    def made(self, **row):
        """:return: the partner that one becomes"""
        [contact] = self.bring(row).values()
        return contact.partner_id

    def test_without_a_name_what_else_it_says_serves(self):
        self.assertEqual(
            self.made(Name="", FirstName="Ari", LastName="Ng").name, "Ari Ng"
        )
        self.assertEqual(
            self.made(Name="", EmailAddress="a@b.example").name, "a@b.example"
        )
        self.assertEqual(self.made(Name="", AccountNumber="X-77").name, "X-77")
        self.assertEqual(self.made(Name=None).name, "No name")

    def test_addresses_of_300_kb_are_set_aside_by_name(self):
        address = {"AddressType": "STREET", "AddressLine1": "x" * 300_000}
        self.assertFalse(self.bring({"Name": "Endless Ltd", "Addresses": [address]}))
        [issue] = self.connection.issue_ids
        self.assertEqual(issue.cause, "odd_rows")
        self.assertIn("Endless Ltd", self.env["xero.odd.row"].search([]).display_name)

    def test_markup_in_a_name_is_text(self):
        partner = self.made(Name="<b>Bold</b> & Co")
        self.assertEqual(partner.name, "<b>Bold</b> & Co")

    def test_a_phone_that_is_none_is_kept_as_it_was_written(self):
        phone = {"PhoneType": "DEFAULT", "PhoneNumber": "call Bob"}
        partner = self.made(Phones=[phone])
        self.assertEqual(partner.phone, "call Bob")
        self.assertFalse(partner.phone_sanitized)

    def test_a_country_that_nobody_knows_is_left_empty(self):
        address = {"AddressType": "STREET", "City": "Ys", "Country": "Atlantis"}
        partner = self.made(Addresses=[address])
        self.assertEqual((partner.city, partner.country_id.id), ("Ys", False))

    def test_names_that_differ_by_case_alone_are_asked_about(self):
        found = self.bring({"Name": "Rātā Foods"}, {"Name": "RATA FOODS"})
        contacts = self.env["xero.contact"].union(*found.values())
        self.assertFalse(contacts.partner_id)
        self.assertIn(contacts[0], self.to_match())

    def test_people_of_one_email_are_asked_about(self):
        found = self.bring(
            *({"Name": f"Flat {n}", "EmailAddress": "flat@x.example"} for n in range(5))
        )
        contacts = self.env["xero.contact"].union(*found.values())
        self.assertFalse(contacts.partner_id)
        self.assertLessEqual(contacts, self.to_match())

    def to_match(self):
        action = self.connection.action_open_unmatched()
        return self.env["xero.contact"].search(action["domain"])

    def test_a_masked_tax_number_is_none(self):
        for number in ("***-**-1234", "XXX-XX-1234", "•••••1234"):
            with self.subTest(number):
                partner = self.made(Name=f"Taxpayer {number}", TaxNumber=number)
                self.assertTrue(partner)
                self.assertFalse(partner.vat)

    def test_a_masked_tax_number_changes_none_that_was_read_before(self):
        number = "111-222-339"
        row = {"ContactID": str(uuid4()), "Name": "Kea & Co", "TaxNumber": number}
        partner = self.made(**row)
        vat = partner.vat
        self.assertTrue(vat)
        self.made(**row | {"TaxNumber": "***-***-339"})
        self.assertEqual(partner.vat, vat)
        self.assertFalse(self.connection.issue_ids)
