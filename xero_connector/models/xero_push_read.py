from odoo import api, fields, models

from ..xerolib import halving
from .xero_exchange_refusal import MOST_UNANSWERED
from .xero_push_mirror import Push


class XeroPushMirror(models.AbstractModel):
    """No blind updates: what is about to be changed in Xero is read there first."""

    _inherit = "xero.push.mirror"

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
