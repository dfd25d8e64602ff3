from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from . import sandbox
from .test_contacts_matching import PHONE, MatchingCase

AT_ONCE = "odoo.addons.xero_connector.models.desk.xero_contact_to_match.AT_ONCE"

MAIL = "office@harbourview.example"


class DecisionCase(MatchingCase):
    """Decisions of a person about contacts that no rule matched."""

    def setUp(self):
        super().setUp()
        self.connection.match_by = "email"
        self.changes = self.env["xero.match.change"]
        self.one = self.in_xero("Kauri Framing", EmailAddress=MAIL)
        self.two = self.in_xero("Rata Windows")
        self.kauri = self.company_partner("Kauri Frames")
        self.rata = self.company_partner("Rata Joinery")

    def decide(self, answer, contact=None, partner=None):
        self.changes.decide(
            self.connection.id,
            answer,
            contact_id=contact.id if contact else False,
            partner_id=partner.id if partner else False,
        )

    def edit_in_xero(self, contact, **values):
        """A bookkeeper changes a contact; it is read"""
        sandbox.act("edit_contact", contact=contact.xero_id, values=values)
        self.pull_all()

    def save(self):
        """:return: the run that was saved"""
        self.changes.save(self.connection.id)
        return self.env["xero.match.run"].search([("user_id", "!=", False)], limit=1)


