import json
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..xerolib import errors
from ..xerolib.answers import Answer
from . import sandbox
from .common import ConnectedCase

FIREWALL = {"status": 403, "body": "<html>Request blocked</html>"}

# What Xero, or something before it, may do to a call for ever.
ENDLESS = {
    "500": {"do": "status", "status": 500},
    "503": {"do": "status", "status": 503},
    "403": {"do": "status", **FIREWALL},
    "413": {"do": "status", "status": 413, "body": "<html>Too large</html>"},
    "reset": {"do": "drop_before"},
    "page": {"do": "status", "status": 200, "body": "<html>Log in</html>"},
    # A success that says nothing about what was sent.
    "null": {"do": "status", "status": 200, "body": "[null]"},
    "nothing": {"do": "status", "status": 200, "body": '{"Invoices": []}'},
}


# A row and a count of a list that has no end.
KEA = {
    "ContactID": "11111111-2222-3333-4444-555555555555",
    "Name": "Kea Tours",
    "ContactStatus": "ACTIVE",
    "UpdatedDateUTC": "/Date(1700000000000+0000)/",
}
ENDLESS_COUNT = {
    "page": 1,
    "pageSize": 1000,
    "pageCount": 10**8,
    "itemCount": 10**8,
}


class AsideCase(ConnectedCase):
    """Customers are known, people are told by mail."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls("prepare").prepare()
        sandbox.snapshot()

    def prepare(self):
        self.connection.alert_user_ids = self.xero_manager()
        self.push(self.invoice())
        sandbox.limits(minute=100_000, minute_left=100_000)
        sandbox.forget_calls()
        self.env["mail.mail"].search([]).unlink()

    def endless(self, kind, method=None, path=None, **more):
        fault = {**ENDLESS[kind]}
        do = fault.pop("do")
        return sandbox.fault(do, method, path, times=None, **fault, **more)

    def mails(self):
        return self.env["mail.mail"].search([("model", "=", "xero.connection")])

    def poisoned(self, word="union select", **values):
        return self.invoice({"price_unit": 100, "name": word}, **values)

    def assert_stands_once(self, moves):
        for move in moves:
            self.in_xero(move)
            self.assertEqual(move.xero_state, "pushed", self.story())


@tagged("post_install", "-at_install")
class TestPoison(AsideCase):
    """One invoice that never gets through is named; all others stand in Xero."""

    def hold_the_one(self, kind, others=3, **fault):
        self.endless(kind, "PUT", "Invoices", contains="union select", **fault)
        poison = self.poisoned()
        rest = [self.invoice() for _each in range(others)]
        self.push(poison, *rest)
        self.pass_time(self.connection, minutes=30)
        self.assert_stands_once(rest)
        self.assert_nowhere(poison)
        issue = self.the_issue("unanswered", poison)
        self.assertIn(poison.name, issue.title)
        self.assertIn("Other records were sent", issue.advice)
        self.assertEqual(len(self.mails()), 1, "told once, within half an hour")
        self.assertEqual(self.connection.state, "connected")
        return poison, issue

    def test_one_that_is_alone_is_not_blamed_for_what_takes_nothing(self):
        for kind in ("403", "413", "500"):
            with self.subTest(kind):
                self.endless(kind, "PUT", "Invoices")
                sandbox.forget_calls()
                move = self.invoice()
                self.push(move)
                self.pass_time(self.connection, minutes=30)
                issue = self.issues("unanswered")
                self.assertIn(move.name, issue.title)
                times = len(sandbox.calls("PUT", "Invoices"))
                told = "once" if times == 1 else f"{times} times"
                self.assertIn(f"It was sent {told} but is not in Xero", issue.advice)
                self.assertIn("the cause may be Xero or a firewall", issue.advice)
                self.assertNotIn("Other records were sent", issue.advice)
                sandbox.no_faults()
                self.pass_time(self.connection, hours=5)
                self.in_xero(move)

    def test_xero_that_fails_on_one_invoice_gets_all_others(self):
        self.hold_the_one("500")

    def test_a_connection_that_is_cut_at_one_invoice_lets_all_others_through(self):
        self.hold_the_one("reset")

    def test_a_firewall_that_refuses_one_invoice_lets_all_others_through(self):
        self.hold_the_one("403")

    def test_one_invoice_that_is_too_large_for_something_stops_no_other(self):
        self.hold_the_one("413")

    def test_a_proxys_page_in_place_of_every_answer_names_the_one(self):
        self.hold_the_one("page")

    def test_a_success_that_says_nothing_of_the_invoice_is_no_success(self):
        for kind in ("null", "nothing"):
            with self.subTest(answer=kind), self.cr.savepoint() as savepoint:
                sandbox.restore()
                sandbox.forget_calls()
                self.hold_the_one(kind)
                self.assertLess(len(sandbox.calls("PUT")), 12)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_an_answer_that_leaves_one_out_is_looked_up_before_it_is_sent_again(self):
        """Xero did it; the answer has a row that is none."""
        moves = [self.invoice() for _each in range(3)]
        sandbox.fault("alter", "PUT", "Invoices", instead="null", times=1)
        self.push(*moves)
        self.assert_stands_once(self.env["account.move"].union(*moves))
        self.assertEqual(len(sandbox.calls("PUT", "Invoices")), 1)

    def test_a_write_that_is_answered_with_nothing_is_looked_up(self):
        for status in (204, 304):
            for fault in ("status", "status_after"):
                with (
                    self.subTest(fault, status=status),
                    self.cr.savepoint() as savepoint,
                ):
                    sandbox.restore()
                    sandbox.forget_calls()
                    moves = [self.invoice() for _each in range(2)]
                    sandbox.fault(fault, "PUT", "Invoices", status=status)
                    self.push(*moves)
                    self.pass_time(self.connection, minutes=10)
                    self.assert_stands_once(self.env["account.move"].union(*moves))
                    self.assertFalse(self.issues())
                    savepoint.rollback()
                    self.env.invalidate_all()

    def test_one_that_cannot_be_told_in_a_look_up_keeps_no_other_in_doubt(self):
        for texts in ({"DateString": "null", "Date": "null"}, {"Total": "null"}):
            with self.subTest(texts), self.cr.savepoint() as savepoint:
                sandbox.restore()
                moves = [self.invoice() for _each in range(3)]
                sandbox.fault("drop_after", "PUT", "Invoices")
                sandbox.fault(
                    "alter",
                    "GET",
                    "Invoices",
                    row=moves[0].name,
                    texts=texts,
                    times=None,
                )
                self.push(*moves)
                self.pass_time(self.connection, minutes=30)
                self.assert_stands_once(moves[1:])
                self.assertEqual(moves[0].xero_state, "blocked")
                self.assertIn(moves[0].name, self.issues().title)
                sandbox.no_faults()
                self.issues().action_try_again()
                self.pass_time(self.connection, minutes=5)
                self.assert_stands_once(moves)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_lost_answer_of_what_was_deleted_leaves_its_number_to_the_next(self):
        first = self.invoice()
        name = first.name
        sandbox.fault("drop_after", "PUT", "Invoices")
        self.push(first)
        first.button_draft()
        first.unlink()
        second = self.invoice()
        self.assertEqual(second.name, name)
        self.push(second)
        self.pass_time(self.connection, minutes=30)
        self.assert_stands_once([second])
        self.assertEqual(second.xero_document_ids.move_id, second)
        self.assertFalse(self.issues())

    def test_an_answer_with_the_id_of_what_was_typed_in_xero_is_not_believed(self):
        """Else the next change would overwrite that."""
        line = {"Description": "x", "Quantity": 1, "UnitAmount": 900}
        line |= {"AccountCode": "200", "TaxType": "OUTPUT2"}
        sandbox.act(
            "create_invoice", contact="Rex Media Group", values={"LineItems": [line]}
        )
        self.pull_invoices()
        theirs = self.env["xero.document"].search([("move_id", "=", False)], limit=1)
        move = self.invoice()
        sandbox.fault("alter", "PUT", "Invoices", values={"InvoiceID": theirs.xero_id})
        self.push(move)
        self.pass_time(self.connection, minutes=30)
        self.assertFalse(theirs.move_id)
        issue = self.the_issue("answer_unapplied", move)
        self.assertIn(theirs.name, issue.advice)
        issue.action_try_again()
        self.pass_time(self.connection, minutes=5)
        self.assert_stands_once([move])

    def test_an_answer_takes_no_contact_from_whom_it_is(self):
        """Else the invoice would stand on another customer's account."""
        self.env["xero.batch"]._start(self.connection, "full", ("contacts",))
        self.run_cron(self.connection)
        contacts = self.env["xero.contact"].search([("status", "=", "ACTIVE")])
        linked = contacts.filtered("partner_id")[0]
        free = contacts.filtered(lambda c: not c.partner_id and not c.number)[:1]
        for contact in linked | free:
            with self.subTest(contact.name):
                owner = contact.partner_id
                sandbox.fault(
                    "alter", "PUT", "Contacts", values={"ContactID": contact.xero_id}
                )
                partner = self.env["res.partner"].create(
                    {"name": f"Tūhua Obsidian {contact.id}", "is_company": True}
                )
                move = self.invoice(partner_id=partner.id)
                self.push(move)
                self.assertEqual(contact.partner_id, owner)
                self.assert_nowhere(move)
                self.pass_time(self.connection, minutes=30)
                issue = self.the_issue("answer_unapplied")
                self.assertIn(contact.name, issue.advice)
                issue.action_try_again()
                self.pass_time(self.connection, minutes=5)
                self.assertEqual(self.in_xero(move)["Contact"]["Name"], partner.name)
                self.assertEqual(contact.partner_id, owner)

    def test_an_element_without_an_id_that_did_not_fail_is_looked_up(self):
        for given in ("null", "5"):
            with self.subTest(given):
                moves = [self.invoice(), self.invoice()]
                sandbox.fault(
                    "alter",
                    "PUT",
                    "Invoices",
                    row=moves[0].name,
                    texts={"InvoiceID": given},
                )
                self.push(*moves)
                self.pass_time(self.connection, minutes=5)
                self.assert_stands_once(moves)
                self.assertFalse(self.issues())

    def test_a_refusal_whose_words_are_none_is_halved_all_the_same(self):
        for message in ('{"a": 1}', "5", '["a"]', '"bad \\u0000 thing"'):
            with self.subTest(message), self.cr.savepoint() as savepoint:
                sandbox.restore()
                sandbox.fault(
                    "status",
                    "PUT",
                    "Invoices",
                    times=None,
                    status=400,
                    body=f'{{"Message": {message}}}',
                    contains="union select",
                )
                poison, rest = self.poisoned(), [self.invoice(), self.invoice()]
                self.push(poison, *rest)
                self.pass_time(self.connection, minutes=30)
                self.assert_stands_once(rest)
                self.the_issue("refused", poison)
                savepoint.rollback()
                self.env.invalidate_all()

    def pull_invoices(self):
        self.env["xero.batch"]._start(self.connection, "full", ("invoices",))
        self.run_cron(self.connection)

    def test_an_answer_that_names_another_invoices_document_takes_it_from_nobody(self):
        first, second = self.invoice(), self.invoice()
        self.push(first)
        theirs = first.xero_document_ids
        sandbox.fault("alter", "PUT", "Invoices", values={"InvoiceID": theirs.xero_id})
        self.push(second)
        self.assertEqual(theirs.move_id, first)
        self.pass_time(self.connection, minutes=30)
        self.assertIn(first.name, self.the_issue("answer_unapplied", second).advice)
        self.issues().action_try_again()
        self.pass_time(self.connection, minutes=5)
        self.assertEqual(theirs.move_id, first)
        self.assert_stands_once([first, second])

    def test_one_of_many_is_found(self):
        self.hold_the_one("500", others=20)

    def test_several_that_fail_are_all_named(self):
        self.endless("500", "PUT", "Invoices", contains="union select")
        poison = [self.poisoned() for _each in range(3)]
        rest = [self.invoice() for _each in range(5)]
        self.push(poison[0], rest[0], poison[1], *rest[1:], poison[2])
        self.pass_time(self.connection, hours=1)
        self.assert_stands_once(rest)
        issues = self.issues("unanswered")
        self.assertEqual(
            {job.res_id for job in issues.job_ids}, {move.id for move in poison}
        )

    def in_doubt(self, count=2):
        """:return: jobs of invoices, of which the first is about to be held"""
        moves = self.env["account.move"].union(*(self.invoice() for _ in range(count)))
        moves.action_xero_push()
        jobs = self.env["xero.job"].search([("res_id", "in", moves.ids)], order="id")
        later = fields.Datetime.now() + timedelta(hours=1)
        jobs.write({"unanswered": 2, "not_before": later})
        return jobs

    def hold(self, job):
        failure = errors.Unavailable(Answer(500, {}, "", 0))
        self.env["xero.document"]._hold_of_failure("unanswered", job, failure)._on(job)

    def test_several_of_one_fault_are_told_with_one_mail_whenever_each_is_held(self):
        jobs = self.in_doubt()
        for job in jobs:
            self.assertFalse(self.mails())
            self.hold(job)
            self.connection._tell()
        self.assertEqual(len(self.mails()), 1)
        for job in jobs:
            self.assertIn(job.record_name, self.mails().body_html)

    def test_nobody_waits_long_to_be_told_of_the_first_of_several(self):
        self.hold(self.in_doubt()[0])
        self.pass_time(self.connection, minutes=11)
        self.assertEqual(len(self.mails()), 1)

    def test_an_update_that_nobody_speaks_of_stops_no_other(self):
        """Without a rest between, it went as often as a run has time for."""
        self.update_one_of_three("null")
        self.assertLess(len(sandbox.calls("POST")), 12)

    def test_one_update_that_fails_stops_no_other(self):
        self.update_one_of_three("500")

    def test_an_update_that_meets_a_limit_each_time_is_tried_ever_less_often(self):
        """Each try reads it anew, and each counted as the first one."""
        move = self.invoice()
        self.push(move)
        limit = {"status": 429, "headers": {"Retry-After": "60"}}
        sandbox.fault("status", "POST", "Invoices", times=None, **limit)
        sandbox.forget_calls()
        move.button_draft()
        move.invoice_line_ids.price_unit = 120
        move.action_post()
        self.push(move)
        self.pass_time(self.connection, hours=2)
        self.assertLess(len(sandbox.calls("POST", "Invoices")), 8)
        self.assertEqual(len(self.mails()), 1)
        sandbox.no_faults()
        self.pass_time(self.connection, hours=5)
        self.assertEqual(self.in_xero(move)["SubTotal"], 120)

    def update_one_of_three(self, kind):
        moves = [self.invoice({"price_unit": 100}) for _each in range(3)]
        self.push(*moves)
        self.endless(kind, "POST", "Invoices", contains="union select")
        sandbox.forget_calls()
        for number, move in enumerate(moves):
            move.button_draft()
            move.invoice_line_ids.name = "union select" if not number else "Changed"
            move.invoice_line_ids.price_unit = 120
            move.action_post()
        self.push(*moves)
        self.pass_time(self.connection, minutes=30)
        for move in moves[1:]:
            self.assertEqual(self.in_xero(move)["SubTotal"], 120)
        self.the_issue("unanswered", moves[0])
        self.assertEqual(self.in_xero(moves[0])["SubTotal"], 100)

    def test_one_invoice_that_cannot_be_read_before_its_update_stops_no_other(self):
        moves = [self.invoice({"price_unit": 100}) for _each in range(3)]
        self.push(*moves)
        poison = self.in_xero(moves[0])["InvoiceID"]
        for kind in ("500", "page", "reset"):
            with self.subTest(kind):
                self.endless(kind, "GET", "Invoices", url=poison)
                for move in moves:
                    move.button_draft()
                    move.invoice_line_ids.price_unit += 20
                    move.action_post()
                self.push(*moves)
                self.pass_time(self.connection, minutes=60)
                price = moves[0].invoice_line_ids.price_unit
                for move in moves[1:]:
                    self.assertEqual(
                        self.in_xero(move)["SubTotal"], price, self.story()
                    )
                self.assertEqual(self.in_xero(moves[0])["SubTotal"], price - 20)
                issue = self.the_issue("look_up_failing", moves[0])
                sandbox.no_faults()
                issue.action_try_again()
                self.run_cron(self.connection)
                self.assertEqual(self.in_xero(moves[0])["SubTotal"], price)

    def test_one_contact_that_fails_stops_no_other(self):
        self.endless("500", "PUT", "Contacts", contains="Drop Table Ltd")
        partners = self.env["res.partner"].create(
            [{"name": name} for name in ("Weka & Co", "Drop Table Ltd", "Kea Tours")]
        )
        moves = [self.invoice(partner_id=partner.id) for partner in partners]
        self.push(*moves)
        self.pass_time(self.connection, minutes=30)
        self.assert_stands_once([moves[0], moves[2]])
        self.assertEqual(moves[1].xero_state, "blocked", self.story())
        self.assertIn("Drop Table Ltd", self.the_issue("unanswered").title)

    def test_what_was_held_goes_by_itself_when_xero_can_take_it(self):
        poison, _issue = self.hold_the_one("500")
        sandbox.no_faults()
        self.pass_time(self.connection, hours=6)
        self.assert_stands_once([poison])
        self.assertFalse(self.issues())
        self.assertEqual(len(self.mails()), 1)

    def test_trying_again_goes_at_once(self):
        poison, issue = self.hold_the_one("500")
        sandbox.no_faults()
        issue.action_try_again()
        self.run_cron(self.connection)
        self.assert_stands_once([poison])
        self.assertFalse(self.issues())

    def test_trying_again_in_vain_sends_it_alone_and_asks_again_without_a_mail(self):
        poison, issue = self.hold_the_one("500")
        sandbox.forget_calls()
        issue.action_try_again()
        self.pass_time(self.connection, minutes=10)
        self.the_issue("unanswered", poison)
        self.assertEqual(len(sandbox.calls("PUT", "Invoices")), 1)
        self.assertEqual(len(self.mails()), 1)

    def test_what_is_left_out_is_not_sent_any_more(self):
        poison, issue = self.hold_the_one("500")
        sandbox.no_faults()
        issue.action_leave_out()
        self.pass_time(self.connection, hours=8)
        self.assert_nowhere(poison)
        self.assertFalse(self.issues())
        self.assertFalse(self.env["xero.retry"].search([]))

    def test_a_day_with_it_costs_few_calls(self):
        self.hold_the_one("reset")
        self.pass_time(self.connection, hours=23, minutes=30)
        self.assertLess(len(sandbox.calls()), 100)
        self.assertEqual(len(self.mails()), 1)

    def test_a_half_leaves_only_when_the_whole_can_have_no_effect_any_more(self):
        self.endless("500", "PUT", "Invoices", contains="union select")
        moves = [self.poisoned(), self.invoice()]
        self.push(*moves)
        self.pass_time(self.connection, minutes=5)
        self.assert_nowhere(moves[1])
        self.assertEqual(len(sandbox.calls("PUT", "Invoices")), 2)
        self.pass_time(self.connection, minutes=5)
        self.assert_stands_once(moves[1:])

    def test_a_half_is_looked_up_right_before_it_leaves(self):
        self.endless("500", "PUT", "Invoices", contains="union select")
        moves = [self.poisoned(), self.invoice()]
        self.push(*moves)
        self.pass_time(self.connection, minutes=5)
        # The first request takes effect after all, when nobody looks.
        body = sandbox.sent("Invoices")[-1]
        sandbox.act(
            "create_invoice",
            contact="Tūī Books Ltd",
            values={
                **{k: v for k, v in body.items() if k not in ("Contact", "Url")},
                "Status": "AUTHORISED",
            },
        )
        self.pass_time(self.connection, minutes=10)
        self.in_xero(moves[1])
        sent = [body["InvoiceNumber"] for body in sandbox.sent("Invoices")]
        self.assertEqual(sent.count(moves[1].name), 2, "found, and not sent again")


