from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..models.queue import xero_exchange_log
from . import sandbox
from .common import ConnectedCase


class LogCase(ConnectedCase):
    def exchanges(self):
        return self.env["xero.exchange"].search([])

    def attempt(self, move):
        """:return: the last element that carries the move's number"""
        named = [("reference", "=", move.name)]
        return self.env["xero.exchange.element"].search(named, limit=1)

    def let_days_pass(self, days):
        for exchange in self.exchanges().filtered("sent_at"):
            exchange.sent_at -= timedelta(days=days)

    def vacuum(self):
        """What Odoo's daily vacuum does, without its commits."""
        more = True
        while more:
            _done, more = self.env["xero.exchange"]._gc_texts()
        self.env.flush_all()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestRetention(LogCase):
    """What was sent stays to the letter for a while; what became of it, for good."""

    def test_old_texts_go_and_who_when_number_total_and_outcome_stay(self):
        move = self.invoice()
        self.push(move)
        self.let_days_pass(91)
        self.vacuum()
        for exchange in self.exchanges():
            self.assertFalse(exchange.body or exchange.answer)
            self.assertTrue(exchange.emptied_at)
        attempt = self.attempt(move)
        self.assertEqual(attempt.user_id, self.env.user)
        self.assertLess(attempt.sent_at, fields.Datetime.now() - timedelta(days=90))
        self.assertEqual((attempt.total, attempt.currency_id.name), (115, "NZD"))
        self.assertEqual(attempt.xero_id, self.in_xero(move)["InvoiceID"])
        self.assertEqual(attempt.outcome, "accepted")

    def test_younger_texts_stay(self):
        self.push(self.invoice())
        self.let_days_pass(89)
        self.vacuum()
        self.assertTrue(all(self.exchanges().mapped("body")))

    def test_how_long_is_a_setting(self):
        self.connection.log_days = 7
        self.push(self.invoice())
        self.let_days_pass(8)
        self.vacuum()
        self.assertFalse(any(self.exchanges().mapped("body")))

    def test_an_exchange_whose_outcome_is_unknown_keeps_its_text(self):
        sandbox.fault("drop_after", "PUT", "Invoices")
        self.push(self.invoice())
        unknown = self.exchanges().filtered(lambda one: one.state == "checking")
        self.assertTrue(unknown)
        self.let_days_pass(400)
        self.vacuum()
        self.assertTrue(unknown.body)
        self.wait(self.connection)
        self.assertEqual(unknown.state, "applied")

    def test_what_still_waits_for_a_person_keeps_xeros_answer(self):
        move = self.invoice()
        sandbox.act("archive_account", account="200")
        self.push(move)
        self.assertEqual(move.xero_state, "blocked")
        self.let_days_pass(400)
        self.vacuum()
        self.assertTrue(self.attempt(move).exchange_id.answer)

    def test_many_go_in_slices(self):
        self.patch(xero_exchange_log, "SLICE", 2)
        self.push(self.invoice())
        young = self.exchanges()[:1]
        long_ago = young.sent_at - timedelta(days=91)
        for _copy in range(3):
            young.copy({"sent_at": long_ago, "state": "applied"})
        old = self.exchanges().filtered(lambda one: one.sent_at == long_ago)
        self.assertEqual(young._gc_texts(), (2, True))
        self.assertEqual(len(old.filtered("body")), 1)
        self.assertEqual(young._gc_texts(), (1, False))
        self.assertFalse(any(old.mapped("body")))
        self.assertTrue(young.body)


@tagged("post_install", "-at_install")
class TestIdleRuns(LogCase):
    """Runs that found nothing go after a while; what moved something stays."""

    def run_of_long_ago(self, **values):
        ended = fields.Datetime.now() - timedelta(days=91)
        return self.env["xero.batch"].create(
            {
                "connection_id": self.connection.id,
                "kind": "changes",
                "state": "done",
                "ended_at": ended,
                **values,
            }
        )

    def kept(self, **values):
        run = self.run_of_long_ago(**values)
        self.env["xero.batch"]._gc_idle()
        return bool(run.exists())

    def test_a_run_that_found_nothing_goes(self):
        self.assertFalse(self.kept())

    def test_one_that_moved_failed_or_was_asked_for_stays(self):
        for values in ({"changed": 1}, {"failed": 1}, {"user_id": self.env.uid}):
            self.assertTrue(self.kept(**values), values)

    def test_a_young_one_and_one_that_is_not_over_stay(self):
        yesterday = fields.Datetime.now() - timedelta(days=1)
        for values in ({"ended_at": yesterday}, {"state": "paused"}):
            self.assertTrue(self.kept(**values), values)


@tagged("post_install", "-at_install")
class TestLog(LogCase):
    """From a record that failed to what Xero said of it, and of nothing else."""

    def test_each_record_shows_its_own_part_of_the_call(self):
        first = self.invoice({"name": "Ladder", "price_unit": 10})
        second = self.invoice({"name": "Bucket", "price_unit": 20})
        self.push(first, second)
        seen = self.attempt(first)
        self.assertEqual(seen.exchange_id, self.attempt(second).exchange_id)
        for text in (seen.body_shown, seen.answer_shown):
            self.assertIn("Ladder", text)
            self.assertNotIn("Bucket", text)
        self.assertIn(self.in_xero(first)["InvoiceID"], seen.answer_shown)
        self.assertTrue(seen.correlation_id)
        self.assertGreater(seen.seconds, 0)

    def test_from_a_held_invoice_to_xeros_exact_words(self):
        sandbox.act("archive_account", account="200")
        move = self.invoice()
        self.push(move)
        job = self.env["xero.job"].search([("res_id", "=", move.id)], limit=1)
        attempt = self.attempt(move)
        self.assertIn("200", attempt.messages)
        self.assertEqual(job.xero_words, attempt.messages)
        action = job.action_open_attempt()
        self.assertEqual(
            (action["res_model"], action["res_id"]), (attempt._name, attempt.id)
        )
        self.assertIn(attempt.messages, attempt.answer_shown)

    def test_an_answer_that_is_no_json_is_shown_as_it_came(self):
        self.push(self.invoice())
        exchange = self.exchanges()[:1]
        exchange.sudo().answer = "<h1>Proxy</h1> Authorization: Bearer abcdefghijk"
        self.assertEqual(
            exchange.element_ids[:1].answer_shown,
            "<h1>Proxy</h1> Authorization: •••",
        )
        self.assertEqual(exchange.answer_shown, exchange.element_ids[:1].answer_shown)

    def test_who_reads_the_log_gets_the_texts_masked_and_not_to_the_letter(self):
        self.push(self.invoice())
        reader = new_test_user(
            self.env,
            "reader",
            "xero_connector.group_xero_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        exchange = self.exchanges()[:1].with_user(reader)
        self.env.invalidate_all()
        self.assertIn("LineItems", exchange.body_shown)
        for to_the_letter in ("body", "answer"):
            with self.assertRaises(AccessError):
                exchange.read([to_the_letter])

    def test_a_call_says_how_many_records_it_held_and_how_many_xero_refused(self):
        sandbox.act("archive_account", account="200")
        self.push(self.invoice(), self.invoice())
        calls = self.exchanges().filtered(lambda one: one.resource == "invoices")
        self.assertEqual(sum(calls.mapped("refused_count")), 2)
        self.assertEqual(
            calls.mapped("element_count"), [len(one.element_ids) for one in calls]
        )
