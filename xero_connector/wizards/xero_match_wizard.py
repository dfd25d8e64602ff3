from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.matching.match_words import against_words, alike_words, evidence_data
from ..xerolib import matching


class XeroMatchWizard(models.TransientModel):
    """“Who is X in Odoo?”: the other way round of `xero.contact.wizard`."""

    _name = "xero.match.wizard"
    _inherit = ["xero.dialog"]
    _description = "Who Is It in Odoo?"

    contact_id = fields.Many2one(
        "xero.contact", required=True, readonly=True, ondelete="cascade"
    )
    email = fields.Char(related="contact_id.email", related_sudo=False)
    phone = fields.Char(related="contact_id.phone", related_sudo=False)
    town = fields.Char(related="contact_id.town", related_sudo=False)
    partner_id = fields.Many2one(
        "res.partner",
        "In Odoo",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        ondelete="cascade",
        domain="['|', ('parent_id', '=', False), ('is_company', '=', True)]",
    )
    alike = fields.Char("Same", compute="_compute_verdict")
    against = fields.Char("Different", compute="_compute_verdict")

    @api.depends("contact_id")
    def _compute_partner_id(self):
        """Chosen beforehand is only what is certain."""
        for wizard in self:
            certain = wizard.contact_id.proposal_ids.filtered("is_certain")[:1]
            wizard.partner_id = certain.partner_id

    @api.depends("partner_id")
    @api.depends_context("lang")
    def _compute_verdict(self):
        for wizard in self:
            evidence = wizard.partner_id and evidence_data(
                matching.compare(
                    wizard.partner_id._xero_party(), wizard.contact_id._party()
                )
            )
            wizard.alike = alike_words(self.env, evidence)
            wizard.against = against_words(self.env, evidence)

    def action_match(self):
        """Link both, as the dialog about a partner does, with its checks."""
        self.ensure_one()
        if not self.partner_id:
            raise UserError(self.env._("Choose a contact in Odoo first."))
        wizards = self.env["xero.contact.wizard"]
        return wizards.create(
            {
                "connection_id": self.contact_id.connection_id.id,
                "partner_id": self.partner_id.commercial_partner_id.id,
                "contact_id": self.contact_id.id,
            }
        ).action_link()