@tagged("post_install", "-at_install")
class TestDeadPlace(AsideCase):
    """Xero takes no invoice at all for a while: none is blamed, all go afterwards."""

    def test_nothing_is_held_and_all_go_when_it_is_over(self):
        self.endless("500", "PUT", "Invoices")
        moves = [self.invoice() for _each in range(12)]
        self.push(*moves)
        self.pass_time(self.connection, minutes=40)
        issue = self.the_issue("push_failing")
        self.assertFalse(issue.job_ids)
        self.assertEqual(len(self.mails()), 1)
        sandbox.no_faults()
        self.pass_time(self.connection, hours=5)
        self.assert_stands_once(moves)
        self.assertFalse(self.issues())

    def test_a_day_of_it_costs_few_calls(self):
        self.endless("reset", "PUT", "Invoices")
        self.push(*(self.invoice() for _each in range(12)))
        self.pass_time(self.connection, hours=24)
        self.assertLess(len(sandbox.calls()), 100)
        self.assertEqual(len(self.mails()), 1)

    def test_contacts_go_on(self):
        self.endless("500", "PUT", "Invoices")
        self.push(*(self.invoice() for _each in range(3)))
        self.pass_time(self.connection, minutes=30)
        partner = self.env["res.partner"].create({"name": "Weka & Co"})
        partner.action_xero_push()
        self.run_cron(self.connection)
        self.assertTrue(sandbox.things("Contacts", Name="Weka & Co"))

    def test_who_presses_waits_for_no_back_off(self):
        self.endless("500", "PUT", "Invoices")
        self.push(*(self.invoice() for _each in range(3)))
        self.pass_time(self.connection, hours=10)
        sandbox.no_faults()
        move = self.invoice()
        self.push(move)
        self.assert_stands_once([move])


