import json
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import new_test_user, tagged

from . import sandbox
from .common import ConnectedCase

MANAGER = "xero_connector.group_xero_manager"
INVOICING = "account.group_account_invoice"


class AlertCase(ConnectedCase):
    """Moana is on the connection's list; Wiremu pushes."""

    def setUp(self):
        super().setUp()
        self.listed = self.person("moana")
        self.pusher = self.person("wiremu")
        self.connection.alert_user_ids = self.listed
        self.health = self.connection.sudo().quota_ids
        self.credential = self.connection.credential_id.sudo()

    def person(self, name, **values):
        return new_test_user(
            self.env,
            name,
            f"{MANAGER},{INVOICING}",
            email=f"{name}@kowhai.example",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
            **values,
        )

    def mails(self, user=None):
        """:return: what is in the queue for somebody, or for all, oldest first"""
        domain = [("model", "=", "xero.connection")]
        if user:
            domain.append(("recipient_ids", "in", user.partner_id.ids))
        return self.env["mail.mail"].search(domain, order="id")

    def push_as(self, user, *moves):
        moves = self.env["account.move"].union(*moves)
        moves.with_user(user).action_xero_push()
        self.run_cron(self.connection)

    def activities(self, user=None):
        found = self.connection.activity_ids
        return found.filtered(lambda activity: user in (None, activity.user_id))


@tagged("post_install", "-at_install")
class TestWhileEdited(AlertCase):
    """A banner's button is pressed on a form that is not saved: it opens a dialog
    about the record that the database has."""

    def buttons(self, record, change):
        """:return: what the banners' buttons of a form do once something was typed"""
        record = record.with_user(self.pusher).with_context(
            allowed_company_ids=self.company.ids
        )
        edited = record.new(origin=record)
        edited.update(change)
        found = [
            alert.get("action") or alert.get("action_call")
            for alert in edited.alerts.values()
        ]
        return [each for each in found if each]

    def assert_about(self, record, buttons):
        """They name the record by the id that it has in the database."""
        told = json.dumps(buttons)
        self.assertNotIn("NewId", told)
        self.assertIn(str(record.id), told)

    def test_the_connections(self):
        self.connection.account_id = False
        self.connection.import_settings_saved = False
        buttons = self.buttons(self.connection, {"push_from": "2026-02-01"})
        self.assertTrue(buttons)
        self.assert_about(self.connection, buttons)
        for action in buttons:
            if isinstance(action, dict) and action.get("target") == "new":
                model = self.env[action["res_model"]].with_user(self.pusher)
                model.with_context(
                    **action["context"], allowed_company_ids=self.company.ids
                ).create({})

    def test_the_invoices(self):
        self.connection.account_id = False
        move = self.invoice()
        self.push(move)
        buttons = self.buttons(move, {"ref": "typed just now"})
        self.assert_about(self.connection, buttons)

    def test_what_was_never_saved_has_none(self):
        new = self.env["xero.connection"].new({"company_id": self.company.id})
        self.assertFalse(new.alerts)
        move = self.env["account.move"].new({"move_type": "out_invoice"})
        self.assertFalse([name for name in move.alerts or {} if "xero" in name])


@tagged("post_install", "-at_install")
class TestList(AlertCase):
    """Who is on the list and gets no mail is named where people look."""

    def test_who_has_no_address_is_named_on_the_form(self):
        self.assertNotIn("unreached", self.connection.alerts)
        self.assertFalse(self.connection.unreached_words)
        self.connection.alert_user_ids |= self.pusher
        self.pusher.email = False
        self.assertIn("wiremu", self.connection.unreached_words)
        self.assertNotIn("moana", self.connection.unreached_words)
        alert = self.connection.alerts["unreached"]
        self.assertEqual(alert["action"]["res_id"], self.pusher.partner_id.id)
        self.pusher.email = "wiremu@kowhai.example"
        self.assertNotIn("unreached", self.connection.alerts)

    def test_the_activity_reaches_them_anyway(self):
        self.listed.email = False
        self.connection.account_id = False
        self.push(self.invoice())
        self.assertTrue(self.activities(self.listed))
        self.assertFalse(self.mails(self.listed))


