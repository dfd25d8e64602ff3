"""One row of Xero's that cannot be read is kept apart; all others go on."""

import json
import os
from datetime import timedelta

from hypothesis import HealthCheck, given, settings

from odoo import fields
from odoo.tests import tagged

from . import odd_rows, sandbox
from .test_runs_pull import PullCase

# Of each resource; as many as the pure tests try with the profile of that name.
EXAMPLES = 1_000 if os.environ.get("HYPOTHESIS_PROFILE") == "wide" else 40

ODD_NAME = "Rex Media Group"

# What was met in a row of contacts, as the JSON that stands in its place.
IN_CONTACTS = {
    "a NUL": {"Name": r'"Rex\u0000"'},
    "half a letter": {"EmailAddress": r'"\ud800@rex.example"'},
    "a name that is a number": {"Name": "17"},
    "an e-mail that is a number": {"EmailAddress": "17"},
    "phones without one": {"Phones": "[null]"},
    "addresses in words": {"Addresses": '"1 Queen Street"'},
    "a name of 8 kB": {"Name": json.dumps("x" * 8192)},
    "a stamp that is none": {"UpdatedDateUTC": '"soon"'},
    "a number out of range": {"Balance": "1e400"},
    "thousands of digits": {"Balance": "9" * 5_000},
    "no id": {"ContactID": "null"},
    "an id that is none": {"ContactID": '"the first"'},
}

IN_INVOICES = {
    "a total in words": {"Total": '"twelve"'},
    "a total beyond all bounds": {"Total": "1e400"},
    "a sum as text": {"AmountPaid": '"12.50"'},
    "a contact in words": {"Contact": '"Rex"'},
    "a day that is none": {"DateString": '"2026-02-30T00:00:00"'},
    "no currency": {"CurrencyCode": "null"},
    "a line that is none": {"LineItems": "[null]"},
}


class OddCase(PullCase):
    def odd(self, resource="contacts"):
        return self.env["xero.odd.row"].search([("resource", "=", resource)])

    def alter(self, path, row="", **wish):
        return sandbox.fault("alter", "GET", path, row=row, times=None, **wish)

    def mails(self):
        return self.env["mail.mail"].search([("model", "=", "xero.connection")])

    def assert_set_aside(self, others, resource="contacts"):
        """:param others: how many rows of the list stand here all the same"""
        odd = self.odd(resource)
        self.assertEqual(len(odd), 1)
        self.assertTrue(odd.reason)
        self.assertTrue(odd.text)
        self.assertEqual(self.resource(resource).pulled, others + 1)
        self.assertEqual(self.the_issue("odd_rows").key, resource)
        self.assertEqual(self.connection.state, "connected")
        self.assertFalse(self.env["xero.retry"].search([]))
        return odd


