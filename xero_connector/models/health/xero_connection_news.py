from odoo import Command, models
from odoo.tools import html2plaintext

from ..common.attempt import attempt

TROUBLE = "xero_connector.mail_activity_type_attention"
QUESTIONS = "xero_connector.mail_activity_type_questions"

# Titles that an activity names before it says how many more there are.
MOST_NAMED = 5


class XeroConnection(models.Model):
    """Who is told what, by mail, activity and note. What waits for a limit of Xero's
    goes on by itself and is told to nobody.

    =================  ===============================================================
    an issue           a mail, once, to who is on the list and who pushed; a note on
                       what is held; an activity while any is open
    connection lost    a mail to the list, and an activity until it is mended
    ending, unused     a mail to the list at 14, 7 and 2 days; a last one when it was
                       ended because nobody used it
    a week             a digest to the list
    =================  ===============================================================

    The runner tells after its last step, so one run sends one mail to a person. What
    was told is written with the mail in one transaction; Odoo's queue sends it.
    """

    _inherit = "xero.connection"

    def _tell(self):
        """Tell what is new. Safe to repeat, by one at a time: the connection's cron.

        What cannot be told keeps nobody from hearing the rest.

        :return: list of what was raised
        """
        self.ensure_one()
        if self.is_copy:
            return []  # the original tells
        tellings = [self._keep_activities, self._tell_of_loss]
        if self.lifecycle == "connected":
            tellings += [
                lambda: self.env["xero.job"]._note_held(self),
                self._tell_of_issues,
                self._tell_of_expiry,
                self._tell_of_week,
                self._tell_of_inactivity,
            ]
        return [error for tell in tellings for error in self._attempt(tell)]

    def _attempt(self, tell, *args):
        """:param tell: it may go on where something of it cannot be told, and return a
            list of what was raised then
        :return: list of what was raised, empty if nothing"""
        found = []
        error = attempt(
            self.env,
            f"Telling of {self.display_name}",
            lambda: found.extend(tell(*args) or []),
        )
        return [error] if error else found

    # === Mails === #

    def _tell_of_issues(self):
        """:return: list of what was raised: who cannot be reached keeps no other from
        hearing"""

        def tell(user, issues):
            issues = issues.with_context(lang=user.lang)
            self._mail("mail_template_issues", user, issues=issues)
            issues.told_user_ids = [Command.link(user.id)]

        news = self.env["xero.issue"]._news(self)
        return [e for each in news.items() for e in self._attempt(tell, *each)]

    def _tell_of_loss(self):
        quota = self._quota()
        problem = quota.problem if self.state == "attention" else False
        if problem and not quota.told_problem:
            for user in self._reachable(self.alert_user_ids):
                self._mail("mail_template_lost", user)
        if problem != quota.told_problem:
            quota._lock()
            quota.told_problem = problem

    def _tell_of_expiry(self):
        quota, due = self._quota(), self._warned_days()
        if due and not quota.problem and not 0 < quota.told_days <= due:
            for user in self._reachable(self.alert_user_ids):
                self._mail("mail_template_expiring", user)
        if due != quota.told_days:
            quota._lock()
            quota.told_days = due

    def _reachable(self, users):
        """:return: those of them who have an address and still work here"""
        return users.filtered(lambda user: user.active and user.email)

    def _mail(self, template, user, **context):
        """Put a mail into Odoo's queue; none where somebody deleted the template.

        :param context: for the template's expressions, beside ``recipient``
        """
        found = self.env.ref(f"xero_connector.{template}", raise_if_not_found=False)
        if found:
            found.with_context(recipient=user, **context).send_mail(
                self.id,
                email_values={"recipient_ids": [Command.link(user.partner_id.id)]},
            )

    # === Activities === #
    # Activities: what stands as a task for those on the list, until it is solved.
    #
    # Each has at most one for trouble with the connection and one for open questions;
    # the runner keeps their words up to date and closes them.

    def _keep_activities(self):
        is_over = self.lifecycle != "connected" and self.env._("Disconnected.")
        self._keep_activity(
            TROUBLE,
            lambda one: one._words_of_trouble(),
            is_over or self.env._("Mended."),
        )
        self._keep_activity(
            QUESTIONS,
            lambda one: one._words_of_questions(),
            is_over or self.env._("Answered."),
        )

    def _keep_activity(self, kind, words, over):
        """:param kind: XML id of the type of activity
        :param words: function of the connection in its reader's language; what it
            returns is the note, False when there is nothing to do
        :param over: what closes it
        """
        if not words(self):
            self.activity_feedback([kind], feedback=over)
            return
        for user in self.alert_user_ids:
            reader = self.with_user(user).with_context(
                allowed_company_ids=user.company_ids.ids
            )
            if not (user.active and reader.has_access("read")):
                continue
            note = words(self.with_context(lang=user.lang))
            standing = self.activity_search([kind], user_id=user.id)[:1]
            if not standing:
                # The mail tells; Odoo's own one of the assignment would be a second.
                self.with_context(
                    mail_activity_quick_update=True, lang=user.lang
                ).activity_schedule(kind, user_id=user.id, note=note)
            elif html2plaintext(standing.note).split() != note.split():
                standing.note = note

    def _words_of_trouble(self):
        """:return: what only a person can mend, in words; False if nothing is"""
        if self.state == "attention":
            return self.health
        cron = self._cron()
        if self.lifecycle == "connected" and not cron.active:
            return self.env._(
                "Nothing moves between Odoo and Xero: the scheduled action “%s” is "
                "switched off. Switch it on under Settings › Technical › Scheduled "
                "Actions.",
                cron.name,
            )
        return False

    def _words_of_questions(self):
        """:return: the open issues by their titles; False if there are none"""
        if self.lifecycle != "connected":
            return False
        issues = self.env["xero.issue"].search(
            [
                ("connection_id", "=", self.id),
                ("state", "=", "open"),
                ("severity", "!=", "info"),
            ],
            order="id",
        )
        titles = issues[:MOST_NAMED].mapped("title")
        if more := len(issues) - len(titles):
            titles.append(self.env._("and %s more", more))
        return bool(issues) and self.env._(
            "Something waits until a person decides: %s", "; ".join(titles)
        )
