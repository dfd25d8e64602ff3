from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import html2plaintext, mute_logger

from ..models.health.check import BANNER, DIALOG, TROUBLE, Check, Finding, opens
from ..models.issues.xero_issue import Hold
from .test_health_alerts import AlertCase


class ChecksCase(AlertCase):
    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].set_param("web.base.url.freeze", "True")

    def lines(self):
        """:return: the lines of “Check Connection” by their titles"""
        self.env.invalidate_all()
        action = self.connection.action_check_health()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        return {line.title: line for line in wizard.line_ids}

    def banners(self):
        self.env.invalidate_all()
        return self.connection.alerts


@tagged("post_install", "-at_install")
class TestOneText(ChecksCase):
    """A fact reads the same wherever it shows: banner, “Check Connection”, activity
    and mail."""

    # === Ways to make each fact true === #

    def make_copy(self):
        self.connection.fingerprint = "of another database"

    def make_lost(self):
        self.health.problem = "invalid_grant"

    def make_paused(self):
        self.health._pause(timedelta(hours=5), "limit_day")

    def make_idle(self):
        past = fields.Datetime.now() - timedelta(days=50, hours=1)
        self.connection.write({"connected_at": past, "acted_at": past})
        of_it = [("connection_id", "=", self.connection.id)]
        self.env["xero.job"].search(of_it).unlink()
        self.env["xero.batch"].search(of_it).unlink()

    def make_expiring(self):
        past = fields.Datetime.now() - timedelta(days=50, hours=1)
        self.credential.refreshed_at = past

    def make_cron_off(self):
        self.connection._cron().active = False

    def make_reserve(self):
        self.patch(
            type(self.health),
            "_kept_until",
            lambda quota: fields.Datetime.now() + timedelta(hours=1),
        )

    def make_polling(self):
        self.connection.frequency = "quarter"
        self.patch(type(self.connection), "_polling_calls", lambda connection: 99_999)

    def make_currency(self):
        self.connection.base_currency_code = "AUD"

    def make_permissions(self):
        scope = self.credential.scope
        self.credential.scope = scope.replace("accounting.invoices", "")

    def make_import_settings(self):
        self.connection.import_settings_saved = False

    def make_account(self):
        self.connection.account_id = False

    def make_issues(self):
        self.connection.account_id = False
        self.push(self.invoice())

    MADE = {
        "copy": make_copy,
        "lost": make_lost,
        "paused": make_paused,
        "idle": make_idle,
        "expiring": make_expiring,
        "own_cron_off": make_cron_off,
        "reserve": make_reserve,
        "polling": make_polling,
        "currency": make_currency,
        "permissions": make_permissions,
        "import_settings": make_import_settings,
        "account": make_account,
        "issues": make_issues,
    }
    MAILS = {
        "lost": "mail_template_lost",
        "expiring": "mail_template_expiring",
        "idle": "mail_template_inactive",
    }

    def test_every_check_that_shows_in_two_places_is_tried_here(self):
        checks = self.connection._checks()
        self.assertEqual(len(checks), len({check.code for check in checks}))
        several = {
            check.code for check in checks if len(check.shows) + bool(check.task) > 1
        }
        self.assertEqual(several, {*self.MADE})

    def test_each_fact_has_one_title_and_one_advice(self):
        for check in self.connection._checks():
            if check.code not in self.MADE:
                continue
            with self.subTest(check.code), self.env.cr.savepoint() as point:
                self.assert_one_text(check)
                point.rollback()
                self.env.invalidate_all()

    def assert_one_text(self, check):
        self.MADE[check.code](self)
        self.env.flush_all()
        self.env.invalidate_all()
        # What the button asks of Xero would mend some of it.
        self.patch(type(self.connection), "_may_be_checked", lambda connection: False)
        found = self.connection._look_at(check.code)
        self.assertIn(found.state, ("problem", "warning"))
        self.assertTrue(found.advice)
        name = "setup" if check.is_step else check.code
        if BANNER in check.shows:
            self.assertEqual(self.banners()[name]["message"], found.message)
        if DIALOG in check.shows:
            line = self.lines()[found.title]
            self.assertEqual(line.advice, found.advice)
            self.assertEqual(line.state, found.state)
            if found.way:
                self.assertTrue(line.button and line.action)
        if check.task:
            self.connection._keep_activities()
            told = self.activities(self.listed).filtered(
                lambda a: a.activity_type_id == self.env.ref(check.task)
            )
            self.assertEqual(html2plaintext(told.note).split(), found.message.split())
        if template := self.MAILS.get(check.code):
            self.connection._mail_list(template)
            mail = self.mails(self.listed)[-1]
            self.assertEqual(mail.subject, found.title)
            words = " ".join(html2plaintext(mail.body_html).split())
            self.assertIn(found.title, words)
            self.assertIn(" ".join(found.advice.split()), words)

    def test_the_end_of_an_unused_connection(self):
        self.connection._end_as_unused()
        found = self.connection._look_at("ended_idle")
        self.assertEqual(self.banners()["ended_idle"]["message"], found.message)
        [mail] = self.mails(self.listed)
        self.assertEqual(mail.subject, found.title)
        self.assertIn(found.advice, " ".join(html2plaintext(mail.body_html).split()))

    def test_a_connection_of_another_currency_is_not_shown_as_well(self):
        self.assertEqual(self.connection.state, "connected")
        self.make_currency()
        self.assertEqual(self.connection.state, "attention")
        for state, found in (("attention", 1), ("connected", 0)):
            domain = [("id", "=", self.connection.id), ("state", "=", state)]
            self.assertEqual(self.connection.search_count(domain), found)

    def test_as_many_issues_are_counted_as_are_named(self):
        issues = self.env["xero.issue"]
        for cause, key in (("account_missing", "a"), ("unlisted", "b")):
            data = {"names": ["X"], "more": 0}
            issues._raise(self.connection, Hold(cause, key, data))
        found = self.connection._look_at("issues")
        self.assertIn("Open (1): ", found.advice)
        self.assertNotIn("No longer in Xero", found.advice)

    def test_open_issues_have_the_mails_words(self):
        self.make_issues()
        title = self.connection._look_at("issues").title
        self.assertIn(title, self.mails(self.listed).body_html)

    def test_an_invoice_and_the_list_say_it_too(self):
        self.make_copy()
        copy = self.connection._look_at("copy")
        self.assertEqual(self.connection._why_waiting(), copy.message)
        self.assertEqual(self.connection._standstill(), copy.message)
        self.make_currency()
        title = self.connection._look_at("currency").title
        self.assertIn(title, self.connection.shown_health)
        self.assertIn(title, self.connection._why_not("xero.document"))

    def test_a_suspected_copy_can_be_checked(self):
        """Its button is pressed on the form, which the dialog's button opens."""
        self.health.problem = "copied"
        line = self.lines()[self.connection._look_at("lost").title]
        self.assertEqual(line.action_fix()["res_id"], self.connection.id)


