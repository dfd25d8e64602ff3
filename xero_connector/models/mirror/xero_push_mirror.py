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

        :return: a :class:`~..issues.xero_issue.Hold`; or a :class:`Push`, without a body when
            both sides came to agree by themselves; or None when Xero has it already
        """
        raise NotImplementedError

    @api.model
    def _known(self, connection, records):
        """:return: dict of record id to its mirror, for those that stand in Xero"""
        raise NotImplementedError

    @api.model
    def _decide(self, connection, record, winner, asked):
        """A person said which side counts where both changed: remember it.

        :param winner: "odoo" or "xero"
        :param asked: set of the names of the fields that the person was shown
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

    @api.model
    def _names(self, element):
        """:return: dict of mirror model to the Xero id that the element names there"""
        return {self._name: element.xero_id} if element.xero_id else {}

    def _strike_out(self):
        """Xero does not know them any more. Should it again, they are rewritten."""
        now = fields.Datetime.now()
        self.write({"status": "DELETED", "gone_at": now, "content_hash": False})

    @api.model
    def _strike_out_unknown(self, element, messages):
        """Xero refused the element since it does not know the contact that it names:
        that one is gone, and nobody is asked to take it again."""
        contacts = self.env["xero.contact"]
        named = self._names(element).get(contacts._name)
        issues = self.env["xero.issue"]
        if named and issues._is_said(messages, "contact_not_found"):
            known = contacts._of(element.connection_id, [named])
            contacts.union(*known.values())._strike_out()

    @api.model
    def _names_what_is_gone(self, element, gone):
        """Xero does not know what the element names.

        :param gone: dict of mirror model to the Xero id that is not there
        """
        mirror = self._of(element.connection_id, gone.values()).get(element.xero_id)
        self._gone(element.connection_id, element.job_id, mirror or self)

    @api.model
    def _taken(self, element, row):
        """Another thing in Xero carries the element's reference: a person decides.

        :param row: that thing, Xero's object; empty where Xero does not show it
        """
        raise NotImplementedError

    @api.model
    def _find(self, client, terms):
        """Ask Xero for whatever one of the terms names, in as few calls as fit.

        :param terms: list of terms of a `where`, e.g. ``Name=="Ōtaki Wool"``
        :return: Xero's objects, archived ones too, each once
        :raise OddValue: one of them cannot be read, so it is not known whose it is
        """
        rows, resource = {}, self._xero_resource()
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
        """:return: the next Odoo records to compare, in the order of their ids

        :param int after: id of the last one that was compared
        """
        raise NotImplementedError

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
        :raise OddValue: one of them cannot be read
        """
        page = client.page(
            self._xero_resource(),
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
    def _freshen(self, connection, jobs, rows, failed):
        """The jobs' things were read: keep them, and what Xero no longer knows.

        :param failed: what could not be read, as :meth:`_read_in_parts` gives it
        """
        # Before they are stored: what was archived meanwhile is not known after it.
        known = self._known(connection, jobs._records())
        self._store(connection, rows)
        resource = self._xero_resource()
        found = {row[resource.id_field] for row in rows}
        for job in jobs:
            mirror = known.get(job.res_id)
            if mirror and mirror.xero_id in failed:
                self._hold_failed(job, failed[mirror.xero_id])
            elif mirror and mirror.xero_id not in found:
                self._gone(connection, job, mirror)
        jobs.read_at = fields.Datetime.now()
