from dataclasses import dataclass
from datetime import datetime, timedelta

from odoo import fields, models
from odoo.fields import Domain

from ...xerolib import budget, errors
from ..connection.xero_credential import AUTHORISED_FOR
from .xero_quota_words import words

# How long to leave Xero alone when it does not say so itself.
UNREACHABLE_MINUTES = (1, 2, 5, 15, 30)
LIMIT_SECONDS = 60

# Failures that an outage brings.
OUTAGES = (
    errors.Unavailable,
    errors.AnswerLost,
    errors.BadAnswer,
    errors.UnexpectedStatus,
)

# How often, at most, a refused call makes us find out whether Xero still lets us in.
CHECK_UP_EVERY = timedelta(minutes=10)


LENGTHS = {"minute": budget.MINUTE, "day": budget.DAY}

# Limits that hold every connection whose calls Xero counts together, and the one that
# holds all connections of an app.
OF_ORGANISATION = ("limit_minute", "limit_day", "limit_concurrent")
OF_APP = ("limit_appminute",)

# Odoo keeps whole seconds: a border may be up to a second later than it reads.
ROUNDING = timedelta(seconds=1)


@dataclass(frozen=True)
class Left:
    """What Xero last said is left of a window, and when (UTC) that is surely over.

    Both are None where nothing was heard of the window that runs now.
    """

    calls: int | None = None
    until: datetime | None = None


