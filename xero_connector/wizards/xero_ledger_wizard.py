from odoo import api, fields, models

from ..models.common.windows import window


class XeroLedgerWizard(models.TransientModel):
    """What becomes of invoices that stand only in the ledger connected before."""

    _name = "xero.ledger.wizard"
    _inherit = ["xero.dialog"]
    _description = "Invoices in Another Organisation"

    connection_id = fields.Many2one(
        "xero.connection", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="connection_id.company_id", related_sudo=False)
    currency_id = fields.Many2one(related="company_id.currency_id", related_sudo=False)
    words = fields.Char(compute="_compute_words")
    total = fields.Monetary(compute="_compute_words", help="Tax included.")

    @api.model
    def _action_for(self, connection):
        return window(
            self._name,
            self.env._("Invoices in Another Organisation"),
            dialog=True,
            context={"default_connection_id": connection.id},
        )

    @api.depends("connection_id")
    @api.depends_context("lang")
    def _compute_words(self):
        for wizard in self:
            moves = wizard.connection_id._invoices_elsewhere()
            wizard.words = wizard.connection_id._words_of_other_ledger(moves)
            wizard.total = sum(moves.mapped("amount_total_signed"))

    def action_push(self):
        """Create them in the organisation that is connected now, too."""
        self._answer()
        return self.connection_id._invoices_elsewhere().action_xero_push()

    def action_leave(self):
        """Leave them where they stand; each can still be pushed by hand."""
        self._answer()

    def action_show(self):
        self.ensure_one()
        return window(
            "account.move",
            self.env._("In Another Organisation"),
            views=("list", "form"),
            domain=[("id", "in", self.connection_id._invoices_elsewhere().ids)],
        )

    def _answer(self):
        self.ensure_one()
        # What RPC can create is no proof that its maker may decide.
        self.connection_id.check_access("write")
        # sudo: code alone writes it
        self.connection_id.sudo().elsewhere_answered = True
