from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from . import sandbox
from .test_importing_rules import ImportCase

BOOKS = "Kererū Books"
ANA = {"FirstName": "Ana", "LastName": "Müller", "EmailAddress": "ana.m@books.example"}
BEN = {"FirstName": "Ben", "LastName": "Aitken", "EmailAddress": "ben@books.example"}
CARA = {"FirstName": "Cara", "LastName": "Lee", "IncludeInEmails": True}


class PersonCase(ImportCase):
    def setUp(self):
        super().setUp()
        self.say(ANA, BEN)
        self.save(self.dialog(new_records="create"))
        self.books = self.contact(BOOKS).partner_id

    def say(self, *persons):
        """Somebody writes the persons of a contact in Xero."""
        sandbox.clock(60)
        values = {"ContactPersons": list(persons)}
        sandbox.act("edit_contact", contact=BOOKS, values=values)
        self.pull_all()

    def child(self, name):
        children = self.books.with_context(active_test=False).child_ids
        return children.filtered(lambda child: child.name == name)

    def names(self):
        return set(self.books.child_ids.mapped("name"))

    def answer(self, issue, button):
        action = issue.action_solve()
        wizards = self.env[action["res_model"]].with_context(**action["context"])
        getattr(wizards.create({}), button)()
        self.run_cron(self.connection)

    def in_xero(self):
        [row] = sandbox.things("Contacts", Name=BOOKS)
        return row["ContactPersons"]


@tagged("post_install", "-at_install")
class TestPersonsCounted(ImportCase):
    """The dialog counts the persons that then come in."""

    def setUp(self):
        super().setUp()
        for name in (BOOKS, "Jasmine O'Connor", "Greenstone Legal"):
            values = {"ContactPersons": [ANA, BEN]}
            sandbox.act("edit_contact", contact=name, values=values)
        self.pull_all()

    def assert_persons(self, count, **settings):
        dialog = self.dialog(**settings)
        self.assertEqual(dialog.person_count, count)
        self.save(dialog)
        self.assertEqual(self.env["xero.contact.person"].search_count([]), count)

    def test_of_companies_alone(self):
        self.assert_persons(4, new_records="create")

    def test_of_consumers_none(self):
        self.assert_persons(2, new_records="create", consumer_pattern="^Greenstone")

    def test_of_those_that_are_left_out_none(self):
        self.assert_persons(0, new_records="create", missing_contacts="none")

    def test_of_those_that_wait_none_yet(self):
        self.assert_persons(0, new_records="review")

    def test_of_those_that_are_matched_with_a_company(self):
        self.partner(BOOKS, is_company=True, email=self.contact(BOOKS).email)
        self.pull_all()
        self.assert_persons(2, new_records="review")


