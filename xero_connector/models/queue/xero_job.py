from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...const import (
    HELD,
    JOB_OPEN,
    JOB_UNDERWAY,
    JOB_WAITING,
    LOOK_AHEAD,
    PRIORITY_AUTOMATIC,
    PRIORITY_PERSON,
)
from ...xerolib import halving
from ..common.windows import window

# How long what was read of Xero counts as fresh. What is read is written in the same
# breath; only a pause or a crash comes between.
FRESH = timedelta(minutes=2)


class XeroJob(models.Model):
    """The intention to push one record. Append-only: what counts is the newest.

    A job is written with the business change itself, so it is there when the change
    is, and not when the change is rolled back. Nothing is unique and nothing on the
    record is locked: two users who act at once leave two jobs, which the runner
    makes one.
    """

    _name = "xero.job"
    _inherit = ["xero.live"]
    _description = "Request to Push to Xero"

    _order = "id desc"
    _live_fields = frozenset({"state", "issue_id"})

    connection_id = fields.Many2one(
        "xero.connection", required=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="connection_id.company_id")
    mirror_model = fields.Char(
        required=True, readonly=True, help="Technical model that handles the push."
    )
    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Record ID", model_field="res_model", required=True, readonly=True
    )
    record_name = fields.Char("Record", compute="_compute_record_name")
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("sending", "Sending"),
            ("checking", "Checking"),
            ("blocked", "Needs Attention"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="waiting",
        readonly=True,
    )
    priority = fields.Integer(readonly=True, default=PRIORITY_AUTOMATIC)
    user_id = fields.Many2one("res.users", "Requested By", readonly=True)
    issue_id = fields.Many2one(
        "xero.issue", index="btree_not_null", ondelete="set null", readonly=True
    )
    exchange_id = fields.Many2one(
        "xero.exchange", index="btree_not_null", ondelete="set null", readonly=True
    )
    batch_id = fields.Many2one(
        "xero.batch",
        "Batch Job",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    bundle = fields.Char(
        readonly=True,
        help="Set when Xero rejected a whole call: jobs with the same "
        "value are resent together, so that halving isolates the bad record.",
    )
    looked_up = fields.Boolean(
        readonly=True, help="Xero was asked whether it already has this record."
    )
    read_at = fields.Datetime(
        readonly=True,
        help="When the record was last read from Xero for comparison before an "
        "update; UTC.",
    )
    cancel_asked = fields.Boolean(
        readonly=True,
        help="A user cancelled it while it was being sent: if it is not in Xero, it "
        "is not sent again.",
    )
    unanswered = fields.Integer(
        readonly=True,
        help="How often it was sent without an answer and not found in Xero.",
    )
    unanswered_since = fields.Datetime(
        readonly=True, help="When the first of those requests was sent, UTC."
    )
    not_before = fields.Datetime(
        readonly=True,
        help="UTC; until then, an earlier request for it may still take effect in "
        "Xero. It is checked in Xero again right before it is sent.",
    )
    approved = fields.Boolean(
        readonly=True,
        help="A user asked for this specific record to be in Xero, even if it has to "
        "be created there.",
    )
    recode = fields.Char(
        readonly=True,
        help="Fields to update to the current settings although the document is "
        "already in Xero: Xero's field names, separated by commas.",
    )
    compares = fields.Boolean(
        readonly=True,
        help="A user asked to check it in Xero: it is read even if nothing changed in "
        "Odoo, and differences are raised as a question.",
    )
    brought_along = fields.Boolean(
        readonly=True,
        help="A customer pushed because an invoice needs it; not counted in the batch "
        "job.",
    )
    superseded = fields.Boolean(
        compute="_compute_superseded",
        search="_search_superseded",
        help="A newer request for the same record is waiting and is sent instead.",
    )
    closed_at = fields.Datetime(readonly=True)
    outcome = fields.Selection(
        [
            ("sent", "Sent"),
            ("adopted", "Already in Xero"),
            ("matched", "Found in Xero"),
            ("unchanged", "Nothing to change"),
            ("replaced", "Replaced by a newer request"),
            ("cancelled", "Cancelled"),
            ("record_deleted", "Deleted in Odoo"),
            ("elsewhere", "In another organisation"),
        ],
        "Result",
        readonly=True,
    )

    _open_index = models.Index(
        "(connection_id, mirror_model, res_id)"
        " WHERE state IN ('waiting', 'blocked', 'sending', 'checking')"
    )
    _record_index = models.Index("(res_model, res_id)")

    @api.depends("res_model", "res_id")
    def _compute_record_name(self):
        for model, jobs in self.grouped("res_model").items():
            if model not in self.env:  # of an addon that was removed
                jobs.record_name = self.env._("(deleted)")
                continue
            records = self.env[model].browse(jobs.mapped("res_id")).exists()
            # sudo: names, for whoever sees the queue
            names = {record.id: record.display_name for record in records.sudo()}
            for job in jobs:
                job.record_name = names.get(job.res_id, self.env._("(deleted)"))

    @api.depends("state")
    def _compute_superseded(self):
        older = self.search([("id", "in", self.ids), ("superseded", "=", True)])
        for job in self:
            job.superseded = job in older

    def _search_superseded(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.flush_model(["connection_id", "mirror_model", "res_id", "state"])
        # The runner closes them as it takes the newest: who asks again writes to no
        # row that it may be reading.
        older = SQL(
            """(
            SELECT older.id
              FROM xero_job older
              JOIN xero_job newer
                ON newer.connection_id = older.connection_id
               AND newer.mirror_model = older.mirror_model
               AND newer.res_id = older.res_id
               AND newer.id > older.id
             WHERE older.state IN %(waiting)s
               AND newer.state IN %(waiting)s)""",
            waiting=JOB_WAITING,
        )
        return Domain("id", "in" if True in value else "not in", older)

    # === Intending === #

    @api.model
    def _intend(self, connection, mirror_model, records, priority, approved=False):
        """Note the intention to push; one row per record and transaction.

        :param connection: where to
        :param str mirror_model: who pushes, e.g. ``xero.document``
        :param records: what; a record named twice in a transaction counts once
        :param int priority: :data:`PRIORITY_PERSON` or :data:`PRIORITY_AUTOMATIC`
        :param bool approved: whether a person asked for these very records
        """
        hooks = self.env.cr.precommit
        intended = hooks.data.setdefault("xero.job", {})
        noted = hooks.data.get("xero.job.noted", {})
        if not intended:
            # sudo: the queue is written by code alone
            hooks.add(self.sudo()._insert_intended)
        for record in records:
            place = (connection.id, mirror_model, record._name, record.id)
            if self._is_noted(noted.get(place), priority, approved):
                continue
            _user, known_priority, known_approved = intended.get(place, (0, 0, False))
            intended[place] = (
                self.env.uid,
                max(priority, known_priority),
                approved or known_approved,
            )

    @api.model
    def _is_noted(self, job_id, priority, approved):
        """Whether a job of this transaction asks for as much already, and waits."""
        # sudo: the queue is written by code alone
        job = self.sudo().browse(job_id).exists() if job_id else self
        return (
            job.state == "waiting"
            and job.priority >= priority
            and job.approved >= approved
        )

    @api.model
    def _insert_intended(self):
        """:return: the jobs of what was intended in this transaction so far"""
        data = self.env.cr.precommit.data
        intended = data.pop("xero.job", {})
        jobs = self.create(
            [
                {
                    "connection_id": connection,
                    "mirror_model": mirror_model,
                    "res_model": res_model,
                    "res_id": res_id,
                    "user_id": user,
                    "priority": priority,
                    "approved": approved,
                }
                for (connection, mirror_model, res_model, res_id), (
                    user,
                    priority,
                    approved,
                ) in intended.items()
            ]
        )
        noted = data.setdefault("xero.job.noted", {})
        noted.update(zip(intended, jobs.ids, strict=True))
        jobs._open_runs_of_people()
        pressed = jobs.filtered(lambda job: job.priority >= PRIORITY_PERSON)
        for connection, theirs in pressed.grouped("connection_id").items():
            self.env["xero.retry"]._retry_pushes_now(
                connection, set(theirs.mapped("mirror_model"))
            )
        jobs.filtered(lambda job: not job._waits_for_next_run()).connection_id._wake()
        jobs.flush_recordset()
        return jobs

    def _waits_for_next_run(self):
        """Whether nobody asked for it, and the setting lets the schedule take it."""
        return (
            self.priority < PRIORITY_PERSON
            and self.connection_id._push_when() == "next_run"
        )

    # === Claiming === #

    @api.model
    def _claimable(self, connection, mirror_model, urgent=False):
        """One waiting job per record, the newest; older ones are closed as replaced.

        A record that is on its way to Xero is left alone until it has arrived: jobs
        of one record keep their order.

        :param urgent: whether only what a person asked for counts
        :return: up to :data:`LOOK_AHEAD` jobs, a person's first, then as they were
            asked
        """
        domain = [
            ("connection_id", "=", connection.id),
            ("mirror_model", "=", mirror_model),
        ]
        underway = self.search([*domain, ("state", "in", JOB_UNDERWAY)]).mapped(
            "res_id"
        )
        least = PRIORITY_PERSON if urgent else PRIORITY_AUTOMATIC
        first = self.search(
            [
                *domain,
                ("state", "=", "waiting"),
                ("res_id", "not in", underway),
                ("priority", ">=", least),
                "|",
                ("not_before", "=", False),
                ("not_before", "<=", fields.Datetime.now()),
                *self._not_paused(connection),
                *self.env[mirror_model]._domain_claimable(connection),
            ],
            order="priority desc, id",
            limit=LOOK_AHEAD,
        )
        every = self.search(
            [
                *domain,
                ("state", "in", JOB_WAITING),
                ("res_id", "in", first.mapped("res_id")),
            ],
            order="id desc",
        )
        newest = {}
        for job in every:
            kept = newest.setdefault(job.res_id, job)
            if job != kept:
                kept.priority = max(kept.priority, job.priority)
                kept.approved = kept.approved or job.approved
                kept.recode = kept._recode_with(job)
                kept.compares = kept.compares or job.compares
                # What held the older one is settled when the newer one goes.
                kept.issue_id = kept.issue_id or job.issue_id
                if job._is_doubted():
                    kept._take_over_unanswered(job)
                job._close("replaced")
        return self.browse(job.id for job in newest.values()).sorted(
            lambda job: (-job.priority, job.id)
        )

    @api.model
    def _fresh_since(self):
        """:return: UTC moment; what was read before it is read again"""
        return fields.Datetime.now() - FRESH

    @api.model
    def _compared(self, connection, records):
        """:return: frozenset of the ids of records that a person asks Xero about"""
        jobs = self.search(
            [
                ("connection_id", "=", connection.id),
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
                ("state", "in", JOB_OPEN),
                ("compares", "=", True),
            ]
        )
        return frozenset(jobs.mapped("res_id"))

    def _is_read(self):
        self.ensure_one()
        return bool(self.read_at and self.read_at >= self._fresh_since())

    # === Life: waiting ─▶ sending ─▶ done, and what comes between === #

    def _records(self):
        """:return: the records of jobs that are all of one model"""
        if not self:
            return self.env["base"]
        return self.env[self[0].res_model].browse(self.mapped("res_id"))

    def _start(self, exchange):
        """They leave in this exchange."""
        self.write({"state": "sending", "exchange_id": exchange.id})

    def _doubt(self, exchange=None):
        """Nobody knows what became of them: Xero is asked before anything else.

        :param exchange: in which that is found out, if not in the one they left in
        """
        vals = {"state": "checking"}
        self.write(vals | {"exchange_id": exchange.id} if exchange else vals)

    def _return(self):
        """Xero does not have them: they wait anew; what a person cancelled is over."""
        over = self.filtered("cancel_asked")
        over._close("cancelled", "cancelled")
        (self - over).write({"state": "waiting", "exchange_id": False})

    def _close(self, outcome, state="done"):
        """The jobs are over; an issue that held nothing else is, too."""
        issues = self.issue_id
        self.filtered(lambda job: job._is_doubted() or job.issue_id)._forget_retries()
        self.write(
            {
                "state": state,
                "outcome": outcome,
                "issue_id": False,
                "closed_at": fields.Datetime.now(),
            }
        )
        issues._solve_if_idle()

    def _block(self, issue):
        """Hold the jobs; what held them before holds them no more."""
        former = self.issue_id - issue
        self.write({"state": "blocked", "issue_id": issue.id, "exchange_id": False})
        former._solve_if_idle()

    def _release(self, keep_issue=False):
        """Let blocked jobs go on. What brought no answer before travels alone.

        :param keep_issue: whether the issue stands until they have arrived
        """
        blocked = self.filtered(lambda job: job.state == "blocked")
        vals = {"state": "waiting", "looked_up": False, "read_at": False}
        blocked.write(vals if keep_issue else {**vals, "issue_id": False})
        for job in blocked:
            job.bundle = halving.alone(job.id) if job._is_doubted() else False
        blocked.connection_id._wake()

    # === Without an answer === #

    @api.model
    def _why_delayed(self, connection, domain):
        """:param domain: of jobs of the connection
        :return: that all that wait among them brought no answer, and when they leave
            again, in a sentence; False where others wait, or none
        """
        waiting = [("connection_id", "=", connection.id), ("state", "=", "waiting")]
        first = self.search(
            [*waiting, *domain], order="not_before nulls first", limit=1
        )
        if not first.not_before or first.not_before <= fields.Datetime.now():
            return False
        return self.env._(
            "Xero did not confirm it. It is sent again at %s, when the first attempt "
            "can no longer take effect.",
            connection._moment_words(first.not_before),
        )

    @api.model
    def _in_doubt(self, connection):
        """:return: those that were sent, and brought no answer yet"""
        return self.search(
            [
                ("connection_id", "=", connection.id),
                ("state", "in", ("waiting", *JOB_UNDERWAY)),
                ("unanswered", ">", 0),
            ]
        )

    def _is_doubted(self):
        """Whether a request with it brought no answer: it travels alone."""
        return bool(self.unanswered or self.not_before)

    def _count_unanswered(self, sent_at):
        """They were sent, no answer came, and Xero does not have them.

        :param sent_at: naive UTC
        """
        for job in self:
            job.write(
                {
                    "unanswered": job.unanswered + 1,
                    "unanswered_since": job.unanswered_since or sent_at,
                }
            )

    def _take_over_unanswered(self, former):
        """A newer job of the same record: what brought no answer travels alone."""
        self.write(
            {
                "unanswered": former.unanswered,
                "unanswered_since": former.unanswered_since,
                "not_before": former.not_before,
                "bundle": halving.alone(self.id),
            }
        )

    def _forget_retries(self):
        """What was tried again by itself is no longer."""
        for (connection, model), jobs in self.grouped(
            lambda job: (job.connection_id, job.res_model)
        ).items():
            self.env["xero.retry"].search(
                [
                    ("connection_id", "=", connection.id),
                    ("lane", "=", HELD),
                    ("res_model", "=", model),
                    ("res_id", "in", jobs.mapped("res_id")),
                ]
            ).unlink()

    @api.model
    def _forget(self, records):
        """The records are about to be deleted: nothing waits for them any more.

        What was asked of a person because of them need not be answered; invoices that
        waited for the answer ask anew, perhaps for the partner they were merged into.
        """
        theirs = [("res_model", "=", records._name), ("res_id", "in", records.ids)]
        # sudo: as above
        self.sudo().search([*theirs, ("state", "in", JOB_WAITING)])._close(
            "record_deleted", "cancelled"
        )
        # sudo: issues are written by code alone
        issues = self.env["xero.issue"].sudo()
        outlive = issues._causes_where(lambda t: t.outlives_record)
        issues.search(
            [*theirs, ("state", "=", "open"), ("cause", "not in", outlive)]
        )._solve()

    # === Actions === #

    def action_retry(self):
        self.check_access("read")
        # sudo: whoever may read a request may try again
        issues = self.sudo().issue_id
        # sudo: as above
        self.sudo()._release()
        issues._solve_if_idle()

    def action_cancel(self):
        """What waits is over at once. What is on its way cannot be called back: it is
        looked up in Xero, and not sent again should it not be there."""
        self.check_access("read")
        jobs = self.sudo()  # sudo: who may read a request may cancel it
        jobs.filtered(lambda job: job.state in JOB_WAITING)._close(
            "cancelled", "cancelled"
        )
        underway = jobs.filtered(lambda job: job.state in JOB_UNDERWAY)
        underway.cancel_asked = True
        underway.connection_id._wake()

    # === Primary and secondary organisations === #
    # Only a primary organisation takes requests: a secondary one is shown, no more.

    @api.constrains("connection_id")
    def _check_role(self):
        """:raise UserError: a job for a secondary organisation, whoever wrote it"""
        for connection in self.connection_id:
            if connection.role != "primary":
                raise UserError(connection._why_not(self[0].mirror_model))

    # === One invoice, two ledgers === #

    @api.model
    def _drop_elsewhere(self, connection, moves):
        """These invoices came to stand in this organisation: what still waits for
        another one is not created there too, should that be connected again."""
        jobs = self.search(
            [
                ("mirror_model", "=", "xero.document"),
                ("res_id", "in", moves.ids),
                ("connection_id", "!=", connection.id),
                ("state", "in", JOB_WAITING),
            ]
        )
        if not jobs:
            return
        jobs._close("elsewhere", "cancelled")
        jobs._records()._message_log_batch(
            bodies={
                job.res_id: self.env._(
                    "No longer to be sent to %(other)s: it is in %(ledger)s.",
                    other=job.connection_id.name,
                    ledger=connection.name,
                )
                for job in jobs
            }
        )

    @api.model
    def _is_approved(self, connection, move):
        """Whether a person asked for this invoice while it stood in another ledger."""
        return bool(
            self.search_count(
                [
                    ("connection_id", "=", connection.id),
                    ("res_model", "=", move._name),
                    ("res_id", "=", move.id),
                    ("state", "in", JOB_OPEN),
                    ("approved", "=", True),
                ],
                limit=1,
            )
        )

    # === The way to the record === #
    # The way from a request to its record, for who may read that.

    can_open = fields.Boolean(
        compute="_compute_can_open",
        help="The record still exists and the user may read it.",
    )

    @api.depends("res_model", "res_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_can_open(self):
        for model, jobs in self.grouped("res_model").items():
            if model not in self.env:  # of an addon that was removed
                jobs.can_open = False
                continue
            records = self.env[model].browse(jobs.mapped("res_id")).exists()
            seen = set(records._filtered_access("read")._ids)
            for job in jobs:
                job.can_open = job.res_id in seen

    def action_open_record(self):
        self.ensure_one()
        return self.can_open and window(self.res_model, res_id=self.res_id)
