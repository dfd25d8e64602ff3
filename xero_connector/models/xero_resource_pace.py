from odoo import fields, models

from ..xerolib import budget


class XeroResource(models.Model):
    """How soon a pull follows when Xero tells of a change."""

    _inherit = "xero.resource"

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
