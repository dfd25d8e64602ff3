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
        its way already, or waits for a person, is left to that, and what a person
        said not to send is left alone until it is changed"""
        underway = self._open_jobs(connection, records, OPEN).mapped("res_id")
        refused = self._refused_at(connection, records)
        prepared = self._prepare(
            connection,
            records.filtered(
                lambda record: (
                    record.id not in underway
                    and (
                        record.id not in refused
                        or record.write_date > refused[record.id]
                    )
                )
            ),
        )
        return records.browse(
            record_id for record_id, outcome in prepared.items() if outcome is not None
        )

    @api.model
    def _refused_at(self, connection, records):
        """:return: dict of record id to when a person last said not to send it"""
        return dict(
            self.env["xero.job"]._read_group(
                [
                    ("connection_id", "=", connection.id),
                    ("mirror_model", "=", self._name),
                    ("res_id", "in", records.ids),
                    ("outcome", "=", "cancelled"),
                ],
                ["res_id"],
                ["closed_at:max"],
            )
        )
