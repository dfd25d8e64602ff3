from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from . import sandbox
from .test_contacts_updates import UpdateCase


class MappingCase(UpdateCase):
    def setUp(self):
        super().setUp()
        self.edit_in_xero(AccountNumber="")
        self.pull(self.connection)
        sandbox.forget_calls()

    def row(self, name):
        return self.env["xero.field.mapping"].search(
            [
                ("connection_id", "=", self.connection.id),
                ("record_type", "=", "contact"),
                ("name", "=", name),
            ]
        )

    def add(self, path, place, direction="both", winner="ask"):
        """Map one more field, as a person does.

        :return: its row
        """
        source = path if path.endswith("_address") else "field"
        wizard = self.wizard(place=place, source=source)
        wizard.write({"path": path, "direction": direction, "winner": winner})
        wizard.action_add()
        row = self.row(f"{place}:{path}")
        self.assertTrue(row)
        return row

    def wizard(self, **values):
        wizards = self.env["xero.field.wizard"].with_context(
            default_connection_id=self.connection.id
        )
        return wizards.create({"place": "AccountNumber", **values})

    def refused(self, reason, path, place="AccountNumber", direction="both"):
        """It is no pair, and why is said before it is added, and when it is."""
        wizard = self.wizard(path=path, place=place, direction=direction)
        self.assertIn(reason, wizard.reason or "")
        with self.assertRaisesRegex(ValidationError, reason), self.cr.savepoint():
            wizard.action_add()
        self.env.registry.clear_cache()

    def custom_field(self, name, kind="char", **values):
        return self.env["ir.model.fields"].create(
            {
                "name": name,
                "field_description": "Loyalty card",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "ttype": kind,
                **values,
            }
        )

    def address(self, kind):
        return next(a for a in self.in_books()["Addresses"] if a["AddressType"] == kind)

    def phone(self, kind):
        return next(p for p in self.in_books()["Phones"] if p["PhoneType"] == kind)


