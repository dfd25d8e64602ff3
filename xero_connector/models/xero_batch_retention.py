from datetime import timedelta

from odoo import api, fields, models

# Runs deleted in one transaction.
SLICE = 1000


class XeroBatch(models.Model):
    """How long a run is kept that found nothing.

    A schedule of 15 minutes makes 35,000 runs a year, and nearly all of them read what
    did not change. Those go after the connection's ``log_days``; a run that moved a
    record, failed, or was started by a person stays.
    """

    _inherit = "xero.batch"

    @api.autovacuum
    def _gc_idle(self):
        """Delete old idle runs, a slice at a time, as Odoo's vacuum asks for it.

        :return: tuple of how many were deleted, and whether more may be
        """
        left = SLICE
        for connection in self.env["xero.connection"].search([]):
            idle = self.search(self._idle(connection), order="id", limit=left)
            left -= len(idle)
            idle.unlink()
            if not left:
                return SLICE, True
        return SLICE - left, False

    @api.model
    def _idle(self, connection):
        limit = fields.Datetime.now() - timedelta(days=connection.log_days)
        return [
            ("connection_id", "=", connection.id),
            ("state", "=", "done"),
            ("user_id", "=", False),
            ("ended_at", "<", limit),
            ("changed", "=", 0),
            ("failed", "=", 0),
            ("job_ids", "=", False),
        ]
