import json
import uuid
from datetime import datetime, timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..xerolib import webhooks
from ..xerolib.limits import Limits
from . import sandbox
from .common import ConnectedCase

KEY = "the-key-of-the-webhook"
NAME, RENAMED = "Rex Media Group", "Rex Media"


@tagged("post_install", "-at_install")
class TestWebhooks(ConnectedCase):
    """Xero says that something changed, and Odoo looks, once and soon."""

    def setUp(self):
        super().setUp()
        self.set_up()
        # Xero's stamps are compared in whole seconds when pulling.
        sandbox.clock(2)

    def set_up(self, **values):
        values = {"webhook_key": KEY, **values}
        wizards = self.env["xero.webhook.wizard"]
        return wizards.create({"connection_id": self.connection.id, **values})

    # === What Xero delivers === #

    def event(self, row, category="CONTACT", **values):
        """The event of a thing as it stands in Xero."""
        stamp = webhooks.parse_stamp(row["UpdatedDateUTC"])
        return {
            "resourceId": row[f"{category.capitalize()}ID"],
            "eventDateUtc": f"{stamp:%Y-%m-%dT%H:%M:%S}.{stamp.microsecond // 1000:03}",
            "eventType": "UPDATE",
            "eventCategory": category,
            "tenantId": self.connection.tenant_id,
            **values,
        }

    def about_another(self, event):
        """The same event of a thing that Odoo does not know."""
        return {**event, "resourceId": str(uuid.uuid4())}

    def deliver(self, *events, key=KEY):
        """:return: whether the delivery was accepted"""
        body = json.dumps({"events": events}).encode()
        accepted = self.env["xero.webhook"]._receive(body, webhooks.sign(body, key))
        self.env.flush_all()
        return accepted

    def rename(self):
        """:return: the event of it"""
        sandbox.act("rename_contact", contact=NAME, name=RENAMED)
        return self.event(sandbox.things("Contacts", Name=RENAMED)[0])

    # === What becomes of it === #

    def due(self):
        return set(self.connection.resource_ids._due().mapped("name"))

    def triggers(self):
        crons = self.connection.sudo().cron_id
        return self.env["ir.cron.trigger"].search_count([("cron_id", "in", crons.ids)])

    def names(self):
        domain = [("connection_id", "=", self.connection.id)]
        return self.env["xero.contact"].search(domain).mapped("name")

    def assert_nothing_happens(self, *events, accepted=True, **delivery):
        before = self.triggers()
        self.assertEqual(self.deliver(*events, **delivery), accepted)
        self.assertFalse(self.due())
        self.assertEqual(self.triggers(), before)

    def test_a_rename_in_xero_arrives_and_costs_one_call(self):
        self.assertTrue(self.deliver(self.rename()))
        self.assertEqual(self.due(), {"contacts"})
        self.assertFalse(sandbox.calls(), "Xero waits for an answer meanwhile")
        self.run_cron(self.connection)
        self.assertIn(RENAMED, self.names())
        self.assertEqual(len(sandbox.calls()), 1)
        self.assertFalse(self.due())

    def test_an_invoice_brings_its_payments_too(self):
        move = self.invoice()
        self.push(move)
        sandbox.clock(2)
        sandbox.act("pay", invoice=move.name)
        self.deliver(self.event(self.in_xero(move), "INVOICE"))
        self.assertEqual(self.due(), {"invoices", "payments"})
        self.run_cron(self.connection)
        self.assertEqual(move.xero_payment_state, "paid")
        self.assertTrue(move.xero_document_ids.payment_ids)

    def test_polling_alone_gives_the_same_result(self):
        self.rename()
        self.scheduled_run(self.connection)
        self.assertIn(RENAMED, self.names())

    # === Only Xero is believed === #

    def test_a_wrong_signature_does_nothing(self):
        event = self.rename()
        self.assert_nothing_happens(event, key="another", accepted=False)
        self.assertFalse(self.connection.webhook_heard_at)

    def test_without_a_key_every_delivery_is_refused(self):
        event = self.rename()
        self.set_up().action_turn_off()
        for key in (KEY, ""):
            self.assert_nothing_happens(event, key=key, accepted=False)

    def test_an_intent_to_receive_is_answered_and_shown(self):
        self.assertIn("No event", self.connection.webhook_summary)
        self.assert_nothing_happens()
        self.assertTrue(self.connection.webhook_heard_at)
        self.assertIn("last event", self.connection.webhook_summary)

    # === What concerns nobody is accepted, or Xero would deliver it for a day === #

    def test_another_organisation_is_no_business_of_ours(self):
        self.assert_nothing_happens({**self.rename(), "tenantId": "elsewhere"})

    def test_a_category_that_nobody_pulls_is_let_pass(self):
        self.assert_nothing_happens({**self.rename(), "eventCategory": "SUBSCRIPTION"})

    def test_a_disconnected_organisation_is_left_alone(self):
        event = self.rename()
        self.connection.action_disconnect()
        self.run_cron(self.connection)
        self.assert_nothing_happens(event)

    def test_a_signed_delivery_that_cannot_be_read_is_let_pass(self):
        body = b"<html>"
        self.assertTrue(
            self.env["xero.webhook"]._receive(body, webhooks.sign(body, KEY))
        )
        self.assertFalse(self.due())

    def test_the_key_of_another_app_wakes_no_connection_of_this_one(self):
        self.env["xero.credential"].sudo().create(
            {"client_id": "another-app", "webhook_key": "other"}
        )
        self.assert_nothing_happens(self.rename(), key="other")

    def test_a_key_opens_for_every_connection_of_its_app(self):
        """Whose consent it was does not matter: the webhook is the app's."""
        credential = self.connection.credential_id.sudo()
        self.connection.credential_id = credential.copy()
        self.assertFalse(self.connection.credential_id.webhook_key)
        self.deliver(self.rename())
        self.assertEqual(self.due(), {"contacts"})

    # === A flood is cheap === #

    def test_a_burst_makes_one_pull_and_one_write(self):
        event = self.rename()
        self.deliver(event)
        before = self.triggers()
        others = [self.about_another(event) for _each in range(50)]
        with self.assertQueryCount(5):
            self.deliver(event, *others)
        self.assertEqual(self.triggers(), before)
        self.run_cron(self.connection)
        self.assertEqual(len(sandbox.calls()), 1)

    def test_what_is_delivered_again_is_known(self):
        event = self.rename()
        self.deliver(event)
        self.run_cron(self.connection)
        self.assert_nothing_happens(event)

    def test_the_echo_of_our_own_push_is_known(self):
        move = self.invoice()
        self.push(move)
        self.assert_nothing_happens(self.event(self.in_xero(move), "INVOICE"))

    def test_a_change_one_millisecond_later_is_news(self):
        event = self.rename()
        self.deliver(event)
        self.run_cron(self.connection)
        stamp = datetime.fromisoformat(event["eventDateUtc"])
        later = (stamp + timedelta(milliseconds=1)).isoformat(timespec="milliseconds")
        self.deliver({**event, "eventDateUtc": later})
        self.assertEqual(self.due(), {"contacts"})

    def test_an_event_without_a_date_is_news(self):
        event = self.rename()
        self.deliver(event)
        self.run_cron(self.connection)
        self.deliver({**event, "eventDateUtc": None})
        self.assertEqual(self.due(), {"contacts"})

    # === An organisation that changes all the time === #

    def heard(self, day_left):
        """Xero said how much is left of a day that began just now."""
        quota = self.connection.sudo().quota_ids
        quota.day_began_at = False
        quota._update_limits(Limits(minute_left=60, day_left=day_left))

    def test_a_change_is_read_at_once_while_the_day_has_calls_enough(self):
        self.heard(4900)
        self.deliver(self.rename())
        self.assertEqual(self.due(), {"contacts"})

    def test_a_day_that_is_used_up_too_fast_spaces_what_follows_a_change(self):
        self.heard(1250)
        event = self.rename()
        before = self.triggers()
        self.deliver(event)
        self.assertFalse(self.due(), "not yet")
        (asked,) = self.connection.resource_ids.filtered("requested_at")
        self.assertEqual(asked.name, "contacts")
        # 1,000 calls beside the reserve for 24 hours, one for each read.
        gap = asked.requested_at - asked.done_at
        self.assertAlmostEqual(gap.total_seconds(), 86.4, delta=2)
        self.assertEqual(self.triggers(), before + 1)
        self.deliver(self.about_another(event))
        self.assertEqual(self.triggers(), before + 1, "a flood stays cheap")

    def test_what_waits_is_read_sooner_when_a_person_or_the_schedule_asks(self):
        self.heard(1250)
        self.deliver(self.rename())
        self.connection.resource_ids._request(("contacts",))
        self.run_cron(self.connection)
        self.assertIn(RENAMED, self.names())
        self.assertFalse(self.due())

    # === While a pull runs === #

    def during_the_next_pull(self, happens):
        """Let something happen once, after Xero was read and before that is kept."""
        mirrors = self.registry["xero.contact"]
        apply, left = mirrors._apply_slice, [happens]

        def interrupted(mirror, connection, limit):
            done = apply(mirror, connection, limit)
            if left:
                left.pop()()
            return done

        self.patch(mirrors, "_apply_slice", interrupted)

    def test_what_changes_while_a_pull_runs_is_pulled_after_it(self):
        first = self.rename()

        def happens():
            sandbox.clock(2)
            sandbox.act("rename_contact", contact=RENAMED, name="Rex & Sons")
            again = sandbox.things("Contacts", Name="Rex & Sons")[0]
            self.deliver(self.event(again))

        self.during_the_next_pull(happens)
        self.deliver(first)
        self.run_cron(self.connection)
        self.assertIn("Rex & Sons", self.names())
        self.assertEqual(len(sandbox.calls("GET", "Contacts")), 2)

    def test_a_push_goes_before_a_second_pull(self):
        """An organisation that changes all the time keeps nobody waiting."""
        first = self.rename()
        move = self.invoice()

        def happens():
            move.action_xero_push()
            self.env.cr.flush()
            self.deliver(self.about_another(first))

        self.during_the_next_pull(happens)
        self.deliver(first)
        self.run_cron(self.connection)
        (push,) = sandbox.calls("PUT", "Invoices")
        self.assertGreater(sandbox.calls("GET", "Contacts")[-1]["n"], push["n"])
        self.assertFalse(self.due())

    def test_a_pull_that_was_cut_short_starts_over(self):
        self.deliver(self.rename())
        sandbox.fault("drop_before", "GET", "Contacts")
        self.run_cron(self.connection)
        self.assertEqual(self.due(), {"contacts"})
        self.wait(self.connection)
        self.assertIn(RENAMED, self.names())
        self.assertFalse(self.due())


