from datetime import timedelta, timezone

from odoo import fields, models

from ..xerolib import values

# Read again with every pull, for clocks and for answers in flight.
OVERLAP = timedelta(minutes=5)

# Of these nothing is ours that is older than the connection.
SINCE_CONNECTED = ("invoices", "payments")

# Records that are brought into Odoo between two commits.
SLICE = 1000

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
        elif not self._apply_slice(commit):
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
                "since": since,
                "restarts": 0,
                # Partners are made in Odoo too: what was read before may match now.
                "to_apply": True,
            }
        )
        self.page_ids.unlink()

    def _open_batch(self):
        """Find the run of the schedule that this pull belongs to, or open one."""
        kind = "changes" if self.cursor or self.done_at else "first"
        batches = self.env["xero.batch"]
        batch = batches.search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("kind", "=", kind),
                ("opened_by_runner", "=", True),
                ("state", "in", ("planned", "running")),
            ],
            limit=1,
        )
        if not batch:
            batch = batches.create(
                {
                    "connection_id": self.connection_id.id,
                    "kind": kind,
                    "opened_by_runner": True,
                    "planned_at": fields.Datetime.now(),
                }
            )
        batch.resource_names = [*(batch.resource_names or []), self.name]
        return batch

    def _since(self):
        """:return: naive UTC moment for If-Modified-Since, None to pull everything

        Invoices and payments begin with the connection: nothing of ours is older.
        """
        start = self.cursor
        if not start and self.name in SINCE_CONNECTED:
            start = self.connection_id.connected_at
        return start - OVERLAP if start else None

    # === Reading === #

    def _is_read(self):
        last = self.page_ids[-1:]
        return bool(last) and last.number >= last.page_count

    def _read_page(self, commit):
        mirror, number = self._mirror(), len(self.page_ids) + 1
        since = self.since and self.since.replace(tzinfo=timezone.utc)
        params = self._params()
        commit()
        page = self.connection_id._call(
            lambda client: client.page(
                mirror._xero_resource(), number, since=since, params=params
            )
        )
        changed = mirror._store(self.connection_id, page.rows)
        id_field = mirror._xero_resource().id_field
        stamps = [mirror._stamp(row.get("UpdatedDateUTC")) for row in page.rows]
        newest = max(filter(None, stamps), default=None)
        self.page_ids.create(
            {
                "resource_id": self.id,
                "number": number,
                "page_count": page.page_count,
                "item_count": page.item_count,
                "xero_ids": [row[id_field] for row in page.rows],
                "newest": newest and newest.replace(microsecond=0),
            }
        )
        self.batch_id._count(
            total=0 if self.page_ids[1:] else self.page_ids._item_count(),
            processed=len(page.rows) - len(changed),
            changed=len(changed),
            calls=1,
        )
        commit(len(page.rows))

    def _params(self):
        """:return: dict of what else to ask of the list"""
        params = self._mirror()._pull_params(self.since, self.full)
        if self._first_day():
            params["where"] = values.dated_from(self._first_day())
        return params

    def _first_day(self):
        """:return: the date from which a full list is asked for, False for all of it

        No invoice of ours is dated before the day that the connection pushes from.
        """
        dated = self.name in SINCE_CONNECTED and not self.since
        return dated and self.connection_id.push_from

    # === Applying === #

    def _may_apply(self):
        return self.connection_id._applies(self.name)

    def _apply_slice(self, commit):
        """Bring a slice of what was copied into Odoo.

        What may not be applied yet stays to apply, for the day that it may.

        :return: whether something was left
        """
        if not self.to_apply or not self._may_apply():
            return False
        done = self._mirror()._apply_slice(self.connection_id, SLICE)
        if not done:
            self.to_apply = False
            return False
        if self.batch_id:
            self.batch_id._count(processed=min(done, self.batch_id._unprocessed()))
        commit(done)
        return True

    # === Finishing === #

    def _finish(self):
        """Move the cursor; when Xero's list moved while it was read, start over.

        A row that is edited between two pages shifts the rest and lets one slip
        through for good: then an id came twice, or the count changed.
        """
        pages, batch, now = self.page_ids, self.batch_id, fields.Datetime.now()
        ids = pages._listed()
        moved = len(ids) != len(set(ids)) or len(set(pages.mapped("item_count"))) > 1
        if moved and self.restarts < MOST_RESTARTS:
            self.restarts += 1
            batch._count(total=-pages[0]._item_count(), processed=-len(ids))
            pages.unlink()
            return
        vals = {
            "done_at": now,
            "pulled": len(set(ids)),
            "started_at": False,
            "batch_id": False,
        }
        if not moved:
            newest = filter(None, [self.cursor, *pages.mapped("newest")])
            vals["cursor"] = max(newest, default=False)
        if not moved and self.full:
            vals["compared_at"] = now
            self._mark_gone(ids)
        if moved:
            batch._count(skipped={"moved": 1})
        self.write(vals)
        pages.unlink()
        if not batch.resource_ids:
            batch._count(processed=batch._unprocessed())
        batch._end_if_idle()

    def _mark_gone(self, ids):
        """What we hold and the full list did not name is in Xero no more."""
        day = self._first_day()
        gone = self._mirror()._mark_gone(
            self.connection_id, ids, [("date", ">=", day)] if day else []
        )
        if gone:
            self.batch_id._count(skipped={"gone": len(gone)})
