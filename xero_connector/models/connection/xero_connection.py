from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import ormcache

from ...const import APP_REFUSED
from ...xerolib.documents import DEAD

# What makes a connection the one that a company's invoices go to.
IDENTITY = frozenset({"company_id", "role", "lifecycle"})

# People that a sentence names.
MOST_NAMED = 3


# What each number of a connection counts, and what pressing it opens: the same. Of what
# is in Xero, what stands there now. A question waits for nobody while its ledger is
# disconnected: the menu hides it too.
ACTIVE = [("status", "=", "ACTIVE"), ("gone_at", "=", False)]
_STANDING = [("status", "not in", DEAD), ("gone_at", "=", False)]
_TO_MATCH = [
    *ACTIVE,
    ("partner_id", "=", False),
    ("left_at", "=", False),
    ("is_left_out", "=", False),
]
COUNTED = {
    "waiting_count": (
        "xero.job",
        [
            ("state", "in", ("waiting", "sending", "checking")),
            ("superseded", "=", False),
        ],
    ),
    "issue_count": (
        "xero.issue",
        [("state", "=", "open"), ("connection_id.lifecycle", "=", "connected")],
    ),
    "contact_count": ("xero.contact", ACTIVE),
    "unmatched_count": ("xero.contact", _TO_MATCH),
    "clear_match_count": (
        "xero.contact",
        [*_TO_MATCH, ("proposal_ids.is_certain", "=", True)],
    ),
    "document_count": ("xero.document", [*_STANDING, ("move_id", "!=", False)]),
}

# The same on the tab *Matching* alone: of partners, whom an organisation lacks depends
# on which one.
COUNTED_IN_MATCHING = {
    "linked_count": ("xero.contact", [*ACTIVE, ("partner_id", "!=", False)]),
    "suggested_count": ("xero.contact", [*_TO_MATCH, ("proposal_ids", "!=", False)]),
    "missing_count": ("res.partner", [("xero_match_is", "like", "missing")]),
}


