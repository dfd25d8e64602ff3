from odoo import models
from odoo.tools import html2plaintext

TROUBLE = "xero_connector.mail_activity_type_attention"
QUESTIONS = "xero_connector.mail_activity_type_questions"

# Titles that an activity names before it says how many more there are.
MOST_NAMED = 5


class XeroConnection(models.Model):
    """Activities: what stands as a task for those on the list, until it is solved.

    Each has at most one for trouble with the connection and one for open questions;
    the runner keeps their words up to date and closes them.
    """

    _inherit = "xero.connection"

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