@tagged("post_install", "-at_install")
class TestSaveMatches(DecisionCase):
    """Decisions are collected, and nothing is done before they are saved."""

    def test_nothing_is_applied_before_it_is_saved(self):
        self.decide("match", self.one, self.kauri)
        self.decide("leave", self.two)
        self.assertFalse(self.one.partner_id or self.two.left_at)
        self.assertEqual(
            self.changes.counts(self.connection.id), {"match": 1, "leave": 1}
        )
        run = self.save()
        self.assertEqual(self.one.partner_id, self.kauri)
        self.assertEqual(self.one.matched_by, "person")
        self.assertTrue(self.two.left_at)
        self.assertEqual((run.matched_count, run.other_count), (1, 1))
        self.assertFalse(self.changes.counts(self.connection.id))

    def test_who_decided_what_and_when_is_kept(self):
        self.decide("match", self.one, self.kauri)
        change = self.save().change_ids
        self.assertEqual(change.user_id, self.env.user)
        self.assertTrue(change.decided_at)
        self.assertEqual((change.contact_id, change.partner_id), (self.one, self.kauri))

    def test_another_users_decision_is_not_replaced_silently(self):
        self.decide("match", self.one, self.kauri)
        user = self.xero_user()
        changes = self.changes.with_user(user)
        about = {"contact_id": self.one.id, "partner_id": self.rata.id}
        with self.assertRaisesRegex(UserError, "has already decided on Kauri Framing"):
            changes.decide(self.connection.id, "match", **about)
        changes.take_back(self.connection.id, contact_id=self.one.id)
        changes.decide(self.connection.id, "match", **about)
        changes.save(self.connection.id)
        self.assertEqual(self.one.partner_id, self.rata)

    def test_whose_match_was_chosen_for_another_is_told(self):
        self.decide("match", self.one, self.kauri)
        told = self.changes.decide(
            self.connection.id,
            "match",
            contact_id=self.two.id,
            partner_id=self.kauri.id,
        )
        self.assertEqual(told["contact_id"], self.one.ids)
        self.assertEqual(told["names"]["contact_id"], ["Kauri Framing"])
        self.assertFalse(told["partner_id"])

    def test_a_later_decision_takes_the_place_of_the_former(self):
        self.decide("match", self.one, self.kauri)
        self.decide("match", self.one, self.rata)
        self.decide("leave", self.two)
        self.decide("match", self.two, self.rata)
        self.save()
        self.assertFalse(self.one.partner_id)
        self.assertEqual(self.two.partner_id, self.rata)

    def test_a_rejection_stands_beside_a_match_with_somebody_else(self):
        self.decide("reject", self.one, self.rata)
        self.decide("match", self.one, self.kauri)
        self.save()
        self.assertEqual(self.one.partner_id, self.kauri)
        self.assertEqual(self.one.refused_partner_ids, self.rata)

    def test_a_decision_that_is_taken_back_or_discarded_is_none(self):
        self.decide("match", self.one, self.kauri)
        self.changes.take_back(self.connection.id, contact_id=self.one.id)
        self.decide("match", self.two, self.rata)
        self.changes.discard(self.connection.id)
        with self.assertRaises(UserError):
            self.save()
        self.assertFalse(self.one.partner_id or self.two.partner_id)

    def test_what_cannot_be_done_any_more_is_said_and_the_rest_is_done(self):
        self.decide("match", self.one, self.kauri)
        self.decide("match", self.two, self.rata)
        self.one._link(self.partner("Somebody Else"), "person")
        run = self.save()
        refused = run.change_ids.filtered(lambda change: change.state == "refused")
        self.assertEqual(refused.contact_id, self.one)
        self.assertIn("already matched to Somebody Else", refused.reason)
        self.assertEqual(self.two.partner_id, self.rata)

    def test_created_on_either_side(self):
        self.decide("create", self.one)
        self.decide("create_in_xero", partner=self.rata)
        run = self.save()
        self.assertEqual(self.one.partner_id.name, "Kauri Framing")
        self.assertEqual(run.created_count, 2)
        self.run_cron(self.connection)
        self.assertEqual(self.rata.xero_contact_ids.name, "Rata Joinery")

    def test_many_above_a_score(self):
        self.connection.match_by = "evidence"
        self.company_partner("Manuka Honey Company")
        self.company_partner("Tui Brewing")
        self.company_partner("Tui Brewing Co")
        for name in ("Manuka Honey Company Ltd", "Tui Brewing Ltd"):
            self.in_xero(name)
        made = self.changes.decide_above(self.connection.id, 40)
        self.assertEqual(made, self.changes.counts(self.connection.id)["match"])
        self.save()
        self.assertTrue(self.contact("Manuka Honey Company Ltd").partner_id)
        # Two are as good as each other: a person says which.
        self.assertFalse(self.contact("Tui Brewing Ltd").partner_id)

    def test_a_company_of_the_database_is_matched_by_nobody_but_a_person(self):
        self.connection.match_by = "evidence"
        self.company.partner_id.name = "Pohutukawa Imports"
        contact = self.in_xero("Pohutukawa Imports Ltd")
        self.changes.decide_above(self.connection.id, 1)
        self.assertFalse(self.changes.counts(self.connection.id).get("match"))
        self.decide("match", contact, self.company.partner_id)
        self.save()
        self.assertEqual(contact.partner_id, self.company.partner_id)

    def test_whose_decisions_are_saved(self):
        other = new_test_user(self.env, "mere", "xero_connector.group_xero_user")
        self.decide("match", self.one, self.kauri)
        with self.assertRaises(UserError):
            self.changes.with_user(other).save(self.connection.id)
        self.assertFalse(self.one.partner_id)

    def test_who_may_not_match_decides_nothing(self):
        nobody = new_test_user(self.env, "tama", "base.group_user")
        with self.assertRaises(AccessError):
            self.changes.with_user(nobody).decide(
                self.connection.id, "match", self.one.id, self.kauri.id
            )

    def test_a_contact_of_another_organisation_or_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Somewhere Else"})
        theirs = self.partner("Theirs", company_id=other.id)
        with self.assertRaisesRegex(UserError, "not connected"):
            self.decide("match", self.one, theirs)
        self.assertFalse(self.changes.counts(self.connection.id))

    def test_who_is_matched_already_is_refused_at_once(self):
        self.one._link(self.kauri, "person")
        with self.assertRaisesRegex(UserError, "already matched"):
            self.decide("match", self.two, self.kauri)


