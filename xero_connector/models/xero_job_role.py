from odoo import api, models
from odoo.exceptions import UserError

from .xero_job import OPEN, WAITING


class XeroJob(models.Model):
    """Only a primary organisation takes requests: a secondary one is shown, no more."""

    _inherit = "xero.job"

    @api.constrains("connection_id")
    def _check_role(self):
        """:raise UserError: a job for a secondary organisation, whoever wrote it"""
        for connection in self.connection_id:
            if connection.role != "primary":
                raise UserError(connection._why_not("xero.document"))

    # === One invoice, two ledgers === #

    @api.model
    def _drop_elsewhere(self, connection, moves):
        """These invoices came to stand in this organisation: what still waits for
        another one is not created there too, should that be connected again."""
        jobs = self.search(
            [
                ("mirror_model", "=", "xero.document"),
                ("res_id", "in", moves.ids),
                ("connection_id", "!=", connection.id),
                ("state", "in", WAITING),
            ]
        )
        if not jobs:
            return
        jobs._close("elsewhere", "cancelled")
        jobs._records()._message_log_batch(
            bodies={
                job.res_id: self.env._(
                    "No longer to go to %(other)s: it stands in %(ledger)s.",
                    other=job.connection_id.name,
                    ledger=connection.name,
                )
                for job in jobs
            }
        )

    @api.model
    def _is_approved(self, connection, move):
        """Whether a person asked for this invoice while it stood in another ledger."""
        return bool(
            self.search_count(
                [
                    ("connection_id", "=", connection.id),
                    ("res_model", "=", move._name),
                    ("res_id", "=", move.id),
                    ("state", "in", OPEN),
                    ("approved", "=", True),
                ],
                limit=1,
            )
        )
