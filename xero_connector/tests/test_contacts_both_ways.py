from odoo.exceptions import UserError
from odoo.tests import tagged

from . import sandbox
from .common import ConnectedCase
from .test_connection_connect import KAURI
from .test_contacts_updates import UpdateCase

MAIL = "office@totarahall.example"


@tagged("post_install", "-at_install")
class TestExcluded(UpdateCase):
    """A partner that a person leaves out of the sync is left alone, both ways."""

    def setUp(self):
        super().setUp()
        self.partner.xero_excluded = True

    def test_nothing_flows_either_way(self):
        self.edit(phone="03 555 9999")
        self.assertFalse(self.updates())
        before = self.partner.email
        self.edit_in_xero(EmailAddress="new@cwx.example")
        self.pull(self.connection)
        self.assertEqual(self.partner.email, before)
        self.assertFalse(self.issues())

    def test_let_in_again_what_both_changed_is_asked(self):
        self.edit(phone="03 555 9999")
        self.edit_in_xero(EmailAddress="new@cwx.example")
        self.pull(self.connection)
        self.edit(xero_excluded=False)
        self.assertEqual([set(sent) for sent in self.updates()][0] >= {"Phones"}, True)
        self.pull(self.connection)
        self.assertEqual(self.partner.email, "new@cwx.example")

    def test_it_is_not_created_in_xero_and_its_invoice_says_why(self):
        nobody = self.env["res.partner"].create(
            {"name": "Ngaio Press", "xero_excluded": True}
        )
        with self.assertRaisesRegex(UserError, "Do Not Sync"):
            nobody.action_xero_push()
        move = self.invoice(partner_id=nobody.id)
        self.push(move)
        issue = self.the_issue("contact_excluded", move)
        self.assertIn("Ngaio Press", issue.title)
        self.assertFalse(sandbox.things("Contacts", Name="Ngaio Press"))
        nobody.xero_excluded = False
        self.run_cron(self.connection)
        self.in_xero(move)

    def test_of_several_that_are_pushed_the_others_go(self):
        others = self.env["res.partner"].create(
            [{"name": "Rimu One"}, {"name": "Rimu Two"}]
        )
        (self.partner | others).action_xero_push()
        self.run_cron(self.connection)
        self.assertTrue(sandbox.things("Contacts", Name="Rimu One"))
        self.assertTrue(sandbox.things("Contacts", Name="Rimu Two"))

    def test_no_rule_matches_it(self):
        partner = self.env["res.partner"].create(
            {"name": "Totara Hall", "email": MAIL, "xero_excluded": True}
        )
        values = {"Name": "Totara Hall", "EmailAddress": MAIL}
        sandbox.act("create_contact", values=values)
        self.pull(self.connection)
        self.assertFalse(partner.xero_contact_ids)


@tagged("post_install", "-at_install")
class TestNamesake(UpdateCase):
    """Two customers of one name: names in Xero are unique, so one gets an addition."""

    def sell_to_namesake(self):
        """:return: the invoice of a customer whose name another one has in Xero"""
        namesake = self.env["res.partner"].create(
            {"name": self.partner.name, "city": "Oamaru", "email": "other@x.example"}
        )
        move = self.invoice(partner_id=namesake.id)
        self.push(move)
        return move

    def test_it_is_asked_unless_a_person_chose(self):
        move = self.sell_to_namesake()
        self.the_issue("contact_unknown", move)
        self.assert_nowhere(move)

    def test_the_addition_that_a_person_chose_once(self):
        self.connection.names_apart = "city"
        move = self.sell_to_namesake()
        self.in_xero(move)
        self.assertEqual(
            move.partner_id.xero_contact_ids.name, "Canterbury Wool Exchange (Oamaru)"
        )
        self.assertEqual(move.partner_id.name, "Canterbury Wool Exchange")

    def test_where_there_is_nothing_to_add_it_is_asked(self):
        self.connection.names_apart = "ref"
        self.the_issue("contact_unknown", self.sell_to_namesake())


@tagged("post_install", "-at_install")
class TestTwoOrganisations(ConnectedCase):
    """A partner that two companies share is a contact in the organisation of each."""

    def setUp(self):
        super().setUp()
        company = self.env["res.company"].create({"name": "Kauri Café Australia"})
        self.env.user.company_ids |= company
        self.other = self.go_through_consent(
            self.new_connection(company=company), organisations=(KAURI,)
        )
        self.other.write({"import_settings_saved": True, "frequency": "hourly"})
        self.connection.frequency = "hourly"
        self.partner = self.env["res.partner"].create(
            {"name": "Totara Hall", "email": MAIL, "is_company": True}
        )
        for connection in (self.connection, self.other):
            sandbox.act(
                "create_contact",
                values={"Name": "Totara Hall", "EmailAddress": MAIL},
                tenant=connection.tenant_id,
            )
        self.read_both()
        self.assertEqual(len(self.partner.xero_contact_ids), 2)
        self.env["xero.issue"].search([]).unlink()

    def read_both(self):
        for connection in (self.connection, self.other):
            self.pull(connection)

    def edit_in_first(self, **values):
        contact = self.partner.xero_contact_ids.filtered(
            lambda contact: contact.connection_id == self.connection
        )
        sandbox.act("edit_contact", contact=contact.xero_id, values=values)
        self.read_both()

    def test_the_people_of_a_shared_customer_are_not_doubled(self):
        persons = [{"FirstName": "Ana", "LastName": "Ng"}]
        for connection in (self.connection, self.other):
            sandbox.act(
                "edit_contact",
                contact="Totara Hall",
                values={"ContactPersons": persons},
                tenant=connection.tenant_id,
            )
        self.read_both()
        self.assertEqual(self.partner.child_ids.mapped("name"), ["Ana Ng"])

    def in_second(self):
        rows = sandbox.organisation(KAURI)["Contacts"]
        (found,) = [row for row in rows if row["Name"].startswith("Totara")]
        return found

    def test_a_change_in_one_does_not_reach_the_other_unless_it_follows(self):
        self.other.shared_contacts = "off"
        self.edit_in_first(EmailAddress="new@totarahall.example")
        self.assertEqual(self.partner.email, "new@totarahall.example")
        self.partner.action_xero_push()
        self.run_cron(self.other)
        self.assertEqual(self.in_second()["EmailAddress"], MAIL)

    def test_one_that_follows_takes_what_odoo_says_and_changes_nothing(self):
        self.other.shared_contacts = "to_xero"
        self.partner.phone = "03 555 7070"
        self.run_cron(self.other)
        self.assertIn("555 7070", str(self.in_second()["Phones"]))
        contact = self.partner.xero_contact_ids.filtered(
            lambda contact: contact.connection_id == self.other
        )
        sandbox.act(
            "edit_contact",
            contact=contact.xero_id,
            values={"EmailAddress": "wrong@totarahall.example"},
            tenant=self.other.tenant_id,
        )
        self.read_both()
        self.assertEqual(self.partner.email, MAIL)
        self.assertFalse(self.issues())
