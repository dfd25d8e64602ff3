from odoo import api, models

from .xero_job import PRIORITY_AUTOMATIC, PRIORITY_PERSON


class XeroJob(models.Model):
    """The runs that jobs leave in."""

    _inherit = "xero.job"

    @api.model
    def _are_waiting(self, connection, mirror_models, urgent=False):
        """Whether any job waits that no paused run holds.

        :param urgent: whether only what a person asked for counts
        """
        least = PRIORITY_PERSON if urgent else PRIORITY_AUTOMATIC
        return bool(
            self.search_count(
                [
                    ("connection_id", "=", connection.id),
                    ("mirror_model", "in", mirror_models),
                    ("state", "=", "waiting"),
                    ("priority", ">=", least),
                    *self._not_paused(connection),
                ],
                limit=1,
            )
        )

    @api.model
    def _not_paused(self, connection):
        """:return: domain of the jobs that no paused run holds"""
        paused = self.env["xero.batch"].search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "in", ("push", "retry")),
                ("state", "=", "paused"),
            ]
        )
        return [("batch_id", "not in", paused.ids)] if paused else []
