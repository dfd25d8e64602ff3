from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from . import sandbox
from .common import ConnectedCase


@tagged("post_install", "-at_install")
class TestWhoIsIt(ConnectedCase):
    """An invoice goes to the right contact, or waits until a person says who it is."""

    def push_for(self, name, in_xero=None, **values):
        """Push an invoice of a new partner, who may stand in Xero since a moment ago.

        :param in_xero: dicts of contacts that somebody made in Xero just now
        :return: the invoice
        """
        partner = self.env["res.partner"].create({"name": name, **values})
        for contact in in_xero or ():
            sandbox.act("create_contact", values=contact)
        move = self.invoice(partner_id=partner.id)
        self.push(move)
        return move

    def assert_goes_to(self, move, name, how):
        found = self.in_xero(move)
        self.assertEqual(found["Contact"]["Name"], name)
        contact = move.partner_id.xero_contact_ids
        self.assertEqual(contact.xero_id, found["Contact"]["ContactID"])
        self.assertEqual(contact.matched_by, how)

    def assert_asked(self, move, cause="contact_unknown"):
        issue = self.the_issue(cause, move)
        self.assertIn(move.partner_id.name, issue.title)
        self.assertFalse(sandbox.calls("PUT"), "nothing is written in doubt")
        return issue

    def wizard(self, issue, **values):
        action = issue.action_solve()
        wizards = self.env[action["res_model"]].with_context(**action["context"])
        return wizards.create(values)

    # === Found in Xero === #

    def test_who_is_unknown_everywhere_is_created(self):
        move = self.push_for("Weka & Co", email="hello@weka.example", phone="04 1")
        self.assert_goes_to(move, "Weka & Co", "created")
        (contact,) = sandbox.things("Contacts", Name="Weka & Co")
        self.assertEqual(contact["EmailAddress"], "hello@weka.example")
        self.assertEqual(contact["ContactNumber"], move.partner_id._xero_number())

    def test_who_carries_our_number_is_the_one(self):
        partner = self.env["res.partner"].create({"name": "Weka & Co"})
        sandbox.act(
            "create_contact",
            values={"Name": "Renamed there", "ContactNumber": partner._xero_number()},
        )
        move = self.invoice(partner_id=partner.id)
        self.push(move)
        self.assert_goes_to(move, "Renamed there", "number")

    def test_who_has_the_e_mail_is_the_one(self):
        move = self.push_for(
            "Weka",
            [{"Name": "WEKA LIMITED", "EmailAddress": "hello@weka.example"}],
            email="Hello@Weka.example",
            is_company=True,
        )
        self.assert_goes_to(move, "WEKA LIMITED", "email")
        self.assertFalse(sandbox.calls("PUT", "Contacts"))

    def test_who_has_the_name_is_the_one_whatever_case_and_accents(self):
        move = self.push_for("ŌTAKI WOOL", [{"Name": "Otaki Wool"}], is_company=True)
        self.assert_goes_to(move, "Otaki Wool", "name")

    def test_a_quotation_mark_in_a_name_is_looked_for_all_the_same(self):
        name = 'The "Old" Mill \\ Co'
        move = self.push_for(name, [{"Name": name}], is_company=True)
        self.assert_goes_to(move, name, "name")

    # === Asked === #

    def test_a_person_is_never_found_by_name_alone(self):
        move = self.push_for("Mary Brown", [{"Name": "Mary Brown"}])
        self.assert_asked(move)

    def test_who_is_a_person_in_xero_is_not_found_by_name_alone_either(self):
        there = {"Name": "Mary Brown", "FirstName": "Mary", "LastName": "Brown"}
        self.assert_asked(self.push_for("Mary Brown", [there], is_company=True))

    def test_a_namesake_with_another_phone_or_town_is_asked_about(self):
        there = {
            "Name": "Otaki Wool",
            "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "06 364 1111"}],
        }
        move = self.push_for(
            "Otaki Wool", [there], is_company=True, phone="09 555 2222"
        )
        self.assert_asked(move)

    def test_a_namesake_in_another_town_is_asked_about(self):
        address = {"AddressType": "STREET", "AddressLine1": "1 A St", "City": "Dunedin"}
        there = {"Name": "Otaki Wool", "Addresses": [address]}
        self.assert_asked(
            self.push_for("Otaki Wool", [there], is_company=True, city="Whangārei")
        )

    def test_a_person_with_the_e_mail_but_another_phone_is_asked_about(self):
        there = {
            "Name": "M Brown",
            "EmailAddress": "home@brown.example",
            "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "03 477 1111"}],
        }
        move = self.push_for(
            "Mary Brown", [there], email="home@brown.example", phone="09 555 2222"
        )
        self.assert_asked(move)

    def test_a_namesake_with_another_e_mail_is_asked_about(self):
        move = self.push_for(
            "Otaki Wool",
            [{"Name": "Otaki Wool", "EmailAddress": "else@example.com"}],
            email="us@otaki.example",
        )
        self.assert_asked(move)

    def test_two_contacts_with_the_e_mail_are_asked_about(self):
        move = self.push_for(
            "Weka & Co",
            [
                {"Name": name, "EmailAddress": "hello@weka.example"}
                for name in ("Weka North", "Weka South")
            ],
            email="hello@weka.example",
        )
        self.assert_asked(move)

    def test_a_second_partner_with_the_e_mail_is_asked_about(self):
        self.env["res.partner"].create({"name": "Other", "email": "hello@weka.example"})
        move = self.push_for(
            "Weka & Co",
            [{"Name": "Weka North", "EmailAddress": "hello@weka.example"}],
            email="hello@weka.example",
        )
        self.assert_asked(move)

    def test_a_contact_that_is_another_partners_is_asked_about(self):
        taken = self.env["xero.contact"].search([("name", "=", "Kererū Books")])
        self.assertTrue(taken)
        taken._link(self.env["res.partner"].create({"name": "Ana"}), "person")
        move = self.push_for("Kereru Books")
        self.assert_asked(move)

    def test_who_is_archived_in_xero_is_asked_about_and_goes_once_restored(self):
        move = self.push_for("Orlena Greenville", email="orlena@example.org")
        issue = self.assert_asked(move, "contact_archived")
        self.assertIn("restore", issue.advice)
        sandbox.act("restore_contact", contact="Orlena Greenville")
        issue.action_try_again()
        self.run_cron(self.connection)
        self.assert_goes_to(move, "Orlena Greenville", "email")

    def test_a_matched_contact_that_is_archived_later_is_asked_about(self):
        self.push(self.invoice())
        sandbox.act("archive_contact", contact=self.customer.name)
        self.pull(self.connection)
        sandbox.forget_calls()
        move = self.invoice()
        self.push(move)
        self.assert_asked(move, "contact_archived")

    # === Gone from Xero === #

    def forgotten(self):
        """The customer stood in Xero, and is not there any more."""
        self.push(self.invoice())
        sandbox.act("forget_contact", contact=self.customer.name)

    def assert_created_anew(self, move, issue):
        """Nothing of what is gone is offered, and its name is free."""
        self.assertIn("is no longer in Xero", issue.advice)
        wizard = self.wizard(issue)
        gone = self.customer.xero_contact_ids
        self.assertNotIn(gone, wizard.suggestion_ids)
        self.assertFalse(wizard.contact_id or wizard.needs_name)
        wizard.action_create_contact()
        self.run_cron(self.connection)
        self.assert_goes_to(move, self.customer.name, "created")
        self.assertFalse(self.issues())

    def test_who_is_known_to_be_gone_is_asked_about_before_anything_is_sent(self):
        self.forgotten()
        self.compare_later()
        self.pull(self.connection)
        self.assertTrue(self.customer.xero_contact_ids.gone_at)
        # What was pushed for it is not listed either, which is another matter.
        self.issues("unlisted")._solve()
        sandbox.forget_calls()
        move = self.invoice()
        self.push(move)
        self.assert_created_anew(move, self.assert_asked(move))

    def test_who_turns_out_to_be_gone_is_asked_about_after_one_refusal(self):
        self.forgotten()
        sandbox.forget_calls()
        move = self.invoice()
        self.push(move)
        issue = self.the_issue("contact_unknown", move)
        self.assertEqual(len(sandbox.calls("PUT")), 1)
        self.assert_created_anew(move, issue)

    def test_who_is_gone_and_tried_again_is_asked_about_again(self):
        self.forgotten()
        move = self.invoice()
        self.push(move)
        sandbox.forget_calls()
        self.the_issue("contact_unknown", move).action_try_again()
        self.run_cron(self.connection)
        self.assert_asked(move)

    def test_who_is_back_is_the_one_without_a_question(self):
        self.push(self.invoice())
        contact = self.customer.xero_contact_ids
        contact._strike_out()
        move = self.invoice()
        self.push(move)
        self.assertEqual(self.in_xero(move)["Contact"]["ContactID"], contact.xero_id)
        self.assertFalse(contact.gone_at or self.issues())

    def test_a_partner_whose_contact_is_gone_when_it_is_edited_is_asked_about(self):
        self.forgotten()
        self.customer.phone = "09 555 2222"
        self.customer.action_xero_push()
        self.run_cron(self.connection)
        issue = self.the_issue("contact_unknown")
        self.assertIn("is no longer in Xero", issue.advice)
        self.assertFalse(self.wizard(issue).needs_name)

    # === The answer === #

    def test_under_review_an_unknown_customer_is_asked_about_once_for_all(self):
        self.connection.new_records = "review"
        move = self.push_for("Weka & Co")
        issue = self.assert_asked(move)
        another = self.invoice(partner_id=move.partner_id.id)
        self.push(another)
        self.assertEqual(self.issues(), issue)
        self.assertEqual(self.wizard(issue).waiting_count, 2)

    def test_create_makes_the_contact_and_lets_every_invoice_go(self):
        self.connection.new_records = "review"
        move = self.push_for("Weka & Co")
        another = self.invoice(partner_id=move.partner_id.id)
        self.push(another)
        self.wizard(self.issues()).action_create_contact()
        self.run_cron(self.connection)
        self.assert_goes_to(move, "Weka & Co", "created")
        self.in_xero(another)
        self.assertFalse(self.issues())

    def test_link_takes_the_contact_and_lets_every_invoice_go(self):
        self.connection.new_records = "review"
        move = self.push_for("Kereru Book Shop", is_company=True)
        wizard = self.wizard(self.issues())
        self.assertEqual(wizard.suggestion_ids[:1].name, "Kererū Books")
        contact = self.env["xero.contact"].search(
            [("name", "=", "Rex Media Group")], limit=1
        )
        self.env["res.partner"].search([("name", "=", "Rex Media Group")]).unlink()
        wizard.contact_id = contact
        wizard.action_link()
        self.run_cron(self.connection)
        self.assert_goes_to(move, "Rex Media Group", "person")
        self.assertFalse(sandbox.calls("PUT", "Contacts"))
        self.assertFalse(self.issues())

    def test_a_user_under_the_rules_of_companies_sees_who_resembles(self):
        partner = self.env["res.partner"].create({"name": "Rex Media Group Ltd"})
        clerk = new_test_user(
            self.env,
            "clerk",
            groups="xero_connector.group_xero_user,account.group_account_invoice",
        )
        wizard = (
            self.env["xero.contact.wizard"]
            .with_user(clerk)
            .create(
                {"connection_id": self.connection.id, "partner_id": partner.id},
            )
        )
        self.assertIn("Rex Media Group", wizard.suggestion_ids.mapped("name"))

    def test_one_contact_is_never_linked_to_two_partners(self):
        self.push(self.invoice())
        self.connection.new_records = "review"
        self.push_for("Weka & Co")
        wizard = self.wizard(self.issues())
        wizard.contact_id = self.customer.xero_contact_ids
        with self.assertRaisesRegex(Exception, "already matched to Tūī Books Ltd"):
            wizard.action_link()

    def test_asking_for_a_partner_by_name_needs_no_second_answer(self):
        self.connection.new_records = "review"
        partner = self.env["res.partner"].create({"name": "Weka & Co"})
        partner.action_xero_push()
        self.run_cron(self.connection)
        self.assertFalse(self.issues())
        self.assertEqual(partner.xero_contact_ids.matched_by, "created")

    # === People merge and delete partners === #

    def merge(self, *partners):
        """As *Merge* does in Contacts; the first one stays."""
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        together = self.env["res.partner"].union(*partners)
        wizard._merge(together.ids, partners[0])
        self.env.invalidate_all()

    def test_merging_partners_moves_the_contact_along(self):
        self.push(self.invoice())
        kept = self.env["res.partner"].create({"name": "Tui Books"})
        self.merge(kept, self.customer)
        move = self.invoice(partner_id=kept.id)
        self.push(move)
        self.assertEqual(self.in_xero(move)["Contact"]["Name"], "Tūī Books Ltd")

    def test_merging_two_matched_partners_asks_which_contact_it_is(self):
        other = self.env["res.partner"].create({"name": "Weka & Co"})
        self.push(self.invoice(), self.invoice(partner_id=other.id))
        self.merge(self.customer, other)
        self.assertEqual(len(self.customer.xero_contact_ids), 2)
        self.customer.name = "Tūī and Weka"
        sandbox.forget_calls()
        move = self.invoice()
        self.push(move)
        issue = self.assert_asked(move)
        wizard = self.wizard(issue)
        self.assertEqual(
            set(wizard.suggestion_ids.mapped("name")), {"Tūī Books Ltd", "Weka & Co"}
        )
        wizard.contact_id = self.env["xero.contact"].search(
            [("name", "=", "Weka & Co")]
        )
        wizard.action_link()
        self.run_cron(self.connection)
        self.assertEqual(self.in_xero(move)["Contact"]["Name"], "Weka & Co")

    def merged(self):
        """Two customers who are known in Xero become one.

        :return: an invoice of each, the first of the one who stays; the second is paid
        """
        other = self.env["res.partner"].create({"name": "Weka & Co"})
        moves = self.invoice(), self.invoice(partner_id=other.id)
        self.push(*moves)
        sandbox.act("pay", invoice=moves[1].name, amount=115)
        sandbox.clock(2)
        self.pull(self.connection)
        self.merge(self.customer, other)
        return moves

    def assert_each_stays_with_its_contact(self, moves):
        self.pull(self.connection)
        self.push(*moves)
        names = [self.in_xero(move)["Contact"]["Name"] for move in moves]
        self.assertEqual(names, ["Tūī Books Ltd", "Weka & Co"])
        for move in moves:
            self.assertEqual(move.xero_state, "pushed", self.story())
            self.assertFalse(move.xero_missing)

    def test_what_stands_in_xero_stays_with_its_contact_when_customers_are_merged(self):
        """Nobody asked for it to be moved, and one of them is paid."""
        moves = self.merged()
        self.assert_each_stays_with_its_contact(moves)
        # An update of it names no contact either.
        moves[1].ref = "PO 7"
        self.push(moves[1])
        self.assert_each_stays_with_its_contact(moves)

    def test_nor_is_it_moved_once_it_is_said_which_contact_new_ones_go_to(self):
        moves = self.merged()
        for name in ("Weka & Co", "Tūī Books Ltd"):
            with self.subTest(chosen=name):
                new = self.invoice()
                self.push(new)
                if issue := self.issues("contact_unknown"):
                    wizard = self.wizard(issue)
                    wizard.contact_id = self.env["xero.contact"].search(
                        [("name", "=", name)]
                    )
                    wizard.action_link()
                    self.run_cron(self.connection)
                self.assertEqual(new.xero_state, "pushed", self.story())
                self.assert_each_stays_with_its_contact(moves)

    def test_a_partner_with_two_contacts_is_asked_about_and_gets_no_third(self):
        for name in ("Rex Media Group", "Kererū Books"):
            contact = self.env["xero.contact"].search([("name", "=", name)])
            contact._link(self.customer, "person")
        move = self.invoice()
        self.push(move)
        self.assert_asked(move)

    def test_merging_while_a_person_is_asked_lets_the_invoice_go_on(self):
        self.push(self.invoice())
        self.connection.new_records = "review"
        move = self.push_for("Tui Bookshop")
        self.assertTrue(self.issues("contact_unknown"))
        self.merge(self.customer, move.partner_id)
        self.run_cron(self.connection)
        self.assertEqual(self.in_xero(move)["Contact"]["Name"], "Tūī Books Ltd")
        self.assertFalse(self.issues())

    def test_deleting_a_partner_who_waits_leaves_no_question_behind(self):
        self.connection.new_records = "review"
        taken = {"Name": "Weka & Co", "EmailAddress": "x@example.com"}
        sandbox.act("create_contact", values=taken)
        partner = self.env["res.partner"].create(
            {"name": "Weka & Co", "email": "y@example.com"}
        )
        partner.action_xero_push()
        self.run_cron(self.connection)
        self.assertTrue(self.issues("contact_unknown"))
        partner.unlink()
        self.run_cron(self.connection)
        self.assertFalse(self.issues(), self.story())


