from odoo import fields, models

from .xero_batch import OPEN


class XeroConnection(models.Model):
    """The runs of a connection, as its form shows them."""

    _inherit = "xero.connection"

    run_count = fields.Integer("Under Way", compute="_compute_run_count")
    open_run_id = fields.Many2one(
        "xero.batch", "Current Run", compute="_compute_run_count"
    )
    open_run_status = fields.Char("It Does", compute="_compute_run_count")

    def _compute_run_count(self):
        runs = self.env["xero.batch"].search(
            [("connection_id", "in", self.ids), ("state", "in", OPEN)]
        )
        of_connection = runs.grouped("connection_id")
        for connection in self:
            theirs = of_connection.get(connection, runs.browse())
            connection.run_count = len(theirs)
            # A person's before the schedule's, what moves before what is planned.
            connection.open_run_id = theirs.sorted(
                lambda run: (run.state == "running", bool(run.user_id), run.id),
                reverse=True,
            )[:1]
            connection.open_run_status = connection.open_run_id.status

    def action_open_runs(self):
        return self._open_list(
            "xero.batch",
            name=self.env._("Runs Under Way"),
            domain=[("connection_id", "=", self.id), ("state", "in", OPEN)],
        )
