from odoo import models


class XeroIssue(models.Model):
    """What an issue of odd rows opens and does."""

    _inherit = "xero.issue"

    def _odd_rows(self):
        return self.env["xero.odd.row"].search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("resource", "=", self.key),
                ("left_out", "=", False),
            ]
        )

    def _open_odd_rows(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.title,
            "res_model": "xero.odd.row",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self._odd_rows().ids)],
        }

    def _leave_rows_out(self):
        """They stay unread, and nobody is told of them again until they change."""
        self._odd_rows().left_out = True

    def _read_all_again(self):
        """What was odd may be readable by now, unchanged in Xero: after an update."""
        self.env["xero.batch"]._start(
            self.connection_id, "full", [self.key], user=self.env.user
        )
