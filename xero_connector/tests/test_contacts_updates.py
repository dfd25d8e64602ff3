import json

from odoo.exceptions import UserError
from odoo.tests import tagged

from . import sandbox
from .common import ConnectedCase
from .sandbox import calls


class UpdateCase(ConnectedCase):
    """A partner that came from Xero, and its contact there."""

    def setUp(self):
        super().setUp()
        self.run_cron(self.connection)
        self.connection.write({"frequency": "hourly", "push_when": "posted"})
        self.contact = self.env["xero.contact"].search(
            [("name", "=", "Canterbury Wool Exchange")]
        )
        self.partner = self.contact.partner_id
        self.assertEqual(self.contact.matched_by, "created")
        sandbox.forget_calls()

    def in_books(self):
        """:return: the contact as it stands in Xero"""
        (found,) = sandbox.things("Contacts", ContactID=self.contact.xero_id)
        return found

    def updates(self):
        """:return: the elements of every update of contacts, as they left"""
        return [
            element
            for call in sandbox._control("GET", "calls", bodies=1)
            if call["method"] == "POST" and call["path"].endswith("Contacts")
            for element in json.loads(call["request"])["Contacts"]
        ]

    def edit(self, **values):
        """Edit the partner, and let the cron run."""
        self.partner.write(values)
        self.run_cron(self.connection)

    def edit_in_xero(self, **values):
        sandbox.act("edit_contact", contact=self.contact.xero_id, values=values)

    def jobs(self):
        return self.env["xero.job"].search([("mirror_model", "=", "xero.contact")])


@tagged("post_install", "-at_install")
class TestOdooToXero(UpdateCase):
    """An edit here changes the contact there: that field, and nothing else."""

    def test_only_what_changed_is_sent(self):
        self.edit(phone="03 555 9999")
        (sent,) = self.updates()
        self.assertEqual(set(sent), {"ContactID", "Phones"})
        phones = {p["PhoneType"]: p for p in self.in_books()["Phones"]}
        self.assertEqual(phones["DEFAULT"]["PhoneNumber"], "03 555 9999")
        self.assertEqual(self.in_books()["EmailAddress"], "accounts@cwx.example")

    def test_it_is_read_before_it_is_changed(self):
        self.edit(phone="03 555 9999")
        made = [(call["method"], call["path"].rpartition("/")[2]) for call in calls()]
        self.assertEqual(made, [("GET", "Contacts"), ("POST", "Contacts")])
        self.assertIn(self.contact.xero_id, calls("GET")[0]["query"])

    def test_an_address_goes_as_one(self):
        self.edit(street="1 Quay Street", street2=False, city="Auckland", zip="1010")
        street = {a["AddressType"]: a for a in self.in_books()["Addresses"]}["STREET"]
        self.assertEqual(
            (street["AddressLine1"], street["City"], street["PostalCode"]),
            ("1 Quay Street", "Auckland", "1010"),
        )

    def test_a_box_stays_a_box(self):
        contact = self.env["xero.contact"].search([("name", "=", "Inland Revenue")])
        contact.partner_id.street = "PO Box 1"
        self.run_cron(self.connection)
        (sent,) = self.updates()
        self.assertEqual(sent["Addresses"][0]["AddressType"], "POBOX")

    def test_what_is_emptied_here_is_not_blanked_there(self):
        self.edit(phone=False)
        self.assertFalse(self.updates())
        self.assertEqual(self.jobs()[0].outcome, "unchanged")
        self.assertEqual(self.contact.phone, "03 555 0105")

    def test_an_edit_that_is_undone_costs_no_call(self):
        self.partner.phone = "1"
        self.edit(phone="03 555 0105")
        self.assertFalse(calls())

    def test_what_xero_never_hears_of_costs_nothing(self):
        before = self.jobs()
        self.partner.write({"comment": "A note", "ref": "X"})
        self.env.cr.flush()
        self.assertEqual(self.jobs(), before)

    def test_who_is_not_linked_is_not_created_by_an_edit(self):
        self.customer.phone = "1"
        self.env.cr.flush()
        self.assertFalse(self.jobs())

    def test_pushed_by_hand_it_waits_for_the_button(self):
        self.connection.push_when = "by_hand"
        self.edit(phone="03 555 9999")
        self.assertFalse(self.updates())
        self.partner.action_xero_push()
        self.run_cron(self.connection)
        self.assertEqual(len(self.updates()), 1)

    def test_a_run_that_compares_everything_sends_it_too(self):
        self.connection.push_when = "by_hand"
        self.edit(phone="03 555 9999")
        self.assertFalse(self.updates())
        self.pull(self.connection)
        self.assertEqual(len(self.updates()), 1)

    def test_a_name_that_is_taken_there_is_told_and_another_one_goes(self):
        self.edit(name="Kererū Books")
        issue = self.the_issue("name_taken")
        self.edit(name="Canterbury Wool & Co")
        self.assertEqual(issue.state, "solved")
        self.assertEqual(self.in_books()["Name"], "Canterbury Wool & Co")

    def test_an_edit_while_one_is_underway_goes_after_it(self):
        fault = sandbox.fault("drop_after", "POST", "Contacts")
        self.edit(phone="03 555 9999")
        self.assertTrue(sandbox.planted(fault)["hits"])
        self.partner.email = "wool@cwx.example"
        self.wait(self.connection)
        self.assertEqual(self.in_books()["EmailAddress"], "wool@cwx.example")
        phones = [update for update in self.updates() if "Phones" in update]
        self.assertEqual(len(phones), 1, "the first one stood there, and was found")

    def test_many_edits_are_one_read_and_one_write(self):
        partners = self.env["xero.contact"].search([("partner_id", "!=", False)])[:30]
        for number, partner in enumerate(partners.partner_id):
            partner.phone = f"09 555 {number:04}"
        self.run_cron(self.connection)
        self.assertEqual([call["method"] for call in calls()], ["GET", "POST"])
        self.assertEqual(len(self.updates()), len(partners))

    def test_an_archived_contact_takes_no_edit_and_is_asked_about(self):
        sandbox.act("archive_contact", contact=self.contact.xero_id)
        self.edit(phone="03 555 9999")
        self.assertFalse(self.updates())
        self.assertIn("archived", self.the_issue("contact_archived").title)