@tagged("post_install", "-at_install")
class TestAddedField(MappingCase):
    """A field that a person adds is synced like any other."""

    def test_what_stood_on_one_side_flows(self):
        self.partner.ref = "C-7"
        self.add("ref", "AccountNumber")
        self.run_cron(self.connection)
        self.assertEqual(self.in_books()["AccountNumber"], "C-7")

    def test_what_differed_before_is_kept_until_one_side_changes(self):
        self.edit_in_xero(AccountNumber="X-1")
        self.pull(self.connection)
        self.partner.ref = "C-7"
        self.add("ref", "AccountNumber")
        self.pull(self.connection)
        self.assertFalse(self.issues())
        self.assertFalse(self.updates())
        self.assertEqual(self.partner.ref, "C-7")
        self.edit(ref="C-8")
        self.assertEqual(self.in_books()["AccountNumber"], "C-8")

    def test_an_edit_here_goes_there_and_nothing_else(self):
        self.add("ref", "AccountNumber")
        self.edit(ref="C-7")
        self.assertEqual(
            self.updates(),
            [{"ContactID": self.contact.xero_id, "AccountNumber": "C-7"}],
        )

    def test_a_change_there_comes_here_and_is_noted_under_its_name(self):
        self.add("ref", "AccountNumber")
        self.edit_in_xero(AccountNumber="X-1")
        self.pull(self.connection)
        self.assertEqual(self.partner.ref, "X-1")
        self.assertIn("Account number: – → X-1", self.partner.message_ids[0].preview)
        self.assertFalse(self.updates())

    def test_changed_on_both_sides_it_is_asked_under_its_name(self):
        self.add("ref", "AccountNumber")
        self.edit_in_xero(AccountNumber="X-1")
        self.edit(ref="C-7")
        issue = self.the_issue("contact_conflict")
        self.assertIn("Account number", issue.advice)
        action = issue.action_solve()
        wizards = self.env[action["res_model"]].with_context(**action["context"])
        wizard = wizards.create({})
        line = wizard.line_ids
        self.assertEqual(
            (line.what, line.odoo, line.xero), ("Account number", "C-7", "X-1")
        )
        wizard.action_take_xero()
        self.assertEqual(self.partner.ref, "X-1")

    def test_who_wins_may_be_laid_down(self):
        self.add("ref", "AccountNumber", winner="odoo")
        self.edit_in_xero(AccountNumber="X-1")
        self.edit(ref="C-7")
        self.assertEqual(self.in_books()["AccountNumber"], "C-7")

    def test_new_contacts_have_it_either_way(self):
        self.add("ref", "AccountNumber")
        partner = self.env["res.partner"].create({"name": "Weka & Co", "ref": "C-7"})
        partner.action_xero_push()
        self.run_cron(self.connection)
        (found,) = sandbox.things("Contacts", Name="Weka & Co")
        self.assertEqual(found["AccountNumber"], "C-7")
        there = {"Name": "Moa Ltd", "AccountNumber": "X-1"}
        sandbox.act("create_contact", values=there)
        self.pull(self.connection)
        partner = self.env["res.partner"].search([("name", "=", "Moa Ltd")])
        self.assertEqual(partner.ref, "X-1")

    def test_what_xero_says_counts_before_a_default(self):
        self.add("function", "AccountNumber")
        self.connection.new_function = "Buyer"
        for name, number in (("Mere Tane", "Owner"), ("Hana Rewi", "")):
            first, _space, last = name.partition(" ")
            there = {"Name": name, "FirstName": first, "LastName": last}
            sandbox.act("create_contact", values={**there, "AccountNumber": number})
        self.pull(self.connection)
        people = self.env["res.partner"].search(
            [("name", "in", ("Mere Tane", "Hana Rewi"))], order="name"
        )
        self.assertEqual(people.mapped("function"), ["Buyer", "Owner"])

    def test_a_field_of_another_record_goes_to_xero(self):
        user = self.env.user
        self.add("user_id.login", "AccountNumber", "to_xero")
        self.edit(user_id=user.id)
        self.assertEqual(self.in_books()["AccountNumber"], user.login)
        self.edit_in_xero(AccountNumber="X-1")
        self.pull(self.connection)
        self.assertEqual(self.partner.user_id, user)

    def test_a_fax_is_a_phone_beside_the_others(self):
        self.custom_field("x_fax")
        self.add("x_fax", "Phones.FAX")
        self.edit(x_fax="03 555 0199", phone="03 555 0100")
        self.assertEqual(self.phone("FAX")["PhoneNumber"], "03 555 0199")
        self.assertEqual(self.phone("DEFAULT")["PhoneNumber"], "03 555 0100")
        self.edit_in_xero(Phones=[{"PhoneType": "FAX", "PhoneNumber": "03 555 0198"}])
        self.pull(self.connection)
        self.assertEqual(self.partner.x_fax, "03 555 0198")

    def test_attention_goes_beside_the_address(self):
        self.add("function", "Addresses.STREET.AttentionTo", "to_xero")
        before = self.address("STREET")
        self.edit(function="The buyer")
        self.assertEqual(self.address("STREET"), {**before, "AttentionTo": "The buyer"})
        self.edit(function="Accounts", city="Timaru")
        there = self.address("STREET")
        self.assertEqual((there["AttentionTo"], there["City"]), ("Accounts", "Timaru"))

    def test_a_website_only_comes_from_xero(self):
        self.refused("Xero does not accept changes", "website", "Website")
        self.add("website", "Website", "from_xero")
        self.edit_in_xero(Website="https://cwx.example")
        self.pull(self.connection)
        self.assertEqual(self.partner.website, "https://cwx.example")
        self.edit(website="https://other.example")
        self.assertFalse(self.updates())

    def test_removed_it_is_synced_no_more_and_its_values_stay(self):
        row = self.add("ref", "AccountNumber")
        self.edit(ref="C-7")
        row.action_remove()
        self.edit(ref="C-8")
        self.assertEqual(self.in_books()["AccountNumber"], "C-7")
        self.assertEqual(len(self.updates()), 1)

    def test_longer_than_xero_keeps_it_is_held(self):
        self.add("ref", "AccountNumber")
        self.edit(ref="C" * 51)
        issue = self.the_issue("not_representable")
        self.assertIn("AccountNumber is longer than 50", issue.advice)

    def test_what_odoo_refuses_is_that_contacts_alone(self):
        self.add("ref", "AccountNumber", "from_xero")
        partners = type(self.env["res.partner"])
        write = partners.write

        def refuse(partner, vals):
            if vals.get("ref") == "X-1":
                words = "No such customer code."
                raise ValidationError(words)
            return write(partner, vals)

        self.patch(partners, "write", refuse)
        other = self.env["xero.contact"].search(
            [("partner_id", "!=", False), ("id", "!=", self.contact.id)], limit=1
        )
        self.edit_in_xero(AccountNumber="X-1")
        sandbox.act(
            "edit_contact", contact=other.xero_id, values={"AccountNumber": "X-2"}
        )
        self.pull(self.connection)
        issue = self.the_issue("not_taken_over")
        self.assertIn("No such customer code", issue.advice)
        self.assertEqual(other.partner_id.ref, "X-2")

    def test_of_a_users_contact_it_is_asked(self):
        self.add("ref", "AccountNumber", "from_xero")
        self.env["res.users"].with_context(no_reset_password=True).create(
            {"login": "wool", "name": "Wool", "partner_id": self.partner.id}
        )
        self.edit_in_xero(AccountNumber="X-1")
        self.pull(self.connection)
        self.assertFalse(self.partner.ref)
        self.the_issue("contact_kept")

    def test_many_are_read_together(self):
        self.add("ref", "AccountNumber")
        contacts = self.env["xero.contact"].search([("partner_id", "!=", False)])
        self.assertGreater(len(contacts), 20)
        self.env.invalidate_all()
        contacts.mapped("name")
        self.env["xero.contact"]._table_of(self.connection)
        with self.assertQueryCount(1):
            for contact in contacts:
                contact._read_field(contact._table_of(self.connection)[-1])


