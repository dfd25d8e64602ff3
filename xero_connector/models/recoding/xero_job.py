from odoo import api, models

from ...const import JOB_OPEN


class XeroJob(models.Model):
    """Requests in which today's accounts and tax rates count for what stands."""

    _inherit = "xero.job"

    def _recode_with(self, job):
        """:return: what this request recodes once it has taken over another one"""
        names = {*(self.recode or "").split(","), *(job.recode or "").split(",")}
        return ",".join(sorted(filter(None, names))) or False

    @api.model
    def _recoded(self, connection, records):
        """:return: dict of record id to the names of fields, as of Xero, for which a
        person asked that today's settings count"""
        jobs = self.search(
            [
                ("connection_id", "=", connection.id),
                ("mirror_model", "=", "xero.document"),
                ("res_id", "in", records.ids),
                ("state", "in", JOB_OPEN),
                ("recode", "!=", False),
            ]
        )
        return {job.res_id: job.recode.split(",") for job in jobs}