@tagged("post_install", "-at_install")
class TestXeroToOdoo(UpdateCase):
    """A change there comes here: that field, and nothing else."""

    def test_what_changed_there_changes_here(self):
        self.edit_in_xero(EmailAddress="new@cwx.example", Name="Canterbury Wool")
        self.pull(self.connection)
        self.assertEqual(self.partner.email, "new@cwx.example")
        self.assertEqual(self.partner.name, "Canterbury Wool")
        self.assertEqual(self.partner.phone, "03 555 0105")

    def test_what_was_emptied_there_is_not_blanked_here(self):
        tax_number = self.partner.vat
        self.edit_in_xero(EmailAddress="", TaxNumber="")
        self.pull(self.connection)
        self.assertEqual(self.partner.email, "accounts@cwx.example")
        self.assertTrue(tax_number)
        self.assertEqual(self.partner.vat, tax_number)

    def test_what_came_from_there_does_not_go_back(self):
        self.edit_in_xero(EmailAddress="new@cwx.example")
        before = self.jobs()
        self.pull(self.connection)
        self.assertEqual(self.jobs(), before)
        self.assertFalse(self.updates())

    def test_our_own_echo_is_no_change(self):
        self.edit(phone="03 555 9999")
        writes = self.partner.write_date
        self.pull(self.connection)
        self.pull(self.connection)
        self.assertEqual(self.partner.phone, "03 555 9999")
        self.assertEqual(self.partner.write_date, writes)
        self.assertEqual(len(self.updates()), 1)
        self.assertFalse(self.issues())

    def test_an_address_moves_as_one_and_its_country_is_found(self):
        address = {
            "AddressType": "STREET",
            "AddressLine1": "2 Queen Street",
            "City": "Sydney",
            "Region": "NSW",
            "PostalCode": "2000",
            "Country": "Australia",
        }
        self.edit_in_xero(Addresses=[address])
        self.pull(self.connection)
        self.assertEqual(
            (self.partner.street, self.partner.state_id.code, self.partner.zip),
            ("2 Queen Street", "NSW", "2000"),
        )
        self.assertEqual(self.partner.country_id.code, "AU")

    def test_only_sent_to_xero_nothing_comes_back(self):
        self.connection.direction = "to_xero"
        self.edit_in_xero(EmailAddress="new@cwx.example")
        self.pull(self.connection)
        self.assertEqual(self.partner.email, "accounts@cwx.example")

    def test_what_odoo_refuses_is_told_and_stops_nobody_else(self):
        def refuse(records, vals):
            if "name" in vals and vals["name"] == "Not here":
                raise UserError(self.env._("No such name in this house."))
            return write(records, vals)

        write = type(self.partner).write
        self.patch(type(self.partner), "write", refuse)
        sandbox.act("rename_contact", contact="Kererū Books", name="Kererū Press")
        self.edit_in_xero(Name="Not here")
        self.pull(self.connection)
        issue = self.the_issue("not_taken_over")
        self.assertIn("No such name in this house", issue.advice)
        self.assertEqual(issue.batch_id.failed, 1)
        shown = issue.batch_id.action_open_failed()
        self.assertEqual(self.env[shown["res_model"]].search(shown["domain"]), issue)
        self.assertTrue(self.env["res.partner"].search([("name", "=", "Kererū Press")]))
        self.edit_in_xero(Name="Here again")
        issue.action_try_again()
        self.pull(self.connection)
        self.assertEqual(self.partner.name, "Here again")

    def test_who_was_merged_in_xero_goes_where_it_went(self):
        kept = {"Name": "Wool Exchange Ltd"}
        sandbox.act("create_contact", values=kept)
        self.connection.new_records = "review"
        self.run_cron(self.connection)
        self.pull(self.connection)
        sandbox.act(
            "merge_contact", contact=self.contact.xero_id, into="Wool Exchange Ltd"
        )
        self.connection.resource_ids.cursor = False
        self.pull(self.connection)
        self.assertEqual(
            self.partner._xero_contact(self.connection).name, "Wool Exchange Ltd"
        )

    def test_a_partner_made_here_later_is_found_by_its_e_mail(self):
        self.connection.new_records = "review"
        sandbox.act(
            "create_contact",
            values={"Name": "Weka", "EmailAddress": "hello@weka.example"},
        )
        self.pull(self.connection)
        weka = self.env["xero.contact"].search([("name", "=", "Weka")])
        self.assertFalse(weka.partner_id)
        partner = self.env["res.partner"].create(
            {"name": "WEKA", "email": "hello@weka.example"}
        )
        self.pull(self.connection)
        self.assertEqual(weka.partner_id, partner)
        self.assertEqual(partner.name, "WEKA", "linking changes nothing")


