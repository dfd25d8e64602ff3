import logging
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from . import sandbox
from .common import ConnectedCase
from .test_connection_connect import KAURI

HALF_AN_HOUR = 31 * 60


@tagged("post_install", "-at_install")
class TestTokens(ConnectedCase):
    """Tokens are renewed, and nobody notices; what cannot be renewed is told."""

    def setUp(self):
        super().setUp()
        self.credential = self.connection.credential_id.sudo()

    def what_was_asked(self):
        return [
            (call["method"], call["path"].rpartition("/")[2], call["status"])
            for call in sandbox.calls()
        ]

    # === Renewing === #

    def test_an_access_token_is_renewed_before_it_ends(self):
        self.push(self.invoice())
        sandbox.forget_calls()
        former = self.credential.refresh_token
        soon = fields.Datetime.now() + timedelta(minutes=4)
        self.credential.access_expires_at = soon
        move = self.invoice()
        self.push(move)
        self.in_xero(move)
        self.assertEqual(
            self.what_was_asked(), [("POST", "token", 200), ("PUT", "Invoices", 200)]
        )
        self.assertNotEqual(self.credential.refresh_token, former)

    def test_a_token_that_xero_calls_expired_is_renewed_once_and_sent_once_more(self):
        self.push(self.invoice())
        sandbox.forget_calls()
        sandbox.clock(HALF_AN_HOUR)
        move = self.invoice()
        self.push(move)
        self.in_xero(move)
        self.assertEqual(
            self.what_was_asked(),
            [
                ("PUT", "Invoices", 401),
                ("POST", "token", 200),
                ("PUT", "Invoices", 200),
            ],
        )
        self.assertEqual(self.connection.state, "connected")

    def test_when_xero_ended_the_authorisation_nothing_is_lost(self):
        self.credential.write(
            {"refresh_token": "dead", "access_expires_at": "2026-01-01"}
        )
        move = self.invoice()
        self.push(move)
        self.assertEqual(self.connection.state, "attention")
        self.assertIn("ended the authorisation", self.connection.health)
        self.assertIn("reconnect", self.connection.health)
        self.assertEqual(
            self.connection.alerts["lost"]["action"]["res_model"],
            "xero.connect.wizard",
        )
        self.assertEqual(move.xero_state, "waiting")
        self.go_through_consent(self.connection)
        self.assertEqual(self.connection.state, "connected")
        self.run_cron(self.connection)
        self.in_xero(move)

    def test_a_dead_authorisation_is_not_asked_again_and_again(self):
        self.credential.write(
            {"refresh_token": "dead", "access_expires_at": "2026-01-01"}
        )
        self.push(self.invoice())
        self.push(self.invoice())
        self.assertEqual(self.what_was_asked(), [("POST", "token", 400)])

    # === Leaving === #

    def test_disconnecting_ends_the_connection_in_xero_and_deletes_nothing_here(self):
        move = self.invoice()
        self.push(move)
        contacts = self.env["xero.contact"].search([])
        sandbox.forget_calls()
        self.connection.action_disconnect()
        self.assertEqual(self.connection.state, "disconnected")
        self.run_cron(self.connection)
        self.assertEqual(
            self.what_was_asked(),
            [
                ("DELETE", self.connection.xero_connection_id, 204),
                ("POST", "revocation", 200),
            ],
        )
        self.assertEqual(self.connection.lifecycle, "disconnected")
        self.assertFalse(self.credential.refresh_token)
        self.assertEqual(self.env["xero.contact"].search([]), contacts)
        self.assertTrue(self.customer.xero_contact_ids)
        self.assertEqual(move.xero_document_ids.name, move.name)

    def test_disconnected_it_says_so_and_nothing_can_be_tried_again(self):
        self.connection.alert_user_ids = self.env.user
        odd = self.tax.copy({"name": "7%", "amount": 7})
        self.push(self.invoice({"price_unit": 100, "tax": odd}))
        issue = self.issues()
        self.assertEqual(len(issue), 1)
        self.connection.action_disconnect()
        self.run_cron(self.connection)
        self.assertIn(
            "nothing is synced", self.connection.alerts["disconnected"]["message"]
        )
        with self.assertRaisesRegex(UserError, "is not connected"):
            issue.action_try_again()
        self.assertEqual(issue.state, "open")
        notes = " ".join(self.connection.message_ids.mapped("body"))
        self.assertNotIn("Answered", notes)
        self.assertFalse(self.connection.activity_ids)

    def test_leaving_while_xero_is_down_is_told_to_xero_later(self):
        self.connection.action_disconnect()
        sandbox.fault("status", "DELETE", "/connections", status=503)
        self.run_cron(self.connection)
        self.assertEqual(self.connection.state, "disconnected")
        self.assertEqual(self.connection.lifecycle, "leaving")
        self.wait(self.connection)
        self.assertEqual(self.connection.lifecycle, "disconnected")
        self.assertEqual(sandbox.calls("DELETE")[-1]["status"], 204)

    def leave_without_an_answer(self, **fault):
        sandbox.fault(**{"do": "status", "times": None, "status": 403, **fault})
        self.connection.action_disconnect()
        self.pass_time(self.connection, hours=2)
        self.assertEqual(self.connection.lifecycle, "disconnected")
        self.assertFalse(self.credential.refresh_token)
        told = self.connection.alerts["unconfirmed"]["message"]
        self.assertIn("Settings › Connected apps", told)
        self.assertFalse(self.connection.health)
        self.assertFalse(self.issues())

    def test_a_revocation_that_xero_refuses_does_not_keep_it_for_ever(self):
        self.leave_without_an_answer(method="POST", path="/connect/revocation")
        self.assertLessEqual(len(sandbox.calls("POST", "revocation")), 5)
        self.connection.unlink()

    def test_a_xero_that_never_answers_does_not_keep_it_for_ever(self):
        self.leave_without_an_answer(path="/connections", status=503)

    def test_nobody_need_wait_for_a_goodbye(self):
        sandbox.fault("status", "POST", "/connect/revocation", status=403, times=None)
        self.connection.action_disconnect()
        self.run_cron(self.connection)
        alert = self.connection.alerts["leaving"]
        self.assertIn("attempts: 1 of 5", alert["message"])
        model, method, ids = alert["action_call"]
        getattr(self.env[model].browse(ids), method)()
        self.assertEqual(self.connection.lifecycle, "disconnected")
        self.assertFalse(self.credential.refresh_token)
        self.assertIn("unconfirmed", self.connection.alerts)

    def test_a_copy_is_disconnected_and_xero_hears_nothing(self):
        self.connection.fingerprint = "of another database"
        self.connection.action_disconnect()
        self.run_cron(self.connection)
        self.assertEqual(self.connection.lifecycle, "disconnected")
        self.assertEqual(sandbox.calls(), [])

    def test_who_connected_and_disconnected_stands_in_the_chatter(self):
        self.connection.action_disconnect()
        self.run_cron(self.connection)
        notes = " ".join(self.connection.message_ids.mapped("body"))
        name = self.env.user.name
        self.assertIn(f"Connected to Demo Company (NZ) by {name}.", notes)
        self.assertIn(f"Disconnected by {name}.", notes)
        self.assertIn("(disconnected ", self.connection.display_name)

    def second_connection(self):
        """Another company's books, by the same Xero user: the same tokens."""
        company = self.env["res.company"].create(
            {"name": "Kauri Café", "currency_id": self.env.ref("base.AUD").id}
        )
        self.env.user.company_ids = [Command.link(company.id)]
        second = self.go_through_consent(
            self.new_connection(company=company), organisations=(KAURI,)
        )
        self.assertEqual(second.state, "connected")
        self.assertEqual(second.credential_id, self.credential)
        sandbox.forget_calls()
        return second

    def test_the_tokens_live_on_while_another_connection_uses_them(self):
        second = self.second_connection()
        self.connection.action_disconnect()
        self.run_cron(self.connection)
        self.assertFalse(sandbox.calls("POST", "revocation"))
        self.run_cron(second)
        self.assertEqual(second.state, "connected")
        self.assertTrue(second.account_mirror_ids)
        second.action_disconnect()
        self.run_cron(second)
        self.assertEqual(len(sandbox.calls("POST", "revocation")), 1)

    def test_a_refused_goodbye_does_not_cut_the_other_connection_off(self):
        second = self.second_connection()
        self.connection.action_disconnect()
        sandbox.fault("status", "DELETE", "/connections", status=403)
        self.run_cron(self.connection)
        self.assertEqual(self.connection.lifecycle, "disconnected")
        self.run_cron(second)
        self.assertEqual(second.state, "connected")
        self.assertTrue(second.account_mirror_ids)

    def test_being_shown_the_door_in_xero_is_told_and_reconnecting_goes_on(self):
        move = self.invoice()
        sandbox.act("disconnect")
        self.push(move)
        self.assertEqual(self.connection.state, "attention")
        self.assertIn("removed in Xero", self.connection.health)
        self.assertEqual(move.xero_state, "waiting")
        self.go_through_consent(self.connection)
        self.run_cron(self.connection)
        self.in_xero(move)

    def test_a_connection_in_use_cannot_be_deleted_and_one_that_was_left_can(self):
        with self.assertRaisesRegex(Exception, "Disconnect it instead"):
            self.connection.unlink()
        self.connection.action_disconnect()
        self.run_cron(self.connection)
        cron = self.connection.cron_id
        self.connection.unlink()
        self.assertFalse(cron.exists())