@tagged("post_install", "-at_install")
class TestTheDialog(ConnectedCase):
    """Nobody is led to a stranger's account."""

    def ask(self, name, in_xero=None, **values):
        """:return: the dialog about a new partner, whom Xero may resemble"""
        self.connection.new_records = "review"
        if in_xero:
            sandbox.act("create_contact", values=in_xero)
            self.pull(self.connection)
        partner = self.env["res.partner"].create({"name": name, **values})
        move = self.invoice(partner_id=partner.id)
        self.push(move)
        action = self.issues("contact_unknown").action_solve()
        wizards = self.env[action["res_model"]].with_context(**action["context"])
        return wizards.create({}), move

    def test_what_is_only_alike_is_not_chosen_beforehand(self):
        there = {"Name": "Zephyr Legal", "EmailAddress": "hemi@zephyr.example"}
        wizard, _move = self.ask(
            "Zephyr Legl", there, is_company=True, email="legal@elsewhere.example"
        )
        self.assertIn("Zephyr Legal", wizard.suggestion_ids.mapped("name"))
        self.assertFalse(wizard.contact_id)
        wizard.contact_id = wizard.suggestion_ids.filtered(
            lambda contact: contact.name == "Zephyr Legal"
        )
        self.assertEqual(wizard.against, "different email")
        self.assertFalse(wizard.is_sure)

    def test_two_customers_of_one_name_both_get_in_and_stay(self):
        first, second = self.env["res.partner"].create(
            [{"name": "John Smith", "city": city} for city in ("Otaki", "Levin")]
        )
        first.action_xero_push()
        self.run_cron(self.connection)
        move = self.invoice(partner_id=second.id)
        self.push(move)
        issue = self.the_issue("contact_unknown", move)
        self.assertIn("John Smith already has this name", issue.advice)
        action = issue.action_solve()
        wizards = self.env[action["res_model"]].with_context(**action["context"])
        wizard = wizards.create({})
        self.assertEqual(wizard.name_in_xero, "John Smith (Levin)")
        with self.assertRaisesRegex(UserError, "names must be unique"):
            wizards.create({"name_in_xero": "john  smith"}).action_create_contact()
        wizard.action_create_contact()
        self.run_cron(self.connection)
        self.assertEqual(self.in_xero(move)["Contact"]["Name"], "John Smith (Levin)")
        self.assertEqual(second.name, "John Smith")
        sandbox.forget_calls()
        self.pull(self.connection)
        second.phone = "06 1"
        second.action_xero_push()
        self.run_cron(self.connection)
        self.assertEqual(second.name, "John Smith")
        (sent,) = sandbox.sent("Contacts", "POST")
        self.assertNotIn("Name", sent)

    def test_a_contact_of_another_organisation_cannot_be_linked(self):
        wizard, _move = self.ask("Weka & Co")
        other = self.env["xero.connection"].create({"company_id": self.company.id})
        wizard.contact_id = self.env["xero.contact"].create(
            {"connection_id": other.id, "xero_id": "1", "name": "X", "status": "ACTIVE"}
        )
        with self.assertRaisesRegex(UserError, "not a contact of"):
            wizard.action_link()

    def test_unlinked_it_is_asked_again_and_what_was_pushed_stays(self):
        self.push(self.invoice())
        contact = self.customer.xero_contact_ids
        contact.action_unlink_partner()
        self.assertFalse(contact.partner_id)
        self.assertIn("They stay in Xero", self.customer.message_ids[0].body)
        sandbox.forget_calls()
        move = self.invoice()
        self.push(move)
        self.the_issue("contact_unknown", move)
        self.assertFalse(sandbox.calls("PUT"), "the rules do not link it again")
        action = self.issues().action_solve()
        wizards = self.env[action["res_model"]].with_context(**action["context"])
        wizards.create({"name_in_xero": "Tūī, the other"}).action_create_contact()
        self.run_cron(self.connection)
        self.assertEqual(self.in_xero(move)["Contact"]["Name"], "Tūī, the other")

    def test_who_may_not_use_xero_unlinks_nobody(self):
        self.push(self.invoice())
        reader = new_test_user(self.env, "reader", "account.group_account_invoice")
        with self.assertRaises(AccessError):
            self.customer.xero_contact_ids.with_user(reader).action_unlink_partner()