@tagged("post_install", "-at_install")
class TestOddRows(OddCase):
    def test_an_odd_contact_stops_no_other(self):
        every = len(sandbox.things("Contacts"))
        for name, texts in IN_CONTACTS.items():
            with self.subTest(name):
                self.contacts().unlink()
                self.odd().unlink()
                fault = self.alter("Contacts", ODD_NAME, texts=texts)
                batch = self.compare()
                self.assertEqual(batch.state, "done")
                self.assertEqual(len(self.contacts(gone_at=False)), every - 1)
                self.assert_set_aside(every - 1)
                self.assertTrue(sandbox.planted(fault)["hits"])
                sandbox.no_faults()

    def test_a_row_that_is_no_row_stops_no_other(self):
        for text in ('"no row"', "null", "17", "[]"):
            with self.subTest(text):
                self.odd().unlink()
                self.alter("Contacts", ODD_NAME, instead=text)
                self.compare()
                self.assert_set_aside(len(sandbox.things("Contacts")) - 1)
                sandbox.no_faults()

    def test_an_invoice_that_is_no_row_stops_no_other(self):
        moves = [self.invoice(), self.invoice()]
        self.push(*moves)
        for text in ('"no row"', "null", "[]"):
            with self.subTest(text):
                self.odd("invoices").unlink()
                self.alter("Invoices", moves[0].name, instead=text)
                self.compare("invoices")
                self.assertEqual(len(self.odd("invoices")), 1)
                self.assertFalse(self.env["xero.retry"].search([]))
                sandbox.no_faults()

    def test_an_odd_invoice_stops_no_other_and_its_payment_is_still_shown(self):
        moves = [self.invoice(), self.invoice()]
        self.push(*moves)
        paid = self.in_xero(moves[1])
        for name, texts in IN_INVOICES.items():
            with self.subTest(name):
                self.alter("Invoices", moves[0].name, texts=texts)
                sandbox.act("edit_invoice", invoice=paid["InvoiceID"], values={})
                self.compare("invoices")
                odd = self.odd("invoices")
                self.assertEqual(odd.display_name, moves[0].name)
                self.assertEqual(moves[1].xero_state, "pushed")
                self.assertEqual(moves[0].xero_state, "pushed", "what stood, stands")
                sandbox.no_faults()
                odd.unlink()

    def test_odd_references_stop_no_other(self):
        for path, resource, row, texts in (
            ("TaxRates", "tax_rates", "OUTPUT2", {"TaxType": "null"}),
            ("TaxRates", "tax_rates", "OUTPUT2", {"TaxComponents": '"none"'}),
            ("Accounts", "accounts", "Sales", {"Code": "200"}),
            ("Currencies", "currencies", "USD", {"Code": "null"}),
        ):
            with self.subTest(path, **texts):
                self.alter(path, row, texts=texts)
                before = self.env[self.resource(resource)._mirror()._name].search([])
                self.compare(resource)
                self.assertTrue(self.odd(resource))
                self.assertEqual(before.exists(), before)
                self.assertEqual(self.connection.state, "connected")
                sandbox.no_faults()

    def test_a_stamp_of_the_far_future_does_not_move_the_cursor(self):
        self.alter("Contacts", ODD_NAME, texts={"UpdatedDateUTC": '"9999-12-31"'})
        self.compare()
        now = fields.Datetime.now()
        self.assertLess(self.resource().cursor, now + timedelta(days=2))

    def test_nobody_is_gone_where_a_row_does_not_say_who_it_is(self):
        self.alter("Contacts", ODD_NAME, texts={"ContactID": "null"})
        self.compare()
        self.assertFalse(self.contacts().filtered("gone_at"))

    def test_what_is_odd_in_itself_is_not_taken_for_gone(self):
        self.alter("Contacts", ODD_NAME, texts={"Name": "17"})
        self.compare()
        self.assertFalse(self.contacts(name=ODD_NAME).gone_at)

    def test_a_row_that_the_database_refuses_stops_no_other(self):
        contacts = type(self.env["xero.contact"])
        columns = contacts._read_columns

        def with_a_column_of_another_addon(itself, connection, said):
            vals = columns(itself, connection, said)
            if said.name == ODD_NAME:
                vals["number"] = "a\0b"
            return vals

        self.patch(contacts, "_read_columns", with_a_column_of_another_addon)
        self.contacts(name=ODD_NAME).content_hash = False
        self.compare()
        self.assertEqual(self.odd().name, ODD_NAME)
        self.assertEqual(self.odd().expected, "storable")
        self.assertEqual(self.connection.state, "connected")

    def test_a_person_is_told_once_and_it_goes_when_xero_mends_it(self):
        self.connection.alert_user_ids = self.xero_manager()
        self.alter("Contacts", ODD_NAME, texts={"Name": "17"})
        for _day in range(3):
            self.compare()
        issue = self.the_issue("odd_rows")
        self.assertIn("one record", issue.title)
        self.assertEqual(len(self.mails()), 1)
        sandbox.no_faults()
        self.compare()
        self.assertFalse(self.odd())
        self.assertFalse(self.issues())

    def test_many_are_one_issue_that_names_some(self):
        self.alter("Contacts", "*", texts={"EmailAddress": "17"})
        self.compare()
        issue = self.the_issue("odd_rows")
        every = len(sandbox.things("Contacts"))
        self.assertIn(f"{every} records", issue.title)
        self.assertIn(f"{every - 3} more", issue.advice)
        shown = issue.action_solve()
        found = self.env[shown["res_model"]].search_count(shown["domain"])
        self.assertEqual(found, every, "the button shows what the title counts")

    def test_what_is_left_out_is_not_told_again_until_it_changes(self):
        self.alter("Contacts", ODD_NAME, texts={"Name": "17"})
        self.compare()
        self.the_issue("odd_rows").action_leave_out()
        self.compare()
        self.assertFalse(self.issues())
        sandbox.no_faults()
        self.alter("Contacts", ODD_NAME, texts={"Name": "18"})
        self.compare()
        self.the_issue("odd_rows")

    def test_trying_again_reads_all_of_it_anew(self):
        self.alter("Contacts", ODD_NAME, texts={"Name": "17"})
        self.compare()
        sandbox.no_faults()
        sandbox.forget_calls()
        self.the_issue("odd_rows").action_try_again()
        self.run_cron(self.connection)
        self.assertEqual(len(sandbox.calls("GET", "Contacts")), 1)
        self.assertFalse(self.odd())
        self.assertFalse(self.issues())

    def test_what_xero_no_longer_has_is_no_longer_noted(self):
        self.alter("Contacts", ODD_NAME, texts={"Name": "17"})
        self.compare()
        sandbox.no_faults()
        there = sandbox.things("Contacts", Name=ODD_NAME)[0]["ContactID"]
        sandbox.act("forget_contact", contact=there)
        self.pass_time(self.connection, minutes=1)
        self.compare()
        self.assertFalse(self.odd())
        self.assertFalse(self.issues())


