from datetime import timedelta

from odoo import api, fields, models

# How long what was read of Xero counts as fresh. What is read is written in the same
# breath; only a pause or a crash comes between.
FRESH = timedelta(minutes=2)


class XeroJob(models.Model):
    """No blind updates: what is changed in Xero was read there just before."""

    _inherit = "xero.job"

    read_at = fields.Datetime(
        readonly=True,
        help="When the record was last read in Xero, to be compared before an update; "
        "UTC.",
    )

    @api.model
    def _fresh_since(self):
        """:return: UTC moment; what was read before it is read again"""
        return fields.Datetime.now() - FRESH

    def _is_read(self):
        self.ensure_one()
        return bool(self.read_at and self.read_at >= self._fresh_since())

    def _release(self):
        self.read_at = False
        return super()._release()
