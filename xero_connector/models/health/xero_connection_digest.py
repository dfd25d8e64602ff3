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
        help="List of [what, how many, sum in words] of all that happened.",
    )
    standing = fields.Json(
        compute="_compute_week",
        help="List of [what, how many, sum in words] of what the two ledgers do not "
        "have alike today.",
    )

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
            (self.env._("Invoices found in Xero already"), len(adopted), adopted),
            (self.env._("Contacts sent to Xero"), contacts("sent"), none),
            (
                self.env._("Contacts found in Xero already"),
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
            for user in self._reachable(self.alert_user_ids):
                self._mail("mail_template_digest", user)
