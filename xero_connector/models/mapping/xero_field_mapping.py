from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from ...xerolib import contact_choices, contact_fields, invoice_fields
from ...xerolib.field_rules import NO_RULE, Direction, Rule, Winner

DIRECTIONS = [
    ("both", "Both ways"),
    ("to_xero", "Odoo → Xero"),
    ("from_xero", "Xero → Odoo"),
    ("off", "Not synced"),
]
WINNERS = [("ask", "Ask"), ("xero", "Xero"), ("odoo", "Odoo")]
RECORDS = [("contact", "Contacts"), ("invoice", "Invoices")]
ADDRESS_KINDS = [
    ("POBOX", "Postal address (POBOX)"),
    ("STREET", "Street address (STREET)"),
]


class XeroFieldMapping(models.Model):
    """Which field of Odoo's is which of Xero's, which way it goes, and whose value wins
    where both changed.

    Comparing, pushing, pulling and what flows at the first match go by it. A field of a
    contact without a row goes by the default: both ways, and a person is asked. What a
    person added is a row with its ``path`` in Odoo and its ``place`` in Xero.

    Rows of invoices are to be read: an invoice goes one way, and what differs in Xero
    is compared line by line (``xerolib/invoice_merge.py``).
    """

    _name = "xero.field.mapping"
    _inherit = ["xero.guarded"]
    _description = "Field Mapping"
    _order = "id"

    connection_id = fields.Many2one(
        "xero.connection", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="connection_id.company_id")
    record_type = fields.Selection(
        RECORDS, "Records", required=True, default="contact", readonly=True
    )
    name = fields.Char(required=True, readonly=True)
    direction = fields.Selection(DIRECTIONS, required=True, default="both")
    winner = fields.Selection(
        WINNERS,
        "If Both Changed",
        required=True,
        default="ask",
        help="Whose value is kept when a field was changed in Odoo and in Xero since "
        "the last sync.",
    )
    path = fields.Char(
        readonly=True, help="The way from the contact to the field in Odoo."
    )
    place = fields.Char(readonly=True, help="Where the field stands in Xero.")
    address_kind = fields.Selection(
        ADDRESS_KINDS,
        "Address Type",
        help="Which address of the contact in Xero is its address in Odoo. If empty, "
        "the one that is filled in, street before postal address; new contacts get a "
        "street address. Xero prints the postal address on invoices. A change moves no "
        "address: what is changed from then on is synced with the chosen one.",
    )

    _name_unique = models.Constraint(
        "UNIQUE(connection_id, record_type, name)", "This field is already mapped."
    )

    # === What a person changes === #

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        mappings = super().create(vals_list)
        # What addons declare is a row whether or not it gets on with others of theirs.
        mappings.filtered("place")._check_pairs()
        return mappings

    def write(self, vals):
        before = self.connection_id._settings_that_count()
        result = super().write(vals)
        self.env.registry.clear_cache()
        if vals.keys() & {"direction", "address_kind"}:
            self._check_pairs()
        if "address_kind" in vals:
            for connection in self.connection_id:
                # sudo: copies of Xero are written by code alone
                contacts = self.env["xero.contact"].sudo()
                contacts._agree_as_they_stand(connection, "address")
        if vals.keys() & {"direction", "winner"}:
            self._follow(before)
        if "direction" in vals:
            self._look_for_unusable()
        return result

    def unlink(self):
        self._forget_unusable()
        self.env.registry.clear_cache()
        result = super().unlink()
        # What another one stood in the way of can be synced now.
        self._look_for_unusable()
        return result

    def _follow(self, before):
        """Look again at what another mapping says otherwise, on both sides.

        :param dict before: of ``xero.connection._settings_that_count``
        """
        for connection in before:
            if connection._pushes_by_itself("xero.contact"):
                # sudo: how far Xero was read is written by code alone
                connection.sudo()._resources()._compare_next("contacts")
        self.env["xero.connection"]._follow_settings(before, {})

    @api.constrains("direction", "winner")
    def _check_fixed(self):
        for mapping in self:
            rule = Rule(Direction(mapping.direction), Winner(mapping.winner))
            if mapping.record_type == "invoice" and rule != Rule(
                mapping._fixed_direction(), Winner.ASK
            ):
                raise ValidationError(
                    self.env._(
                        "“%s” of an invoice cannot be changed: an invoice is pushed as "
                        "it is confirmed in Odoo.",
                        mapping.label,
                    )
                )
            is_name = mapping.name == contact_fields.NAME.name
            if is_name and not rule.goes_to_xero:
                raise ValidationError(
                    self.env._("The name must go to Xero: no contact there is without.")
                )

    def _check_pairs(self):
        """What is stored is a pair that can be, whoever writes it and by whatever way;
        and no two rows write to one place."""
        for mapping in self:
            if mapping.address_kind and mapping.name != contact_fields.ADDRESS.name:
                raise ValidationError(
                    self.env._("Only the contact's address has an address type.")
                )
            if mapping.record_type == "contact" and mapping.direction != "off":
                mapping._check_pair()

    def _fixed_direction(self):
        """:return: of a row of invoices, which way it goes"""
        is_total = self.name == invoice_fields.TOTAL.name
        return Direction.OFF if is_total else Direction.TO_XERO

    # === What the engine asks === #

    @api.model
    @tools.ormcache("connection_id")
    def _rules(self, connection_id):
        """:return: dict of the name of a contact's field to its
        :class:`~xerolib.field_rules.Rule`, of those that have a row"""
        # sudo: they hold for whoever asks
        rows = self.sudo().search_fetch(
            self._domain_contact(connection_id), ["name", "direction", "winner"]
        )
        return {
            row.name: Rule(Direction(row.direction), Winner(row.winner)) for row in rows
        }

    @api.model
    def _rule(self, connection_id, name):
        return self._rules(connection_id).get(name, NO_RULE)

    @api.model
    @tools.ormcache("connection_id", "declared")
    def _complete(self, connection_id, declared):
        """The table of a contact's fields, with what a person added.

        :param tuple declared: the fields that are mapped anyway
        :return: tuple of :class:`~xerolib.contact_fields.Field`
        """
        # sudo: as above
        return self.sudo()._rows_of_contacts(connection_id)._as_table(declared)

    @api.model
    def _rows_of_contacts(self, connection_id):
        return self.search(self._domain_contact(connection_id))

    def _as_table(self, declared):
        """The same, of these rows: not kept, since a change may yet be refused."""
        kinds = self.filtered("address_kind").mapped("address_kind")
        pairs = [row._as_field() for row in self._usable()]
        return contact_choices.complete(declared, pairs, *kinds[:1])

    @api.model
    @tools.ormcache()
    def _added_partner_fields(self):
        """:return: frozenset of names of the partner's fields that some connection's
        added pairs send: an edit of one of these is an edit of the contact"""
        # sudo: as above
        rows = self.sudo().search([("record_type", "=", "contact")])
        return frozenset(
            name
            for row in rows._usable()
            if row.direction in ("both", "to_xero")
            for name in row._as_field().partner_fields
        )

    @api.model
    def _domain_contact(self, connection_id):
        return [("connection_id", "=", connection_id), ("record_type", "=", "contact")]

    # === Rows that are there anyway === #

    @api.model
    def _ensure(self, connections):
        """Each field has a row, to be read and, of contacts, changed."""
        # sudo: rows are made by code alone
        rows = self.sudo().search([("connection_id", "in", connections.ids)])
        known = {(row.connection_id.id, row.record_type, row.name) for row in rows}
        wanted = [("contact", name) for name in self.env["xero.contact"]._field_words()]
        wanted += [("invoice", field.name) for field in invoice_fields.FIELDS]
        missing = [
            {"connection_id": connection.id, "record_type": kind, "name": name}
            for connection in connections
            for kind, name in wanted
            if (connection.id, kind, name) not in known
        ]
        for vals in missing:
            mapping = self.new(vals)
            if vals["record_type"] == "invoice":
                vals["direction"] = mapping._fixed_direction().value
            elif mapping._why_taken(added_only=True):
                # What a person mapped before an addon did goes on.
                vals["direction"] = "off"
        if missing:
            self.sudo().create(missing)  # sudo: as above

    def _register_hook(self):
        # EXTENDS base: a field that another addon brought has its row, too; and one of
        # an addon that is gone is told of
        super()._register_hook()
        # A database has few of them.
        connections = self.env["xero.connection"].search([])  # pylint: disable=no-search-all
        self._ensure(connections)
        self._look_for_unusable()

    def action_remove(self):
        """A field that a person added is mapped no more; its values stay."""
        for mapping in self:
            mapping.check_access("write")
            if not mapping.place:
                raise UserError(
                    self.env._(
                        "“%s” is a standard field. To stop syncing it, set its "
                        "direction to “Not synced”.",
                        mapping.label,
                    )
                )
        before = self.connection_id._settings_that_count()
        self.sudo().unlink()  # sudo: rows are deleted by code alone
        self.env["xero.connection"]._follow_settings(before, {})
