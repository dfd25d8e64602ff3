from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.common.windows import window
from ..xerolib import errors


class XeroOrganisationWizard(models.TransientModel):
    """Which of the organisations that a consent covers is this company's."""

    _name = "xero.organisation.wizard"
    _inherit = ["xero.dialog"]
    _description = "Choose the Organisation"

    connection_id = fields.Many2one(
        "xero.connection", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="connection_id.company_id", related_sudo=False)
    credential_id = fields.Many2one(
        related="connection_id.credential_id", related_sudo=False
    )
    organisation_id = fields.Many2one(
        "xero.organisation",
        required=True,
        domain="[('credential_id', '=', credential_id)]",
    )

    @api.model
    def _action_for(self, connection):
        return window(
            self._name,
            self.env._("Choose the Organisation"),
            dialog=True,
            context={"default_connection_id": connection.id},
        )

    def action_choose(self):
        self.ensure_one()
        try:
            connection = self.connection_id._adopt_organisation(self.organisation_id)
        except errors.XeroError as error:
            words = self.connection_id._quota()._words(error.code)
            raise UserError(words) from error
        return connection.action_open()
