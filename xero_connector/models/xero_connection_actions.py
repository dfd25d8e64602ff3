from odoo import api, fields, models
from odoo.exceptions import UserError

from ..xerolib import errors, oauth


class XeroConnection(models.Model):
    """What a person does with a connection, and what it tells them."""

    _inherit = "xero.connection"

    alerts = fields.Json(compute="_compute_alerts")
    health = fields.Char(compute="_compute_health")
    summary = fields.Char(compute="_compute_summary")
    choice_waits = fields.Boolean(compute="_compute_choice_waits")
    waiting_count = fields.Integer("Waiting", compute="_compute_counts")
    issue_count = fields.Integer("Need a Person", compute="_compute_counts")
    contact_count = fields.Integer("Contacts", compute="_compute_counts")
    unmatched_count = fields.Integer("Unmatched", compute="_compute_counts")
    document_count = fields.Integer("Documents", compute="_compute_counts")
    last_pull_at = fields.Datetime("Last Sync", compute="_compute_last_pull_at")

    # === What it tells === #

    @api.depends("organisation_name", "country_code", "base_currency_code")
    def _compute_summary(self):
        countries = self.env["res.country"].search(
            [("code", "in", self.mapped("country_code"))]
        )
        names = {country.code: country.name for country in countries}
        for connection in self:
            connection.summary = connection.lifecycle == "connected" and self.env._(
                "Connected to %(organisation)s, %(country)s, %(currency)s",
                organisation=connection.organisation_name,
                country=names.get(connection.country_code, connection.country_code),
                currency=connection.base_currency_code,
            )

    @api.depends("quota_ids.problem", "quota_ids.paused_until")
    @api.depends_context("lang", "tz")
    def _compute_health(self):
        for connection in self:
            quota = connection.sudo().quota_ids
            connection.health = False
            if quota.problem:
                connection.health = quota._words(quota.problem)
            elif quota._is_paused():
                until = fields.Datetime.context_timestamp(self, quota.paused_until)
                connection.health = self.env._(
                    "%(reason)s It continues at %(time)s.",
                    reason=quota._words(quota.pause_reason),
                    time=until.strftime("%H:%M"),
                )

    @api.depends("lifecycle", "credential_id.organisation_ids")
    def _compute_choice_waits(self):
        """Xero gave access to several organisations, and nobody chose yet."""
        for connection in self:
            connection.choice_waits = bool(
                connection.lifecycle in ("draft", "disconnected")
                and connection.credential_id.sudo().refresh_token
                and len(connection.credential_id.organisation_ids) > 1
            )

    def _compute_last_pull_at(self):
        for connection in self:
            done = connection.sudo().resource_ids.filtered("done_at")
            connection.last_pull_at = max(done.mapped("done_at"), default=False)

    def _compute_counts(self):
        def counts(model, *domain):
            groups = self.env[model]._read_group(
                [("connection_id", "in", self.ids), *domain],
                ["connection_id"],
                ["__count"],
            )
            return {connection.id: count for connection, count in groups}

        waiting = counts(
            "xero.job", ("state", "in", ("waiting", "sending", "checking"))
        )
        issues = counts("xero.issue", ("state", "=", "open"))
        contacts = counts("xero.contact", ("status", "=", "ACTIVE"))
        unmatched = counts(
            "xero.contact", ("status", "=", "ACTIVE"), ("partner_id", "=", False)
        )
        documents = counts("xero.document", ("move_id", "!=", False))
        for connection in self:
            connection.waiting_count = waiting.get(connection.id, 0)
            connection.issue_count = issues.get(connection.id, 0)
            connection.contact_count = contacts.get(connection.id, 0)
            connection.unmatched_count = unmatched.get(connection.id, 0)
            connection.document_count = documents.get(connection.id, 0)

    @api.depends(
        "lifecycle",
        "account_id",
        "base_currency_code",
        "company_id.currency_id",
        "quota_ids.problem",
        "quota_ids.paused_until",
    )
    def _compute_alerts(self):
        for connection in self:
            alerts = {}
            if connection.health:
                alerts["health"] = {"level": "danger", "message": connection.health}
                if connection.sudo().quota_ids.problem:
                    alerts["health"] |= {
                        "action_text": self.env._("Connect again"),
                        "action": connection.action_connect(),
                    }
            if connection.lifecycle == "connected":
                alerts |= connection._alerts_of_company()
                alerts |= connection._alerts_of_setup()
            connection.alerts = alerts

    def _alerts_of_company(self):
        """Where the organisation is not the company: perhaps the wrong one."""
        company, alerts = self.company_id, {}
        ours = company.currency_id.name
        if ours != self.base_currency_code:
            alerts["currency"] = {
                "level": "danger",
                "message": self.env._(
                    "Xero keeps its books in %(xero)s, %(company)s in %(odoo)s. No "
                    "invoice is pushed between ledgers of different base currencies. "
                    "Disconnect, and connect the organisation of this company.",
                    xero=self.base_currency_code,
                    company=company.name,
                    odoo=ours,
                ),
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
        if differing:
            alerts["company"] = {
                "level": "info",
                "message": self.env._(
                    "Is this the right organisation? %s.", "; ".join(differing)
                ),
            }
        return alerts

    def _alerts_of_setup(self):
        """The next step, one at a time."""
        missing = self.credential_id._missing_scopes(self._wanted_scopes())
        if missing:
            return {
                "setup": {
                    "level": "warning",
                    "message": self.env._(
                        "Xero did not give all permissions: %s is missing. Connect "
                        "again and allow them.",
                        ", ".join(missing),
                    ),
                    "action_text": self.env._("Connect again"),
                    "action": self.action_connect(),
                }
            }
        if not self.account_id and not self._has_account_to_choose():
            return {
                "setup": {
                    "level": "warning",
                    "message": self.env._(
                        "Next: no account in Xero takes payments yet. In Xero, open "
                        "Accounting › Chart of accounts, click the account for your "
                        "sales, tick “Enable payments to this account” and save. Or "
                        "take off “Only accounts that take payments” below."
                    ),
                    "action_text": self.env._("Check again"),
                    "action_call": (self._name, "action_check_again", self.ids),
                }
            }
        if not self.account_id:
            return {
                "setup": {
                    "level": "warning",
                    "message": self.env._(
                        "Next: choose the account for sales below. Invoices wait until "
                        "then."
                    ),
                }
            }
        unmapped = self.tax_mapping_ids.filtered(lambda mapping: not mapping.rate_id)
        if unmapped:
            return {
                "setup": {
                    "level": "info",
                    "message": self.env._(
                        "Next: say which tax rate in Xero each of %s taxes is. Only "
                        "those that your invoices use are needed.",
                        len(unmapped),
                    ),
                    "action_text": self.env._("Map taxes"),
                    "action": self.action_open_tax_mappings(),
                }
            }
        return {}

    def _has_account_to_choose(self):
        accounts = self.env["xero.account"]
        return bool(accounts.search_count(self.account_domain, limit=1))

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

    def _leave_xero(self):
        """End the connection in Xero; the tokens go when nothing else uses them.

        :raise XeroError: when Xero could not be told; it is tried again
        """
        self.ensure_one()
        credential = self.credential_id.sudo()
        try:
            if credential.refresh_token and self.xero_connection_id:
                oauth.delete_connection(
                    credential._hosts(),
                    credential._access_token(),
                    self.xero_connection_id,
                )
            others = credential.connection_ids - self
            if not others.filtered(lambda c: c.lifecycle == "connected"):
                if credential.refresh_token:
                    oauth.revoke(
                        credential._hosts(), credential._app(), credential.refresh_token
                    )
                credential._forget_tokens()
        except (errors.InvalidGrant, errors.TokenInvalid, errors.Forbidden):
            # Xero let us go before we asked.
            credential._forget_tokens()
        self.lifecycle = "disconnected"
        self.sudo().quota_ids._mended()

    # === Working === #

    def action_sync_now(self):
        """Bring contacts, payments and settings up to date now, and push what waits."""
        for connection in self:
            if connection.lifecycle != "connected":
                raise UserError(
                    self.env._(
                        "%s is not connected. Connect it first.", connection.name
                    )
                )
        self.sudo().resource_ids._request()
        self._wake()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "Xero is being read; this page shows the result."
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_check_again(self):
        """Read accounts, tax rates and currencies anew, after a change in Xero."""
        self.sudo().resource_ids._request(("accounts", "tax_rates", "currencies"))
        self._wake()

    @api.model
    def _enqueue_due(self):
        """The schedule: ask every connection for what changed in Xero."""
        connections = self.search([("lifecycle", "=", "connected")])
        connections.resource_ids._request()
        connections._wake()

    # === Opening === #

    def action_open(self):
        return self._open_list(
            "xero.connection", views=[(False, "form")], res_id=self.id
        )

    def action_open_tax_mappings(self):
        return self._open_list("xero.tax.mapping", name=self.env._("Taxes in Xero"))

    def action_open_contacts(self):
        return self._open_list("xero.contact", name=self.env._("Contacts in Xero"))

    def action_open_unmatched(self):
        return self._open_list(
            "xero.contact",
            name=self.env._("Contacts to Match"),
            context={"search_default_unmatched": 1},
        )

    def action_open_documents(self):
        return self._open_list("xero.document", name=self.env._("Documents in Xero"))

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
