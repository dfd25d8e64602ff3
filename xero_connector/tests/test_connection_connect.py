import re
from datetime import datetime, timedelta
from urllib.parse import parse_qs, quote, urlparse

from freezegun import freeze_time

from odoo import Command
from odoo.tests import Form, HttpCase, new_test_user, tagged

from . import sandbox
from .common import XeroCase

DEMO, KAURI = "Demo Company (NZ)", "Kauri Café Australia"


def state_of(url):
    return parse_qs(urlparse(url).query)["state"][0]


def asking_for(url, scopes):
    """The same trip to Xero, asking for other permissions."""
    return re.sub(r"scope=[^&]*", f"scope={quote(scopes)}", url)


@tagged("post_install", "-at_install")
class TestConsent(XeroCase):
    """The way to Xero and back, and what an admin reads afterwards."""

    def other_company(self):
        return self.env["res.company"].create(
            {
                "name": "Rātā Holdings",
                "country_id": self.env.ref("base.nz").id,
                "currency_id": self.env.ref("base.NZD").id,
            }
        )

    def told(self, connection):
        """:return: what the connection says of the last consent"""
        return (connection.alerts or {}).get("consent", {}).get("message", "")

    # === Which organisation === #

    def test_a_consent_for_one_organisation_connects_it(self):
        connection = self.go_through_consent(self.new_connection())
        self.assertEqual(connection.state, "connected")
        self.assertEqual(
            connection.summary, "Connected to Demo Company (NZ), New Zealand, NZD"
        )
        self.assertEqual(str(connection.push_from), "2026-01-01")
        self.assertEqual(connection.name, DEMO)

    def test_a_consent_for_several_asks_which_one(self):
        connection = self.go_through_consent(
            self.new_connection(), organisations=(DEMO, KAURI)
        )
        self.assertEqual(connection.state, "draft")
        self.assertTrue(connection.choice_waits)
        wizard = self.env["xero.organisation.wizard"].create(
            {
                "connection_id": connection.id,
                "organisation_id": connection.credential_id.organisation_ids.filtered(
                    lambda o: o.name == KAURI
                ).id,
            }
        )
        action = wizard.action_choose()
        self.assertEqual(action["res_id"], connection.id)
        self.assertEqual(connection.lifecycle, "connected")
        self.assertEqual(connection.organisation_name, KAURI)
        self.assertFalse(connection.choice_waits)

    def test_what_differs_between_company_and_organisation_is_shown(self):
        connection = self.go_through_consent(
            self.new_connection(), organisations=(KAURI,)
        )
        alerts = connection.alerts
        self.assertIn("AUD", alerts["currency"]["message"])
        self.assertIn("NZ in Odoo, AU in Xero", alerts["company"]["message"])

    def test_reconnecting_the_same_organisation_finds_every_match(self):
        connection = self.connect()
        self.push(self.invoice())
        matched = self.customer.xero_contact_ids
        connection.action_disconnect()
        self.run_cron(connection)
        again = self.go_through_consent(connection)
        self.assertEqual(again, connection)
        self.assertEqual(again.state, "connected")
        self.assertEqual(self.customer._xero_contact(again), matched)
        self.assertTrue(again.account_id, "settings are kept, too")

    def test_connecting_it_anew_finds_the_old_row_and_leaves_no_second(self):
        connection = self.connect()
        connection.action_disconnect()
        self.run_cron(connection)
        again = self.go_through_consent(self.new_connection())
        self.assertEqual(again, connection)
        rows = self.env["xero.connection"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(rows, connection)

    def test_another_organisation_gets_a_row_of_its_own(self):
        connection = self.connect()
        contacts = len(self.env["xero.contact"].search([]))
        connection.action_disconnect()
        self.run_cron(connection)
        other = self.go_through_consent(connection, organisations=(KAURI,))
        self.assertNotEqual(other, connection)
        self.assertEqual(other.organisation_name, KAURI)
        self.assertEqual(connection.organisation_name, DEMO)
        self.run_cron(other)
        kept = self.env["xero.contact"].search([("connection_id", "=", connection.id)])
        self.assertEqual(len(kept), contacts)

    def test_an_organisation_takes_the_invoices_of_one_company_only(self):
        self.connect()
        company = self.other_company()
        refused = self.go_through_consent(self.new_connection(company=company))
        self.assertEqual(refused.state, "draft")
        self.assertIn("already connected to Kōwhai Trading", self.told(refused))

    def test_once_the_other_is_disconnected_nothing_is_said_of_it_any_more(self):
        connection = self.connect()
        company = self.other_company()
        refused = self.go_through_consent(self.new_connection(company=company))
        self.assertTrue(self.told(refused))
        connection.action_disconnect()
        self.assertFalse(self.told(refused))

    def test_a_second_organisation_of_a_company_is_refused_and_leaves_nothing(self):
        connection = self.connect()
        before = self.env["xero.connection"].search_count([])
        shown = self.go_through_consent(connection, organisations=(KAURI,))
        self.assertEqual(shown, connection)
        self.assertIn("Disconnect it first", self.told(connection))
        self.assertEqual(self.env["xero.connection"].search_count([]), before)
        self.assertEqual(connection.organisation_name, DEMO)

    def test_a_demo_company_that_was_reset_gives_way_and_its_settings_go_on(self):
        for noticed in (True, False):
            with self.subTest(noticed=noticed):
                sandbox.reset()
                self.env["xero.connection"].search([]).filtered(
                    lambda c: c.lifecycle == "connected"
                ).lifecycle = "disconnected"
                old = self.connect(frequency="daily", push_when="by_hand")
                sandbox.act("reset_demo")
                if noticed:
                    old.sudo().quota_ids.check_requested_at = datetime.now()
                    self.run_cron(old)
                    self.assertEqual(old.state, "attention")
                new = self.go_through_consent(old)
                self.assertNotEqual(new, old)
                self.assertEqual((old.state, new.state), ("disconnected", "connected"))
                self.run_cron(new)
                self.assertEqual((new.frequency, new.push_when), ("daily", "by_hand"))
                self.assertEqual(new.account_id.code, "200")
                self.assertEqual(new.account_id.connection_id, new)
                mapped = new.tax_mapping_ids.filtered(lambda m: not m.tax_id)
                self.assertEqual(mapped.rate_id.tax_type, "NONE")
                self.assertIn("Ended", " ".join(old.message_ids.mapped("body")))
                self.assertNotEqual(old.display_name, new.display_name)

    def test_what_another_xero_user_does_not_see_is_not_gone(self):
        """Whoever connects next may know fewer organisations; Alice's stays."""
        old = self.connect()
        old.xero_user_id = "Alice's"
        sandbox.act("reset_demo")  # as if Bob never had it
        new = self.go_through_consent(old)
        self.assertEqual(old.lifecycle, "connected")
        self.assertIn("Disconnect it first", self.told(new))

    # === What goes wrong === #

    def test_a_refused_consent_comes_back_with_its_reason(self):
        connection = self.go_through_consent(self.new_connection(), allow=False)
        self.assertEqual(connection.lifecycle, "draft")
        self.assertIn("Access was denied on Xero's page", self.told(connection))

    def test_a_refused_consent_does_not_disturb_what_is_connected(self):
        connection = self.connect()
        self.go_through_consent(connection, allow=False)
        self.assertEqual(connection.state, "connected")
        move = self.invoice()
        self.push(move)
        self.in_xero(move)

    def test_a_wrong_secret_is_told_and_typing_the_right_one_mends_it(self):
        connection = self.go_through_consent(self.new_connection(client_secret="wrong"))
        self.assertEqual(connection.lifecycle, "draft")
        self.assertIn("client ID and secret", self.told(connection))
        # The button leads back to the dialog, which says what was wrong.
        for action in (
            connection.action_connect(),
            connection.alerts["consent"]["action"],
        ):
            self.assertEqual(action["res_model"], "xero.app.wizard")
        dialogs = self.env["xero.app.wizard"].with_context(**action["context"])
        dialog = Form(dialogs)
        self.assertIn("does not accept the client ID", dialog.problem)
        self.assertEqual(dialog.client_id, "test-client")
        dialog.client_secret = "test-secret"
        wizard = dialog.save()
        self.assertFalse(self.told(connection))
        self.assertEqual(wizard.action_continue()["res_model"], "xero.connect.wizard")
        connection = self.go_through_consent(connection)
        self.assertEqual(connection.state, "connected")
        self.assertFalse(self.told(connection))

    def test_an_unreachable_xero_after_the_consent_is_told(self):
        address = sandbox.consent(self.leave(self.new_connection()))
        sandbox.fault("drop_before", path="/connect/token")
        connection = self.come_back(address)
        self.assertEqual(connection.lifecycle, "draft")
        self.assertTrue(self.told(connection))

    def test_both_halves_of_the_app_are_needed_before_leaving(self):
        connection = self.env["xero.connection"].create({"company_id": self.company.id})
        wizard = self.env["xero.app.wizard"].create(
            {"connection_id": connection.id, "client_id": "test-client"}
        )
        with self.assertRaisesRegex(Exception, "Both are required"):
            wizard.action_continue()

    # === The state that travels === #

    def trip(self, state, user=None):
        wizards = self.env["xero.connect.wizard"]
        return wizards.with_user(user or self.env.user)._consume_state(state)

    def test_a_state_is_good_for_one_return(self):
        state = state_of(self.leave(self.new_connection()))
        self.assertTrue(self.trip(state))
        self.assertFalse(self.trip(state), "used")

    def test_a_forged_state_is_refused(self):
        state = state_of(self.leave(self.new_connection()))
        for forged in ("", None, "x", "é", "AAAA", state[:-2], state[:-4] + "AAAA"):
            self.assertFalse(self.trip(forged), forged)
        self.assertTrue(self.trip(state), "and the true one is still good")

    def test_a_state_of_another_user_is_refused(self):
        stranger = new_test_user(
            self.env, "stranger", "xero_connector.group_xero_manager"
        )
        state = state_of(self.leave(self.new_connection()))
        self.assertFalse(self.trip(state, stranger))

    def test_a_state_of_yesterday_is_refused(self):
        state = state_of(self.leave(self.new_connection()))
        with freeze_time(datetime.now() + timedelta(minutes=61)):
            self.assertFalse(self.trip(state))

    # === Permissions === #

    def test_every_permission_is_shown_with_its_reason_and_the_address_to_copy(self):
        connection = self.new_connection()
        trip = self.env["xero.connect.wizard"].create({"connection_id": connection.id})
        shown = {each["scope"]: each["reason"] for each in trip.permissions}
        self.assertEqual(set(shown), set(connection._wanted_scopes()))
        self.assertTrue(all(shown.values()))
        address = "http://localhost:8069/xero/oauth/callback"
        self.assertEqual(trip.redirect_uri, address)
        app = self.env["xero.app.wizard"].create({"connection_id": connection.id})
        self.assertEqual(app.redirect_uri, address)

    def test_the_start_of_pushing_is_asked_and_is_today_if_nobody_says_else(self):
        trip = self.env["xero.connect.wizard"].create(
            {"connection_id": self.new_connection().id}
        )
        self.assertEqual(trip.push_from, trip._fields["push_from"].today())

    def test_broad_permissions_of_old_count(self):
        url = asking_for(
            self.leave(self.new_connection()),
            "openid profile email offline_access accounting.transactions "
            "accounting.contacts accounting.settings",
        )
        connection = self.come_back(sandbox.consent(url))
        self.assertEqual(connection.state, "connected")
        self.run_cron(connection)
        setup = connection.alerts["setup"]["message"]
        self.assertIn("what to import into Odoo", setup)

    def test_a_permission_that_was_not_given_is_named(self):
        url = asking_for(
            self.leave(self.new_connection()),
            "openid profile email offline_access accounting.contacts "
            "accounting.invoices accounting.settings.read",
        )
        connection = self.come_back(sandbox.consent(url))
        setup = connection.alerts["setup"]
        self.assertIn(
            "Not granted by Xero: accounting.payments.read.", setup["message"]
        )
        self.assertEqual(setup["action"]["res_model"], "xero.connect.wizard")


@tagged("post_install", "-at_install")
class TestCallback(HttpCase, XeroCase):
    """The address to which Xero sends the browser back."""

    def setUp(self):
        super().setUp()
        self.user = new_test_user(
            self.env,
            "admin_of_xero",
            "xero_connector.group_xero_manager,account.group_account_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    def open(self, address):
        parts = urlparse(address)
        return self.url_open(f"{parts.path}?{parts.query}", allow_redirects=False)

    def test_the_way_back_ends_on_the_connection(self):
        self.authenticate(self.user.login, self.user.login)
        connection = self.new_connection().with_user(self.user)
        trips = self.env["xero.connect.wizard"].with_user(self.user)
        trip = trips.create({"connection_id": connection.id, "push_from": "2026-01-01"})
        address = sandbox.consent(trip.action_continue()["url"])
        answer = self.open(address)
        self.assertEqual(answer.status_code, 303)
        self.assertTrue(
            answer.headers["Location"].endswith(
                f"/odoo/xero-connections/{connection.id}"
            )
        )
        self.env.invalidate_all()
        self.assertEqual(connection.state, "connected")
        self.assertEqual(self.open(address).status_code, 400, "the address is used up")

    def test_a_state_that_is_not_ours_is_told_on_a_page(self):
        self.authenticate(self.user.login, self.user.login)
        answer = self.open("/xero/oauth/callback?code=c&state=forged")
        self.assertEqual(answer.status_code, 400)
        self.assertIn("Xero", answer.text)
        self.assertNotIn("Traceback", answer.text)

    def test_who_is_not_signed_in_gets_nowhere(self):
        self.authenticate(None, None)
        answer = self.open("/xero/oauth/callback?code=c&state=s")
        self.assertEqual(answer.status_code, 303)
        self.assertIn("/web/login", answer.headers["Location"])
