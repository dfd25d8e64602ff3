import hashlib
import logging

import psycopg2

from odoo import api, models

from ..xerolib import payloads
from .xero_issue import Hold
from .xero_job import WAITING

_logger = logging.getLogger(__name__)

# A `where` of this length, percent-encoded, passes all servers on the way.
WHERE_LIMIT = 3500


class XeroPushMirror(models.AbstractModel):
    """A mirror whose things also go from Odoo to Xero.

    What each of them brings: the record's body or what holds it back, how it is
    found again in Xero, and what happens when it has arrived or was refused.
    """

    _name = "xero.push.mirror"
    _inherit = ["xero.mirror"]
    _description = "Copy of something in Xero that Odoo writes"

    # === What each mirror brings === #

    @api.model
    def _prepare_one(self, connection, record):
        """Say what a record sends, or why it cannot go. Writes nothing.

        :return: a :class:`~.xero_issue.Hold`; or the tuple (reference, body) of our
            key in Xero and Xero's dict; or None when Xero has it already
        """
        raise NotImplementedError

    @api.model
    def _look_up(self, client, references):
        """:return: Xero's objects that carry one of our references"""
        raise NotImplementedError

    @api.model
    def _is_ours(self, element, row):
        """Whether the thing that carries our reference is what the element sent."""
        raise NotImplementedError

    @api.model
    def _arrived(self, connection, elements):
        """The elements stand in Xero, and in this mirror: link, note, close jobs."""
        raise NotImplementedError

    @api.model
    def _refused(self, element, messages):
        """Xero refused the element: find the cause and who can solve it."""
        raise NotImplementedError

    @api.model
    def _taken(self, element):
        """Another thing in Xero carries the element's reference: a person decides."""
        raise NotImplementedError

    @api.model
    def _find(self, client, terms):
        """Ask Xero for whatever one of the terms names, in as few calls as fit.

        :param terms: list of terms of a `where`, e.g. ``Name=="Ōtaki Wool"``
        :return: Xero's objects, archived ones too, each once
        """
        rows, where = {}, []
        resource = self._xero_resource()
        while terms or where:
            if terms and len(" OR ".join([*where, terms[0]])) <= WHERE_LIMIT:
                where.append(terms[0])
                terms = terms[1:]
                continue
            for page in client.pages(
                resource,
                params={"where": " OR ".join(where), "includeArchived": "true"},
            ):
                rows.update({row[resource.id_field]: row for row in page.rows})
            where = []
        return list(rows.values())

    # === Claiming === #

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
    def _claim(self, connection):
        """Write down the next exchange: up to a batch of waiting jobs.

        Jobs and records are read in the snapshot of one transaction, so what is sent
        is what some commit left, and an edit that commits later leaves its own job.

        :return: the exchange, not yet sent; an empty one when what waited is not to
            be sent after all; None when nothing waits
        """
        waiting = self.env["xero.job"]._claimable(connection, self._name)
        jobs = self._next_bundle(self._ready(connection, waiting))[
            : self._xero_resource().batch
        ]
        if not jobs:
            held_meanwhile = waiting.filtered(lambda job: job.state == "blocked")
            return self.env["xero.exchange"] if held_meanwhile else None
        records = jobs._records().exists()
        gone = jobs.filtered(lambda job: job.res_id not in records._ids)
        gone._close("record_deleted", "cancelled")
        prepared = self._prepare(connection, records)
        elements, bodies, sent, held = [], [], jobs.browse(), []
        for job in jobs - gone:
            outcome = prepared[job.res_id]
            if outcome is None:
                job._close("unchanged")
            elif isinstance(outcome, tuple):
                reference, body = outcome
                elements.append(
                    {
                        "job_id": job.id,
                        "position": len(elements),
                        "reference": reference,
                        "res_id": job.res_id,
                        "body_hash": self._body_hash(body),
                    }
                )
                bodies.append(body)
                sent |= job
            else:
                held.append((job, outcome))
        self.env["xero.issue"]._hold(connection, held)
        if not bodies:
            return self.env["xero.exchange"]
        text = payloads.body_text(self._xero_resource(), bodies)
        exchange = self.env["xero.exchange"]._write_down(
            connection, self, elements, text
        )
        sent.write({"state": "sending", "exchange_id": exchange.id})
        return exchange

    @api.model
    def _next_bundle(self, jobs):
        """Half of a call that was refused whole travels alone, all others together."""
        if not jobs:
            return jobs
        return jobs.filtered(lambda job: job.bundle == jobs[0].bundle)

    @api.model
    def _ready(self, connection, jobs):
        """:return: the jobs that need not wait for anything else to arrive first"""
        return jobs

    @api.model
    def _is_unchanged(self, elements):
        """Whether the records would send today what the elements say."""
        jobs = elements.job_id
        records = jobs._records().exists()
        prepared = self._prepare(elements.connection_id, records)
        return all(
            isinstance(prepared.get(element.res_id), tuple)
            and self._body_hash(prepared[element.res_id][1]) == element.body_hash
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
