from contextlib import contextmanager
from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import Command, api, fields, models, modules

from ...xerolib import oauth, scopes, webhooks
from ...xerolib.client import Hosts

# An access token lives 30 minutes; one this close to its end is renewed first.
RENEW_BEFORE = timedelta(minutes=5)

# What Xero gives no date for: a refresh token dies when unused for this long.
# https://developer.xero.com/documentation/guides/oauth2/token-types
AUTHORISED_FOR = timedelta(days=60)

CALLBACK_PATH = "/xero/oauth/callback"
DELIVERY_PATH = "/xero/webhook"


class XeroCredential(models.Model):
    """A Xero app and the tokens that one consent gave.

    Xero's token set belongs to an app and a Xero user, so one credential may serve
    the connections of several organisations.
    """

    _name = "xero.credential"
    _description = "Xero App"
    _rec_name = "client_id"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    connection_ids = fields.One2many("xero.connection", "credential_id")
    organisation_ids = fields.One2many("xero.organisation", "credential_id")
    webhook_ids = fields.One2many("xero.webhook", "credential_id")

    # === The app, typed in write-only wizards === #
    client_id = fields.Char(readonly=True)
    client_secret = fields.Char(copy=False, groups="base.group_system", readonly=True)
    webhook_key = fields.Char(copy=False, groups="base.group_system", readonly=True)

    # === The token set === #
    access_token = fields.Char(copy=False, groups="base.group_system", readonly=True)
    refresh_token = fields.Char(copy=False, groups="base.group_system", readonly=True)
    access_expires_at = fields.Datetime(copy=False, readonly=True)
    refreshed_at = fields.Datetime(
        "Token Renewed", copy=False, readonly=True, help="UTC; valid for 60 days."
    )
    authorised_until = fields.Datetime(
        compute="_compute_authorised_until",
        help="UTC; when Xero's authorisation expires unless it is renewed before.",
    )
    scope = fields.Char("Granted Permissions", copy=False, readonly=True)
    xero_user_id = fields.Char(copy=False, readonly=True)

    @api.depends("refreshed_at")
    def _compute_authorised_until(self):
        for credential in self:
            renewed = credential.refreshed_at
            credential.authorised_until = renewed and renewed + AUTHORISED_FOR

    # === Where Xero is === #

    @api.model
    def _hosts(self):
        """:return: :class:`~xerolib.client.Hosts` from the system parameters"""
        # sudo: only the system reads parameters
        get = self.env["ir.config_parameter"].sudo().get_param
        return Hosts(
            login_url=get("xero_connector.login_url", "https://login.xero.com"),
            identity_url=get(
                "xero_connector.identity_url", "https://identity.xero.com"
            ),
            api_url=get("xero_connector.api_url", "https://api.xero.com"),
            loopback_only=bool(modules.module.current_test),
        )

    @api.model
    def _redirect_uri(self):
        """The address to register in Xero, byte for byte."""
        return self.get_base_url() + CALLBACK_PATH

    @api.model
    def _delivery_url(self):
        """The address that Xero's webhooks deliver to."""
        return self.get_base_url() + DELIVERY_PATH

    def _app(self):
        self.ensure_one()
        # sudo: secrets are read by the system alone
        secret = self.sudo()
        return oauth.App(
            secret.client_id or "", secret.client_secret or "", self._redirect_uri()
        )

    def _is_of_others(self):
        """Whether companies that the user does not work for use this app too: its
        secret and its key are not for him to replace."""
        credential = self.sudo()  # sudo: connections that the user does not see
        companies = credential.company_id | credential.connection_ids.company_id
        return bool(companies - self.env.user.company_ids)

    # === Webhooks === #

    def _set_webhook_key(self, key):
        """:param key: the webhook's key in Xero; False turns webhooks off"""
        never_heard = [Command.create({})] if key else []
        # sudo: secrets are written by the system alone
        self.sudo().write(
            {"webhook_key": key, "webhook_ids": [Command.clear(), *never_heard]}
        )

    def _has_webhook(self):
        # sudo: whether there is one is no secret
        return bool(self.sudo().webhook_key)

    @api.model
    def _signers(self, body, signature):
        """:return: the credentials with whose key Xero signed these bytes"""
        # sudo: who delivers has no user
        return (
            self.sudo()
            .search([("webhook_key", "!=", False)])
            .filtered(
                lambda one: webhooks.is_signed(body, signature, one.webhook_key or "")
            )
        )

    # === Permissions === #

    def _missing_scopes(self, wanted):
        """:return: the scopes of ``wanted`` that no grant covers; broad grants count.
        Where Xero did not say what it granted, nothing counts as missing"""
        return scopes.missing(self.scope.split(), wanted) if self.scope else ()

    # === Tokens === #

    def _save_tokens(self, tokens):
        """Keep a token set, from a consent or from a renewal."""
        now = fields.Datetime.now()
        vals = {
            "access_token": tokens.access_token,
            "access_expires_at": now + timedelta(seconds=tokens.expires_in),
            "refreshed_at": now,
        }
        if tokens.refresh_token:
            vals["refresh_token"] = tokens.refresh_token
        if tokens.scope:
            vals["scope"] = " ".join(tokens.scope)
        if tokens.xero_user_id:
            vals["xero_user_id"] = tokens.xero_user_id
        # sudo: secrets are written by the system alone
        self.sudo().write(vals)

    def _for_user(self, xero_user_id):
        """The credential that holds this app's tokens of a Xero user.

        Xero gives an app one token set per user. Kept twice, each copy's renewal
        would cut the other one off.
        """
        self.ensure_one()
        if not xero_user_id or self.xero_user_id == xero_user_id:
            return self
        # sudo: another company's may hold this user's tokens
        other = self.sudo().search(
            [
                ("client_id", "=", self.client_id),
                ("xero_user_id", "=", xero_user_id),
                ("id", "!=", self.id),
            ],
            limit=1,
        )
        if not other:
            return self
        secret = self.sudo().client_secret  # sudo: read by the system alone
        if other.client_secret != secret:
            # Xero took this one a moment ago, whatever the older one is worth.
            other.client_secret = secret
        return other

    def _write_multi(self, vals_list):
        # EXTENDS base: Odoo's log repeats an UPDATE that fails, and its values.
        self._lock()
        return super()._write_multi(vals_list)

    def _lock(self):
        """Wait for whoever changes these rows, a renewal above all.

        :raise SerializationFailure: they changed since this transaction began; Odoo
            repeats the request then, and reads what is new
        """
        self.env.cr.execute(
            "SELECT 1 FROM xero_credential WHERE id IN %s ORDER BY id"
            " FOR NO KEY UPDATE",
            (self._ids,),
            log_exceptions=False,
        )

    def _forget_tokens(self):
        # sudo: secrets are written by the system alone
        self.sudo().write(
            {
                "access_token": False,
                "refresh_token": False,
                "access_expires_at": False,
                "scope": False,
                "xero_user_id": False,
            }
        )

    def _access_token(self, rejected=None):
        """A token that is good for the next minutes, renewed when it is not.

        :param str rejected: a token that Xero calls expired, whatever our clock says
        :raise XeroError: when Xero does not renew it
        """
        self.ensure_one()
        # sudo: as above
        token = self.sudo()
        if self._is_fresh(token, rejected):
            return token.access_token
        return self._renew(rejected)

    @api.model
    def _is_fresh(self, credential, rejected):
        return bool(
            credential.access_token
            and credential.access_token != rejected
            and credential.access_expires_at
            and credential.access_expires_at > fields.Datetime.now() + RENEW_BEFORE
        )

    def _renew(self, rejected):
        """One renewal, whoever asks: under the row's lock, committed before use.

            worker A: lock ── refresh ── commit
            worker B: lock ......waits...... serialization failure ── new
                      transaction ── sees A's token ── uses it

        Xero rotates the refresh token: two renewals side by side would cut each
        other off, and a token that is lost with a rollback is lost for good.

        :return: the access token; the caller's own transaction may not see it yet
        """
        while True:
            with self._own_transaction() as mine:
                try:
                    mine._lock()
                except SerializationFailure:
                    mine.env.cr.rollback()
                    continue
                if not self._is_fresh(mine, rejected):
                    tokens = oauth.refresh(
                        mine._hosts(), mine._app(), mine.refresh_token or ""
                    )
                    mine._save_tokens(tokens)
                return mine.access_token

    @contextmanager
    def _own_transaction(self):
        """This record on a cursor of its own, committed at the end."""
        with self.env.registry.cursor() as cr:
            yield self.with_env(self.env(cr=cr, su=True))
