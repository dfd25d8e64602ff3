from odoo import models


class AccountMove(models.Model):
    """What a push of many documents will take, told to who started it."""

    _inherit = "account.move"

    def action_xero_push(self):
        return super().action_xero_push() or self._xero_outlook()

    def _xero_outlook(self):
        """:return: a notification, if this is more than one call's work; else None"""
        words = [
            connection._words_of_push(moves)
            for company, moves in self.grouped("company_id").items()
            for connection in [company._xero_connection()]
            if len(moves) > self.env["xero.document"]._xero_resource().batch
        ]
        if not words:
            return None
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "title": self.env._("On the way to Xero"),
                "message": "\n".join(words),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
