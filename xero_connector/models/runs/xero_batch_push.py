from odoo import api, fields, models

from ...const import JOB_OPEN, PUSHES, RUN_OPEN

# Outcomes of a job that moved a record; the others are reasons to skip it.
MOVED = ("sent", "adopted", "matched")


class XeroBatch(models.Model):
    """A run of pushes: it owns jobs, and its counts are theirs."""

    _inherit = "xero.batch"

    @api.model
    def _open_push(self, connection, user=None, kind="push", opened_by_runner=False):
        """:return: a new run of pushes, still without jobs"""
        # sudo: runs are written by code alone
        return self.sudo().create(
            {
                "connection_id": connection.id,
                "kind": kind,
                "user_id": user.id if user else False,
                "opened_by_runner": opened_by_runner,
                "planned_at": fields.Datetime.now(),
            }
        )

    @api.model
    def _pushing(self, connection, user=None):
        """:return: the user's run of pushes that is not over; without a user, the
        runner's own"""
        return self.search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", "push"),
                ("state", "in", ("planned", "running")),
                ("user_id", "=", user.id if user else False),
            ],
            limit=1,
        )

    @api.model
    def _recount_pushes(self, connection):
        """Bring the counts of the connection's runs of pushes up to date, and end
        those of which nothing is on its way any more: also one that was paused when
        all of it had left."""
        self.search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "in", PUSHES),
                ("state", "in", RUN_OPEN),
            ]
        )._recount()

    def _recount(self):
        groups = self.env["xero.job"]._read_group(
            [("batch_id", "in", self.ids)],
            ["batch_id", "state", "outcome", "brought_along"],
            ["__count"],
        )
        for batch in self:
            theirs = [row[1:] for row in groups if row[0] == batch]
            # The run lasts until those are over too that no count is about.
            waits = any(row[0] in JOB_OPEN and row[0] != "blocked" for row in theirs)
            rows = [(s, o, n) for s, o, along, n in theirs if not along]
            reasons = {}
            for state, outcome, count in rows:
                if state in ("done", "cancelled") and outcome not in MOVED:
                    reasons[outcome] = reasons.get(outcome, 0) + count
            on_way = sum(n for state, _o, n in rows if state in JOB_OPEN)
            failed = sum(n for state, _o, n in rows if state == "blocked")
            total = sum(n for _state, _o, n in rows)
            vals = {
                "total": total,
                "processed": total - on_way + failed,
                "changed": sum(n for _state, outcome, n in rows if outcome in MOVED),
                "failed": failed,
                "skipped": sum(reasons.values()),
                "skipped_reasons": reasons or False,
            }
            changes = {name: v for name, v in vals.items() if batch[name] != v}
            if changes:
                batch.write(changes)
                batch._tell_browsers()
            if not waits:
                batch._end("done")
            elif changes:
                batch._running()
