from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from . import sandbox
from .test_contacts_pull import HEMI, ContactCase


class ImportCase(ContactCase):
    """A connection whose contacts were read, and whose import settings nobody saved."""

    def connected(self):
        connection = self.go_through_consent(self.new_connection())
        self.run_cron(connection)
        return connection

    def dialog(self, **settings):
        """:return: the import settings as a person sets them"""
        action = self.connection.action_import_settings()
        wizards = self.env[action["res_model"]].with_context(**action["context"])
        form = Form(wizards)
        for name, value in settings.items():
            if name == "import_group_ids":
                form.import_group_ids.set(value)
            else:
                setattr(form, name, value)
        return form

    def save(self, dialog):
        """Save the settings, and let what they let in come in."""
        dialog.save().action_save()
        self.run_cron(self.connection)

    def create_in_xero(self, name, **values):
        sandbox.act("create_contact", values={"Name": name, **values})
        self.pull_all()
        return self.contact(name)

    def say_groups(self, contact, *names):
        """Xero says these groups of a contact."""
        groups = [
            {"ContactGroupID": f"{n:08}-0000-4000-8000-000000000000", "Name": name}
            for n, name in enumerate(names)
        ]
        row = {**contact.raw, "ContactGroups": groups}
        contact._store(contact.connection_id, [row])
        contact._apply_again(contact.connection_id)
        self.run_cron(contact.connection_id)

    @property
    def made(self):
        """:return: the contacts of which partners were made"""
        return self.env["xero.contact"].search([("matched_by", "=", "created")])

    @property
    def group(self):
        return self.env["xero.contact.group"].search(
            [("connection_id", "=", self.connection.id)]
        )


