from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.tools import html2plaintext

from ..common.attempt import attempt
from .check import QUESTIONS, TROUBLE, is_new_warning

WEEK = timedelta(days=7)


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

    weekly_digest = fields.Boolean(
        default=True,
        tracking=True,
        help="A weekly email to the users under “Notify”: what was synced and what "
        "needs attention.",
    )
    week = fields.Json(
        "Last Seven Days",
        compute="_compute_week",
        help="List of [label, count, amount in words] of everything synced.",
    )
    standing = fields.Json(
        compute="_compute_week",
        help="List of [label, count, amount in words] of the current differences "
        "between Odoo and Xero.",
    )

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
        is_new = problem and not quota.told_problem
        self._tell_once("mail_template_lost", "told_problem", problem, is_new)

    def _tell_of_expiry(self):
        quota, due = self._quota(), self._warned_days()
        is_new = not quota.problem and is_new_warning(due, quota.told_days)
        self._tell_once("mail_template_expiring", "told_days", due, is_new)

    def _tell_once(self, template, mark, value, is_new):
        """Mail the list where something is new, and note what was told.

        :param mark: field of ``xero.quota`` that holds it
        :param value: what it is to hold from now on
        """
        quota = self._quota()
        if is_new:
            self._mail_list(template)
        if value != quota[mark]:
            quota._lock()
            quota[mark] = value

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

    def _mail_list(self, template):
        for user in self._reachable(self.alert_user_ids):
            self._mail(template, user)

    # === Activities === #
    # What stands as a task for those on the list, until it is solved.
    #
    # Each has at most one for trouble with the connection and one for open questions;
    # the runner keeps their words up to date and closes them.

    def _keep_activities(self):
        is_over = self.lifecycle != "connected" and self.env._("Disconnected.")
        self._keep_activity(TROUBLE, is_over or self.env._("Resolved."))
        self._keep_activity(QUESTIONS, is_over or self.env._("Answered."))

    def _keep_activity(self, kind, over):
        """:param kind: XML id of the type of activity; the checks of that type tell
            what it is about
        :param over: what closes it
        """
        if not self._words_of_task(kind):
            self.activity_feedback([kind], feedback=over)
            return
        for user in self.alert_user_ids:
            reader = self.with_user(user).with_context(
                allowed_company_ids=user.company_ids.ids
            )
            if not (user.active and reader.has_access("read")):
                continue
            note = self.with_context(lang=user.lang)._words_of_task(kind)
            standing = self.activity_search([kind], user_id=user.id)[:1]
            if not standing:
                # The mail tells; Odoo's own one of the assignment would be a second.
                self.with_context(
                    mail_activity_quick_update=True, lang=user.lang
                ).activity_schedule(kind, user_id=user.id, note=note)
            elif html2plaintext(standing.note).split() != note.split():
                standing.note = note

    # === The weekly digest === #
    # What moved, and what waits for a person. A week in which nothing moved and nothing
    # waits is told to nobody.

    @api.depends_context("lang")
    def _compute_week(self):
        since = fields.Datetime.now() - WEEK
        # sudo: sums for a mail to those on the list
        for connection in self.sudo():
            connection.week = connection._filled(connection._figures(since))
            connection.standing = connection._filled(connection._unlike())

    def _filled(self, figures):
        """:param figures: list of (what, how many, invoices whose sum is told)
        :return: list of [what, how many, sum in words] of those that are any"""
        currency = self.company_id.currency_id
        return [
            [
                what,
                number,
                currency.format(sum(moves.mapped("amount_total_signed")))
                if moves
                else False,
            ]
            for what, number, moves in figures
            if number
        ]

    def _unlike(self):
        """What is not in Xero or differs there: list of (what, how many, invoices)."""
        moves = self.env["account.move"]
        ours = [("company_id", "child_of", self.company_id.id)]
        missing = moves.search([*ours, ("xero_missing", "=", True)])
        differing = moves.search([*ours, ("xero_state", "in", ["differs"])])
        return [
            (self.env._("Invoices not in Xero"), len(missing), missing),
            (self.env._("Invoices that differ in Xero"), len(differing), differing),
        ]

    def _figures(self, since):
        """What moved since a moment (naive UTC): list of (what, how many, invoices)."""
        self.ensure_one()
        pushed = {
            (mirror, outcome): set(ids)
            for mirror, outcome, ids in self.env["xero.job"]._read_group(
                [("connection_id", "=", self.id), ("closed_at", ">=", since)],
                ["mirror_model", "outcome"],
                ["res_id:array_agg_distinct"],
            )
        }

        def moves(outcome):
            found = pushed.get(("xero.document", outcome), ())
            return self.env["account.move"].browse(found).exists()

        def contacts(*outcomes):
            return len(
                set().union(*(pushed.get(("xero.contact", o), ()) for o in outcomes))
            )

        sent, adopted = moves("sent"), moves("adopted")
        none = moves(None)
        paid = self._new("xero.payment", since).document_id.move_id
        return [
            (self.env._("Invoices sent to Xero"), len(sent), sent),
            (self.env._("Invoices already in Xero"), len(adopted), adopted),
            (self.env._("Contacts sent to Xero"), contacts("sent"), none),
            (
                self.env._("Contacts already in Xero"),
                contacts("adopted", "matched"),
                none,
            ),
            (
                self.env._("New contacts read from Xero"),
                len(self._new("xero.contact", since)),
                none,
            ),
            (self.env._("Invoices with a new payment"), len(paid), none),
        ]

    def _new(self, model, since):
        return self.env[model].search(
            [("connection_id", "=", self.id), ("create_date", ">=", since)]
        )

    def _tell_of_week(self):
        """Send the digest when a week is over: counted from connecting, so it comes
        on the same day and at the same hour each time."""
        quota, now = self._quota(), fields.Datetime.now()
        # What was told before the connection was made anew is another week.
        moments = filter(None, (quota.digest_at, self.connected_at))
        last = max(moments, default=None)
        if not last or now < last + WEEK:
            return
        quota.digest_at = last + (now - last) // WEEK * WEEK
        if self.weekly_digest and (self.week or self.standing or self.issue_ids):
            self._mail_list("mail_template_digest")
