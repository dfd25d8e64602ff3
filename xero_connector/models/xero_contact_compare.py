from odoo import api, models


class XeroContact(models.Model):
    """Which partners a full comparison looks at."""

    _inherit = "xero.contact"

    @api.model
    def _to_compare(self, connection, after, limit):
        return self.env["res.partner"].search(
            [
                ("id", ">", after),
                (
                    "xero_contact_ids",
                    "any",
                    [("connection_id", "=", connection.id), ("status", "=", "ACTIVE")],
                ),
            ],
            order="id",
            limit=limit,
        )
