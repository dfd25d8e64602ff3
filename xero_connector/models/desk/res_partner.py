from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .xero_match_desk import OPEN

# Whom an organisation lacks: customers and suppliers, who may be one of its contacts,
# and whom an invoice waits for. And who is two of its contacts: a person says which.
_MISSING = """(
    SELECT partner.id FROM res_partner partner
     WHERE partner.active AND partner.commercial_partner_id = partner.id
       AND partner.xero_excluded IS NOT TRUE
       AND (partner.company_id IS NULL OR partner.company_id = %(company)s)
       AND 1 != (
           SELECT count(*) FROM xero_contact known
            WHERE known.partner_id = partner.id AND known.status = 'ACTIVE'
              AND known.connection_id = %(connection)s)
       AND (partner.customer_rank > 0 OR partner.supplier_rank > 0
            OR partner.id IN (
                SELECT partner_id FROM xero_contact_proposal
                 WHERE connection_id = %(connection)s)
            OR partner.id IN %(waiting)s))"""
_WAITING = """(
    SELECT res_id FROM xero_issue
     WHERE connection_id = %(connection)s AND state = 'open'
       AND res_model = 'res.partner')"""
_OWED = """(
    SELECT commercial_partner_id AS partner_id, sum(amount_residual_signed) AS amount
      FROM account_move
     WHERE company_id = %(company)s AND state = 'posted' AND payment_state IN %(open)s
       AND move_type != 'entry'
     GROUP BY commercial_partner_id)"""


class ResPartner(models.Model):
    """A contact in Odoo on the match desk of an organisation: the one that the context
    names, else the company's."""

    _inherit = "res.partner"

    xero_match_card = fields.Json(
        compute="_compute_xero_match_card",
        groups="xero_connector.group_xero_user",
        help="What its card on the match desk shows.",
    )
    xero_match_is = fields.Char(
        store=False,
        readonly=True,
        search="_search_xero_match_is",
        groups="xero_connector.group_xero_user",
        help="What the match desk filters by: missing in Xero, waiting for an answer, "
        "open invoices, decided, or what suggestions agree on.",
    )
    xero_match_order = fields.Char(
        store=False,
        readonly=True,
        groups="xero_connector.group_xero_user",
        help="Sorts those first for whom an invoice waits, then those who owe most.",
    )

    @api.depends("xero_contact_ids")
    @api.depends_context("lang", "uid", "xero_connection_id", "company")
    def _compute_xero_match_card(self):
        cards = self.env["xero.match.desk"]._cards_of_partners(self)
        for partner in self:
            partner.xero_match_card = cards.get(partner, False)

    def _search_xero_match_is(self, operator, value):
        # Not "=": of two of these Odoo would make one that nothing fulfils.
        if operator != "like":
            return NotImplemented
        return Domain("id", "in", self._xero_found_by(value))

    @api.model
    def _xero_found_by(self, name):
        """:return: SQL, ids of the partners that have something: what it may be says
        the field ``xero_match_is``"""
        desk = self.env["xero.match.desk"]
        if name not in ("missing", "waiting", "open"):
            return desk._found_by("partner_id", name)
        asked = self._xero_match_values()
        if not asked["connection"]:
            return SQL("(SELECT NULL::integer)")
        if name == "open":
            if not desk._reads_invoices():
                return SQL("(SELECT NULL::integer)")
            return SQL("(SELECT partner_id FROM %s owed)", asked["owed"])
        return asked["waiting"] if name == "waiting" else SQL(_MISSING, **asked)

    @api.model
    def _xero_match_values(self):
        """:return: dict of what the statements ask with"""
        connection = self.env["xero.match.desk"]._connection()
        self.flush_model()
        self.env["xero.contact"].flush_model(["partner_id", "status", "connection_id"])
        self.env["xero.contact.proposal"].flush_model()
        self.env["xero.issue"].flush_model()
        self.env["account.move"].flush_model()
        # sudo: of a branch's connection the company is its parent
        company = connection.sudo().company_id.id
        # Without a connection there is nobody: 0 is nobody's id.
        values = {"connection": connection.id or 0, "company": company or 0}
        return {
            **values,
            "waiting": SQL(_WAITING, **values),
            "owed": SQL(_OWED, company=values["company"], open=OPEN),
        }

    @api.model
    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        # EXTENDS base: nobody learns from an order what they may not read
        if field_name != "xero_match_order":
            return super()._order_field_to_sql(
                alias, field_name, direction, nulls, query
            )
        asked = self._xero_match_values()
        record = SQL.identifier(alias, "id")
        order = SQL("(%s IN %s) DESC", record, asked["waiting"])
        if self.env["xero.match.desk"]._reads_invoices():
            query.add_join(
                "LEFT JOIN",
                "xero_owed",
                asked["owed"],
                SQL("%s = %s", SQL.identifier("xero_owed", "partner_id"), record),
            )
            order = SQL(
                "%s, abs(%s) DESC NULLS LAST",
                order,
                SQL.identifier("xero_owed", "amount"),
            )
        return order
