from odoo import api, models

from ..models.xero_job import PRIORITY_AUTOMATIC

# What of a partner its contact in Xero says too.
SYNCED = {
    "name",
    "xero_name",
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
            # Once a transaction: an import writes thousands of partners one by one.
            hooks = self.env.cr.precommit
            edited = hooks.data.setdefault("xero.edited_partners", set())
            if not edited:
                hooks.add(self.browse()._xero_edited)
            edited.update(self.ids)
        return result

    @api.model
    def _xero_edited(self):
        """Note the intention to update the contacts, and let go on what was held for a
        value that may be corrected now."""
        edited = self.env.cr.precommit.data.pop("xero.edited_partners", ())
        partners = self.browse(edited)
        # sudo: who corrects a contact need not see issues
        self.env["xero.issue"].sudo()._corrected(partners)
        # sudo: the queue is written by code alone
        contacts = (
            self.env["xero.contact"]
            .sudo()
            .search([("partner_id", "in", partners.ids), ("status", "=", "ACTIVE")])
        )
        for connection, theirs in contacts.grouped("connection_id").items():
            if connection._pushes_by_itself("xero.contact"):
                self.env["xero.job"]._intend(
                    connection,
                    "xero.contact",
                    theirs.partner_id,
                    PRIORITY_AUTOMATIC,
                )
