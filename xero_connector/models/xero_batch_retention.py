from odoo import api, models

# Runs deleted in one transaction.
SLICE = 1000

# Runs of the schedule that are over, and found nothing.
IDLE = [
    ("state", "=", "done"),
    ("user_id", "=", False),
    ("changed", "=", 0),
    ("failed", "=", 0),
    ("job_ids", "=", False),
]


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
        old = self.env["xero.connection"]._outlived(
            self.browse(), "ended_at", IDLE, SLICE
        )
        done = len(old)
        old.unlink()
        return done, done == SLICE
