from datetime import timedelta

from odoo import api, fields, models

from ...const import PUSHES
from ..common.counted_words import (
    causes_words,
    pushed_words,
    questions_words,
    records_words,
)

# A run that moved this lately is moving; later than this, it waits for something.
MOVING = timedelta(minutes=2)

MINUTE = timedelta(minutes=1)

# The lanes in which a resource is read and brought into Odoo.
PULLING = ("pull", "copy")

# Those in which something new leaves for Xero, and what Xero did not take.
PUSHING = ("push", "send")

# Percent: what is not over yet is never full.
MOST_UNTIL_DONE = 99


class XeroBatch(models.Model):
    """How far a run is, what it waits for, how long it still takes: in words."""

    _inherit = "xero.batch"

    progress = fields.Float(compute="_compute_progress", help="Percent.")
    is_moving = fields.Boolean(
        compute="_compute_is_moving",
        help="Part of it is in progress or about to start.",
    )
    status = fields.Char(
        "Details",
        compute="_compute_status",
        help="What it is doing now, or what it is waiting for.",
    )
    shown_state = fields.Selection(
        [
            ("planned", "Planned"),
            ("running", "Running"),
            ("paused", "Paused"),
            ("done", "Done"),
            ("to_solve", "Needs Attention"),
            ("cancelled", "Cancelled"),
        ],
        "Status",
        compute="_compute_to_solve",
        help="A batch job with records that need attention has ended but is not done.",
    )
    record_count = fields.Integer(
        "Included Records",
        compute="_compute_to_solve",
        help="Invoices and contacts that belong to it now.",
    )
    to_solve = fields.Integer(
        "Needs Attention",
        compute="_compute_to_solve",
        help="What needs attention now: for a push, the blocked records; otherwise, "
        "the questions raised.",
    )
    to_solve_words = fields.Char("What Needs Attention", compute="_compute_to_solve")
    time_left = fields.Char(
        compute="_compute_time_left", help="Based on the speed so far."
    )
    skipped_words = fields.Char(
        "Reasons for Skipping", compute="_compute_skipped_words"
    )

    @api.depends("state", "kind", "job_ids.state", "issue_ids.state")
    @api.depends_context("lang")
    def _compute_to_solve(self):
        jobs = self.env["xero.job"]._read_group(
            [("batch_id", "in", self.ids), ("brought_along", "=", False)],
            ["batch_id", "state", "res_model"],
            ["__count", "issue_id:count_distinct"],
        )
        questions = dict(
            self.env["xero.issue"]._read_group(
                [("batch_id", "in", self.ids), ("state", "=", "open")],
                ["batch_id"],
                ["__count"],
            )
        )
        for batch in self:
            theirs = [row[1:] for row in jobs if row[0] == batch]
            held = [row for row in theirs if row[0] == "blocked"]
            pushes = batch.kind in PUSHES
            batch.record_count = sum(count for _s, _m, count, _c in theirs)
            batch.to_solve = (
                sum(count for _s, _m, count, _c in held)
                if pushes
                else questions.get(batch, 0)
            )
            batch.to_solve_words = batch._words_to_solve(held)
            over = batch.state == "done" and batch.to_solve
            batch.shown_state = "to_solve" if over else batch.state

    def _words_to_solve(self, held):
        """:return: how many of what is left to solve, said of what

        :param held: rows of jobs that are held back: state, model, how many of them,
            and by how many issues
        """
        if not self.to_solve:
            return False
        if self.kind not in PUSHES:
            return questions_words(self.env, self.to_solve)
        return "; ".join(
            self.env._(
                "%(records)s, %(causes)s",
                records=records_words(self.env, model, count),
                causes=causes_words(self.env, causes),
            )
            for _state, model, count, causes in held
        )

    def _as_toast(self):
        """:return: what Odoo's notifications take, for who started it"""
        unchanged = (self.skipped_reasons or {}).get("unchanged")
        ended = pushed_words(self.env, self.changed, unchanged, self.to_solve_words)
        text = f"{self.env._('Push to Xero.')} {ended}".replace("%", "%%")
        return {
            "type": "warning" if self.to_solve else "success",
            "message": f"{text} %s",
            "links": [{"label": self.env._("Open Batch Job"), "url": self._address()}],
        }

    @api.depends("total", "processed", "calls", "state", "requested_resource_ids")
    def _compute_progress(self):
        """Records of a resource are counted from its first page on; until all have
        begun, the calls bound the bar, for it must not run ahead and come back."""
        for batch in self:
            if batch.state == "done":
                batch.progress = 100
                continue
            share = batch.processed / batch.total if batch.total else 0
            if batch.requested_resource_ids and batch.expected_calls:
                share = min(share, batch.calls / batch.expected_calls)
            batch.progress = min(MOST_UNTIL_DONE, 100 * share)

    @api.depends("state", "write_date", "job_ids.state", "resource_ids")
    def _compute_is_moving(self):
        for batch in self:
            batch.is_moving = batch.state == "running" and not batch._all_rests()

    def _all_rests(self):
        """Whether all that is left of it failed, and waits to be tried again."""
        retries, connection = self.env["xero.retry"], self.connection_id
        if self.kind not in PUSHES:
            left = self.resource_ids | self.requested_resource_ids
            resting = retries._dues(connection, PULLING, list(left))
            return bool(left) and len(resting) == len(left)
        left = self._left_to_push()
        resting = retries._dues(connection, PUSHING, left)
        return len(resting) == len(left) if left else bool(self._exchanges("checking"))

    def _left_to_push(self):
        """:return: list of the mirrors whose jobs wait in it, and of the exchanges that
        its jobs are to leave in; what is in doubt has left"""
        return [*self._waiting_models(), *self._exchanges("sending")]

    def _exchanges(self, state):
        """:return: the exchanges of its jobs in that state"""
        groups = self.env["xero.job"]._read_group(
            [("batch_id", "=", self.id), ("state", "=", state)], ["exchange_id"]
        )
        return self.env["xero.exchange"].union(*(row[0] for row in groups))

    @api.depends("progress", "state", "started_at", "write_date", "is_moving")
    @api.depends_context("lang")
    def _compute_time_left(self):
        now = fields.Datetime.now()
        for batch in self:
            batch.time_left = False
            if not batch.is_moving or not batch.progress or not batch.started_at:
                continue
            if batch.write_date < now - MOVING:
                continue  # it waits for something; its status says what for
            share = batch.progress / 100
            minutes = round((now - batch.started_at) / share * (1 - share) / MINUTE)
            batch.time_left = (
                self.env._("about %s minutes", minutes)
                if minutes > 1
                else self.env._("about a minute")
            )

    @api.depends_context("lang", "tz", "uid")
    @api.depends("state", "total", "processed", "write_date")
    def _compute_status(self):
        for batch in self:
            batch.status = batch._words_of_status()

    def _words_of_status(self):
        """Nobody reads “stuck at processing”: what waits says what for."""
        connection = self.connection_id
        if self.state == "paused":
            return self.env._(
                "Paused by %s. Press “Resume” to continue.", self.paused_by_id.name
            )
        if self.state == "cancelled":
            return self.env._("Cancelled. What was already synced stays.")
        if self.state == "done":
            return self._words_of_end()
        if self.state == "planned" and self.planned_at > fields.Datetime.now():
            return self.env._(
                "Starts automatically at %s.", connection._moment_words(self.planned_at)
            )
        if connection.lifecycle != "connected":
            return self.env._("%s is not connected.", connection.name)
        by_person = bool(self.user_id) and self.kind != "full"
        if waiting := connection._why_waiting(by_person=by_person):
            return waiting
        if closed := self._closed_by_settings():
            return closed
        if ahead := self._held_by_paused():
            return ahead
        moves = self.is_moving and self.write_date > fields.Datetime.now() - MOVING
        # What moved a run of pushes last may be the very call that failed.
        if self.kind in PUSHES or not moves:
            if resting := self._why_resting():
                return resting
        if moves:
            return self._words_of_step()
        return self.env._(
            "It continues as soon as a worker for scheduled actions is free, usually "
            "within a minute."
        )

    def _words_of_end(self):
        if self.to_solve:
            return self.env._("Ended. Needs attention: %s.", self.to_solve_words)
        return self.env._("Done.")

    def _words_of_step(self):
        if self.kind in PUSHES:
            return self.env._("Sending to Xero.")
        resource = self.resource_ids[:1]
        if not resource:
            return self.env._("Reading from Xero.")
        names = dict(resource._fields["name"]._description_selection(self.env))
        if not resource._is_read():
            return self.env._("Reading from Xero: %s.", names[resource.name])
        return self.env._("Applying to Odoo: %s.", names[resource.name])

    def _why_resting(self):
        """:return: that what is left of it failed, or brought no answer, and when it is
        tried again; False where nothing of it did"""
        retries, connection = self.env["xero.retry"], self.connection_id
        if self.kind in PUSHES:
            return (
                retries._why_resting(connection, PUSHING, self._left_to_push())
                or self.env["xero.job"]._why_delayed(
                    connection, [("batch_id", "=", self.id)]
                )
                or self._words_of_doubt()
            )
        left = self.resource_ids | self.requested_resource_ids
        return retries._why_resting(connection, PULLING, list(left))

    def _words_of_doubt(self):
        """:return: that nothing is left of it but what Xero did not answer for, and
        when looking failed, when it is tried again; False where that is not so"""
        doubted = self._exchanges("checking")
        if not doubted or self._left_to_push():
            return False
        words = self.env._(
            "Xero did not confirm what was sent. Odoo checks in Xero before sending "
            "anything again."
        )
        resting = self.env["xero.retry"]._why_resting(
            self.connection_id, ["check"], list(doubted)
        )
        return f"{words} {resting}" if resting else words

    def _waiting_models(self):
        """:return: list of the mirrors whose jobs wait in it"""
        groups = self.env["xero.job"]._read_group(
            [("batch_id", "=", self.id), ("state", "=", "waiting")], ["mirror_model"]
        )
        return [model for (model,) in groups]

    def _held_by_paused(self):
        """:return: which paused run reads what this one is to read after it"""
        paused = self.requested_resource_ids.batch_id.filtered(
            lambda batch: batch.state == "paused"
        )[:1]
        if not paused or (self.resource_ids | self.requested_resource_ids)._due():
            return False
        return self.env._(
            "Waiting for another batch job. %(run)s: %(status)s",
            run=paused.display_name,
            status=paused.status,
        )

    def _closed_by_settings(self):
        """:return: the setting that keeps all that is left from being read or pushed"""
        if self.kind in PUSHES:
            reasons = list(map(self.connection_id._why_not, self._waiting_models()))
            return bool(reasons) and all(reasons) and reasons[0]
        resources = self.resource_ids | self.requested_resource_ids
        if not resources or any(
            self.connection_id._pulls(name) for name in resources.mapped("name")
        ):
            return False
        return self.env._(
            "The settings of %s do not allow any of this to be read. It continues "
            "when they do.",
            self.connection_id.name,
        )

    @api.depends("skipped_reasons")
    @api.depends_context("lang")
    def _compute_skipped_words(self):
        labels = {
            "unchanged": self.env._("nothing to change"),
            "replaced": self.env._("replaced by a newer request"),
            "cancelled": self.env._("cancelled"),
            "record_deleted": self.env._("deleted in Odoo"),
            "gone": self.env._("no longer in Xero"),
            "failing": self.env._("could not be read; see “To Do”"),
            "joined": self.env._("left to a batch job that already does the same"),
            "moved": self.env._(
                "lists that changed in Xero while being read; the next sync reads "
                "them again"
            ),
        }
        for batch in self:
            batch.skipped_words = "; ".join(
                f"{count} {labels.get(reason, reason)}"
                for reason, count in (batch.skipped_reasons or {}).items()
            )
