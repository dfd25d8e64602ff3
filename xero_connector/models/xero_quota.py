from datetime import timedelta

from odoo import fields, models

from ..xerolib import errors

# How long to leave Xero alone, in minutes, when it does not say so itself.
UNREACHABLE_MINUTES = (1, 2, 5, 15, 30)
UNAVAILABLE_MINUTES = 5

# Errors that only a person can mend: nothing is sent until somebody reconnects.
NEEDS_PERSON = (
    errors.TokenInvalid,
    errors.ScopeMissing,
    errors.Forbidden,
    errors.InvalidGrant,
    errors.InvalidClient,
    errors.InvalidScope,
)


class XeroQuota(models.Model):
    """How a connection fares: calls left, pauses, health.

    It changes with every call, so it stands on a row of its own that no form
    writes: a user who saves the connection never meets the runner.
    """

    _name = "xero.quota"
    _description = "Xero Health"
    _rec_name = "connection_id"

    connection_id = fields.Many2one(
        "xero.connection", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="connection_id.company_id")
    minute_left = fields.Integer("Calls Left This Minute", readonly=True)
    day_left = fields.Integer("Calls Left Today", readonly=True)
    heard_at = fields.Datetime("Last Answer", readonly=True)
    paused_until = fields.Datetime(readonly=True)
    pause_reason = fields.Char(readonly=True)
    failures = fields.Integer("Failures in a Row", readonly=True)
    problem = fields.Char(
        readonly=True, help="Code of what only a person can mend; empty when healthy."
    )

    _connection_unique = models.Constraint(
        "UNIQUE(connection_id)", "A connection has one health row."
    )

    def _is_paused(self):
        return bool(self.paused_until and self.paused_until > fields.Datetime.now())

    def _heard(self, limits):
        """Xero answered: remember what it says is left."""
        vals = {"heard_at": fields.Datetime.now(), "failures": 0}
        if limits.minute_left is not None:
            vals["minute_left"] = limits.minute_left
        if limits.day_left is not None:
            vals["day_left"] = limits.day_left
        if self.pause_reason and not self._is_paused():
            vals |= {"paused_until": False, "pause_reason": False}
        self.write(vals)

    def _failed(self, error):
        """Remember an error that concerns the whole connection.

        :param error: a :class:`~xerolib.errors.XeroError`
        """
        if isinstance(error, NEEDS_PERSON):
            self.problem = error.code
        elif isinstance(error, errors.RateLimited):
            self._pause(
                timedelta(seconds=error.retry_after or 60),
                f"limit_{error.problem or 'minute'}",
            )
        elif isinstance(error, errors.Unavailable):
            self._pause(timedelta(minutes=UNAVAILABLE_MINUTES), error.code)
        else:
            step = min(self.failures, len(UNREACHABLE_MINUTES) - 1)
            self._pause(timedelta(minutes=UNREACHABLE_MINUTES[step]), error.code)
            self.failures += 1

    def _pause(self, length, reason):
        """Nobody sleeps on a limit: wake the connection's cron when it is over."""
        until = fields.Datetime.now() + length
        self.write({"paused_until": until, "pause_reason": reason})
        self.connection_id._wake(until)

    def _mended(self):
        self.write(
            {
                "problem": False,
                "paused_until": False,
                "pause_reason": False,
                "failures": 0,
            }
        )

    def _words(self, code):
        """:return: what a code of a problem or of a pause means, in a sentence"""
        return {
            "token_invalid": self.env._(
                "Xero no longer accepts this connection's token. Reconnect to go on."
            ),
            "scope_missing": self.env._(
                "Xero says that a permission is missing. Reconnect and allow all "
                "permissions on the list."
            ),
            "forbidden": self.env._(
                "Xero no longer lets this connection in: it was removed in Xero, or "
                "the user who authorised it lost access to the organisation. Reconnect."
            ),
            "invalid_grant": self.env._(
                "Xero has ended the authorisation (revoked, or unused for 60 days). "
                "Reconnect; all matches are kept."
            ),
            "invalid_client": self.env._(
                "Xero does not accept the client id and secret. Check both against "
                "“My Apps” in Xero's developer portal and enter them again."
            ),
            "invalid_scope": self.env._(
                "Xero does not allow this app one of the permissions that were asked."
            ),
            "access_denied": self.env._(
                "Access was refused on Xero's page, so nothing was connected. Connect "
                "again when you are ready to allow it."
            ),
            "not_reachable": self.env._(
                "Xero could not be reached. Check this server's way to the internet; "
                "it is tried again by itself."
            ),
            "answer_lost": self.env._(
                "Xero did not answer in time. What was sent is looked up before "
                "anything is repeated."
            ),
            "bad_answer": self.env._(
                "Something answered in Xero's place (a proxy or a maintenance page). "
                "It is tried again by itself."
            ),
            "unavailable": self.env._(
                "Xero is unavailable just now. It is tried again by itself."
            ),
            "unexpected_status": self.env._(
                "Xero gave an answer that this connector does not know. It is tried "
                "again by itself."
            ),
            "not_found": self.env._(
                "Xero says that there is nothing where it was asked. It is tried again "
                "by itself."
            ),
            "refused": self.env._(
                "Xero did not understand what it was asked. It is tried again by "
                "itself."
            ),
            "limit_minute": self.env._("Xero's limit of calls per minute is reached."),
            "limit_day": self.env._("Xero's limit of calls per day is reached."),
            "limit_appminute": self.env._(
                "Xero's limit for all users of this app is reached."
            ),
            "limit_concurrent": self.env._("Xero takes five calls at a time."),
            "oauth_error": self.env._("Xero refused the connection."),
            "no_organisation": self.env._(
                "Xero gave access to no organisation. Connect again and tick one."
            ),
            "no_refresh_token": self.env._(
                "Xero gave no lasting access. Connect again and allow all permissions."
            ),
        }.get(code, code)
