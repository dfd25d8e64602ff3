from odoo import api, fields, models


class XeroJob(models.Model):
    """From a record that failed to what Xero said of it."""

    _inherit = "xero.job"

    element_ids = fields.One2many(
        "xero.exchange.element", "job_id", "Attempts", readonly=True
    )
    xero_words = fields.Text("Xero's Words", compute="_compute_xero_words")

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
