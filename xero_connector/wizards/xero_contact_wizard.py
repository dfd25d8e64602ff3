from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.common.windows import window
from ..models.matching.match_words import against_words, alike_words, evidence_data
from ..xerolib import matching

# Similar contacts that are shown.
SHOWN = 5


class XeroContactWizard(models.TransientModel):
    """“Who is X in Xero?”: link a contact that is there, or create one."""

    _name = "xero.contact.wizard"
    _inherit = ["xero.dialog"]
    _description = "Who Is It in Xero?"

    connection_id = fields.Many2one(
        "xero.connection", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="cascade"
    )
    partner_email = fields.Char(
        related="partner_id.email", related_sudo=False, string="Email"
    )
    partner_phone = fields.Char(
        related="partner_id.phone", related_sudo=False, string="Phone"
    )
    partner_city = fields.Char(
        related="partner_id.city", related_sudo=False, string="City"
    )
    waiting_count = fields.Integer(compute="_compute_waiting_count")
    suggestion_ids = fields.Many2many(
        "xero.contact", compute="_compute_suggestion_ids", string="Similar in Xero"
    )
    certain_id = fields.Many2one("xero.contact", compute="_compute_suggestion_ids")
    contact_id = fields.Many2one(
        "xero.contact",
        "Contact in Xero",
        compute="_compute_contact_id",
        store=True,
        readonly=False,
        ondelete="cascade",
        domain="[('connection_id', '=', connection_id), ('status', '=', 'ACTIVE')]",
    )

    alike = fields.Char("Same", compute="_compute_verdict")
    against = fields.Char("Different", compute="_compute_verdict")
    is_sure = fields.Boolean(compute="_compute_verdict")
    needs_name = fields.Boolean(compute="_compute_needs_name")
    name_in_xero = fields.Char(
        compute="_compute_name_in_xero",
        store=True,
        readonly=False,
        help="Contact names in Xero must be unique. The contact keeps its own name in "
        "Odoo.",
    )

    @api.model
    def _action_for(self, issue):
        partner = self.env["res.partner"].browse(issue.res_id)
        action = self._action_of_partner(issue.connection_id, partner)
        return {**action, "name": issue.title}

    @api.model
    def _action_of_partner(self, connection, partner):
        return window(
            self._name,
            self.env._("Who is %s in Xero?", partner.display_name),
            dialog=True,
            context={
                "default_connection_id": connection.id,
                "default_partner_id": partner.id,
            },
        )

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
        """The most similar first.

        Also what stands for another partner already: that is how a partner that is
        there twice is seen, before Xero has it twice as well.
        """
        # sudo: keys and refusals count for whoever asks
        matcher = self.env["xero.contact.matcher"].sudo()
        for wizard in self:
            connection, partner = wizard.connection_id, wizard.partner_id
            proposals = matcher._suggest_for(connection, partner)
            # sudo: who it was before a merge is asked for whoever asks
            own = partner.sudo().xero_contact_ids.filtered(
                lambda c, known=connection: (
                    c.connection_id == known and c.status == "ACTIVE"
                )
            )
            alike = [proposal.left.id for proposal in proposals[:SHOWN]]
            found = self.env["xero.contact"].browse(own.ids)
            found |= found.browse(alike)
            wizard.suggestion_ids = found
            wizard.certain_id = found.filtered(
                lambda contact, p=proposals: any(
                    each.is_certain and each.left.id == contact.id for each in p
                )
            )[:1]

    @api.depends("suggestion_ids")
    def _compute_contact_id(self):
        """Chosen beforehand is only what is certain."""
        for wizard in self:
            wizard.contact_id = wizard.contact_id or wizard.certain_id

    @api.depends("contact_id", "partner_id")
    @api.depends_context("lang")
    def _compute_verdict(self):
        for wizard in self:
            # sudo: as above
            ours, theirs = wizard.partner_id.sudo(), wizard.contact_id.sudo()
            evidence = theirs and evidence_data(
                matching.compare(ours._xero_party(), theirs._party())
            )
            wizard.alike = alike_words(self.env, evidence)
            wizard.against = against_words(self.env, evidence)
            wizard.is_sure = bool(wizard.alike and not wizard.against)

    # === A name for Xero alone === #

    def _namesake(self, name):
        """:return: another active contact of that name; names in Xero are unique"""
        return self.env["xero.contact"].search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("status", "=", "ACTIVE"),
                ("name_key", "=", matching.name_key(name)),
            ],
            limit=1,
        )

    @api.depends("partner_id", "connection_id")
    def _compute_needs_name(self):
        """The name is taken: as far as our copy tells, or as Xero answered."""
        for wizard in self:
            refused = self.env["xero.issue"].search(
                [
                    ("connection_id", "=", wizard.connection_id.id),
                    ("cause", "=", "contact_unknown"),
                    ("key", "=", str(wizard.partner_id.id)),
                    ("state", "=", "open"),
                ]
            )
            name = wizard.partner_id._xero_data(None)["name"]
            wizard.needs_name = bool(
                wizard._namesake(name)
                or any((issue.data or {}).get("name_taken") for issue in refused)
            )

    @api.depends("needs_name")
    def _compute_name_in_xero(self):
        for wizard in self:
            partner = wizard.partner_id
            wizard.name_in_xero = name = partner._xero_data(None)["name"]
            if wizard.needs_name:
                offers = partner._xero_names_apart().values()
                free = [offer for offer in offers if not wizard._namesake(offer)]
                wizard.name_in_xero = free[0] if free else name

    # === The answer === #

    def action_link(self):
        self.ensure_one()
        self._decide("match", self.contact_id)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _decide(self, answer, contact=None):
        changes = self.env["xero.match.change"]
        connection = changes._connection(self.connection_id.id)
        contact_id = contact.id if contact else False
        pair = changes._sides(connection, answer, contact_id, self.partner_id.id)
        changes._decide_now(connection, answer, [pair])

    def _keep_name(self):
        """Under which name the contact is created; another one's is refused here."""
        name = " ".join((self.name_in_xero or "").split())
        partner = self.partner_id
        if namesake := self._namesake(name or partner.name or ""):
            raise UserError(
                self.env._(
                    "%(contact)s already has that name in Xero%(whose)s, where names "
                    "must be unique. Enter another name for Xero, or match that "
                    "contact.",
                    contact=namesake.name,
                    whose=f" ({namesake.partner_id.display_name})"
                    if namesake.partner_id
                    else "",
                )
            )
        if name and name != partner._xero_data(None)["name"]:
            # sudo: the name is Xero's alone, and who answers may edit no partner.
            partner.sudo().xero_name = name

    def action_create_contact(self):
        """Create the contact in Xero; the invoices that wait for it go on."""
        self.ensure_one()
        self._check_subjects()
        self._keep_name()
        self._decide("create_in_xero")
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_open_desk(self):
        """Compare the two side by side, on the match desk."""
        self.ensure_one()
        action = self.connection_id.action_open_missing()
        return {**action, "domain": [("id", "=", self.partner_id.id)]}
