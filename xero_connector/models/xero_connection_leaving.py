import logging

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime

from ..xerolib import errors, oauth

_logger = logging.getLogger(__name__)

# How often Xero is told that a connection is over before it is over without.
MOST_GOODBYES = 5

LANE = "leave"


class XeroConnection(models.Model):
    """Disconnecting: it counts here at once, and Xero is told by the cron.

        connected ─▶ leaving ─▶ disconnected

    Whatever Xero answers, *leaving* ends: after some tries, or by a person's word, the
    tokens are dropped here and people read that Xero did not confirm it.
    """

    _inherit = "xero.connection"

    disconnected_at = fields.Datetime(readonly=True, copy=False)
    is_unconfirmed = fields.Boolean(
        "Not Confirmed by Xero",
        readonly=True,
        copy=False,
        help="It was disconnected here, and Xero did not confirm it.",
    )

    @api.depends("name", "lifecycle", "disconnected_at")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for connection in self:
            ended = connection.lifecycle in ("leaving", "disconnected")
            connection.display_name = connection.name
            if ended and connection.disconnected_at:
                connection.display_name = self.env._(
                    "%(name)s (disconnected %(day)s)",
                    name=connection.name,
                    day=format_date(self.env, connection.disconnected_at),
                )

    # === Pressed === #

    def action_disconnect(self):
        """Stop at once; Xero is told by the cron. Nothing is deleted on either side."""
        self.check_access("write")
        for connection in self.filtered(lambda c: c.lifecycle == "connected"):
            connection._disconnect(
                self.env._("Disconnected by %s.", self.env.user.name)
            )

    def action_end_now(self):
        """*Disconnect without Xero*: nobody waits for its answer any longer."""
        self.check_access("write")
        for connection in self.filtered(lambda c: c.lifecycle == "leaving"):
            connection.sudo()._end_unconfirmed()  # sudo: checked above

    def _disconnect(self, note):
        """:param note: who or what ended it, in a sentence"""
        # sudo: who may press the button was checked
        self.sudo().write(
            {
                "lifecycle": "leaving",
                "disconnected_at": fields.Datetime.now(),
                "is_unconfirmed": False,
            }
        )
        self._message_log(body=note)
        self._wake()

    # === Done by the runner === #

    def _is_goodbye_due(self):
        retries = self.env["xero.retry"]
        return self.lifecycle == "leaving" and not retries._is_resting(self, LANE, self)

    def _say_goodbye(self, commit):
        """Tell Xero that it is over; end it without Xero when that does not help.

        :param commit: the runner's commit, called before what is written rests on
            what another cursor may have renewed
        """
        retries = self.env["xero.retry"].sudo()  # sudo: rows of the runner alone
        if self.is_copy:
            # The original goes on: Xero hears nothing from a copy.
            self._end()
            return
        tries = retries._tries_of(self, LANE, self)
        if tries < MOST_GOODBYES:
            try:
                self._leave_xero(commit)
            except errors.XeroError as error:
                _logger.info("Leaving connection %s: %s", self.id, error.code)
                tries = retries._set_aside(self, LANE, self, error).tries
            else:
                self._end()
                return
        if tries >= MOST_GOODBYES:
            self._end_unconfirmed()

    def _leave_xero(self, commit):
        """:raise XeroError: when Xero could not be told"""
        credential = self._credential()
        hosts = credential._hosts()
        try:
            if credential.refresh_token and self.xero_connection_id:
                self._delete_in_xero(hosts, credential._access_token())
                commit()
            if credential.refresh_token and not self._others_with_its_tokens():
                oauth.revoke(hosts, credential._app(), credential.refresh_token)
        except (
            errors.InvalidGrant,
            errors.InvalidClient,
            errors.TokenInvalid,
        ):
            # Xero let us go before we asked, or will not hear this app any more.
            credential._forget_tokens()

    def _delete_in_xero(self, hosts, token):
        try:
            oauth.delete_connection(hosts, token, self.xero_connection_id)
        except errors.Forbidden as error:
            # Xero let this one go before we asked; the tokens may open others.
            _logger.info("Connection %s was gone from Xero: %s", self.id, error.code)

    def _others_with_its_tokens(self):
        others = self._credential().connection_ids - self
        return others.filtered(lambda c: c.lifecycle == "connected")

    def _end(self):
        """It is over here, and so are its tokens where nothing else uses them."""
        if not self._others_with_its_tokens():
            self.credential_id._forget_tokens()
        self.lifecycle = "disconnected"
        self.quota_ids._mended()
        self.env["xero.retry"]._succeed(self, LANE, self)

    def _end_unconfirmed(self):
        self._end()
        self.is_unconfirmed = True
        self._message_log(body=self._words_of_unconfirmed())

    # === On the form === #

    def _words_of_unconfirmed(self):
        return self.env._(
            "Disconnected here, and the access is deleted. Xero did not confirm; "
            "remove the app in Xero under Settings › Connected apps."
        )

    def _alerts_of_leaving(self):
        if self.lifecycle == "disconnected" and self.is_unconfirmed:
            return {
                "unconfirmed": {
                    "level": "warning",
                    "message": self._words_of_unconfirmed(),
                }
            }
        if self.lifecycle == "disconnected":
            return {
                "disconnected": {
                    "level": "info",
                    "message": self.env._(
                        "Disconnected: nothing moves between Odoo and Xero. What is "
                        "matched, and what waits, is kept for the day you reconnect."
                    ),
                }
            }
        if self.lifecycle != "leaving":
            return {}
        words = self.env._("Disconnected here. Xero is being told.")
        # sudo: rows of the runner alone
        retry = self.env["xero.retry"].sudo()._of(self, LANE, self)
        if retry:
            words = self.env._(
                "Disconnected here. Xero did not confirm it yet (tries: %(tries)s of "
                "%(most)s); it is told again on %(moment)s.",
                tries=retry.tries,
                most=MOST_GOODBYES,
                moment=format_datetime(self.env, retry.due_at),
            )
        return {
            "leaving": {
                "level": "info",
                "message": words,
                "action_text": self.env._("Do not wait for Xero"),
                "action_call": (self._name, "action_end_now", self.ids),
            }
        }
