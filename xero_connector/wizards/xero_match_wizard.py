from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.causes.contacts import contact_words
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
    against = fields.Char(compute="_compute_against")

    @api.depends("contact_id")
    def _compute_partner_id(self):
        """Chosen beforehand is only what nothing contradicts, and never a namesake."""
        for wizard in self:
            partner = wizard.contact_id.suggested_partner_id
            is_certain = bool(partner) and "email" == matching.certainty(
                partner._xero_party(), wizard.contact_id._party()
            )
            wizard.partner_id = partner if is_certain else False

    @api.depends("partner_id")
    @api.depends_context("lang")
    def _compute_against(self):
        words = contact_words(self.env)
        for wizard in self:
            against = ()
            if wizard.partner_id:
                against = matching.contradictions(
                    wizard.partner_id._xero_party(), wizard.contact_id._party()
                )
            wizard.against = ", ".join(words[field] for field in against)

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
