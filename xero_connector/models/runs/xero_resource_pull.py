import logging
from datetime import datetime, timedelta, timezone

from odoo import fields, models

from ...const import PRIORITY_AUTOMATIC, PRIORITY_PERSON
from ...xerolib import halving, where
from ...xerolib.errors import XeroError

_logger = logging.getLogger(__name__)

# Read again with every pull, for clocks and for answers in flight.
OVERLAP = timedelta(minutes=5)

# Records that are brought into Odoo between two commits.
SLICE = 1000

# What is read by its ids in one call: they stand in its address.
READ_AGAIN = 40

# So many rows do not disappear together.
A_HANDFUL = 5

# Records of Odoo's that are compared between two commits.
COMPARED = 200

# How often a pull starts over because Xero's list moved, before it is left to the
# next run. An organisation that changes all the time would never come to an end.
MOST_RESTARTS = 2


class XeroResource(models.Model):
    """One pull, in steps with a commit after each: pages, then slices of applying.

    All that a step needs to know stands in the database, so a worker that is killed
    costs one step. The cursor moves at the end, to the newest stamp of Xero's that
    was seen.
    """

    _inherit = "xero.resource"

    def _step(self, commit):
        """Do the next step of the pull that is underway or asked for.

        :param commit: the runner's commit, called with a number of records
        :raise XeroError: the step is due again
        """
        self.ensure_one()
        if not self.started_at:
            self._begin()
        if not self._is_read():
            self._read_page(commit)
        elif not (
            self._apply_slice(commit)
            or self._read_again(commit)
            or self._compare_slice(commit)
        ):
            self._finish()
            commit()

    # === Beginning === #

    def _begin(self):
        """Take the request off: who asks from now on asks for another pull."""
        batch = self.requested_batch_id or self._open_batch()
        batch._running()
        since = not batch._compares_all() and self._since()
        self.write(
            {
                "requested_at": False,
                "requested_batch_id": False,
                "started_at": fields.Datetime.now(),
                "batch_id": batch.id,
                "full": batch._compares_all(),
                "compares": batch._compares_all() or self.to_compare,
                "to_compare": False,
                "since": since,
                "restarts": 0,
                "compared_id": 0,
                # Partners are made in Odoo too: what was read before may match now.
                "to_apply": True,
            }
        )
        self.page_ids.unlink()

    def _open_batch(self):
        """Open a run for all that was asked for without one, by a webhook perhaps."""
        due = self.connection_id.resource_ids._due().filtered(lambda r: not r._run())
        batch = self.env["xero.batch"].create(
            {
                "connection_id": self.connection_id.id,
                "kind": "changes",
                "scope": self.env["xero.batch"]._scope_of(due.mapped("name")),
                "opened_by_runner": True,
                "planned_at": fields.Datetime.now(),
            }
        )
        due.requested_batch_id = batch
        return batch

    def _since(self):
        """:return: naive UTC moment for If-Modified-Since, None to pull everything

        Invoices and payments begin with the connection: nothing of ours is older.
        """
        start = self.cursor
        if not start and self._mirror()._xero_since_connected:
            start = self.connection_id.connected_at
        return start - OVERLAP if start else None

    def _abandon(self):
        """Give the pull that is underway up: the next one starts where it did."""
        for resource in self.filtered("started_at"):
            resource.to_compare |= resource.compares and not resource.full
        self.write({"started_at": False, "batch_id": False})
        self.page_ids.unlink()

    # === Reading === #

    def _is_read(self):
        last = self.page_ids[-1:]
        return bool(last) and last.number >= last.page_count

    def _read_page(self, commit):
        mirror, number = self._mirror(), len(self.page_ids) + 1
        resource = mirror._xero_resource
        since = self.since and self.since.replace(tzinfo=timezone.utc)
        params = self._list_params(self.since, self.full)

        def ask(client):
            # A call that fails was made, too.
            self.batch_id._count(calls=1)
            # No transaction waits for Xero: a person may pause the run meanwhile.
            commit()
            return client.page(resource, number, since=since, params=params)

        page = self.connection_id._call(ask)
        # Of what has no id, an empty one.
        ids = [resource.id_of(row) or "" for row in page.rows]
        if self._is_absurd(page, ids):
            if self.page_ids:
                self._start_over()
            raise page.refusal()
        changed = mirror._store(self.connection_id, page.rows)
        mirror._inspect_rows(
            self.connection_id, [row for row in page.rows if isinstance(row, dict)]
        )
        newest = page.newest(datetime.now(timezone.utc))
        self.page_ids.create(
            {
                "resource_id": self.id,
                "number": number,
                "page_count": page.last,
                "item_count": page.item_count,
                "xero_ids": ids,
                "newest": newest and newest.replace(microsecond=0, tzinfo=None),
            }
        )
        self.batch_id._count(
            total=0 if self.page_ids[1:] else self.page_ids._item_count(),
            processed=len(page.rows) - len(changed),
            changed=len(changed),
        )
        if changed:
            # Also what was applied already, should a page in between have failed.
            self.to_apply = True
        # An empty page is a step done too: Odoo leaves a cron alone that does none.
        commit(len(page.rows) or 1)

    def _read_again(self, commit):
        """Read some by their ids that may have changed without being listed, each once
        in a pull. What cannot be read stands as it was read last: the list was read,
        and is not read anew for that.

        :return: whether there were any
        """
        mirror, connection = self._mirror(), self.connection_id
        asked, in_vain = mirror._to_read_again(connection, self.started_at, READ_AGAIN)
        if not asked:
            return False

        def ask(client):
            self.batch_id._count(calls=1)
            commit()
            return mirror._read_in_parts(client, asked, int(in_vain))

        asked_at = fields.Datetime.now()
        try:
            rows, _failed = connection._call(ask)
        except XeroError as error:
            if not halving.is_of_one_call(error):
                raise
            _logger.info("%s: not read again: %s", self.name, error)
            # Nor are the others now: whatever it is may be over with the next pull.
            rows = []
            asked, _in_vain = mirror._to_read_again(connection, self.started_at)
        mirror._store(connection, rows)
        read = [mirror._xero_resource.id_of(row) for row in rows]
        mirror._note_read_again(connection, asked, read, asked_at)
        self.to_apply = True
        commit(len(asked))
        return True

    def _is_absurd(self, page, ids):
        """Whether a page cannot be Xero's, well-formed as it may be.

        :param page: :class:`~...xerolib.paging.Page`
        :param ids: of its rows
        """
        if page.page > 1:
            # Whoever answers looks at no page number, and the list would never end. (A
            # last page of few rows may have come already: an edit moved them.)
            is_last = page.page >= page.last
            return bool(ids) and not is_last and not self.page_ids._lack_any(ids)
        if ids or self.since:
            return False
        # Nothing at all is left of what Xero deletes nothing of; each organisation
        # has a currency, an account and a tax rate.
        held = self._mirror().search_count(
            self._domain_listed(fields.Datetime.now()), limit=A_HANDFUL
        )
        return held >= (1 if self._mirror()._is_reference() else A_HANDFUL)

    def _list_params(self, since=None, full=True):
        """:return: dict of what to ask of Xero's list, beside its page"""
        params = self._mirror()._pull_params(since, full)
        if not since and self._first_day():
            params["where"] = where.dated_from(self._first_day())
        return params

    def _first_day(self):
        """:return: the date from which a full list is asked for, False for all of it

        No invoice of ours is dated before the day that the connection pushes from.
        """
        return self._mirror()._xero_since_connected and self.connection_id.push_from

    # === Applying === #

    def _may_apply(self):
        return self.connection_id._links(self.name)

    def _apply_slice(self, commit):
        """Bring a slice of what was copied into Odoo.

        What may not be applied yet stays to apply, for the day that it may.

        :return: whether something was left
        """
        if not self.to_apply:
            return False
        if not self._may_apply():
            return self._preview_slice(commit)
        batch = self.batch_id
        mirror = self._mirror().with_context(xero_batch_id=batch.id)
        done = mirror._apply_slice(self.connection_id, SLICE)
        if not done:
            self.to_apply = False
            return False
        if batch:
            batch._count(
                processed=min(done, batch._unprocessed()),
                failed=len(batch.issue_ids) - batch.failed,
            )
        commit(done)
        return True

    def _preview_slice(self, commit):
        """Find out for a slice what applying it would do, where that may not be done
        yet: a person is shown it first.

        :return: whether something was left
        """
        if not self.connection_id._pulls(self.name):
            return False
        done = self._mirror()._preview_slice(self.connection_id, SLICE)
        if done:
            commit(done)
        return bool(done)

    # === Comparing === #

    def _compare_slice(self, commit):
        """After Xero's records are copied: push what differs in Odoo.

        :return: whether something was left
        """
        mirror, batch = self._mirror(), self.batch_id
        if not self.compares or not self._may_push_what_differs():
            return False
        records = mirror._to_compare(self.connection_id, self.compared_id, COMPARED)
        if not records:
            return False
        self.env["xero.job"].with_user(batch.user_id or self.env.user)._intend(
            self.connection_id,
            mirror._name,
            mirror._differing(self.connection_id, records),
            PRIORITY_PERSON if batch.user_id else PRIORITY_AUTOMATIC,
        )
        self.compared_id = records[-1].id
        commit(len(records))
        return True

    def _may_push_what_differs(self):
        """A person who syncs pushes; the night pushes what goes by itself anyway."""
        mirror = self._mirror()
        if not mirror._xero_pushes:
            return False
        if self.batch_id.user_id:
            return self.connection_id._pushes(mirror._name)
        return self.connection_id._pushes_by_itself(mirror._name)

    # === Finishing === #

    def _finish(self):
        """Move the cursor; when Xero's list moved while it was read, start over.

        A row that is edited between two pages shifts the rest and lets one slip
        through for good: then an id came twice, the count changed, or fewer came than
        Xero counts.
        """
        pages, batch, now = self.page_ids, self.batch_id, fields.Datetime.now()
        listed = pages._listed()
        ids = list(filter(None, listed))
        moved = (
            len(ids) != len(set(ids))
            or len(set(pages.mapped("item_count"))) > 1
            or pages._item_count() > len(listed)
        )
        if moved and self.restarts < MOST_RESTARTS:
            self.restarts += 1
            self._start_over()
            return
        vals = {
            "done_at": now,
            "pulled": len(set(listed)),
            "started_at": False,
            "batch_id": False,
        }
        if not moved:
            newest = filter(None, [self.cursor, *pages.mapped("newest")])
            vals["cursor"] = max(newest, default=False)
        if not moved and self.full:
            vals["compared_at"] = now
            if len(ids) == len(listed):
                # What has no id may be any of those that we hold.
                self._mark_gone(ids)
            self.env["xero.odd.row"]._forget_unseen(
                self.connection_id, self._mirror()._xero_resource, self.started_at
            )
        if moved:
            batch._count(skipped={"moved": 1})
        self.write(vals)
        pages.unlink()
        if not batch.resource_ids:
            batch._count(processed=batch._unprocessed())
        batch._end_if_idle()

    def _domain_listed(self, before):
        """:param before: naive UTC
        :return: domain of the rows that a full list must name, as known before then"""
        day = self._first_day()
        domain = [
            ("connection_id", "=", self.connection_id.id),
            ("gone_at", "=", False),
            ("create_date", "<", before),
        ]
        return [*domain, ("date", ">=", day)] if day else domain

    def _start_over(self):
        """Read the list from its first page again."""
        pages = self.page_ids
        self.batch_id._count(
            total=-pages[0]._item_count(), processed=-len(pages._listed())
        )
        pages.unlink()

    def _mark_gone(self, ids):
        """What we hold and the full list did not name is in Xero no more.

        What came to be known after its first page was asked for may not stand in it.
        """
        listed = self._domain_listed(self.started_at)
        gone = self._mirror()._mark_gone(ids, listed)
        if gone:
            self.batch_id._count(skipped={"gone": len(gone)})
        self._mirror()._tell_unlisted(self.connection_id)
