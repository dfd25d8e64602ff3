from urllib.parse import urlparse

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.common.windows import window


class XeroWebhookWizard(models.TransientModel):
    """Where a webhook's key is typed, and where its address is to be found."""

    _name = "xero.webhook.wizard"
    _inherit = ["xero.secret.wizard"]
    _description = "Set Up Xero Webhooks"

    _taken = ("webhook_key",)

    delivery_url = fields.Char("Delivery URL", compute="_compute_delivery_url")
    is_deliverable = fields.Boolean(compute="_compute_delivery_url")
    is_on = fields.Boolean(compute="_compute_is_on")
    webhook_key = fields.Char("Webhooks Key")

    @api.depends("connection_id")
    def _compute_delivery_url(self):
        url = self.env["xero.credential"]._delivery_url()
        place = urlparse(url)
        for wizard in self:
            wizard.delivery_url = url
            wizard.is_deliverable = (
                place.scheme == "https" and (place.port or 443) == 443
            )

    @api.depends("connection_id")
    def _compute_is_on(self):
        for wizard in self:
            wizard.is_on = wizard._credential()._has_webhook()

    @api.model
    def _action_for(self, connection):
        return window(
            self._name,
            self.env._("Webhooks"),
            dialog=True,
            context={"default_connection_id": connection.id},
        )

    def _credential(self):
        return self.connection_id._credential()

    @api.model
    def _keep(self, connection, typed):
        self._check_of_ours(connection)
        connection.credential_id._set_webhook_key(typed["webhook_key"])

    @api.model
    def _check_of_ours(self, connection):
        """An app has one key, so it is that of all who use the app."""
        if connection.credential_id._is_of_others():
            raise UserError(
                self.env._(
                    "Other companies use the same app, and this key would change for "
                    "them too. Ask someone who manages Xero for all of them."
                )
            )

    def action_save(self):
        """The key is kept by now."""
        self.ensure_one()
        if not self._credential()._has_webhook():
            raise UserError(
                self.env._(
                    "The key is missing. Xero shows it on the “Webhooks” page of your "
                    "app once the delivery URL is saved there."
                )
            )
        return {"type": "ir.actions.act_window_close"}

    def action_turn_off(self):
        """Forget the key: from now on every delivery is refused."""
        self.ensure_one()
        self.connection_id.check_access("write")
        self._check_of_ours(self.connection_id)
        self._credential()._set_webhook_key(False)
        return {"type": "ir.actions.act_window_close"}
