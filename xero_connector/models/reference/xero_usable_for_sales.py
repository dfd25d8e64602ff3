from odoo import api, fields, models
from odoo.fields import Domain


class XeroUsableForSales(models.AbstractModel):
    """A mirror of what may stand on a line of a sales invoice, in part."""

    _name = "xero.usable.for.sales"
    _description = "Usable on Sales Invoices in Xero"

    usable_for_sales = fields.Boolean(
        compute="_compute_usable_for_sales", search="_search_usable_for_sales"
    )

    @api.depends(lambda self: self._usable_for_sales_fields())
    def _compute_usable_for_sales(self):
        usable = self.filtered_domain(self._domain_usable_for_sales())
        for record in self:
            record.usable_for_sales = record in usable

    def _search_usable_for_sales(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain(self._domain_usable_for_sales())
        return domain if True in value else ~domain

    @api.model
    def _domain_usable_for_sales(self):
        """:return: domain, on stored fields, of the records that may stand there"""
        raise NotImplementedError

    @api.model
    def _usable_for_sales_fields(self):
        """:return: list of the names of the fields that the domain rests on"""
        if self._abstract:
            return []
        domain = Domain(self._domain_usable_for_sales())
        return [condition.field_expr for condition in domain.iter_conditions()]