@tagged("post_install", "-at_install")
class TestIssueAlerts(AlertCase):
    """An invoice that needs a person says so, once, to those who can help."""

    def setUp(self):
        super().setUp()
        self.connection.account_id = False

    def test_who_pushed_and_who_is_listed_get_one_mail_each(self):
        self.push_as(self.pusher, self.invoice(), self.invoice())
        self.assertEqual(len(self.mails(self.pusher)), 1)
        self.assertEqual(len(self.mails(self.listed)), 1)
        self.assertEqual(len(self.mails()), 2)
        self.assertEqual(self.mails()[0].state, "outgoing")

    def test_the_mail_says_what_to_do_and_leads_there(self):
        move = self.invoice()
        self.push_as(self.pusher, move)
        mail, issue = self.mails(self.pusher), self.issues()
        self.assertEqual(mail.subject, f"Xero needs your attention: {issue.title}")
        self.assertIn(issue.advice, mail.body_html)
        self.assertIn(f"model=xero.issue&amp;res_id={issue.id}", mail.body_html)
        self.assertIn(move.name, mail.body_html)

    def test_several_causes_of_a_run_are_one_mail(self):
        self.connection.write(
            {
                "account_id": self.account(self.connection, "200").id,
                "new_records": "review",
            }
        )
        others = self.env["res.partner"].create([{"name": f"New {n}"} for n in "AB"])
        self.push_as(
            self.pusher, *(self.invoice(partner_id=other.id) for other in others)
        )
        self.assertEqual(len(self.issues()), 2)
        self.assertIn("(+1)", self.mails(self.pusher).subject)
        for issue in self.issues():
            self.assertIn(issue.title, self.mails(self.pusher).body_html)

    def test_what_was_told_is_told_again_to_nobody(self):
        self.push_as(self.pusher, self.invoice())
        self.push_as(self.pusher, self.invoice())
        self.run_cron(self.connection)
        self.assertEqual(len(self.mails()), 2)

    def test_who_pushes_into_a_known_question_is_told_too(self):
        self.push_as(self.pusher, self.invoice())
        second = self.person("aroha")
        self.push_as(second, self.invoice())
        self.assertEqual(len(self.mails(second)), 1)
        self.assertEqual(len(self.mails(self.listed)), 1)

    def test_trying_again_in_vain_is_no_news(self):
        self.push_as(self.pusher, self.invoice())
        self.issues().action_try_again()
        self.run_cron(self.connection)
        self.assertEqual(len(self.issues()), 1)
        self.assertEqual(len(self.mails()), 2)

    def test_who_has_no_address_or_left_stops_nothing(self):
        self.listed.email = False
        self.pusher.sudo().active = False
        self.push_as(self.pusher, self.invoice())
        self.assertFalse(self.mails())

    def test_a_mail_speaks_its_readers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.listed.lang = "fr_FR"
        self.pusher.lang = "en_US"
        template = self.env.ref("xero_connector.mail_template_issues")
        template.with_context(lang="fr_FR").subject = "Xero a besoin de vous"
        self.push_as(self.pusher, self.invoice())
        self.assertEqual(self.mails(self.listed).subject, "Xero a besoin de vous")
        self.assertIn("Xero needs you", self.mails(self.pusher).subject)

    def test_a_template_that_was_deleted_sends_nothing_and_breaks_nothing(self):
        self.env.ref("xero_connector.mail_template_issues").unlink()
        self.push_as(self.pusher, self.invoice())
        self.assertEqual(len(self.issues()), 1)
        self.assertFalse(self.mails())

    def test_waiting_for_a_limit_is_told_to_nobody(self):
        self.connection.account_id = self.account(self.connection, "200")
        sandbox.fault(
            "status", path="Invoices", status=429, headers={"Retry-After": "60"}
        )
        self.push_as(self.pusher, self.invoice())
        self.assertEqual(self.connection.state, "paused")
        self.assertFalse(self.mails())
        self.assertFalse(self.activities())

    def test_a_copy_of_the_database_writes_to_nobody(self):
        self.connection.fingerprint = "of another database"
        self.credential.refreshed_at = fields.Datetime.now() - timedelta(days=50)
        self.push_as(self.pusher, self.invoice())
        self.assertFalse(self.mails())

    # === On the invoice === #

    def notes(self, move):
        held = [("body", "ilike", "Not sent to Xero")]
        return move.message_ids.filtered_domain(held)

    def test_the_invoice_says_in_its_history_why_it_is_held_once(self):
        move = self.invoice()
        self.push_as(self.pusher, move)
        self.assertIn("No sales account", self.notes(move).body)
        self.push_as(self.pusher, move)
        self.run_cron(self.connection)
        self.assertEqual(len(self.notes(move)), 1)

    def test_a_new_reason_is_a_new_note(self):
        move = self.invoice()
        self.push_as(self.pusher, move)
        self.map_tax(self.connection, self.tax, "no such rate")
        rates = self.connection.tax_rate_mirror_ids
        rates.filtered(lambda rate: rate.effective_rate == 15).status = "ARCHIVED"
        self.connection.account_id = self.account(self.connection, "200")
        self.run_cron(self.connection)
        self.assertEqual(len(self.notes(move)), 2, self.story())