class XeroConnection(models.Model):
    """One organisation of Xero, connected to one company.

    Reconnecting the same organisation finds this row again, with every match on its
    mirrors; another organisation gets a row of its own.
    """

    _name = "xero.connection"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "xero.live",
        "xero.guarded",
        "xero.import.rules",
    ]

    _live_fields = frozenset({"lifecycle", "import_settings_saved", "account_id"})
    _description = "Xero Connection"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    credential_id = fields.Many2one(
        "xero.credential", readonly=True, copy=False, index="btree_not_null"
    )
    role = fields.Selection(
        [("primary", "Primary"), ("secondary", "Secondary")],
        required=True,
        default="primary",
        help="Invoices are pushed to the primary organisation. A secondary "
        "organisation is read-only.",
    )
    lifecycle = fields.Selection(
        [
            ("draft", "Not Connected"),
            ("connected", "Connected"),
            ("leaving", "Disconnecting"),
            ("disconnected", "Disconnected"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    state = fields.Selection(
        [
            ("draft", "Not Connected"),
            ("connected", "Connected"),
            ("attention", "Needs Attention"),
            ("paused", "Paused"),
            ("disconnected", "Disconnected"),
        ],
        compute="_compute_state",
        search="_search_state",
    )

    # === The organisation, as Xero tells it === #
    tenant_id = fields.Char("Tenant ID", readonly=True, copy=False)
    xero_connection_id = fields.Char(
        "Connection's ID in Xero", readonly=True, copy=False
    )
    organisation_name = fields.Char("Organisation", readonly=True, copy=False)
    legal_name = fields.Char(readonly=True, copy=False)
    short_code = fields.Char(readonly=True, copy=False)
    country_code = fields.Char("Country in Xero", readonly=True, copy=False)
    base_currency_code = fields.Char("Currency in Xero", readonly=True, copy=False)
    tax_number = fields.Char("Tax Number in Xero", readonly=True, copy=False)
    is_demo_company = fields.Boolean(readonly=True, copy=False)
    period_lock_date = fields.Date(
        "Locked in Xero",
        readonly=True,
        copy=False,
        help="Applies to everyone except advisers.",
    )
    year_lock_date = fields.Date("Year Locked in Xero", readonly=True, copy=False)
    connected_at = fields.Datetime(readonly=True, copy=False)
    consent_problem = fields.Char(
        readonly=True,
        copy=False,
        help="Why the last attempt to connect failed: a code or a sentence.",
    )

    # === Settings === #
    push_from = fields.Date(
        "Push Invoices From",
        tracking=True,
        help="Invoices dated earlier are never pushed, neither automatically nor "
        "manually.",
    )
    account_id = fields.Many2one(
        "xero.account",
        "Account for Sales",
        tracking=True,
        copy=False,
        domain="account_domain",
        help="Every line of an invoice is posted to this account in Xero.",
    )
    only_payment_accounts = fields.Boolean(
        "Only Accounts That Take Payments",
        default=True,
        help="Turn this off to choose from all revenue accounts.",
    )
    account_domain = fields.Binary(compute="_compute_account_domain")
    alert_user_ids = fields.Many2many(
        "res.users", string="Notify", default=lambda self: self.env.user
    )

    # === What belongs to it === #
    cron_id = fields.Many2one("ir.cron", readonly=True, copy=False)
    quota_ids = fields.One2many("xero.quota", "connection_id", readonly=True)
    resource_ids = fields.One2many("xero.resource", "connection_id", readonly=True)
    issue_ids = fields.One2many(
        "xero.issue", "connection_id", domain=[("state", "=", "open")], readonly=True
    )
    tax_mapping_ids = fields.One2many("xero.tax.mapping", "connection_id")
    account_mirror_ids = fields.One2many("xero.account", "connection_id", readonly=True)
    tax_rate_mirror_ids = fields.One2many(
        "xero.tax.rate", "connection_id", readonly=True
    )
    currency_mirror_ids = fields.One2many(
        "xero.currency", "connection_id", readonly=True
    )

    _company_organisation_unique = models.UniqueIndex(
        "(company_id, tenant_id) WHERE tenant_id IS NOT NULL",
        "This company is already connected to that organisation.",
    )
    _organisation_primary_unique = models.UniqueIndex(
        "(tenant_id) WHERE role = 'primary' AND lifecycle = 'connected'",
        "That organisation is already the primary organisation of another company. "
        "Its ledger would receive the invoices of two companies.",
    )
    _company_primary_unique = models.UniqueIndex(
        "(company_id) WHERE role = 'primary' AND lifecycle = 'connected'",
        "This company already has another primary organisation. Disconnect it first.",
    )
    _company_secondary_unique = models.UniqueIndex(
        "(company_id) WHERE role = 'secondary' AND lifecycle = 'connected'",
        "This company already has another secondary organisation. Disconnect it first.",
    )

    # === Computes === #

    @api.depends("organisation_name", "company_id.name")
    def _compute_name(self):
        for connection in self:
            connection.name = connection.organisation_name or connection.company_id.name

    @api.depends("only_payment_accounts")
    def _compute_account_domain(self):
        for connection in self:
            kind = (
                ("payments_enabled", "=", True)
                if connection.only_payment_accounts
                else ("account_class", "=", "REVENUE")
            )
            connection.account_domain = [
                ("connection_id", "=", connection.id),
                ("usable_for_sales", "=", True),
                kind,
            ]

    @api.depends(
        "lifecycle",
        "role",
        "is_copy",
        "base_currency_code",
        "company_id.currency_id",
        "quota_ids.problem",
        "quota_ids.paused_until",
    )
    def _compute_state(self):
        for connection in self:
            quota = connection._quota()
            if connection.lifecycle == "connected" and (
                quota.problem or connection._is_other_currency()
            ):
                connection.state = "attention"
            elif connection.lifecycle == "connected" and (
                quota._is_paused() or connection.is_copy
            ):
                connection.state = "paused"
            elif connection.lifecycle == "leaving":
                connection.state = "disconnected"
            else:
                connection.state = connection.lifecycle

    def _is_other_currency(self):
        """Whether company and organisation keep their books in different currencies,
        so that no invoice goes from one to the other."""
        return (
            self.role == "primary"
            and self._is_organisation_read()
            and self.company_id.currency_id.name != self.base_currency_code
        )

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        connected = Domain("lifecycle", "=", "connected")
        # sudo: ids alone; rules say which of them are seen
        there = self.sudo().search(connected)
        apart = there.filtered(lambda c: c._is_other_currency())
        attention = connected & (
            Domain("quota_ids.problem", "!=", False) | Domain("id", "in", apart.ids)
        )
        here = self._database_fingerprint()
        # Some are held by a limit that another one met.
        held = there.filtered(lambda c: c.quota_ids._pausing())
        paused = (connected & ~attention) & (
            Domain("id", "in", held.ids)
            | Domain("fingerprint", "not in", (False, here))
        )
        domains = {
            "draft": Domain("lifecycle", "=", "draft"),
            "connected": connected & ~attention & ~paused,
            "attention": attention,
            "paused": paused,
            "disconnected": Domain("lifecycle", "in", ("leaving", "disconnected")),
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        connections = super().create(vals_list)
        self.env.registry.clear_cache()
        # sudo: rows that code alone writes, and a cron
        connections.sudo()._create_companions()
        return connections

    def _create_companions(self):
        """The rows that live and die with a connection: health, resources, cron."""
        self.env["xero.quota"].create([{"connection_id": c.id} for c in self])
        self.env["xero.resource"]._complete(self)
        self.env["xero.field.mapping"]._ensure(self)
        for connection in self:
            connection.cron_id = self.env["ir.cron"].create(
                {
                    "name": f"Xero: connection {connection.id}",
                    "model_id": self.env["ir.model"]._get_id("xero.runner"),
                    "state": "code",
                    "code": f"model._cron_run({connection.id})",
                    "interval_number": 1,
                    "interval_type": "days",
                    "user_id": self.env.ref("base.user_root").id,
                    # A person's push goes before the night's other crons.
                    "priority": 3,
                }
            )

    def unlink(self):
        crons = self._cron()
        result = super().unlink()
        self.env.registry.clear_cache()
        crons.unlink()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_connected(self):
        if any(c.lifecycle in ("connected", "leaving") for c in self):
            raise UserError(
                self.env._(
                    "A connection in use cannot be deleted. Disconnect it instead; "
                    "all matches are kept in case you reconnect."
                )
            )

    @api.constrains("account_id")
    def _check_account(self):
        """Whoever writes it, and by whatever way: a view's domain is no guard."""
        for connection in self:
            account = connection.account_id.sudo()  # sudo: of another company, perhaps
            if not account:
                continue
            if account.connection_id != connection:
                raise ValidationError(
                    self.env._(
                        "This account belongs to another organisation in Xero. Choose "
                        "an account of %s.",
                        connection.organisation_name or connection.display_name,
                    )
                )
            if not account.usable_for_sales:
                raise ValidationError(
                    self.env._(
                        "%s cannot be used for sales in Xero: it is archived, a bank "
                        "account, or a Xero system account. Choose another account.",
                        account.display_name,
                    )
                )

    @api.constrains("credential_id", "company_id")
    def _check_credential(self):
        """A company's id, secret and tokens are its own. Two share them only where one
        Xero user consented for both, to one app: Xero gives that user one set."""
        for (
            connection
        ) in self.sudo():  # sudo: an app that the user may not see, perhaps
            credential = connection.credential_id
            if (
                credential
                and credential.company_id != connection.company_id
                and not credential.xero_user_id
            ):
                raise ValidationError(
                    self.env._(
                        "These are the client ID and secret of %s. Enter those of "
                        "this company's own app.",
                        credential.company_id.name,
                    )
                )

    def write(self, vals):
        if self.env.uid != SUPERUSER_ID and vals.keys() != {"acted_at"}:
            self._touch_last_used()
        self._check_fixed(vals)
        if "first_link" in vals:
            fills = self._fills_odoo(vals["first_link"])
            vals = {"fill_odoo": fills, **vals}
        before = self._settings_that_count()
        result = super().write(vals)
        self._follow_settings(before, vals)
        if "company_id" in vals:
            # Odoo asks before it writes: whoever moves it has to have rights there too.
            self.check_access("write")
        if not IDENTITY.isdisjoint(vals):
            self.env.registry.clear_cache()  # which one a company's invoices go to
        if "account_id" in vals:
            self._release_account()
        return result

    def _check_fixed(self, vals):
        """What a connection stands on is chosen before it is used.

        :raise UserError: another company for one that has an app or an organisation;
            another role for one that is connected
        """
        company = vals.get("company_id")
        role = vals.get("role")
        for connection in self:
            used = connection.tenant_id or connection._credential()
            if company and company != connection.company_id.id and used:
                raise UserError(
                    self.env._(
                        "The company of %s cannot be changed, because its contacts "
                        "and invoices are matched there. Create a new connection for "
                        "the other company.",
                        connection.name,
                    )
                )
            in_use = connection.lifecycle in ("connected", "leaving")
            if role and role != connection.role and in_use:
                raise UserError(
                    self.env._(
                        "%s is connected. Disconnect it before changing its role.",
                        connection.name,
                    )
                )

    # === Its rows that code alone writes, or reads === #

    def _quota(self):
        """:return: how it fares (``xero.quota``)"""
        return self.sudo().quota_ids  # sudo: whoever sees a connection may know it

    def _resources(self):
        """:return: what is read of it (``xero.resource``), and how far that is"""
        return self.sudo().resource_ids  # sudo: a person asks, code alone writes it

    def _credential(self):
        """:return: its app and tokens (``xero.credential``)"""
        return self.sudo().credential_id  # sudo: secrets are the system's; code asks

    def _cron(self):
        return self.sudo().cron_id  # sudo: crons are the system's; this one is ours

    @api.model
    def _parameter(self, name, default=None):
        """:param str name: a system parameter, in full"""
        # sudo: only the system reads them all
        return self.env["ir.config_parameter"].sudo().get_param(name, default)

    # === Asking it === #

    def _currency(self, code):
        """:return: Odoo's currency of that ISO code, active or not"""
        return self.env["res.currency"].browse(self._currency_id(code))

    @api.model
    @ormcache("code", cache="stable")  # emptied when a currency changes
    def _currency_id(self, code):
        currencies = self.env["res.currency"].with_context(active_test=False)
        return currencies.search([("name", "=", code)], limit=1).id

    def _has_currency(self, code):
        """Whether the organisation is subscribed to a currency, its own included."""
        # sudo: asked for whoever pushes
        return (
            code == self.base_currency_code
            or code in self.sudo().currency_mirror_ids.mapped("code")
        )

    def _deep_link(self, path):
        """Where something is to be seen in Xero's web pages.

        The form is that of Xero's own MCP server (src/consts/deeplinks.ts).
        """
        web = self._parameter("xero_connector.web_url", "https://go.xero.com")
        # sudo: an address, for whoever sees the record
        return f"{web}/app/{self.sudo().short_code}/{path}"

    def _release_account(self):
        """An account was chosen, or an archived one restored: let invoices go on."""
        issues = self.env["xero.issue"]
        for connection in self:
            if connection.account_id.usable_for_sales:
                issues._solved(connection, issues._causes_about("account"))

    # === What people press and see counted === #
    # What a person does with a connection.

    # === Connecting === #

    def action_connect(self):
        """Ask for the app first, if there is none that Xero takes, then for the
        consent."""
        self.ensure_one()
        ready = self._credential().client_secret and not self._is_app_refused()
        wizard = "xero.connect.wizard" if ready else "xero.app.wizard"
        return self.env[wizard]._action_for(self)

    def _is_app_refused(self):
        """Whether Xero did not take client id and secret when they were used last."""
        return APP_REFUSED in (self.consent_problem, self._quota().problem)

    def action_change_app(self):
        """Type client id and secret anew."""
        self.ensure_one()
        return self.env["xero.app.wizard"]._action_for(self)

    def action_choose_organisation(self):
        self.ensure_one()
        return self.env["xero.organisation.wizard"]._action_for(self)

    # === Working === #

    def action_sync_now(self):
        """Say what comparing every record takes, and offer it now or tonight."""
        return self.env["xero.sync.wizard"]._action_for(self)

    def action_check_again(self):
        """Read accounts, tax rates and currencies anew, after a change in Xero."""
        self.check_access("write")
        resources = self._resources()
        resources.filtered(lambda r: r._mirror()._is_reference())._request()
        self._wake()

    # === Who can mend it === #

    def _alert_of_standstill(self):
        """:return: why what waits does not move, as an alert with the button that
        helps; None when it does. Who is no manager reads whom to ask"""
        words = self._standstill() or self._why_not("xero.document")
        if not words:
            # A pause ends by itself, and says when.
            return self.health and {"level": "warning", "message": self.health} or None
        if not self._user_is_manager():
            words = f"{words} {self._words_of_managers()}"
            return {"level": "danger", "message": words}
        problem = self.lifecycle == "connected" and self._quota().problem
        remedy = (
            self._remedy(problem)
            if problem
            else {
                "action_text": self.env._("Open Connection"),
                "action": self.action_open(),
            }
        )
        return {"level": "danger", "message": words, **remedy}

    def _standstill(self):
        """:return: why nothing moves until a person does something, in a sentence;
        False when it moves, or will by itself"""
        self.ensure_one()
        quota = self._quota()
        if self.lifecycle != "connected":
            return self.env._("%s is not connected.", self.name)
        if quota.problem:
            return quota._words(quota.problem)
        return self.is_copy and self._look_at("copy").message

    def _user_is_manager(self):
        return self.env.user.has_group("xero_connector.group_xero_manager")

    def _words_of_managers(self):
        """:return: whom to ask, in a sentence: the managers on the list, else those of
        the company"""
        # sudo: who may mend it is told to whoever waits for it
        managers = self.sudo().env.ref("xero_connector.group_xero_manager").all_user_ids
        managers = managers.filtered(
            lambda user: (
                user.active
                and not user.share
                and user.id != SUPERUSER_ID
                and self.company_id in user.company_ids
            )
        )
        # sudo: as above
        listed = managers & self.sudo().alert_user_ids
        names = (listed or managers)[:MOST_NAMED].mapped("name")
        if not names:
            return self.env._("Contact your administrator: no user is a Xero manager.")
        return self.env._("Ask %s.", ", ".join(names))

    def _without_button(self, alert):
        """:return: the alert for who may not press its button"""
        told = {key: alert[key] for key in ("level", "message")}
        if "action_text" in alert:
            told["message"] = f"{alert['message']} {self._words_of_managers()}"
        return told

    def _reaches(self, company):
        """:param company: of a record, empty for one that all companies share
        :return: whether such a record is this organisation's business: a branch uses
            the connection of the company above it, and sees its contacts"""
        own = self.company_id
        return not company or company in own.parent_ids or own in company.parent_ids

    # === Opening === #

    def action_open(self):
        return self._open_list(
            "xero.connection", views=[(False, "form")], res_id=self.id
        )

    def action_open_tax_mappings(self):
        return self._open_list("xero.tax.mapping", name=self.env._("Tax Mapping"))

    def action_open_contacts(self):
        return self._open_counted("contact_count")

    def action_open_linked(self):
        return self._open_counted("linked_count")

    def action_open_clear_matches(self):
        return self._open_desk("clear_match_count")

    def action_open_unmatched(self):
        return self._open_desk("unmatched_count")

    def action_open_suggested(self):
        return self._open_desk("suggested_count")

    def action_match_contacts(self):
        """Those with suggestions first, as a filter that can be removed."""
        action = self._open_desk("unmatched_count")
        if self.suggested_count:
            action["context"]["search_default_suggested"] = True
        return action

    def action_open_missing(self):
        return self._open_desk("missing_count")

    def _open_desk(self, field):
        """:return: the action that opens on the match desk exactly what a number
        counts"""
        self.ensure_one()
        model, domain = (COUNTED | COUNTED_IN_MATCHING)[field]
        name = {
            "xero.contact": "xero_match_desk_action",
            "res.partner": "xero_match_desk_partner_action",
        }[model]
        menu = self.env["ir.actions.act_window"]._for_xml_id(f"xero_connector.{name}")
        of_connection = [("connection_id", "=", self.id)]
        return {
            **menu,
            "domain": [*(of_connection if model == "xero.contact" else ()), *domain],
            "context": {"xero_matching": True, "xero_connection_id": self.id},
        }

    def action_open_match_runs(self):
        """What was matched, by whom and when."""
        self.ensure_one()
        menu = self.env["ir.actions.act_window"]._for_xml_id(
            "xero_connector.xero_match_run_action"
        )
        return {**menu, "domain": [("connection_id", "=", self.id)]}

    def action_open_documents(self):
        return self._open_counted("document_count")

    def action_open_jobs(self):
        return self._open_counted("waiting_count")

    def action_open_issues(self):
        return self._open_counted("issue_count")

    def _open_counted(self, field):
        """:return: the action that opens exactly what a number counts"""
        self.ensure_one()
        model, domain = (COUNTED | COUNTED_IN_MATCHING)[field]
        menu = self.env["ir.actions.act_window"]._for_xml_id(
            f"xero_connector.{model.replace('.', '_')}_action"
        )
        return self._open_list(
            model,
            name=self._fields[field]._description_string(self.env),
            domain=[("connection_id", "=", self.id), *domain],
            help=menu["help"],
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
