import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .match_words import evidence_data, evidence_words


class XeroContactProposal(models.Model):
    """A contact in Xero and a partner that may be it, for a person to say.

    Written by the matcher alone, whenever it looks at either of them; gone once one of
    them is matched.
    """

    _name = "xero.contact.proposal"
    _description = "Proposed Match"
    _order = "score desc, id"

    connection_id = fields.Many2one(
        "xero.connection", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="connection_id.company_id")
    contact_id = fields.Many2one(
        "xero.contact",
        "In Xero",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        "In Odoo",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    score = fields.Integer(readonly=True, help="How alike they are, of 100.")
    evidence = fields.Json(readonly=True)
    is_certain = fields.Boolean(
        "Clear",
        readonly=True,
        help="Nothing contradicts, and nobody else could be meant.",
    )
    reasons = fields.Char(compute="_compute_reasons")

    _pair_unique = models.Constraint(
        "UNIQUE(contact_id, partner_id)", "This match is already proposed."
    )

    @api.depends("evidence")
    @api.depends_context("lang")
    def _compute_reasons(self):
        for proposal in self:
            proposal.reasons = evidence_words(self.env, proposal.evidence)

    @api.depends("contact_id", "partner_id")
    def _compute_display_name(self):
        for proposal in self:
            names = (proposal.contact_id.name, proposal.partner_id.display_name)
            proposal.display_name = " = ".join(filter(None, names))

    # === The answer === #

    def action_match(self):
        """They are the same."""
        self.ensure_one()
        return self._answer("match")

    def action_reject(self):
        """They are not the same, and are never suggested or matched by a rule again."""
        return self._answer("reject")

    def _answer(self, answer):
        """:raise UserError: it is answered by now"""
        changes = self.env["xero.match.change"]
        changes._check_may()
        self.check_access("read")
        # sudo: contacts are written by code; whoever sees them answers
        proposals = self.sudo().exists()
        if proposals != self or proposals.contact_id.partner_id:
            raise UserError(
                self.env._("Somebody has answered this meanwhile. Refresh the page.")
            )
        for connection, theirs in proposals.grouped("connection_id").items():
            pairs = [
                changes._sides(connection, answer, p.contact_id.id, p.partner_id.id)
                for p in theirs
            ]
            changes._decide_now(connection, answer, pairs)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _keep(self, connection, contacts, partners, found):
        """Keep what was found in the place of what was proposed for these before. What
        was kept of others is certain no more where a rival came.

        :param contacts: that were looked at
        :param partners: that were looked at
        :param found: list of :class:`~xerolib.matching.Proposal`
        """
        asked = [p for p in found if p.left in contacts or p.right in partners]
        pairs = {(each.left.id, each.right.id) for each in asked}
        former = self._of(connection, contacts.ids, partners.ids)
        self._drop(
            former.filtered(lambda p: (p.contact_id.id, p.partner_id.id) not in pairs)
        )
        rows = [
            {
                "contact_id": each.left.id,
                "partner_id": each.right.id,
                "score": each.comparison.score,
                "evidence": evidence_data(each.comparison),
                "is_certain": each.is_certain,
            }
            for each in asked
        ]
        beside = {(p.left.id, p.right.id) for p in found} - pairs
        if beside:
            known = self._of(connection, [c for c, _p in beside], [])
            known.filtered(
                lambda p: (p.contact_id.id, p.partner_id.id) in beside
            ).is_certain = False
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO xero_contact_proposal (
                    connection_id, contact_id, partner_id, score, evidence, is_certain,
                    create_uid, create_date, write_uid, write_date)
                SELECT %(connection)s, contact_id, partner_id, score, evidence,
                       is_certain, %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s,
                       now() AT TIME ZONE 'UTC'
                  FROM jsonb_to_recordset(%(rows)s::jsonb) AS found(
                       contact_id integer, partner_id integer, score integer,
                       evidence jsonb, is_certain boolean)
                ON CONFLICT (contact_id, partner_id) DO UPDATE
                   SET score = EXCLUDED.score, evidence = EXCLUDED.evidence,
                       is_certain = EXCLUDED.is_certain
                """,
                connection=connection.id,
                uid=self.env.uid,
                rows=json.dumps(rows),
            )
        )
        self.invalidate_model()

    @api.model
    def _of(self, connection, contact_ids, partner_ids):
        """:return: what is proposed for any of these"""
        return self.search(
            [
                ("connection_id", "=", connection.id),
                "|",
                ("contact_id", "in", contact_ids),
                ("partner_id", "in", partner_ids),
            ]
        )

    @api.model
    def _drop_of(self, contacts):
        """These contacts are matched: nobody is proposed for them any more, nor they
        for their partners' other contacts."""
        for connection, theirs in contacts.grouped("connection_id").items():
            self._drop(self._of(connection, theirs.ids, theirs.partner_id.ids))

    @api.model
    def _drop_of_partners(self, partners):
        """These partners are deleted."""
        self._drop(self.search([("partner_id", "in", partners.ids)]))

    @api.model
    def _drop(self, proposals):
        if not proposals:
            return
        looks = self.env["xero.partner.look"]
        for connection, theirs in proposals.grouped("connection_id").items():
            looks._reopen(connection.id, theirs.contact_id.ids)
        proposals.unlink()