@tagged("post_install", "-at_install")
class TestOddAnswers(OddCase):
    """Where a certain thing was asked for, what cannot be read is no answer."""

    def test_a_customer_whose_namesake_is_odd_is_held_and_the_others_go(self):
        partners = self.env["res.partner"].create(
            [{"name": name} for name in (ODD_NAME, "Weka & Co", "Kea Tours")]
        )
        self.contacts(name=ODD_NAME).unlink()
        self.alter("Contacts", ODD_NAME, url="where=", texts={"Phones": "[null]"})
        moves = [self.invoice(partner_id=partner.id) for partner in partners]
        self.push(*moves)
        self.pass_time(self.connection, minutes=30)
        for move in moves[1:]:
            self.in_xero(move)
            self.assertEqual(move.xero_state, "pushed", self.story())
        self.assert_nowhere(moves[0])
        self.assertEqual(self.the_issue("look_up_failing").state, "open")
        self.assertEqual(len(sandbox.things("Contacts", Name=ODD_NAME)), 1)

    def test_an_invoice_that_xero_has_but_tells_oddly_is_never_sent_twice(self):
        move, other = self.invoice(), self.invoice()
        sandbox.fault("drop_after", "PUT", "Invoices")
        self.alter("Invoices", move.name, texts={"Total": '"twelve"'})
        self.push(move, other)
        self.pass_time(self.connection, minutes=40)
        self.assertEqual(len(sandbox.things("Invoices", InvoiceNumber=move.name)), 1)
        self.in_xero(other)
        self.assertEqual(other.xero_state, "pushed", self.story())
        self.assertNotEqual(move.xero_state, "pushed")
        self.assertTrue(self.issues())
        sandbox.no_faults()
        self.issues().action_try_again()
        self.pass_time(self.connection, minutes=30)
        self.in_xero(move)
        self.assertEqual(move.xero_state, "pushed", self.story())
        self.assertFalse(self.issues())

    def test_what_cannot_be_read_before_a_change_is_not_changed_blindly(self):
        moves = [self.invoice({"price_unit": 100}) for _each in range(2)]
        self.push(*moves)
        self.alter("Invoices", moves[0].name, url="IDs=", texts={"Total": '"x"'})
        for move in moves:
            move.button_draft()
            move.invoice_line_ids.price_unit = 120
            move.action_post()
        self.push(*moves)
        self.pass_time(self.connection, minutes=30)
        self.assertEqual(self.in_xero(moves[0])["SubTotal"], 100)
        self.assertEqual(self.in_xero(moves[1])["SubTotal"], 120, self.story())
        self.the_issue("look_up_failing", moves[0])


def _as_floats(row):
    """:return: a row as any reader of its JSON has it: numbers are floats"""
    return json.loads(json.dumps(row, default=float), parse_int=float)


@tagged("post_install", "-at_install")
class TestAnything(OddCase):
    """Whatever JSON can say: it stands here as it was said, or apart, with a reason."""

    def assert_kept(self, name, row):
        resource = self.resource(name)
        mirror = resource._mirror()
        described = mirror._xero_resource
        self.odd(name).unlink()
        mirror._store(self.connection, [row])
        odd = self.odd(name)
        odd.invalidate_recordset()
        if odd:
            self.assertTrue(odd.reason)
            self.assertTrue(odd.text)
            return
        stored = mirror._of(self.connection, [described.id_of(row)])
        self.assertEqual(len(stored), 1)
        stored = next(iter(stored.values()))
        stored.invalidate_recordset()
        read = stored.read()[0]
        self.assertEqual(_as_floats(read["raw"]), _as_floats(row))

    def test_whatever_a_row_says_is_kept(self):
        for name in self.connection.resource_ids.mapped("name"):
            with self.subTest(name):
                self.keep_whatever(name)

    def keep_whatever(self, name):
        @given(row=odd_rows.rows(name))
        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        def keep(row):
            with self.env.cr.savepoint() as savepoint:
                self.assert_kept(name, row)
                savepoint.rollback()
            self.env.invalidate_all()

        keep()