@tagged("post_install", "-at_install")
class TestRefusedPairs(MappingCase):
    """What cannot be mapped is refused, and why is said."""

    def test_what_is_no_pair(self):
        for reason, path, direction in (
            ("There is no such field", "nickname", "to_xero"),
            ("There is no such field", "ref.name", "to_xero"),
            ("can hold several records", "category_id.name", "to_xero"),
            ("is another record", "user_id", "to_xero"),
            ("cannot be sent as text", "comment", "to_xero"),
            ("cannot be sent as text", "image_128", "to_xero"),
            ("belongs to another record", "user_id.login", "both"),
            ("calculated or read-only", "email_normalized", "both"),
            ("is not a text field", "color", "from_xero"),
            ("already mapped as “Email”", "email", "both"),
            ("Passwords and keys", "user_id.password", "to_xero"),
            ("technical field", "create_uid.login", "to_xero"),
            ("technical field", "xero_name", "to_xero"),
            ("Properties", "properties.color", "to_xero"),
            ("not visible", "signup_type", "to_xero"),
        ):
            with self.subTest(path=path, direction=direction):
                if path.startswith(("signup", "properties")) and (
                    path.partition(".")[0] not in self.env["res.partner"]._fields
                ):
                    continue
                reason = "Passwords and keys" if path == "signup_type" else reason
                self.refused(reason, path, direction=direction)

    def test_a_field_with_a_value_for_each_company_goes_to_xero_only(self):
        self.refused("value for each company", "barcode")
        self.add("barcode", "AccountNumber", "to_xero")
        self.edit(barcode="12345")
        self.assertEqual(self.in_books()["AccountNumber"], "12345")

    def test_both_sides_are_chosen(self):
        for side, values in (
            ("in Odoo", {"path": False}),
            ("in Xero", {"path": "ref", "place": False}),
        ):
            with self.assertRaisesRegex(ValidationError, f"Choose a field {side}"):
                self.wizard(**values).action_add()

    def test_bank_details_are_neither_offered_nor_read(self):
        places = dict(self.env["xero.field.mapping"]._choices())
        self.assertNotIn("BankAccountDetails", places)
        self.refused("can hold several", "bank_ids.acc_number", direction="to_xero")

    def test_a_place_in_xero_is_one_fields(self):
        self.add("ref", "AccountNumber")
        self.refused("already uses this field in Xero", "function", "AccountNumber")
        self.refused("already mapped", "ref", "AccountNumber")
        self.refused("uses both addresses", "ref", "Addresses.STREET.City", "to_xero")

    def test_what_only_some_may_see_is_not_for_all(self):
        self.custom_field("x_secret_note")
        self.refused("Passwords and keys", "x_secret_note")
        self.refused("not visible to everyone", "credit", direction="to_xero")

    def test_a_direction_that_cannot_be_is_refused_later_too(self):
        row = self.add("user_id.login", "AccountNumber", "to_xero")
        with self.assertRaisesRegex(ValidationError, "belongs to another record"):
            row.direction = "both"

    def test_the_name_goes_to_xero(self):
        for direction in ("from_xero", "off"):
            with (
                self.assertRaisesRegex(ValidationError, "name must go to Xero"),
                self.cr.savepoint(),
            ):
                self.row("name").direction = direction

    def test_only_a_manager_maps_and_only_by_the_dialog(self):
        user, manager = self.xero_user(), self.xero_manager()
        rows = self.env["xero.field.mapping"]
        vals = {
            "connection_id": self.connection.id,
            "name": "AccountNumber:user_id.login",
            "path": "user_id.login",
            "place": "AccountNumber",
        }
        for who in (user, manager):
            with self.assertRaises(AccessError):
                rows.with_user(who).create(vals)
        with self.assertRaises(AccessError):
            rows.with_user(user)._add(
                self.connection.with_user(user), "ref", "AccountNumber", "both", "ask"
            )
        added = rows.with_user(manager)._add(
            self.connection.with_user(manager), "ref", "AccountNumber", "both", "ask"
        )
        with self.assertRaises(AccessError):
            added.path = "user_id.login"
        with self.assertRaises(AccessError):
            added.with_user(user).action_remove()
        with self.assertRaises(UserError):
            self.row("email").with_user(manager).action_remove()


