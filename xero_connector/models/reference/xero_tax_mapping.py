from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class XeroTaxMapping(models.Model):
    """Which tax rate in Xero a tax of Odoo's is. Without a tax: a line without one.

    A mapping is found by itself only when there can be no doubt; a rate of 0 % is
    always a person's choice, since “zero-rated”, “exempt” and “no tax” go to
    different boxes of a tax return.
    """

    _name = "xero.tax.mapping"
    _inherit = ["xero.guarded"]
    _description = "Tax Mapping"
    _order = "rate_id desc, id"

    connection_id = fields.Many2one(
        "xero.connection", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="connection_id.company_id")
    tax_id = fields.Many2one(
        "account.tax", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    tax_name = fields.Char("Tax in Odoo", compute="_compute_tax_name")
    rate_id = fields.Many2one(
        "xero.tax.rate",
        "Tax Rate in Xero",
        ondelete="restrict",
        domain="[('connection_id', '=', connection_id), "
        "('usable_for_sales', '=', True)]",
    )
    chosen_by = fields.Selection(
        [("match", "Matched automatically"), ("person", "Chosen manually")],
        readonly=True,
    )

    _tax_unique = models.UniqueIndex(
        "(connection_id, COALESCE(tax_id, 0))", "This tax is already mapped."
    )

    @api.depends("tax_id")
    def _compute_tax_name(self):
        for mapping in self:
            mapping.tax_name = mapping.tax_id.display_name or self.env._(
                "Lines without tax"
            )

    @api.depends("tax_name", "rate_id")
    def _compute_display_name(self):
        for mapping in self:
            mapping.display_name = f"{mapping.tax_name} → {mapping.rate_id.name or '?'}"

    @api.constrains("rate_id", "tax_id")
    def _check_same_rate(self):
        for mapping in self.filtered("rate_id"):
            # sudo: another company's, perhaps
            if mapping.rate_id.sudo().connection_id != mapping.connection_id:
                raise ValidationError(
                    self.env._(
                        "This tax rate belongs to another organisation in Xero. "
                        "Choose a tax rate of %s.",
                        mapping.connection_id.name,
                    )
                )
            if mapping.rate_id.automatic:
                raise ValidationError(
                    self.env._(
                        "“%s” is for sales tax that Xero calculates automatically and "
                        "does not accept from other software. Choose another tax rate.",
                        mapping.rate_id.name,
                    )
                )
            ours = mapping.tax_id._xero_percent() if mapping.tax_id else Decimal()
            if ours is None:
                raise ValidationError(
                    self.env._(
                        "%s is not a percentage of the price, so no tax rate in Xero "
                        "can represent it. Use another tax on invoices for Xero.",
                        mapping.tax_name,
                    )
                )
            if ours != Decimal(repr(mapping.rate_id.effective_rate)).normalize():
                raise ValidationError(
                    self.env._(
                        "%(tax)s is %(ours)s%%, but %(rate)s is %(theirs)g%%. Only "
                        "equal rates can be mapped, otherwise the totals in Odoo and "
                        "Xero would differ.",
                        tax=mapping.tax_name,
                        ours=format(ours, "f"),
                        rate=mapping.rate_id.name,
                        theirs=mapping.rate_id.effective_rate,
                    )
                )

    def write(self, vals):
        result = super().write(vals)
        issues = self.env["xero.issue"]
        if vals.get("rate_id") and "chosen_by" not in vals:
            self.sudo().chosen_by = "person"  # sudo: who may choose the rate
        for mapping in self.filtered("rate_id"):
            issues._solved(
                mapping.connection_id, "tax_unmapped", [str(mapping.tax_id.id or 0)]
            )
            # Xero names a rate, and nobody knows whose it was: all are tried again.
            issues._solved(mapping.connection_id, issues._causes_about("tax"))
        return result

    # === Asking === #

    @api.model
    def _rate(self, connection, tax):
        """:return: the active rate for a tax, or for none; empty when nobody chose.
        Writes nothing."""
        mapping = connection.tax_mapping_ids.filtered(lambda m: m.tax_id == tax)
        rate = mapping.rate_id or self._only_match(connection, tax)
        return rate.filtered("usable_for_sales")

    @api.model
    def _only_match(self, connection, tax):
        """:return: the one rate with the same components, empty unless just one has"""
        ours = self._components(tax)
        if not ours or not any(ours):
            return self.env["xero.tax.rate"]
        same = connection.tax_rate_mirror_ids.filtered(
            lambda rate: rate.usable_for_sales and rate._component_rates() == ours
        )
        return same if len(same) == 1 else same.browse()

    # === Matching === #

    @api.model
    def _match(self, connection):
        """A row for each sales tax that is used or could be one of Xero's rates, with
        its counterpart where it is certain. Others get theirs when an invoice has them.
        """
        taxes = self.env["account.tax"].search(
            [
                *self.env["account.tax"]._check_company_domain(connection.company_id),
                ("type_tax_use", "in", self._uses()),
            ]
        )
        used = self._used(connection.company_id, taxes)
        rates = connection.tax_rate_mirror_ids.filtered("usable_for_sales")
        known = {Decimal(repr(rate.effective_rate)).normalize() for rate in rates}
        percents = {tax: tax._xero_percent() for tax in taxes}
        listed = taxes.filtered(
            lambda tax: (
                percents[tax] is not None and (tax in used or percents[tax] in known)
            )
        )
        connection.tax_mapping_ids.filtered(
            lambda m: m.tax_id and not m.rate_id and m.tax_id not in listed
        ).unlink()
        self._ensure(connection, [self.env["account.tax"], *listed])

    @api.model
    def _uses(self):
        """:return: list of ``type_tax_use`` of what goes to Xero"""
        kinds = self.env["account.move"]._xero_kinds().values()
        return list({kind.use for kind in kinds})

    @api.model
    def _used(self, company, taxes):
        """:return: those of the taxes that stand on an invoice or a product, or are
        what a new one gets"""
        of_them = [("tax_ids", "in", taxes.ids)]
        of_company = [
            ("company_id", "child_of", company.id),
            ("move_id.move_type", "in", self.env["account.move"].get_sale_types()),
        ]
        on_lines = self.env["account.move.line"]._read_group(
            [*of_them, *of_company], ["tax_ids"]
        )
        on_products = self.env["product.template"]._read_group(
            [("taxes_id", "in", taxes.ids)], ["taxes_id"]
        )
        found = taxes.browse().union(*(tax for (tax,) in on_lines + on_products))
        return (found | company.account_sale_tax_id) & taxes

    @api.model
    def _ensure_for(self, connection, moves):
        """Give the taxes of invoices their rows, so that there is one to choose on."""
        taxes = moves._xero_priced_lines().mapped("tax_ids")
        self._ensure(connection, [taxes.browse(), *taxes])

    @api.model
    def _ensure(self, connection, taxes):
        """Give each tax its row; the empty recordset stands for lines without tax.
        What is no percentage gets none, for nothing could be chosen on it."""
        known = connection.tax_mapping_ids
        mapped = {mapping.tax_id.id for mapping in known}
        known |= self.create(
            [
                {"connection_id": connection.id, "tax_id": tax.id}
                for tax in taxes
                if tax.id not in mapped and (not tax or tax._xero_parts() is not None)
            ]
        )
        for mapping in known.filtered(lambda m: not m.rate_id):
            rate = self._only_match(connection, mapping.tax_id)
            if rate:
                mapping.write({"rate_id": rate.id, "chosen_by": "match"})

    @api.model
    def _components(self, tax):
        """A tax's components in percent, sorted: (Decimal("15"),); none for no tax.

        :return: None when the tax is not a plain percentage of the price
        """
        parts = tax._xero_parts() if tax else []
        if parts is None or any(percent != taken for percent, taken in parts):
            return None
        return tuple(sorted(percent for percent, _taken in parts))
