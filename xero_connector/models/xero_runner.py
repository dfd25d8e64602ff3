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

# In the order in which invoices need them.
PUSH_MIRRORS = ("xero.contact", "xero.document")


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
        self._open_exchanges(connection, "open")._abandoned()
        self._commit()
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
                met += 1
                if met > MOST_CONFLICTS:
                    connection._wake()
                    break
        self._commit()

    @api.model
    def _step(self, connection, pulled):
        """Do the next thing; False when nothing is left to do.

        What is known comes before what is new: answers first, then what is in
        doubt, then references that pushes rest on, then the pushes. Once a day Xero
        is asked whether it still lets us in. Last, people are told of it all.

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
                    or self._pull_due(connection, pulled)
                    or self._push(connection)
                    or self._pull_due(connection, pulled, again=True)
                )
            )
            or self._check_up(connection)
            or self._tell(connection)
        )

    @api.model
    def _commit(self, processed=0):
        """Commit, and tell the cron that something moved.

        Remaining stays 0: the cron would otherwise call again at once, up to ten
        times; what is left wakes it by a trigger.
        """
        # pylint: disable=invalid-commit
        self.env["ir.cron"]._commit_progress(processed, remaining=0)

    # === Answers === #

    @api.model
    def _open_exchanges(self, connection, state):
        return self.env["xero.exchange"].search(
            [("connection_id", "=", connection.id), ("state", "=", state)], order="id"
        )

    @api.model
    def _apply_answers(self, connection):
        answered = self._open_exchanges(connection, "answered")[:1]
        if answered:
            answered._apply_answer()
            self._commit(len(answered.element_ids))
        return bool(answered)

    @api.model
    def _check(self, connection):
        """Look up what a lost answer or a crash left in doubt."""
        doubtful = self._open_exchanges(connection, "checking").filtered(
            lambda exchange: exchange._is_due()
        )[:1]
        if not doubtful:
            return False
        self._commit()
        rows = connection._call(doubtful._look_up)
        doubtful._apply_look_up(rows)
        self._commit(len(doubtful.element_ids))
        return True

    # === Pushing === #

    @api.model
    def _send_again(self, connection):
        """Send what Xero certainly did not do: the same text, with the same key."""
        for exchange in self._open_exchanges(connection, "retry")[:1]:
            if exchange._is_still_wanted():
                self._send(connection, exchange)
            self._commit()
            return True
        return False

    @api.model
    def _push(self, connection):
        """Contacts that waiting invoices need, then invoices, a batch at a time.

        What a setting keeps from going waits until the setting lets it.
        """
        models_ = [model for model in PUSH_MIRRORS if connection._pushes(model)]
        if "xero.contact" in models_ and self._find_contacts(connection):
            return True
        for model in models_:
            exchange = self.env[model]._claim(connection)
            self._commit()
            if exchange:
                self._send(connection, exchange)
            if exchange is not None:
                return True
        return False

    @api.model
    def _find_contacts(self, connection):
        """Look in Xero for the partners of waiting invoices before creating any."""
        contacts = self.env["xero.contact"]
        asked = contacts._ask_for_partners_of_invoices(connection)
        partners = contacts._wanted_partners(connection)
        self._commit()
        if not partners:
            return asked
        rows = connection._call(
            lambda client: contacts._find_partners(client, partners)
        )
        contacts._store(connection, rows)
        contacts._identify(connection, partners)
        self._commit(len(partners))
        return True

    @api.model
    def _send(self, connection, exchange):
        """Send an exchange that is written down, and keep what comes back."""
        exchange._leaving()
        self._commit()
        try:
            answer = connection._call(exchange._send)
        except (errors.Refused, errors.NotFound) as error:
            exchange._heard(error.answer)
        except errors.XeroError as error:
            exchange._unheard(error)
            self._commit()
            raise
        else:
            exchange._heard(answer)
        self._commit()

    # === Pulling === #

    @api.model
    def _pull_due(self, connection, pulled, again=False):
        """:param again: whether what was pulled in this run may be pulled once more"""
        due = connection.resource_ids._due().filtered(
            lambda resource: (
                connection._pulls(resource.name)
                and (again or resource.id not in pulled)
            )
        )[:1]
        if due:
            due._pull(self._commit)
            pulled.add(due.id)
        return bool(due)

    # === Staying connected === #

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
        self._commit()
        try:
            connection._leave_xero(self._commit)
        except errors.XeroError as error:
            _logger.info("Leaving connection %s: %s", connection.id, error.code)
            connection.sudo().quota_ids._failed(error)
        self._commit()
