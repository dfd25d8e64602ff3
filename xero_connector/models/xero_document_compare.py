from odoo import api, models
from odoo.tools import SQL


class XeroDocument(models.Model):
    """Which invoices a full comparison looks at."""

    _inherit = "xero.document"

    @api.model
    def _to_compare(self, connection, after, limit):
        """What stands in Xero; and, where invoices go by themselves, what should but
        for a person's “Do not send”."""
        ours = [("xero_document_ids", "any", [("connection_id", "=", connection.id)])]
        if connection._pushes_by_itself(self._name):
            refused = self.env["xero.job"]._search(
                [("res_model", "=", "account.move"), ("outcome", "=", "cancelled")]
            )
            of_records = SQL.identifier(refused.table, "res_id")
            ours = [
                "|",
                *ours,
                *("&", "&", "&"),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("xero_document_ids", "=", False),
                ("id", "not in", refused.subselect(of_records)),
            ]
        return self.env["account.move"].search(
            [
                ("id", ">", after),
                ("company_id", "child_of", connection.company_id.id),
                ("invoice_date", ">=", connection.push_from or "1900-01-01"),
                *ours,
            ],
            order="id",
            limit=limit,
        )

    @api.model
    def _differing(self, connection, records):
        return super()._differing(
            connection,
            records.filtered(
                lambda move: (
                    move.xero_document_ids or not move._xero_refusal(connection)
                )
            ),
        )
