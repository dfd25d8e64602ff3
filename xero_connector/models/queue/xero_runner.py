import logging
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from psycopg2.extensions import TransactionRollbackError

from odoo import api, fields, models

from ...const import JOB_OPEN, WRITE_DEADLINE
from ...xerolib import errors
from ...xerolib.halving import is_of_one_call

_logger = logging.getLogger(__name__)

# A cron worker is killed after 120 seconds (limit_time_real_cron): a run starts no
# step that could not end within this many.
RUN_SECONDS = 60

# Concurrent changes met in one run before it is left to the next; and those that one
# thing may meet before it is set aside.
MOST_CONFLICTS = 5
MOST_CONFLICTS_OF_ONE = 2


@dataclass(frozen=True)
class Lane:
    """A kind of work of the runner.

    ``step`` is the runner's method: of a connection and a :class:`Run`; it does the
    next thing and returns whether there was one. ``needs`` says what must be open:
    *nothing*, *calls* to Xero, or *spare* calls, beyond those kept for people.
    """

    name: str
    step: str
    needs: Literal["nothing", "calls", "spare"] = "nothing"


@dataclass
class Run:
    """What one run of the runner knows.

    ``pulled``: ids of the resources that it pulled. ``lane`` and ``subject``: what is
    being worked on, and its record or the name of a mirror's model; what fails, it is
    that which is set aside; None where that is noted already. ``conflicts``:
    concurrent changes met, by subject. ``aside``: what is set aside, and when (UTC)
    each is tried again. ``open_to``: what is open to the step, as lanes need it.
    """

    pulled: set = field(default_factory=set)
    lane: str = ""
    subject: object = None
    conflicts: Counter = field(default_factory=Counter)
    aside: dict = field(default_factory=dict)
    open_to: set = field(default_factory=set)

    def rests(self, lane, place):
        """Whether this failed, and its time to be tried again has not come.

        :param place: name of a model and an id; see ``xero.retry``
        """
        due = self.aside.get((lane, *place))
        return bool(due and due > fields.Datetime.now())


# In the order in which they are looked at. What is known comes before what is new:
# answers first, then what is in doubt, then references that pushes rest on. A person
# who pushes goes before long runs, and those, a page at a time, before what the
# schedule pushes and compares. Once a day Xero is asked whether it still lets us in.
#
# What was pulled in this run and is asked for again comes after the pushes: an
# organisation that changes all the time keeps none of them waiting.
LANES = (
    Lane("answer", "_apply_answers"),
    Lane("check", "_check", "calls"),
    Lane("send", "_send_again", "calls"),
    Lane("organisation", "_read_organisation", "calls"),
    Lane("pull", "_pull_references", "calls"),
    Lane("push", "_push_urgent", "calls"),
    Lane("pull", "_pull_next", "calls"),
    Lane("push", "_push", "spare"),
    Lane("pull", "_pull_later", "calls"),
    Lane("retry", "_retry_held"),
    Lane("copy", "_apply_copied"),
    Lane("check_up", "_check_up"),
)

# What is done once, before the first step.
BEGINNING = (
    Lane("leave", "_leave"),
    Lane("begin", "_begin"),
)


