from odoo import api, fields, models
from odoo.tools import SQL


class XeroPartnerLook(models.Model):
    """A partner without a contact in an organisation, as it was when it was last
    looked for there: who changed since, or is new, is looked for again."""

    _name = "xero.partner.look"
    _description = "Partner Looked For in Xero"

    connection_id = fields.Many2one(
        "xero.connection", required=True, ondelete="cascade", readonly=True
    )
    partner_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="cascade", readonly=True
    )
    keys_hash = fields.Char(readonly=True)

    _pair_unique = models.Constraint(
        "UNIQUE(connection_id, partner_id)", "This partner is already looked for."
    )

    @api.model
    def _due(self, connection, limit):
        """:return: up to so many commercial partners that nobody in the organisation
        is, and that, or one of whose people, changed since they were looked for:
        archived ones too, for what was proposed of them is over"""
        partners = self.env["res.partner"]
        partners.flush_model()
        self.env["xero.contact"].flush_model(["partner_id", "status"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT partner.commercial_partner_id FROM res_partner partner
                 WHERE (partner.company_id IS NULL OR partner.company_id = %(company)s)
                   AND md5(partner.xero_match_keys) IS DISTINCT FROM (
                       SELECT look.keys_hash FROM xero_partner_look look
                        WHERE look.connection_id = %(connection)s
                          AND look.partner_id = partner.id)
                   AND %(is_nobody)s
              ORDER BY partner.commercial_partner_id LIMIT %(limit)s
                """,
                connection=connection.id,
                company=connection.company_id.id,
                is_nobody=partners._xero_is_nobody_sql("partner", connection),
                limit=limit,
            )
        )
        return partners.browse(row[0] for row in rows)

    @api.model
    def _reopen(self, connection_id, contact_ids):
        """Who is proposed for these contacts is looked for again: somebody else who
        was is no more, and may have been all that made it uncertain."""
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM xero_partner_look look USING xero_contact_proposal proposal
                 WHERE proposal.contact_id = ANY(%s)
                   AND look.partner_id = proposal.partner_id
                   AND look.connection_id = %s
                """,
                contact_ids,
                connection_id,
            )
        )
        self.invalidate_model()

    @api.model
    def _forget(self, connection, partners):
        """These partners are looked for again."""
        self.search(
            [
                ("connection_id", "=", connection.id),
                ("partner_id", "in", partners.ids),
            ]
        ).unlink()

    @api.model
    def _note(self, connection, partners):
        """These, and their people, were looked for as they are now."""
        if not partners:
            return
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO xero_partner_look (connection_id, partner_id, keys_hash)
                SELECT %s, id, md5(xero_match_keys) FROM res_partner
                 WHERE commercial_partner_id = ANY(%s)
                ON CONFLICT (connection_id, partner_id)
                DO UPDATE SET keys_hash = EXCLUDED.keys_hash
                """,
                connection.id,
                partners.ids,
            )
        )
        self.invalidate_model()