@tagged("post_install", "-at_install")
class TestDeadResource(AsideCase):
    """One thing of Xero's cannot be read: all others can, and pushes go."""

    def setUp(self):
        super().setUp()
        self.connection.write({"frequency": "hourly", "push_when": "posted"})
        self.pass_time(self.connection, hours=1)
        sandbox.forget_calls()

    def test_payments_that_answer_403_for_ever_stop_nothing(self):
        self.check("403", hours=8)

    def test_payments_that_answer_nonsense_for_ever_stop_nothing(self):
        self.check("page")

    # Something before Xero that looks at no page number: all calls of a day went to
    # it, and nothing else came or went by itself.

    def test_a_list_that_never_ends_stops_nothing(self):
        self.check_endless({"pagination": ENDLESS_COUNT, "Contacts": [KEA]})

    def test_one_that_counts_no_pages_stops_nothing(self):
        self.check_endless({"Contacts": [KEA] * 1000})

    def test_one_whose_rows_have_no_ids_stops_nothing(self):
        rows = [{"Name": "Kea Tours"}]
        self.check_endless({"pagination": ENDLESS_COUNT, "Contacts": rows}, aside=1)

    def check_endless(self, answer, aside=0):
        """:param aside: issues there are about odd rows"""
        sandbox.fault(
            "status",
            "GET",
            "Contacts",
            url="includeArchived",
            status=200,
            body=json.dumps(answer),
            times=None,
        )
        self.connection.resource_ids._request(["contacts", "invoices", "payments"])
        self.pass_time(self.connection, hours=2)
        self.assertIn("Contacts", self.issues("pull_failing").title)
        self.assertEqual(len(self.issues("odd_rows")), aside)
        self.assertLessEqual(len(self.mails()), 1 + aside)
        move = self.invoice()
        self.run_cron(self.connection)
        self.assert_stands_once([move])
        hour = fields.Datetime.now() - timedelta(minutes=75)
        for resource in self.connection.resource_ids:
            if resource.name in ("invoices", "payments"):
                self.assertGreater(resource.done_at, hour, resource.name)
        self.assertLess(len(sandbox.calls("GET", "Contacts")), 30)
        sandbox.no_faults()
        self.pass_time(self.connection, hours=5)
        self.assertFalse(self.issues("pull_failing"), "it ended by itself")
        self.assertTrue(self.contacts_read(), "and all are read again")

    def test_a_list_that_is_suddenly_empty_means_nobody_is_gone(self):
        none = {"page": 1, "pageSize": 1000, "pageCount": 1, "itemCount": 0}
        body = json.dumps({"pagination": none, "Contacts": []})
        self.check_nobody_is_gone(status=200, body=body)

    def test_not_modified_where_nobody_asked_for_changes_means_nobody_is_gone(self):
        self.check_nobody_is_gone(status=304)

    def check_nobody_is_gone(self, **answer):
        """All contacts are compared, and something before Xero has none."""
        sandbox.fault(
            "status", "GET", "Contacts", url="includeArchived", times=None, **answer
        )
        self.env["xero.batch"]._start(self.connection, "full", ("contacts",))
        self.run_cron(self.connection)
        self.pass_time(self.connection, hours=1)
        held = [("connection_id", "=", self.connection.id)]
        self.assertGreater(self.env["xero.contact"].search_count(held), 20)
        self.assertFalse(
            self.env["xero.contact"].search_count([*held, ("gone_at", "!=", False)])
        )
        self.assertIn("Contacts", self.the_issue("pull_failing").title)
        self.assertEqual(len(self.mails()), 1)

    def contacts_read(self):
        contacts = self.connection.resource_ids.filtered(lambda r: r.name == "contacts")
        return contacts.done_at > fields.Datetime.now() - timedelta(hours=5)

    def check(self, kind, hours=1):
        """All kinds, for a day each: ``make reliability``."""
        self.endless(kind, "GET", "Payments")
        payments = self.connection.resource_ids.filtered(lambda r: r.name == "payments")
        before = self.connection.resource_ids - payments
        self.pass_time(self.connection, hours=2)
        issue = self.the_issue("pull_failing")
        self.assertIn("Payments", issue.title)
        self.assertEqual(len(self.mails()), 1)
        self.assertEqual(self.connection.state, "connected")
        move = self.invoice()
        self.run_cron(self.connection)
        self.assert_stands_once([move])
        hour = fields.Datetime.now() - timedelta(minutes=75)
        for resource in before.filtered(lambda r: r.name in ("contacts", "invoices")):
            self.assertGreater(resource.done_at, hour, resource.name)
        running = self.env["xero.batch"].search([("state", "=", "running")])
        self.assertFalse(running, "no run waits for it")
        self.pass_time(self.connection, hours=hours)
        calls = [c for c in sandbox.calls() if "Payments" in c["path"]]
        self.assertLess(len(calls), 30)
        self.assertLess(len(sandbox.calls()), 24 * 2 + 100)
        self.assertEqual(len(self.mails()), 1)
        sandbox.no_faults()
        issue.action_try_again()
        self.run_cron(self.connection)
        self.assertFalse(self.issues())
        self.assertGreater(payments.done_at, hour)

    def test_who_syncs_now_waits_for_no_back_off(self):
        self.endless("500", "GET", "Payments")
        self.pass_time(self.connection, hours=3)
        sandbox.no_faults()
        self.env["xero.batch"]._start(self.connection, "full", user=self.env.user)
        self.run_cron(self.connection)
        self.assertFalse(self.issues())

    def test_an_outage_of_everything_pauses_and_costs_little(self):
        self.endless("503")
        self.pass_time(self.connection, hours=8)
        self.assertEqual(self.connection.state, "paused")
        self.assertLess(len(sandbox.calls()), 40)
        self.assertEqual(len(self.mails()), 1, self.issues().mapped("title"))
        sandbox.no_faults()
        self.pass_time(self.connection, hours=5)
        self.assertEqual(self.connection.state, "connected")
        self.assertFalse(self.issues())


