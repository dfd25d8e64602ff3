from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class ResPartner(models.Model):
    """What Xero says of a partner to everybody in the company at hand."""

    _inherit = "res.partner"

    xero_on_stop = fields.Boolean(
        "On Stop in Xero",
        compute="_compute_xero_on_stop",
        search="_search_xero_on_stop",
        compute_sudo=True,
        groups="base.group_user",
        help="The contact is archived in Xero, which accepts no invoices for it until "
        "it is restored there.",
    )

    @api.depends("xero_contact_ids.status", "commercial_partner_id")
    @api.depends_context("company")
    def _compute_xero_on_stop(self):
        connection = self.env.company._xero_connection()
        found = self.env["xero.contact"]._read_group(
            [
                *self.env["xero.contact"]._domain_stop(connection),
                ("partner_id", "in", self.commercial_partner_id.ids),
            ],
            ["partner_id"],
            ["status:array_agg_distinct"],
        )
        stopped = {
            partner
            for partner, statuses in found
            if "ARCHIVED" in statuses and "ACTIVE" not in statuses
        }
        for partner in self:
            partner.xero_on_stop = partner.commercial_partner_id._origin in stopped

    def _search_xero_on_stop(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: what Xero says of a partner; rules say which partners are seen
        contacts = self.env["xero.contact"].sudo()
        connection = self.env.company._xero_connection()

        def those_of(status):
            domain = [*contacts._domain_stop(connection), ("status", "=", status)]
            query = contacts._search(domain)
            return query.subselect(SQL.identifier(query.table, "partner_id"))

        stopped = Domain("commercial_partner_id", "in", those_of("ARCHIVED"))
        stopped &= Domain("commercial_partner_id", "not in", those_of("ACTIVE"))
        return stopped if True in value else ~stopped

    def _xero_leave_to_people(self, vals):
        """Somebody edited these: what people decide is not Xero's any more.

        :param dict vals: what was written
        """
        if "category_id" in vals:
            # sudo: written by code alone
            self.env["xero.given.tag"].sudo()._leave_to_people(self)
        if "active" in vals:
            # sudo: as above
            contacts = self.env["xero.contact"].sudo()
            archived = [("partner_id", "in", self.ids), ("archived_partner", "=", True)]
            contacts.search(archived).archived_partner = False

    def _xero_alert_of_stop(self):
        """:return: that no invoice for it goes to Xero, as Odoo's banners take it; None
        if it is not on stop"""
        customer = self.commercial_partner_id
        if not customer.xero_on_stop:
            return None
        return {
            "level": "warning",
            "message": self.env._(
                "On stop: %s is archived in Xero, which accepts no invoices for it "
                "until it is restored there.",
                customer.name,
            ),
        }
