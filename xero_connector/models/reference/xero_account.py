from odoo import api, fields, models
from odoo.fields import Domain

from ...xerolib import resources


class XeroAccount(models.Model):
    """An account of Xero's chart of accounts."""

    _name = "xero.account"
    _inherit = ["xero.mirror", "xero.usable.for.sales"]
    _description = "Account in Xero"
    _order = "code, name"

    _xero_resource = resources.ACCOUNTS
    _xero_sequence = 10
    _xero_of_secondary = True

    code = fields.Char(readonly=True)
    # A type that Xero did not have yet is stored as it is, and shown as nothing.
    type = fields.Selection(
        [
            ("BANK", "Bank"),
            ("CURRENT", "Current Asset"),
            ("CURRLIAB", "Current Liability"),
            ("DEPRECIATN", "Depreciation"),
            ("DIRECTCOSTS", "Direct Costs"),
            ("EQUITY", "Equity"),
            ("EXPENSE", "Expense"),
            ("FIXED", "Fixed Asset"),
            ("INVENTORY", "Inventory"),
            ("LIABILITY", "Liability"),
            ("NONCURRENT", "Non-current Asset"),
            ("OTHERINCOME", "Other Income"),
            ("OVERHEADS", "Overhead"),
            ("PAYG", "PAYG"),
            ("PAYGLIABILITY", "PAYG Liability"),
            ("PREPAYMENT", "Prepayment"),
            ("REVENUE", "Revenue"),
            ("SALES", "Sales"),
            ("SUPERANNUATIONEXPENSE", "Superannuation Expense"),
            ("SUPERANNUATIONLIABILITY", "Superannuation Liability"),
            ("TERMLIAB", "Non-current Liability"),
            ("WAGESEXPENSE", "Wages Expense"),
        ],
        readonly=True,
    )
    account_class = fields.Char("Class", readonly=True)
    tax_type = fields.Char("Default Tax Type", readonly=True)
    system_account = fields.Char(readonly=True)
    payments_enabled = fields.Boolean(
        readonly=True, help="“Enable payments to this account” is ticked in Xero."
    )
    usable_for_sales = fields.Boolean(
        help="Active, not a bank account, not one of Xero's own system accounts."
    )

    _xero_id_unique = models.Constraint(
        "UNIQUE(connection_id, xero_id)", "This account already exists."
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for account in self:
            account.display_name = " ".join(filter(None, (account.code, account.name)))

    @api.model
    def _search_display_name(self, operator, value):
        return Domain("name", operator, value) | Domain("code", operator, value)

    @api.model
    def _domain_usable_for_sales(self):
        return [
            ("status", "=", "ACTIVE"),
            ("type", "!=", "BANK"),
            ("system_account", "in", (False, "")),
            ("code", "not in", (False, "")),
        ]

    # === Mirror === #

    @api.model
    def _xero_title(self):
        return self.env._("Accounts")

    @api.model
    def _read_columns(self, connection, said):
        return {
            "name": said.name or None,
            "code": said.code or None,
            "status": said.status or None,
            "type": said.type or None,
            "account_class": said.account_class or None,
            "tax_type": said.tax_type or None,
            "system_account": said.system_account or None,
            "payments_enabled": said.payments_enabled,
        }

    @api.model
    def _apply_slice(self, connection, limit):
        connection._take_over_account()
        connection._release_account()
        return 0
