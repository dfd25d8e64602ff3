from odoo import api, fields, models, tools

from ...xerolib.field_rules import NO_RULE, Direction, Rule, Winner

DIRECTIONS = [
    ("both", "Both ways"),
    ("to_xero", "Odoo → Xero"),
    ("from_xero", "Xero → Odoo"),
    ("off", "Not synced"),
]
WINNERS = [("ask", "Ask"), ("xero", "Xero"), ("odoo", "Odoo")]


class XeroFieldMapping(models.Model):
    """Which way a field of a contact goes, and whose value wins where both changed.

    Comparing, pushing, pulling and what flows at the first match go by it. A field
    without a row goes by the default: both ways, and a person is asked.
    """

    _name = "xero.field.mapping"
    _inherit = ["xero.guarded"]
    _description = "Field Mapping"
    _order = "id"

    connection_id = fields.Many2one(
        "xero.connection", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="connection_id.company_id")
    name = fields.Char(required=True, readonly=True)
    label = fields.Char("Field", compute="_compute_label")
    direction = fields.Selection(DIRECTIONS, required=True, default="both")
    winner = fields.Selection(
        WINNERS,
        "If Both Changed",
        required=True,
        default="ask",
        help="Whose value is kept when a field was changed in Odoo and in Xero since "
        "the last sync.",
    )

    _name_unique = models.Constraint(
        "UNIQUE(connection_id, name)", "This field is already mapped."
    )

    @api.depends("name")
    @api.depends_context("lang")
    def _compute_label(self):
        words = self.env["xero.contact"]._field_words()
        for mapping in self:
            mapping.label = words.get(mapping.name, mapping.name)

    @api.depends("label")
    def _compute_display_name(self):
        for mapping in self:
            mapping.display_name = mapping.label

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @tools.ormcache("connection_id")
    def _rules(self, connection_id):
        """:return: dict of the name of a field to its
        :class:`~xerolib.field_rules.Rule`, of those that have a row"""
        rows = self.sudo().search_fetch(  # sudo: they hold for whoever asks
            [("connection_id", "=", connection_id)], ["name", "direction", "winner"]
        )
        return {
            row.name: Rule(Direction(row.direction), Winner(row.winner)) for row in rows
        }

    @api.model
    def _rule(self, connection_id, name):
        return self._rules(connection_id).get(name, NO_RULE)

    @api.model
    def _ensure(self, connections):
        """Each field has a row, to be read and changed."""
        names = list(self.env["xero.contact"]._field_words())
        known = {(row.connection_id, row.name) for row in connections.field_mapping_ids}
        missing = [
            {"connection_id": connection.id, "name": name}
            for connection in connections
            for name in names
            if (connection, name) not in known
        ]
        if missing:
            # sudo: rows are made by code alone
            self.sudo().create(missing)

    def _register_hook(self):
        # EXTENDS base: a field that another addon brought has its row, too
        super()._register_hook()
        self._ensure(self.env["xero.connection"].search([]))
