from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class XeroContact(models.Model):
    """A contact in Xero on the match desk."""

    _inherit = "xero.contact"

    match_card = fields.Json(
        compute="_compute_match_card",
        help="What its card on the match desk shows.",
    )
    match_is = fields.Char(
        store=False,
        readonly=True,
        search="_search_match_is",
        help="What the match desk filters by: of its organisation, decided, or what "
        "suggestions agree on.",
    )
    match_order = fields.Char(
        store=False,
        readonly=True,
        help="Sorts those who owe most first.",
    )

    @api.depends("partner_id", "proposal_ids")
    @api.depends_context("lang", "uid")
    def _compute_match_card(self):
        cards = self.env["xero.match.desk"]._cards_of_contacts(self)
        for contact in self:
            contact.match_card = cards[contact]

    def _search_match_is(self, operator, value):
        # Not "=": of two of these Odoo would make one that nothing fulfils.
        if operator != "like":
            return NotImplemented
        desk = self.env["xero.match.desk"]
        if value == "here":
            return Domain("connection_id", "=", desk._connection().id)
        return Domain("id", "in", desk._found_by("contact_id", value))

    @api.model
    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        # EXTENDS base: nobody learns from an order what they may not read
        if field_name != "match_order":
            return super()._order_field_to_sql(
                alias, field_name, direction, nulls, query
            )
        if not self.env["xero.match.desk"]._reads_invoices():
            return SQL()
        return SQL(
            "%s DESC NULLS LAST, %s DESC NULLS LAST",
            SQL.identifier(alias, "receivable"),
            SQL.identifier(alias, "payable"),
        )
