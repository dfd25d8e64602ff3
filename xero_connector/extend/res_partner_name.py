from odoo import api, fields, models

from ..xerolib import matching


class ResPartner(models.Model):
    """What contacts are matched by, found by an index: reading all names or e-mails for
    each page of contacts would take minutes beside a hundred thousand partners.
    """

    _inherit = "res.partner"

    xero_name_key = fields.Char(
        compute="_compute_xero_name_key",
        store=True,
        index="btree_not_null",
        groups="base.group_user",
        help="The name as Xero compares names, without case and accents.",
    )

    # Odoo keeps it to search for, and no index of it.
    _xero_email_index = models.Index(
        "(email_normalized) WHERE email_normalized IS NOT NULL"
    )

    @api.depends("name")
    def _compute_xero_name_key(self):
        for partner in self:
            partner.xero_name_key = matching.name_key(partner.name or "") or False