@tagged("post_install", "-at_install")
class TestPersonsIn(PersonCase):
    """The persons of a contact come as the people of its company."""

    def test_they_are_contacts_of_the_company(self):
        self.assertEqual(self.names(), {"Ana Müller", "Ben Aitken"})
        child = self.child("Ana Müller")
        self.assertEqual(child.email, "ana.m@books.example")
        self.assertEqual(child.company_id, self.books.company_id)
        self.assertFalse(child.is_company)

    def test_the_dialog_counts_them(self):
        self.assertEqual(self.dialog().person_count, 2)

    def test_nothing_new_changes_nothing(self):
        before = self.books.child_ids
        self.say(BEN, ANA)
        self.assertEqual(self.books.child_ids, before)

    def test_who_is_there_already_is_found_by_email_or_name(self):
        books = self.partner("Southern Skies Observatory", is_company=True)
        self.contact("Southern Skies Observatory").partner_id.active = False
        self.contact("Southern Skies Observatory").partner_id = books
        one = self.partner("A. M.", parent_id=books.id, email="ANA.M@books.example")
        other = self.partner("Ben Aitken", parent_id=books.id)
        sandbox.act(
            "edit_contact",
            contact="Southern Skies Observatory",
            values={"ContactPersons": [ANA, BEN]},
        )
        self.pull_all()
        self.assertEqual(books.child_ids, one | other)
        self.assertEqual(one.name, "A. M.", "matching changes nothing")

    def test_a_new_email_comes_and_a_new_name(self):
        ana = self.child("Ana Müller")
        self.say({**ANA, "EmailAddress": "ana@new.example"}, BEN)
        self.assertEqual(ana.email, "ana@new.example")
        self.say({**ANA, "LastName": "Schmidt", "EmailAddress": "ana@new.example"}, BEN)
        self.assertEqual(ana.name, "Ana Schmidt")

    def test_what_a_sync_overwrote_of_a_person_comes_back(self):
        ana = self.child("Ana Müller")
        self.say({**ANA, "EmailAddress": "ana@new.example"}, BEN)
        change = self.env["xero.match.change"].search([("partner_id", "=", ana.id)])
        change.action_undo()
        self.assertEqual(ana.email, "ana.m@books.example")
        self.say({**ANA, "EmailAddress": "ana@new.example"}, BEN)
        self.assertEqual(ana.email, "ana.m@books.example", "no news, from either side")
        self.say({**ANA, "EmailAddress": "ana@newer.example"}, BEN)
        self.assertEqual(ana.email, "ana@newer.example")

    def test_who_is_removed_in_xero_stays_in_odoo(self):
        self.say(BEN)
        self.assertTrue(self.child("Ana Müller").active)
        self.assertEqual(len(self.contact(BOOKS).person_ids), 1)

    def test_who_is_added_comes(self):
        self.say(ANA, BEN, CARA)
        self.assertEqual(self.names(), {"Ana Müller", "Ben Aitken", "Cara Lee"})

    def test_one_that_went_where_another_came_is_asked_about(self):
        ben = self.child("Ben Aitken")
        self.say(ANA, CARA)
        self.assertEqual(self.names(), {"Ana Müller", "Ben Aitken"})
        [issue] = self.connection.issue_ids
        self.assertEqual(issue.cause, "person_renamed")
        self.assertIn("Is Cara Lee the person who was Ben Aitken?", issue.title)
        self.answer(issue, "action_is_same")
        self.assertEqual(ben.name, "Cara Lee")
        self.assertEqual(ben.email, "ben@books.example", "nothing is blanked")
        self.assertFalse(self.connection.issue_ids)

    def test_another_person_is_created_and_the_old_one_stays(self):
        ben = self.child("Ben Aitken")
        self.say(ANA, CARA)
        self.answer(self.connection.issue_ids, "action_is_another")
        self.assertEqual(ben.name, "Ben Aitken")
        self.assertEqual(self.names(), {"Ana Müller", "Ben Aitken", "Cara Lee"})
        self.assertFalse(self.connection.issue_ids)

    def test_taken_back_in_xero_the_question_ends(self):
        self.say(ANA, CARA)
        self.say(ANA, BEN)
        self.assertFalse(self.connection.issue_ids)

    def test_who_may_not_answer_does_not(self):
        self.say(ANA, CARA)
        clerk = new_test_user(self.env, "clerk", "account.group_account_invoice")
        wizard = self.env["xero.person.wizard"].create(
            {"issue_id": self.connection.issue_ids.id}
        )
        with self.assertRaises(AccessError):
            wizard.with_user(clerk).action_is_same()

    def test_a_users_own_name_and_email_are_no_matter_of_xero(self):
        ana = self.child("Ana Müller")
        new_test_user(self.env, "ana", "base.group_user", partner_id=ana.id)
        ana.email = "ana.m@books.example"
        self.say({**ANA, "EmailAddress": "somebody@else.example"}, BEN)
        self.assertEqual(ana.email, "ana.m@books.example")

    def test_what_both_changed_stays_on_both_sides(self):
        ana = self.child("Ana Müller")
        ana.email = "ana@odoo.example"
        self.say({**ANA, "EmailAddress": "ana@xero.example"}, BEN)
        self.assertEqual(ana.email, "ana@odoo.example")
        self.books.action_xero_push()
        self.run_cron(self.connection)
        self.assertEqual(self.in_xero()[0]["EmailAddress"], "ana@xero.example")

    def test_five_of_one_email_are_five(self):
        office = [{**ANA, "FirstName": name} for name in ("A", "B", "C", "D", "E")]
        self.say()
        self.say(*office)
        before = self.books.child_ids
        self.say(*office[::-1])
        self.assertEqual(self.books.child_ids, before)
        self.assertEqual(len(before), 7)

    def test_persons_that_make_no_sense_change_nothing(self):
        contact = self.contact(BOOKS)
        before = contact.person_ids
        contact._store(self.connection, [{**contact.raw, "ContactPersons": "many"}])
        contact._apply_again(self.connection)
        self.run_cron(self.connection)
        self.assertEqual(contact.person_ids, before)
        self.assertFalse(self.connection.issue_ids)

    def test_a_persons_contact_has_none_below_it(self):
        sandbox.act(
            "edit_contact",
            contact="Jasmine O'Connor",
            values={"ContactPersons": [BEN]},
        )
        self.pull_all()
        self.assertFalse(self.contact("Jasmine O'Connor").partner_id.child_ids)

    def test_off_none_come(self):
        self.connection.import_persons = False
        self.say(ANA, BEN, CARA)
        self.assertNotIn("Cara Lee", self.names())

    def test_who_is_not_that_contact_has_none_of_its_persons(self):
        self.contact(BOOKS).action_unlink_partner()
        self.run_cron(self.connection)
        self.assertFalse(self.contact(BOOKS).person_ids)
        self.assertEqual(self.names(), {"Ana Müller", "Ben Aitken"})

    def test_many_cost_no_more_queries_than_few(self):
        contacts = self.env["xero.contact"].search([("partner_id", "!=", False)])
        persons = self.env["xero.contact.person"]

        def queries(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            persons._follow(some)
            return self.env.cr.sql_log_count - before

        self.assertEqual(queries(contacts), queries(self.contact(BOOKS)))


@tagged("post_install", "-at_install")
class TestNotTheirs(PersonCase):
    """Xero changes nobody of another company, no user, and none that is not synced."""

    def setUp(self):
        super().setUp()
        self.connection.frequency = "hourly"
        self.connection.push_when = "posted"

    def test_a_customer_that_is_not_synced_keeps_its_people_on_both_sides(self):
        self.books.xero_excluded = True
        self.run_cron(self.connection)
        self.say({**ANA, "EmailAddress": "ana@new.example"}, BEN, CARA)
        self.assertNotIn("Cara Lee", self.names())
        self.assertEqual(self.child("Ana Müller").email, ANA["EmailAddress"])
        sandbox.forget_calls()
        self.child("Ben Aitken").email = "ben@new.example"
        self.run_cron(self.connection)
        self.assertFalse(sandbox.sent("Contacts", "POST"))

    def test_a_person_that_is_not_synced_is_not_sent(self):
        sandbox.forget_calls()
        self.child("Ben Aitken").xero_excluded = True
        self.child("Ben Aitken").email = "ben@new.example"
        self.run_cron(self.connection)
        self.assertFalse(sandbox.sent("Contacts", "POST"))

    def test_another_companys_contact_below_a_shared_customer_is_nobodys(self):
        self.books.company_id = False
        other = self.env["res.company"].create({"name": "Else Ltd"})
        foreign = self.partner("Cara Lee", parent_id=self.books.id)
        foreign.write({"company_id": other.id, "email": "cara@books.example"})
        cara = {**CARA, "EmailAddress": "cara@books.example"}
        self.say(ANA, BEN, cara)
        self.say(ANA, BEN, {**cara, "EmailAddress": "cara@new.example"})
        self.assertEqual(foreign.email, "cara@books.example")
        foreign.email = "private@else.example"
        self.run_cron(self.connection)
        self.assertNotIn("private", str(self.in_xero()))

    def test_a_user_is_not_linked_by_a_rule(self):
        user = new_test_user(self.env, "cara", "base.group_user")
        user.partner_id.write({"parent_id": self.books.id, "email": "c@books.example"})
        self.say(ANA, BEN, {**CARA, "EmailAddress": "c@books.example"})
        self.assertNotIn(user.partner_id, self.contact(BOOKS).person_ids.partner_id)
        user.partner_id.email = "cara@home.example"
        self.run_cron(self.connection)
        self.assertNotIn("cara@home.example", str(self.in_xero()))

    def test_a_company_of_odoos_own_gets_no_people_and_no_tags(self):
        partner = self.company.partner_id
        self.save(self.dialog(groups_as_tags=True))
        contact = self.contact("Inland Revenue")
        contact.action_unlink_partner()
        self.env["xero.match.wizard"].create(
            {"contact_id": contact.id, "partner_id": partner.id}
        ).action_match()
        before = partner.child_ids, partner.category_id
        values = {"ContactPersons": [ANA]}
        sandbox.act("edit_contact", contact=contact.xero_id, values=values)
        self.pull_all()
        self.assertEqual(contact.partner_id, partner)
        self.assertEqual((partner.child_ids, partner.category_id), before)

    def test_matched_to_another_company_the_former_ones_people_are_left_alone(self):
        contact = self.contact(BOOKS)
        new = self.partner("New Books Ltd", is_company=True)
        contact.action_unlink_partner()
        self.env["xero.match.wizard"].create(
            {"contact_id": contact.id, "partner_id": new.id}
        ).action_match()
        self.pull_all()
        self.assertEqual(
            set(new.child_ids.mapped("name")), {"Ana Müller", "Ben Aitken"}
        )
        self.assertEqual(contact.person_ids.partner_id, new.child_ids)
        self.child("Ben Aitken").email = "ben@other.example"
        self.run_cron(self.connection)
        self.assertNotIn("other.example", str(self.in_xero()))

    def test_two_contacts_of_one_customer_share_its_people(self):
        other = self.create_in_xero("Kereru Bookshop")
        sandbox.act(
            "edit_contact",
            contact=other.xero_id,
            values={"ContactPersons": [ANA, BEN]},
        )
        other._link(self.books, "person")
        self.pull_all()
        self.assertEqual(len(other.person_ids), 2)
        self.assertEqual(len(self.books.child_ids), 2, "nobody is doubled")

    def test_an_email_that_xero_refuses_holds_nothing_else(self):
        self.child("Ben Aitken").email = "call Ben"
        self.books.phone = "04 555 9999"
        self.run_cron(self.connection)
        [row] = sandbox.things("Contacts", Name=BOOKS)
        self.assertIn("555 9999", str(row["Phones"]))
        self.assertEqual(self.in_xero()[1]["EmailAddress"], BEN["EmailAddress"])
        self.assertFalse(self.connection.issue_ids)


@tagged("post_install", "-at_install")
class TestRenameEnds(PersonCase):
    """Whether somebody was renamed is asked once, and not of what is over."""

    def asked(self):
        return self.connection.issue_ids.filtered(
            lambda issue: issue.cause == "person_renamed" and issue.state == "open"
        )

    def test_of_a_user_too(self):
        ben = self.child("Ben Aitken")
        new_test_user(self.env, "ben", "base.group_user", partner_id=ben.id)
        ben.write({"name": "Ben Aitken", "email": BEN["EmailAddress"]})
        self.say(ANA, CARA)
        self.answer(self.asked(), "action_is_same")
        self.say(ANA, CARA)
        self.assertFalse(self.asked())
        self.assertEqual(ben.name, "Ben Aitken", "a user keeps their name")

    def test_not_once_the_contact_is_nobodys(self):
        self.say(ANA, CARA)
        self.contact(BOOKS).action_unlink_partner()
        self.pull_all()
        self.assertFalse(self.asked())

    def test_not_once_it_is_archived(self):
        self.say(ANA, CARA)
        sandbox.act("archive_contact", contact=BOOKS)
        self.pull_all()
        self.assertFalse(self.asked())

    def test_not_once_persons_are_turned_off(self):
        self.say(ANA, CARA)
        self.save(self.dialog(import_persons=False))
        self.assertFalse(self.asked())


@tagged("post_install", "-at_install")
class TestPersonsOut(PersonCase):
    """An edit of one of them goes to Xero with all the others, and only then."""

    def setUp(self):
        super().setUp()
        self.say(ANA, BEN, CARA)
        self.connection.frequency = "hourly"
        self.connection.push_when = "posted"

    def test_an_edited_person_goes_and_nobody_is_dropped(self):
        self.child("Ben Aitken").email = "ben@new.example"
        self.run_cron(self.connection)
        [ana, ben, cara] = self.in_xero()
        self.assertEqual(ben["EmailAddress"], "ben@new.example")
        self.assertEqual(ana["EmailAddress"], ANA["EmailAddress"])
        self.assertTrue(cara["IncludeInEmails"])
        self.pull_all()
        self.assertFalse(self.connection.issue_ids)
        self.assertEqual(len(self.books.child_ids), 3)

    def test_name_and_email_together_are_no_rename_to_ask_about(self):
        ben = self.child("Ben Aitken")
        ben.write({"name": "Ben Walker", "email": "walker@new.example"})
        self.run_cron(self.connection)
        self.assertEqual(self.in_xero()[1]["LastName"], "Walker")
        self.pull_all()
        self.assertFalse(self.connection.issue_ids)
        self.assertEqual(len(self.books.child_ids), 3)

    def test_an_edit_of_the_company_alone_sends_no_persons(self):
        sandbox.forget_calls()
        self.books.phone = "04 555 9999"
        self.run_cron(self.connection)
        [sent] = sandbox.sent("Contacts", "POST")
        self.assertNotIn("ContactPersons", sent)

    def test_who_was_found_under_another_name_keeps_it_on_both_sides(self):
        self.say(ANA, BEN)
        one = self.partner("B. A.", parent_id=self.books.id, email="b.a@books.example")
        self.say(ANA, BEN, {**CARA, "EmailAddress": "b.a@books.example"})
        self.assertIn(one, self.contact(BOOKS).person_ids.partner_id)
        self.child("Ana Müller").email = "ana@new.example"
        self.run_cron(self.connection)
        self.assertEqual(self.in_xero()[0]["EmailAddress"], "ana@new.example")
        self.assertEqual(self.in_xero()[2]["FirstName"], "Cara")
        self.assertEqual(one.name, "B. A.")

    def test_who_is_new_in_odoo_alone_is_not_sent(self):
        sandbox.forget_calls()
        self.partner("Dora Ng", parent_id=self.books.id)
        self.run_cron(self.connection)
        self.assertFalse(sandbox.sent("Contacts", "POST"))
