from odoo import api, fields, models


class XeroJob(models.Model):
    """From a record that failed to what Xero said of it."""

    _inherit = "xero.job"

    element_ids = fields.One2many(
        "xero.exchange.element", "job_id", "Attempts", readonly=True
    )
    xero_words = fields.Text("Xero's Words", compute="_compute_xero_words")
    shown_state = fields.Selection(
        "_shown_states",
        "How It Stands",
        compute="_compute_shown_state",
        help="What Xero did not take yet, for a limit, waits as before.",
    )

    @api.model
    def _shown_states(self):
        return self._fields["state"]._description_selection(self.env)

    @api.depends("state", "exchange_id.state")
    def _compute_shown_state(self):
        for job in self:
            again = job.state == "sending" and job.exchange_id.state == "retry"
            job.shown_state = "waiting" if again else job.state

    @api.depends("record_name")
    def _compute_display_name(self):
        for job in self:
            job.display_name = job.record_name

    @api.depends("element_ids.messages")
    def _compute_xero_words(self):
        """Of the last attempt, the first of them in their order."""
        for job in self:
            job.xero_words = job.element_ids[:1].messages

    def action_open_attempt(self):
        """Open the last attempt: what was sent, and Xero's exact words."""
        self.ensure_one()
        last = self.element_ids[:1]
        return {
            "type": "ir.actions.act_window",
            "name": last.reference,
            "res_model": last._name,
            "res_id": last.id,
            "views": [(False, "form")],
        }
