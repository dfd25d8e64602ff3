from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..common.counted_words import days_words, in_days_words
from .check import WARN_DAYS, is_new_warning, warning_due

# Nobody is cut off without a warning this long before.
LAST_WARNING = timedelta(days=2)

# A person who acts often is noted no more often than this.
OFTEN_ENOUGH = timedelta(hours=1)


class XeroConnection(models.Model):
    """A connection that nobody uses any more is ended, after warnings.

    Use is a record that moved, either way, or a person who acted. What the connector
    does for itself (keeping the authorisation alive, reading what did not change) is
    none. Nothing is written for it when records move: runs and jobs tell.
    """

    _inherit = "xero.connection"

    inactivity_days = fields.Integer(
        "Disconnect When Unused for (Days)",
        default=60,
        required=True,
        tracking=True,
        help="Counted from the last synced record or user action. Users under "
        "“Notify” are warned beforehand. 0: never.",
    )
    acted_at = fields.Datetime(
        readonly=True, copy=False, help="When a user last used the connection, UTC."
    )
    active_at = fields.Datetime("Last Used", compute="_compute_active_at")
    inactive_at = fields.Datetime(
        "Unused Until",
        compute="_compute_inactive_at",
        help="UTC; when it will be disconnected unless it is used before then. If "
        "empty, never.",
    )
    idle_days_left = fields.Integer(compute="_compute_inactive_at")
    idle_ends_in = fields.Char(
        compute="_compute_inactive_at", help="Days left, in words for emails."
    )
    idle_days_words = fields.Char(
        compute="_compute_idle_days_words", help="After how many days unused it ends."
    )
    ended_idle_at = fields.Datetime(
        readonly=True, copy=False, help="When it was disconnected as unused, UTC."
    )

    _inactivity_days_positive = models.Constraint(
        "CHECK(inactivity_days >= 0)",
        "The number of days cannot be negative; 0 means never.",
    )

    # === Use === #

    @api.depends("connected_at", "acted_at")
    def _compute_active_at(self):
        for connection in self:
            of_it = Domain("connection_id", "=", connection.id)
            # sudo: the last use, by whomever
            run = self.env["xero.batch"].sudo()
            run = run.search(
                of_it & (Domain("user_id", "!=", False) | Domain("changed", ">", 0)),
                order="id desc",
                limit=1,
            )
            # sudo: as above
            job = self.env["xero.job"].sudo()
            job = job.search(
                of_it
                & (
                    Domain("user_id", "!=", SUPERUSER_ID)
                    | Domain("outcome", "in", ("sent", "adopted", "matched"))
                ),
                order="id desc",
                limit=1,
            )
            moments = (
                connection.connected_at,
                connection.acted_at,
                run.ended_at or run.started_at or run.create_date,
                job.closed_at or job.create_date,
            )
            connection.active_at = max(filter(None, moments), default=False)

    def _touch_last_used(self):
        """A person did something with it."""
        lately = fields.Datetime.now() - OFTEN_ENOUGH
        # sudo: whoever did something with it counts
        self.sudo().filtered(
            lambda connection: not connection.acted_at or connection.acted_at < lately
        ).acted_at = fields.Datetime.now()

    # === The end that comes near === #

    @api.depends("inactivity_days")
    @api.depends_context("lang")
    def _compute_idle_days_words(self):
        for connection in self:
            connection.idle_days_words = days_words(
                self.env, connection.inactivity_days
            )

    @api.depends("lifecycle", "inactivity_days", "active_at", "quota_ids.idle_told_at")
    @api.depends_context("lang")
    def _compute_inactive_at(self):
        now = fields.Datetime.now()
        for connection in self:
            until, days = False, connection.inactivity_days
            if connection.lifecycle == "connected" and connection.active_at and days:
                until = max(
                    connection.active_at + timedelta(days=days),
                    connection._warned_until(),
                )
            connection.inactive_at = until
            connection.idle_days_left = max(0, (until - now).days) if until else 0
            connection.idle_ends_in = in_days_words(self.env, connection.idle_days_left)

    def _warned_until(self):
        """:return: the moment before which it is not ended: two days after the last
        warning, or from now where there was none (an Odoo that stood still)"""
        quota = self._quota()
        warned = quota.idle_told_days == min(WARN_DAYS) and quota.idle_told_at
        return (warned or fields.Datetime.now()) + LAST_WARNING

    def _warned_idle_days(self):
        """:return: the warning that is due, in days; 0 for none"""
        if not self.inactive_at:
            return 0
        # Who lets it end within a day or two is warned when these are over.
        allowed = timedelta(days=self.inactivity_days)
        is_over = self.active_at + allowed <= fields.Datetime.now()
        return warning_due(
            self.idle_days_left,
            [days for days in WARN_DAYS if is_over or days < self.inactivity_days],
        )

    def action_keep(self):
        """*Keep connected*: whoever may see the connection counts as using it."""
        self.check_access("read")
        # sudo: whoever may see it may keep it
        kept = self.sudo().filtered(lambda c: c.lifecycle == "connected")
        kept.acted_at = fields.Datetime.now()
        for connection in kept:
            connection._message_log(
                body=self.env._(
                    "Kept connected by %(name)s until %(day)s at least.",
                    name=self.env.user.name,
                    day=format_date(self.env, connection.inactive_at),
                )
                if connection.inactive_at
                else self.env._("Kept connected by %s.", self.env.user.name)
            )

    # === Told by the runner === #

    def _tell_of_inactivity(self):
        """Warn while there is time, then end it and say so."""
        if self.inactive_at and self.inactive_at <= fields.Datetime.now():
            self._end_as_unused()
            return
        quota, due = self._quota(), self._warned_idle_days()
        is_new = is_new_warning(due, quota.idle_told_days)
        if due != quota.idle_told_days:
            quota.idle_told_at = is_new and fields.Datetime.now()
        self._tell_once("mail_template_inactive", "idle_told_days", due, is_new)

    def _end_as_unused(self):
        self.ended_idle_at = fields.Datetime.now()
        self._quota().write({"idle_told_days": 0, "idle_told_at": False})
        self._disconnect(
            self.env._(
                "Disconnected: nothing was synced and no one used it for %s.",
                self.idle_days_words,
            )
        )
        self._mail_list("mail_template_ended_idle")
