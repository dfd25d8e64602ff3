import hashlib
import logging

import psycopg2

from odoo import api, models

from ..xerolib import payloads
from .xero_issue import Hold
from .xero_job import WAITING
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
        prepared = {}
        for record in records:
            try:
                prepared[record.id] = self._prepare_one(connection, record)
            except psycopg2.Error:
                raise
            except Exception as error:
                _logger.exception("%s cannot be prepared for Xero", record)
                prepared[record.id] = Hold(
                    "broken",
                    f"{record._name},{record.id}",
                    {"name": record.display_name, "words": repr(error)},
                    record,
                )
        return prepared

    @api.model
    def _claim(self, connection, urgent=False):
        """Write down the next exchange: up to a batch of waiting jobs.

        Jobs and records are read in the snapshot of one transaction, so what is sent
        is what some commit left, and an edit that commits later leaves its own job.

        :param urgent: whether only what a person asked for is claimed
        :return: the exchange, not yet sent; an empty one when what waited is not to
            be sent after all; None when nothing waits
        """
        jobs, held_meanwhile = self._next_jobs(connection, urgent)
        if not jobs:
            return self.env["xero.exchange"] if held_meanwhile else None
        records = jobs._records().exists()
        gone = jobs.filtered(lambda job: job.res_id not in records._ids)
        gone._close("record_deleted", "cancelled")
        prepared = self._prepare(connection, records)
        pushes, held = {}, []
        for job in jobs - gone:
            outcome = prepared[job.res_id]
            if outcome is None:
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
                known = self._known(connection, job._records())
                known[job.res_id].agreed = outcome.base
                job._close("unchanged")
        self.env["xero.issue"]._hold(connection, held)
        if not pushes:
            return self.env["xero.exchange"]
        exchange = self.env["xero.exchange"]._write_down(connection, self, pushes)
        sent = jobs.browse().union(*pushes)
        sent.write({"state": "sending", "exchange_id": exchange.id})
        return exchange

    @api.model
    def _next_jobs(self, connection, urgent=False):
        """The jobs of the next exchange, which holds one method: PUT or POST.

        :return: up to a batch of jobs, and whether others were held back meanwhile
        """
        waiting = self.env["xero.job"]._claimable(connection, self._name, urgent)
        bundle = self._next_bundle(self._ready(connection, waiting))
        if bundle:
            known = self._known(connection, bundle._records())
            updates = bundle[0].res_id in known
            bundle = bundle.filtered(lambda job: (job.res_id in known) == updates)
        held = any(job.state == "blocked" for job in waiting)
        return bundle[: self._xero_resource().batch], held

    @api.model
    def _next_bundle(self, jobs):
        """Half of a call that was refused whole travels alone, all others together.

        Halves go before quarters, so that both are heard before either is halved.
        """
        if not jobs:
            return jobs
        first = jobs[0]
        if first.bundle:
            root = first.bundle.partition(":")[0] + ":"
            parts = jobs.filtered(lambda job: (job.bundle or "").startswith(root))
            first = min(parts, key=lambda job: len(job.bundle))
        return jobs.filtered(lambda job: job.bundle == first.bundle)

    @api.model
    def _claim_domain(self, connection):
        """:return: domain of the jobs that a setting does not keep waiting; those it
        keeps must not stand before the others"""
        return []

    @api.model
    def _ready(self, connection, jobs):
        """:return: the jobs that need not wait for anything else to arrive first"""
        return jobs

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
            and self._body_hash(push.body) == element.body_hash
            for element in elements
        )

    @api.model
    def _body_hash(self, body):
        text = payloads.body_text(self._xero_resource(), [body])
        return hashlib.sha256(text.encode()).hexdigest()

    @api.model
    def _open_jobs(self, connection, records, states=WAITING):
        return self.env["xero.job"].search(
            [
                ("connection_id", "=", connection.id),
                ("mirror_model", "=", self._name),
                ("res_id", "in", records.ids),
                ("state", "in", states),
            ]
        )