class XeroQuota(models.Model):
    """How a connection fares: calls left, pauses, health.

    It changes with every call, so it stands on a row of its own that no form
    writes: a user who saves the connection never meets the runner.
    """

    _name = "xero.quota"
    _inherit = ["xero.live"]
    _description = "Xero Health"

    _rec_name = "connection_id"
    _live_fields = frozenset({"problem", "paused_until"})

    connection_id = fields.Many2one(
        "xero.connection", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="connection_id.company_id")
    minute_left = fields.Integer("Calls Left This Minute", readonly=True)
    day_left = fields.Integer("Calls Left Today", readonly=True)
    heard_at = fields.Datetime("Last Answer", readonly=True)
    paused_until = fields.Datetime(readonly=True)
    pause_reason = fields.Char(readonly=True)
    failures = fields.Integer("Failures in a Row", readonly=True)
    failing_call = fields.Char(
        readonly=True,
        help="The last request that failed, if none has succeeded since.",
    )
    shut_out_at = fields.Datetime(
        readonly=True,
        help="When Xero last denied a call, after which Odoo checked whether the "
        "connection still has access; UTC.",
    )
    problem = fields.Char(
        readonly=True,
        help="Code of a problem that a user has to fix; empty if there is none.",
    )

    problem_about = fields.Char(
        readonly=True, help="Name of the record that revealed it."
    )
    copy_seen = fields.Integer(
        readonly=True,
        help="ID of the last invoice checked for links that this database never sent.",
    )

    # === The check-up === #
    checked_at = fields.Datetime("Last Check-up", readonly=True)
    check_requested_at = fields.Datetime(readonly=True)
    clock_skew = fields.Integer(
        readonly=True, help="Seconds by which this server's clock is ahead of Xero's."
    )

    # === What was told already, so that nobody is told twice === #
    told_problem = fields.Char(readonly=True)
    told_days = fields.Integer(
        readonly=True, help="Days left when the last expiry warning was sent."
    )
    idle_told_days = fields.Integer(
        readonly=True, help="The same for an unused connection."
    )
    idle_told_at = fields.Datetime(readonly=True, help="When it was sent, UTC.")
    digest_at = fields.Datetime(
        readonly=True, help="UTC; end of the last week that was reported."
    )

    _connection_unique = models.Constraint(
        "UNIQUE(connection_id)", "A connection has only one status record."
    )

    def _shown_as(self):
        # EXTENDS 'xero_connector': health is the connection's
        return {"xero.connection": self.connection_id.ids}

    def _update_limits(self, limits):
        """Xero answered: remember what it says is left.

        :param limits: :class:`~xerolib.limits.Limits`
        """
        now = fields.Datetime.now()
        vals = {"heard_at": now, **self._heard_left(limits)}
        if self.paused_until and self.paused_until <= now:
            vals |= {"paused_until": False, "pause_reason": False}
        self.write(vals)

    def _failed(self, error):
        """Remember an error that concerns the whole connection.

        :param error: a :class:`~xerolib.errors.XeroError`
        """
        if isinstance(error, errors.NEEDS_PERSON):
            self.problem = error.code
        elif isinstance(error, errors.RateLimited):
            # Odoo keeps whole seconds, so this is not woken a moment too soon.
            seconds = (error.retry_after or LIMIT_SECONDS) + 1
            self._pause(
                timedelta(seconds=seconds), f"limit_{error.problem or 'minute'}"
            )
        else:
            self._pause_longer(error.code)

    def _failed_call(self, error):
        """Remember a failure that may be the fault of what was asked.

        Two different calls that fail one after the other, or one while Xero was not
        back yet, are an outage. Who is refused may be shut out: the check-up can tell.

        :param error: a :class:`~xerolib.errors.XeroError` of one call
        """
        now = fields.Datetime.now()
        if isinstance(error, OUTAGES):
            if self.failures or (self.failing_call or error.call) != error.call:
                self._pause_longer(error.code)
            self.failing_call = error.call
        elif isinstance(error, errors.SHUT):
            if not self.shut_out_at or self.shut_out_at < now - CHECK_UP_EVERY:
                self.write(
                    {
                        "shut_out_at": now,
                        "problem": errors.problem_of(error),
                        "check_requested_at": now,
                    }
                )

    def _succeeded(self):
        """Xero did what it was asked: it is no outage."""
        if self.failures or self.failing_call:
            self.write({"failures": 0, "failing_call": False})
            connection = self.connection_id
            self.env["xero.retry"]._succeed(connection, "reach", connection)

    def _pause_longer(self, reason):
        """Leave Xero alone, longer each time until something succeeds."""
        step = min(self.failures, len(UNREACHABLE_MINUTES) - 1)
        self._pause(timedelta(minutes=UNREACHABLE_MINUTES[step]), reason)
        self.failures += 1

    def _pause(self, length, reason):
        """Nobody sleeps on a limit: wake the crons that it holds when it is over."""
        until = fields.Datetime.now() + length
        self.write({"paused_until": until, "pause_reason": reason})
        self._held(reason)._wake(until)

    def _end_pause(self):
        """A person wants to know at once whether Xero can be reached again; a limit of
        Xero's stays one."""
        paused = self.filtered("failures")
        paused.write({"paused_until": False, "pause_reason": False})

    def _mended(self):
        self.write(
            {
                "problem": False,
                "paused_until": False,
                "pause_reason": False,
                "failures": 0,
                # Xero let us in just now.
                "checked_at": fields.Datetime.now(),
                "check_requested_at": False,
            }
        )

    def _lock(self):
        """Wait for whoever changes these rows: a person who reconnects meanwhile.

        :raise SerializationFailure: they changed since this transaction began. It is
            not logged, for the runner begins anew then
        """
        self.flush_recordset()
        self.env.cr.execute(
            "SELECT 1 FROM xero_quota WHERE id IN %s FOR NO KEY UPDATE",
            (self._ids,),
            log_exceptions=False,
        )

    def _words(self, code):
        """:return: what a code of a problem or of a pause means, in a sentence"""
        renewed = self.connection_id._credential().refreshed_at
        early = renewed and renewed > fields.Datetime.now() - AUTHORISED_FOR
        if code == "invalid_grant" and early:
            code = "ended_early"
        return words(self.env, code, self.problem_about)

    # === One app, several connections === #
    # What Xero's limits leave, for all connections that it counts together.
    #
    # Xero counts per app and organisation, and one organisation may be connected to two
    # companies. Yet each runner writes its own connection's row alone, so that no two
    # ever meet; what counts for both is read from all their rows.

    minute_began_at = fields.Datetime(
        readonly=True, help="First answer in Xero's current minute, UTC."
    )
    day_began_at = fields.Datetime(
        readonly=True, help="First answer in Xero's current day, UTC."
    )
    day_highest = fields.Integer(
        readonly=True, help="The most calls ever left in a day: it indicates the plan."
    )

    # === Hearing === #

    def _heard_left(self, limits):
        """Read what an answer says is left; where that is only what is kept for people,
        automatic work is to wake when the window is over.

        :param limits: :class:`~xerolib.limits.Limits`
        :return: values to write
        """
        vals, now, shared = {}, fields.Datetime.now(), self._shared()
        if limits.day_left is not None:
            vals["day_highest"] = max(limits.day_left, self.day_highest)
        for name, left in (("minute", limits.minute_left), ("day", limits.day_left)):
            if left is None:
                continue
            began, before = self[f"{name}_began_at"], self[f"{name}_left"]
            is_new = not began or now > began + LENGTHS[name] or left > before
            if is_new:
                began = vals[f"{name}_began_at"] = now
            vals[f"{name}_left"] = left
            reserve = shared._reserve(name)
            if left <= reserve and (is_new or before > reserve):
                shared.connection_id._wake(began + LENGTHS[name] + ROUNDING)
        return vals

    # === What Xero counts together: self is what _shared() gave === #

    def _shared(self):
        """:return: the rows of all connections whose calls Xero counts with ours"""
        if not self.connection_id.tenant_id:
            return self
        return self.search(self._of_our_app() & self._of_our_organisation())

    def _of_our_app(self):
        client_id = self.connection_id._credential().client_id
        return Domain("connection_id.credential_id.client_id", "=", client_id)

    def _of_our_organisation(self):
        return Domain("connection_id.tenant_id", "=", self.connection_id.tenant_id)

    def _left(self, name):
        """:param str name: ``minute`` or ``day``
        :return: what is :class:`Left` of it"""
        began, length = f"{name}_began_at", LENGTHS[name] + ROUNDING
        now = fields.Datetime.now()
        known = self.filtered(lambda q: q[began] and q[began] + length > now)
        if not known:
            return Left()
        newest = max(known, key=lambda q: (q.heard_at, -q[f"{name}_left"]))
        return Left(newest[f"{name}_left"], newest[began] + length)

    def _day_limit(self):
        """:return: calls a day that Xero gives, as far as was seen"""
        return budget.day_limit(max(self.mapped("day_highest"), default=0))

    def _reserve(self, name):
        """:return: how many calls of each minute or day are kept for people"""
        if name == "minute":
            return budget.MINUTE_RESERVE
        return budget.day_reserve(self._day_limit())

    def _kept_until(self):
        """:return: UTC moment until which only what is kept for people is left, at the
        latest; None while automatic work may go on"""
        lefts = [(self._left(name), self._reserve(name)) for name in LENGTHS]
        return max(
            (
                left.until
                for left, reserve in lefts
                if left.calls is not None and left.calls <= reserve
            ),
            default=None,
        )

    # === Pauses === #

    def _pausing(self):
        """:return: the row whose pause holds this connection now: its own, or that of
        one which met a limit that both share; empty if none"""
        if not self:
            return self
        shared = Domain("pause_reason", "in", OF_APP) | (
            Domain("pause_reason", "in", OF_ORGANISATION) & self._of_our_organisation()
        )
        return self.search(
            Domain("paused_until", ">", fields.Datetime.now())
            & (Domain("id", "=", self.id) | (shared & self._of_our_app())),
            order="paused_until desc",
            limit=1,
        )

    def _is_paused(self):
        return bool(self._pausing())

    def _held(self, reason):
        """:return: the connections that a pause of ours for that reason holds"""
        if reason in OF_APP:
            return self.search(self._of_our_app()).connection_id
        if reason in OF_ORGANISATION:
            return self._shared().connection_id
        return self.connection_id
