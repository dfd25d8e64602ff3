from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..xerolib import contact_choices

DIRECTIONS = [
    ("both", "Both ways"),
    ("to_xero", "Odoo → Xero"),
    ("from_xero", "Xero → Odoo"),
]


class XeroFieldWizard(models.TransientModel):
    """One more field of Odoo's, and which of Xero's it is; tried on a contact before
    it is added."""

    _name = "xero.field.wizard"
    _inherit = ["xero.dialog"]
    _description = "Add a Field"

    connection_id = fields.Many2one(
        "xero.connection", required=True, readonly=True, ondelete="cascade"
    )
    source = fields.Selection(
        [
            ("field", "A field"),
            ("invoice_address", "Invoice address"),
            ("delivery_address", "Delivery address"),
        ],
        "From Odoo",
        required=True,
        default="field",
        help="The invoice or delivery address is the one that Odoo uses for the "
        "contact, or the contact's own if it has none.",
    )
    model = fields.Char(default="res.partner", readonly=True)
    path = fields.Char("Odoo Field")
    place = fields.Selection("_selection_place", "Xero Field")
    direction = fields.Selection(
        DIRECTIONS,
        compute="_compute_direction",
        store=True,
        readonly=False,
    )
    winner = fields.Selection(
        "_selection_winner",
        "If Both Changed",
        required=True,
        default=lambda self: self._default_winner(),
    )
    reason = fields.Char(compute="_compute_outlook")
    partner_id = fields.Many2one(
        "res.partner", "Try With", default=lambda self: self._default_partner()
    )
    odoo_value = fields.Char("In Odoo", compute="_compute_outlook")
    xero_value = fields.Char("In Xero", compute="_compute_outlook")
    effect = fields.Char("What Happens", compute="_compute_outlook")

    @api.model
    def _selection_place(self):
        return self.env["xero.field.mapping"]._choices()

    @api.model
    def _selection_winner(self):
        mappings = self.env["xero.field.mapping"]
        return mappings._fields["winner"]._description_selection(self.env)

    @api.model
    def _connection_at_hand(self):
        found = self.env.context.get("default_connection_id")
        return self.env["xero.connection"].browse(found)

    @api.model
    def _default_winner(self):
        first = self._connection_at_hand().first_link
        return first if first in ("xero", "odoo") else "ask"

    @api.model
    def _default_partner(self):
        connection = self._connection_at_hand()
        return self.env["xero.field.mapping"]._partner_to_try(connection)

    @api.depends("source", "path", "place")
    def _compute_direction(self):
        """The most that is possible, as a proposal."""
        for wizard in self:
            mappings = {way: wizard._mapping(way) for way, _words in DIRECTIONS}
            possible = [
                way
                for way, mapping in mappings.items()
                if not (mapping._why_no_pair() or mapping._why_written())
            ]
            wizard.direction = possible[0] if possible else "both"

    def _mapping(self, direction=None):
        """:return: the row that it would be, not written"""
        path = self.path if self.source == "field" else self.source
        return self.env["xero.field.mapping"].new(
            {
                "connection_id": self.connection_id.id,
                "name": contact_choices.pair_name(self.place or "", path or ""),
                "path": path,
                "place": self.place,
                "direction": direction or self.direction,
                "winner": self.winner,
            }
        )

    @api.depends(
        *("connection_id", "source", "path", "place", "direction", "winner"),
        "partner_id",
    )
    @api.depends_context("lang", "uid")
    def _compute_outlook(self):
        self.reason = self.odoo_value = self.xero_value = self.effect = False
        for wizard in self:
            mapping = wizard._mapping()
            if not mapping.path or not mapping.place:
                continue
            if reason := mapping._why_no_pair() or mapping._why_taken():
                wizard.reason = reason
                continue
            # What RPC can make is no proof that its maker may look.
            wizard._check_subjects()
            if wizard.partner_id:
                (line,) = mapping._outlook(wizard.partner_id)
                wizard.odoo_value, wizard.xero_value = line["odoo"], line["xero"]
                wizard.effect = line["effect"]

    def action_add(self):
        self.ensure_one()
        self._check_subjects()
        if self.reason:
            raise ValidationError(self.reason)
        path = self.path if self.source == "field" else self.source
        self.env["xero.field.mapping"]._add(
            self.connection_id, path, self.place, self.direction, self.winner
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._(
                    "The field is mapped. What only one side says is filled in on the "
                    "other with the next sync; what differs stays as it is."
                ),
                "type": "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }


class XeroFieldPreviewWizard(models.TransientModel):
    """What the field mapping does with one contact: both sides' values, and what would
    happen. Nothing is written."""

    _name = "xero.field.preview.wizard"
    _inherit = ["xero.dialog"]
    _description = "Field Mapping Preview"

    connection_id = fields.Many2one(
        "xero.connection", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner", "Contact", default=lambda self: self._default_partner()
    )
    contact_name = fields.Char("Matched To", compute="_compute_line_ids")
    line_ids = fields.One2many(
        "xero.field.preview.wizard.line", "wizard_id", compute="_compute_line_ids"
    )

    @api.model
    def _default_partner(self):
        connections = self.env["xero.connection"]
        found = connections.browse(self.env.context.get("default_connection_id"))
        return self.env["xero.field.mapping"]._partner_to_try(found)

    @api.depends("connection_id", "partner_id")
    @api.depends_context("lang", "uid")
    def _compute_line_ids(self):
        for wizard in self:
            wizard._check_subjects()
            partner = wizard.partner_id
            rows = wizard.connection_id.field_mapping_ids
            wizard.contact_name = partner._xero_contact(wizard.connection_id).name
            lines = rows._outlook(partner) if partner else []
            wizard.line_ids = [fields.Command.create(line) for line in lines]


class XeroFieldPreviewWizardLine(models.TransientModel):
    _name = "xero.field.preview.wizard.line"
    _description = "Field in the Mapping Preview"

    wizard_id = fields.Many2one("xero.field.preview.wizard", ondelete="cascade")
    label = fields.Char("Field", readonly=True)
    odoo = fields.Char("In Odoo", readonly=True)
    xero = fields.Char("In Xero", readonly=True)
    direction = fields.Char(readonly=True)
    effect = fields.Char("What Happens", readonly=True)
