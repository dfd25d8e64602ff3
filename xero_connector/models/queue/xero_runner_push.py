from odoo import api, fields, models

from ...xerolib import errors
from ...xerolib.halving import is_of_one_call


class XeroRunner(models.AbstractModel):
    """Pushing: what became of the last exchange, then the next one."""

    _inherit = "xero.runner"

    # === What left already === #

    @api.model
    def _exchanges(self, connection, state):
        return self.env["xero.exchange"].search(
            [("connection_id", "=", connection.id), ("state", "=", state)], order="id"
        )

    @api.model
    def _mark_abandoned(self, connection):
        """No request is underway between two steps: what is still *open* lost its
        answer, by a crash or by a change that met the storing of it.

        :return: how many there were
        """
        abandoned = self._exchanges(connection, "open")
        abandoned._doubt()
        return len(abandoned)

    @api.model
    def _apply_answers(self, connection, run):
        exchange = self._awake(run, "answer", self._exchanges(connection, "answered"))[
            :1
        ]
        if not exchange:
            return False
        run.subject = exchange
        # One that cannot be applied at all is held like an element of one that can.
        if error := exchange._try(exchange._apply_answer):
            exchange._set_rest_aside(error)
        if exchange.state != "answered":
            self._succeed(connection, run, "answer", exchange)
        if 200 <= exchange.http_status < 300 and not exchange.error:
            self._succeed(connection, run, "push", exchange.mirror_model)
        self._count_pushes(connection)
        self._commit(len(exchange.element_ids))
        return True

    @api.model
    def _check(self, connection, run):
        """Look up what a lost answer or a crash left in doubt."""
        due = self._exchanges(connection, "checking").filtered(lambda e: e._is_due())
        exchange = self._awake(run, "check", due)[:1]
        if not exchange:
            return False
        run.subject = exchange
        tries = self.env["xero.retry"]._tries_of(connection, "check", exchange)
        self._count_pushes(connection, exchange.element_ids.job_id, calls=1)
        self._commit()
        rows, failed = connection._call(lambda c: exchange._look_up(c, tries))
        exchange._apply_look_up(rows, failed)
        self._succeed(connection, run, "check", exchange)
        self._count_pushes(connection)
        self._commit(len(exchange.element_ids))
        return True

    @api.model
    def _send_again(self, connection, run):
        """Send what Xero certainly did not do: the same text, with the same key.

        What a setting keeps from going by now waits until the setting lets it.
        """
        allowed = self._exchanges(connection, "retry").filtered(
            lambda exchange: connection._pushes(exchange.mirror_model)
        )
        exchange = self._awake(run, "send", allowed)[:1]
        if not exchange:
            return False
        run.subject = exchange
        if exchange._is_still_wanted():
            self._send(connection, exchange, run)
        else:
            self._succeed(connection, run, "send", exchange)
        self._commit()
        return True

    # === What leaves next === #

    @api.model
    def _push_urgent(self, connection, run):
        """What a person asked for."""
        return self._push(connection, run, urgent=True)

    @api.model
    def _push(self, connection, run, urgent=False):
        """What others need first, contacts before invoices, a batch at a time.

        What a setting keeps from going waits until the setting lets it.

        :param urgent: whether only what a person asked for goes
        """
        mirrors = [
            mirror
            for mirror in self.env["xero.mirror"]._pushing()
            if connection._pushes(mirror._name)
            and not run.rests("push", (mirror._name, 0))
        ]
        names = [mirror._name for mirror in mirrors]
        if not self.env["xero.job"]._are_waiting(connection, names, urgent):
            return False
        self.env["xero.job"]._assign_to_runs(connection)
        for mirror in mirrors:
            run.subject = mirror._name
            if self._look_for_new(connection, mirror):
                return True
            jobs, held = mirror._next_jobs(connection, urgent)
            if self._read_before_update(connection, mirror, jobs):
                return True
            exchange = mirror._claim(connection, jobs, held)
            if exchange is None:
                continue
            if exchange.state == "open":
                self._send(connection, exchange, run)
            else:
                self._count_pushes(connection)
                self._commit()
            return True
        # What was held by something else than a claim ends its run, too.
        self._count_pushes(connection)
        return False

    @api.model
    def _look_for_new(self, connection, mirror):
        """Bring along what waiting records need of a mirror, and look in Xero for what
        must not be created before Xero was asked whether it has it.

        :return: whether there was anything to do
        """
        asked = mirror._ask_for_needed(connection)
        records = mirror._records_to_find(connection)
        if records:
            jobs = mirror._open_jobs(connection, records)
            self._count_pushes(connection, jobs, calls=1)
        if asked or records:
            self._commit()
        if not records:
            return asked
        tries = self.env["xero.retry"]._tries_of(connection, "push", mirror._name)
        rows, failed = connection._call(
            lambda client: mirror._find_records(client, records, tries)
        )
        mirror._store(connection, rows)
        for record, error in failed.items():
            for job in mirror._open_jobs(connection, record):
                mirror._hold_failed(job, error)
        mirror._identify(connection, records.filtered(lambda r: r not in failed))
        self._count_pushes(connection)
        self._commit(len(records))
        return True

    @api.model
    def _read_before_update(self, connection, mirror, jobs):
        """Read what the next claim would update, up to a batch of it in one call: no
        update is blind.

        :param mirror: model that pushes
        :param jobs: that are claimed next
        :return: whether Xero was asked
        """
        jobs = mirror._to_read(connection, jobs)
        if not jobs:
            return False
        self._count_pushes(connection, jobs, calls=1)
        self._commit()
        tries = self.env["xero.retry"]._tries_of(connection, "push", mirror._name)
        ids = mirror._xero_ids(connection, jobs)
        try:
            rows, failed = connection._call(
                lambda client: mirror._read_in_parts(client, ids, tries)
            )
        except errors.XeroError as error:
            if len(jobs) > 1 or not is_of_one_call(error):
                raise
            jobs._count_unanswered(fields.Datetime.now())
            if not mirror._is_to_blame(connection, jobs):
                raise  # the next try reads another one
            rows, failed = [], {ids[0]: error}
        mirror._keep_read(connection, jobs, rows, failed)
        self._commit(len(jobs))
        return True

    @api.model
    def _count_pushes(self, connection, jobs=None, calls=0):
        """Bring the runs up to date in which jobs leave.

        A call counts when it is about to be made: one that fails was made, too.

        :param jobs: those that Xero is asked for
        :param int calls: how often
        """
        if jobs:
            run = jobs.batch_id[:1]
            run._running()
            run._count(calls=calls)
        self.env["xero.batch"]._recount_pushes(connection)

    @api.model
    def _send(self, connection, exchange, run):
        """Write down that an exchange leaves, send it, and keep what comes back."""
        exchange._leave()
        self._count_pushes(connection, exchange.element_ids.job_id, calls=1)
        self._commit(1)
        run.subject = exchange
        send = exchange._sender()

        def ask(client):
            # No transaction waits for Xero, so the answer's meets nobody's change.
            # Nothing was processed that the cron should be told of.
            self.env.cr.commit()  # pylint: disable=invalid-commit
            return send(client)

        try:
            exchange._store_answer(connection._call(ask))
        except errors.XeroError as error:
            if not exchange._is_answered_by(error):
                exchange._store_failure(error)
                exchange.element_ids.job_id._tell_browsers()
                run.subject = None
                if isinstance(error, errors.RateLimited):
                    self._set_limited_aside(connection, exchange, error)
                elif exchange.state != "retry":
                    self._succeed(connection, run, "send", exchange)
                self._commit()
                raise
            exchange._store_answer(error.answer)
        self._succeed(connection, run, "send", exchange)
        self._commit()

    @api.model
    def _set_limited_aside(self, connection, exchange, error):
        """Xero refused to take more calls: the same text goes again later.

        Of an update that meets the limit again, what was read is old by then. Another
        exchange would take its place, and counted by itself it would be the first try
        each time; so it is what pushes it that rests.
        """
        retries = self.env["xero.retry"]
        if exchange.method == "POST":
            model = exchange.mirror_model
            if retries._set_aside(connection, "push", model, error).tries > 1:
                exchange.element_ids._return_to_queue()
                exchange._finish()
                retries._succeed(connection, "send", exchange)
                return
        retries._set_aside(connection, "send", exchange, error)
