import json

from odoo import api, fields, models

from ..xerolib import answers
from ..xerolib.errors import BadAnswer


class XeroExchangeElement(models.Model):
    """One record's attempt as the log shows it.

    Who asked, when, the number, the total, Xero's id and what became of it stand here
    for good; the texts are the exchange's, which drops them after a while.
    """

    _inherit = "xero.exchange.element"

    total = fields.Monetary(
        "Total in Odoo", readonly=True, help="Of an invoice, when it was sent."
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    record_name = fields.Char(related="job_id.record_name", string="Record")
    can_open = fields.Boolean(related="job_id.can_open", related_sudo=False)
    user_id = fields.Many2one(related="job_id.user_id")
    sent_at = fields.Datetime(related="exchange_id.sent_at")
    http_status = fields.Integer(related="exchange_id.http_status")
    correlation_id = fields.Char(
        related="exchange_id.correlation_id", string="Correlation ID"
    )
    seconds = fields.Float(related="exchange_id.seconds")
    body_shown = fields.Text("What was sent", compute="_compute_shown")
    answer_shown = fields.Text("What Xero answered", compute="_compute_shown")
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

    @api.model_create_multi
    def create(self, vals_list):
        jobs = self.env["xero.job"].browse(vals.get("job_id") for vals in vals_list)
        of_moves = jobs.filtered(lambda job: job.res_model == "account.move")
        moves = of_moves._records().exists().grouped("id")
        for vals in vals_list:
            if vals.get("job_id") in of_moves._ids and vals["res_id"] in moves:
                move = moves[vals["res_id"]]
                vals["total"] = move.amount_total
                vals["currency_id"] = move.currency_id.id
        return super().create(vals_list)

    @api.depends("exchange_id", "reference", "position")
    def _compute_shown(self):
        """Of a call of up to fifty records, what was sent and said of this one."""
        # sudo: a masked text, for whoever reads the element
        for element in self.sudo():
            sent = element._sent()
            element.body_shown = element.exchange_id._readable(
                sent and json.dumps(sent)
            )
            element.answer_shown = element.exchange_id._readable(element._answered())

    def _answered(self):
        """:return: what Xero said of this element, as text; the whole answer where it
        spoke of none"""
        exchange = self.exchange_id
        resource = self.env[exchange.mirror_model]._xero_resource()
        try:
            found = answers.elements(json.loads(exchange.answer or ""), resource)
        except (ValueError, BadAnswer):
            found = []
        for one in found:
            number = str(one.data.get(resource.number_field) or "")
            if number.casefold() == self.reference.casefold():
                return json.dumps(one.data)
        return exchange.answer

    def action_open_record(self):
        return self.job_id.action_open_record()
