from dataclasses import dataclass

from odoo import api, fields, models

from .xero_issue import Hold
from .xero_issue_refusals import hold_of_all


@dataclass(frozen=True)
class Push:
    """What one record sends.

    :param reference: our key in Xero: InvoiceNumber, ContactNumber
    :param body: Xero's dict; of an update, the id and what changes
    :param xero_id: of an update: what it changes; None creates
    :param base: JSON values that both sides agree on once it has arrived
    :param hold: of an update: what stands against it, as far as Xero is known. It
        counts once Xero was read
    """

    reference: str
    body: dict
    xero_id: str | None = None
    base: dict | None = None
    hold: Hold | None = None

    @property
    def method(self):
        return "POST" if self.xero_id else "PUT"


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

    agreed = fields.Json(
        readonly=True,
        help="What both sides said when they agreed last: the base of the comparison "
        "before an update.",
    )

    # === What each mirror brings === #

    @api.model
    def _prepare_one(self, connection, record):
        """Say what a record sends, or why it cannot go. Writes nothing.

        Of a record that stands in Xero, what is sent counts only once the mirror was
        read there: it is prepared to find out whether to read, and again to send.

        :return: a :class:`~.xero_issue.Hold`; or a :class:`Push`, without a body when
            both sides came to agree by themselves; or None when Xero has it already
        """
        raise NotImplementedError

    @api.model
    def _known(self, connection, records):
        """:return: dict of record id to its mirror, for those that stand in Xero"""
        raise NotImplementedError

    @api.model
    def _decide(self, connection, record, winner):
        """A person said which side counts where both changed: remember it.

        :param winner: "odoo" or "xero"
        """
        raise NotImplementedError

    @api.model
    def _gone(self, connection, job, mirror):
        """Xero no longer knows what the job would change: a person decides."""
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
    def _refused_together(self, exchange, jobs, messages):
        """Xero refused all of these alike: one cause for all of them."""
        issues, words = self.env["xero.issue"], "\n".join(messages)
        hold = hold_of_all(messages)
        jobs._block(issues._raise(exchange.connection_id, hold, words, exchange))

    @api.model
    def _names(self, element):
        """:return: dict of mirror model to the Xero id that the element names there"""
        return {self._name: element.xero_id} if element.xero_id else {}

    def _strike_out(self):
        """Xero does not know them any more. Should it again, they are rewritten."""
        now = fields.Datetime.now()
        self.write({"status": "DELETED", "gone_at": now, "content_hash": False})

    @api.model
    def _names_what_is_gone(self, element, gone):
        """Xero does not know what the element names.

        :param gone: dict of mirror model to the Xero id that is not there
        """
        mirror = self._of(element.connection_id, gone.values()).get(element.xero_id)
        self._gone(element.connection_id, element.job_id, mirror or self)

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
                self._known(connection, job._records())[
                    job.res_id
                ].agreed = outcome.base
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
    def _ready(self, connection, jobs):
        """:return: the jobs that need not wait for anything else to arrive first"""
        return jobs

    # === Reading before an update === #

    @api.model
    def _to_read(self, connection, urgent=False):
        """:return: jobs of the next claim that would update what was not read yet"""
        jobs, _held = self._next_jobs(connection, urgent)
        unread = jobs.filtered(lambda job: not job._is_read())
        known = self._known(connection, unread._records())
        unread = unread.filtered(lambda job: job.res_id in known)
        if not unread:
            return unread
        prepared = self._prepare(connection, unread._records().exists())
        return unread.filtered(lambda job: isinstance(prepared.get(job.res_id), Push))

    @api.model
    def _xero_ids(self, connection, jobs):
        known = self._known(connection, jobs._records())
        return [known[job.res_id].xero_id for job in jobs]

    @api.model
    def _read(self, client, xero_ids):
        """Read things by their ids: whole ones, in one call.

        :param xero_ids: at most a batch of them
        :return: Xero's objects, archived ones too
        """
        page = client.page(
            self._xero_resource(),
            params={"IDs": ",".join(xero_ids), "includeArchived": "true"},
        )
        return page.rows

    @api.model
    def _freshen(self, connection, jobs, rows):
        """The jobs' things were read: keep them, and what Xero no longer knows."""
        # Before they are stored: what was archived meanwhile is not known after it.
        known = self._known(connection, jobs._records())
        self._store(connection, rows)
        resource = self._xero_resource()
        found = {row[resource.id_field] for row in rows}
        for job in jobs:
            mirror = known[job.res_id]
            if mirror.xero_id not in found:
                self._gone(connection, job, mirror)
        jobs.read_at = fields.Datetime.now()

    # === Comparing === #

    @api.model
    def _is_unchanged(self, elements):
        """Whether the records would send today what the elements say."""
        jobs = elements.job_id
        records = jobs._records().exists()
        prepared = self._prepare(elements.connection_id, records)
        return all(
            isinstance(push := prepared.get(element.res_id), Push)
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
