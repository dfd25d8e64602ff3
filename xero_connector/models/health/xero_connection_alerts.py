from odoo import api, fields, models

from ...const import APP_REFUSED, INVOICE_READERS
from ..connection.xero_connection import COUNTED


class XeroConnection(models.Model):
    """What a connection tells who opens it: health, next step, what waits."""

    _inherit = "xero.connection"

    alerts = fields.Json(compute="_compute_alerts")
    health = fields.Char("Why It Rests", compute="_compute_health")
    shown_health = fields.Char(
        "Health",
        compute="_compute_shown_health",
        help="What keeps all of it from Xero, or else all invoices.",
    )
    summary = fields.Char(compute="_compute_summary")
    choice_waits = fields.Boolean(compute="_compute_choice_waits")
    waiting_count = fields.Integer("Waiting", compute="_compute_counts")
    issue_count = fields.Integer("Need a Person", compute="_compute_counts")
    contact_count = fields.Integer("Contacts in Xero", compute="_compute_counts")
    unmatched_count = fields.Integer("To Match", compute="_compute_counts")
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
            connection.shown_health = connection.health or (
                connection.lifecycle == "connected"
                and connection._words_of_currencies()
            )

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

    def _all_alerts(self):
        """:return: every banner of the form, with buttons for those who may press"""
        self.ensure_one()
        alerts = {}
        quota = self._quota()
        if self.consent_problem:
            alerts["consent"] = {
                "level": "danger",
                "message": quota._words(self.consent_problem),
            }
            if self._is_app_refused():
                alerts["consent"] |= self._remedy(APP_REFUSED)
        if self.is_copy and self.lifecycle == "connected":
            alerts["copy"] = {
                "level": "danger",
                "message": self.env._(
                    "This database looks like a copy of the one that was "
                    "connected, so nothing is read from Xero or pushed there. If "
                    "it was only moved or renamed, take the connection over; the "
                    "other one must not be used any more then."
                ),
                "action_text": self.env._("Take over this connection"),
                "action_call": (
                    self._name,
                    "action_take_over",
                    self.ids,
                ),
            }
        if self.health:
            alerts["health"] = {
                "level": "danger" if quota.problem else "warning",
                "message": self.health,
            }
            if quota.problem:
                alerts["health"] |= self._remedy(quota.problem)
        if self.choice_waits:
            alerts["choice"] = {
                "level": "info",
                "message": self.env._(
                    "Next: Xero gave access to several organisations. Say which "
                    "one keeps the books of %s.",
                    self.company_id.name,
                ),
                "action_text": self.env._("Choose the organisation"),
                "action": self.action_choose_organisation(),
            }
        alerts |= self._alerts_of_leaving()
        alerts |= self._alerts_of_inactivity()
        if self.lifecycle == "connected":
            alerts |= self._alerts_of_expiry()
            alerts |= self._alerts_of_limits()
            currencies = self._alerts_of_currencies()
            alerts |= currencies | self._alerts_of_company()
            if not currencies:
                # A ledger that takes no invoices asks for nothing else.
                alerts |= self._alerts_of_other_ledger() | self._alerts_of_setup()
            alerts |= self._alerts_of_list()
        return self._with_buttons_to_press(alerts)

    def _with_buttons_to_press(self, alerts):
        """Who is no manager reads what is the matter; only keeping it is for all."""
        if self.env.su or self.env.user.has_group("xero_connector.group_xero_manager"):
            return alerts
        return {
            name: alert if name == "idle" else self._without_button(alert)
            for name, alert in alerts.items()
        }

    def _words_of_currencies(self):
        """:return: that company and organisation keep their books in different
        currencies, so that no invoice is pushed; False where they may be"""
        ours = self.company_id.currency_id.name
        if (
            self.role != "primary"
            or not self._is_organisation_read()
            or ours == self.base_currency_code
        ):
            return False
        return self.env._(
            "Xero keeps its books in %(xero)s, %(company)s in %(odoo)s. No invoice is "
            "pushed between ledgers of different base currencies.",
            xero=self.base_currency_code,
            company=self.company_id.name,
            odoo=ours,
        )

    def _alerts_of_currencies(self):
        words = self._words_of_currencies()
        if not words:
            return {}
        advice = self.env._("Disconnect, and connect the organisation of this company.")
        return {"currency": {"level": "danger", "message": f"{words} {advice}"}}

    def _alerts_of_company(self):
        """Where the organisation is not the company: perhaps the wrong one."""
        if not self._is_organisation_read():
            return {}
        company, alerts = self.company_id, {}
        if company.tax_calculation_rounding_method == "round_globally":
            alerts["rounding"] = {
                "level": "warning",
                "message": self.env._(
                    "%s rounds tax once per document, Xero on each line. Invoices "
                    "whose totals differ by a cent for that are held. To avoid it, "
                    "set “Rounding Method” to “Round per Line”.",
                    company.name,
                ),
                "action_text": self.env._("Accounting settings"),
                "action": {
                    "type": "ir.actions.act_window",
                    "name": self.env._("Settings"),
                    "res_model": "res.config.settings",
                    "views": [(False, "form")],
                    "context": {"module": "account"},
                },
            }
        pairs = [
            (self.env._("Country"), company.country_id.code, self.country_code),
            (self.env._("Tax number"), company.vat, self.tax_number),
            (self.env._("Name"), company.name, self.legal_name or self.name),
        ]
        differing = [
            self.env._(
                "%(what)s: %(odoo)s in Odoo, %(xero)s in Xero",
                what=what,
                odoo=odoo or "–",
                xero=xero or "–",
            )
            for what, odoo, xero in pairs
            if (odoo or "").replace(" ", "").casefold()
            != (xero or "").replace(" ", "").casefold()
        ]
        # Asked until the first invoice stood there: by then somebody knows.
        if differing and not self._has_documents():
            alerts["company"] = {
                "level": "info",
                "message": self.env._(
                    "Is this the right organisation? %s.", "; ".join(differing)
                ),
            }
        return alerts

    def _has_documents(self):
        """Whether an invoice of Odoo's ever stood there."""
        documents = [("connection_id", "=", self.id), ("move_id", "!=", False)]
        # sudo: whether there is one, for a manager who may not see it
        mirrors = self.env["xero.document"].sudo()
        return bool(mirrors.search_count(documents, limit=1))

    # === Set-up === #
    # What a person does next to get a connection going, one step at a time.

    def _alerts_of_setup(self):
        """:return: the next step as an alert, in a dict; empty when all is set up"""
        steps = [self._step_permissions, self._step_first_reading]
        if self.role == "primary":
            steps += [self._step_import, self._step_account, self._step_taxes]
        for step in steps:
            if alert := step():
                return {"setup": alert}
        return {}

    def _step_permissions(self):
        missing = self.credential_id._missing_scopes(self._wanted_scopes())
        return missing and {
            "level": "warning",
            "message": self.env._(
                "Xero did not give all permissions: %s is missing. Connect again and "
                "allow them.",
                ", ".join(missing),
            ),
            "action_text": self.env._("Connect again"),
            "action": self.action_connect(),
        }

    def _step_first_reading(self):
        return self._is_first_reading() and {
            "level": "info",
            "message": self.env._(
                "Xero is being read for the first time: accounts, tax rates, "
                "currencies, contacts. It takes a moment."
            ),
            "action_text": self.env._("Show what is there"),
            "action": {"type": "ir.actions.client", "tag": "soft_reload"},
        }

    def _is_first_reading(self):
        """Whether something was asked of Xero that never came yet."""
        due = self._resources()._due()
        return not all(r.done_at for r in due if self._pulls(r.name))

    def _step_import(self):
        return not self.import_settings_saved and {
            "level": "warning",
            "message": self.env._(
                "Next: say what comes into Odoo. Contacts copied from Xero: %s; no "
                "record of yours was changed yet.",
                self.contact_count,
            ),
            "action_text": self.env._("Import settings"),
            "action": self.action_import_settings(),
        }

    def _step_account(self):
        if self.account_id:
            return False
        if not self._has_account_to_choose():
            return {
                "level": "warning",
                "message": self.env._(
                    "Next: no account in Xero takes payments yet. In Xero, open "
                    "Accounting › Chart of accounts, click the account for your sales, "
                    "tick “Enable payments to this account” and save. Or take off "
                    "“Only accounts that take payments” below."
                ),
                "action_text": self.env._("Check again"),
                "action_call": (self._name, "action_check_again", self.ids),
            }
        return {
            "level": "warning",
            "message": self.env._(
                "Next: choose the account for sales below. Invoices wait until then."
            ),
        }

    def _has_account_to_choose(self):
        accounts = self.env["xero.account"]
        return bool(accounts.search_count(self.account_domain, limit=1))

    def _step_taxes(self):
        unmapped = self.tax_mapping_ids.filtered(lambda mapping: not mapping.rate_id)
        return unmapped and {
            "level": "info",
            "message": self.env._(
                "Next: choose a tax rate in Xero for each of your taxes (%s left). "
                "Only those that your invoices use are needed.",
                len(unmapped),
            ),
            "action_text": self.env._("Map taxes"),
            "action": self.action_open_tax_mappings(),
        }

    # === Buttons === #

    def action_import_settings(self):
        """Say which way records go, and what comes of those in Xero."""
        self.ensure_one()
        return self.env["xero.import.wizard"]._action_for(self)

    def action_switch_on(self):
        """Let runs come by themselves; first show who is not matched yet."""
        self.ensure_one()
        return self.env["xero.switch.on.wizard"]._action_for(self)
