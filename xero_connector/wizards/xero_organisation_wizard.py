from odoo import api, fields, models


class XeroOrganisationWizard(models.TransientModel):
    """Which of the organisations that a consent covers is this company's."""

    _name = "xero.organisation.wizard"
    _description = "Choose the Organisation"

    connection_id = fields.Many2one(
        "xero.connection", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="connection_id.company_id")
    credential_id = fields.Many2one(related="connection_id.credential_id")
    organisation_id = fields.Many2one(
        "xero.organisation",
        required=True,
        domain="[('credential_id', '=', credential_id)]",
    )

    @api.model
    def _action_for(self, connection):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Choose the Organisation"),
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_connection_id": connection.id},
        }

    def action_choose(self):
        self.ensure_one()
        return self.connection_id._adopt_organisation(
            self.organisation_id
        ).action_open()
