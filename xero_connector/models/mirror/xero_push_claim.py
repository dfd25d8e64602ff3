import hashlib
import logging
from datetime import timedelta

import psycopg2

from odoo import api, fields, models

from ...const import JOB_WAITING
from ...xerolib import halving, payloads
from ...xerolib.errors import RateLimited
from ..issues.xero_issue import Hold
from .xero_push_mirror import Push

_logger = logging.getLogger(__name__)


class XeroPushMirror(models.AbstractModel):
    """From what waits to what leaves: prepare, hold back, write down."""

    _inherit = "xero.push.mirror"

    @api.model
    def _prepare(self, connection, records):
        """What each record sends or why it cannot go, by record id.

        A record that breaks the code, ours or an extension's, is held like any other
        and does not stop its neighbours.
        """
        self._make_ready(connection, records)
        return {
            record.id: self._guard(
                record, lambda r=record: self._prepare_one(connection, r)
            )
            for record in records
        }

    @api.model
    def _make_ready(self, connection, records):
        """Called once before each of these records is prepared, or held early."""

    @api.model
    def _guard(self, record, ask):
        """Ask something of a record that another addon may have changed.

        :param ask: function; what it returns is returned
        :return: a :class:`~..issues.xero_issue.Hold` if it broke
        """
        try:
            return ask()
        except psycopg2.Error:
            raise
        except Exception as error:
            _logger.exception("%s cannot be prepared for Xero", record)
            return Hold(
                "broken",
                f"{record._name},{record.id}",
                {"name": record.display_name, "words": repr(error)},
                record,
            )

    @api.model
    def _claim(self, connection, jobs, held_meanwhile=False):
        """Write down the next exchange: up to a batch of waiting jobs.

        Jobs and records are read in the snapshot of one transaction, so what is sent
        is what some commit left, and an edit that commits later leaves its own job.

        :param jobs: of :meth:`_next_jobs`, searched in the same transaction
        :param held_meanwhile: of the same
        :return: the exchange, not yet sent; an empty one when what waited is not to
            be sent after all; None when nothing waits
        """
        if not jobs:
            return self.env["xero.exchange"] if held_meanwhile else None
        records = jobs._records().exists()
        gone = jobs.filtered(lambda job: job.res_id not in records._ids)
        gone._close("record_deleted", "cancelled")
        prepared = self._prepare(connection, records)
        pushes, held = {}, []
        missing = self._missing(connection, jobs - gone, prepared)
        for job in jobs - gone:
            outcome = prepared[job.res_id]
            if job in missing:
                held.append((job, self._hold_of_nothing(job)))
            elif outcome is None:
                job._close("unchanged")
            elif isinstance(outcome, Hold):
                held.append((job, outcome))
            elif outcome.xero_id and not job._is_read():
                continue
            elif outcome.hold:
                held.append((job, outcome.hold))
            elif outcome.body:
                pushes[job] = outcome
            else:
                known = self._find_known(connection, job._records())
                known[job.res_id].agreed = outcome.base
                job._close("unchanged")
        self.env["xero.issue"]._hold(connection, held)
        if not pushes:
            return self.env["xero.exchange"]
        exchange = self.env["xero.exchange"]._write_down(connection, self, pushes)
        jobs.browse().union(*pushes)._start(exchange)
        return exchange

    @api.model
    def _missing(self, connection, jobs, prepared):
        """:return: those that have nothing to send, though something needs them in Xero
        and they are not there: to end their jobs would only bring them along again"""
        idle = jobs.filtered(
            lambda job: job.brought_along and prepared[job.res_id] is None
        )
        known = self._find_known(connection, idle._records()) if idle else {}
        return idle.filtered(lambda job: job.res_id not in known)

    @api.model
    def _hold_of_nothing(self, job):
        record = job._records()
        words = self.env._("It is needed in Xero but has nothing to send.")
        data = {"name": record.display_name, "words": words}
        return Hold("broken", f"{record._name},{record.id}", data, record)

    @api.model
    def _next_jobs(self, connection, urgent=False):
        """The jobs of the next exchange, which holds one method: PUT or POST.

        :param urgent: whether only what a person asked for counts
        :return: up to a batch of jobs, and whether others were held back meanwhile
        """
        waiting = self.env["xero.job"]._claimable(connection, self._name, urgent)
        ready = self._ready(connection, waiting)
        if ready and self._is_probing(connection):
            # One at a time, each time another one.
            bundle = ready.browse()
            if not self._is_probe_under_way(connection):
                bundle = min(ready, key=lambda job: (job.unanswered, job.id))
        else:
            bundle = self._next_bundle(connection, ready)
        if bundle:
            known = self._find_known(connection, bundle._records())
            updates = bundle[0].res_id in known
            bundle = bundle.filtered(lambda job: (job.res_id in known) == updates)
        held = any(job.state == "blocked" for job in waiting)
        return bundle[: self._xero_resource.batch_size], held

    @api.model
    def _next_bundle(self, connection, jobs):
        """Half of a call that failed whole travels alone, all others together."""
        if self._is_doubt_open(connection, jobs):
            jobs = jobs.filtered(lambda job: not job.not_before)
        if not jobs:
            return jobs
        first = jobs[0]
        if first.not_before:
            path = halving.next_doubted(job.bundle for job in jobs if job.not_before)
        else:
            path = halving.next_path(first.bundle, jobs.mapped("bundle"))
        return jobs.filtered(lambda job: (job.bundle or False) == (path or False))

    @api.model
    def _is_doubt_open(self, connection, jobs):
        """Whether parts of what brought no answer wait for each other.

        While nothing was answered since, one at a time goes: it may be Xero that takes
        nothing, and then few calls must tell.
        """
        doubted = jobs.filtered("not_before")
        if not doubted:
            return False
        exchanges, mine = (
            self.env["xero.exchange"],
            [("connection_id", "=", connection.id), ("mirror_model", "=", self._name)],
        )
        under_way = exchanges.search_count(
            [*mine, ("state", "!=", "applied"), ("bundle", "!=", False)], limit=1
        )
        return bool(under_way) and not exchanges._was_answered(
            connection, self._name, min(doubted.mapped("unanswered_since"))
        )

    @api.model
    def _is_probing(self, connection):
        """Whether Xero took nothing of this kind lately, so that one at a time goes."""
        row = self.env["xero.retry"]._of(connection, "push", self._name)
        return bool(row) and row.error != RateLimited.code

    @api.model
    def _is_probe_under_way(self, connection):
        """Whether it is about to be known what became of the last one that left."""
        lately = fields.Datetime.now() - timedelta(minutes=5)
        return bool(
            self.env["xero.exchange"].search_count(
                [
                    ("connection_id", "=", connection.id),
                    ("mirror_model", "=", self._name),
                    ("state", "!=", "applied"),
                    ("create_date", ">=", lately),
                ],
                limit=1,
            )
        )

    # === Comparing === #

    @api.model
    def _is_unchanged(self, elements):
        """Whether the records would send today what the elements say."""
        jobs = elements.job_id
        records = jobs._records().exists()
        prepared = self._prepare(elements.connection_id, records)
        return all(
            isinstance(push := prepared.get(element.res_id), Push)
            and not push.hold
            and self._body_hash(payloads.object_text(push.body)) == element.body_hash
            for element in elements
        )

    @api.model
    def _body_hash(self, text):
        """:param str text: of :func:`~xerolib.payloads.object_text`
        :return: what tells whether the same would be sent alone"""
        text = payloads.enveloped(self._xero_resource, [text])
        return hashlib.sha256(text.encode()).hexdigest()

    @api.model
    def _open_jobs(self, connection, records, states=JOB_WAITING):
        return self.env["xero.job"].search(
            [
                ("connection_id", "=", connection.id),
                ("mirror_model", "=", self._name),
                ("res_id", "in", records.ids),
                ("state", "in", states),
            ]
        )
