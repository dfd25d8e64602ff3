from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Command, Domain
from odoo.tools import SQL

from ..models.common.windows import window
from ..models.connection.xero_connection_settings import FREQUENCIES, PUSH_WHEN

# Customers shown; who has more matches the busiest first.
SHOWN = 200


class XeroSwitchOnWizard(models.TransientModel):
    """Let runs come by themselves, after a look at the customers not matched yet."""

    _name = "xero.switch.on.wizard"
    _inherit = ["xero.dialog", "xero.guarded"]
    _description = "Turn On Automatic Sync"

    connection_id = fields.Many2one(
        "xero.connection", required=True, readonly=True, ondelete="cascade"
    )
    frequency = fields.Selection(
        [choice for choice in FREQUENCIES if choice[0] != "manual"],
        "Sync Frequency",
        required=True,
        default="hourly",
    )
    push_when = fields.Selection(
        PUSH_WHEN,
        "Push Invoices",
        required=True,
        compute="_compute_push_when",
        store=True,
        precompute=True,
        readonly=False,
    )
    new_records = fields.Selection(
        related="connection_id.new_records", related_sudo=False
    )
    line_ids = fields.One2many("xero.switch.on.line", "wizard_id", readonly=True)
    unmatched_count = fields.Integer(compute="_compute_counts")
    hidden_count = fields.Integer(readonly=True)
    hidden_open_count = fields.Integer(readonly=True)
    open_count = fields.Integer(
        compute="_compute_counts", help="Of these, those with an open invoice."
    )

    @api.model
    def _action_for(self, connection):
        customers = self._customers(connection)
        # Who came since the last run is looked for now.
        partners = self.env["res.partner"].union(*(row[0] for row in customers[:SHOWN]))
        matcher = self.env["xero.contact.matcher"].sudo()  # sudo: code alone writes it
        matcher._look_at(
            matcher.env["xero.connection"].browse(connection.id),
            partners=matcher.env["res.partner"].browse(partners.ids),
        )
        owing = self._owing(partner for partner, _count, _last in customers)
        shown = [
            Command.create(
                {
                    "partner_id": partner.id,
                    "invoice_count": count,
                    "last_invoice_date": last,
                    "has_open": partner in owing,
                }
            )
            for partner, count, last in customers[:SHOWN]
        ]
        # sudo: what was found out is not to be written by others
        wizard = self.sudo().create(
            {
                "connection_id": connection.id,
                "line_ids": shown,
                "hidden_count": len(customers) - len(shown),
                "hidden_open_count": sum(
                    partner in owing for partner, _count, _last in customers[SHOWN:]
                ),
            }
        )
        return window(
            self._name, self.env._("Turn On Automatic Sync"), res_id=wizard.id
        )

    @api.model
    def _customers(self, connection):
        """Who has an open invoice, or one of the last twelve months, and no contact.

        :return: list of (partner, number of such invoices, date of the last), those
            with the most invoices first
        """
        year_ago = fields.Date.context_today(self) - relativedelta(years=1)
        invoices = Domain(
            [
                ("company_id", "child_of", connection.company_id.id),
                ("move_type", "in", list(self.env["account.move"]._xero_kinds())),
                ("state", "=", "posted"),
                ("commercial_partner_id.xero_excluded", "=", False),
            ]
        ) & (
            Domain("payment_state", "in", ("not_paid", "partial"))
            | Domain("invoice_date", ">=", year_ago)
        )
        matched = self.env["xero.contact"]._search(
            [
                ("connection_id", "=", connection.id),
                ("status", "=", "ACTIVE"),
                ("partner_id", "!=", False),
            ]
        )
        # By their table's name: what a rule joins may have a column of that name.
        partners = SQL.identifier(matched.table, "partner_id")
        # sudo: a Xero manager sees how many invoices wait, not which
        return (
            self.env["account.move"]
            .sudo()
            ._read_group(
                invoices
                & Domain(
                    "commercial_partner_id", "not in", matched.subselect(partners)
                ),
                ["commercial_partner_id"],
                ["__count", "invoice_date:max"],
                order="__count DESC, invoice_date:max DESC",
            )
        )

    @api.model
    def _owing(self, partners):
        """:return: those with an open invoice"""
        partners = self.env["res.partner"].union(*partners)
        # sudo: as above
        groups = (
            self.env["account.move"]
            .sudo()
            ._read_group(
                [
                    ("commercial_partner_id", "in", partners.ids),
                    ("move_type", "in", list(self.env["account.move"]._xero_kinds())),
                    ("state", "=", "posted"),
                    ("payment_state", "in", ("not_paid", "partial")),
                ],
                ["commercial_partner_id"],
            )
        )
        return {partner for (partner,) in groups}

    def _compute_display_name(self):
        self.display_name = self.env._("Turn On Automatic Sync")

    @api.depends("connection_id")
    def _compute_push_when(self):
        for wizard in self:
            wizard.push_when = wizard.connection_id.push_when

    @api.depends("line_ids", "hidden_count", "hidden_open_count")
    def _compute_counts(self):
        for wizard in self:
            unmatched = wizard.line_ids.filtered(lambda line: not line.contact_id)
            wizard.unmatched_count = len(unmatched) + wizard.hidden_count
            owing = unmatched.filtered("has_open")
            wizard.open_count = len(owing) + wizard.hidden_open_count

    def action_match_contacts(self):
        """Match those with open invoices first."""
        self.ensure_one()
        action = self.connection_id.action_open_missing()
        context = {
            **action["context"],
            "search_default_open": 1,
            "search_default_customers": 1,
        }
        return {**action, "context": context, "target": "main"}

    def action_switch_on(self):
        """Runs come from now on; the first one starts at once."""
        self.ensure_one()
        connection = self.connection_id
        connection.write({"frequency": self.frequency, "push_when": self.push_when})
        connection._start_scheduled_run()
        return {**connection.action_open(), "target": "main"}


class XeroSwitchOnLine(models.TransientModel):
    """A customer that is not matched yet, and whom it resembles in Xero."""

    _name = "xero.switch.on.line"
    _inherit = ["xero.guarded"]
    _description = "Customer Without a Contact in Xero"

    wizard_id = fields.Many2one(
        "xero.switch.on.wizard", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="cascade"
    )
    email = fields.Char(related="partner_id.email", related_sudo=False)
    invoice_count = fields.Integer("Invoices", readonly=True)
    last_invoice_date = fields.Date("Last Invoice", readonly=True)
    has_open = fields.Boolean("Open", readonly=True)
    contact_id = fields.Many2one(
        "xero.contact", "Matched To", compute="_compute_contacts", compute_sudo=True
    )
    resembles = fields.Char(compute="_compute_contacts", compute_sudo=True)

    @api.depends("partner_id", "wizard_id.connection_id")
    def _compute_contacts(self):
        for connection, lines in self.grouped(
            lambda line: line.wizard_id.connection_id
        ).items():
            proposals = self.env["xero.contact.proposal"].search(
                [
                    ("connection_id", "=", connection.id),
                    ("partner_id", "in", lines.partner_id.ids),
                ]
            )
            proposed = proposals.grouped("partner_id")
            for line in lines:
                line.contact_id = line.partner_id._xero_contact(connection)
                alike = proposed.get(line.partner_id, proposals.browse()).contact_id
                line.resembles = not line.contact_id and ", ".join(alike.mapped("name"))

    def action_match(self):
        """Ask who the customer is in Xero; the answer links or creates the contact."""
        self.ensure_one()
        return self.env["xero.contact.wizard"]._action_of_partner(
            self.wizard_id.connection_id, self.partner_id
        )
