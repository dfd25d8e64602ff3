from odoo import api, fields, models


class XeroJob(models.Model):
    """The way from a request to its record, for who may read that."""

    _inherit = "xero.job"

    can_open = fields.Boolean(
        compute="_compute_can_open",
        help="Its record is still there, and the user may read it.",
    )

    @api.depends("res_model", "res_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_can_open(self):
        for model, jobs in self.grouped("res_model").items():
            records = self.env[model].browse(jobs.mapped("res_id")).exists()
            seen = set(records._filtered_access("read")._ids)
            for job in jobs:
                job.can_open = job.res_id in seen

    def action_open_record(self):
        self.ensure_one()
        return self.can_open and {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
