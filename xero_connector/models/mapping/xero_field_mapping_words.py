from odoo import api, fields, models

from ...xerolib import contact_choices, invoice_fields
from ..causes.updates import field_words
from . import partner_paths


class XeroFieldMapping(models.Model):
    """The page: each field by its names on both sides, in words."""

    _inherit = "xero.field.mapping"

    label = fields.Char("Field", compute="_compute_words")
    in_odoo = fields.Char(compute="_compute_words")
    in_xero = fields.Char(compute="_compute_words")
    form = fields.Char("Type and Length", compute="_compute_words")
    direction_words = fields.Char("Syncs", compute="_compute_direction_words")
    note = fields.Char(compute="_compute_words")
    has_address_kind = fields.Boolean(compute="_compute_words")

    @api.depends("name", "path", "place", "address_kind", "record_type")
    @api.depends_context("lang")
    def _compute_words(self):
        of_invoices = {field.name: field for field in invoice_fields.FIELDS}
        invoice_words = field_words(self.env)
        tables, words, left_out = {}, {}, {}
        contacts = self.env["xero.contact"]
        for connection in self.connection_id:
            table = contacts._table_of(connection)
            tables[connection] = {field.name: field for field in table}
            words[connection] = contacts._field_words(connection)
            left_out[connection] = self._why_left_out(connection)
        for mapping in self:
            is_invoice = mapping.record_type == "invoice"
            known = of_invoices if is_invoice else tables.get(mapping.connection_id, {})
            found = known.get(mapping.name)
            of_contact = words.get(mapping.connection_id, {})
            said = invoice_words if is_invoice else of_contact
            mapping.label = said.get(mapping.name) or mapping._label_of_missing()
            mapping.form = found and mapping._about(found)
            mapping.in_xero = mapping._in_xero(found)
            mapping.in_odoo = mapping._in_odoo(found)
            why_not = left_out.get(mapping.connection_id, {}).get(mapping.name)
            mapping.note = mapping._note_of(found, why_not)
            mapping.has_address_kind = bool(
                found and not mapping.place and found.form == "address"
            )

    def _label_of_missing(self):
        """Of a field that is gone, what is known of it."""
        choice = self._choice()
        return self.env._(choice.label) if choice else self.name

    def _in_xero(self, found):
        """:return: where it stands in Xero, by Xero's names"""
        if found is None:
            return self.place or self.name
        if self.record_type == "invoice":
            return found.name
        if found.form == "address" and not self.place and not self.address_kind:
            return self.env._("%s (street, else postal)", found.place)
        return found.place

    def _in_odoo(self, found):
        """:return: the names of Odoo's fields that say it"""
        if self.path:
            return partner_paths.path_words(self.env, self.path)
        if found is None:
            return False
        if self.record_type == "contact":
            names = [n for n in found.partner_fields if not n.startswith("xero_")]
            return self._names_of("res.partner", names)
        if found.odoo:
            # A line's fields are told by their own names.
            prefix = "invoice_line_ids."
            of_line = found.odoo.startswith(prefix)
            ways = [way.removeprefix(prefix) for way in found.odoo.split()]
            return self._names_of(
                "account.move.line" if of_line else "account.move",
                [way.partition(".")[0] for way in ways],
            )
        return {
            "LineAmountTypes": self.env._("Taxes of the lines"),
            "Url": self.env._("Link to the invoice in Odoo"),
            "AccountCode": self.env._("Account chosen on the connection"),
        }.get(found.name, found.name)

    def _names_of(self, model, names):
        known = self.env[model]._fields
        return ", ".join(
            partner_paths.name_of(self.env, known[name])
            for name in names
            if name in known
        )

    def _note_of(self, found, why_not):
        """:param why_not: why it is not synced, None where it can be
        :return: what is to be known of it beside, in words"""
        if found is None:
            return why_not or self.env._("The field no longer exists in Odoo.")
        if self.record_type == "contact":
            choice = self._choice()
            is_read_only = bool(choice and choice.is_read_only)
            return is_read_only and self.env._("Read-only in Xero")
        return {
            "Total": self.env._("Compared to the cent, never sent"),
            "Contact": self.env._("The contact it is matched to"),
            "TaxType": self.env._("As set in Tax Mapping"),
        }.get(found.name, False)

    @api.model
    def _about(self, field):
        """:return: what kind of value Xero has there, and how long at most, in words"""
        kind = self._form_words(field.form)
        return f"{kind}, {field.longest}" if field.longest else kind

    @api.model
    def _form_words(self, form):
        return {
            "text": self.env._("Text"),
            "email": self.env._("Email"),
            "phone": self.env._("Phone"),
            "address": self.env._("Address"),
            "number": self.env._("Number"),
            "date": self.env._("Date"),
            "code": self.env._("Code"),
        }[form]

    @api.depends("direction", "record_type")
    @api.depends_context("lang")
    def _compute_direction_words(self):
        words = dict(self._fields["direction"]._description_selection(self.env))
        for mapping in self:
            is_total = mapping.name == invoice_fields.TOTAL.name
            mapping.direction_words = (
                self.env._("Compared only")
                if is_total and mapping.record_type == "invoice"
                else words[mapping.direction]
            )

    @api.depends("label")
    def _compute_display_name(self):
        for mapping in self:
            mapping.display_name = mapping.label

    @api.model
    def _choices(self):
        """:return: list of pairs of a place in Xero and its name for people"""
        contact = self.env["xero.contact"]
        declared = {
            field.place
            for field in contact._contact_fields()
            if field.partner and field.form != "address"
        }
        return [
            (name, self._choice_words(choice))
            for name, choice in contact_choices.CHOICES.items()
            if name not in declared
        ]

    def _choice_words(self, choice):
        label, about = self.env._(choice.label), self._about(choice.field)
        if choice.is_read_only:
            about = self.env._("%s, read-only", about)
        return f"{label} – {choice.name} ({about})"
