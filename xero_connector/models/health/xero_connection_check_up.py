from contextlib import suppress
from datetime import timedelta, timezone

from odoo import api, fields, models

from ...xerolib import errors, oauth, resources
from ...xerolib.halving import is_of_one_call
from ..common.counted_words import in_days_words
from .check import warning_due

# Once a day, a little less than the day that the cron waits.
DAILY = timedelta(hours=23)

# Nothing that Xero may take back: only a person who connects again helps, so it is
# not asked again and again.
FINAL = ("invalid_grant", "invalid_client", "invalid_scope", "copied")

# Shut out, but not for good: Xero may let us in again without a new consent.
SHUT_OUT = (
    "token_invalid",
    "scope_missing",
    "forbidden",
    "disconnected",
    "demo_reset",
    "access_lost",
)


class XeroConnection(models.Model):
    """Staying connected: the daily check-up, and the days that are left.

    A check-up asks Xero which organisations our token opens, and whether this one
    lets us in. For that it needs a token of the last half hour, so it renews the
    token set: what Xero's 60 days count from. Therefore nobody need use a connection
    to keep it, and who ended it in Xero is found out within a day.
    """

    _inherit = "xero.connection"

    authorised_until = fields.Datetime(
        related="credential_id.authorised_until", string="Authorised Until"
    )
    days_left = fields.Integer(
        compute="_compute_days_left",
        help="Days left of Xero's authorisation. It is renewed every day, so this "
        "only decreases while renewing fails.",
    )
    ends_in = fields.Char(
        compute="_compute_days_left", help="Days left, in words for emails."
    )

    @api.depends("lifecycle", "authorised_until")
    @api.depends_context("lang")
    def _compute_days_left(self):
        now = fields.Datetime.now()
        for connection in self:
            until = connection.lifecycle == "connected" and connection.authorised_until
            connection.days_left = max(0, (until - now).days) if until else 0
            connection.ends_in = in_days_words(self.env, connection.days_left)

    # === Asking === #

    @api.model
    def _cron_watch(self):
        """The daily health run. It asks Xero nothing: each connection's own cron does,
        since only that one may. For one whose cron is switched off, it tells."""
        connections = self.search([("lifecycle", "=", "connected")])
        connections._wake()
        for connection in connections.filtered(lambda c: not c._cron().active):
            connection.with_company(connection.company_id)._tell()

    def _may_be_checked(self):
        """Whether Xero may be asked, and might answer what we do not know."""
        quota = self._quota()
        return (
            self.lifecycle == "connected"
            and not self.is_copy
            and not quota._is_paused()
            and quota.problem not in FINAL
        )

    def _is_check_up_due(self):
        quota = self._quota()
        return self._may_be_checked() and bool(
            quota.check_requested_at
            or not quota.checked_at
            or quota.checked_at < fields.Datetime.now() - DAILY
        )

    def _check_up(self, commit=lambda: None):
        """Find out whether Xero lets this connection in, and if not, why.

        An organisation that is not in the list, and lets us in no more, was
        disconnected, valid token or not (a Xero engineer in XeroAPI/Xero-OpenAPI#585);
        one that is listed and answers 403 has shut its user out. What the list says
        after an organisation's trial ended is unknown; it is told as the latter.

        :param commit: called before Xero is asked, so that a check-up that dies is
            not begun again at once
        :raise XeroError: noted on the connection's health
        """
        self.ensure_one()
        quota = self._quota()
        quota.write({"checked_at": fields.Datetime.now(), "check_requested_at": False})
        commit()
        try:
            self._find_out_who_lets_us_in()
        except errors.NEEDS_PERSON:
            raise
        except errors.XeroError:
            if quota.problem in SHUT_OUT:
                # Nothing goes on until this is known.
                quota.check_requested_at = fields.Datetime.now()
            raise

    def _find_out_who_lets_us_in(self):
        quota, is_listed = self._quota(), True
        # Something on the way there may refuse: the organisation itself tells.
        with suppress(*errors.SHUT):
            is_listed = self.tenant_id in self._with_token(self._ask_who_lets_us_in)
        try:
            answer = self._read_organisation()
        except errors.XeroError as error:
            if not is_of_one_call(error):
                raise
            if not is_listed and isinstance(error, errors.SHUT):
                is_reset = self.is_demo_company
                quota.problem = "demo_reset" if is_reset else "disconnected"
            else:
                self._try_another_door(error)
            return
        if answer.server_time:
            theirs = answer.server_time.astimezone(timezone.utc).replace(tzinfo=None)
            ahead = fields.Datetime.now() - theirs
            quota.clock_skew = round(ahead.total_seconds())
        if quota.problem in SHUT_OUT:
            quota._mended()

    def _try_another_door(self, error):
        """One call that fails for ever stops no other: shut out is who is let in
        nowhere.

        :param error: what the organisation's own call met
        :raise XeroError: it may be an outage
        """
        quota = self._quota()
        try:
            self._call(lambda client: client.send(resources.CURRENCIES, "GET"))
        except errors.SHUT:
            if not isinstance(error, errors.SHUT):
                raise
            is_lost = isinstance(error, errors.Forbidden)
            quota.problem = "access_lost" if is_lost else errors.problem_of(error)
            return
        if quota.problem in SHUT_OUT:
            quota._mended()
        if not isinstance(error, errors.SHUT):
            raise error

    def _ask_who_lets_us_in(self, token):
        """:return: set of the tenant ids that the token opens"""
        tenants = oauth.connections(self.credential_id._hosts(), token)
        return {tenant.tenant_id for tenant in tenants}

    # === Telling === #

    def _warned_days(self):
        """:return: the warning that is due, in days; 0 for none"""
        if self.lifecycle != "connected" or not self.authorised_until:
            return 0
        return warning_due(self.days_left)
