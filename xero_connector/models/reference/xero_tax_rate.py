from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import get_lang

from ...xerolib import payloads, resources


class XeroTaxRate(models.Model):
    """A tax rate of Xero's: what a line names by its TaxType."""

    _name = "xero.tax.rate"
    _inherit = ["xero.mirror", "xero.usable.for.sales"]
    _description = "Tax Rate in Xero"
    _order = "effective_rate desc, name"

    _xero_resource = resources.TAX_RATES
    _xero_sequence = 20
    _xero_of_secondary = True

    tax_type = fields.Char(readonly=True)
    effective_rate = fields.Float("Rate %", digits=(9, 4), readonly=True)
    rate_words = fields.Char("Rate", compute="_compute_rate_words")
    components = fields.Json(
        readonly=True,
        help="Name, percentage and whether it is compound, for each component.",
    )
    for_revenue = fields.Boolean("Applies to Revenue", readonly=True)
    automatic = fields.Boolean(
        "Automatic Sales Tax",
        readonly=True,
        help="Xero calculates this tax automatically and does not accept it from "
        "other software.",
    )
    usable_for_sales = fields.Boolean(
        help="It can be used on sales invoices pushed from Odoo."
    )

    _xero_id_unique = models.Constraint(
        "UNIQUE(connection_id, xero_id)", "This tax rate already exists."
    )

    @api.depends("name", "tax_type", "effective_rate")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for rate in self:
            rate.display_name = self.env._(
                "%(name)s, %(rate)s (%(tax_type)s)",
                name=rate.name,
                rate=rate.rate_words,
                tax_type=rate.tax_type,
            )

    @api.depends("effective_rate")
    @api.depends_context("lang")
    def _compute_rate_words(self):
        language = self.env["res.lang"].browse(get_lang(self.env).id)
        for rate in self:
            rate.rate_words = f"{language.format('%.7g', rate.effective_rate)}%"

    @api.model
    def _domain_usable_for_sales(self):
        return [
            ("status", "=", "ACTIVE"),
            ("for_revenue", "=", True),
            ("automatic", "=", False),
        ]

    # === Mirror === #

    @api.model
    def _xero_title(self):
        return self.env._("Tax Rates")

    @api.model
    def _read_columns(self, connection, said):
        return {
            "name": said.name or None,
            "status": said.status or None,
            "tax_type": said.xero_id,
            "effective_rate": said.effective_rate,
            "components": [
                {"name": part.name, "rate": str(part.rate), "compound": part.compound}
                for part in said.components
            ],
            "for_revenue": said.for_revenue,
            "automatic": said.automatic,
        }

    @api.model
    def _apply_slice(self, connection, limit):
        self.env["xero.tax.mapping"]._match(connection)
        connection._take_over_taxes()
        return 0

    # === What it is to a line === #

    def _component_rates(self):
        """:return: components in percent, sorted; compounding ones match nothing"""
        if any(component["compound"] for component in self.components):
            return None
        return tuple(
            sorted(Decimal(part["rate"]).normalize() for part in self.components)
        )

    def _as_tax(self):
        """:return: :class:`~xerolib.payloads.Tax`"""
        self.ensure_one()
        return payloads.Tax(
            self.tax_type,
            tuple(Decimal(part["rate"]) for part in self.components),
            tuple(part["compound"] for part in self.components),
        )
