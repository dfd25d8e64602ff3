import json
from contextlib import suppress

from odoo import api, fields, models

from ..xerolib.masking import masked

# Outcomes of what stands in Xero.
ARRIVED = ("accepted", "adopted")


class XeroExchange(models.Model):
    """What people read of an exchange: its texts line by line, secrets masked."""

    _inherit = "xero.exchange"

    body_shown = fields.Text("What was sent", compute="_compute_shown")
    answer_shown = fields.Text("What Xero answered", compute="_compute_shown")
    element_count = fields.Integer("Records", compute="_compute_counts")
    refused_count = fields.Integer("Refused", compute="_compute_counts")
    shown_state = fields.Selection(
        "_shown_states", "How It Stands", compute="_compute_shown_state"
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
            ("refused", self.env._("Not Accepted")),
            ("unanswered", self.env._("No Answer")),
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
        if self.http_status:
            return "refused"
        return "unanswered" if self.error else None

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