@tagged("post_install", "-at_install")
class TestOurOwnFaults(AsideCase):
    """What breaks in Odoo, in the connector or in an addon that extends it, stands in
    nobody's way."""

    def break_(self, model, name, when=lambda records, *args: True):
        cls = type(self.env[model])
        original = getattr(cls, name)

        def broken(records, *args, **kwargs):
            if self.broken and when(records, *args):
                raise ValueError("the addon is broken \x00")
            return original(records, *args, **kwargs)

        self.broken = True
        self.patch(cls, name, broken)

    def test_an_answer_that_breaks_at_one_invoice_is_applied_to_all_others(self):
        moves = [self.invoice() for _each in range(3)]
        self.break_(
            "xero.document",
            "_link_arrived",
            lambda _mirror, _connection, elements: (
                moves[1].id in elements.mapped("res_id")
            ),
        )
        self.push(*moves)
        self.assert_stands_once([moves[0], moves[2]])
        self.pass_time(self.connection, minutes=30)
        issue = self.the_issue("answer_unapplied", moves[1])
        self.assertIn("addon is broken", issue.advice)
        later = self.invoice()
        self.push(later)
        self.assert_stands_once([later])
        self.broken = False
        issue.action_try_again()
        self.pass_time(self.connection, minutes=5)
        self.assert_stands_once([moves[1]])
        self.assertFalse(self.issues())

    def test_a_step_that_breaks_stops_no_other_and_is_told(self):
        self.break_("xero.connection", "_check_up")
        self.connection.sudo().quota_ids.checked_at = False
        move = self.invoice()
        self.push(move)
        self.assert_stands_once([move])
        self.pass_time(self.connection, minutes=30)
        issue = self.the_issue("step_failing")
        self.assertIn("check-up", issue.title)
        self.assertEqual(len(self.mails()), 1)
        self.broken = False
        issue.action_try_again()
        self.run_cron(self.connection)
        self.assertFalse(self.issues())
        self.assertFalse(self.env["xero.retry"].search([]))

    def test_a_pull_that_breaks_at_one_resource_stops_no_other(self):
        self.break_("xero.account", "_store")
        self.env["xero.batch"]._start(self.connection, "full", user=self.env.user)
        move = self.invoice()
        self.push(move)
        self.assert_stands_once([move])
        contacts = self.connection.resource_ids.filtered(lambda r: r.name == "contacts")
        self.assertTrue(contacts.compared_at)

    def test_a_partner_that_breaks_another_addon_stops_no_other(self):
        partners = self.env["res.partner"].create(
            [{"name": name} for name in ("Weka & Co", "Odd One", "Kea Tours")]
        )
        self.break_(
            "res.partner", "_xero_data", lambda records, *a: records == partners[1]
        )
        moves = [self.invoice(partner_id=partner.id) for partner in partners]
        self.push(*moves)
        self.assert_stands_once([moves[0], moves[2]])
        self.assertEqual(moves[1].xero_state, "blocked", self.story())

    def test_a_partner_whose_note_breaks_stops_no_other_contact(self):
        """Another addon, again: what Xero changed is not noted on one partner."""
        contacts = self.env["xero.contact"].search(
            [("connection_id", "=", self.connection.id), ("status", "=", "ACTIVE")],
            limit=3,
        )
        partners = self.env["res.partner"].create(
            [{"name": name} for name in ("Weka & Co", "Odd One", "Kea Tours")]
        )
        for contact, partner in zip(contacts, partners, strict=True):
            contact._link(partner, "person")
        self.pull(self.connection)
        self.break_(
            "res.partner",
            "_message_log_batch",
            lambda records, *a, **k: partners[1] in records,
        )
        phone = [{"PhoneType": "DEFAULT", "PhoneNumber": "03 555 7777"}]
        for contact in contacts:
            values = {"Phones": phone}
            sandbox.act("edit_contact", contact=contact.xero_id, values=values)
        sandbox.clock(2)
        self.pull(self.connection)
        phones = partners.mapped(lambda partner: partner.phone or "")
        self.assertEqual([p == "03 555 7777" for p in phones], [True, False, True])
        self.assertIn(contacts[1].name, self.the_issue("not_taken_over").title)

    def test_people_are_told_although_a_step_breaks(self):
        self.break_("xero.runner", "_apply_copied")
        partner = self.env["res.partner"].create({"name": "Nobody Knows"})
        self.connection.new_records = "review"
        self.push(self.invoice(partner_id=partner.id))
        self.assertEqual(len(self.mails()), 1)

    def test_where_it_broke_is_kept_for_support_alone(self):
        self.break_("xero.connection", "_check_up")
        self.connection.sudo().quota_ids.checked_at = False
        self.run_cron(self.connection)
        row = self.env["xero.retry"].search([("lane", "=", "check_up")])
        self.assertIn("ValueError", row.sudo().details)
        self.assertEqual(type(row)._fields["details"].groups, "base.group_system")


