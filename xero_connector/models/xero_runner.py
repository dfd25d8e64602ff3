import logging
import time

from psycopg2.extensions import TransactionRollbackError

from odoo import api, models

from ..xerolib import errors
from .xero_exchange import WRITE_DEADLINE

_logger = logging.getLogger(__name__)

# A cron worker is killed after 120 seconds (limit_time_real_cron): a run starts no
# step that could not end within this many.
RUN_SECONDS = 60

# Concurrent changes met in one run before it is left to the next.
MOST_CONFLICTS = 5


class XeroRunner(models.AbstractModel):
    """The loop behind each connection's cron, and the only place that commits.

        intend ─▶ write down ─▶ send ─▶ keep the answer ─▶ apply
               C1           C2     (network)           C3      C4

    The network is never asked within a transaction that has something to lose, and
    the cron's lock on its own row keeps a second runner out of the same connection.
    """

    _name = "xero.runner"
    _description = "Xero Runner"

    # === The cron === #

    @api.model
    def _run_connection(self, connection_id):
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
        started, met = time.monotonic(), 0
        pulled = set()
        if connection.lifecycle == "leaving" and not connection.is_copy:
            self._leave(connection)
        abandoned = self._mark_abandoned(connection)
        self.env["xero.batch"]._begin_planned(connection)
        # Between two runs people cancel requests, and delete what was to be pushed.
        self.env["xero.batch"]._recount_pushes(connection)
        self._commit(abandoned)
        while True:
            if time.monotonic() - started > RUN_SECONDS - WRITE_DEADLINE:
                connection._wake()
                break
            try:
                if not self._step(connection, pulled):
                    break
            except errors.XeroError as error:
                # Noted on the connection by then: it is paused, or needs a person. A
                # read that Xero refuses is nothing that asking at once would mend.
                if isinstance(error, (errors.Refused, errors.NotFound)):
                    connection.sudo().quota_ids._failed(error)
                _logger.info("Xero connection %s: %s", connection.id, error.code)
                self._commit()
            except TransactionRollbackError:
                # A user changed the same rows just now. What was heard is stored, so
                # the step is done again in a new transaction.
                self.env.cr.rollback()
                self._mark_abandoned(connection)
                self._commit()
                met += 1
                if met > MOST_CONFLICTS:
                    connection._wake()
                    break
        self._commit()

    @api.model
    def _step(self, connection, pulled):
        """Do the next thing; False when nothing is left to do.

        What is known comes before what is new: answers first, then what is in
        doubt, then references that pushes rest on. A person who pushes goes before
        long runs, and those, a page at a time, before what the schedule pushes and
        compares. Once a day Xero is asked whether it still lets us in. Last, people
        are told of it all.

        What was pulled in this run and is asked for again comes after the pushes: an
        organisation that changes all the time keeps none of them waiting.

        :param pulled: ids of the resources that were pulled in this run; it grows
        """
        return (
            self._apply_answers(connection)
            or (
                connection._may_call()
                and (
                    self._check(connection)
                    or self._send_again(connection)
                    or self._read_organisation(connection)
                    or self._pull_references(connection, pulled)
                    or self._push(connection, urgent=True)
                    or self._pull_next(connection, pulled)
                    or (connection._may_spend() and self._push(connection))
                    or self._pull_later(connection, pulled)
                )
            )
            or self._apply_copied(connection)
            or self._check_up(connection)
            or self._tell(connection)
        )

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

    # === Staying connected === #

    @api.model
    def _read_organisation(self, connection):
        """Read what Xero could not tell when the connection was made."""
        if connection._is_organisation_read():
            return False
        self._commit()
        connection._read_organisation()
        self._commit(1)
        return True

    @api.model
    def _check_up(self, connection):
        if not connection._is_check_up_due():
            return False
        connection._check_up(self._commit)
        self._commit(1)
        return True

    @api.model
    def _tell(self, connection):
        connection._tell()
        return False

    # === Leaving === #

    @api.model
    def _leave(self, connection):
        """Tell Xero that the connection is over; here, it already is."""
        self.env["xero.batch"]._end_all_pulls(connection)
        self._commit()
        try:
            connection._leave_xero(self._commit)
        except errors.XeroError as error:
            _logger.info("Leaving connection %s: %s", connection.id, error.code)
            connection.sudo().quota_ids._failed(error)
        self._commit()
