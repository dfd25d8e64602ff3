import logging
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import hash_sign, verify_hash_signed

from ..models.common.windows import window
from ..xerolib import errors, oauth

_logger = logging.getLogger(__name__)

STATE_SCOPE = "xero_connector.consent"
STATE_HOURS = 1


class XeroConnectWizard(models.TransientModel):
    """One trip to Xero and back: what is asked there, and who set out.

    The state that travels along is signed, belongs to the user who set out, and is
    good for one return.
    """

    _name = "xero.connect.wizard"
    _inherit = ["xero.dialog"]
    _description = "Connect to Xero"

    connection_id = fields.Many2one(
        "xero.connection", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="connection_id.company_id", related_sudo=False)
    redirect_uri = fields.Char("Redirect URI", compute="_compute_permissions")
    permissions = fields.Json(compute="_compute_permissions")
    push_from = fields.Date(
        "Push Invoices From",
        required=True,
        default=fields.Date.context_today,
        help="Invoices dated earlier are not pushed, because the books in Xero "
        "already include them.",
    )
    nonce = fields.Char(groups="base.group_system")

    @api.depends("connection_id")
    def _compute_permissions(self):
        reasons = self._reasons()
        for wizard in self:
            wizard.redirect_uri = self.env["xero.credential"]._redirect_uri()
            wizard.permissions = [
                {"scope": scope, "reason": reasons.get(scope) or self._reason(scope)}
                for scope in wizard.connection_id._asked_scopes()
            ]

    @api.model
    def _reasons(self):
        """Why each permission is asked, in the words of who is asked."""
        return {
            "openid": self.env._("To know which Xero user connected."),
            "profile": self.env._("To show that user's name."),
            "email": self.env._("To show that user's email address."),
            "offline_access": self.env._("To stay connected without asking again."),
            "accounting.contacts": self.env._(
                "To read your contacts and add customers that are not in Xero yet."
            ),
            "accounting.invoices": self.env._(
                "To create and update invoices and read their status."
            ),
            "accounting.contacts.read": self.env._("To read your contacts."),
            "accounting.invoices.read": self.env._("To read your invoices."),
            "accounting.payments.read": self.env._(
                "To show which invoices are paid. Payments are never changed."
            ),
            "accounting.settings.read": self.env._(
                "To read accounts, tax rates and currencies. They are never changed."
            ),
        }

    @api.model
    def _reason(self, scope):
        """:return: why a permission is asked that another addon needs"""
        what = ", ".join(
            mirror._xero_title()
            for mirror in self.env["xero.mirror"]._mirrors()
            if mirror._xero_resource.scope == scope.removesuffix(".read")
        )
        if scope.endswith(".read"):
            return self.env._("To read %s.", what)
        return self.env._("To read and write %s.", what)

    @api.model
    def _action_for(self, connection):
        context = {"default_connection_id": connection.id}
        if connection.push_from:
            context["default_push_from"] = fields.Date.to_string(connection.push_from)
        return window(
            self._name, self.env._("Connect to Xero"), dialog=True, context=context
        )

    # === There === #

    def action_continue(self):
        """Leave for Xero's consent page."""
        self.ensure_one()
        connection = self.connection_id
        # What RPC can create is no proof that its maker may connect.
        connection.check_access("write")
        connection.push_from = self.push_from
        # sudo: code alone writes it
        connection.sudo().consent_problem = False
        nonce = secrets.token_urlsafe(24)
        # sudo: the system alone reads it
        self.sudo().nonce = nonce
        # sudo: the secret that signs is the system's
        state = hash_sign(
            self.sudo().env,
            STATE_SCOPE,
            {"trip": self.id, "user": self.env.uid, "nonce": nonce},
            expiration_hours=STATE_HOURS,
        )
        credential = self.connection_id._credential()
        url = oauth.consent_url(
            credential._hosts(),
            credential._app(),
            self.connection_id._asked_scopes(),
            state,
        )
        return {"type": "ir.actions.act_url", "url": url, "target": "self"}

    # === Back === #

    @api.model
    def _consume_state(self, state):
        """The trip that a returning state belongs to, taken so that no other can.

        :return: the trip; empty when the state is forged, old, used or another user's
        """
        try:
            # sudo: the secret that signs is the system's
            values = verify_hash_signed(self.sudo().env, STATE_SCOPE, state or "")
        except (ValueError, IndexError):
            values = None
        if not values or values["user"] != self.env.uid:
            return self.browse()
        trip = self.browse(values["trip"]).exists()
        # One statement decides between two returns at once.
        self.flush_model(["nonce"])
        self.env.cr.execute(
            "UPDATE xero_connect_wizard SET nonce = NULL"
            " WHERE id = %s AND nonce = %s RETURNING id",
            (trip.id, values["nonce"]),
        )
        taken = bool(self.env.cr.rowcount)
        self.invalidate_model(["nonce"])
        return trip if taken else self.browse()

    def _handle_callback(self, code, error, step=lambda work: work()):
        """Make of Xero's answer a connection, or a reason why there is none.

        :param code: what the consent page handed back, if it was given
        :param error: Xero's word for a refusal
        :param step: calls a function, commits what it wrote, and calls it again where
            somebody wrote the same rows meanwhile
        :return: the connection to show
        """
        # Where it leads to is a field that RPC can write.
        self.connection_id.check_access("write")
        self = self.sudo()  # sudo: the state that came back belongs to this user
        if error or not code:
            step(lambda: self._refused(error or "access_denied"))
            return self.connection_id
        try:
            # Once: a code is good for one exchange.
            tokens = self._exchange(code)
        except errors.XeroError as failure:
            problem = self._problem_of(failure)
            step(lambda: self._refused(problem))
            return self.connection_id
        step(lambda: self._keep_tokens(tokens))
        return step(lambda: self._connect(tokens))

    def _refused(self, problem):
        """Nothing came of this trip: the connection says why, and works as before.

        :param str problem: a code of ours or of Xero's, or a whole sentence
        """
        self.connection_id.consent_problem = problem

    def _exchange(self, code):
        """:return: the tokens (:class:`~xerolib.oauth.TokenSet`) that Xero gives for
            a code
        :raise XeroError: it gives none
        """
        credential = self.connection_id.credential_id
        tokens = oauth.exchange_code(credential._hosts(), credential._app(), code)
        if not tokens.refresh_token:
            raise errors.OAuthError("no_refresh_token", "")
        return tokens

    def _keep_tokens(self, tokens):
        """Xero's former tokens are replaced by these, whatever comes of the rest."""
        credential = self.connection_id.credential_id._for_user(tokens.xero_user_id)
        self.connection_id.credential_id = credential
        credential._save_tokens(tokens)

    def _connect(self, tokens):
        """:return: the connection to show, which says why if nothing came of it"""
        try:
            organisations = self._covered(tokens)
            with self.env.cr.savepoint():
                return self._adopt(organisations)
        except errors.XeroError as failure:
            _logger.info(
                "Consent of connection %s: %s", self.connection_id.id, failure.code
            )
            self._refused(self._problem_of(failure))
        except UserError as failure:
            self._refused(str(failure))
        return self.connection_id

    def _covered(self, tokens):
        """:return: the organisations (``xero.organisation``) of this consent
        :raise XeroError: Xero does not say what it opens
        """
        credential = self.connection_id.credential_id
        tenants = oauth.connections(credential._hosts(), tokens.access_token)
        organisations = self.env["xero.organisation"]._replace(
            credential, [t for t in tenants if t.tenant_type == "ORGANISATION"]
        )
        return (
            organisations.filtered(
                lambda o: (
                    tokens.auth_event_id and o.auth_event_id == tokens.auth_event_id
                )
            )
            or organisations
        )

    def _adopt(self, organisations):
        """Connect the one organisation that there is, or the one that it was before.

        :return: the connection to show; several organisations are for a person to
            choose from
        """
        connection = self.connection_id
        if not organisations:
            self._refused("no_organisation")
        if connection.tenant_id:
            organisations = (
                organisations.filtered(lambda o: o.tenant_id == connection.tenant_id)
                or organisations
            )
        if len(organisations) == 1:
            return connection._adopt_organisation(organisations)
        return connection

    @api.model
    def _problem_of(self, error):
        if isinstance(error, errors.OAuthError) and error.code == "oauth_error":
            return error.error
        return error.code
