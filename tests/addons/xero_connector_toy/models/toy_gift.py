from odoo import fields, models


class ToyGift(models.Model):
    """What a customer is given back; in Xero it is a credit note."""

    _name = "toy.gift"
    _inherit = ["mail.thread"]
    _description = "Gift"

    name = fields.Char(required=True)
    partner_id = fields.Many2one("res.partner", required=True)
    amount = fields.Float(required=True)
    date = fields.Date(required=True, default=fields.Date.context_today)

    def action_push(self):
        """Let them go to Xero with the next step of the runner."""
        connection = self.env.company._xero_connection()
        self.env["xero.job"]._intend(connection, "xero.gift", self, 10)