@tagged("post_install", "-at_install")
class TestLookUp(AsideCase):
    """Xero cannot be asked about one of them: the others go, the one gets an issue."""

    def test_a_name_that_xero_refuses_to_look_for_stops_no_other(self):
        sandbox.fault(
            "status", "GET", "Contacts", times=None, status=400, url="Odd Name"
        )
        partners = self.env["res.partner"].create(
            [{"name": name} for name in ("Weka & Co", "Odd Name Ltd", "Kea Tours")]
        )
        moves = [self.invoice(partner_id=partner.id) for partner in partners]
        self.push(*moves)
        self.assert_stands_once([moves[0], moves[2]])
        self.assertEqual(moves[1].xero_state, "blocked", self.story())
        self.assertIn("Odd Name Ltd", self.the_issue("look_up_failing").title)
        self.assertEqual(self.connection.state, "connected")

    def test_a_read_refused_twice_waits_longer_the_second_time(self):
        sandbox.fault("status", "GET", "Contacts", times=None, status=400)
        partner = self.env["res.partner"].create({"name": "Weka & Co"})
        self.push(self.invoice(partner_id=partner.id))
        self.pass_time(self.connection, hours=12)
        self.assertLess(len(sandbox.calls("GET", "Contacts")), 20)

    def test_a_doubt_that_cannot_be_looked_up_is_asked_and_sends_nothing_twice(self):
        sandbox.fault("drop_after", "PUT", "Invoices")
        sandbox.fault("status", "GET", "Invoices", times=None, status=500)
        move = self.invoice()
        self.push(move)
        self.pass_time(self.connection, minutes=40)
        self.assertIn(move.name, self.issues("look_up_failing").title)
        self.assertEqual(len(sandbox.calls("PUT", "Invoices")), 1)
        sandbox.no_faults()
        self.issues("look_up_failing").action_try_again()
        self.pass_time(self.connection, minutes=5)
        self.assert_stands_once([move])
        self.assertEqual(len(sandbox.calls("PUT", "Invoices")), 1)
        self.assertFalse(self.issues())


