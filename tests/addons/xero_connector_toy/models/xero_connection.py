from odoo import fields, models


class XeroConnection(models.Model):
    _inherit = "xero.connection"

    sync_gifts = fields.Boolean(default=True)
