from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from . import sandbox
from .common import ConnectedCase


class FaultCase(ConnectedCase):
    """An invoice of a known customer is about to be pushed."""

    def setUp(self):
        super().setUp()
        # The contact is known, so that the next call is the invoice's.
        self.push(self.invoice())
        sandbox.forget_calls()
        self.move = self.invoice()

    def job(self):
        return self.env["xero.job"].search(
            [("res_model", "=", "account.move"), ("res_id", "=", self.move.id)]
        )

    def push_through(self, do, state, **fault):
        """Push while the fault lasts; :return: what the connection says of it"""
        sandbox.fault(do, "PUT", "Invoices", **fault)
        self.push(self.move)
        self.assertEqual(self.move.xero_state, state, self.story())
        self.assertFalse(self.issues(), "nobody has to do anything")
        return self.connection.health

    def assert_once_in_the_end(self, outcome="sent", writes=2):
        sandbox.no_faults()
        self.wait(self.connection)
        self.in_xero(self.move)
        self.assertEqual(self.move.xero_state, "pushed", self.story())
        self.assertEqual(self.job().outcome, outcome)
        self.assertEqual(len(sandbox.calls("PUT", "Invoices")), writes)
        self.assertEqual(self.connection.state, "connected")
        self.assertFalse(self.connection.health)