@tagged("post_install", "-at_install")
class TestLostConnection(AlertCase):
    """A connection that Xero ended is told by mail, and stays a task until mended."""

    def lose(self):
        self.credential.write(
            {"refresh_token": "dead", "access_expires_at": "2026-01-01"}
        )
        self.push_as(self.pusher, self.invoice())

    def test_the_list_is_told_once(self):
        self.lose()
        self.run_cron(self.connection)
        mail = self.mails()
        self.assertEqual(mail.recipient_ids, self.listed.partner_id)
        self.assertEqual(mail.subject, "Connection to Demo Company (NZ) in Xero lost")
        self.assertIn("ended the authorisation", mail.body_html)
        self.assertIn(
            f"model=xero.connection&amp;res_id={self.connection.id}", mail.body_html
        )

    def test_an_activity_stands_while_it_lasts_and_closes_by_itself(self):
        self.lose()
        self.run_cron(self.connection)
        activity = self.activities(self.listed)
        self.assertEqual(len(activity), 1)
        self.assertIn("ended the authorisation", activity.note)
        self.go_through_consent(self.connection)
        self.run_cron(self.connection)
        self.assertFalse(self.activities())
        self.assertIn("Resolved", self.connection.message_ids[0].body)

    def test_the_activity_sends_no_mail_of_its_own(self):
        self.lose()
        told = self.env["mail.message"].search(
            [("partner_ids", "in", self.listed.partner_id.ids)]
        )
        self.assertFalse(told.filtered(lambda m: m not in self.mails().mail_message_id))

    def test_a_second_loss_is_told_again(self):
        self.lose()
        self.go_through_consent(self.connection)
        self.run_cron(self.connection)
        self.lose()
        self.assertEqual(len(self.mails(self.listed)), 2)

    def test_who_may_not_see_the_connection_gets_no_activity_for_it(self):
        stranger = new_test_user(self.env, "stranger", "base.group_user")
        self.connection.alert_user_ids |= stranger
        self.lose()
        self.assertFalse(self.activities(stranger))
        self.assertTrue(self.activities(self.listed))

    def test_a_cron_that_somebody_switched_off_is_a_task_too(self):
        self.connection.sudo().cron_id.active = False
        self.env["xero.connection"]._cron_watch()
        self.assertIn("turned off", self.activities(self.listed).note)
        self.connection.sudo().cron_id.active = True
        self.run_cron(self.connection)
        self.assertFalse(self.activities())


