from odoo import api, fields, models

from ..xerolib import matching


class ResPartner(models.Model):
    """A partner's name as Xero compares names.

    No index of the database knows that form, and reading all names for each page of
    contacts would take minutes beside a hundred thousand partners.
    """

    _inherit = "res.partner"

    xero_name_key = fields.Char(
        compute="_compute_xero_name_key", store=True, index="btree_not_null"
    )

    @api.depends("name")
    def _compute_xero_name_key(self):
        for partner in self:
            partner.xero_name_key = matching.name_key(partner.name or "") or False
