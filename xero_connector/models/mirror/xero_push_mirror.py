from dataclasses import dataclass

from odoo import api, fields, models

from ...const import HELD, JOB_OPEN, MOST_UNANSWERED
from ...xerolib import halving, where
from ..issues.xero_issue import Hold


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


class XeroPushMirror(models.AbstractModel):
    """A mirror whose things also go from Odoo to Xero.

    What each of them brings: the record's body or what holds it back, how it is
    found again in Xero, and what happens when it has arrived or was refused.
    """

    _name = "xero.push.mirror"
    _inherit = ["xero.mirror"]
    _description = "Copy of a Xero Record That Odoo Pushes"

    _xero_pushes = True

    agreed = fields.Json(
        readonly=True,
        help="The values on both sides when they last matched: the baseline for "
        "comparing changes.",
    )

    # === What each mirror brings === #

    @api.model
    def _is_source(self, record):
        """Whether this mirror is the one that pushes a record of Odoo's."""
        return self._fields[self._xero_link].comodel_name == record._name

    @api.model
    def _why_not(self, connection):
        """:return: why nothing of this goes to Xero though settings let it, in a
        sentence; False if it does"""
        return False

    @api.model
    def _prepare_one(self, connection, record):
        """Say what a record sends, or why it cannot go. Writes nothing.

        Of a record that stands in Xero, what is sent counts only once the mirror was
        read there: it is prepared to find out whether to read, and again to send.

        :return: a :class:`~..issues.xero_issue.Hold`; or a :class:`Push`, without a
            body when both sides came to agree by themselves; or None when Xero has it
        """
        raise NotImplementedError

    @api.model
    def _settle_conflict(self, connection, record, winner, asked):
        """A person said which side counts where both changed: remember it.

        :param winner: "odoo" or "xero"
        :param asked: set of the names of the fields that the person was shown
        """
        raise NotImplementedError

    @api.model
    def _link_arrived(self, connection, elements):
        """The elements are in Xero, and in this mirror: link, note, close jobs."""
        mirrors = self._of(connection, elements.mapped("xero_id"))
        records = self.env[self._fields[self._xero_link].comodel_name]
        there = set(records.browse(elements.mapped("res_id")).exists()._ids)
        for element in elements.filtered(lambda element: element.res_id in there):
            mirror = mirrors[element.xero_id]
            mirror.write({self._xero_link: element.res_id, "agreed": element.base})
        adopted = elements.filtered(lambda element: element.outcome == "adopted")
        adopted.job_id._close("adopted")
        (elements - adopted).job_id._close("sent")

    # === Looking in Xero === #

    @api.model
    def _records_to_find(self, connection):
        """:return: records to look for in Xero before any of them is created, as many
        as one call takes; by default none: our reference alone tells what is ours.
        Who says some brings :meth:`_find_records` and :meth:`_identify`, too
        """
        return self.env[self._fields[self._xero_link].comodel_name]

    @api.model
    def _find_records(self, client, records, tries=0):
        """Ask Xero for whatever these records may be there.

        :param int tries: how often that failed before
        :return: Xero's objects; and by record the error of each that Xero cannot be
            asked about
        """
        raise NotImplementedError

    @api.model
    def _identify(self, connection, records):
        """Say what these records are in Xero, from the mirror as it was just refreshed:
        link them, mark their jobs as looked up, or hold them."""
        raise NotImplementedError

    @api.model
    def _look_up(self, client, references):
        """:return: Xero's objects that carry one of our references"""
        number = self._xero_resource.number_field
        return self._find(client, where.equal(number, references))

    @api.model
    def _is_ours(self, element, row):
        """Whether the thing that carries our reference is what the element sent, or a
        stranger's: a number alone is no proof, for people choose it, too."""
        raise NotImplementedError

    # === What stands against it === #

    @api.model
    def _record(self, element):
        return self.env[element.job_id.res_model].browse(element.res_id)

    @api.model
    def _partner_of(self, record):
        """:return: whom a refusal of the record may be about; the record itself if it
        is one, or nobody is"""
        return record

    @api.model
    def _gone(self, job, mirror):
        """Xero no longer knows what the job would change: a person decides."""
        self._hold_of_gone(job._records(), mirror)._on(job)

    @api.model
    def _hold_of_gone(self, record, mirror):
        """:param mirror: its copy
        :return: a :class:`~..issues.xero_issue.Hold`"""
        place = f"{record._name},{record.id}"
        return Hold("not_found", place, {"name": record.display_name}, record)

    @api.model
    def _taken(self, element, row):
        """Another thing in Xero carries the element's reference: a person decides.

        :param row: that thing, Xero's object; empty where Xero does not show it
        """
        record = self._record(element)
        self._hold_of_taken(element, record, row)._on(element.job_id)

    @api.model
    def _hold_of_taken(self, element, record, row):
        """:return: a :class:`~..issues.xero_issue.Hold`; see :meth:`_taken`"""
        place, data = f"{record._name},{record.id}", {"name": record.display_name}
        return Hold("number_taken", place, data, record)

    @api.model
    def _refused(self, element, messages):
        """Xero refused the element: find the cause and who can solve it. A number that
        is taken may be taken by this very record, which is looked for."""
        taken = self.env["xero.issue"]._is_said(messages, "number_taken")
        if taken and element.exchange_id.method == "PUT":
            element.outcome = "taken"
            return
        self._strike_out_unknown(element, messages)
        hold = self._hold_of_refused(element, self._record(element), messages)
        hold._on(element.job_id, "\n".join(messages), element.exchange_id)

    @api.model
    def _hold_of_refused(self, element, record, messages):
        """:return: a :class:`~..issues.xero_issue.Hold`; see :meth:`_refused`"""
        return self.env["xero.issue"]._hold_of_refusal(
            record, self._partner_of(record), messages
        )

    @api.model
    def _refused_together(self, exchange, jobs, messages):
        """Xero refused all of these alike: one cause for all of them."""
        issues, words = self.env["xero.issue"], "\n".join(messages)
        hold = issues._hold_of_all(messages)
        jobs._block(issues._raise(exchange.connection_id, hold, words, exchange))

    @api.model
    def _hold_failed(self, job, error, exchange=None):
        """Xero cannot be asked about the job's record alone: a person is told, and it
        is tried again by itself, for it may have been Xero.

        :param error: a :class:`~xerolib.errors.XeroError`
        :param exchange: that was looked up, if it was one
        """
        if exchange and exchange.attempts:
            # It may stand in Xero: it is looked up before it leaves, if it does.
            now = fields.Datetime.now()
            job.write({"not_before": now, "unanswered_since": exchange.sent_at or now})
        self._hold_of_failure("look_up_failing", job, error)._on(job, exchange=exchange)
        row = self.env["xero.retry"]._set_aside(
            job.connection_id, HELD, job._records(), error
        )
        # One fault often stops several things: they come with the same mail.
        row._about_to_be_told()._raise_issues()

    @api.model
    def _hold_of_failure(self, cause, job, error):
        record = job._records().exists()
        answer = error.answer
        return Hold(
            cause,
            f"{job.res_model},{job.res_id}",
            {
                "names": [job.record_name],
                "code": error.code,
                "status": answer.status if answer else 0,
                "words": "\n".join(getattr(error, "messages", [])),
            },
            record or None,
        )

    # === What it names === #

    @api.model
    def _names(self, element):
        """:return: dict of mirror model to the Xero id that the element names there:
        its own, and those of what it needs"""
        named = {self._name: element.xero_id} if element.xero_id else {}
        sent = element._sent() or {}
        for model in self._prerequisites(element.connection_id):
            resource = self.env[model]._xero_resource
            if found := (sent.get(resource.single) or {}).get(resource.id_field):
                named[model] = found
        return named

    def _strike_out(self):
        """Xero does not know them any more. Should it again, they are rewritten."""
        now = fields.Datetime.now()
        self.write({"status": "DELETED", "gone_at": now, "content_hash": False})

    @api.model
    def _strike_out_unknown(self, element, messages):
        """Xero refused the element since it does not know something that it needs: that
        is gone, and nobody is asked to take it again."""
        issues = self.env["xero.issue"]
        for model, xero_id in self._names(element).items():
            mirror = self.env[model]
            if issues._is_said(messages, mirror._xero_unknown):
                known = mirror._of(element.connection_id, [xero_id])
                mirror.union(*known.values())._strike_out()

    @api.model
    def _names_what_is_gone(self, element, gone):
        """Xero does not know what the element names. What it needs is struck out, and
        brought along or asked about anew; of what it would change, a person is asked.

        :param gone: dict of mirror model to the Xero id that is not there
        """
        connection = element.connection_id
        needed = {
            model: xero_id for model, xero_id in gone.items() if model != self._name
        }
        for model, xero_id in needed.items():
            self.env[model]._of(connection, [xero_id])[xero_id]._strike_out()
        if needed:
            element._return_to_queue()
            return
        mirror = self._of(connection, gone.values()).get(element.xero_id)
        self._gone(element.job_id, mirror or self)

    @api.model
    def _find(self, client, terms):
        """Ask Xero for whatever one of the terms names, in as few calls as fit.

        :param terms: list of terms of a `where`, e.g. ``Name=="Ōtaki Wool"``
        :return: Xero's objects, archived ones too, each once
        :raise OddValue: one of them cannot be read, so it is not known whose it is
        """
        rows, resource = {}, self._xero_resource
        while terms:
            asked = terms[: where.how_many_fit([term] for term in terms)]
            for page in client.pages(
                resource,
                params={"where": where.any_of(asked), "includeArchived": "true"},
            ):
                rows.update({resource.id_of(row): row for row in page.readable()})
            terms = terms[len(asked) :]
        return list(rows.values())

    # === Comparing all === #
    # A full comparison, seen from Odoo: what would be sent that Xero does not have.

    @api.model
    def _to_compare(self, connection, after, limit):
        """:return: the next Odoo records to compare, in the order of their ids; by
            default those that are in Xero

        :param int after: id of the last one that was compared
        """
        records = self.env[self._fields[self._xero_link].comodel_name]
        return records.search(
            [("id", ">", after), ("id", "in", self._standing(connection))],
            order="id",
            limit=limit,
        )

    @api.model
    def _differing(self, connection, records):
        """:return: those that would be sent, or that something holds back; what is on
        its way already, or waits for a person, is left to that, and what a person
        said not to send is left alone until it is changed"""
        underway = self._open_jobs(connection, records, JOB_OPEN).mapped("res_id")
        refused = self._refused_at(connection, records)
        prepared = self._prepare(
            connection,
            records.filtered(
                lambda record: (
                    record.id not in underway
                    and (
                        record.id not in refused
                        or record.write_date > refused[record.id]
                    )
                )
            ),
        )
        return records.browse(
            record_id for record_id, outcome in prepared.items() if outcome is not None
        )

    @api.model
    def _refused_at(self, connection, records):
        """:return: dict of record id to when a person last said not to send it"""
        return dict(
            self.env["xero.job"]._read_group(
                [
                    ("connection_id", "=", connection.id),
                    ("mirror_model", "=", self._name),
                    ("res_id", "in", records.ids),
                    ("outcome", "=", "cancelled"),
                ],
                ["res_id"],
                ["closed_at:max"],
            )
        )

    # === Reading before an update === #
    # No blind updates: what is about to be changed in Xero is read there first.

    @api.model
    def _to_read(self, connection, jobs):
        """:return: those that would update what was not read yet"""
        unread = jobs.filtered(lambda job: not job._is_read())
        known = self._find_known(connection, unread._records())
        unread = unread.filtered(lambda job: job.res_id in known)
        if not unread:
            return unread
        prepared = self._prepare(connection, unread._records().exists())
        return unread.filtered(lambda job: isinstance(prepared.get(job.res_id), Push))

    @api.model
    def _xero_ids(self, connection, jobs):
        known = self._find_known(connection, jobs._records())
        return [known[job.res_id].xero_id for job in jobs]

    @api.model
    def _read(self, client, xero_ids):
        """Read things by their ids: whole ones, in one call.

        :param xero_ids: at most a batch of them
        :return: Xero's objects, archived ones too
        :raise OddValue: one of them cannot be read
        """
        page = client.page(
            self._xero_resource,
            params={"IDs": ",".join(xero_ids), "includeArchived": "true"},
        )
        return page.readable()

    @api.model
    def _read_in_parts(self, client, xero_ids, tries):
        """The same; one that cannot be read stops no other.

        :param int tries: how often that failed before
        :return: Xero's objects; and by id the error of each that cannot be read
        """
        return halving.ask_in_parts(
            lambda part: self._read(client, part), xero_ids, tries
        )

    @api.model
    def _is_to_blame(self, connection, job):
        """Whether it is this record that cannot be read: it failed several times, and
        since it first did, others of its kind were read."""
        if job.unanswered < MOST_UNANSWERED:
            return False
        read = self.env["xero.job"].search_count(
            [
                ("connection_id", "=", connection.id),
                ("mirror_model", "=", self._name),
                ("read_at", ">=", job.unanswered_since),
            ],
            limit=1,
        )
        return bool(read)

    @api.model
    def _keep_read(self, connection, jobs, rows, failed):
        """The jobs' things were read: keep them, and what Xero no longer knows.

        :param failed: what could not be read, as :meth:`_read_in_parts` gives it
        """
        # Before they are stored: what was archived meanwhile is not known after it.
        known = self._find_known(connection, jobs._records())
        self._store(connection, rows)
        resource = self._xero_resource
        found = {row[resource.id_field] for row in rows}
        for job in jobs:
            mirror = known.get(job.res_id)
            if mirror and mirror.xero_id in failed:
                self._hold_failed(job, failed[mirror.xero_id])
            elif mirror and mirror.xero_id not in found:
                self._gone(job, mirror)
        jobs.read_at = fields.Datetime.now()
