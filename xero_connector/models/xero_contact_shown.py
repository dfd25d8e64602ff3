from odoo import api, fields, models


class XeroContact(models.Model):
    """What of a contact is only shown on the partner, and never carried over."""

    _inherit = "xero.contact"

    groups = fields.Char("Contact Groups", compute="_compute_shown")
    tracking = fields.Char(
        compute="_compute_shown",
        help="What lines of this contact's documents are tracked by in Xero.",
    )

    town = fields.Char(compute="_compute_town")

    @api.depends("address")
    def _compute_town(self):
        for contact in self:
            contact.town = (contact.address or {}).get("city")

    @api.depends("status")
    def _compute_gone_words(self):
        # EXTENDS 'xero_connector': nothing goes to one that is archived either
        result = super()._compute_gone_words()
        for contact in self:
            if contact.status == "ARCHIVED" and not contact.gone_at:
                contact.gone_words = self.env._("Archived in Xero")
        return result

    @api.depends("raw")
    def _compute_shown(self):
        for contact in self:
            raw = contact.raw or {}
            contact.groups = ", ".join(
                group.get("Name", "") for group in raw.get("ContactGroups") or []
            )
            chosen = [
                each.get("TrackingOptionName") or each.get("TrackingCategoryName", "")
                for name in ("SalesTrackingCategories", "PurchasesTrackingCategories")
                for each in raw.get(name) or []
            ]
            contact.tracking = ", ".join(dict.fromkeys(chosen))
