from odoo import api, fields, models


class XeroIssue(models.Model):
    """An issue that came up while a run brought into Odoo what it had read.

    What a run of pushes meets stands with its jobs; here there are none.
    """

    _inherit = "xero.issue"

    batch_id = fields.Many2one(
        "xero.batch",
        "Came Up In",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        help="The last run that met it while it brought changes into Odoo.",
    )

    @api.model
    def _raise(self, connection, hold, xero_words=None, exchange=None):
        # EXTENDS 'xero_connector': the run is in the context while it applies
        issue = super()._raise(connection, hold, xero_words, exchange)
        if batch_id := self.env.context.get("xero_batch_id"):
            issue.batch_id = batch_id
        return issue
