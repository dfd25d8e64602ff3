from odoo import models

from ..models.xero_job import PRIORITY_AUTOMATIC

# What of a partner its contact in Xero says too.
SYNCED = {
    "name",
    "email",
    "phone",
    "vat",
    "company_registry",
    "street",
    "street2",
    "city",
    "zip",
    "state_id",
    "country_id",
}


class ResPartner(models.Model):
    """An edit of a linked partner goes to Xero, as the connection's settings say."""

    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        if SYNCED & vals.keys() and not self.env.context.get("xero_pulled"):
            self._xero_edited()
        return result

    def _xero_edited(self):
        """Note the intention to update the contacts, and let go on what was held for a
        value that may be corrected now."""
        issues = self.env["xero.issue"].sudo()
        issues._corrected(self)
        contacts = (
            self.env["xero.contact"]
            .sudo()
            .search([("partner_id", "in", self.ids), ("status", "=", "ACTIVE")])
        )
        for connection, theirs in contacts.grouped("connection_id").items():
            if connection._pushes_by_itself("xero.contact"):
                self.env["xero.job"]._intend(
                    connection,
                    "xero.contact",
                    theirs.partner_id,
                    PRIORITY_AUTOMATIC,
                )