@tagged("post_install", "-at_install")
class TestDirections(MappingCase):
    """A direction holds for what is new, too."""

    def test_what_does_not_go_to_xero_is_not_sent_with_a_new_contact(self):
        self.row("phone").direction = "from_xero"
        self.row("email").direction = "off"
        partner = self.env["res.partner"].create(
            {"name": "Weka & Co", "phone": "03 555 1", "email": "weka@w.example"}
        )
        partner.action_xero_push()
        self.run_cron(self.connection)
        (found,) = sandbox.things("Contacts", Name="Weka & Co")
        self.assertNotIn("555 1", str(found["Phones"]))
        self.assertFalse(found.get("EmailAddress"))

    def test_what_does_not_come_from_xero_stays_out_of_a_new_contact(self):
        self.row("phone").direction = "to_xero"
        there = {
            "Name": "Moa Ltd",
            "EmailAddress": "moa@m.example",
            "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "03 555 1"}],
        }
        sandbox.act("create_contact", values=there)
        self.pull(self.connection)
        partner = self.env["res.partner"].search([("name", "=", "Moa Ltd")])
        self.assertEqual(partner.email, "moa@m.example")
        self.assertFalse(partner.phone)

    def test_what_is_not_sent_holds_nothing_up(self):
        self.row("company_number").direction = "off"
        self.edit(company_registry="9" * 60, phone="03 555 9999")
        self.assertFalse(self.issues())
        self.assertEqual(self.phone("DEFAULT")["PhoneNumber"], "03 555 9999")

    def test_what_is_not_sent_is_not_said_to_be_left_out(self):
        self.partner.email = "müller@example.com"
        self.assertIn("müller", self.partner.with_company(self.company).xero_left_out)
        self.row("email").direction = "from_xero"
        self.env.invalidate_all()
        self.assertFalse(self.partner.with_company(self.company).xero_left_out)


@tagged("post_install", "-at_install")
class TestAddressKinds(MappingCase):
    """Where a contact's addresses stand in Xero is a person's choice."""

    def test_a_billing_address_goes_to_and_comes_from_the_box(self):
        street = self.address("STREET")
        city = self.partner.city
        self.row("address").address_kind = "POBOX"
        self.pull(self.connection)
        self.assertEqual(self.partner.city, city, "choosing moves nothing")
        self.assertFalse(self.updates())
        self.edit(street="PO Box 7", street2=False, city="Timaru", zip="7910")
        self.assertEqual(self.address("POBOX")["AddressLine1"], "PO Box 7")
        self.assertEqual(self.address("STREET"), street)
        box = {"AddressType": "POBOX", "AddressLine1": "PO Box 8", "City": "Nelson"}
        self.edit_in_xero(Addresses=[box])
        self.pull(self.connection)
        self.assertEqual(
            (self.partner.street, self.partner.city), ("PO Box 8", "Nelson")
        )

    def test_a_change_that_waits_goes_to_the_chosen_one(self):
        self.connection.push_when = "by_hand"
        self.partner.write({"street": "PO Box 7", "city": "Timaru"})
        self.row("address").address_kind = "POBOX"
        self.connection.push_when = "posted"
        self.pull(self.connection)
        self.assertEqual(self.address("POBOX")["AddressLine1"], "PO Box 7")

    def test_invoice_and_delivery_address_go_each_to_their_own(self):
        self.row("address").direction = "off"
        self.add("invoice_address", "Addresses.POBOX", "to_xero")
        self.add("delivery_address", "Addresses.STREET", "to_xero")
        self.env["res.partner"].create(
            [
                {
                    "parent_id": self.partner.id,
                    "type": kind,
                    "name": kind,
                    "street": street,
                    "city": "Timaru",
                }
                for kind, street in (
                    ("invoice", "PO Box 7"),
                    ("delivery", "1 Shed Lane"),
                )
            ]
        )
        self.partner.action_xero_push()
        self.run_cron(self.connection)
        self.assertEqual(self.address("POBOX")["AddressLine1"], "PO Box 7")
        self.assertEqual(self.address("STREET")["AddressLine1"], "1 Shed Lane")
        delivery = self.partner.child_ids.filtered(lambda c: c.type == "delivery")
        delivery.street = "2 Shed Lane"
        self.run_cron(self.connection)
        self.assertEqual(self.address("STREET")["AddressLine1"], "2 Shed Lane")

    def test_an_address_is_no_text_and_comes_to_nobody_else(self):
        self.refused("only be paired with an address", "ref", "Addresses.POBOX")
        self.row("address").direction = "off"
        with self.assertRaisesRegex(ValidationError, "It can only go to Xero"):
            self.add("invoice_address", "Addresses.POBOX", "both")

    def test_only_the_address_has_a_kind(self):
        with self.assertRaisesRegex(ValidationError, "Only the contact's address"):
            self.row("email").address_kind = "POBOX"


