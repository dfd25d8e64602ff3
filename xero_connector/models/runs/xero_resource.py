from datetime import timedelta

from odoo import api, fields, models

from ...xerolib import budget

DAILY = timedelta(hours=23)


class XeroResource(models.Model):
    """Where a connection stands with one kind of thing: what was pulled, until when.

    The cursor is on a row that no form writes.
    """

    _name = "xero.resource"
    _description = "Xero Resource"

    _order = "sequence"

    connection_id = fields.Many2one(
        "xero.connection", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="connection_id.company_id")
    name = fields.Selection("_selection_name", required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    cursor = fields.Datetime(
        readonly=True,
        help="Newest Xero timestamp seen, UTC; if empty, everything is read.",
    )
    requested_at = fields.Datetime(
        readonly=True,
        help="When the next read is due, UTC; empty once it has started.",
    )
    started_at = fields.Datetime(
        readonly=True, help="Start of the read in progress or interrupted, UTC."
    )
    done_at = fields.Datetime("Last Read", readonly=True)
    compared_at = fields.Datetime("Last Full Sync", readonly=True)
    pulled = fields.Integer("Records in Last Read", readonly=True)

    to_compare = fields.Boolean(
        readonly=True,
        help="The next read also compares Odoo's records, even if it only reads "
        "changes.",
    )

    # === The pull underway === #
    full = fields.Boolean(readonly=True, help="Reads every record.")
    since = fields.Datetime(
        readonly=True, help="Reads what changed after this, UTC; if empty, everything."
    )
    page_ids = fields.One2many("xero.resource.page", "resource_id", readonly=True)
    restarts = fields.Integer(
        readonly=True, help="How often Xero's list changed while being read."
    )
    compares = fields.Boolean(
        readonly=True, help="Differences in Odoo are pushed afterwards."
    )
    compared_id = fields.Integer(
        readonly=True, help="ID of the last Odoo record compared; 0 if none yet."
    )
    to_apply = fields.Boolean(
        readonly=True, help="Copied data has not yet been applied to Odoo's records."
    )

    # === Whose pull it is === #
    requested_batch_id = fields.Many2one(
        "xero.batch",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        help="Batch job that requested the next read.",
    )
    batch_id = fields.Many2one(
        "xero.batch",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        help="Batch job that the current read belongs to.",
    )

    _name_unique = models.Constraint(
        "UNIQUE(connection_id, name)", "This resource is already on the connection."
    )

    @api.model
    def _selection_name(self):
        return [
            (mirror._xero_resource.name, mirror._xero_title())
            for mirror in self.env["xero.mirror"]._mirrors()
        ]

    @api.model
    def _complete(self, connections):
        """Give each connection a row of every resource, be it one that another addon
        has brought since."""
        mirrors = self.env["xero.mirror"]._mirrors()
        places = {m._xero_resource.name: m._xero_sequence for m in mirrors}
        for resource in connections.resource_ids:
            place = places.get(resource.name, resource.sequence)
            if place != resource.sequence:
                resource.sequence = place
        self.create(
            [
                {"connection_id": connection.id, "name": name, "sequence": place}
                for connection in connections
                for name, place in places.items()
                if name not in connection.resource_ids.mapped("name")
            ]
        )

    def _request(self, names=None, at=None, batch=None):
        """Ask for a pull; the connection's cron does it.

        What is asked for already, for then or sooner, is not written again. A pull
        that has begun counts as none: it may have read past what the asker knows of,
        so another one follows.

        :param names: which resources, all by default
        :param at: UTC moment from which it is due, now by default
        :param batch: the run that asks; for who brings none, one is opened as it begins
        :return: those that nobody had asked for that soon
        """
        at = at or fields.Datetime.now()
        named = self.filtered(lambda r: names is None or r.name in names)
        wanted = named.filtered(lambda r: not r.requested_at or r.requested_at > at)
        wanted.requested_at = at
        if batch:
            taken = named.filtered(lambda r: batch._goes_before(r.requested_batch_id))
            others = taken.requested_batch_id
            taken.requested_batch_id = batch
            (others | batch)._end_if_idle()
        return wanted

    def _compare_next(self, name):
        """Ask for a pull that is followed by a comparison with Odoo's records."""
        named = self.filtered(lambda resource: resource.name == name)
        named.to_compare = True
        named._request()

    def _withdraw(self):
        """Nobody asks for the pull to come any more."""
        self.write({"requested_at": False, "requested_batch_id": False})

    def _due_by_schedule(self):
        """What changes by the hour, and once a day what hardly ever changes."""
        yesterday = fields.Datetime.now() - DAILY
        return self._not_resting().filtered(
            lambda resource: (
                not resource._mirror()._is_reference()
                or not resource.done_at
                or resource.done_at < yesterday
            )
        )

    def _not_resting(self):
        """:return: those that did not fail a moment ago: no run waits for them"""
        now = fields.Datetime.now()
        resting = self.env["xero.retry"].search(
            [
                ("lane", "=", "pull"),
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("due_at", ">", now),
            ]
        )
        return self - self.browse(resting.mapped("res_id"))

    def _leave_run(self):
        """It fails again and again: the run that it belongs to goes on without it."""
        batch = self._run()
        self.write({"batch_id": False, "requested_batch_id": False})
        if batch:
            batch._count(skipped={"failing": 1})
            batch._end_if_idle()

    def _due(self):
        """:return: what is to be pulled now, or was begun; not what a person paused"""
        now = fields.Datetime.now()
        return self.filtered(
            lambda resource: (
                (
                    resource.started_at
                    or (resource.requested_at and resource.requested_at <= now)
                )
                and resource._run().state != "paused"
            )
        )

    def _run(self):
        """:return: the run that its next step is for; none before one is opened"""
        self.ensure_one()
        return self.batch_id if self.started_at else self.requested_batch_id

    def _is_left_to_spare_calls(self):
        """Whether it must not touch the calls that are kept for people: all that the
        schedule asks for, and every long run."""
        run = self._run()
        return run.kind == "full" or not run.user_id

    def _is_for_later(self):
        """Whether nobody waits for it: the schedule's full comparison."""
        run = self._run()
        return run.kind == "full" and not run.user_id

    def _mirror(self):
        return self.env["xero.mirror"]._of_resource(self.name)

    # === Pace === #
    # How soon a pull follows when Xero tells of a change.

    def _next_for_events(self):
        """Now, unless telling us of changes has cost more of the day's calls than the
        day has passed.

        :return: naive UTC moment from which these may be pulled, together
        """
        now = fields.Datetime.now()
        quota = self.connection_id._quota()._shared()
        left = quota._left("day")
        last = max(filter(None, self.mapped("done_at")), default=None)
        if left.calls is None or not last:
            return now
        gap = budget.pace(len(self), left.calls, quota._day_limit(), left.until - now)
        return max(now, last + gap)