class XeroRunner(models.AbstractModel):
    """The loop behind each connection's cron, and the only place that commits.

        intend ─▶ write down ─▶ send ─▶ keep the answer ─▶ apply
               C1           C2     (network)           C3      C4

    The network is never asked within a transaction that has something to lose, and
    the cron's lock on its own row keeps a second runner out of the same connection.

    What fails in one lane, whatever it raises, is rolled back and set aside
    (``xero.retry``); the other lanes, and the other things of the same lane, go on in
    the same run. Only what concerns all calls pauses the connection.
    """

    _name = "xero.runner"
    _description = "Xero Runner"

    # === The cron === #

    @api.model
    def _cron_run(self, connection_id):
        """Do what waits for one connection, for a minute at most."""
        connection = self.env["xero.connection"].browse(connection_id).exists()
        if not connection:
            return
        connection = connection.with_company(connection.company_id)
        runner = self.with_context(
            allowed_company_ids=connection.company_id.ids, tracking_disable=True
        )
        runner._run(connection.with_env(runner.env))

    @api.model
    def _run(self, connection):
        started, run = time.monotonic(), Run()
        self._commit(self._mark_abandoned(connection))
        run.aside = self.env["xero.retry"]._standing(connection)
        for lane in BEGINNING:
            self._try(lane, connection, run)
        while self._step(connection, run):
            over = time.monotonic() - started > RUN_SECONDS - WRITE_DEADLINE
            if over or run.conflicts.total() > MOST_CONFLICTS:
                connection._wake()
                break
        self._commit()
        # Whatever failed before, and be it this itself in the last run.
        run.aside = {}
        for _each in range(MOST_CONFLICTS):
            met = run.conflicts.total()
            self._try(Lane("tell", "_tell"), connection, run)
            if run.conflicts.total() == met:
                break

    @api.model
    def _step(self, connection, run):
        """Do the next thing.

        :return: whether there was one, be it that it failed
        """
        run.aside = self.env["xero.retry"]._standing(connection)
        run.open_to = {"nothing"}
        if connection._may_call_unattended():
            run.open_to |= {"calls", "spare"}
        elif connection._may_call():
            run.open_to.add("calls")
        return any(
            self._try(lane, connection, run)
            for lane in LANES
            if lane.needs in run.open_to
        )

    @api.model
    def _try(self, lane, connection, run):
        """Do the next thing of a lane; what fails in it ends here.

        :return: whether something was done, or was tried
        """
        if run.rests(lane.name, (connection._name, connection.id)):
            return False
        run.lane, run.subject = lane.name, connection
        try:
            done = getattr(self, lane.step)(connection, run)
            if not done:
                self._succeed(connection, run, lane.name, connection)
            return done
        except TransactionRollbackError as error:
            # A user changed the same rows just now. What was heard is stored, so the
            # step is done again in a new transaction.
            self.env.cr.rollback()
            self._mark_abandoned(connection)
            run.conflicts[run.subject] += 1
            if run.conflicts[run.subject] > MOST_CONFLICTS_OF_ONE:
                self._set_aside(connection, run, error)
            self._commit()
        except errors.XeroError as error:
            _logger.info("Xero connection %s: %s", connection.id, error)
            # What concerns all calls is noted on the connection by then.
            if is_of_one_call(error):
                connection._quota()._failed_call(error)  # no user writes it
                self._set_aside(connection, run, error)
            elif isinstance(error, errors.RateLimited) or connection._may_call():
                # After a limit all wait, but the others come first when it is met
                # again and again. What stops no call would be tried at once again.
                self._set_aside(connection, run, error)
            elif not connection._quota().problem:
                self.env["xero.retry"]._set_aside(
                    connection, "reach", connection, error
                )
            self._commit()
        except Exception as error:
            self.env.cr.rollback()
            _logger.exception("Xero connection %s: %s", connection.id, lane.name)
            self._mark_abandoned(connection)
            self._set_aside(connection, run, error)
            self._commit()
        return True

    @api.model
    def _set_aside(self, connection, run, error):
        if run.subject is None:
            return
        retries = self.env["xero.retry"]
        row = retries._set_aside(connection, run.lane, run.subject, error)
        if row.issue_id and row.res_model == "xero.resource":
            run.subject._leave_run()

    @api.model
    def _succeed(self, connection, run, lane, subject):
        """What was set aside went through."""
        retries = self.env["xero.retry"]
        if (lane, *retries._place(subject)) in run.aside:
            retries._succeed(connection, lane, subject)

    @api.model
    def _awake(self, run, lane, records):
        """:return: those of them that do not rest after a failure"""
        return records.filtered(lambda one: not run.rests(lane, (one._name, one.id)))

    @api.model
    def _commit(self, processed=0):
        """Commit, and tell the cron that something moved.

        Remaining stays 0: the cron would otherwise call again at once, up to ten
        times; what is left wakes it by a trigger. What is processed matters when
        workers are killed: after three in a row that processed nothing, Odoo leaves
        the cron alone until its next day, whatever triggers it has.
        """
        # pylint: disable=invalid-commit
        self.env["ir.cron"]._commit_progress(processed, remaining=0)

    # === Beginning === #

    @api.model
    def _begin(self, connection, run):
        # By what was installed since, and without what was removed.
        self._forget_removed(connection)
        self.env["xero.resource"]._complete(connection)
        self.env["xero.batch"]._begin_planned(connection)
        # Between two runs people cancel requests, and delete what was to be pushed.
        self.env["xero.batch"]._recount_pushes(connection)
        self._commit()
        return False

    @api.model
    def _forget_removed(self, connection):
        """An addon that brought a mirror was removed: what it left underway is over.
        What Xero has of it stays there."""
        names = self.env["xero.mirror"]._mirror_names()
        theirs = [
            ("connection_id", "=", connection.id),
            ("mirror_model", "not in", names),
        ]
        jobs = self.env["xero.job"].search([*theirs, ("state", "in", JOB_OPEN)])
        jobs._close("record_deleted", "cancelled")
        exchanges = self.env["xero.exchange"].search(
            [*theirs, ("state", "!=", "applied")]
        )
        exchanges._finish()
        resources = connection.resource_ids.filtered(
            lambda resource: not resource._mirror()._xero_resource
        )
        for resource in resources:
            resource._leave_run()
        resources.unlink()
        mine = ("connection_id", "=", connection.id)
        self._about_removed("xero.issue", [mine, ("state", "=", "open")])._solve()
        self._about_removed("xero.retry", [mine]).unlink()

    @api.model
    def _about_removed(self, model, domain):
        """:return: what of a model is about records that no addon knows any more"""
        found = self.env[model]._read_group(domain, ["res_model"], ["id:recordset"])
        gone = (rows for name, rows in found if name and name not in self.env)
        return self.env[model].union(*gone)

    @api.model
    def _leave(self, connection, run):
        """Tell Xero that the connection is over; here, it already is."""
        if not connection._is_goodbye_due():
            return False
        self.env["xero.batch"]._end_all_pulls(connection)
        self._commit()
        connection._say_goodbye(self._commit)
        self._commit()
        return True

    # === Staying connected === #

    @api.model
    def _read_organisation(self, connection, run):
        """Read what Xero could not tell when the connection was made."""
        if connection._is_organisation_read():
            return False
        self._commit()
        connection._read_organisation()
        self._succeed(connection, run, "organisation", connection)
        self._commit(1)
        return True

    @api.model
    def _check_up(self, connection, run):
        if not connection._is_check_up_due():
            return False
        connection._check_up(self._commit)
        self._succeed(connection, run, "check_up", connection)
        self._commit(1)
        return True

    @api.model
    def _retry_held(self, connection, run):
        """What brought no answer by itself: it may have been Xero."""
        released = self.env["xero.retry"]._release_held(connection)
        if released:
            self._commit()
        return released

    @api.model
    def _tell(self, connection, run):
        failed, retries = connection._tell(), self.env["xero.retry"]
        if failed:
            # All else was told, and so will this be: that some of it could not.
            self._set_aside(connection, run, failed[0])
        elif ("tell", connection._name, connection.id) in retries._standing(connection):
            retries._succeed(connection, "tell", connection)
        self._commit()
        return bool(failed)