@tagged("post_install", "-at_install")
class TestWhichContacts(ImportCase):
    """Which contacts come in is chosen, told in numbers, and those come in."""

    def assert_as_counted(self, **settings):
        """What the dialog counts is what then comes in; :return: those contacts"""
        dialog = self.dialog(new_records="create", **settings)
        counted = dialog.creatable_count
        self.assertIn(str(counted), dialog.contacts_story)
        self.assertEqual(
            dialog.found_count,
            dialog.matched_count + dialog.left_out_count + dialog.new_count,
        )
        self.save(dialog)
        self.assertEqual(len(self.made), counted)
        left_out = self.env["xero.contact"].search_count(
            [("is_left_out", "=", True), ("status", "=", "ACTIVE")]
        )
        self.assertEqual(left_out, dialog.left_out_count)
        return self.made

    def test_all_of_them_by_default(self):
        self.assertGreater(len(self.assert_as_counted()), 50)

    def test_customers_alone(self):
        made = self.assert_as_counted(import_suppliers=False, import_others=False)
        self.assertTrue(made)
        self.assertTrue(all(made.mapped("is_customer")))
        self.assertFalse(self.contact("Inland Revenue").partner_id)

    def test_suppliers_alone(self):
        made = self.assert_as_counted(import_customers=False, import_others=False)
        self.assertTrue(all(made.mapped("is_supplier")))
        self.assertTrue(self.contact("Inland Revenue").partner_id)

    def test_who_is_neither_yet(self):
        self.create_in_xero("Kea Alpine Tours")
        self.create_in_xero("Weka Pass Railway")
        made = self.assert_as_counted(import_customers=False, import_suppliers=False)
        self.assertEqual(
            set(made.mapped("name")), {"Kea Alpine Tours", "Weka Pass Railway"}
        )

    def test_neither_of_all_of_them(self):
        self.assertFalse(
            self.assert_as_counted(
                import_customers=False, import_suppliers=False, import_others=False
            )
        )

    def test_those_of_a_contact_group(self):
        self.assertEqual(self.group.name, "Suppliers")
        made = self.assert_as_counted(import_group_ids=self.group)
        self.assertTrue(made)
        self.assertEqual(made.group_ids, self.group)
        self.assertFalse(self.contact("Canterbury Wool Exchange").partner_id)

    def test_none_that_is_missing_in_odoo(self):
        self.assertFalse(self.assert_as_counted(missing_contacts="none"))
        self.assertFalse(self.connection.unmatched_count)

    def test_archived_ones_too(self):
        self.create_in_xero("Old Mill Museum")
        sandbox.act("archive_contact", contact="Old Mill Museum")
        self.pull_all()
        self.assertIn(
            self.contact("Old Mill Museum"),
            self.assert_as_counted(missing_contacts="all"),
        )

    def test_one_that_resembles_somebody_is_counted_among_those_to_match(self):
        self.partner("cafe etoile")
        self.partner("One", email="hemi.walker@greenstonelegal.example")
        self.pull_all()
        made = self.assert_as_counted()
        self.assertNotIn(self.contact("Café Étoile"), made)
        self.assertTrue(self.contact("Café Étoile"))

    def test_what_matching_moves_is_told_before(self):
        partner = self.partner("Greenstone Law", email=HEMI, is_company=True)
        self.connection.match_by = "email"
        self.assertFalse(self.dialog().flows_story, "both are kept")
        self.connection.first_link = "xero"
        self.connection.fill_odoo = False
        dialog = self.dialog()
        self.assertIn(
            "in Odoo gets from Greenstone Legal in Xero: Name", dialog.flows_story
        )
        before = partner.name
        self.save(dialog)
        self.assertNotEqual(partner.name, before)

    def matched(self):
        """:return: those in Xero that somebody in Odoo was, and was not made of"""
        return self.env["xero.contact"].search(
            [
                ("connection_id", "=", self.connection.id),
                ("status", "=", "ACTIVE"),
                ("partner_id", "!=", False),
                ("matched_by", "!=", "created"),
            ]
        )

    def test_a_company_is_no_match_for_whom_the_pattern_makes_a_consumer(self):
        self.partner("Café Étoile", is_company=True)
        self.pull_all()
        self.assertEqual(self.dialog().matched_count, 1)
        dialog = self.dialog(new_records="create", consumer_pattern="toile")
        counted = dialog.matched_count, dialog.creatable_count
        self.save(dialog)
        self.assertFalse(self.contact("Café Étoile").partner_id)
        self.assertEqual(counted, (len(self.matched()), len(self.made)))

    def test_all_consumers_at_once_as_counted(self):
        for contact in self.env["xero.contact"].search([("status", "=", "ACTIVE")])[:9]:
            self.partner(contact.name, is_company=True, phone=contact.phone)
        self.pull_all()
        dialog = self.dialog(new_records="create", consumer_pattern=".")
        counted = dialog.matched_count, dialog.creatable_count
        self.save(dialog)
        self.assertEqual(counted, (len(self.matched()), len(self.made)))

    def test_a_manager_who_is_no_administrator_is_told(self):
        self.partner("Café Étoile", is_company=True)
        self.pull_all()
        expected = self.dialog(consumer_pattern="toile", missing_contacts="all")
        dialogs = self.env["xero.import.wizard"].with_user(self.xero_manager())
        dialog = dialogs.create(
            {
                "connection_id": self.connection.id,
                "consumer_pattern": "toile",
                "missing_contacts": "all",
            }
        )
        for name in ("matched_count", "creatable_count", "archive_count"):
            self.assertEqual(dialog[name], expected[name], name)

    def test_many_pages_as_counted(self):
        sandbox.reset("large:1200")
        self.connection = self.connected()
        self.assert_as_counted(import_suppliers=False)


