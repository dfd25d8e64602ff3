from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..models.health import checks_odoo
from ..xerolib import errors
from . import sandbox
from .common import ConnectedCase


def _fail(error):
    raise error


@tagged("post_install", "-at_install")
class TestHealth(ConnectedCase):
    """“Check Connection” finds what is wrong, and says how it is mended."""

    def setUp(self):
        super().setUp()
        self.parameters = self.env["ir.config_parameter"]
        self.parameters.set_param("web.base.url.freeze", "True")
        self.health = self.connection.sudo().quota_ids
        self.connection.alert_user_ids = new_test_user(
            self.env, "moana", "xero_connector.group_xero_manager"
        )
        self.env["ir.cron.trigger"].search([]).unlink()
        crons = self.connection.sudo().cron_id | self.env["ir.cron"].search([])
        crons.nextcall = fields.Datetime.now() + timedelta(days=1)

    def check(self):
        """Press the button; :return: the lines by what they say"""
        action = self.connection.action_check_health()
        self.env.flush_all()
        self.env.invalidate_all()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        return {line.title: line for line in wizard.line_ids}

    def faults(self):
        """:return: the lines that are not fine, as (state, title)"""
        return [
            (line.state, line.title)
            for line in self.check().values()
            if line.state != "ok"
        ]

    def the_fault(self, state):
        """:return: the one line that is not fine"""
        found = [line for line in self.check().values() if line.state != "ok"]
        self.assertEqual([line.state for line in found], [state], self.faults())
        return found[0]

    # === Fine === #

    def test_of_a_sound_connection_every_line_is_fine(self):
        self.assertEqual(self.faults(), [])
        self.assertEqual(len(self.check()), 17)

    def test_two_reads_are_all_that_a_check_asks_of_xero(self):
        self.check()
        self.assertEqual(
            [(call["method"], call["path"]) for call in sandbox.calls()],
            [("GET", "/connections"), ("GET", "/api.xro/2.0/Organisation")],
        )

    def test_the_redirect_address_is_shown_to_the_letter(self):
        line = self.check()["Xero accepts the address of this Odoo"]
        self.assertIn("http://localhost:8069/xero/oauth/callback", line.advice)

    def test_faults_stand_before_what_is_fine(self):
        self.connection.alert_user_ids = False
        self.connection.account_id = False
        states = [line.state for line in self.check().values()]
        self.assertEqual(states[:3], ["problem", "warning", "ok"])

    # === Xero === #

    def test_a_connection_that_was_removed_in_xero(self):
        self.connection.is_demo_company = False
        sandbox.act("disconnect")
        line = self.the_fault("problem")
        self.assertIn("removed in Xero", line.advice)
        self.assertEqual(line.action_fix()["res_model"], "xero.connect.wizard")

    def test_while_xero_lets_nobody_in_no_line_comforts_or_promises(self):
        contacts = self.connection.resource_ids.filtered(lambda r: r.name == "contacts")
        error = ValueError("unreadable")
        self.env["xero.retry"]._set_aside(self.connection, "pull", contacts, error)
        self.connection.frequency = "hourly"
        self.env["xero.connection"]._cron_start_due()
        told = self.check()
        self.assertIn("All permissions are granted", told)
        self.assertIn("Next at", told["Odoo syncs automatically: Hourly"].advice)
        sandbox.act("disconnect")
        told = self.check()
        self.assertNotIn("permissions", " ".join(told))
        self.assertNotIn("Authorised for", " ".join(told))
        [line] = [line for title, line in told.items() if title.startswith("Failed")]
        self.assertNotIn("automatically", line.title)
        self.assertIn("once the problem with the whole connection", line.advice)
        self.assertFalse(
            [line for line in told.values() if "Next attempt at" in line.advice]
        )

    def test_when_xero_is_read_next(self):
        self.connection.frequency = "hourly"
        self.env["xero.connection"]._cron_start_due()
        last = self.connection._last_scheduled_run().planned_at
        line = self.check()["Odoo syncs automatically: Hourly"]
        words = self.connection._moment_words(last + timedelta(hours=1))
        self.assertIn(f"Next at about {words}.", line.advice)
        pause = timedelta(hours=5)
        self.health._pause(pause, "limit_day")
        line = self.check()["Odoo syncs automatically: Hourly"]
        words = self.connection._moment_words(self.health.paused_until)
        self.assertIn(f"Next at about {words}.", line.advice)
        self.assertNotIn(
            "next",
            self.check()[
                "The scheduled action of this connection is running normally"
            ].advice,
        )

    def test_a_xero_that_cannot_be_reached(self):
        sandbox.fault("status", path="/connections", status=503)
        line = self.the_fault("problem")
        self.assertIn("unavailable", line.advice)

    def test_one_call_that_fails_is_no_outage_and_no_comfort(self):
        title = "Xero gives this connection access"
        error = errors.Unavailable()
        self.patch(type(self.connection), "_check_up", lambda connection: _fail(error))
        told = self.check()
        self.assertNotIn(title, told)
        [line] = [line for line in told.values() if "did not confirm" in line.title]
        self.assertEqual(line.state, "warning")
        self.assertIn("unavailable", line.advice)

    def test_while_xero_is_left_alone_it_is_not_asked(self):
        self.health._pause(timedelta(hours=5), "limit_day")
        line = self.the_fault("problem")
        self.assertIn("limit of calls per day is reached. It continues", line.advice)
        self.assertEqual(sandbox.calls(), [])
        sync = self.env["xero.sync.wizard"].create(
            {"connection_id": self.connection.id}
        )
        self.assertIn("It continues at", sync.outlook)
        self.assertIn("The sync starts then.", sync.outlook)

    def test_a_copy_asks_xero_nothing(self):
        self.connection.fingerprint = "of another database"
        self.assertIn("looks like a copy", self.the_fault("problem").title)
        self.assertEqual(sandbox.calls(), [])

    def test_a_permission_that_was_not_given(self):
        credential = self.connection.credential_id.sudo()
        credential.scope = credential.scope.replace("accounting.invoices", "")
        self.assertIn("accounting.invoices", self.the_fault("problem").advice)

    def test_an_authorisation_that_ends_soon(self):
        renewed = fields.Datetime.now() - timedelta(days=58, hours=1)
        self.connection.credential_id.sudo().refreshed_at = renewed
        title = self.the_fault("problem").title
        self.assertEqual(
            title, "Connection to Demo Company (NZ) in Xero expires in 1 day"
        )

    def test_a_clock_that_is_wrong(self):
        with freeze_time(fields.Datetime.now() + timedelta(seconds=90), tick=True):
            title = self.the_fault("warning").title
        self.assertRegex(title, "(89|90|91) seconds ahead")

    def test_webhooks_that_were_set_up_and_never_came(self):
        self.connection.credential_id.sudo()._set_webhook_key("a key")
        line = self.the_fault("warning")
        self.assertEqual(line.action_fix()["res_model"], "xero.webhook.wizard")
        self.connection.credential_id.sudo().webhook_ids._touch()
        self.assertEqual(self.faults(), [])

    # === This Odoo === #

    def test_an_address_that_xero_refuses(self):
        self.parameters.set_param("web.base.url", "http://odoo.kowhai.example")
        line = self.the_fault("problem")
        self.assertIn("only https", line.advice)
        self.assertEqual(line.action_fix()["res_model"], "ir.config_parameter")

    def test_an_address_other_than_the_one_in_the_browser(self):
        seen = "https://erp.kowhai.example/"
        self.patch(checks_odoo, "address_in_browser", lambda: seen)
        self.assertEqual(
            self.the_fault("warning").title,
            "You are using this Odoo under a different address",
        )

    def test_an_address_that_a_login_may_change(self):
        self.parameters.set_param("web.base.url.freeze", False)
        self.assertIn("web.base.url.freeze", self.the_fault("warning").advice)

    def test_a_scheduled_action_that_is_switched_off(self):
        self.env.ref("xero_connector.ir_cron_due").active = False
        line = self.the_fault("problem")
        self.assertIn("turned off", line.title)
        self.assertEqual(line.action_fix()["res_model"], "ir.cron")

    def test_scheduled_actions_that_nobody_runs(self):
        cron = self.connection.sudo().cron_id
        self.env["ir.cron.trigger"].create(
            {
                "cron_id": cron.id,
                "call_at": fields.Datetime.now() - timedelta(minutes=15),
            }
        )
        self.assertIn("did not run", self.the_fault("problem").title)

    # === What waits, and settings === #

    def test_an_invoice_that_waits_for_an_hour(self):
        move = self.invoice()
        move.action_xero_push()
        self.env.cr.flush()
        self.assertEqual(self.faults(), [])
        job = self.env["xero.job"].search([("res_id", "=", move.id)])
        self.env.cr.execute(
            "UPDATE xero_job SET create_date = create_date - interval '2 hours'"
            " WHERE id = %s",
            (job.id,),
        )
        job.invalidate_recordset()
        self.assertEqual(
            self.the_fault("warning").title,
            f"{move.display_name} has been waiting too long",
        )

    def test_the_check_counts_what_waits_as_the_form_does(self):
        self.assertIn("Nothing is waiting to be sent", self.check())
        self.invoice().action_xero_push()
        self.env.cr.flush()
        for state in ("waiting", "sending", "checking"):
            with self.subTest(state):
                self.env["xero.job"].search([]).state = state
                self.env.invalidate_all()
                self.assertEqual(self.connection.waiting_count, 1)
                self.assertIn("Waiting or being sent: 1", self.check())

    def test_what_waits_for_long_says_what_keeps_it(self):
        self.invoice().action_xero_push()
        self.env.cr.flush()
        self.env.cr.execute(
            "UPDATE xero_job SET create_date = create_date - interval '2 hours'"
        )
        self.env.invalidate_all()
        self.connection.sync_invoices = False
        self.assertIn("turned off", self.the_fault("warning").advice)

    def test_a_call_that_nobody_knows_the_outcome_of(self):
        sandbox.fault("drop_after", "PUT", "Invoices")
        move = self.invoice()
        self.push(move)
        self.health._mended()
        line = self.the_fault("warning")
        self.assertIn(move.name, line.title)
        self.assertNotIn("so far", line.advice)
        doubtful = self.env["xero.exchange"].search([("state", "=", "checking")])
        doubtful.sent_at -= timedelta(hours=2)
        line = self.the_fault("warning")
        self.assertIn("has not been able to so far", line.advice)
        self.assertEqual(line.action_fix()["res_id"], doubtful.id)

    def test_what_waits_for_a_limit_did_not_fail(self):
        fault = {"headers": {"Retry-After": "1800", "X-Rate-Limit-Problem": "day"}}
        sandbox.fault("status", "PUT", "Invoices", status=429, **fault)
        self.push(self.invoice())
        self.assertEqual(self.the_fault("problem").title, "Calls to Xero are paused")

    def test_while_a_limit_holds_nothing_is_tried_before_it_ends(self):
        self.env["xero.retry"]._set_aside(
            self.connection, "push", "xero.document", ValueError("odd")
        )
        self.health._pause(timedelta(minutes=30), "limit_day")
        ends = self.connection._moment_words(self.health.paused_until)
        line = next(
            one for one in self.check().values() if "retried automatically" in one.title
        )
        self.assertIn(f"Next attempt at {ends}.", line.advice)

    def test_import_settings_that_nobody_saved(self):
        self.connection.import_settings_saved = False
        self.assertIn("is copied", self.the_fault("warning").advice)

    def test_a_connection_that_nobody_uses(self):
        past = fields.Datetime.now() - timedelta(days=50)
        self.connection.write({"connected_at": past, "acted_at": past})
        self.env["xero.batch"].search([]).unlink()
        self.assertIn("will be disconnected", self.the_fault("warning").advice)

    def test_calls_that_are_nearly_used_up(self):
        sandbox.limits(day_left=100)
        self.assertIn("reserved for manual actions", self.the_fault("warning").advice)

    def test_how_often_xero_is_read(self):
        self.assertIn("Odoo syncs only when someone asks", self.check())
        self.connection.frequency = "hourly"
        self.assertIn("Odoo syncs automatically: Hourly", self.check())

    def test_an_account_that_was_archived_in_xero(self):
        sandbox.act("archive_account", account="200")
        self.pull(self.connection)
        line = self.the_fault("problem")
        self.assertIn("archived", line.advice)
        self.assertEqual(line.action_fix()["res_id"], self.connection.id)

    def test_a_tax_rate_that_is_gone_from_xero(self):
        mapping = self.connection.tax_mapping_ids.filtered(lambda m: not m.tax_id)
        mapping.rate_id.status = "ARCHIVED"
        line = self.the_fault("problem")
        self.assertIn("Lines without tax", line.advice)
        self.assertEqual(line.action_fix()["res_model"], "xero.tax.mapping")

    def test_whatever_fails_is_said_in_words(self):
        """A banner that reads “tokens_incomplete” tells nobody anything."""
        kinds, waiting = [], [errors.XeroError]
        while waiting:
            found = waiting.pop().__subclasses__()
            kinds += found
            waiting += found
        codes = {vars(kind)["code"] for kind in kinds if "code" in vars(kind)}
        self.assertGreater(len(codes), 15)
        for code in codes:
            words = self.health._words(code)
            self.assertNotEqual(words, code)
            self.assertIn(" ", words)

    def test_who_may_push_and_what_the_others_lack_is_said(self):
        """It takes Xero's right and Invoicing's: moana has one, anna the other."""
        moana = self.connection.alert_user_ids
        anna = new_test_user(
            self.env,
            "anna",
            "account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

        def the_line():
            return next(
                line
                for title, line in self.check().items()
                if title.startswith("Can push to Xero")
            )

        line = the_line()
        self.assertEqual(line.state, "ok", "it is the company's to say")
        for name in ("anna", "moana"):
            self.assertNotIn(name, line.title)
        told = "cannot push: anna.*Xero / User.*moana.*Invoicing"
        self.assertRegex(line.advice, told)
        opened = self.env[line.action["res_model"]].search(line.action["domain"])
        self.assertEqual(opened, anna | moana)
        anna.group_ids += self.env.ref("xero_connector.group_xero_user")
        moana.group_ids += self.env.ref("account.group_account_invoice")
        line = the_line()
        for name in ("anna", "moana"):
            self.assertIn(name, line.title)
        self.assertFalse(line.advice)

    def test_nobody_on_the_list(self):
        self.connection.alert_user_ids = False
        self.assertEqual(
            self.the_fault("warning").title, "No one is notified of problems"
        )

    # === Who may === #

    def test_a_manager_checks_without_being_an_administrator(self):
        self.parameters.set_param("web.base.url.freeze", False)
        boss = new_test_user(
            self.env,
            "boss",
            "xero_connector.group_xero_manager",
            company_id=self.company.id,
            company_ids=[fields.Command.set(self.company.ids)],
        )
        self.connection = self.connection.with_user(boss)
        self.env = self.connection.env
        self.assertFalse(self.the_fault("warning").button)

    def test_who_only_pushes_does_not(self):
        pusher = new_test_user(self.env, "pusher", "xero_connector.group_xero_user")
        with self.assertRaises(AccessError):
            self.connection.with_user(pusher).action_check_health()
        self.assertEqual(sandbox.calls(), [])
