from dataclasses import replace

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import formatLang

from ...const import INVOICE_READERS
from ...xerolib import contact_fields, matching
from ..common.counted_words import records_words
from ..matching.match_words import evidence_data, evidence_words
from .match_cards import Side, card_rows, count_tied

# Invoices with something open on them.
OPEN = ("not_paid", "partial")

# Causes that say what happened to a contact in Xero.
EVENTS = ("contact_archived", "contact_merged")

# What suggestions agree on, as filters ask for it: what their evidence holds one of.
_AGREED = {
    topic: [f'[{{"topic": "{topic}", "verdict": "same", "is_shared": false}}]']
    for topic in ("email", "phone", "tax_number", "street")
} | {
    "name": [
        '[{"topic": "name", "verdict": "same"}]',
        '[{"topic": "name", "verdict": "alike"}]',
    ]
}


class XeroMatchDesk(models.AbstractModel):
    """Where a person says who is who, a card for each contact in Xero that nobody in
    Odoo is, or for each in Odoo that Xero lacks. What cards say is found out here,
    whichever side they are about, for a whole page at once."""

    _name = "xero.match.desk"
    _description = "Matching of Contacts by Hand"

    @api.model
    def _connection(self):
        """:return: the connection whose desk is open: the one that the context names,
        else the company's; empty for one that the user may not see"""
        connections = self.env["xero.connection"]
        asked = self.env.context.get("xero_connection_id")
        if not asked:
            asked = self.env.company._xero_connection().id
        if not asked:
            return connections.search([("lifecycle", "=", "connected")], limit=1)
        return connections.search([("id", "=", asked)])

    @api.model
    def read_desk(self):
        """What the desk itself needs, besides its cards.

        :return: dict of ``connection_id`` (False for none), the ``answers`` that the
            user may give, why not to others (``reasons``, by answer), how many of their
            decisions are not saved (``decided``) and the ``score`` that matches
            automatically
        """
        connection = self._connection()
        answers = connection and self._answers(connection)
        if not answers:
            return {"connection_id": False, "answers": [], "reasons": {}, "decided": 0}
        return {
            "connection_id": connection.id,
            "answers": answers,
            "reasons": self._why_not_answers(connection),
            "score": connection.match_automatic,
            "decided": self._decided(connection),
        }

    @api.model
    def count_sides(self, connection_id):
        """:return: dict of how many wait on either side: ``contacts``, ``partners``"""
        connection = self.env["xero.match.change"]._connection(connection_id)
        return {
            "contacts": connection.unmatched_count,
            "partners": connection.missing_count,
        }

    @api.model
    def count_above(self, connection_id, score):
        """:return: of how many ``xero.match.change.decide_above`` would decide"""
        changes = self.env["xero.match.change"]
        connection = changes._connection(connection_id)
        return len(changes._pairs_above(connection, score))

    @api.model
    def _answers(self, connection):
        """:return: list of the answers that the user may give"""
        if not self.env.user.has_group("xero_connector.group_xero_user"):
            return []
        answers = ["match", "reject", "leave", "create", "create_in_xero"]
        missing = self._why_not_answers(connection)
        return [answer for answer in answers if answer not in missing]

    @api.model
    def _why_not_answers(self, connection):
        """:return: dict of the answers that the user may not give to why not"""
        missing = {}
        if not connection._applies("contacts"):
            missing["create"] = self.env["xero.contact"]._why_none_created(connection)
        elif not self.env["res.partner"].has_access("create"):
            missing["create"] = self.env._("You may not create contacts in Odoo.")
        if not connection._pushes("xero.contact"):
            missing["create_in_xero"] = connection._why_not("xero.contact")
        return missing

    @api.model
    def _decided(self, connection):
        """:return: how many decisions of the user are not saved"""
        return sum(self.env["xero.match.change"].counts(connection.id).values())

    # === What is filtered by === #

    @api.model
    def _found_by(self, column, name):
        """
        :param str column: of proposals and changes, with the ids that are wanted
        :param str name: what those are to have: suggestions (``suggested``), clear ones
            (``clear``), a decision that is not saved (``decided``), or what a
            suggestion agrees on (``email``)
        :return: SQL, their ids
        """
        # Without a connection there is nobody: 0 is nobody's id.
        connection_id = self._connection().id or 0
        wanted = SQL.identifier(column)
        if name == "decided":
            changes = self.env["xero.match.change"]
            changes.flush_model()
            return SQL(
                """(SELECT %s FROM xero_match_change
                     WHERE connection_id = %s AND state = 'draft'
                       AND %s IS NOT NULL)""",
                wanted,
                connection_id,
                wanted,
            )
        self.env["xero.contact.proposal"].flush_model()
        condition = SQL("is_certain") if name == "clear" else SQL("TRUE")
        if name in _AGREED:
            condition = SQL("evidence @> ANY(%s::jsonb[])", _AGREED[name])
        return SQL(
            """(SELECT %s FROM xero_contact_proposal
                 WHERE connection_id = %s AND %s)""",
            wanted,
            connection_id,
            condition,
        )

    @api.model
    def _reads_invoices(self):
        return any(map(self.env.user.has_group, INVOICE_READERS))

    # === The cards === #

    @api.model
    def _cards_of_contacts(self, contacts):
        """:return: dict of contact to its card"""
        cards = {}
        for connection, theirs in contacts.grouped("connection_id").items():
            proposals = self._proposals(connection, "contact_id", theirs)
            proposals |= self._chosen(connection, "contact_id", theirs, proposals)
            found = self._sides_of_partners(connection, proposals.partner_id)
            own = self._sides_of_contacts(connection, theirs)
            notes = self._notes_of_contacts(connection, theirs)
            cards |= self._cards(
                connection, own, found, proposals, ("contact_id", "partner_id"), notes
            )
        return cards

    @api.model
    def _cards_of_partners(self, partners):
        """:return: dict of partner to its card; none without a connection"""
        connection = self._connection()
        if not connection:
            return {}
        proposals = self._known_twice(connection, partners)
        proposals |= self._proposals(connection, "partner_id", partners)
        proposals |= self._chosen(connection, "partner_id", partners, proposals)
        # Whoever decided may see more than who looks.
        seen = proposals.contact_id._filtered_access("read")
        found = self._sides_of_contacts(connection, seen)
        own = self._sides_of_partners(connection, partners)
        notes = self._notes_of_partners(connection, partners)
        return self._cards(
            connection, own, found, proposals, ("partner_id", "contact_id"), notes
        )

    @api.model
    def _cards(self, connection, own, found, proposals, columns, notes):
        """
        :param dict own: record to its :class:`~.match_cards.Side`
        :param dict found: the same of those that are proposed, as far as they are seen
        :param columns: of proposals and drafts, with the one and with the other
        :param dict notes: record to what its card says besides
        :return: dict of record to its card
        """
        mine, other = columns
        records = self.env[self.env["xero.contact.proposal"]._fields[mine].comodel_name]
        records = records.union(*own)
        drafts = self.env["xero.match.change"].search(
            [
                ("connection_id", "=", connection.id),
                ("state", "=", "draft"),
                (mine, "in", records.ids),
            ],
            order="id",
        )
        drafts_of = drafts.grouped(mine)
        # Whoever decided may see more than who looks.
        seen = drafts.mapped(other)._filtered_access("read")
        proposals_of = proposals.grouped(mine)
        labels = self.env["xero.contact"]._field_words()
        labels.pop("name", None)  # in the heading of each
        return {
            record: {
                "connection_id": connection.id,
                "name": own[record].name,
                "url": own[record].url,
                "owes": own[record].owes,
                "note": notes.get(record) or "",
                **self._told(
                    labels,
                    own[record],
                    [
                        (proposal, found[proposal[other]])
                        for proposal in proposals_of.get(record, ())
                        if proposal[other] in found
                    ],
                    drafts_of.get(record, ()),
                    other,
                    seen,
                ),
            }
            for record in records
        }

    @api.model
    def _told(self, labels, side, found, drafts, other, seen):
        """:param found: list of pairs of a proposal and the side that it proposes
        :param seen: those on the other side that the user may see
        :return: dict of what a card says of those that may be it, and of decisions"""
        rejected = {draft[other] for draft in drafts if draft.answer == "reject"}
        tied = count_tied([p.score for p, _each in found if p[other] not in rejected])
        return {
            "rows": card_rows(
                labels,
                side,
                [replace(each, shared=self._shared(p)) for p, each in found],
            ),
            "tied": self.env._("%s suggestions are equally good.", tied)
            if tied
            else "",
            "suggestions": [
                {
                    "id": each.id,
                    "name": each.name,
                    "url": each.url,
                    "owes": each.owes,
                    "score": proposal.score,
                    "is_clear": proposal.is_certain,
                    "reasons": evidence_words(self.env, proposal.evidence) or "",
                    "is_rejected": proposal[other] in rejected,
                    "warning": self._warning_of(proposal.partner_id),
                }
                for proposal, each in found
            ],
            "decisions": [
                {
                    "answer": draft.answer,
                    "other_id": (draft[other] & seen).id,
                    "words": self._words_of(draft, draft[other] & seen),
                    "user": draft.user_id.name,
                }
                for draft in drafts
            ],
        }

    @api.model
    def _warning_of(self, partner):
        """:return: that it is no customer's alone, in words; "" if it is"""
        # sudo: whoever sees it may know
        if not partner.sudo().xero_is_kept:
            return ""
        return self.env._(
            "This is the contact of an Odoo user or company. Values from Xero do not "
            "change it."
        )

    @api.model
    def _shared(self, proposal):
        """:return: frozenset of the names of fields that others have alike, too"""
        return frozenset(
            found["topic"] for found in proposal.evidence or () if found["is_shared"]
        )

    @api.model
    def _words_of(self, draft, other):
        """:param other: whom the decision names, empty for whom the user may not see"""
        other = other.display_name or self.env._("another company's contact")
        return {
            "match": lambda: self.env._("Match with %s", other),
            "reject": lambda: self.env._("Not the same as %s", other),
            "create": lambda: self.env._("Create in Odoo"),
            "create_in_xero": lambda: self.env._("Create in Xero"),
            "leave": lambda: self.env._("Keep in Xero only"),
            "unmatch": lambda: self.env._("Unmatch from %s", other),
        }[draft.answer]()

    @api.model
    def _proposals(self, connection, column, records):
        return self.env["xero.contact.proposal"].search(
            [("connection_id", "=", connection.id), (column, "in", records.ids)]
        )

    @api.model
    def _chosen(self, connection, column, records, proposals):
        """:return: whom somebody chose for these without its being proposed, as it
        would be: not kept"""
        drafts = self.env["xero.match.change"].search(
            [
                ("connection_id", "=", connection.id),
                ("state", "=", "draft"),
                ("answer", "=", "match"),
                (column, "in", records.ids),
            ]
        )
        known = {(each.contact_id, each.partner_id) for each in proposals}
        return self._as_proposed(
            connection,
            [
                pair
                for draft in drafts
                if (pair := (draft.contact_id, draft.partner_id)) not in known
            ],
        )

    @api.model
    def _known_twice(self, connection, partners):
        """:return: of partners that are several contacts, each of these as it would be
        proposed, not kept: a person says which it is, and the others are nobody's"""
        return self._as_proposed(
            connection,
            [
                (contact, partner)
                for partner in partners
                if len(contacts := partner._xero_active_contacts(connection)) > 1
                for contact in contacts
            ],
        )

    @api.model
    def _as_proposed(self, connection, pairs):
        """
        :param list pairs: of contact and partner
        :return: proposals of them that are not kept
        """
        proposals = self.env["xero.contact.proposal"]
        for contact, partner in pairs:
            # sudo: what they share is told, not what they say
            found = matching.compare(
                partner.sudo()._xero_party(), contact.sudo()._party()
            )
            proposals |= proposals.new(
                {
                    "connection_id": connection.id,
                    "contact_id": contact.id,
                    "partner_id": partner.id,
                    "score": found.score,
                    "evidence": evidence_data(found),
                }
            )
        return proposals

    # === What each side says === #

    @api.model
    def _shown_fields(self):
        """:return: tuple of the :class:`~xerolib.contact_fields.Field` that cards show:
        not those that a person added to the mapping, for what those lead to may be
        more than the user may read"""
        declared = self.env["xero.contact"]._contact_fields()
        return tuple(field for field in declared if field.is_compared)

    @api.model
    def _sides_of_contacts(self, connection, contacts):
        """:return: dict of contact to its :class:`~.match_cards.Side`"""
        reads = self._reads_invoices()
        table = self._shown_fields()
        # sudo: whoever sees a contact sees what it says; amounts are asked for here
        said = zip(contacts, contacts.sudo(), strict=True)
        currency = self.env["res.currency"].with_context(active_test=False)
        currency = currency.search([("name", "=", connection.base_currency_code)])
        return {
            contact: Side(
                contact.id,
                each.display_name or "",
                contact_fields.normalise(each._read_field, table),
                each.xero_url or "",
                self._owes(currency, each.receivable, each.overdue, each.payable)
                if reads
                else "",
            )
            for contact, each in said
        }

    @api.model
    def _sides_of_partners(self, connection, partners):
        """:return: dict of partner to its :class:`~.match_cards.Side`, of those that
        the user may see and that are not archived"""
        partners = partners.search([("id", "in", partners.ids)])
        owed = self._owed_in_odoo(connection, partners)
        table = self._shown_fields()
        currency = connection.company_id.currency_id
        return {
            partner: Side(
                partner.id,
                said.complete_name or "",
                contact_fields.clean(
                    {each.name: said._xero_value(each, connection) for each in table},
                    table,
                ),
                f"/odoo/res.partner/{partner.id}",
                self._owes(currency, *owed[partner.id]) if partner.id in owed else "",
            )
            # sudo: whoever sees a partner sees what these say
            for partner, said in zip(partners, partners.sudo(), strict=True)
        }

    @api.model
    def _owed_in_odoo(self, connection, partners):
        """:return: dict of a partner's id to a list: receivable, of it overdue, and
        payable, in the company's currency; nothing for who may not read invoices"""
        moves = self.env["account.move"]
        if not moves.has_access("read"):
            return {}
        domain = [
            ("commercial_partner_id", "in", partners.ids),
            ("company_id", "=", connection.company_id.id),
            ("state", "=", "posted"),
            ("payment_state", "in", OPEN),
            ("move_type", "!=", "entry"),
        ]
        found = moves._search(domain)
        amounts = self.env.execute_query(
            SQL(
                """
                SELECT commercial_partner_id,
                       sum(amount_residual_signed) FILTER (WHERE is_sale),
                       sum(amount_residual_signed)
                           FILTER (WHERE is_sale AND invoice_date_due < %(today)s),
                       -sum(amount_residual_signed) FILTER (WHERE NOT is_sale)
                  FROM (SELECT *, move_type IN %(sales)s AS is_sale
                          FROM account_move WHERE id IN %(found)s) move
                 GROUP BY commercial_partner_id
                """,
                today=fields.Date.context_today(self),
                sales=tuple(moves.get_sale_types(include_receipts=True)),
                found=found.subselect(),
            )
        )
        return {
            partner_id: [amount or 0 for amount in theirs]
            for partner_id, *theirs in amounts
        }

    @api.model
    def _owes(self, currency, receivable, overdue, payable):
        """:return: what is open, in words; "" for nothing"""

        def said(amount):
            return formatLang(self.env, amount, currency_obj=currency)

        words = []
        if receivable and overdue == receivable:
            words.append(self.env._("Owes %s, all overdue", said(receivable)))
        elif receivable and overdue:
            words.append(
                self.env._(
                    "Owes %(amount)s, %(overdue)s overdue",
                    amount=said(receivable),
                    overdue=said(overdue),
                )
            )
        elif receivable:
            words.append(self.env._("Owes %s", said(receivable)))
        if payable:
            words.append(self.env._("You owe %s", said(payable)))
        return " · ".join(words)

    @api.model
    def _notes_of_contacts(self, connection, contacts):
        """:return: dict of contact to who in Xero has its email, too"""
        sharing = contacts._by_shared_email(connection)
        nobody = self.env["xero.contact.proposal"]
        return {
            contact: contact._why_it_waits(nobody, sharing[contact.email_key] - contact)
            for contact in contacts
            if contact.email_key in sharing
        }

    @api.model
    def _notes_of_partners(self, connection, partners):
        """:return: dict of partner to how many invoices wait for who it is in Xero"""
        issues = self.env["xero.issue"]
        if not issues.has_access("read"):
            return {}
        found = issues.search(
            [
                ("connection_id", "=", connection.id),
                ("state", "=", "open"),
                ("res_model", "=", partners._name),
                ("res_id", "in", partners.ids),
            ]
        )
        waiting, titles = {}, {}
        for issue in found:
            invoices = issue.job_ids.filtered(lambda j: j.res_model == "account.move")
            waiting[issue.res_id] = waiting.get(issue.res_id, 0) + len(invoices)
            if issue.cause in EVENTS:
                titles[issue.res_id] = issue.title
        notes = {}
        for partner_id, count in waiting.items():
            words = [f"{titles[partner_id]}."] if partner_id in titles else []
            if count:
                invoices = records_words(self.env, "account.move", count)
                words.append(self.env._("Waiting for your answer: %s.", invoices))
            notes[partners.browse(partner_id)] = " ".join(words)
        return notes