@tagged("post_install", "-at_install")
class TestUndo(DecisionCase):
    """Everything that was matched has a way back."""

    def test_a_run_is_undone_and_no_rule_matches_it_again(self):
        self.decide("match", self.one, self.kauri)
        self.decide("leave", self.two)
        run = self.save()
        self.kauri.email = MAIL
        run.action_undo()
        self.assertFalse(self.one.partner_id or self.two.left_at)
        self.assertEqual(set(run.change_ids.mapped("state")), {"undone"})
        self.assertEqual(run.undone_by_id, self.env.user)
        self.pull_all()
        self.assertFalse(self.one.partner_id)

    def test_one_match_of_a_run_is_undone_alone(self):
        self.decide("match", self.one, self.kauri)
        self.decide("match", self.two, self.rata)
        run = self.save()
        run.change_ids.filtered(lambda c: c.contact_id == self.one).action_undo()
        self.assertFalse(self.one.partner_id)
        self.assertEqual(self.two.partner_id, self.rata)
        self.assertTrue(run.can_undo)

    def test_a_rejection_is_undone(self):
        self.decide("reject", self.one, self.kauri)
        run = self.save()
        self.assertEqual(self.one.refused_partner_ids, self.kauri)
        run.action_undo()
        self.assertFalse(self.one.refused_partner_ids)

    def test_what_a_rule_matched_is_undone(self):
        self.rata.email = "rata@windows.example"
        contact = self.in_xero("Rata", EmailAddress="rata@windows.example")
        self.assertEqual(contact.partner_id, self.rata)
        run = self.env["xero.match.run"].search([("user_id", "=", False)], limit=1)
        self.assertIn(contact, run.change_ids.contact_id)
        run.action_undo()
        self.assertFalse(contact.partner_id)
        self.pull_all()
        self.assertFalse(contact.partner_id)

    def test_a_partner_made_here_is_archived_unless_it_is_in_use(self):
        self.decide("create", self.one)
        self.decide("create", self.two)
        run = self.save()
        used, unused = self.one.partner_id, self.two.partner_id
        self.invoice(partner_id=used.id)
        run.action_undo()
        self.assertFalse(unused.active)
        self.assertTrue(used.active)
        self.assertFalse(self.one.partner_id or self.two.partner_id)
        kept = run.change_ids.filtered("reason")
        self.assertEqual(kept.contact_id, self.one)

    def test_a_partner_that_was_moved_goes_back(self):
        self.decide("match", self.one, self.kauri)
        self.save()
        wizard = self.env["xero.contact.wizard"].create(
            {
                "connection_id": self.connection.id,
                "partner_id": self.kauri.id,
                "contact_id": self.two.id,
            }
        )
        wizard.action_link()
        self.assertEqual(self.two.partner_id, self.kauri)
        self.assertFalse(self.one.partner_id)
        self.env["xero.match.run"].search([], limit=1).action_undo()
        self.assertEqual(self.one.partner_id, self.kauri)
        self.assertFalse(self.two.partner_id)

    def test_what_was_matched_otherwise_since_is_left(self):
        self.decide("match", self.one, self.kauri)
        run = self.save()
        self.one.action_unlink_partner()
        self.one._link(self.rata, "person")
        run.action_undo()
        self.assertEqual(self.one.partner_id, self.rata)
        self.assertEqual(run.change_ids.reason, "Matched otherwise since.")

    def test_values_that_a_pull_overwrote_come_back(self):
        self.kauri.write({"email": MAIL, "phone": "09 555 1111", "city": "Nelson"})
        self.decide("match", self.one, self.kauri)
        self.save()
        self.edit_in_xero(self.one, EmailAddress="new@harbourview.example")
        self.assertEqual(self.kauri.email, "new@harbourview.example")
        run = self.env["xero.match.run"].search([("user_id", "=", False)], limit=1)
        self.assertEqual(run.updated_count, 1)
        run.action_undo()
        self.assertEqual(self.kauri.email, MAIL)
        self.pull_all()
        self.assertEqual(self.kauri.email, MAIL)
        self.assertFalse(sandbox.calls("POST", "Contacts"))

    def test_what_was_changed_since_is_named_and_left(self):
        self.decide("match", self.one, self.kauri)
        self.save()
        self.edit_in_xero(self.one, EmailAddress="new@harbourview.example")
        self.kauri.email = "mine@harbourview.example"
        run = self.env["xero.match.run"].search([("user_id", "=", False)], limit=1)
        run.action_undo()
        self.assertEqual(self.kauri.email, "mine@harbourview.example")
        self.assertIn("Email", run.change_ids.reason)


