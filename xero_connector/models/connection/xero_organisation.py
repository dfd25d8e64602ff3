from odoo import api, fields, models


class XeroOrganisation(models.Model):
    """An organisation that a consent covers, connected here or not."""

    _name = "xero.organisation"
    _description = "Organisation in Xero"
    _order = "name"

    credential_id = fields.Many2one(
        "xero.credential", required=True, index=True, ondelete="cascade", readonly=True
    )
    name = fields.Char(readonly=True)
    tenant_id = fields.Char(required=True, readonly=True)
    xero_connection_id = fields.Char("Connection's ID in Xero", readonly=True)
    auth_event_id = fields.Char(readonly=True)

    _tenant_unique = models.Constraint(
        "UNIQUE(credential_id, tenant_id)", "This organisation is already listed."
    )

    @api.model
    def _replace(self, credential, tenants):
        """Take over the list that Xero gives.

        :param tenants: iterable of :class:`~xerolib.oauth.Tenant`
        :return: the organisations of the list
        """
        known = credential.organisation_ids
        seen = self.browse()
        for tenant in tenants:
            vals = {
                "credential_id": credential.id,
                "name": tenant.name,
                "tenant_id": tenant.tenant_id,
                "xero_connection_id": tenant.connection_id,
                "auth_event_id": tenant.auth_event_id,
            }
            same = known.filtered(lambda o, vals=vals: o.tenant_id == vals["tenant_id"])
            if same:
                same.write(vals)
            seen |= same or self.create(vals)
        (known - seen).unlink()
        return seen
