from odoo import api, models
from odoo.exceptions import UserError


class XeroJob(models.Model):
    """Only a primary organisation takes requests: a secondary one is shown, no more."""

    _inherit = "xero.job"

    @api.constrains("connection_id")
    def _check_role(self):
        """:raise UserError: a job for a secondary organisation, whoever wrote it"""
        for connection in self.connection_id:
            if connection.role != "primary":
                raise UserError(connection._why_not("xero.document"))
