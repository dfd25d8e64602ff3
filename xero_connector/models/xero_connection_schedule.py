import logging
from datetime import timedelta

from psycopg2.extensions import TransactionRollbackError

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

INTERVALS = {
    "quarter": timedelta(minutes=15),
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
}

# The schedule ticks every 15 minutes: one that is due a moment later is due now.
SLACK = timedelta(minutes=5)


class XeroConnection(models.Model):
    """What happens by itself: runs, as often as the connection's frequency says."""

    _inherit = "xero.connection"

    @api.model
    def _enqueue_due(self):
        """The schedule: start the run of every connection whose time has come."""
        scheduled = self.search(
            [("lifecycle", "=", "connected"), ("frequency", "in", list(INTERVALS))]
        )
        for connection in scheduled:
            try:
                with self.env.cr.savepoint():
                    connection._start_scheduled_run()
                    connection._start_nightly_comparison()
            except TransactionRollbackError:
                # Its runner writes the same rows just now; the next tick asks again.
                _logger.info("Xero connection %s is busy", connection.id)
        self._wake_stranded()

    @api.model
    def _wake_stranded(self):
        """Wake whoever has something underway, should its own trigger be gone.

        Odoo gives a cron up for a day, and its triggers with it, when its workers were
        killed three times in a row.
        """
        for connection in self.search([("lifecycle", "=", "connected")]):
            if connection._may_call() and connection._has_something_underway():
                connection._wake()

    def _has_something_underway(self):
        self.ensure_one()
        mine = ("connection_id", "=", self.id)
        unfinished = [mine, ("state", "!=", "applied")]
        waiting = [mine, ("state", "=", "waiting")]
        return bool(
            self.env["xero.exchange"].search(unfinished, limit=1)
            or self.env["xero.job"].search(waiting, limit=1)
            or any(self._pulls(resource.name) for resource in self.resource_ids._due())
            or self.env["xero.batch"]._due(self)
        )

    def _start_scheduled_run(self):
        """Read what changed in Xero, if that is due; what waits to be pushed goes too.

        A run that has not begun or not ended is not started twice.
        """
        self.ensure_one()
        last, due = self._last_scheduled_run(), self._next_reading_at()
        if due and due - SLACK > fields.Datetime.now():
            return
        if not last or last.state not in ("planned", "running"):
            due = self.resource_ids._due_by_schedule()
            if names := [name for name in due.mapped("name") if self._pulls(name)]:
                self.env["xero.batch"]._start(self, "changes", names)
        self._wake()

    def _next_reading_at(self):
        """:return: when the schedule reads Xero next, naive UTC; False if it has not
        begun to"""
        last = self._last_scheduled_run().planned_at
        return last and last + INTERVALS[self.frequency]

    def _last_scheduled_run(self):
        """:return: the newest run of changes that nobody asked for, of any state"""
        # sudo: the queue is read by code for whoever changes a setting
        return (
            self.env["xero.batch"]
            .sudo()
            .search(
                [
                    ("connection_id", "=", self.id),
                    ("kind", "=", "changes"),
                    ("user_id", "=", False),
                    ("opened_by_runner", "=", False),
                ],
                order="planned_at desc, id desc",
                limit=1,
            )
        )
