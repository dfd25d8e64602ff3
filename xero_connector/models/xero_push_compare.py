from odoo import api, models

from .xero_job import OPEN


class XeroPushMirror(models.AbstractModel):
    """A full comparison, seen from Odoo: what would be sent that Xero does not have."""

    _inherit = "xero.push.mirror"

    @api.model
    def _to_compare(self, connection, after, limit):
        """:return: the next Odoo records to compare, in the order of their ids

        :param int after: id of the last one that was compared
        """
        raise NotImplementedError

    @api.model
    def _differing(self, connection, records):
        """:return: those that would be sent, or that something holds back; what is on
        its way already, or waits for a person, is left to that"""
        underway = self._open_jobs(connection, records, OPEN).mapped("res_id")
        prepared = self._prepare(
            connection, records.filtered(lambda record: record.id not in underway)
        )
        return records.browse(
            record_id for record_id, outcome in prepared.items() if outcome is not None
        )