@tagged("post_install", "-at_install")
class TestMissingField(MappingCase):
    """A mapped field that is deleted stops nothing, and is told of."""

    def test_a_custom_field_that_is_deleted(self):
        field = self.custom_field("x_card")
        row = self.add("x_card", "AccountNumber")
        self.edit(x_card="C-7")
        self.assertEqual(self.in_books()["AccountNumber"], "C-7")
        field.unlink()
        issue = self.the_issue("mapped_field_missing")
        self.assertIn("x_card", issue.title)
        self.assertEqual(issue.action_solve()["res_id"], self.connection.id)
        self.edit(phone="03 555 9999")
        self.assertEqual(self.phone("DEFAULT")["PhoneNumber"], "03 555 9999")
        self.edit_in_xero(AccountNumber="X-1", EmailAddress="new@cwx.example")
        self.pull(self.connection)
        self.assertEqual(self.partner.email, "new@cwx.example")
        self.assertIn("no longer exists", row.note)
        row.action_remove()
        self.assertFalse(self.issues())

    def test_it_is_told_of_once_and_no_more_when_it_is_back(self):
        field = self.custom_field("x_card")
        self.add("x_card", "AccountNumber")
        field.unlink()
        self.env["xero.field.mapping"]._register_hook()
        self.the_issue("mapped_field_missing")
        self.custom_field("x_card")
        self.env["xero.field.mapping"]._register_hook()
        self.assertFalse(self.issues())


@tagged("post_install", "-at_install")
class TestOneThatFails(MappingCase):
    """A field or a rule of Odoo's that fails for one customer stops no other."""

    def come_in(self):
        """:return: whom Xero says something new of, and who is new there"""
        sandbox.act("create_contact", values={"Name": "Innocent Ltd"})
        self.edit_in_xero(EmailAddress="new@cwx.example")
        self.pull(self.connection)
        self.assertEqual(self.partner.email, "new@cwx.example")
        innocent = self.env["xero.contact"].search([("name", "=", "Innocent Ltd")])
        self.assertTrue(innocent.partner_id)

    def test_a_mapped_field_that_cannot_be_computed(self):
        self.env["ir.model.fields"].create(
            {
                "name": "x_bad",
                "field_description": "Bad",
                "ttype": "char",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "compute": "for r in self: r['x_bad'] = str(1 / (0 if r.name == "
                "'Kererū Books' else 1))",
                "depends": "name",
                "store": False,
                "readonly": True,
            }
        )
        self.add("x_bad", "AccountNumber", "to_xero")
        sandbox.act(
            "edit_contact",
            contact="Kererū Books",
            values={"EmailAddress": "kereru@new.example"},
        )
        self.come_in()
        issue = self.issues().filtered(lambda each: "Kererū Books" in each.title)
        self.assertTrue(issue, "the one that fails is named")

    def test_one_that_odoo_refuses_only_when_it_is_written(self):
        self.partner.flush_recordset()
        self.env.cr.execute("UPDATE res_partner SET email_normalized = NULL")
        self.env.invalidate_all()
        self.env.cr.execute(
            "CREATE UNIQUE INDEX one_email ON res_partner (email_normalized)"
        )
        other = self.env["res.company"].create({"name": "Else Ltd"})
        self.env["res.partner"].create(
            {"name": "First", "email": "same@dup.example", "company_id": other.id}
        )
        values = {"Name": "Second", "EmailAddress": "same@dup.example"}
        sandbox.act("create_contact", values=values)
        self.come_in()
        issue = self.issues().filtered(lambda each: "Second" in each.title)
        self.assertTrue(issue, "the one that is refused is named")


