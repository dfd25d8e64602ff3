import logging
from datetime import timedelta, timezone

import pytz
from psycopg2.extensions import TransactionRollbackError

from odoo import api, fields, models
from odoo.fields import Domain

from ...const import RUN_OPEN

_logger = logging.getLogger(__name__)

INTERVALS = {
    "quarter": timedelta(minutes=15),
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
}

# The schedule ticks every 15 minutes: one that is due a moment later is due now.
SLACK = timedelta(minutes=5)

# Hours in which nobody else wants Xero's calls, by the company's clock.
NIGHT = range(1, 6)

# A night's comparison is not repeated in the same night; who sleeps at night, server
# and all, is compared by day.
ONE_NIGHT = timedelta(hours=20)
NO_NIGHT = timedelta(hours=36)


class XeroConnection(models.Model):
    """What happens by itself: runs, as often as the connection's frequency says."""

    _inherit = "xero.connection"

    @api.model
    def _cron_start_due(self):
        """The schedule: start the run of every connection whose time has come."""
        scheduled = self.search(
            [("lifecycle", "=", "connected"), ("frequency", "in", list(INTERVALS))]
        )
        for connection in scheduled:
            try:
                with self.env.cr.savepoint():
                    connection._start_scheduled_run()
                    connection._start_nightly_comparison()
            except TransactionRollbackError:
                # Its runner writes the same rows just now; the next tick asks again.
                _logger.info("Xero connection %s is busy", connection.id)
            except Exception:
                # What breaks one, perhaps another addon, keeps no other from its turn.
                _logger.exception("Xero connection %s is not started", connection.id)
        self._wake_stranded()

    @api.model
    def _wake_stranded(self):
        """Wake whoever has something underway, should its own trigger be gone.

        Odoo gives a cron up for a day, and its triggers with it, when its workers were
        killed three times in a row.
        """
        for connection in self.search([("lifecycle", "=", "connected")]):
            if connection._may_call() and connection._has_something_underway():
                connection._wake()

    def _has_something_underway(self):
        self.ensure_one()
        mine = ("connection_id", "=", self.id)
        unfinished = [mine, ("state", "!=", "applied")]
        waiting = [mine, ("state", "=", "waiting")]
        return bool(
            self.env["xero.exchange"].search(unfinished, limit=1)
            or self.env["xero.job"].search(waiting, limit=1)
            or any(self._pulls(resource.name) for resource in self.resource_ids._due())
            or self.env["xero.batch"]._due(self)
        )

    def _start_scheduled_run(self):
        """Read what changed in Xero, if that is due; what waits to be pushed goes too.

        A run that has not begun or not ended is not started twice.
        """
        self.ensure_one()
        last, due = self._last_scheduled_run(), self._next_reading_at()
        if due and due - SLACK > fields.Datetime.now():
            return
        if not last or last.state not in ("planned", "running"):
            due = self.resource_ids._due_by_schedule()
            if names := [name for name in due.mapped("name") if self._pulls(name)]:
                self.env["xero.batch"]._start(self, "changes", names)
        self._wake()

    def _next_reading_at(self):
        """:return: when the schedule reads Xero next, naive UTC; False if it has not
        begun to"""
        last = self._last_scheduled_run().planned_at
        return last and last + INTERVALS[self.frequency]

    def _last_scheduled_run(self):
        """:return: the newest run of changes that nobody asked for, of any state"""
        # sudo: the queue is read by code for whoever changes a setting
        return (
            self.env["xero.batch"]
            .sudo()
            .search(
                [
                    ("connection_id", "=", self.id),
                    ("kind", "=", "changes"),
                    ("user_id", "=", False),
                    ("opened_by_runner", "=", False),
                ],
                order="planned_at desc, id desc",
                limit=1,
            )
        )

    # === The nightly comparison === #
    # Once a night every record is compared: what If-Modified-Since does not tell,
    # such as merged contacts and balances, is found then.

    def _start_nightly_comparison(self):
        """Start the night's comparison, if it is due."""
        self.ensure_one()
        now = fields.Datetime.now()
        last = self._last_comparison()
        if last and now - last < (ONE_NIGHT if self._is_night(now) else NO_NIGHT):
            return
        ready = self.resource_ids._not_resting().mapped("name")
        names = self.env["xero.mirror"]._resource_names()
        if names := [n for n in names if n in ready and self._pulls(n)]:
            calls = self._estimate("full").plan.calls
            self.env["xero.batch"]._start(self, "full", names, expected_calls=calls)

    def _last_comparison(self):
        """:return: when every record was compared or copied last, or is about to be;
        naive UTC

        The schedule's own counts however much of it the settings let be read, and also
        when a person cancelled it: it would be back a quarter of an hour later.
        """
        by_schedule = Domain("user_id", "=", False)
        of_all = Domain("scope", "=", "all") & Domain("state", "!=", "cancelled")
        batch = self.env["xero.batch"].search(
            Domain("connection_id", "=", self.id)
            & Domain("kind", "=", "full")
            & (by_schedule | of_all),
            limit=1,
        )
        return max(filter(None, [batch.planned_at, self.connected_at]), default=None)

    def _is_night(self, now):
        zone = pytz.timezone(self.company_id.partner_id.tz or self.env.user.tz or "UTC")
        return pytz.utc.localize(now).astimezone(zone).hour in NIGHT

    # === Runs under way === #
    # The runs of a connection, as its form shows them.

    run_count = fields.Integer("Batch Jobs in Progress", compute="_compute_run_count")
    open_run_id = fields.Many2one(
        "xero.batch", "Current Batch Job", compute="_compute_run_count"
    )
    open_run_status = fields.Char("Current Activity", compute="_compute_run_count")

    def _compute_run_count(self):
        runs = self.env["xero.batch"].search(
            [("connection_id", "in", self.ids), ("state", "in", RUN_OPEN)]
        )
        of_connection = runs.grouped("connection_id")
        for connection in self:
            theirs = of_connection.get(connection, runs.browse())
            connection.run_count = len(theirs)
            # A person's before the schedule's, what moves before what is planned.
            connection.open_run_id = theirs.sorted(
                lambda run: (run.state == "running", bool(run.user_id), run.id),
                reverse=True,
            )[:1]
            connection.open_run_status = connection.open_run_id.status

    def action_open_runs(self):
        return self._open_list(
            "xero.batch",
            name=self.env._("Batch Jobs in Progress"),
            domain=[("connection_id", "=", self.id), ("state", "in", RUN_OPEN)],
        )

    # === How long texts are kept === #
    # How long a connection's log is kept whole.

    log_days = fields.Integer(
        "Keep Details for (Days)",
        default=90,
        required=True,
        tracking=True,
        help="After that, the exact data sent and received is deleted. User, date, "
        "number, total and outcome are kept.",
    )

    _log_days_positive = models.Constraint(
        "CHECK(log_days > 0)", "Details must be kept for at least one day."
    )

    @api.model
    def _outlived(self, records, stamp, domain, most):
        """What is older than its connection keeps its log.

        :param records: an empty recordset of the model
        :param str stamp: name of the field that says how old one is
        :param domain: which of them at all
        :param int most: how many at a time
        """
        for days, connections in self._read_group([], ["log_days"], ["id:recordset"]):
            if len(records) < most:
                records |= records.search(
                    [
                        ("connection_id", "in", connections.ids),
                        (stamp, "<", fields.Datetime.now() - timedelta(days=days)),
                        *domain,
                    ],
                    order="id",
                    limit=most - len(records),
                )
        return records

    # === Webhooks === #
    # What Xero tells a connection by itself: only that it should look.

    webhook_heard_at = fields.Datetime(
        "Last Webhook Event", compute="_compute_webhook", compute_sudo=True
    )
    webhook_summary = fields.Char(
        "Webhooks", compute="_compute_webhook", compute_sudo=True
    )

    @api.depends("credential_id.webhook_ids.heard_at")
    def _compute_webhook(self):
        for connection in self:
            webhook = connection.credential_id.webhook_ids
            connection.webhook_heard_at = webhook.heard_at
            if webhook.heard_at:
                connection.webhook_summary = self.env._("On, last event")
            elif webhook:
                connection.webhook_summary = self.env._("No event received yet")
            else:
                connection.webhook_summary = self.env._(
                    "Off: changes in Xero arrive with the next sync"
                )

    def action_set_up_webhook(self):
        """Type the webhook's key, and see the address that Xero needs."""
        self.ensure_one()
        return self.env["xero.webhook.wizard"]._action_for(self)

    def _on_events(self, events):
        """Pull what Xero says has changed, as soon as the cron gets to it.

        However many events come, each kind of thing is asked for once until its pull
        begins. In an organisation that changes all the time that is later and later,
        or telling us of it would use up the calls of the day.

        :param events: list of :class:`~xerolib.webhooks.Event` of this organisation
        """
        self.ensure_one()
        # By category, its own kind first: invoices, and payments with them.
        told = {}
        for mirror in self.env["xero.mirror"]._mirrors():
            for category in mirror._xero_events:
                told.setdefault(category, []).append(mirror)
        names = [
            mirror._xero_resource.name
            for category, mirrors in told.items()
            if self._is_news([e for e in events if e.category == category], mirrors[0])
            for mirror in mirrors
            if self._pulls(mirror._xero_resource.name)
        ]
        wanted = self.resource_ids.filtered(
            lambda resource: resource.name in names and not resource.requested_at
        )
        if wanted:
            at = wanted._next_for_events()
            wanted._request(at=at)
            self._wake(at)

    def _is_news(self, events, mirror):
        """Whether a mirror is behind any of the events.

        Xero's stamp on our copy being as late as an event, the copy shows what it told
        of: it was delivered twice, or is the echo of our own push.
        """
        copies = mirror._of(self, {e.resource_id for e in events})

        def is_known(event):
            copied = event.at and copies.get(event.resource_id)
            return (
                copied
                and copied.updated_at
                and copied.updated_at.replace(tzinfo=timezone.utc) >= event.at
            )

        return not all(map(is_known, events))
