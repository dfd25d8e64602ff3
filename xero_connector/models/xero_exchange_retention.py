from odoo import api, fields, models

from .xero_job import OPEN

# Exchanges emptied in one transaction; each holds the texts of up to fifty records.
SLICE = 500

# Nobody needs the texts any more: one whose outcome is open keeps them, and one that a
# waiting job may rest on.
SETTLED = [
    ("state", "=", "applied"),
    ("emptied_at", "=", False),
    ("element_ids", "not any", [("job_id.state", "in", OPEN)]),
]


class XeroExchange(models.Model):
    """How long the texts of an exchange are kept.

    They hold names and addresses and are by far most of the log, so they go after the
    connection's ``log_days``. The exchange and its elements stay: who asked, when, the
    number, the total, Xero's id and what became of it.
    """

    _inherit = "xero.exchange"

    emptied_at = fields.Datetime(
        "Texts Dropped On", readonly=True, help="What was sent and answered; UTC."
    )

    @api.autovacuum
    def _gc_texts(self):
        """Drop old texts, a slice at a time: Odoo's vacuum commits after each and
        calls again while some remain.

        :return: tuple of how many were emptied, and whether more may be
        """
        old = self.env["xero.connection"]._outlived(
            self.browse(), "sent_at", SETTLED, SLICE
        )
        old.write({"body": False, "answer": False, "emptied_at": fields.Datetime.now()})
        return len(old), len(old) == SLICE
