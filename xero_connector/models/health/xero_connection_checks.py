from odoo import api, fields, models

from ...const import APP_REFUSED, INVOICE_READERS
from ..connection.xero_connection import COUNTED, COUNTED_IN_MATCHING
from . import checks_access, checks_odoo, checks_people, checks_setup, checks_work
from .check import BANNER, DIALOG, opens, presses


class XeroConnection(models.Model):
    """What a connection tells who opens it: health, next step, what waits. Banners,
    *Check Connection* and activities are views on one list of checks."""

    _inherit = "xero.connection"

    alerts = fields.Json(compute="_compute_alerts")
    health = fields.Char("Reason for Pause", compute="_compute_health")
    shown_health = fields.Char(
        "Health",
        compute="_compute_shown_health",
        help="What stops the whole connection, or all invoices.",
    )
    unreached_words = fields.Char(
        compute="_compute_unreached_words",
        help="Users under “Notify” who cannot be emailed.",
    )
    summary = fields.Char(compute="_compute_summary")
    choice_waits = fields.Boolean(compute="_compute_choice_waits")
    waiting_count = fields.Integer("Waiting", compute="_compute_counts")
    issue_count = fields.Integer("To Do", compute="_compute_counts")
    contact_count = fields.Integer("Contacts in Xero", compute="_compute_counts")
    unmatched_count = fields.Integer("Matching", compute="_compute_counts")
    clear_match_count = fields.Integer("Clear Matches", compute="_compute_counts")
    linked_count = fields.Integer("Matched", compute="_compute_matching_counts")
    suggested_count = fields.Integer(
        "With Suggestions", compute="_compute_matching_counts"
    )
    missing_count = fields.Integer(
        "Only in Odoo",
        compute="_compute_matching_counts",
        help="Customers, suppliers, and contacts similar to one in Xero.",
        groups="xero_connector.group_xero_user",
    )
    document_count = fields.Integer(
        "Invoices in Xero", compute="_compute_counts", groups=",".join(INVOICE_READERS)
    )
    last_pull_at = fields.Datetime("Last Sync", compute="_compute_last_pull_at")

    @api.depends("organisation_name", "country_code", "base_currency_code")
    def _compute_summary(self):
        countries = self.env["res.country"].search(
            [("code", "in", self.mapped("country_code"))]
        )
        names = {country.code: country.name for country in countries}
        for connection in self:
            told = [
                connection.organisation_name,
                names.get(connection.country_code, connection.country_code),
                connection.base_currency_code,
            ]
            connection.summary = connection.lifecycle == "connected" and self.env._(
                "Connected to %s", ", ".join(filter(None, told))
            )

    @api.depends("lifecycle", "quota_ids.problem", "quota_ids.paused_until")
    @api.depends_context("lang", "tz")
    def _compute_health(self):
        for connection in self:
            quota = connection._quota()
            connection.health = False
            if connection.lifecycle == "leaving":
                continue
            if quota.problem:
                connection.health = quota._words(quota.problem)
            elif pause := quota._pausing():
                connection.health = self.env._(
                    "%(reason)s It continues at %(time)s.",
                    reason=quota._words(pause.pause_reason),
                    time=self._moment_words(pause.paused_until),
                )

    @api.depends(
        "health", "lifecycle", "role", "base_currency_code", "company_id.currency_id"
    )
    @api.depends_context("lang")
    def _compute_shown_health(self):
        for connection in self:
            connection.shown_health = connection.health
            if connection.lifecycle == "connected" and not connection.health:
                currency = connection._look_at("currency")
                connection.shown_health = bool(currency) and f"{currency.title}."

    @api.depends("lifecycle", "credential_id.organisation_ids")
    def _compute_choice_waits(self):
        """Xero gave access to several organisations, and nobody chose yet."""
        for connection in self:
            # sudo: who only looks on may read neither tokens nor what they open
            credential = connection._credential()
            connection.choice_waits = bool(
                connection.lifecycle in ("draft", "disconnected")
                and credential.refresh_token
                and len(credential.organisation_ids) > 1
            )

    def _compute_last_pull_at(self):
        for connection in self:
            done = connection._resources().filtered("done_at")
            connection.last_pull_at = max(done.mapped("done_at"), default=False)

    def _compute_matching_counts(self):
        """Of the connections that are opened, not of a list."""
        for connection in self:
            here = connection.with_context(xero_connection_id=connection._origin.id)
            for name, (model, domain) in COUNTED_IN_MATCHING.items():
                of_connection = (
                    [("connection_id", "=", connection._origin.id)]
                    if "connection_id" in self.env[model]
                    else []
                )
                connection[name] = here.env[model].has_access("read") and here.env[
                    model
                ].search_count([*of_connection, *domain])

    def _compute_counts(self):
        for name, (model, domain) in COUNTED.items():
            counts = {}
            if self.env[model].has_access("read"):
                groups = self.env[model]._read_group(
                    [("connection_id", "in", self.ids), *domain],
                    ["connection_id"],
                    ["__count"],
                )
                counts = {connection.id: count for connection, count in groups}
            for connection in self:
                connection[name] = counts.get(connection.id, 0)

    @api.depends(
        "lifecycle",
        "import_settings_saved",
        "account_id",
        "base_currency_code",
        "company_id.currency_id",
        "quota_ids.problem",
        "consent_problem",
        "is_unconfirmed",
        "is_copy",
        "quota_ids.paused_until",
        "frequency",
        "authorised_until",
        "inactive_at",
        "unreached_words",
    )
    @api.depends_context("lang", "uid")
    def _compute_alerts(self):
        for connection in self:
            # While a form is edited, its banners tell of what is saved: their buttons
            # open dialogs about a record that the database has.
            saved = connection._origin
            connection.alerts = saved._all_alerts() if saved else {}

    @api.depends("alert_user_ids.email", "alert_user_ids.active")
    @api.depends_context("lang")
    def _compute_unreached_words(self):
        for connection in self:
            found = connection._look_at("unreached")
            connection.unreached_words = bool(found) and found.message

    # === The list of checks === #

    def _checks(self):
        """Everything that a connection rests on; another addon adds its own.

        :return: tuple of :class:`~.check.Check`, in the order in which they show
        """
        return (
            *checks_access.CHECKS,
            *checks_odoo.CHECKS,
            *checks_work.CHECKS_OF_CALLS,
            *checks_setup.CHECKS,
            *checks_work.CHECKS,
            *checks_people.CHECKS,
        )

    def _look_at(self, code):
        """:param code: of a check
        :return: the :class:`~.check.Finding`, whatever the connection's state; None
            when there is none"""
        return next(c for c in self._checks() if c.code == code).find(self)

    def _checks_in(self, place):
        """:return: list of the checks that show in a place, in this lifecycle"""
        self.ensure_one()
        return [c for c in self._checks() if place in c.shows and c.is_about(self)]

    def _run_checks(self):
        """What “Check Connection” shows; Xero is not asked.

        :return: list of :class:`~.check.Finding`
        """
        checks = self._checks_in(DIALOG)
        found = [c.find_shown(self) or c.find_fine(self) for c in checks]
        return [each for each in found if each and each.state != "info"]

    def _all_alerts(self):
        """:return: every banner of the form, with buttons for those who may press"""
        alerts = {}
        may_press = self.env.su or self._user_is_manager()
        for check in self._checks_in(BANNER):
            name = "setup" if check.is_step else check.code
            if name in alerts or alerts.keys() & {*check.unless}:
                continue
            found = check.find_shown(self)
            if found and found.state != "ok":
                alert = found.as_alert()
                if not may_press and not check.is_for_all:
                    alert = self._without_button(alert)
                alerts[name] = alert
        return alerts

    def _words_of_task(self, kind):
        """:param kind: type of activity, one of those that checks name
        :return: what only a person can mend, in words; False if nothing is"""
        if self.lifecycle != "connected":
            return False
        for check in self._checks():
            found = check.task == kind and check.find(self)
            if found and found.state != "ok" and found.is_task:
                return found.message
        return False

    def _is_first_reading(self):
        """Whether something was asked of Xero that never came yet."""
        due = self._resources()._due()
        return not all(r.done_at for r in due if self._pulls(r.name))

    # === Buttons === #

    def action_check_health(self):
        self.ensure_one()
        return self.env["xero.health.wizard"]._action_for(self)

    def _remedy(self, problem):
        """The one button beside a problem, as Odoo's banners take it."""
        if problem == APP_REFUSED:
            return opens(
                self.env._("Enter Client ID and Secret"), self.action_change_app()
            )
        if problem == "copied":
            return presses(self, self.env._("Continue Here"), "action_take_over")
        return opens(self.env._("Reconnect"), self.action_connect())

    def action_import_settings(self):
        """Say which way records go, and what comes of those in Xero."""
        self.ensure_one()
        return self.env["xero.import.wizard"]._action_for(self)

    def action_switch_on(self):
        """Let runs come by themselves; first show who is not matched yet."""
        self.ensure_one()
        return self.env["xero.switch.on.wizard"]._action_for(self)
