from odoo import api, fields, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """What a customer owes in Xero, for salespeople: without rights to accounting, and
    only where the connection's setting lets them."""

    _inherit = "res.partner"

    xero_shows_balance = fields.Boolean(
        compute="_compute_xero_balance", groups="base.group_user"
    )
    xero_currency_id = fields.Many2one(
        "res.currency", compute="_compute_xero_balance", groups="base.group_user"
    )
    xero_receivable = fields.Monetary(
        "Owes in Xero",
        compute="_compute_xero_balance",
        groups="base.group_user",
        currency_field="xero_currency_id",
        help="Open on invoices in Xero, in the organisation's base currency.",
    )
    xero_overdue = fields.Monetary(
        "Overdue in Xero",
        compute="_compute_xero_balance",
        groups="base.group_user",
        currency_field="xero_currency_id",
    )
    xero_credit = fields.Monetary(
        "Credit in Xero",
        compute="_compute_xero_balance",
        groups="base.group_user",
        currency_field="xero_currency_id",
        help="Paid or credited in Xero beyond what is open on invoices.",
    )
    xero_terms = fields.Char(
        "Payment Terms in Xero",
        compute="_compute_xero_balance",
        groups="base.group_user",
    )
    xero_last_paid_on = fields.Date(
        "Last Payment in Xero",
        compute="_compute_xero_balance",
        groups="base.group_user",
        help="The last payment in Xero of an invoice that was pushed.",
    )
    xero_balance_read_at = fields.Datetime(
        "Read", compute="_compute_xero_balance", groups="base.group_user"
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_xero_balance(self):
        """Of the contact in the primary organisation of the company at hand."""
        # sudo: salespeople read no contact of Xero's; the setting lets them see this
        connection = self.env.company.sudo()._xero_connection()
        nobody = connection.env["xero.contact"]
        shown = {}
        if connection.show_balances:
            for partner in self.commercial_partner_id._filtered_access("read"):
                if contact := partner._xero_contact(connection):
                    shown[partner.id] = contact
        paid = self._xero_last_payments(connection, list(shown))
        contacts = connection.resource_ids.filtered(lambda r: r.name == "contacts")
        currency = connection._currency(connection.base_currency_code)
        for partner in self:
            known = partner.commercial_partner_id.id
            contact = shown.get(known, nobody)
            read = filter(None, (contact.balance_read_at, contacts.compared_at))
            partner.xero_shows_balance = bool(contact)
            partner.xero_currency_id = currency
            partner.xero_receivable = max(contact.receivable, 0)
            partner.xero_credit = max(-contact.receivable, 0)
            partner.xero_overdue = contact.overdue
            partner.xero_terms = contact and contact._terms_words()
            partner.xero_last_paid_on = paid.get(known, False)
            partner.xero_balance_read_at = contact and max(read, default=False)

    @api.model
    def _xero_last_payments(self, connection, partner_ids):
        """:return: dict of a commercial partner's id to the date of the last payment
        of one of its invoices in Xero"""
        if not partner_ids:
            return {}
        for model in ("account.move", "xero.document", "xero.payment"):
            self.env[model].flush_model()
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT move.commercial_partner_id, max(payment.date)
                      FROM account_move move
                      JOIN xero_document document ON document.move_id = move.id
                      JOIN xero_payment payment
                        ON payment.document_xero_id = document.xero_id
                       AND payment.connection_id = document.connection_id
                     WHERE document.connection_id = %s
                       AND move.commercial_partner_id = ANY(%s)
                       AND payment.gone_at IS NULL
                       AND payment.status IS DISTINCT FROM 'DELETED'
                  GROUP BY move.commercial_partner_id
                    """,
                    connection.id,
                    partner_ids,
                )
            )
        )
