from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ...xerolib import resources
from ...xerolib.documents import DEAD
from ...xerolib.lines import PLACES


def differ():
    """:return: SQL, whether ``document`` has another total than ``move``, in its
    ``currency``"""
    return SQL(
        """(document.currency_id != move.currency_id
            OR abs(document.total - move.amount_total)
               >= 0.5 * 10 ^ -greatest(%s, currency.decimal_places))""",
        PLACES,
    )


class XeroDocument(models.Model):
    """An invoice in Xero, and the invoice it is in Odoo."""

    _name = "xero.document"
    _inherit = ["xero.push.mirror"]
    _description = "Document in Xero"
    _order = "date desc, id desc"

    _xero_resource = resources.INVOICES
    _xero_sequence = 50
    _xero_switch = "sync_invoices"
    _xero_group = "invoices"
    _xero_events = ("INVOICE",)
    _xero_link = "move_id"
    _xero_since_connected = True

    move_id = fields.Many2one(
        "account.move", index="btree_not_null", ondelete="set null", readonly=True
    )
    contact_xero_id = fields.Char(
        "Contact's Xero ID", index="btree_not_null", readonly=True
    )
    contact_name = fields.Char("Contact", readonly=True)
    type = fields.Char("Type in Xero", readonly=True)
    type_words = fields.Char("Type", compute="_compute_type_words")
    reference = fields.Char(readonly=True)
    date = fields.Date(readonly=True)
    due_date = fields.Date(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    currency_rate = fields.Float(
        digits=(18, 6),
        readonly=True,
        help="Xero's exchange rate: units of this currency per unit of base currency.",
    )
    subtotal = fields.Monetary(readonly=True)
    total_tax = fields.Monetary(readonly=True)
    total = fields.Monetary(readonly=True)
    amount_due = fields.Monetary(readonly=True)
    amount_paid = fields.Monetary(readonly=True)
    amount_credited = fields.Monetary(readonly=True)
    fully_paid_on = fields.Date(readonly=True)
    payment_state = fields.Selection(
        [
            ("not_paid", "Not Paid"),
            ("partial", "Partially Paid"),
            ("paid", "Paid"),
            ("credited", "Credited"),
            ("voided", "Voided"),
        ],
        readonly=True,
    )

    # === What Odoo remembers of the push === #
    noted_payment_state = fields.Char(
        readonly=True, help="The payment status last posted in the invoice's chatter."
    )
    odoo_total = fields.Monetary(related="move_id.amount_total", string="Total in Odoo")
    differs = fields.Boolean(
        compute="_compute_differs",
        search="_search_differs",
        help="The total in Xero differs from Odoo.",
    )
    base_total = fields.Float("In Xero's Base Currency", compute="_compute_base_total")
    odoo_base_total = fields.Monetary(
        related="move_id.amount_total_signed",
        currency_field="company_currency_id",
        string="In Odoo's Company Currency",
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    payment_ids = fields.One2many(
        "xero.payment", compute="_compute_payment_ids", string="Payments in Xero"
    )
    xero_url = fields.Char("Link to Xero", compute="_compute_xero_url")

    _xero_id_unique = models.Constraint(
        "UNIQUE(connection_id, xero_id)", "This document already exists."
    )

    @api.depends("type")
    @api.depends_context("lang")
    def _compute_type_words(self):
        words = {"ACCREC": self.env._("Invoice"), "ACCPAY": self.env._("Bill")}
        for document in self:
            document.type_words = words.get(document.type, document.type)

    @api.depends("total", "odoo_total", "currency_id", "status", "move_id.currency_id")
    def _compute_differs(self):
        for document in self:
            currency, move = document.currency_id, document.move_id
            document.differs = bool(
                move
                and document.status not in DEAD
                and currency
                and (
                    currency != move.currency_id
                    or currency._xero_differ(document.total, document.odoo_total)
                )
            )

    def _search_differs(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.flush_model(["currency_id", "move_id", "status", "total"])
        self.env["account.move"].flush_model(["amount_total", "currency_id"])
        differing = SQL(
            """(
            SELECT document.id FROM xero_document document
              JOIN account_move move ON move.id = document.move_id
              JOIN res_currency currency ON currency.id = document.currency_id
             WHERE document.status NOT IN %s
               AND %s)""",
            DEAD,
            differ(),
        )
        return Domain("id", "in" if True in value else "not in", differing)

    @api.depends("total", "currency_rate", "type")
    def _compute_base_total(self):
        signs = {kind.type: kind.sign for kind in self._kinds().values()}
        for document in self:
            rate = document.currency_rate or 1
            document.base_total = document.company_currency_id.round(
                signs.get(document.type, 1) * document.total / rate
            )

    @api.depends("xero_id", "connection_id.short_code", "gone_at")
    def _compute_xero_url(self):
        for document in self:
            document.xero_url = not document.gone_at and self._link(
                document.connection_id, document.xero_id
            )

    @api.model
    def _link(self, connection, xero_id):
        """:return: where a document of an organisation is seen in Xero"""
        return connection._deep_link(f"invoicing/view/{xero_id}")

    def _compute_payment_ids(self):
        payments = self.env["xero.payment"].search(
            [
                ("connection_id", "in", self.connection_id.ids),
                ("document_xero_id", "in", self.mapped("xero_id")),
            ]
        )
        for document in self:
            document.payment_ids = payments.filtered(
                lambda p, d=document: (
                    p.document_xero_id == d.xero_id
                    and p.connection_id == d.connection_id
                )
            )

    # === Mirror === #

    @api.model
    def _selection_status(self):
        return [
            ("DRAFT", self.env._("Draft")),
            ("SUBMITTED", self.env._("Awaiting Approval")),
            ("AUTHORISED", self.env._("Awaiting Payment")),
            ("PAID", self.env._("Paid")),
            ("VOIDED", self.env._("Voided")),
            ("DELETED", self.env._("Deleted")),
        ]

    @api.model
    def _xero_title(self):
        return self.env._("Invoices")

    @api.model
    def _kinds(self):
        """:return: dict of ``move_type`` to the kind of what this mirror has"""
        kinds = self.env["account.move"]._xero_kinds()
        return {name: kind for name, kind in kinds.items() if kind.mirror == self._name}

    @api.model
    def _is_source(self, record):
        return super()._is_source(record) and record.move_type in self._kinds()

    @api.model
    def _why_not(self, connection):
        currency = connection._look_at("currency")
        return bool(currency) and f"{currency.title}."

    @api.model
    def _inspect_rows(self, connection, rows):
        connection._notice_copy(rows)

    @api.model
    def _read_columns(self, connection, said):
        return {
            "name": said.number or None,
            "status": said.status or None,
            "type": said.type or None,
            "reference": said.reference or None,
            "contact_xero_id": said.contact_id or None,
            "contact_name": said.contact_name or None,
            "date": said.date,
            "due_date": said.due_date,
            "fully_paid_on": said.fully_paid_on,
            "currency_id": connection._currency(said.currency).id or None,
            "currency_rate": said.currency_rate,
            "subtotal": said.subtotal,
            "total_tax": said.total_tax,
            "total": said.total,
            "amount_due": said.owed,
            "amount_paid": said.amount_paid,
            "amount_credited": said.amount_credited,
            "payment_state": said.payment_state,
        }

    @api.model
    def _apply_slice(self, connection, limit):
        """Note on the invoices what happened to them in Xero."""
        self._settle_differences(connection)
        self.flush_model()
        news = self.browse(
            row[0]
            for row in self.env.execute_query(
                SQL(
                    """
                    SELECT id FROM xero_document
                     WHERE connection_id = %s AND move_id IS NOT NULL
                       AND noted_payment_state != payment_state
                     LIMIT %s
                    """,
                    connection.id,
                    limit,
                )
            )
        )
        self.env["xero.live"]._changed({"account.move": news.move_id.ids})
        news.move_id._message_log_batch(
            bodies={d.move_id.id: d._payment_words() for d in news}
        )
        for state, documents in news.grouped("payment_state").items():
            documents.noted_payment_state = state
        return len(news)

    def _payment_words(self):
        self.ensure_one()
        due = self.currency_id._xero_format(self.amount_due)
        # What a prepayment or an overpayment settled is no payment of Xero's.
        paid = self.currency_id._xero_format(self.amount_paid or self.amount_credited)
        day = self.fully_paid_on and format_date(self.env, self.fully_paid_on)
        return {
            "not_paid": self.env._("Xero: unpaid again, %(due)s due.", due=due),
            "partial": self.env._("Xero: partially paid, %(due)s due.", due=due),
            "paid": self.env._("Xero: paid on %(day)s, %(sum)s.", day=day, sum=paid)
            if day
            else self.env._("Xero: paid, %(sum)s.", sum=paid),
            "credited": self.env._("Xero: settled by a credit note."),
            "voided": self.env._("Xero: deleted.")
            if self.status == "DELETED"
            else self.env._("Xero: voided."),
        }[self.payment_state]
