import json
from contextlib import suppress

from odoo import api, fields, models

from ...const import JOB_OPEN
from ...xerolib.masking import masked

# Outcomes of what stands in Xero.
ARRIVED = ("accepted", "adopted")

# Exchanges emptied in one transaction; each holds the texts of up to fifty records.
SLICE = 500

# Nobody needs the texts any more: one whose outcome is open keeps them, and one that a
# waiting job may rest on.
SETTLED = [
    ("state", "=", "applied"),
    ("emptied_at", "=", False),
    ("element_ids", "not any", [("job_id.state", "in", JOB_OPEN)]),
]


class XeroExchange(models.Model):
    """What people read of an exchange: its texts line by line, secrets masked."""

    _inherit = "xero.exchange"

    body_shown = fields.Text("Sent", compute="_compute_shown")
    answer_shown = fields.Text("Received", compute="_compute_shown")
    element_count = fields.Integer("Records", compute="_compute_counts")
    refused_count = fields.Integer("Rejected", compute="_compute_counts")
    shown_state = fields.Selection(
        "_shown_states", "Status", compute="_compute_shown_state"
    )

    @api.depends("body", "answer")
    def _compute_shown(self):
        for exchange in self:
            # sudo: as above
            texts = exchange.sudo()
            exchange.body_shown = self._readable(texts.body)
            exchange.answer_shown = self._readable(texts.answer)

    # === How it ended: that it is over says nothing of what Xero said === #

    @api.model
    def _shown_states(self):
        return [
            *self._fields["state"]._description_selection(self.env),
            ("refused", self.env._("Rejected")),
            ("unanswered", self.env._("Not Confirmed")),
        ]

    @api.depends("state", "http_status", "error", "element_ids.outcome")
    def _compute_shown_state(self):
        for exchange in self:
            exchange.shown_state = exchange._shown_end() or exchange.state

    def _shown_end(self):
        """:return: how a call that is over failed; None of one that did not, or that is
        not over"""
        outcomes = self.element_ids.mapped("outcome")
        if self.state != "applied" or not set(ARRIVED).isdisjoint(outcomes):
            return None
        if self._is_refused() or (self.http_status and not self.error):
            return "refused"
        return "unanswered" if self.error else None

    def _is_refused(self):
        """Whether Xero said no to all of it: an error of Xero's own says nothing."""
        return 400 <= self.http_status < 500

    @api.depends("element_ids.outcome")
    def _compute_counts(self):
        groups = self.env["xero.exchange.element"]._read_group(
            [("exchange_id", "in", self.ids)],
            ["exchange_id", "outcome"],
            ["__count"],
        )
        self.element_count = self.refused_count = 0
        for exchange, outcome, count in groups:
            exchange.element_count += count
            if outcome in ("refused", "taken"):
                exchange.refused_count += count

    @api.model
    def _readable(self, text):
        """:return: JSON with a line for each value, any other text as it is; masked"""
        with suppress(TypeError, ValueError):
            text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
        return text and masked(text)

    # === Retention === #
    # How long the texts of an exchange are kept.
    #
    # They hold names and addresses and are by far most of the log, so they go after the
    # connection's ``log_days``. The exchange and its elements stay: who asked, when,
    # the number, the total, Xero's id and what became of it.

    emptied_at = fields.Datetime(
        "Details Deleted On",
        readonly=True,
        help="When the text sent and the answer were deleted; UTC.",
    )

    @api.autovacuum
    def _gc_texts(self):
        """Drop old texts, a slice at a time: Odoo's vacuum commits after each and
        calls again while some remain.

        :return: tuple of how many were emptied, and whether more may be
        """
        old = self.env["xero.connection"]._outlived(
            self.browse(), "sent_at", SETTLED, SLICE
        )
        old.write({"body": False, "answer": False, "emptied_at": fields.Datetime.now()})
        return len(old), len(old) == SLICE