@tagged("post_install", "-at_install")
class TestBothSides(UpdateCase):
    """Changed here and there: nothing is overwritten, and a person sees both."""

    def conflict(self):
        """The phone was changed on both sides; :return: the issue"""
        self.edit_in_xero(
            Phones=[{"PhoneType": "DEFAULT", "PhoneNumber": "03 555 2222"}]
        )
        self.edit(phone="03 555 1111")
        return self.the_issue("contact_conflict")

    def phones(self):
        phones = {p["PhoneType"]: p for p in self.in_books()["Phones"]}
        return self.partner.phone, phones["DEFAULT"]["PhoneNumber"]

    def wizard(self, issue):
        action = issue.action_solve()
        wizards = self.env[action["res_model"]].with_context(**action["context"])
        return wizards.create({})

    def test_nothing_is_sent_and_both_are_shown_with_what_was_agreed(self):
        issue = self.conflict()
        self.assertFalse(self.updates())
        self.assertEqual(self.phones(), ("03 555 1111", "03 555 2222"))
        line = self.wizard(issue).line_ids
        self.assertEqual(
            (line.what, line.agreed, line.odoo, line.xero),
            ("Phone", "03 555 0105", "03 555 1111", "03 555 2222"),
        )

    def test_a_pull_that_meets_it_asks_the_same(self):
        issue = self.conflict()
        self.pull(self.connection)
        self.assertEqual(self.issues(), issue)
        self.assertEqual(self.phones(), ("03 555 1111", "03 555 2222"))

    def test_odoos_is_taken(self):
        self.wizard(self.conflict()).action_take_odoo()
        self.run_cron(self.connection)
        self.assertEqual(self.phones(), ("03 555 1111", "03 555 1111"))
        self.assertFalse(self.issues())

    def test_what_was_decided_is_noted_from_what_to_what(self):
        self.wizard(self.conflict()).action_take_odoo()
        note = self.partner.message_ids[0].body
        self.assertIn("use Odoo's values", note)
        self.assertIn("Phone: 03 555 2222 → 03 555 1111", note)

    def test_an_issue_that_is_no_conflict_is_not_decided(self):
        self.edit(name="Kererū Books")
        issue = self.the_issue("name_taken")
        wizards = self.env["xero.conflict.wizard"]
        wizard = wizards.create({"issue_id": issue.id})
        with self.assertRaisesRegex(UserError, "nothing left to decide"):
            wizard.action_take_xero()
        self.assertEqual(issue.state, "open")

    def test_what_changes_while_it_is_looked_at_is_not_decided_unseen(self):
        issue = self.conflict()
        wizard = self.wizard(issue)
        self.edit_in_xero(
            Phones=[{"PhoneType": "DEFAULT", "PhoneNumber": "03 555 6666"}]
        )
        self.pull(self.connection)
        with self.assertRaisesRegex(UserError, "while you were viewing it"):
            wizard.action_take_xero()
        self.assertEqual(self.phones(), ("03 555 1111", "03 555 6666"))
        self.wizard(issue).action_take_xero()
        self.assertEqual(self.partner.phone, "03 555 6666")

    def test_xeros_is_taken(self):
        self.wizard(self.conflict()).action_take_xero()
        self.run_cron(self.connection)
        self.assertEqual(self.phones(), ("03 555 2222", "03 555 2222"))
        self.assertFalse(self.updates())
        self.assertFalse(self.issues())

    def test_both_are_left_until_one_is_changed_again(self):
        self.wizard(self.conflict()).action_leave_both()
        self.run_cron(self.connection)
        self.pull(self.connection)
        self.assertEqual(self.phones(), ("03 555 1111", "03 555 2222"))
        self.assertFalse(self.issues())
        self.edit(phone="03 555 3333")
        self.assertEqual(self.phones(), ("03 555 3333", "03 555 3333"))

    def test_it_ends_when_both_say_the_same(self):
        issue = self.conflict()
        self.edit_in_xero(
            Phones=[{"PhoneType": "DEFAULT", "PhoneNumber": "03 555 1111"}]
        )
        self.pull(self.connection)
        self.assertEqual(issue.state, "solved")
        self.assertFalse(self.updates())

    def test_different_fields_are_no_conflict(self):
        self.edit_in_xero(EmailAddress="new@cwx.example")
        self.edit(phone="03 555 1111")
        self.pull(self.connection)
        self.assertFalse(self.issues())
        self.assertEqual(self.phones(), ("03 555 1111", "03 555 1111"))
        self.assertEqual(self.partner.email, "new@cwx.example")

    def test_linking_who_differs_moves_nothing_on_either_side(self):
        self.contact._link(self.customer, "person")
        self.customer.phone = "09 1"
        self.pull(self.connection)
        self.assertEqual(self.customer.name, "Tūī Books Ltd")
        self.assertEqual(self.customer.email, "accounts@tuibooks.example")
        self.assertEqual(self.in_books()["Name"], "Canterbury Wool Exchange")
        (sent,) = self.updates()
        self.assertEqual(set(sent), {"ContactID", "Phones"}, "the edit after it")


