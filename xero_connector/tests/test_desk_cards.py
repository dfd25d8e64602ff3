from odoo import Command
from odoo.exceptions import AccessError
from odoo.modules.migration import load_script
from odoo.tests import new_test_user, tagged
from odoo.tools import file_path
from odoo.tools.misc import formatLang
from odoo.tools.safe_eval import safe_eval

from . import sandbox
from .test_contacts_pull import HEMI, ContactCase

MIGRATION = "xero_connector/migrations/19.0.1.3.0/post-balances.py"


@tagged("post_install", "-at_install")
class TestDeskCards(ContactCase):
    """Who decides who is who has the evidence in sight, on one card."""

    def setUp(self):
        super().setUp()
        # By the email alone, what else resembles is left to a person.
        self.pull_all(new_records="review", match_by="email")
        self.changes = self.env["xero.match.change"]

    def card(self, name):
        contact = self.contact(name)
        contact.invalidate_recordset(["match_card"])
        return contact.match_card

    def card_of(self, partner):
        here = partner.with_context(xero_connection_id=self.connection.id)
        here.invalidate_recordset(["xero_match_card"])
        return here.xero_match_card

    def rows(self, card):
        return {row["name"]: row for row in card["rows"]}

    # === What a card says === #

    def test_what_is_the_same_and_what_differs_is_marked(self):
        self.partner("Greenstone Legal", email="else@x.example", is_company=True)
        self.pull_all()
        card = self.card("Greenstone Legal")
        (suggestion,) = card["suggestions"]
        self.assertEqual(suggestion["name"], "Greenstone Legal")
        self.assertIn("different email", suggestion["reasons"])
        email = self.rows(card)["email"]
        self.assertEqual(email["value"], HEMI)
        self.assertEqual(
            email["others"], [{"value": "else@x.example", "verdict": "differs"}]
        )

    def test_a_contact_in_odoo_has_a_card_as_well(self):
        partner = self.partner("Greenstone Legal", is_company=True)
        self.pull_all()
        card = self.card_of(partner)
        self.assertEqual(card["suggestions"][0]["name"], "Greenstone Legal")
        self.assertEqual(self.rows(card)["email"]["others"][0]["value"], HEMI)

    def test_names_are_text(self):
        self.partner("<b>Greenstone</b> Legal", is_company=True)
        self.pull_all()
        names = [s["name"] for s in self.card("Greenstone Legal")["suggestions"]]
        self.assertIn("<b>Greenstone</b> Legal", names)

    def test_one_that_is_two_contacts_is_decided_here(self):
        """As after a merge of two customers in Odoo."""
        partner = self.partner("Greenstone Legal", is_company=True, customer_rank=1)
        one, other = self.contact("Greenstone Legal"), self.contact("Kererū Books")
        (one | other).partner_id = partner
        desk = self.env["res.partner"].with_context(
            xero_connection_id=self.connection.id
        )
        self.assertIn(partner, desk.search([("xero_match_is", "like", "missing")]))
        card = self.card_of(partner)
        self.assertEqual(
            {suggestion["id"] for suggestion in card["suggestions"]},
            {one.id, other.id},
        )
        self.changes.decide(
            self.connection.id, "match", contact_id=one.id, partner_id=partner.id
        )
        self.changes.save(self.connection.id)
        self.assertEqual(one.partner_id, partner)
        self.assertFalse(other.partner_id)
        self.assertNotIn(partner, desk.search([("xero_match_is", "like", "missing")]))

    def test_who_was_searched_for_is_shown_like_a_suggestion(self):
        other = self.partner("Somebody Else", email="else@x.example", is_company=True)
        contact = self.contact("Greenstone Legal")
        self.changes.decide(
            self.connection.id, "match", contact_id=contact.id, partner_id=other.id
        )
        card = self.card("Greenstone Legal")
        [suggestion] = card["suggestions"]
        self.assertEqual(suggestion["name"], "Somebody Else")
        self.assertEqual(card["decisions"][0]["other_id"], other.id)
        self.assertEqual(
            self.rows(card)["email"]["others"],
            [{"value": "else@x.example", "verdict": "differs"}],
        )
        [turned] = self.card_of(other)["suggestions"]
        self.assertEqual(turned["name"], "Greenstone Legal")

    def test_whose_contact_it_is_is_said(self):
        self.changes.decide(
            self.connection.id,
            "match",
            contact_id=self.contact("Greenstone Legal").id,
            partner_id=self.company.partner_id.id,
        )
        [suggestion] = self.card("Greenstone Legal")["suggestions"]
        self.assertIn("Odoo user or company", suggestion["warning"])

    def test_two_that_are_as_good_as_each_other_are_called_so(self):
        for city in ("Nelson", "Napier"):
            self.partner("Greenstone Legal", city=city, email=HEMI, is_company=True)
        self.pull_all()
        card = self.card("Greenstone Legal")
        self.assertEqual(card["tied"], "2 suggestions are equally good.")
        verdicts = [each["verdict"] for each in self.rows(card)["email"]["others"]]
        self.assertEqual(verdicts, ["shared", "shared"], "no evidence, and no tick")
        first = card["suggestions"][0]["id"]
        contact = self.contact("Greenstone Legal")
        self.changes.decide(
            self.connection.id, "reject", contact_id=contact.id, partner_id=first
        )
        self.assertFalse(self.card("Greenstone Legal")["tied"])

    # === What they owe === #

    def test_what_is_open_in_xero_is_read(self):
        owing = [row for row in sandbox.things("Invoices") if row["AmountDue"]]
        self.assertTrue(owing)
        contacts = self.env["xero.contact"].search([("receivable", ">", 0)])
        self.assertTrue(contacts)
        for contact in contacts:
            balances = contact.raw["Balances"]["AccountsReceivable"]
            self.assertEqual(contact.receivable, balances["Outstanding"])
        self.assertIn("Owes", contacts[0].match_card["owes"])

    def test_an_upgrade_reads_it_out_of_what_was_copied(self):
        contact = self.env["xero.contact"].search([("receivable", ">", 0)])[:1]
        said = contact.receivable
        self.env.flush_all()
        self.env.cr.execute("UPDATE xero_contact SET receivable = NULL, payable = NULL")
        self.env.invalidate_all()
        load_script(file_path(MIGRATION), "balances").migrate(self.env.cr, "1")
        self.assertEqual(contact.receivable, said)

    def test_what_is_open_in_odoo_is_said_of_the_partner(self):
        partner = self.partner("Greenstone Legal", is_company=True)
        self.invoice(partner, 100)
        self.pull_all()
        words = self.card("Greenstone Legal")["suggestions"][0]["owes"]
        self.assertIn("115.00", words)
        self.assertIn("115.00", self.card_of(partner)["owes"])

    def test_who_reads_no_invoices_sees_no_amounts(self):
        partner = self.partner("Greenstone Legal", is_company=True)
        self.invoice(partner, 100)
        self.pull_all()
        user = self.xero_user()
        contacts = self.env["xero.contact"].with_user(user)
        for contact in contacts.search([("partner_id", "=", False)]):
            self.assertFalse(contact.match_card["owes"])
        card = self.contact("Greenstone Legal").with_user(user).match_card
        self.assertEqual([s["owes"] for s in card["suggestions"]], [""])
        with self.assertRaises(AccessError):
            contacts.search([], limit=1).read(["raw"])

    def invoice(self, partner, amount):
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": "2026-01-10",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Work",
                            "price_unit": amount,
                            "tax_ids": [Command.set(self.tax.ids)],
                        }
                    )
                ],
            }
        )
        move.action_post()
        return move

    # === Order and filters === #

    def desk(self, model, **context):
        views = {"xero.contact": "", "res.partner": "_partner"}
        action = self.env.ref(f"xero_connector.xero_match_desk{views[model]}_action")
        records = self.env[model].with_context(
            xero_connection_id=self.connection.id, **context
        )
        return records, safe_eval(action.domain)

    def test_who_owes_most_comes_first(self):
        contacts, domain = self.desk("xero.contact")
        found = contacts.search(domain, order="match_order, name, id")
        owed = found.mapped("receivable")
        self.assertTrue(owed[0])
        self.assertEqual(owed, sorted(owed, reverse=True))

    def test_customers_that_xero_lacks_stand_there_who_owes_first(self):
        partners, domain = self.desk("res.partner")
        quiet, owing = self.partner("Aaa Ltd", customer_rank=1), self.partner("Zzz Ltd")
        self.invoice(owing, 100)
        stranger = self.partner("Nobody's Friend")
        found = partners.search(domain, order="xero_match_order, name, id")
        self.assertLess(found.ids.index(owing.id), found.ids.index(quiet.id))
        self.assertNotIn(stranger, found)
        self.assertIn(owing, partners.search([("xero_match_is", "like", "open")]))
        self.assertEqual(self.connection.missing_count, partners.search_count(domain))

    def test_suggestions_are_filtered_by_what_agrees(self):
        self.partner("Kererū Books", is_company=True)
        self.pull_all()
        contacts, _domain = self.desk("xero.contact")
        found = contacts.search([("match_is", "like", "name")])
        self.assertIn(self.contact("Kererū Books"), found)
        partner = self.partner("Somebody", email=HEMI, is_company=True)
        self.pull_all(match_by="evidence")
        found = contacts.search([("match_is", "like", "email")])
        self.assertEqual(found, self.contact("Greenstone Legal"))
        self.assertFalse(contacts.search([("match_is", "like", "tax_number")]))
        partners, _domain = self.desk("res.partner")
        found = partners.search([("xero_match_is", "like", "email")])
        self.assertEqual(found, partner)

    def test_what_is_decided_is_shown_with_who_decided_it_and_found(self):
        partner = self.partner("Kererū Books", is_company=True)
        self.pull_all()
        contact = self.contact("Kererū Books")
        self.changes.decide(self.connection.id, "match", contact.id, partner.id)
        for card, other in (
            (self.card("Kererū Books"), partner.display_name),
            (self.card_of(partner), contact.name),
        ):
            (decision,) = card["decisions"]
            self.assertEqual(decision["words"], f"Match with {other}")
            self.assertEqual(decision["user"], self.env.user.name)
        contacts, _domain = self.desk("xero.contact")
        found = contacts.search([("match_is", "like", "decided")])
        self.assertEqual(found, contact)
        self.assertFalse(contact.partner_id)

    def test_a_rejected_suggestion_is_struck_out(self):
        partner = self.partner("Kererū Books", is_company=True)
        self.pull_all()
        contact = self.contact("Kererū Books")
        self.changes.decide(self.connection.id, "reject", contact.id, partner.id)
        (suggestion,) = self.card("Kererū Books")["suggestions"]
        self.assertTrue(suggestion["is_rejected"])

    def test_as_many_are_marked_as_were_counted(self):
        for name in ("Kererū Books", "Greenstone Legal"):
            self.partner(name, is_company=True)
        self.pull_all()
        desk = self.env["xero.match.desk"]
        count = desk.count_above(self.connection.id, 50)
        self.assertEqual(count, 2)
        marked = self.changes.decide_above(self.connection.id, 50)
        self.assertEqual(marked, count)
        self.assertEqual(desk.count_above(self.connection.id, 50), 0)

    def test_without_a_connection_nobody_is_there(self):
        company = self.env["res.company"].create({"name": "Unconnected"})
        user = self.xero_user()
        user.company_ids |= company
        alone = self.env(
            user=user, context={"allowed_company_ids": company.ids}, su=False
        )
        contacts, partners = alone["xero.contact"], alone["res.partner"]
        for name in ("here", "clear", "decided"):
            self.assertFalse(contacts.search([("match_is", "like", name)]), name)
        for name in ("missing", "open", "waiting", "decided", "email"):
            self.assertFalse(partners.search([("xero_match_is", "like", name)]), name)
        ordered = partners.search([], order="xero_match_order, name, id", limit=1)
        self.assertFalse(ordered.xero_match_card)
        self.assertFalse(alone["xero.match.desk"].read_desk()["connection_id"])

    def test_the_dialog_about_a_customer_leads_to_its_card(self):
        partner = self.partner("Kererū Books", is_company=True)
        wizard = self.env["xero.contact.wizard"].create(
            {"connection_id": self.connection.id, "partner_id": partner.id}
        )
        action = wizard.action_open_desk()
        self.assertEqual(action["res_model"], "res.partner")
        found = self.env["res.partner"].search(action["domain"])
        self.assertEqual(found, partner)

    # === For a page at once === #

    def test_a_page_takes_as_many_queries_for_few_as_for_many(self):
        for contact in self.env["xero.contact"].search([("partner_id", "=", False)]):
            self.partner(contact.name, is_company=True, customer_rank=1)
        self.pull_all()
        for model, field in (
            ("xero.contact", "match_card"),
            ("res.partner", "xero_match_card"),
        ):
            records, domain = self.desk(model)
            many = records.search(domain, limit=40)
            self.assertGreater(len(many), 30)
            # Of both some owe: how an amount is written is read once.
            few = many.sorted(lambda record, f=field: "Owes" not in str(record[f]))[:5]
            self.queries(few, field)
            self.assertEqual(self.queries(few, field), self.queries(many, field))

    def queries(self, records, field):
        self.env.flush_all()
        self.env.invalidate_all()
        records = records.browse(records.ids)
        # What amounts are written with is read once, be there any.
        formatLang(self.env, 1, currency_obj=self.company.currency_id)
        count = self.env.cr.sql_log_count
        records.mapped(field)
        return self.env.cr.sql_log_count - count

    # === The tab === #

    def test_each_number_opens_what_it_counts(self):
        self.partner("Greenstone Legal", is_company=True, customer_rank=1)
        self.pull_all()
        for name in ("linked", "suggested", "unmatched", "missing"):
            action = getattr(self.connection, f"action_open_{name}")()
            records = self.env[action["res_model"]]
            records = records.with_context(**action.get("context", {}))
            count = records.search_count(action["domain"])
            self.assertEqual(count, self.connection[f"{name}_count"], name)
        self.assertTrue(self.connection.suggested_count)
        self.assertTrue(self.connection.missing_count)

    def test_matching_begins_with_suggestions_and_the_filter_can_be_removed(self):
        action = self.connection.action_match_contacts()
        self.assertNotIn("search_default_suggested", action["context"])
        self.partner("Greenstone Legal", is_company=True)
        self.pull_all()
        action = self.connection.action_match_contacts()
        self.assertTrue(action["context"]["search_default_suggested"])
        unmatched = self.connection.action_open_unmatched()
        self.assertEqual(action["domain"], unmatched["domain"])

    # === Roles === #

    def answers(self, user):
        desk = self.env["xero.match.desk"].with_user(user)
        desk = desk.with_context(xero_connection_id=self.connection.id)
        return set(desk.read_desk()["answers"])

    def test_what_somebody_may_not_do_is_not_offered(self):
        self.assertEqual(
            self.answers(self.env.user),
            {"match", "reject", "leave", "create", "create_in_xero"},
        )
        self.assertNotIn("create", self.answers(self.xero_user()))
        self.connection.direction = "to_odoo"
        self.assertNotIn("create_in_xero", self.answers(self.env.user))
        reader = new_test_user(
            self.env,
            "reader",
            "account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.assertFalse(self.answers(reader))