@tagged("post_install", "-at_install")
class TestFirstLink(DecisionCase):
    """Two that differ are matched: what is kept, and who wins from then on."""

    def setUp(self):
        super().setUp()
        self.edit_in_xero(self.one, Phones=PHONE, TaxNumber="49-091-850")
        self.kauri.write({"email": "kauri@frames.example", "city": "Nelson"})

    def match(self, **settings):
        """:return: the run"""
        self.connection.write(settings)
        self.decide("match", self.one, self.kauri)
        return self.save()

    def test_both_are_kept_as_they_are_unless_somebody_says_otherwise(self):
        self.assertEqual(self.connection.first_link, "keep")
        self.match()
        self.pull_all()
        self.assertEqual(self.kauri.name, "Kauri Frames")
        self.assertEqual(self.kauri.email, "kauri@frames.example")
        self.assertFalse(self.kauri.phone or self.kauri.vat)
        self.assertFalse(sandbox.calls("POST", "Contacts"))

    def test_xeros_values_come_to_odoo_and_fill_what_is_empty(self):
        run = self.match(first_link="xero")
        self.assertEqual(self.kauri.name, "Kauri Framing")
        self.assertEqual(self.kauri.email, MAIL)
        self.assertTrue(self.kauri.phone)
        # Xero has no address: nothing is blanked.
        self.assertEqual(self.kauri.city, "Nelson")
        self.assertIn("Email", run.change_ids.values_words)
        self.assertFalse(sandbox.calls("POST", "Contacts"))

    def test_it_is_counted_before_it_is_saved(self):
        self.decide("match", self.one, self.kauri)
        self.assertEqual(self.changes.preview(self.connection.id), "")
        self.connection.first_link = "xero"
        sums, _empty, *lines = self.changes.preview(self.connection.id).split("\n")
        self.assertEqual(
            sums,
            "When matched: values in Odoo that Xero's replace: 2, empty fields filled "
            "in Odoo: 2.",
        )
        self.assertEqual(
            lines,
            [
                "Kauri Frames in Odoo gets from Kauri Framing in Xero: Name, Email, "
                "Phone, Tax number"
            ],
        )
        before = self.kauri.read(["name", "email", "phone", "vat"])[0]
        self.save()
        after = self.kauri.read(["name", "email", "phone", "vat"])[0]
        self.assertEqual(sum(before[name] != after[name] for name in before), 4)

    def test_what_is_empty_in_odoo_may_stay_so(self):
        self.match(first_link="xero", fill_odoo=False)
        self.assertEqual(self.kauri.email, MAIL)
        self.assertFalse(self.kauri.phone)

    def test_xeros_values_win_from_then_on(self):
        self.match(first_link="xero")
        self.kauri.with_context(xero_pulled=True).phone = "09 555 0000"
        self.edit_in_xero(self.one, Phones=[{**PHONE[0], "PhoneNumber": "555 7788"}])
        self.assertIn("7788", self.kauri.phone)
        self.assertFalse(self.issues("contact_conflict"))

    def test_odoos_values_go_to_xero_but_fill_nothing_there(self):
        self.match(first_link="odoo", frequency="hourly")
        self.run_cron(self.connection)
        there = sandbox.things("Contacts", Name="Kauri Frames")[0]
        self.assertEqual(there["EmailAddress"], "kauri@frames.example")
        self.assertNotIn("Nelson", str(there["Addresses"]))
        self.assertEqual(self.kauri.name, "Kauri Frames")

    def test_what_is_empty_in_xero_is_filled_but_never_the_email(self):
        self.rata.write({"email": "rata@j.example", "phone": "03 555 1000"})
        self.connection.write({"fill_xero": True, "frequency": "hourly"})
        self.decide("match", self.two, self.rata)
        self.save()
        self.run_cron(self.connection)
        there = sandbox.things("Contacts", Name="Rata Windows")[0]
        self.assertIn("555 1000", str(there["Phones"]))
        self.assertFalse(there.get("EmailAddress"))

    def test_a_field_that_comes_from_xero_alone(self):
        self.connection.field_mapping_ids.filtered(
            lambda mapping: mapping.name == "phone"
        ).direction = "from_xero"
        self.match(first_link="keep", frequency="hourly")
        self.kauri.phone = "03 555 4321"
        self.run_cron(self.connection)
        self.assertFalse(sandbox.calls("POST", "Contacts"))

    def test_undone_with_the_values_that_came(self):
        self.kauri.phone = "03 555 4321"
        before = self.kauri.read(["name", "email", "phone", "vat", "city"])
        run = self.match(first_link="xero")
        self.assertNotEqual(self.kauri.phone, "03 555 4321")
        run.action_undo()
        self.assertEqual(
            self.kauri.read(["name", "email", "phone", "vat", "city"]), before
        )
        self.assertFalse(self.one.partner_id)

    def test_a_users_partner_keeps_its_values(self):
        user = new_test_user(self.env, "hana", "base.group_user")
        partner = user.partner_id
        partner.email = "hana@odoo.example"
        self.connection.first_link = "xero"
        self.decide("match", self.one, partner)
        self.save()
        self.assertEqual(self.one.partner_id, partner)
        self.assertEqual(partner.email, "hana@odoo.example")

    def test_who_may_not_change_contacts_matches_and_changes_none(self):
        self.connection.first_link = "xero"
        user = self.xero_user()
        changes = self.changes.with_user(user)
        about = {"contact_id": self.one.id, "partner_id": self.kauri.id}
        changes.decide(self.connection.id, "match", **about)
        self.assertEqual(changes.preview(self.connection.id), "")
        changes.save(self.connection.id)
        self.assertEqual(self.one.partner_id, self.kauri)
        self.assertEqual(self.kauri.name, "Kauri Frames")

    def test_what_a_user_keeps_is_not_announced(self):
        partner = new_test_user(self.env, "hana", "base.group_user").partner_id
        partner.email = "hana@odoo.example"
        self.connection.first_link = "xero"
        self.decide("match", self.one, partner)
        self.assertEqual(self.changes.preview(self.connection.id), "")

    def test_the_choice_is_the_answer_of_every_field(self):
        self.connection.first_link = "odoo"
        mappings = self.connection.field_mapping_ids
        self.assertEqual(set(mappings.mapped("winner")), {"odoo"})
        mappings[0].winner = "ask"
        self.assertFalse(self.connection.first_link, "said field by field")


