from odoo import api, models

from odoo.addons.xero_connector.xerolib.document_kinds import DocumentKind


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.model
    def _xero_kinds(self):
        receipt = DocumentKind("out_receipt", "ACCREC")
        return {**super()._xero_kinds(), receipt.move_type: receipt}
