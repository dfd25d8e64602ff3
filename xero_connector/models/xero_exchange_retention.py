from datetime import timedelta

from odoo import api, fields, models

from .xero_job import OPEN

# Exchanges emptied in one transaction; each holds the texts of up to fifty records.
SLICE = 500


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
        left = SLICE
        for connection in self.env["xero.connection"].search([]):
            emptied = self.search(self._outlived(connection), order="id", limit=left)
            emptied._drop_texts()
            left -= len(emptied)
            if not left:
                return SLICE, True
        return SLICE - left, False

    @api.model
    def _outlived(self, connection):
        """:return: domain of the exchanges whose texts nobody needs any more; one
        whose outcome is open keeps them, and one that a waiting job may rest on"""
        limit = fields.Datetime.now() - timedelta(days=connection.log_days)
        return [
            ("connection_id", "=", connection.id),
            ("state", "=", "applied"),
            ("sent_at", "<", limit),
            ("emptied_at", "=", False),
            ("element_ids", "not any", [("job_id.state", "in", OPEN)]),
        ]

    def _drop_texts(self):
        self.write(
            {"body": False, "answer": False, "emptied_at": fields.Datetime.now()}
        )
