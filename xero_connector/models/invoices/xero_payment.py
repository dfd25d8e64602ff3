from odoo import api, fields, models

from ...xerolib import resources


class XeroPayment(models.Model):
    """A payment in Xero, of an invoice there. Shown, never booked, for now."""

    _name = "xero.payment"
    _inherit = ["xero.mirror"]
    _description = "Payment in Xero"
    _order = "date desc, id desc"

    _xero_resource = resources.PAYMENTS
    _xero_sequence = 60
    _xero_switch = "sync_invoices"
    _xero_group = "invoices"
    # Of payments by themselves Xero tells nothing.
    _xero_events = ("INVOICE",)
    _xero_since_connected = True

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
        "UNIQUE(connection_id, xero_id)", "This payment already exists."
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
    def _xero_title(self):
        return self.env._("Payments")

    @api.model
    def _read_columns(self, connection, said):
        currency = said.currency or connection.base_currency_code
        return {
            "name": said.document_number or said.type or None,
            "status": said.status or None,
            "document_xero_id": said.document_id or None,
            "type": said.type or None,
            "date": said.date,
            "amount": said.amount,
            "currency_id": connection._currency(currency).id or None,
            "reference": said.reference or None,
            "reconciled": said.reconciled,
        }
