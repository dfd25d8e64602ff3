from odoo import models
from odoo.tools import ormcache

# What an invoice that is opened asks of its company's connection: few of its sixty
# columns, which would all be read with the first.
ASKED_OF_A_LEDGER = (
    "direction",
    "lifecycle",
    "name",
    "role",
    "short_code",
    "sync_contacts",
    "sync_invoices",
)


class ResCompany(models.Model):
    _inherit = "res.company"

    def _xero_connection(self):
        """:return: the organisation that this company's invoices go to; a branch uses
        its parent's; empty when there is none"""
        self.ensure_one()
        # sudo: a branch's user pushes into its parent's books
        connections = self.env["xero.connection"].sudo()
        if not self.id:
            return connections
        found = connections.browse(self._xero_connection_id())
        found.fetch(ASKED_OF_A_LEDGER)
        # Beside the cache: somebody may have disconnected it by SQL.
        return found if found.lifecycle == "connected" else connections

    @ormcache("self.id")  # emptied when a connection begins or ends
    def _xero_connection_id(self):
        # sudo: as above
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
                return found.id
        return False
