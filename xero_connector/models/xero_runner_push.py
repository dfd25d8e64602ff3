from odoo import api, models

from ..xerolib import errors
from .xero_resource import PUSH_MIRRORS


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
        abandoned._abandoned()
        return len(abandoned)

    @api.model
    def _apply_answers(self, connection):
        answered = self._exchanges(connection, "answered")[:1]
        if answered:
            answered._apply_answer()
            self._count_pushes(
                connection, answered.element_ids.job_id, calls=answered.attempts
            )
            self._commit(len(answered.element_ids))
        return bool(answered)

    @api.model
    def _check(self, connection):
        """Look up what a lost answer or a crash left in doubt."""
        doubtful = self._exchanges(connection, "checking").filtered(
            lambda exchange: exchange._is_due()
        )[:1]
        if not doubtful:
            return False
        self._commit()
        rows = connection._call(doubtful._look_up)
        doubtful._apply_look_up(rows)
        self._count_pushes(connection, doubtful.element_ids.job_id, calls=1)
        self._commit(len(doubtful.element_ids))
        return True

    @api.model
    def _send_again(self, connection):
        """Send what Xero certainly did not do: the same text, with the same key.

        What a setting keeps from going by now waits until the setting lets it.
        """
        allowed = self._exchanges(connection, "retry").filtered(
            lambda exchange: connection._pushes(exchange.mirror_model)
        )
        for exchange in allowed[:1]:
            if exchange._is_still_wanted():
                self._send(connection, exchange)
            self._commit()
            return True
        return False

    # === What leaves next === #

    @api.model
    def _push(self, connection, urgent=False):
        """Contacts that waiting invoices need, then invoices, a batch at a time.

        What a setting keeps from going waits until the setting lets it.

        :param urgent: whether only what a person asked for goes
        """
        models_ = [model for model in PUSH_MIRRORS if connection._pushes(model)]
        if not self.env["xero.job"]._are_waiting(connection, models_, urgent):
            return False
        self.env["xero.job"]._board(connection)
        if "xero.contact" in models_ and self._find_contacts(connection):
            return True
        for model in models_:
            mirror = self.env[model]
            if self._read_before_update(connection, mirror, urgent):
                return True
            exchange = mirror._claim(connection, urgent)
            if exchange is None:
                continue
            self._count_pushes(connection)
            self._commit()
            if exchange:
                self._send(connection, exchange)
            return True
        # What was held by something else than a claim ends its run, too.
        self._count_pushes(connection)
        return False

    @api.model
    def _find_contacts(self, connection):
        """Look in Xero for the partners of waiting invoices before creating any."""
        contacts = self.env["xero.contact"]
        asked = contacts._ask_for_partners_of_invoices(connection)
        partners = contacts._wanted_partners(connection)
        if asked or partners:
            self._commit()
        if not partners:
            return asked
        rows = connection._call(
            lambda client: contacts._find_partners(client, partners)
        )
        contacts._store(connection, rows)
        jobs = contacts._open_jobs(connection, partners)
        contacts._identify(connection, partners)
        self._count_pushes(connection, jobs, calls=1)
        self._commit(len(partners))
        return True

    @api.model
    def _count_pushes(self, connection, jobs=None, calls=0):
        """Bring the runs up to date in which jobs leave.

        :param jobs: those that Xero was asked for
        :param int calls: how often
        """
        if jobs:
            jobs.batch_id[:1]._count(calls=calls)
        self.env["xero.batch"]._recount_pushes(connection)

    @api.model
    def _send(self, connection, exchange):
        """Send an exchange that is written down, and keep what comes back."""
        exchange._leaving()
        self._commit(1)
        send = exchange._sender()

        def ask(client):
            # No transaction waits for Xero, so the answer's meets nobody's change.
            self._commit()
            return send(client)

        try:
            answer = connection._call(ask)
        except (errors.Refused, errors.NotFound) as error:
            exchange._heard(error.answer)
        except errors.XeroError as error:
            exchange._unheard(error)
            self._commit()
            raise
        else:
            exchange._heard(answer)
        self._commit()
