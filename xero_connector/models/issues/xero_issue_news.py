from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from ..common.counted_words import names_words

# An issue that comes back within this, with the same words, is not mailed again.
REPEATED_WITHIN = timedelta(days=1)

# One fault often raises several issues, one after the other: those that come this soon
# after the first go with the same mail.
NOTIFIED_TOGETHER_WITHIN = timedelta(minutes=10)

# Records that a mail names before it says how many more there are.
MOST_NAMED = 5


class XeroIssue(models.Model):
    """Who was told of an issue, and who is yet to be told."""

    _inherit = "xero.issue"

    told_user_ids = fields.Many2many(
        "res.users", "xero_issue_told_rel", string="Notified", readonly=True
    )
    waiting_names = fields.Char("Waiting Invoices", compute="_compute_waiting_names")

    waiting_words = fields.Char(compute="_compute_waiting_names")

    @api.depends("job_ids")
    @api.depends_context("lang")
    def _compute_waiting_names(self):
        """Those that wait longest first, each with customer, sum and since when."""
        jobs = self.job_ids.filtered(lambda job: job.res_model == "account.move")
        # sudo: who is told of an issue is told what it holds
        moves = self.env["account.move"].sudo().browse(jobs.mapped("res_id")).exists()
        known = {move.id: move for move in moves}
        for issue in self:
            waiting = (issue.job_ids & jobs).sorted(
                lambda job: (job.create_date, job.id)
            )
            waiting = waiting.filtered(lambda job: job.res_id in known)
            named = [
                self._waiting_name(job, known[job.res_id])
                for job in waiting[:MOST_NAMED]
            ]
            issue.waiting_names = names_words(
                self.env, named, len(waiting) - len(named)
            )
            standing = moves.browse(waiting.mapped("res_id")).mapped(
                "xero_document_ids"
            )
            issue.waiting_words = bool(waiting) and (
                self.env._("Changes not in Xero: %s", issue.waiting_names)
                if standing
                else self.env._("Not in Xero: %s", issue.waiting_names)
            )

    def _waiting_name(self, job, move):
        return self.env._(
            "%(name)s (%(customer)s, %(sum)s, since %(day)s)",
            name=move.name or job.record_name,
            customer=move.commercial_partner_id.display_name,
            sum=move.currency_id.format(move.amount_total),
            day=format_date(self.env, job.create_date),
        )

    @api.model_create_multi
    def create(self, vals_list):
        issues = super().create(vals_list)
        for issue in issues:
            former = issue._find_former()
            issue.told_user_ids = issue._find_lately_notified(former)
            # Who looks at that one sees that it is not over.
            former._tell_browsers()
        return issues

    def _find_former(self):
        """:return: the same that was resolved a short while ago, empty if none was"""
        return self.search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("cause", "=", self.cause),
                ("key", "=", self.key),
                ("state", "=", "solved"),
                ("write_date", ">", fields.Datetime.now() - REPEATED_WITHIN),
            ],
            order="id desc",
            limit=1,
        )

    def _find_lately_notified(self, former):
        """:return: who was told the same a short while ago: somebody pressed “Try
        again”, and it stands as it stood"""
        same = former._data_to_compare() == self._data_to_compare()
        return former.told_user_ids if same else self.env.user[:0]

    def _data_to_compare(self):
        """:return: the data, save how often it was tried: once more is no news"""
        return {k: value for k, value in (self.data or {}).items() if k != "times"}

    @api.model
    def _news(self, connection):
        """What is to be told: to those on the connection's list, and to each who
        pushed what waits.

        :return: dict of user to the open issues that they were not told of yet
        """
        issues = self.search(
            [("connection_id", "=", connection.id), ("state", "=", "open")], order="id"
        )
        issues -= issues._wait_to_notify_together(connection)
        askers = defaultdict(lambda: connection.alert_user_ids)
        for issue, users in self.env["xero.job"]._read_group(
            [("issue_id", "in", issues.ids)], ["issue_id"], ["user_id:recordset"]
        ):
            askers[issue] |= users
        news = defaultdict(self.browse)
        for issue in issues:
            for user in connection._reachable(askers[issue] - issue.told_user_ids):
                news[user] |= issue
        return news

    def _wait_to_notify_together(self, connection):
        """:return: those that wait to be told with others of the same fault; the cron
        is woken for them"""
        since = fields.Datetime.now() - NOTIFIED_TOGETHER_WITHIN
        fresh = self.filtered(
            lambda i: i._issue_type().notified_together and i.create_date > since
        )
        if not fresh or not self.env["xero.job"]._in_doubt(connection):
            return fresh.browse()
        connection._wake(min(fresh.mapped("create_date")) + NOTIFIED_TOGETHER_WITHIN)
        return fresh
