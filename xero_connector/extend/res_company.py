from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _xero_connection(self):
        """:return: the organisation that this company's invoices go to; a branch uses
        its parent's; empty when there is none"""
        self.ensure_one()
        # sudo: a branch's user pushes into its parent's books
        connections = self.env["xero.connection"].sudo()
        # sudo: as above
        for company in reversed(self.sudo().parent_ids):
            found = connections.search(
                [
                    ("company_id", "=", company.id),
                    ("role", "=", "primary"),
                    ("lifecycle", "=", "connected"),
                ]
            )
            if found:
                return found
        return connections