@tagged("post_install", "-at_install")
class TestUrgency(ConnectedCase):
    """A contact is as urgent as its invoice, and approval is something else."""

    def contact_jobs(self):
        return self.env["xero.job"].search([("mirror_model", "=", "xero.contact")])

    def test_a_persons_invoice_makes_its_contact_urgent(self):
        self.invoice().action_xero_push()
        self.env.cr.flush()
        self.env["xero.contact"]._ask_for_needed(self.connection)
        job = self.contact_jobs()
        self.assertEqual(job.priority, 10)
        self.assertFalse(job.approved)

    def test_a_contact_that_waits_already_is_hurried(self):
        move = self.invoice()
        move._xero_intend(self.connection, 0)
        self.env.cr.flush()
        contacts = self.env["xero.contact"]
        contacts._ask_for_needed(self.connection)
        self.assertEqual(self.contact_jobs().priority, 0)
        move.action_xero_push()
        self.env.cr.flush()
        contacts._ask_for_needed(self.connection)
        self.assertEqual(self.contact_jobs().priority, 10)

    def test_an_urgent_invoice_approves_nobody_under_review(self):
        self.connection.new_records = "review"
        self.push(self.invoice(partner_id=self.customer.id))
        self.the_issue("contact_unknown")
        self.assertFalse(sandbox.things("Contacts", Name=self.customer.name))