@tagged("post_install", "-at_install")
class TestWhatIsSaid(AsideCase):
    """What failed and is tried again by itself says so wherever somebody looks, before
    it is anybody's task."""

    def setUp(self):
        super().setUp()
        # What Xero took last is older than the fault.
        self.pass_time(self.connection, minutes=1)
        self.endless("500", "PUT", "Invoices")
        self.move = self.invoice()
        self.push(self.move, self.invoice())

    def wait_until_it_rests(self):
        """What is in doubt was looked up, left again, and failed again."""
        for _minute in range(12):
            self.pass_time(self.connection, minutes=1)
            if self.env["xero.retry"].search([("lane", "=", "push")]):
                break
        self.assertFalse(self.issues(), "nobody was asked yet")

    def rests_until(self):
        row = self.env["xero.retry"].search([("lane", "=", "push")])
        return self.connection._moment_words(row.due_at)

    def the_run(self):
        return self.env["xero.batch"].search([("kind", "=", "push")], limit=1)

    def test_while_what_was_sent_may_still_arrive(self):
        self.pass_time(self.connection, minutes=3)
        self.assertEqual(self.move.xero_state, "waiting")
        job = self.env["xero.job"].search([("state", "=", "waiting")], limit=1)
        moment = self.connection._moment_words(job.not_before)
        for told in (str(self.move._get_alerts()), self.the_run().status):
            self.assertIn(f"sent again at {moment}", told)

    def test_on_the_invoice(self):
        self.wait_until_it_rests()
        self.assertEqual(self.move.xero_state, "waiting")
        told = str(self.move._get_alerts())
        self.assertIn(f"retries automatically at {self.rests_until()}", told)

    def test_on_the_run(self):
        self.wait_until_it_rests()
        run = self.the_run()
        began = fields.Datetime.now() - timedelta(minutes=9)
        run.write({"state": "running", "started_at": began, "processed": 1})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE xero_batch SET write_date = write_date - interval '3 minutes'"
        )
        self.env.invalidate_all()
        self.assertIn(f"retries automatically at {self.rests_until()}", run.status)
        self.assertFalse(run.time_left, "nobody knows")

    def test_in_the_check(self):
        self.wait_until_it_rests()
        lines = self.connection._run_checks()
        [line] = [one for one in lines if "retried automatically" in one.title]
        self.assertEqual(line.state, "warning")
        self.assertIn("Invoices", line.title)
        self.assertIn(self.rests_until(), line.advice)
        sandbox.no_faults()
        self.pass_time(self.connection, hours=5)
        self.assert_stands_once([self.move])
        titles = [one.title for one in self.connection._run_checks()]
        self.assertFalse([title for title in titles if "retried" in title])


