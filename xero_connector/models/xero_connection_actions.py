import logging

from odoo import models

from ..xerolib import errors, oauth

_logger = logging.getLogger(__name__)


class XeroConnection(models.Model):
    """What a person does with a connection."""

    _inherit = "xero.connection"

    # === Connecting === #

    def action_connect(self):
        """Ask for the app first, if there is none, then for the consent."""
        self.ensure_one()
        ready = self.credential_id.sudo().client_secret
        wizard = "xero.connect.wizard" if ready else "xero.app.wizard"
        return self.env[wizard]._action_for(self)

    def action_change_app(self):
        """Type client id and secret anew."""
        self.ensure_one()
        return self.env["xero.app.wizard"]._action_for(self)

    def action_choose_organisation(self):
        self.ensure_one()
        return self.env["xero.organisation.wizard"]._action_for(self)

    def action_disconnect(self):
        """Stop at once; Xero is told by the cron. Nothing is deleted on either side."""
        connected = self.filtered(lambda c: c.lifecycle == "connected")
        connected.lifecycle = "leaving"
        connected._wake()

    def _leave_xero(self, commit):
        """End the connection in Xero; the tokens go when nothing else uses them.

        :param commit: the runner's commit, called before what is written rests on
            what another cursor may have renewed
        :raise XeroError: when Xero could not be told; it is tried again
        """
        self.ensure_one()
        credential = self.credential_id.sudo()
        hosts = credential._hosts()
        try:
            if credential.refresh_token and self.xero_connection_id:
                self._delete_in_xero(hosts, credential._access_token())
                commit()
            others = credential.connection_ids - self
            if not others.filtered(lambda c: c.lifecycle == "connected"):
                if credential.refresh_token:
                    oauth.revoke(hosts, credential._app(), credential.refresh_token)
                credential._forget_tokens()
        except (
            errors.InvalidGrant,
            errors.InvalidClient,
            errors.TokenInvalid,
        ):
            # Xero let us go before we asked, or will not hear this app any more.
            credential._forget_tokens()
        self.lifecycle = "disconnected"
        self.sudo().quota_ids._mended()

    def _delete_in_xero(self, hosts, token):
        try:
            oauth.delete_connection(hosts, token, self.xero_connection_id)
        except errors.Forbidden as error:
            # Xero let this one go before we asked; the tokens may open others.
            _logger.info("Connection %s was gone from Xero: %s", self.id, error.code)

    # === Working === #

    def action_sync_now(self):
        """Say what comparing every record takes, and offer it now or tonight."""
        return self.env["xero.sync.wizard"]._action_for(self)

    def action_check_again(self):
        """Read accounts, tax rates and currencies anew, after a change in Xero."""
        self.check_access("write")
        self.sudo().resource_ids._request(("accounts", "tax_rates", "currencies"))
        self._wake()

    # === Opening === #

    def action_open(self):
        return self._open_list(
            "xero.connection", views=[(False, "form")], res_id=self.id
        )

    def action_open_tax_mappings(self):
        return self._open_list("xero.tax.mapping", name=self.env._("Taxes in Xero"))

    def action_open_contacts(self):
        return self._open_list(
            "xero.contact",
            name=self.env._("Contacts in Xero"),
            context={"search_default_active": 1},
        )

    def action_open_unmatched(self):
        return self._open_list(
            "xero.contact",
            name=self.env._("Contacts to Match"),
            context={"search_default_unmatched": 1},
        )

    def action_open_documents(self):
        return self._open_list("xero.document", name=self.env._("Invoices in Xero"))

    def action_open_jobs(self):
        return self._open_list(
            "xero.job", name=self.env._("Queue"), context={"search_default_open": 1}
        )

    def action_open_issues(self):
        return self._open_list(
            "xero.issue",
            name=self.env._("Needs a Person"),
            context={"search_default_open": 1},
        )

    def _open_list(self, model, views=None, **action):
        action.setdefault("domain", [("connection_id", "=", self.id)])
        if "res_id" in action:
            action.pop("domain")
        return {
            "type": "ir.actions.act_window",
            "name": action.pop("name", self.display_name),
            "res_model": model,
            "views": views or [(False, "list"), (False, "form")],
            **action,
        }