@tagged("post_install", "-at_install")
class TestNothingIsStuck(DecisionCase):
    """One that cannot be done or undone is named, and stops no other."""

    def undo_rules(self):
        run = self.env["xero.match.run"].search([("user_id", "=", False)], limit=1)
        run.action_undo()
        return run

    def contact_editor(self):
        groups = "xero_connector.group_xero_user,base.group_partner_manager"
        return new_test_user(self.env, "editor", groups)

    def test_no_push_matches_again_what_was_undone(self):
        self.rata.email = "rata@windows.example"
        contact = self.in_xero("Rata", EmailAddress="rata@windows.example")
        self.assertTrue(contact.partner_id)
        self.undo_rules()
        self.rata.action_xero_push()
        self.run_cron(self.connection)
        self.assertFalse(contact.partner_id)
        self.assertTrue(self.issues("contact_unknown"))

    def test_no_push_matches_what_a_person_keeps_in_xero_only(self):
        self.decide("leave", self.one)
        self.save()
        self.kauri.write({"name": "Kauri Framing", "email": MAIL})
        self.kauri.action_xero_push()
        self.run_cron(self.connection)
        self.assertFalse(self.one.partner_id)

    def test_a_partner_never_is_two_contacts_by_an_undo(self):
        self.decide("match", self.one, self.kauri)
        self.save()
        self.one.action_unlink_partner()
        unmatched = self.env["xero.match.run"].search([], limit=1)
        self.decide("match", self.two, self.kauri)
        self.save()
        unmatched.action_undo()
        self.assertEqual(self.kauri._xero_active_contacts(self.connection), [self.two])
        self.assertIn("Rata Windows", unmatched.change_ids.reason)

    def test_one_partner_that_became_a_users_stops_no_other(self):
        self.edit_in_xero(self.two, EmailAddress="two@x.example")
        self.connection.first_link = "xero"
        self.decide("match", self.one, self.kauri)
        self.decide("match", self.two, self.rata)
        run = self.save()
        new_test_user(self.env, "kk", "base.group_user", partner_id=self.kauri.id)
        run.with_user(self.contact_editor()).action_undo()
        self.assertFalse(self.two.partner_id)
        self.assertEqual(self.one.partner_id, self.kauri)
        left = run.change_ids.filtered("reason")
        self.assertEqual((left.contact_id, left.state), (self.one, "done"))

    def test_a_partner_that_was_merged_since_is_named(self):
        self.decide("match", self.one, self.kauri)
        self.save()
        self.one.action_unlink_partner()
        run = self.env["xero.match.run"].search([], limit=1)
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((self.kauri | self.rata).ids, self.rata)
        self.env.invalidate_all()
        run.action_undo()
        self.env.flush_all()
        self.assertFalse(self.one.partner_id)
        self.assertIn("no longer exists", run.change_ids.reason)

    def test_customers_with_decisions_can_be_merged(self):
        self.decide("match", self.one, self.kauri)
        self.decide("match", self.two, self.rata)
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((self.kauri | self.rata).ids, self.rata)
        self.env.flush_all()
        self.env.invalidate_all()
        run = self.save()
        self.assertEqual(sorted(run.change_ids.mapped("state")), ["done", "refused"])

    def test_who_may_not_edit_contacts_undoes_what_touches_none(self):
        user = self.xero_user()
        changes = self.changes.with_user(user)
        changes.decide(self.connection.id, "reject", self.one.id, self.kauri.id)
        changes.save(self.connection.id)
        run = self.env["xero.match.run"].search([("user_id", "=", user.id)])
        run.with_user(user).action_undo()
        self.assertFalse(self.one.refused_partner_ids)

    def test_an_older_value_can_be_put_back_after_a_newer_one(self):
        self.kauri.email = MAIL
        self.decide("match", self.one, self.kauri)
        self.save()
        self.edit_in_xero(self.one, EmailAddress="b@harbourview.example")
        runs = self.env["xero.match.run"]
        older = runs.search([("user_id", "=", False)], limit=1)
        self.edit_in_xero(self.one, EmailAddress="c@harbourview.example")
        newer = runs.search([("user_id", "=", False)], limit=1)
        older.action_undo()
        self.assertEqual(older.change_ids.state, "done")
        newer.action_undo()
        self.assertEqual(self.kauri.email, "b@harbourview.example")
        older.action_undo()
        self.assertEqual(self.kauri.email, MAIL)

    def test_what_odoo_refused_at_the_match_comes_once_it_takes_it(self):
        self.connection.first_link = "xero"
        partners = self.registry["res.partner"]
        write = partners.write

        def refuse(records, vals):
            if vals.get("name") == "Kauri Framing":
                raise UserError(self.env._("Not this name."))
            return write(records, vals)

        with patch.object(partners, "write", refuse):
            self.decide("match", self.one, self.kauri)
            self.save()
        self.assertEqual(self.kauri.name, "Kauri Frames")
        self.issues("not_taken_over").action_try_again()
        self.run_cron(self.connection)
        self.assertEqual(self.kauri.name, "Kauri Framing")

    def test_what_may_not_be_created_any_more_stops_no_other(self):
        self.decide("match", self.one, self.kauri)
        self.decide("create", self.two)
        self.connection.sync_contacts = False
        run = self.save()
        self.assertEqual(self.one.partner_id, self.kauri)
        self.assertEqual((run.matched_count, run.refused_count), (1, 1))

    def test_what_the_runner_has_not_made_yet_is_called_off(self):
        with patch(AT_ONCE, 0):
            self.decide("create", self.one)
            run = self.save()
        run.action_undo()
        self.run_cron(self.connection)
        self.assertFalse(self.one.partner_id)

    def test_what_went_to_xero_since_is_named(self):
        self.connection.write({"first_link": "odoo", "frequency": "hourly"})
        self.kauri.email = "kauri@frames.example"
        self.decide("match", self.one, self.kauri)
        run = self.save()
        self.run_cron(self.connection)
        self.assertTrue(sandbox.things("Contacts", Name="Kauri Frames"))
        run.action_undo()
        self.assertFalse(self.one.partner_id)
        self.assertIn("sent to Xero", run.change_ids.reason)

    def test_what_was_ruled_out_is_as_it_was(self):
        self.decide("match", self.one, self.kauri)
        self.save()
        self.one.action_unlink_partner()
        self.assertEqual(self.one.refused_partner_ids, self.kauri)
        self.env["xero.match.run"].search([], limit=1).action_undo()
        self.assertEqual(self.one.partner_id, self.kauri)
        self.assertFalse(self.one.refused_partner_ids)

    def test_that_a_matched_pair_is_not_the_same_unmatches_it(self):
        self.one._link(self.kauri, "person")
        self.decide("reject", self.one, self.kauri)
        run = self.save()
        self.assertFalse(self.one.partner_id)
        self.assertEqual(self.one.refused_partner_ids, self.kauri)
        run.action_undo()
        self.assertEqual(self.one.partner_id, self.kauri)

    def test_nobody_takes_back_all_at_once_by_accident(self):
        self.decide("match", self.one, self.kauri)
        self.changes.take_back(self.connection.id)
        self.assertEqual(self.changes.counts(self.connection.id), {"match": 1})

    def test_who_is_left_out_is_not_matched_by_a_score(self):
        self.connection.match_by = "evidence"
        partner = self.company_partner("Manuka Honey Company")
        self.in_xero("Manuka Honey Company Ltd")
        partner.xero_excluded = True
        self.changes.decide_above(self.connection.id, 1)
        self.save() if self.changes.counts(self.connection.id) else None
        self.assertFalse(partner.xero_contact_ids)

    def reject_many(self, count):
        """:return: how many queries it takes to save as many, and to undo them"""
        self.made = getattr(self, "made", 0) + 1
        partners = self.env["res.partner"].create(
            [{"name": f"Odoo {self.made} {n}"} for n in range(count)]
        )
        contacts = self.env["xero.contact"].create(
            [
                {
                    "connection_id": self.connection.id,
                    "xero_id": f"{self.made} {n}",
                    "name": f"Xero {self.made} {n}",
                    "status": "ACTIVE",
                }
                for n in range(count)
            ]
        )
        for contact, partner in zip(contacts, partners, strict=True):
            self.decide("reject", contact, partner)
        start = self.count_queries()
        run = self.save()
        saved = self.count_queries()
        run.action_undo()
        return saved - start, self.count_queries() - saved

    def count_queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env.cr.sql_log_count

    def test_queries_do_not_grow_with_the_number(self):
        self.reject_many(3)
        few, many = self.reject_many(3), self.reject_many(30)
        self.assertLessEqual(many[0], few[0] + 2)
        self.assertLessEqual(many[1], few[1] + 2)
