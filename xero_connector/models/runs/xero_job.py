from odoo import api, models

from ...const import PRIORITY_AUTOMATIC, PRIORITY_PERSON, PUSHES


class XeroJob(models.Model):
    """The runs that jobs leave in."""

    _inherit = "xero.job"

    # === Getting into a run === #

    def _open_runs_of_people(self):
        """What one person pushes at once is a run of its own."""
        pressed = self.filtered(lambda job: job.priority >= PRIORITY_PERSON)
        for (connection, user), jobs in pressed.grouped(
            lambda job: (job.connection_id, job.user_id)
        ).items():
            if len(jobs) > 1:
                jobs.batch_id = self.env["xero.batch"]._open_push(connection, user)
                jobs.batch_id.total = len(jobs)

    @api.model
    def _assign_to_runs(self, connection):
        """Put the waiting jobs that no run holds into one: the person's who asked for
        them, else the runner's own."""
        without = self.search(
            [
                ("connection_id", "=", connection.id),
                ("state", "=", "waiting"),
                "|",
                ("batch_id", "=", False),
                ("batch_id.state", "in", ("done", "cancelled")),
            ]
        )
        batches = self.env["xero.batch"]
        for user, jobs in without.grouped(
            lambda job: job.priority >= PRIORITY_PERSON and job.user_id
        ).items():
            jobs.batch_id = batches._pushing(connection, user) or batches._open_push(
                connection, user, opened_by_runner=True
            )

    # === What may leave === #

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
                ("kind", "in", PUSHES),
                ("state", "=", "paused"),
            ]
        )
        return [("batch_id", "not in", paused.ids)] if paused else []
