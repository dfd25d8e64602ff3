from odoo import fields, models


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
