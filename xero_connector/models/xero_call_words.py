from odoo import api, fields, models

# What stands in Xero.
ARRIVED = ("accepted", "adopted")


class XeroExchange(models.Model):
    """How a call ended, in words: that it is over says nothing of what Xero said."""

    _inherit = "xero.exchange"

    shown_state = fields.Selection(
        "_shown_states", "How It Stands", compute="_compute_shown_state"
    )

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


class XeroExchangeElement(models.Model):
    _inherit = "xero.exchange.element"
    # Of exchanges by themselves: their own order is the newest first, and would be
    # turned round.
    _order = "exchange_id.id desc, position"

    shown_outcome = fields.Selection(
        "_shown_outcomes",
        "What Became of It",
        compute="_compute_shown_outcome",
        help="Xero's refusal of a whole call is an answer, too.",
    )

    @api.model
    def _shown_outcomes(self):
        return [
            *self._fields["outcome"]._description_selection(self.env),
            ("not_accepted", self.env._("Not Accepted")),
        ]

    @api.depends("outcome", "exchange_id.http_status")
    def _compute_shown_outcome(self):
        for element in self:
            answered = element.outcome == "unanswered" and element.http_status
            element.shown_outcome = "not_accepted" if answered else element.outcome