@tagged("post_install", "-at_install")
class TestCancelInDoubt(AsideCase):
    """Who cancels what is on its way: Xero is asked, and nothing is sent again."""

    def job(self, move):
        return self.env["xero.job"].search(
            [("res_model", "=", "account.move"), ("res_id", "=", move.id)]
        )

    def test_what_is_not_there_is_not_sent_again(self):
        sandbox.fault("drop_before", "PUT", "Invoices")
        move = self.invoice()
        self.push(move)
        self.job(move).action_cancel()
        self.pass_time(self.connection, minutes=30)
        self.assert_nowhere(move)
        self.assertEqual(self.job(move).outcome, "cancelled")
        self.assertEqual(len(sandbox.calls("PUT", "Invoices")), 1)

    def test_what_is_there_is_known(self):
        sandbox.fault("drop_after", "PUT", "Invoices")
        move = self.invoice()
        self.push(move)
        self.job(move).action_cancel()
        self.pass_time(self.connection, minutes=30)
        self.assert_stands_once([move])
        self.assertEqual(self.job(move).outcome, "adopted")

    def test_its_neighbours_go_on(self):
        sandbox.fault("drop_before", "PUT", "Invoices")
        moves = [self.invoice(), self.invoice()]
        self.push(*moves)
        self.job(moves[0]).action_cancel()
        self.pass_time(self.connection, minutes=30)
        self.assert_nowhere(moves[0])
        self.assert_stands_once(moves[1:])