@tagged("post_install", "-at_install")
class TestWebhookKey(ConnectedCase):
    """The key is typed once, by a Xero manager, and read by nobody."""

    def setUp(self):
        super().setUp()
        self.credential = self.connection.credential_id.sudo()
        self.manager = self.xero_manager()
        self.wizards = self.env["xero.webhook.wizard"].with_user(self.manager)

    def test_the_wizard_takes_the_key_and_keeps_nothing(self):
        action = self.connection.with_user(self.manager).action_set_up_webhook()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.manager)
            .create(
                {
                    "connection_id": action["context"]["default_connection_id"],
                    "webhook_key": f" {KEY} ",
                }
            )
        )
        self.assertTrue(wizard.is_on)
        wizard.action_save()
        self.assertEqual(self.credential.webhook_key, KEY)
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT webhook_key FROM xero_webhook_wizard WHERE id = %s", (wizard.id,)
        )
        self.assertEqual(self.env.cr.fetchone(), (None,))
        self.assertFalse(wizard.webhook_key)

    def test_nobody_but_the_system_reads_it(self):
        self.credential._set_webhook_key(KEY)
        credential = self.credential.with_user(self.manager).sudo(False)
        self.assertNotIn("webhook_key", credential.read()[0])
        with self.assertRaises(AccessError):
            credential.search([("webhook_key", "like", "t")])

    def test_saving_without_a_key_says_where_it_is_found(self):
        wizard = self.wizards.create({"connection_id": self.connection.id})
        with self.assertRaisesRegex(UserError, "“Webhooks” page"):
            wizard.action_save()

    def test_saving_again_without_typing_keeps_the_key(self):
        self.credential._set_webhook_key(KEY)
        self.wizards.create({"connection_id": self.connection.id}).action_save()
        self.assertEqual(self.credential.webhook_key, KEY)

    def test_the_address_is_ready_to_copy(self):
        wizard = self.wizards.create({"connection_id": self.connection.id})
        self.assertEqual(wizard.delivery_url, "http://localhost:8069/xero/webhook")
        self.assertFalse(wizard.is_deliverable)

    def test_xero_delivers_to_https_on_the_usual_port_only(self):
        for url, deliverable in (
            ("https://odoo.example.com", True),
            ("https://odoo.example.com:443", True),
            ("https://odoo.example.com:8443", False),
            ("http://odoo.example.com", False),
        ):
            self.env["ir.config_parameter"].set_param("web.base.url", url)
            wizard = self.wizards.create({"connection_id": self.connection.id})
            self.assertEqual(wizard.is_deliverable, deliverable, url)

    def test_another_app_starts_without_the_key_of_the_old_one(self):
        self.credential._set_webhook_key(KEY)
        self.env["xero.app.wizard"].create(
            {"connection_id": self.connection.id, "client_id": "another-app"}
        )
        self.assertFalse(self.connection.credential_id.sudo().webhook_key)
        self.assertIn("Off", self.connection.webhook_summary)

    def test_another_companys_manager_sets_no_key_here(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "stranger",
            "xero_connector.group_xero_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        wizards = self.env["xero.webhook.wizard"].with_user(stranger)
        with self.assertRaises(AccessError):
            wizards.with_context(allowed_company_ids=company.ids).create(
                {"connection_id": self.connection.id, "webhook_key": KEY}
            )
        self.assertFalse(self.credential.webhook_key)

    def test_when_xero_was_heard_is_known_to_the_minute_and_written_once(self):
        self.credential._set_webhook_key(KEY)
        webhook = self.credential.webhook_ids
        webhook._touch()
        self.assertTrue(webhook.heard_at)
        lately = fields.Datetime.now() - timedelta(seconds=30)
        webhook.heard_at = lately
        webhook._touch()
        self.assertEqual(webhook.heard_at, lately)
        webhook.heard_at = lately - timedelta(minutes=1)
        webhook._touch()
        self.assertGreater(webhook.heard_at, lately)