@tagged("post_install", "-at_install")
class TestPage(MappingCase):
    """The mapping is one page to be read, tried and printed."""

    def test_all_that_is_synced_stands_there(self):
        rows = self.connection.field_mapping_ids
        name = rows.filtered(lambda row: row.name == "name")
        self.assertEqual(
            (name.label, name.in_odoo, name.in_xero, name.form),
            ("Name", "Name", "Name", "Text, 255"),
        )
        self.assertEqual(
            set(rows.mapped("name")), set(self.env["xero.contact"]._field_words())
        )
        invoices = self.connection.invoice_mapping_ids
        by_name = {row.name: row for row in invoices}
        self.assertEqual(by_name["DueDate"].in_odoo, "Due Date")
        self.assertEqual(by_name["Reference"].form, "Text, 255")
        self.assertEqual(by_name["Total"].direction_words, "Compared only")
        self.assertEqual(by_name["UnitAmount"].direction_words, "Odoo → Xero")

    def test_an_invoices_rows_are_fixed(self):
        row = self.connection.invoice_mapping_ids[0]
        for vals in ({"direction": "off"}, {"winner": "xero"}):
            with (
                self.assertRaisesRegex(ValidationError, "cannot be changed"),
                self.cr.savepoint(),
            ):
                row.write(vals)
        self.connection.first_link = "xero"
        self.assertEqual(
            set(self.connection.invoice_mapping_ids.mapped("winner")), {"ask"}
        )

    def test_it_is_tried_with_a_contact(self):
        self.edit_in_xero(EmailAddress="new@cwx.example")
        self.connection.direction = "to_xero"
        self.pull(self.connection)
        self.connection.direction = "both"
        self.partner.with_context(xero_pulled=True).phone = "03 555 9999"
        self.row("tax_number").direction = "off"
        wizard = (
            self.env["xero.field.preview.wizard"]
            .with_user(self.xero_user())
            .create(
                {"connection_id": self.connection.id, "partner_id": self.partner.id}
            )
        )
        effects = {line.label: line.effect for line in wizard.line_ids}
        self.assertEqual(effects["Email"], "Xero's value comes to Odoo")
        self.assertEqual(effects["Phone"], "Odoo's value goes to Xero")
        self.assertEqual(effects["Tax number"], "Not synced")
        self.assertEqual(effects["Name"], "Same on both sides")
        self.assertEqual(wizard.contact_name, self.contact.name)

    def test_a_field_is_tried_before_it_is_added(self):
        self.partner.ref = "C-7"
        wizard = self.wizard(path="ref", partner_id=self.partner.id)
        self.assertEqual(wizard.direction, "both")
        self.assertEqual(wizard.odoo_value, "C-7")
        self.assertEqual(wizard.effect, "Odoo's value goes to Xero")
        self.edit_in_xero(AccountNumber="X-1")
        self.pull(self.connection)
        wizard.invalidate_recordset()
        self.assertEqual(wizard.xero_value, "X-1")
        self.assertEqual(wizard.effect, "Nothing until it changes")
        wizard.winner = "xero"
        self.assertEqual(wizard.effect, "Xero's value comes to Odoo")
        self.assertFalse(self.row("AccountNumber:ref"))
        wizard = self.wizard(path="user_id.login")
        self.assertEqual(wizard.direction, "to_xero")

    def test_it_prints(self):
        self.add("ref", "AccountNumber")
        html, _type = self.env["ir.actions.report"]._render_qweb_html(
            "xero_connector.field_mapping_page", self.connection.ids
        )
        for text in ("Account number", "AccountNumber", "Compared only", "DueDate"):
            self.assertIn(text, html.decode())

    def test_of_another_companys_connection_nothing_is_told(self):
        other = self.env["res.company"].create({"name": "Other"})
        user = self.xero_manager()
        user.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        wizards = self.env["xero.field.preview.wizard"].with_user(user)
        with self.assertRaises(AccessError):
            wizards.with_context(allowed_company_ids=other.ids).create(
                {"connection_id": self.connection.id, "partner_id": self.partner.id}
            )
