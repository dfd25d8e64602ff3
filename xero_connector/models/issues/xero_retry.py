import traceback
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...const import HELD, TRIES_UNTOLD
from ...xerolib.errors import RateLimited, XeroError
from ..common.storable import storable
from .xero_issue import Hold

# Minutes until something that failed is tried again; the last one, again and again.
BACKOFF_MINUTES = (1, 5, 15, 60, 240)

# The same, of a record whose issue says already that it needs a person.
BACKOFF_MINUTES_OF_HELD = (60, 240)

# Characters kept of where something failed, and shown of what was raised.
MOST_CHARACTERS = 500


# Lanes of which no issue tells: they say it themselves.
SILENT_LANES = (HELD, "leave")


def _words_of(error):
    """:return: what was raised, as it is shown: Odoo's own errors are sentences"""
    return str(error) if isinstance(error, UserError) else repr(error)


class XeroRetry(models.Model):
    """What the runner set aside because it failed, and when it tries again.

    One row for each thing that fails, in the lane in which it does: an exchange, a
    resource, a mirror that pushes, a record, or a whole lane of a connection. Its waits
    grow whatever else succeeds; what goes through takes its row with it.
    """

    _name = "xero.retry"
    _description = "Failed Step of the Xero Connector"
    _order = "due_at, id"
    _rec_name = "lane"

    connection_id = fields.Many2one(
        "xero.connection", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="connection_id.company_id")
    lane = fields.Char(required=True, readonly=True)
    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Record ID",
        model_field="res_model",
        readonly=True,
        help="0: everything this step does for the model.",
    )
    tries = fields.Integer(readonly=True)
    due_at = fields.Datetime("Next Attempt", required=True, readonly=True)
    error = fields.Char(readonly=True, help="Error code of the connector.")
    http_status = fields.Integer("HTTP Status", readonly=True)
    words = fields.Char(
        readonly=True, help="The exception raised, if it did not come from Xero."
    )
    details = fields.Text(
        readonly=True,
        groups="base.group_system",
        help="For support: the place in the code where it failed.",
    )
    issue_id = fields.Many2one(
        "xero.issue", index="btree_not_null", ondelete="set null", readonly=True
    )

    _place_unique = models.Constraint(
        "UNIQUE(connection_id, lane, res_model, res_id)",
        "This failure is already recorded.",
    )

    # === Where a thing stands === #

    @api.model
    def _place(self, subject):
        """:param subject: a record, or the name of a model for all that the lane does
        for it
        :return: ``res_model`` and ``res_id``
        """
        if isinstance(subject, str):
            return subject, 0
        return subject._name, subject.id

    @api.model
    def _of(self, connection, lane, subject):
        """:return: the row of this very thing, or none"""
        res_model, res_id = self._place(subject)
        return self.search(
            [
                ("connection_id", "=", connection.id),
                ("lane", "=", lane),
                ("res_model", "=", res_model),
                ("res_id", "=", res_id),
            ]
        )

    @api.model
    def _standing(self, connection):
        """:return: dict of lane, model and id of what is set aside to when it is tried
        again, naive UTC"""
        rows = self.search_fetch(
            [("connection_id", "=", connection.id)],
            ["lane", "res_model", "res_id", "due_at"],
        )
        return {(row.lane, row.res_model, row.res_id): row.due_at for row in rows}

    @api.model
    def _is_resting(self, connection, lane, subject):
        """Whether it failed, and its time to be tried again has not come."""
        due = self._of(connection, lane, subject).due_at
        return bool(due) and due > fields.Datetime.now()

    @api.model
    def _untold(self, connection):
        """:return: what is set aside and no issue tells of, what is due first before
        the others"""
        return self.search(
            [
                ("connection_id", "=", connection.id),
                ("lane", "not in", SILENT_LANES),
                ("issue_id", "=", False),
            ]
        )

    @api.model
    def _why_resting(self, connection, lanes, subjects):
        """:param lanes: collection of lanes
        :param subjects: list of records, or of names of models
        :return: that one of them failed, and when it is tried again by itself, in a
            sentence; False where none waits for that"""
        dues = self._dues(connection, lanes, subjects)
        return bool(dues) and self.env._(
            "The last attempt failed. Odoo retries automatically at %s.",
            connection._moment_words(min(dues.values())),
        )

    @api.model
    def _dues(self, connection, lanes, subjects):
        """:return: dict of each of the subjects that failed and rests to when it is
        tried again, naive UTC; see :meth:`_why_resting`"""
        # sudo: rows of code alone; whoever waits may know for what
        standing = self.sudo()._standing(connection)
        now = fields.Datetime.now()
        return {
            subject: due
            for lane in lanes
            for subject in subjects
            if (due := standing.get((lane, *self._place(subject)))) and due > now
        }

    @api.model
    def _tries_of(self, connection, lane, subject):
        return self._of(connection, lane, subject).tries

    # === Failing and succeeding === #

    @api.model
    def _set_aside(self, connection, lane, subject, error, tells=True):
        """Note that something failed; it is tried again later, longer each time.

        :param error: the exception; of one that is not our own, support gets to read
            where it was raised
        :param bool tells: whether people are told of it, and not by the caller
        :return: the row
        """
        row = self._of(connection, lane, subject)
        if not row:
            res_model, res_id = self._place(subject)
            row = self.create(
                {
                    "connection_id": connection.id,
                    "lane": lane,
                    "res_model": res_model,
                    "res_id": res_id,
                    "due_at": fields.Datetime.now(),
                }
            )
        is_ours = isinstance(error, XeroError)
        answer = is_ours and error.answer
        backoff = BACKOFF_MINUTES_OF_HELD if lane == HELD else BACKOFF_MINUTES
        minutes = backoff[min(row.tries, len(backoff) - 1)]
        if isinstance(error, RateLimited) and not row.tries:
            minutes = 0  # the connection pauses, and that is all it takes
        wait = timedelta(minutes=minutes)
        row.write(
            {
                "tries": row.tries + 1,
                "due_at": fields.Datetime.now() + wait,
                "error": error.code if is_ours else "broken",
                "http_status": answer.status if answer else 0,
                "words": not is_ours and storable(_words_of(error))[:MOST_CHARACTERS],
                "details": storable("".join(traceback.format_exception(error))),
            }
        )
        if tells and row.tries > TRIES_UNTOLD and lane not in SILENT_LANES:
            row._tell()
        connection._wake(row.due_at)
        return row

    def _tell(self):
        """Tell people of it, and with the same mail of what else is about to be told:
        one fault often stops several things."""
        (self | self._about_to_be_told())._raise_issues()

    def _raise_issues(self):
        for row in self:
            row.issue_id = self.env["xero.issue"]._raise(row.connection_id, row._hold())

    def _about_to_be_told(self, lane=None):
        """:param lane: of this lane alone; by default of all that tell by themselves
        :return: the other rows that failed nearly as often as this one"""
        lanes = [
            ("lane", "=", lane)
            if lane
            else ("lane", "not in", (*SILENT_LANES, "answer"))
        ]
        return self.search(
            [
                *lanes,
                ("connection_id", "=", self.connection_id.id),
                ("issue_id", "=", False),
                ("tries", ">=", TRIES_UNTOLD),
            ]
        )

    def _hold(self):
        """:return: the :class:`~.xero_issue.Hold` that tells people of it"""
        record = self._find_record()
        return Hold(
            self.env["xero.issue"]._cause_of_lane(self.lane),
            f"{self.lane},{self.res_model},{self.res_id}",
            {
                "lane": self.lane,
                "model": self.res_model,
                "names": self._names(record),
                "code": self.error,
                "status": self.http_status,
                "words": self.words or "",
            },
            record,
        )

    def _find_record(self):
        if not self.res_id or self.res_model not in self.env:
            return None
        return self.env[self.res_model].browse(self.res_id).exists() or None

    def _names(self, record):
        """:return: list of what people call it"""
        if record is None:
            known = self.env.get(self.res_model)
            return [self.res_model if known is None else known._description]
        if record._name == "xero.exchange":
            return record.element_ids.job_id.mapped("record_name")
        if record._name == "xero.resource":
            return [record.name]
        return [record.display_name]

    @api.model
    def _succeed(self, connection, lane, subject):
        """It went through: nobody need do anything any more."""
        row = self._of(connection, lane, subject)
        issues = row.issue_id
        row.unlink()
        issues._solve()

    def _retry_now(self):
        """A person wants it now."""
        self.due_at = fields.Datetime.now()
        self.connection_id._wake()

    @api.model
    def _hurry_all(self, connections):
        """What kept them from Xero may be over: nothing waits for its back-off."""
        self.search([("connection_id", "in", connections.ids)])._retry_now()

    @api.model
    def _retry_records_now(self, records):
        self.search(
            [("res_model", "=", records._name), ("res_id", "in", records.ids)]
        )._retry_now()

    @api.model
    def _retry_pushes_now(self, connection, mirror_models):
        """Who pushes something waits for no back-off of what pushes it."""
        self.search(
            [
                ("connection_id", "=", connection.id),
                ("lane", "=", "push"),
                ("res_model", "in", list(mirror_models)),
            ]
        )._retry_now()

    # === What is held by itself === #

    @api.model
    def _release_held(self, connection):
        """Let records go once more whose issue says that they brought no answer; it
        stands until they have arrived.

        :return: whether there were any
        """
        due = self.search(
            [
                ("connection_id", "=", connection.id),
                ("lane", "=", HELD),
                ("due_at", "<=", fields.Datetime.now()),
            ]
        )
        due.due_at = fields.Datetime.now() + timedelta(
            minutes=BACKOFF_MINUTES_OF_HELD[-1]
        )
        causes = self.env["xero.issue"]._causes_where(lambda t: t.retried_alone)
        for model, rows in due.grouped("res_model").items():
            jobs = self.env["xero.job"].search(
                [
                    ("connection_id", "=", connection.id),
                    ("res_model", "=", model),
                    ("res_id", "in", rows.mapped("res_id")),
                    ("state", "=", "blocked"),
                    ("issue_id.cause", "in", causes),
                ]
            )
            jobs._release(keep_issue=True)
        return bool(due)

    @api.autovacuum
    def _gc_gone(self):
        """Drop the rows of what exists no more."""
        of_records = self.search([("res_id", "!=", 0)])
        of_records.filtered(lambda row: row._find_record() is None).unlink()
