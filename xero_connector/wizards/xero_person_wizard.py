from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.causes.issue_type import PERSON_WIZARD
from ..models.common.windows import window


class XeroPersonWizard(models.TransientModel):
    """Whether a person who is new in Xero is one who is not there any more."""

    _name = "xero.person.wizard"
    _inherit = ["xero.dialog"]
    _description = "Same Person or Another One"

    issue_id = fields.Many2one(
        "xero.issue", required=True, readonly=True, ondelete="cascade"
    )
    title = fields.Char(related="issue_id.title", related_sudo=False)
    advice = fields.Char(related="issue_id.advice", related_sudo=False)

    @api.model
    def _action_for(self, issue):
        return window(
            self._name,
            self.env._("Contact Person Changed in Xero"),
            dialog=True,
            context={"default_issue_id": issue.id},
        )

    def action_is_same(self):
        """The contact in Odoo takes over the new name and email."""
        return self._answer(is_same=True)

    def action_is_another(self):
        """The one in Odoo stays, and is no person in Xero; the new one is created."""
        return self._answer(is_same=False)

    def _answer(self, is_same):
        self.ensure_one()
        self._check_subjects()
        self.env["xero.match.change"]._check_may()
        # sudo: the answer is kept with more rights than its giver has
        issue = self.issue_id.sudo()
        is_question = issue._issue_type().opener == PERSON_WIZARD
        if not is_question or issue.state != "open":
            raise UserError(
                self.env._("Somebody has answered this meanwhile. Refresh the page.")
            )
        # sudo: as above
        persons = self.env["xero.contact.person"].sudo()
        person = persons.browse(issue.data["person_id"]).exists()
        if person:
            person._settle_rename(issue.data["person"], is_same)
        issue._solve()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
