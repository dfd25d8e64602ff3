from odoo import models

from ..xerolib import errors
from ..xerolib.client import Client
from ..xerolib.halving import is_of_one_call
from ..xerolib.scopes import BASE
from .xero_exchange import WRITE_DEADLINE

# What is asked of Xero, in the order in which it is shown, by the role's settings.
SCOPES = {
    "primary": (
        "accounting.contacts",
        "accounting.invoices",
        "accounting.payments.read",
        "accounting.settings.read",
    ),
    "secondary": (
        "accounting.contacts.read",
        "accounting.invoices.read",
        "accounting.payments.read",
        "accounting.settings.read",
    ),
}


class XeroConnection(models.Model):
    """How a connection reaches Xero, and whether it may."""

    _inherit = "xero.connection"

    def _may_call(self):
        """Whether Xero may be asked now: connected, healthy, not paused."""
        quota = self._quota()
        return bool(
            self.lifecycle == "connected"
            and not quota.problem
            and not quota._is_paused()
        )

    def _may_spend(self):
        """Whether automatic work may ask Xero now: what is left is not only what is
        kept for people. What a person asked for needs :meth:`_may_call` alone."""
        return self._may_call() and not self._quota()._shared()._kept_until()

    def _call(self, ask):
        """Ask the organisation in Xero.

        :param ask: function of a :class:`~xerolib.client.Client`; what it returns is
            returned
        :raise XeroError: what concerns the whole connection is noted on its health
        """
        return self._with_token(lambda token: self._ask(token, ask))

    def _with_token(self, ask):
        """Ask Xero, with one new token should Xero not take ours.

        :param ask: function of an access token; what it returns is returned
        :raise XeroError: what concerns the whole connection is noted on its health
        """
        self.ensure_one()
        credential, quota = self._credential(), self._quota()
        try:
            token = credential._access_token()
            try:
                found = ask(token)
            except (errors.TokenExpired, errors.TokenInvalid):
                # Whether it is over for good, the renewal tells.
                found = ask(credential._access_token(rejected=token))
        except errors.XeroError as error:
            if not is_of_one_call(error):
                quota._failed(error)
            raise
        quota._succeeded()
        return found

    def _ask(self, token, ask):
        hosts = self.credential_id._hosts()
        with Client(hosts, token, self.tenant_id, deadline=WRITE_DEADLINE) as client:
            try:
                return ask(client)
            finally:
                if client.limits:
                    self._quota()._heard(client.limits)

    def _wake(self, at=None):
        """Let the connection's cron run, now or at a moment (UTC)."""
        for connection in self:
            connection._cron()._trigger(at)

    def _wanted_scopes(self):
        """:return: every scope that the settings of this connection need"""
        return (*BASE, *SCOPES[self.role])

    def _asked_scopes(self):
        """What the consent asks for: also what the app's other connections need, for
        the newest token set of a Xero user serves them all.

        :return: tuple of scopes, this connection's first
        """
        app = self._credential().client_id
        # sudo: other companies' that share the app's limits
        others = self.sudo().search(
            [("credential_id.client_id", "=", app), ("lifecycle", "=", "connected")]
        )
        scopes = self._wanted_scopes()
        for connection in others:
            scopes += connection._wanted_scopes()
        return tuple(dict.fromkeys(scopes))
