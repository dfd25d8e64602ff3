from datetime import timedelta

import pytz

from odoo import fields, models
from odoo.fields import Domain

from .xero_batch import SCOPES

# Hours in which nobody else wants Xero's calls, by the company's clock.
NIGHT = range(1, 6)

# A night's comparison is not repeated in the same night; who sleeps at night, server
# and all, is compared by day.
ONE_NIGHT = timedelta(hours=20)
NO_NIGHT = timedelta(hours=36)


class XeroConnection(models.Model):
    """Once a night every record is compared: what If-Modified-Since does not tell,
    such as merged contacts and balances, is found then."""

    _inherit = "xero.connection"

    def _start_nightly_comparison(self):
        """Start the night's comparison, if it is due."""
        self.ensure_one()
        now = fields.Datetime.now()
        last = self._last_comparison()
        if last and now - last < (ONE_NIGHT if self._is_night(now) else NO_NIGHT):
            return
        ready = self.resource_ids._not_resting().mapped("name")
        if names := [n for n in SCOPES["all"] if n in ready and self._pulls(n)]:
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