@tagged("post_install", "-at_install")
class TestAnotherAddonsCheck(ChecksCase):
    """Another addon adds a fact by extending ``_checks``, and it shows everywhere."""

    def setUp(self):
        super().setUp()
        action = {"type": "ir.actions.client", "tag": "reload"}

        def look(connection, env):
            if self.is_stale is None:
                raise RuntimeError("broken on purpose")
            return self.is_stale and Finding(
                "warning", "Stock is not counted", "Count it.", opens("Count", action)
            )

        def fine(connection, env):
            return Finding("ok", "Stock is counted")

        ours = type(self.connection)._checks

        def checks(connection):
            return (*ours(connection), Check("stock", look, fine, task=TROUBLE))

        self.patch(type(self.connection), "_checks", checks)
        self.is_stale = True

    def test_on_the_banner_in_the_check_and_as_an_activity(self):
        alert = self.banners()["stock"]
        self.assertEqual(alert["message"], "Stock is not counted. Count it.")
        self.assertEqual(alert["action_text"], "Count")
        self.assertEqual(self.lines()["Stock is not counted"].button, "Count")
        self.connection._keep_activities()
        self.assertIn("Count it.", self.activities(self.listed).note)

    @mute_logger("odoo.addons.xero_connector.models.health.check")
    def test_one_that_breaks_is_not_taken_for_fine_and_stops_nothing(self):
        self.is_stale = None
        self.assertIn("could not be completed", self.banners()["stock"]["message"])
        lines = self.lines()
        self.assertNotIn("Stock is counted", lines)
        line = lines["A check could not be completed: stock"]
        self.assertEqual(line.state, "warning")
        self.assertIsNone(self.connection._look_at("stock"))

    def test_when_it_is_fine_only_the_check_says_so(self):
        self.is_stale = False
        self.assertNotIn("stock", self.banners())
        self.assertEqual(self.lines()["Stock is counted"].state, "ok")
