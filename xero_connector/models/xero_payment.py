from odoo import api, fields, models

from ..xerolib import resources, values


class XeroPayment(models.Model):
    """A payment in Xero, of an invoice there. Shown, never booked, for now."""

    _name = "xero.payment"
    _inherit = ["xero.mirror"]
    _description = "Payment in Xero"
    _order = "date desc, id desc"

    document_xero_id = fields.Char("Invoice's Xero ID", readonly=True, index=True)
    document_id = fields.Many2one("xero.document", compute="_compute_document_id")
    payment_id = fields.Many2one(
        "account.payment", index="btree_not_null", ondelete="set null", readonly=True
    )
    type = fields.Char(readonly=True)
    date = fields.Date(readonly=True)
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    reference = fields.Char(readonly=True)
    reconciled = fields.Boolean("Reconciled in Xero", readonly=True)

    _xero_id_unique = models.Constraint(
        "UNIQUE(connection_id, xero_id)", "This payment is known already."
    )

    @api.depends("document_xero_id", "connection_id")
    def _compute_document_id(self):
        for connection, payments in self.grouped("connection_id").items():
            documents = self.env["xero.document"]._of(
                connection, payments.mapped("document_xero_id")
            )
            for payment in payments:
                payment.document_id = documents.get(payment.document_xero_id)

    # === Mirror === #

    @api.model
    def _xero_resource(self):
        return resources.PAYMENTS

    @api.model
    def _columns(self, connection, row):
        invoice = row.get("Invoice") or {}
        return {
            "name": invoice.get("InvoiceNumber") or row.get("PaymentType"),
            "status": row.get("Status"),
            "document_xero_id": invoice.get("InvoiceID"),
            "type": row.get("PaymentType"),
            "date": values.parse_date(row["Date"]) if row.get("Date") else None,
            "amount": row.get("Amount") or 0,
            "currency_id": connection._currency(
                invoice.get("CurrencyCode") or connection.base_currency_code
            ).id
            or None,
            "reference": row.get("Reference") or None,
            "reconciled": bool(row.get("IsReconciled")),
        }