@tagged("post_install", "-at_install")
class TestLeftOut(ImportCase):
    """What the settings leave out asks nobody, and comes once they let it."""

    def leave_suppliers_out(self):
        self.save(self.dialog(new_records="create", import_suppliers=False))
        self.tax = self.contact("Inland Revenue")

    def test_it_does_not_wait_under_matching(self):
        self.save(self.dialog(new_records="review", import_suppliers=False))
        contact = self.contact("Inland Revenue")
        self.assertTrue(contact.is_left_out)
        action = self.connection.action_open_unmatched()
        waiting = self.env["xero.contact"].search(action["domain"])
        self.assertTrue(waiting)
        self.assertNotIn(contact, waiting)

    def test_one_that_was_undone_is_left_out_too(self):
        self.save(self.dialog(new_records="create"))
        contact = self.contact("Inland Revenue")
        self.assertEqual(contact.matched_by, "created")
        contact.action_unlink_partner()
        self.run_cron(self.connection)
        self.leave_suppliers_out()
        self.assertTrue(contact.is_left_out)
        dialog = self.dialog()
        open_on_desk = self.env["xero.contact"].search_count(
            self.connection.action_open_unmatched()["domain"]
        )
        self.assertEqual(dialog.new_count, open_on_desk)

    def test_it_comes_in_once_the_settings_let_it(self):
        self.leave_suppliers_out()
        self.assertFalse(self.tax.partner_id)
        self.save(self.dialog(import_suppliers=True))
        self.assertTrue(self.tax.partner_id)

    def test_it_is_still_matched_with_a_contact_that_is_there(self):
        self.leave_suppliers_out()
        partner = self.partner("Inland Revenue", is_company=True, phone="0800 555 018")
        self.pull_all()
        self.assertEqual(self.tax.partner_id, partner)

    def test_what_a_person_left_in_xero_is_not_counted_as_new(self):
        before = self.dialog()
        self.contact("Inland Revenue").action_leave()
        after = self.dialog()
        self.assertEqual(after.new_count, before.new_count - 1)
        self.assertEqual(after.left_out_count, before.left_out_count + 1)

    def test_a_person_may_create_it_all_the_same(self):
        self.leave_suppliers_out()
        self.tax.action_create_partners()
        self.assertTrue(self.tax.partner_id)

    def test_what_came_in_before_stays(self):
        self.save(self.dialog(new_records="create"))
        contact = self.contact("Inland Revenue")
        self.save(self.dialog(import_suppliers=False))
        self.assertTrue(contact.partner_id)
        sandbox.act("rename_contact", contact="Inland Revenue", name="Te Tari Taake")
        self.pull_all()
        self.assertEqual(contact.partner_id.name, "Te Tari Taake")

    def test_a_group_of_another_organisation_is_not_taken(self):
        other = self.env["xero.connection"].create(
            {"company_id": self.company.id, "role": "secondary"}
        )
        theirs = self.group.copy({"connection_id": other.id})
        with self.assertRaisesRegex(ValidationError, "another organisation"):
            self.connection.import_group_ids = theirs


@tagged("post_install", "-at_install")
class TestGroups(ImportCase):
    """Contact groups come with the contacts, without a call of their own."""

    def test_they_are_read_with_the_contacts(self):
        self.assertEqual(self.group.name, "Suppliers")
        suppliers = sandbox.things("Contacts", IsSupplier=True)
        named = {row["ContactID"] for row in suppliers}
        self.assertEqual(set(self.group.contact_ids.mapped("xero_id")), named)
        self.assertFalse(sandbox.calls("GET", "ContactGroups"))

    def test_who_left_a_group_is_in_it_no_more(self):
        contact = self.contact("Inland Revenue")
        row = {**contact.raw, "ContactGroups": []}
        contact._store(self.connection, [row])
        self.assertFalse(contact.group_ids)
        self.assertTrue(self.group.contact_ids)

    def test_a_renamed_group_is_the_same(self):
        contact, group = self.contact("Inland Revenue"), self.group
        [named] = contact.raw["ContactGroups"]
        row = {**contact.raw, "ContactGroups": [{**named, "Name": "Creditors"}]}
        contact._store(self.connection, [row])
        self.assertEqual(contact.group_ids, group)
        self.assertEqual(group.name, "Creditors")

    def test_groups_that_make_no_sense_harm_nobody(self):
        contact = self.contact("Inland Revenue")
        for odd in ([{}], [{"ContactGroupID": "x", "Name": None}], "many", [None]):
            with self.subTest(groups=odd):
                contact._store(self.connection, [{**contact.raw, "ContactGroups": odd}])


