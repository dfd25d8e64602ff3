from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import format_date

from . import sandbox
from .test_health_alerts import AlertCase


@tagged("post_install", "-at_install")
class TestDigest(AlertCase):
    """Once a week: what moved, and what waits for a person."""

    def a_week_later(self, days=7):
        """What was told of, and when it was connected, becomes as much older."""
        for record, name in (
            (self.connection, "connected_at"),
            (self.health, "digest_at"),
        ):
            if record[name]:
                record[name] -= timedelta(days=days)

    def digests(self, user=None):
        return self.mails(user).filtered(lambda mail: "Your week" in mail.subject)

    def figures(self):
        self.env.invalidate_all()
        return {what: number for what, number, _sum in self.connection.week or []}

    def test_it_says_what_moved_and_what_waits(self):
        self.push(self.invoice(), self.invoice())
        paid = self.invoice()
        self.push(paid)
        sandbox.act("pay", invoice=paid.name)
        self.pull(self.connection)
        self.connection.account_id = False
        waiting = self.invoice()
        self.push(waiting)
        self.a_week_later()
        self.run_cron(self.connection)
        self.assertEqual(self.figures()["Invoices sent to Xero"], 3)
        self.assertEqual(self.figures()["Invoices with a new payment"], 1)
        body = self.digests(self.listed).body_html
        money = self.company.currency_id.format
        for words in (
            "Invoices sent to Xero",
            self.issues().title,
            f"Not in Xero: {waiting.name} ({self.customer.name}, {money(115)}, since",
            "Invoices not in Xero",
            money(345),
        ):
            self.assertIn(words, body)
        self.assertNotIn("account.move", body)

    def test_what_differs_and_what_is_missing_is_told_with_its_sum(self):
        """Also where nothing moved for a week and nothing waits for a person."""
        self.connection.frequency = "manual"
        different = self.invoice()
        self.push(different)
        different.xero_document_ids.total = 100
        missing = self.invoice({"price_unit": 1000})
        old = self.invoice(invoice_date="2025-12-31")
        self.assertTrue(old)
        money = self.company.currency_id.format
        self.assertEqual(
            self.connection.standing,
            [
                ["Invoices not in Xero", 1, money(missing.amount_total)],
                ["Invoices that differ in Xero", 1, money(115)],
            ],
        )

    def test_what_waits_longest_comes_first(self):
        self.connection.account_id = False
        late, early = self.invoice(), self.invoice()
        self.push(late, early)
        job = self.env["xero.job"].search([("res_id", "=", early.id)])
        self.env.cr.execute(
            "UPDATE xero_job SET create_date = create_date - interval '9 days'"
            " WHERE id = %s",
            (job.id,),
        )
        self.env.invalidate_all()
        names = self.issues().waiting_names
        self.assertLess(names.index(early.name), names.index(late.name))
        day = format_date(self.env, job.create_date)
        self.assertIn(f"since {day}", names)

    def test_it_comes_once_a_week_on_the_same_day(self):
        self.push(self.invoice())
        came = []
        for day in range(1, 16):
            self.a_week_later(days=1)
            before = len(self.digests())
            self.run_cron(self.connection)
            came += [day] * (len(self.digests()) - before)
        self.assertEqual(came, [7, 14])

    def test_reconnected_the_week_counts_from_that_day(self):
        self.push(self.invoice())
        self.a_week_later()
        self.run_cron(self.connection)
        self.health.digest_at -= timedelta(days=40)
        self.connection.connected_at = fields.Datetime.now()
        before = self.digests()
        self.run_cron(self.connection)
        self.assertEqual(self.digests(), before)

    def test_after_a_long_silence_one_is_enough(self):
        self.push(self.invoice())
        self.a_week_later(days=40)
        self.run_cron(self.connection)
        self.run_cron(self.connection)
        self.assertEqual(len(self.digests()), 1)

    def test_a_quiet_week_is_told_to_nobody(self):
        of_it = [("connection_id", "=", self.connection.id)]
        for model in ("xero.contact", "xero.job"):
            self.env[model].search(of_it).unlink()
        self.a_week_later()
        self.run_cron(self.connection)
        self.assertEqual(self.figures(), {})
        self.assertFalse(self.digests())

    def test_it_can_be_switched_off(self):
        self.push(self.invoice())
        self.connection.weekly_digest = False
        self.a_week_later()
        self.run_cron(self.connection)
        self.assertFalse(self.digests())

    def test_it_speaks_its_readers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.listed.lang = "fr_FR"
        template = self.env.ref("xero_connector.mail_template_digest")
        template.with_context(lang="fr_FR").subject = "Votre semaine avec Xero"
        self.push(self.invoice())
        self.a_week_later()
        self.run_cron(self.connection)
        [mail] = self.mails(self.listed)
        self.assertEqual(mail.subject, "Votre semaine avec Xero")

    def test_what_is_older_than_a_week_is_no_news(self):
        self.push(self.invoice())
        jobs = self.env["xero.job"].search([])
        jobs.closed_at = fields.Datetime.now() - timedelta(days=8)
        self.assertNotIn("Invoices sent to Xero", self.figures())


@tagged("post_install", "-at_install")
class TestQuestionActivity(AlertCase):
    """Open questions are a task for those on the list, and close by themselves."""

    def setUp(self):
        super().setUp()
        self.connection.account_id = False

    def test_it_names_what_waits_and_closes_when_it_is_answered(self):
        self.push(self.invoice())
        [activity] = self.activities(self.listed)
        self.assertIn(self.issues().title, activity.note)
        self.connection.account_id = self.account(self.connection, "200")
        self.run_cron(self.connection)
        self.assertFalse(self.activities())
        self.assertIn("Answered", self.connection.message_ids[0].body)

    def test_another_question_is_named_on_the_same_one(self):
        self.connection.write(
            {
                "account_id": self.account(self.connection, "200").id,
                "new_records": "review",
            }
        )
        self.push(self.invoice())
        other = self.env["res.partner"].create({"name": "Ōtaki & Sons “Wool”"})
        self.push(self.invoice(partner_id=other.id))
        [activity] = self.activities(self.listed)
        self.assertIn("Sons", activity.note)
        stamp = activity.write_date
        self.run_cron(self.connection)
        self.assertEqual(self.activities(self.listed).write_date, stamp)

    def test_the_activity_sends_no_mail_of_its_own(self):
        self.push_as(self.listed, self.invoice())
        self.assertEqual(len(self.mails(self.listed)), 1)
