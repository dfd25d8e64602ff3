from odoo import api, fields, models

from ...const import PULLS, PUSHES, RUN_OPEN

# Runs deleted in one transaction.
SLICE = 1000

# Runs of the schedule that are over, and found nothing.
IDLE = [
    ("state", "=", "done"),
    ("user_id", "=", False),
    ("changed", "=", 0),
    ("failed", "=", 0),
    ("job_ids", "=", False),
]


class XeroBatch(models.Model):
    """A run: what a person or the schedule started, how far it is, how it ended.

    =======  ==================================================================
    first    the copy of everything, right after connecting
    changes  what changed in Xero since the last time
    full     every record compared: *Sync now*, and once a night
    push     what leaves for Xero together
    retry    what failed in another run, once more
    =======  ==================================================================

    A run owns resources to pull or jobs to push, and is over when none is left.
    """

    _name = "xero.batch"
    _inherit = ["xero.live"]
    _description = "Xero Batch Job"

    _order = "id desc"
    _live_fields = frozenset({"state"})

    connection_id = fields.Many2one(
        "xero.connection", required=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="connection_id.company_id")
    kind = fields.Selection(
        [
            ("first", "Initial download"),
            ("changes", "Changes from Xero"),
            ("full", "Full sync"),
            ("push", "Push to Xero"),
            ("retry", "Retry"),
        ],
        "Type",
        required=True,
        readonly=True,
    )
    scope = fields.Selection(
        "_selection_scope",
        required=True,
        default="all",
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Started By",
        readonly=True,
        help="Empty if started by the schedule.",
    )
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("running", "Running"),
            ("paused", "Paused"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="planned",
        readonly=True,
    )
    opened_by_runner = fields.Boolean(
        readonly=True,
        help="Not started by a user as a batch job, but by a webhook, a mapping or a "
        "single push.",
    )
    paused_by_id = fields.Many2one("res.users", readonly=True)
    resource_names = fields.Json(
        readonly=True, help="What a planned batch job will read."
    )

    # === Times, UTC === #
    planned_at = fields.Datetime("Starts At", readonly=True)
    started_at = fields.Datetime(readonly=True)
    ended_at = fields.Datetime(readonly=True)

    # === Counts of records, and of calls === #
    total = fields.Integer("Records", readonly=True)
    processed = fields.Integer(readonly=True)
    changed = fields.Integer(
        readonly=True,
        help="For a push: records that are now in Xero. Otherwise: Xero records that "
        "are new or were changed.",
    )
    skipped = fields.Integer(readonly=True)
    skipped_reasons = fields.Json(
        readonly=True, help="Number of records skipped, by reason code."
    )
    failed = fields.Integer(readonly=True)
    calls = fields.Integer("Calls to Xero", readonly=True)
    expected_calls = fields.Integer(readonly=True)

    issue_ids = fields.One2many(
        "xero.issue",
        "batch_id",
        readonly=True,
        help="What could not be applied to Odoo and needs a decision.",
    )

    # === What is left of it === #
    job_ids = fields.One2many("xero.job", "batch_id", readonly=True)
    resource_ids = fields.One2many(
        "xero.resource", "batch_id", readonly=True, help="Being read for it now."
    )
    requested_resource_ids = fields.One2many(
        "xero.resource", "requested_batch_id", readonly=True
    )

    _open_index = models.Index(
        "(connection_id, state) WHERE state IN ('planned', 'running', 'paused')"
    )

    @api.depends("kind", "scope")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        scopes = dict(self._fields["scope"]._description_selection(self.env))
        for batch in self:
            # Of an addon that was removed, its own word.
            scope = scopes.get(batch.scope, batch.scope)
            batch.display_name = f"{kinds[batch.kind]}: {scope}"

    # === Starting === #

    @api.model
    def _start(self, connection, kind, names=(), user=None, at=None, expected_calls=0):
        """Start a run of pulls, or plan it; the connection's cron does it.

        :param connection: whose
        :param str kind: ``first``, ``changes`` or ``full``
        :param names: resources to pull, e.g. ``("contacts",)``; all by default
        :param user: who started it; None for the schedule
        :param at: naive UTC moment to start at; now by default
        :param int expected_calls: what was told to who started it
        :return: the run
        """
        from_now_on = not at or at <= fields.Datetime.now()
        # sudo: runs are written by code alone; callers check who may
        batch = self.sudo().create(
            {
                "connection_id": connection.id,
                "kind": kind,
                "scope": self._scope_of(names),
                "user_id": user.id if user else False,
                "resource_names": list(names or self._all_names()),
                "planned_at": fields.Datetime.now() if from_now_on else at,
                "expected_calls": expected_calls,
            }
        )
        if user:
            # A person's press goes before anything that rests after a failure.
            resources = connection._resources()
            # sudo: rows of code alone
            self.env["xero.retry"].sudo()._retry_records_now(
                resources.filtered(lambda r: r.name in batch.resource_names)
            )
        if from_now_on:
            batch._request_resources()
        connection._wake(None if from_now_on else at)
        return batch

    @api.model
    def _at_work(self, connection):
        """:return: the run that brings what it has read into Odoo now, as the context
        says; none of another connection, since RPC may say anything there"""
        said = self.env.context.get("xero_batch_id")
        # sudo: asked by code, for whoever makes it work
        found = self.sudo().browse(said if isinstance(said, int) else ()).exists()
        return found.filtered(lambda batch: batch.connection_id == connection)

    @api.model
    def _scope_of(self, names):
        """:return: the scope that says best which resources these are"""
        mirrors = self.env["xero.mirror"]
        for scope, _title in mirrors._groups():
            of_scope = scope != "all" and mirrors._resource_names(scope)
            if names and of_scope and set(names) <= set(of_scope):
                return scope
        return "all"

    @api.model
    def _all_names(self):
        return [m._xero_resource.name for m in self.env["xero.mirror"]._mirrors()]

    @api.model
    def _selection_scope(self):
        return self.env["xero.mirror"]._groups()

    def _request_resources(self):
        """The moment has come: ask for what the run is to pull."""
        for batch in self:
            connection = batch.connection_id
            requested = connection._resources().filtered(
                lambda r, names=batch.resource_names: not names or r.name in names
            )
            # What a switch keeps from being read is read when that is on again; no
            # run waits for it.
            readable = requested.filtered(lambda r, c=connection: c._pulls(r.name))
            readable._request(batch=batch)
            (requested - readable)._request()

    @api.model
    def _due(self, connection):
        """:return: the planned runs whose moment has come, and that ask for nothing
        yet"""
        come = self.search(
            [
                ("connection_id", "=", connection.id),
                ("state", "=", "planned"),
                ("kind", "in", PULLS),
                ("planned_at", "<=", fields.Datetime.now()),
            ]
        )
        return come.filtered(lambda batch: not batch.requested_resource_ids)

    @api.model
    def _begin_planned(self, connection):
        self._due(connection)._request_resources()

    def _running(self):
        """Its first step is about to be done."""
        fresh = self.filtered(lambda batch: batch.state == "planned")
        fresh.write({"state": "running", "started_at": fields.Datetime.now()})

    def _compares_all(self):
        """Whether it reads every record, whatever changed."""
        return bool(self) and self.kind == "full"

    def _goes_before(self, other):
        """Whether this run's wish replaces another's for the same records: a person's
        comparison serves the schedule's, and either serves who wants what changed."""
        return (self._compares_all(), bool(self.user_id)) >= (
            other._compares_all(),
            bool(other.user_id),
        )

    # === Counting === #

    def _count(self, processed=0, changed=0, failed=0, calls=0, skipped=None, total=0):
        """Add to the counts what a step did, and move the bar of who looks on.

        :param int total: records that came to light
        :param skipped: dict of a reason's code to a number of records
        """
        for batch in self:
            reasons = dict(batch.skipped_reasons or {})
            for reason, number in (skipped or {}).items():
                reasons[reason] = reasons.get(reason, 0) + number
            batch.write(
                {
                    "total": batch.total + total,
                    "processed": batch.processed + processed,
                    "changed": batch.changed + changed,
                    "failed": batch.failed + failed,
                    "calls": batch.calls + calls,
                    "skipped": sum(reasons.values()),
                    "skipped_reasons": reasons or None,
                }
            )
        self._tell_browsers()

    def _unprocessed(self):
        return max(0, self.total - self.processed)

    def _shown_as(self):
        # EXTENDS 'xero_connector': the connection shows what its runs brought
        return {**super()._shown_as(), "xero.connection": self.connection_id.ids}

    # === Ending === #

    def _end_if_idle(self):
        """A run that owns nothing more is over; one that never began was left to
        another that does the same."""
        for batch in self.filtered(lambda batch: batch.state in RUN_OPEN):
            if not batch.resource_ids and not batch.requested_resource_ids:
                if not batch.started_at:
                    batch._count(skipped={"joined": 1})
                batch._end("done")

    @api.model
    def _end_all_pulls(self, connection):
        """The connection is over: what is read next begins anew."""
        connection.resource_ids._abandon()
        connection.resource_ids._withdraw()
        self.search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "in", PULLS),
                ("state", "in", RUN_OPEN),
            ]
        )._end("cancelled")

    def _end(self, state):
        self.write({"state": state, "ended_at": fields.Datetime.now()})
        if state == "done":
            for user, runs in self.grouped("user_id").items():
                told = runs.filtered(lambda run: run._tells_its_end())
                self.env["xero.live"]._over(user, runs=told)

    def _tells_its_end(self):
        """Whether it tells who started it how it ended; of what was pushed singly, each
        record does."""
        return self.kind in PUSHES and bool(self.user_id) and not self.opened_by_runner

    # === Retention === #
    # How long a run is kept that found nothing.
    #
    # A schedule of 15 minutes makes 35,000 runs a year, and nearly all of them read
    # what did not change. Those go after the connection's ``log_days``; a run that
    # moved a record, failed, or was started by a person stays.

    @api.autovacuum
    def _gc_idle(self):
        """Delete old idle runs, a slice at a time, as Odoo's vacuum asks for it.

        :return: tuple of how many were deleted, and whether more may be
        """
        old = self.env["xero.connection"]._outlived(
            self.browse(), "ended_at", IDLE, SLICE
        )
        done = len(old)
        old.unlink()
        return done, done == SLICE