@tagged("post_install", "-at_install")
class TestSecrets(ConnectedCase):
    """Client secret and tokens leave the database towards Xero, and nowhere else."""

    SECRETS = ("client_secret", "access_token", "refresh_token")

    def setUp(self):
        super().setUp()
        self.credential = self.connection.credential_id.sudo()
        self.manager = self.xero_manager()

    def test_a_xero_manager_cannot_read_them(self):
        credential = self.credential.with_user(self.manager).sudo(False)
        self.assertTrue(credential.client_id)
        self.assertFalse(set(self.SECRETS) & set(credential.read()[0]))
        for name in self.SECRETS:
            with self.assertRaises(AccessError):
                credential.read([name])
            with self.assertRaises(AccessError):
                credential.search([(name, "like", "t")])

    def test_the_wizard_takes_a_secret_and_keeps_nothing(self):
        wizards = self.env["xero.app.wizard"].with_user(self.manager)
        wizard = wizards.create(
            {"connection_id": self.connection.id, "client_secret": "typed-1"}
        )
        self.assertEqual(self.credential.client_secret, "typed-1")
        wizard.client_secret = "typed-2"
        self.assertEqual(self.credential.client_secret, "typed-2")
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT client_id, client_secret FROM xero_app_wizard WHERE id = %s",
            (wizard.id,),
        )
        self.assertEqual(self.env.cr.fetchone(), (None, None))
        self.assertFalse(wizard.client_secret)

    def test_they_stand_in_no_log_and_in_no_text(self):
        secrets = [self.credential[name] for name in self.SECRETS]
        with self.assertLogs("odoo", logging.INFO) as logs:
            for fault in ("garbage", "drop_after"):
                sandbox.fault(fault, "PUT", "Invoices")
                self.push(self.invoice())
                self.wait(self.connection)
            sandbox.fault("garbage", path="/connect/token")
            sandbox.clock(HALF_AN_HOUR)
            self.push(self.invoice())
        secrets += [self.credential[name] for name in self.SECRETS]
        told = "\n".join(
            [
                *logs.output,
                self.connection.health or "",
                *(str(e.read()) for e in self.env["xero.exchange"].search([])),
                *(str(i.read()) for i in self.env["xero.issue"].search([])),
                str(self.connection.read()),
            ]
        )
        for secret in secrets:
            self.assertNotIn(secret, told)

    def test_the_state_that_travels_is_for_no_eyes_but_the_systems(self):
        self.leave(self.connection)
        trip = self.env["xero.connect.wizard"].search([], limit=1)
        with self.assertRaises(AccessError):
            trip.with_user(self.manager).read(["nonce"])
