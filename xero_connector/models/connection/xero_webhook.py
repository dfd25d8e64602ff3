import logging
from datetime import timedelta

from odoo import api, fields, models

from ...xerolib import webhooks

_logger = logging.getLogger(__name__)

# How exactly it is known when Xero was last heard: a flood of deliveries writes once.
HEARD_EVERY = timedelta(minutes=1)


class XeroWebhook(models.Model):
    """What came of an app's webhook key: whether Xero was heard, and when.

    On a row that no form and no runner writes, so a delivery meets neither.
    """

    _name = "xero.webhook"
    _description = "Xero Webhook"
    _rec_name = "credential_id"

    credential_id = fields.Many2one(
        "xero.credential", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="credential_id.company_id")
    heard_at = fields.Datetime("Last Event", readonly=True, help="UTC, to the minute.")

    _credential_unique = models.Constraint(
        "UNIQUE(credential_id)", "An app has one webhook."
    )

    @api.model
    def _receive(self, body, signature):
        """Take a delivery in. Xero itself is not asked here: it waits for an answer.

        :param bytes body: as it came
        :param str signature: the header's text
        :return: whether a key that is known signed it; otherwise nothing was done
        """
        signers = self.env["xero.credential"]._signers(body, signature)
        if not signers:
            _logger.info("Refused a delivery: its signature fits no webhook key here.")
            return False
        signers.webhook_ids._touch()
        events = webhooks.read_events(body)
        # A key belongs to an app, which several credentials may hold tokens of.
        connections = self.env["xero.connection"].search(
            [
                ("lifecycle", "=", "connected"),
                ("tenant_id", "in", [event.tenant_id for event in events]),
                ("credential_id.client_id", "in", signers.mapped("client_id")),
            ]
        )
        for connection in connections:
            connection._on_events(
                [e for e in events if e.tenant_id == connection.tenant_id]
            )
        return True

    def _touch(self):
        now = fields.Datetime.now()
        self.filtered(
            lambda webhook: not webhook.heard_at or webhook.heard_at < now - HEARD_EVERY
        ).heard_at = now