@tagged("post_install", "-at_install")
class TestFaults(FaultCase):
    """Whatever the network or Xero does to a call: the invoice says honestly where it
    stands, and in the end it is in Xero once."""

    # === No answer === #

    def test_an_unreachable_xero_only_delays(self):
        get = self.env["ir.config_parameter"].get_param
        address = get("xero_connector.api_url")
        self.env["ir.config_parameter"].set_param(
            "xero_connector.api_url", "http://localhost:9"
        )
        self.push(self.move)
        self.assertEqual(self.move.xero_state, "waiting")
        self.assertEqual(self.connection.state, "paused")
        self.assertIn("could not be reached", self.connection.health)
        self.env["ir.config_parameter"].set_param("xero_connector.api_url", address)
        self.assert_once_in_the_end(writes=1)

    def test_it_is_tried_at_longer_and_longer_intervals(self):
        self.env["ir.config_parameter"].set_param(
            "xero_connector.api_url", "http://localhost:9"
        )
        self.push(self.move)
        waits = []
        for _time in range(3):
            until = self.connection.quota_ids.paused_until - fields.Datetime.now()
            waits.append(round(until.total_seconds() / 60))
            self.wait(self.connection)
        self.assertEqual(waits, [1, 2, 5])

    def test_a_request_that_never_arrived_is_sent_again_as_it_was(self):
        health = self.push_through("drop_before", "checking")
        self.assertFalse(health, "one call that fails stops no other")
        self.assert_once_in_the_end()
        exchange = self.env["xero.exchange"].search([], limit=1)
        self.assertEqual(exchange.attempts, 2)
        keys = {call["key"] for call in sandbox.calls("PUT", "Invoices")}
        self.assertEqual(keys, {exchange.key}, "the same text, with the same key")

    def test_an_invoice_whose_answer_was_lost_is_found_and_not_sent_again(self):
        self.push_through("drop_after", "checking")
        self.assert_once_in_the_end("adopted", writes=1)

    def test_it_is_not_looked_for_while_it_may_still_be_on_its_way(self):
        self.push_through("drop_after", "checking")
        past = fields.Datetime.now() - timedelta(seconds=1)
        self.connection.sudo().quota_ids.paused_until = past
        sandbox.forget_calls()
        self.run_cron(self.connection)
        self.assertFalse(sandbox.calls())
        self.assertEqual(self.move.xero_state, "checking")

    def test_what_was_changed_meanwhile_goes_as_it_is_now(self):
        self.push_through("drop_before", "checking")
        self.move.button_draft()
        self.move.invoice_line_ids.price_unit = 120
        self.move.action_post()
        self.assert_once_in_the_end()
        self.assertEqual(self.in_xero(self.move)["SubTotal"], 120)

    def test_what_arrived_and_was_changed_meanwhile_is_known_as_ours(self):
        self.push_through("drop_after", "checking")
        self.move.button_draft()
        self.move.invoice_line_ids.price_unit = 120
        self.move.action_post()
        sandbox.no_faults()
        self.wait(self.connection)
        self.assertEqual(self.job().outcome, "adopted", self.story())
        self.assertEqual(self.move.xero_state, "differs")
        self.assertIn(self.written("138.00"), str(self.move._get_alerts()))

    def test_what_was_deleted_before_xero_refused_it_stops_nobody(self):
        sandbox.act("set", values={"period_lock": "2026-03-31"})
        self.push(self.move)
        exchange = self.env["xero.exchange"].search([], limit=1)
        exchange.state = "answered"  # as if the run had ended here
        self.job().write({"state": "sending", "issue_id": False})
        self.issues().unlink()
        self.move.button_draft()
        self.move.unlink()
        other = self.invoice(invoice_date="2026-04-02")
        self.push(other)
        self.assertEqual(other.xero_state, "pushed", self.story())

    def test_what_was_reset_while_it_was_under_way_is_told(self):
        self.push_through("drop_after", "checking")
        self.move.button_draft()
        sandbox.no_faults()
        self.wait(self.connection)
        issue = self.issues("gone_meanwhile")
        self.assertIn("but no longer in Odoo", issue.title)
        self.assertEqual(self.in_xero(self.move)["Status"], "AUTHORISED")

    def test_a_contact_whose_answer_was_lost_is_found_too(self):
        partner = self.env["res.partner"].create({"name": "Weka & Co"})
        self.move = self.invoice(partner_id=partner.id)
        sandbox.fault("drop_after", "PUT", "Contacts")
        self.push(self.move)
        self.assertEqual(self.move.xero_state, "waiting")
        self.assert_once_in_the_end(writes=1)
        self.assertEqual(len(sandbox.things("Contacts", Name="Weka & Co")), 1)

    def test_a_bill_of_the_same_number_does_not_hide_the_invoice(self):
        self.push_through("drop_after", "checking")
        sandbox.act(
            "create_invoice",
            contact="Kiwi Power Direct",
            values={
                "Type": "ACCPAY",
                "InvoiceNumber": self.move.name,
                "Date": "2026-03-02",
                "DueDate": "2026-03-02",
                "LineItems": [
                    {
                        "Description": "Power",
                        "Quantity": 1,
                        "UnitAmount": 9,
                        "AccountCode": "445",
                    }
                ],
            },
        )
        sandbox.no_faults()
        self.wait(self.connection)
        self.assertEqual(self.move.xero_state, "pushed", self.story())
        self.assertEqual(self.move.xero_document_ids.type, "ACCREC")

    # === No answer that makes sense === #

    def test_an_answer_that_is_no_json_is_looked_up(self):
        self.push_through("garbage", "checking")
        self.assert_once_in_the_end("adopted", writes=1)

    def test_a_web_page_in_place_of_the_answer_is_looked_up(self):
        self.push_through("html", "checking")
        self.assert_once_in_the_end("adopted", writes=1)

    def test_a_web_page_of_a_proxy_that_let_nothing_through_is_looked_up(self):
        self.push_through(
            "status", "checking", status=200, body="<html>Please log in</html>"
        )
        self.assert_once_in_the_end()

    def test_half_an_answer_is_looked_up(self):
        self.push_through("half", "checking")
        self.assert_once_in_the_end("adopted", writes=1)

    def test_an_outage_of_xero_before_the_write_only_delays(self):
        self.push_through("status", "checking", status=503)
        self.assert_once_in_the_end()

    def test_an_outage_of_xero_after_the_write_doubles_nothing(self):
        self.push_through("status_after", "checking", status=503)
        self.assert_once_in_the_end("adopted", writes=1)

    # === A crash in each gap === #

    def crashed(self, state, **values):
        """The run ended right after one of its commits."""
        sandbox.fault("drop_before", "PUT", "Invoices")
        self.push(self.move)
        exchange = self.env["xero.exchange"].search([], limit=1)
        exchange.write({"state": state, "error": False, **values})
        self.job().state = "sending"
        self.connection.quota_ids._mended()

    def test_after_a_crash_before_the_answer_xero_is_asked_first(self):
        self.crashed("open")
        self.run_cron(self.connection)
        self.assertEqual(self.move.xero_state, "checking")
        sandbox.forget_calls()
        self.assert_once_in_the_end(writes=1)
        self.assertEqual(sandbox.calls()[0]["method"], "GET")

    def test_after_a_crash_with_the_answer_in_hand_it_is_applied(self):
        self.push(self.move)
        exchange = self.env["xero.exchange"].search([], limit=1)
        exchange.state = "answered"
        exchange.element_ids.outcome = False
        self.job().write({"state": "sending", "outcome": False})
        self.move.xero_document_ids.unlink()
        sandbox.forget_calls()
        self.assert_once_in_the_end(writes=0)
        self.assertFalse(sandbox.calls())
