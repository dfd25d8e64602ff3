from datetime import timedelta

from odoo import api, fields, models

WEEK = timedelta(days=7)


class XeroConnection(models.Model):
    """The weekly digest: what moved, and what waits for a person.

    A week in which nothing moved and nothing waits is told to nobody.
    """

    _inherit = "xero.connection"

    weekly_digest = fields.Boolean(
        default=True,
        tracking=True,
        help="A mail each week to those on the list: what moved, what needs a person.",
    )
    week = fields.Json(
        "Last Seven Days",
        compute="_compute_week",
        help="List of [what, how many] of all that happened.",
    )

    @api.depends_context("lang")
    def _compute_week(self):
        since = fields.Datetime.now() - WEEK
        # sudo: sums for a mail to those on the list
        for connection in self.sudo():
            connection.week = [
                [what, number] for what, number in connection._figures(since) if number
            ]

    def _figures(self, since):
        """What moved since a moment (naive UTC): list of (what, how many)."""
        self.ensure_one()
        pushed = {
            (mirror, outcome): count
            for mirror, outcome, count in self.env["xero.job"]._read_group(
                [("connection_id", "=", self.id), ("closed_at", ">=", since)],
                ["mirror_model", "outcome"],
                ["res_id:count_distinct"],
            )
        }
        documents, contacts = "xero.document", "xero.contact"
        return [
            (self.env._("Invoices sent to Xero"), pushed.get((documents, "sent"), 0)),
            (
                self.env._("Invoices found in Xero already"),
                pushed.get((documents, "adopted"), 0),
            ),
            (self.env._("Contacts sent to Xero"), pushed.get((contacts, "sent"), 0)),
            (
                self.env._("Contacts found in Xero already"),
                pushed.get((contacts, "adopted"), 0)
                + pushed.get((contacts, "matched"), 0),
            ),
            (
                self.env._("New contacts read from Xero"),
                len(self._new("xero.contact", since)),
            ),
            (
                self.env._("Invoices with a new payment"),
                len(self._new("xero.payment", since).document_id.move_id),
            ),
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
        if self.weekly_digest and (self.week or self.issue_ids):
            for user in self._reachable(self.alert_user_ids):
                self._mail("mail_template_digest", user)
