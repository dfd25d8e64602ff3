from odoo import api, models


class XeroRunner(models.AbstractModel):
    """The step before an update: read in Xero what is about to be changed there."""

    _inherit = "xero.runner"

    @api.model
    def _read_before_update(self, connection, mirror, urgent=False):
        """Read what the next claim would update, up to a batch of it in one call.

        :param mirror: model that pushes
        :param urgent: whether only what a person asked for is claimed next
        :return: whether Xero was asked
        """
        jobs = mirror._to_read(connection, urgent)
        if not jobs:
            return False
        self._commit()
        rows = connection._call(
            lambda client: mirror._read(client, mirror._xero_ids(connection, jobs))
        )
        mirror._freshen(connection, jobs, rows)
        self._commit(len(jobs))
        return True
