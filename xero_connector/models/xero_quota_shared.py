from dataclasses import dataclass
from datetime import datetime, timedelta

from odoo import fields, models
from odoo.fields import Domain

from ..xerolib import budget

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
    """What Xero's limits leave, for all connections that it counts together.

    Xero counts per app and organisation, and one organisation may be connected to two
    companies. Yet each runner writes its own connection's row alone, so that no two
    ever meet; what counts for both is read from all their rows.
    """

    _inherit = "xero.quota"

    minute_began_at = fields.Datetime(
        readonly=True, help="First answer heard in Xero's current minute, UTC."
    )
    day_began_at = fields.Datetime(
        readonly=True, help="First answer heard in Xero's current day, UTC."
    )
    day_highest = fields.Integer(
        readonly=True, help="The most that was ever left of a day: it tells the plan."
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
