from rapidfuzz import fuzz, process

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.xero_job import OPEN, PRIORITY_PERSON
from ..xerolib import matching

# Alike enough to be worth a person's look, of 100.
ALIKE = 60
SHOWN = 5


class XeroContactWizard(models.TransientModel):
    """“Who is X in Xero?”: link a contact that is there, or create one."""

    _name = "xero.contact.wizard"
    _description = "Who Is It in Xero?"

    connection_id = fields.Many2one(
        "xero.connection", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="cascade"
    )
    partner_email = fields.Char(related="partner_id.email", string="E-mail")
    waiting_count = fields.Integer(compute="_compute_waiting_count")
    suggestion_ids = fields.Many2many(
        "xero.contact", compute="_compute_suggestion_ids", string="Alike in Xero"
    )
    contact_id = fields.Many2one(
        "xero.contact",
        "Contact in Xero",
        compute="_compute_contact_id",
        store=True,
        readonly=False,
        ondelete="cascade",
        domain="[('connection_id', '=', connection_id), ('status', '=', 'ACTIVE')]",
    )

    @api.model
    def _action_for(self, issue):
        partner = self.env["res.partner"].browse(issue.res_id)
        action = self._action_of_partner(issue.connection_id, partner)
        return {**action, "name": issue.title}

    @api.model
    def _action_of_partner(self, connection, partner):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who is %s in Xero?", partner.display_name),
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_connection_id": connection.id,
                "default_partner_id": partner.id,
            },
        }

    @api.depends("partner_id")
    def _compute_waiting_count(self):
        for wizard in self:
            wizard.waiting_count = sum(
                self.env["xero.issue"]
                .search(
                    [
                        ("connection_id", "=", wizard.connection_id.id),
                        ("res_model", "=", "res.partner"),
                        ("res_id", "=", wizard.partner_id.id),
                        ("state", "=", "open"),
                    ]
                )
                .job_ids.mapped(lambda job: job.res_model == "account.move")
            )

    @api.depends("partner_id", "connection_id")
    def _compute_suggestion_ids(self):
        """Those with the same e-mail first, then those of the most similar names.

        Also what stands for another partner already: that is how a partner that is
        there twice is seen, before Xero has it twice as well.
        """
        for wizard in self:
            active = self.env["xero.contact"].search(
                [
                    ("connection_id", "=", wizard.connection_id.id),
                    ("status", "=", "ACTIVE"),
                ]
            )
            email = matching.email_key(wizard.partner_id.email or "")
            same_email = active.filtered(lambda c, e=email: e and c.email_key == e)
            alike = process.extract(
                matching.name_key(wizard.partner_id.name or ""),
                {contact: contact.name_key or "" for contact in active - same_email},
                scorer=fuzz.token_set_ratio,
                score_cutoff=ALIKE,
                limit=SHOWN,
            )
            wizard.suggestion_ids = same_email.union(
                *(contact for _name, _score, contact in alike)
            )

    @api.depends("suggestion_ids")
    def _compute_contact_id(self):
        for wizard in self:
            alike = wizard.suggestion_ids
            taken = alike.partner_id - wizard.partner_id
            alone = alike if len(alike) == 1 and not taken else False
            wizard.contact_id = wizard.contact_id or alone

    # === The answer === #

    def _check_sides(self):
        """The answer is kept with more rights than its giver has, who must see both."""
        self.ensure_one()
        self.connection_id.check_access("read")
        self.partner_id.check_access("read")

    def action_link(self):
        self._check_sides()
        contact = self.contact_id
        if not contact:
            raise UserError(self.env._("Choose the contact in Xero first."))
        if contact.partner_id and contact.partner_id != self.partner_id:
            raise UserError(
                self.env._(
                    "%(contact)s is linked to %(partner)s already. One contact in Xero "
                    "stands for one partner; merge the two partners if they are one.",
                    contact=contact.name,
                    partner=contact.partner_id.display_name,
                )
            )
        former = self.partner_id.sudo().xero_contact_ids.filtered(
            lambda c: c.connection_id == self.connection_id and c != contact
        )
        former.partner_id = False
        contact.sudo()._link(self.partner_id, "person")
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_create_contact(self):
        """Create the contact in Xero; the invoices that wait for it go on."""
        self._check_sides()
        jobs = (
            self.env["xero.contact"]
            .sudo()
            ._open_jobs(self.connection_id, self.partner_id, OPEN)
        )
        issues = (
            self.env["xero.issue"]
            .sudo()
            .search(
                [
                    ("connection_id", "=", self.connection_id.id),
                    ("res_model", "=", "res.partner"),
                    ("res_id", "=", self.partner_id.id),
                    ("state", "=", "open"),
                ]
            )
        )
        archived = self.partner_id.sudo().xero_contact_ids.filtered(
            lambda c: c.connection_id == self.connection_id and c.status != "ACTIVE"
        )
        archived.partner_id = False
        if not jobs:
            jobs = (
                self.env["xero.job"]
                .sudo()
                .create(
                    {
                        "connection_id": self.connection_id.id,
                        "mirror_model": "xero.contact",
                        "res_model": "res.partner",
                        "res_id": self.partner_id.id,
                        "user_id": self.env.uid,
                    }
                )
            )
        issues._solve()
        # Looked for already: this answer is what was missing.
        jobs.write({"priority": PRIORITY_PERSON, "approved": True, "looked_up": True})
        self.connection_id._wake()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
