from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import APP_REFUSED
from ..models.common.windows import window


class XeroAppWizard(models.TransientModel):
    """Where client id and secret are typed."""

    _name = "xero.app.wizard"
    _inherit = ["xero.secret.wizard"]
    _description = "Enter a Xero App"

    _taken = ("client_id", "client_secret")

    redirect_uri = fields.Char("Redirect URI", compute="_compute_redirect_uri")
    problem = fields.Char(compute="_compute_problem")
    client_id = fields.Char("Client ID")
    client_secret = fields.Char()

    @api.depends("connection_id")
    def _compute_redirect_uri(self):
        for wizard in self:
            wizard.redirect_uri = self.env["xero.credential"]._redirect_uri()

    @api.depends("connection_id")
    def _compute_problem(self):
        """What Xero said of those that were entered last."""
        for wizard in self:
            connection = wizard.connection_id
            wizard.problem = (
                connection._is_app_refused() and connection._quota()._words(APP_REFUSED)
            )

    @api.model
    def _action_for(self, connection):
        return window(
            self._name,
            self.env._("Change Client ID and Secret")
            if connection._credential().client_id
            else self.env._("Connect to Xero: Enter Your App"),
            dialog=True,
            context={
                "default_connection_id": connection.id,
                "default_client_id": connection._credential().client_id,
            },
        )

    @api.model
    def _keep(self, connection, typed):
        credential = connection._credential()
        typed = {"client_id": credential.client_id, **typed}
        other_app = typed["client_id"] != credential.client_id
        others = credential.connection_ids - connection
        if not credential or (other_app and others) or credential._is_of_others():
            # What other connections use stays as it is.
            credential = credential.create({"company_id": connection.company_id.id})
            # sudo: code alone writes it; who may was checked
            connection.sudo().credential_id = credential
        if other_app:
            credential._forget_tokens()
            credential._set_webhook_key(False)
        credential.write(typed)
        if connection.consent_problem == APP_REFUSED:
            # sudo: code alone writes it; who may was checked
            connection.sudo().consent_problem = False

    def action_continue(self):
        """Go on to the consent."""
        self.ensure_one()
        credential = self.connection_id._credential()
        if not (credential.client_id and credential.client_secret):
            raise UserError(
                self.env._(
                    "Both are required. You can find the client ID and secret in "
                    "Xero's developer portal under “My Apps”, on the “Configuration” "
                    "page of your app."
                )
            )
        return self.env["xero.connect.wizard"]._action_for(self.connection_id)
