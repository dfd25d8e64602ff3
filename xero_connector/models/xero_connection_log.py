from datetime import timedelta

from odoo import api, fields, models


class XeroConnection(models.Model):
    """How long a connection's log is kept whole."""

    _inherit = "xero.connection"

    log_days = fields.Integer(
        "Keep Texts for (Days)",
        default=90,
        required=True,
        tracking=True,
        help="What was sent and what Xero answered, to the letter, is dropped then. "
        "Who, when, number, total and outcome stay.",
    )

    _log_days_positive = models.Constraint(
        "CHECK(log_days > 0)", "What was sent is kept for a day at least."
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