@tagged("post_install", "-at_install")
class TestExpiry(AlertCase):
    """An authorisation that cannot be renewed is told of while there is time."""

    def days_left(self, days):
        self.credential.refreshed_at = fields.Datetime.now() - timedelta(
            days=59 - days, hours=23
        )
        self.run_cron(self.connection)

    def test_a_mail_at_fourteen_seven_and_two_days(self):
        told = []
        for days in (20, 14, 13, 7, 6, 2, 1):
            before = len(self.mails())
            self.days_left(days)
            told += [days] * (len(self.mails()) - before)
        self.assertEqual(told, [14, 7, 2])
        self.assertIn("expires in 14 days", self.mails(self.listed)[0].subject)

    def test_renewed_it_counts_anew(self):
        self.days_left(7)
        self.credential.refreshed_at = fields.Datetime.now()
        self.run_cron(self.connection)
        self.days_left(7)
        self.assertEqual(len(self.mails(self.listed)), 2)


@tagged("post_install", "-at_install")
class TestNotTold(AlertCase):
    """Telling people always happens: what stands in the way of one note or one mail
    stands in no other's."""

    def held(self):
        """:return: two invoices that are held, each for a cause of its own"""
        moves = [
            self.invoice(
                {"price_unit": 10, "tax": self.tax.copy({"name": n, "amount": a})}
            )
            for n, a in (("GST 7", 7), ("GST 8", 8))
        ]
        self.push_as(self.pusher, *moves)
        return moves

    def breaks(self, model, method, breaks_for):
        """An addon that extends Odoo is broken, until :attr:`broken` is emptied."""
        self.broken = [True]
        cls, broken = type(self.env[model]), self.broken
        original = getattr(cls, method)

        def override(records, *args, **kwargs):
            if broken and breaks_for(records, *args, **kwargs):
                raise ValueError("an addon is broken")
            return original(records, *args, **kwargs)

        self.patch(cls, method, override)

    def notes(self, move):
        return [
            m.body
            for m in move.message_ids
            if "not mapped to a tax rate in Xero" in m.body
        ]

    def test_one_note_that_cannot_be_written_keeps_no_other_and_no_mail(self):
        first = []
        self.breaks(
            "account.move",
            "_message_log_batch",
            lambda records, **kwargs: first and first[0] in records,
        )
        first.append(
            self.invoice(
                {"price_unit": 10, "tax": self.tax.copy({"name": "G", "amount": 9})}
            )
        )
        self.push_as(self.pusher, first[0])
        _one, other = self.held()
        self.assertFalse(self.notes(first[0]))
        self.assertTrue(self.notes(other))
        for user in (self.listed, self.pusher):
            self.assertEqual(len(self.mails(user)), 2, "of the first, of the others")
        self.pass_time(self.connection, hours=1)
        said = self.issues("step_failing")
        self.assertIn("notifying people", said.title)
        self.assertIn(self.listed, said.told_user_ids)
        self.broken.clear()
        self.run_cron(self.connection)
        self.assertTrue(self.notes(first[0]))
        self.assertEqual(said.state, "solved")
        self.assertFalse(self.env["xero.retry"].search([]))

    def test_one_person_whose_mail_cannot_be_made_keeps_no_other_from_hearing(self):
        self.breaks(
            "xero.connection",
            "_mail",
            lambda records, template, user, **context: user == self.listed,
        )
        self.held()
        self.assertFalse(self.mails(self.listed))
        self.assertEqual(len(self.mails(self.pusher)), 1)
        self.broken.clear()
        self.run_cron(self.connection)
        self.assertEqual(len(self.mails(self.listed)), 1)