@tagged("post_install", "-at_install")
class TestTags(ImportCase):
    """Contact groups become tags where a person wants it; nobody's own tag goes."""

    def setUp(self):
        super().setUp()
        self.save(self.dialog(new_records="create"))
        self.tax = self.contact("Inland Revenue")
        self.partner_of_tax = self.tax.partner_id

    def tags(self):
        return set(self.partner_of_tax.category_id.mapped("name"))

    def test_they_are_no_tags_unless_wanted(self):
        self.assertFalse(self.tags())

    def test_they_come_and_go_with_the_group(self):
        self.save(self.dialog(groups_as_tags=True))
        self.assertEqual(self.tags(), {"Suppliers"})
        self.say_groups(self.tax, "Government", "Wellington")
        self.assertEqual(self.tags(), {"Government", "Wellington"})
        self.say_groups(self.tax)
        self.assertFalse(self.tags())

    def test_a_tag_that_a_user_took_away_and_set_again_is_the_users(self):
        self.save(self.dialog(groups_as_tags=True))
        tag = self.partner_of_tax.category_id
        self.partner_of_tax.category_id = False
        self.pull_all()
        self.assertFalse(self.tags(), "it is not given again")
        self.partner_of_tax.category_id = tag
        self.say_groups(self.tax)
        self.assertEqual(self.partner_of_tax.category_id, tag)

    def test_a_tag_stays_after_a_merge_in_odoo(self):
        self.save(self.dialog(groups_as_tags=True))
        tag = self.partner_of_tax.category_id
        mine = self.partner("Tax Office", is_company=True)
        mine.category_id = tag
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((mine | self.partner_of_tax).ids, mine)
        self.env.invalidate_all()
        self.say_groups(self.tax)
        self.assertEqual(mine.category_id, tag, "set by hand")

    def test_a_tag_that_is_there_is_used_and_no_second_one_made(self):
        tag = self.env["res.partner.category"].create({"name": "Suppliers"})
        self.save(self.dialog(groups_as_tags=True))
        self.assertEqual(self.partner_of_tax.category_id, tag)

    def test_who_is_matched_by_a_person_gets_them_too(self):
        self.save(self.dialog(groups_as_tags=True))
        self.tax.action_unlink_partner()
        self.run_cron(self.connection)
        self.assertFalse(self.tags())
        wizard = self.env["xero.match.wizard"].create(
            {"contact_id": self.tax.id, "partner_id": self.partner_of_tax.id}
        )
        wizard.action_match()
        self.pull_all()
        self.assertEqual(self.tags(), {"Suppliers"})

    def test_one_that_a_person_gave_stays(self):
        tag = self.env["res.partner.category"].create({"name": "Suppliers"})
        self.partner_of_tax.category_id = tag
        self.save(self.dialog(groups_as_tags=True))
        self.say_groups(self.tax)
        self.assertEqual(self.tags(), {"Suppliers"})

    def test_one_that_a_person_took_is_not_given_again(self):
        self.save(self.dialog(groups_as_tags=True))
        self.partner_of_tax.category_id = False
        sandbox.act("edit_contact", contact="Inland Revenue", values={"FirstName": "A"})
        self.pull_all()
        self.assertFalse(self.tags())

    def test_one_that_another_contact_gives_too_stays_until_that_goes_as_well(self):
        other = self.contact("Kiwi Power Direct")
        other.partner_id = self.partner_of_tax
        self.save(self.dialog(groups_as_tags=True))
        self.say_groups(self.tax)
        self.assertEqual(self.tags(), {"Suppliers"})
        self.say_groups(other)
        self.assertFalse(self.tags())

    def test_who_is_not_that_contact_loses_its_tags(self):
        self.save(self.dialog(groups_as_tags=True))
        self.tax.action_unlink_partner()
        self.run_cron(self.connection)
        self.assertFalse(self.tags())

    def test_many_cost_no_more_queries_than_few(self):
        self.connection.groups_as_tags = True
        contacts = self.env["xero.contact"].search([("partner_id", "!=", False)])
        given = self.env["xero.given.tag"]

        def queries(some):
            given.search([]).unlink()
            some.partner_id.category_id = False
            some.invalidate_model()
            before = self.env.cr.sql_log_count
            given._follow(some)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        many = contacts.filtered("group_ids")
        queries(many)  # the tag is made
        self.assertGreater(len(many), 10)
        self.assertLessEqual(queries(many), queries(many[:2]) + 1)
