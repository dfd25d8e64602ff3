from odoo import api, fields, models

from ..xerolib import matching, resources


class XeroContact(models.Model):
    """A contact in Xero, and the partner it is in Odoo.

    Without a partner it waits in the review queue; with one, it is the link.
    """

    _name = "xero.contact"
    _inherit = ["xero.push.mirror"]
    _description = "Contact in Xero"
    _order = "name, id"

    # Not unique: merging two linked partners leaves one with two contacts.
    partner_id = fields.Many2one(
        "res.partner", index="btree_not_null", ondelete="set null", readonly=True
    )
    matched_by = fields.Selection(
        [
            ("email", "E-mail"),
            ("number", "Contact number"),
            ("name", "Name"),
            ("created", "Created"),
            ("person", "By hand"),
        ],
        readonly=True,
    )
    number = fields.Char("Contact Code", readonly=True)
    account_number = fields.Char(readonly=True)
    first_name = fields.Char(readonly=True)
    last_name = fields.Char(readonly=True)
    email = fields.Char(readonly=True)
    email_key = fields.Char(readonly=True, index="btree_not_null")
    name_key = fields.Char(readonly=True, index="btree_not_null")
    phone = fields.Char(readonly=True)
    mobile = fields.Char(readonly=True)
    tax_number = fields.Char(readonly=True)
    company_number = fields.Char(readonly=True)
    is_customer = fields.Boolean(readonly=True)
    is_supplier = fields.Boolean(readonly=True)
    address = fields.Json(readonly=True, help="The one that Odoo's partner has too.")
    address_type = fields.Char(readonly=True, help="Where it stands: STREET or POBOX.")
    merged_to = fields.Char(readonly=True)
    xero_url = fields.Char("Link into Xero", compute="_compute_xero_url")

    _xero_id_unique = models.Constraint(
        "UNIQUE(connection_id, xero_id)", "This contact is known already."
    )

    @api.depends("xero_id", "connection_id.short_code", "gone_at")
    def _compute_xero_url(self):
        for contact in self:
            contact.xero_url = not contact.gone_at and contact.connection_id._deep_link(
                f"contacts/contact/{contact.xero_id}"
            )

    # === Mirror === #

    @api.model
    def _xero_resource(self):
        return resources.CONTACTS

    @api.model
    def _columns(self, connection, said):
        return {
            "name": said.name or None,
            "status": said.status or None,
            "number": said.number or None,
            "account_number": said.account_number or None,
            "first_name": said.first_name or None,
            "last_name": said.last_name or None,
            "email": said.email or None,
            "email_key": matching.email_key(said.email) or None,
            "name_key": matching.name_key(said.name) or None,
            "phone": said.phone or None,
            "mobile": said.mobile or None,
            "tax_number": said.tax_number or None,
            "company_number": said.company_number or None,
            "is_customer": said.is_customer,
            "is_supplier": said.is_supplier,
            "address": self._address_values(said.address) or None,
            "address_type": said.address_type,
            "merged_to": said.merged_to or None,
        }

    @api.model
    def _mark_gone(self, xero_ids, domain):
        # EXTENDS 'xero_connector': nothing is sent to one that is gone, nobody is
        # linked with it, and its name is free.
        gone = super()._mark_gone(xero_ids, domain)
        gone._strike_out()
        return gone

    @api.model
    def _pull_params(self, since, full=False):
        """At first the active ones; later also what was archived meanwhile."""
        return {"includeArchived": "true"} if since or full else {}
