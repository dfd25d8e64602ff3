from collections import Counter
from dataclasses import replace

from odoo import api, models
from odoo.tools import SQL

from ...xerolib import matching
from ...xerolib.blocks import STRONG

# Of one key, on one side: what more records share than these says nothing of one.
MOST_SHARING = 50

# Proposals that are kept of a contact, and those that are weighed for it: some of these
# are of partners that are matched already.
MOST_PROPOSED, MOST_WEIGHED = 3, 8


class XeroContactMatcher(models.AbstractModel):
    """Who is the same in Xero and in Odoo: whichever side asks, it is decided here.

    Nobody is compared with everybody: both sides keep the keys of
    :func:`~xerolib.matching.block_keys`, indexed, and only those that share one are
    compared.
    """

    _name = "xero.contact.matcher"
    _description = "Matching of Contacts"

    @api.model
    def _look_at(self, connection, contacts=None, partners=None):
        """Look at these anew, and keep what is proposed for them.

        :return: dict of contact to the :class:`~xerolib.matching.Proposal` that
            certainly is its partner, where the connection lets that count
        """
        contacts = contacts or self.env["xero.contact"]
        partners = partners or self.env["res.partner"]
        proposals = self._suggest(connection, contacts, partners)
        kept = self.env["xero.contact.proposal"]
        kept._keep(connection, contacts, partners, proposals)
        return self._certain(connection, proposals)

    @api.model
    def _certain(self, connection, proposals):
        """:return: dict of contact to its certain proposal; empty where a person alone
        matches what more than an e-mail tells"""
        if connection.match_by != "evidence":
            return {}
        return {each.left: each for each in proposals if each.is_certain}

    @api.model
    def _suggest(
        self, connection, contacts=None, partners=None, linked=False, consumers=None
    ):
        """Who these may be on the other side.

        :param contacts: of this connection
        :param partners: commercial ones
        :param linked: also those that stand for somebody: how somebody who is in Odoo
            twice is seen
        :param consumers: see :meth:`~.xero_contact_linking.XeroContact._party_if`
        :return: list of :class:`~xerolib.matching.Proposal` of contact and partner,
            the best first. Of two that were not asked about, only what is not certain:
            all of those were not looked at who might be meant too
        """
        contacts = contacts or self.env["xero.contact"]
        partners = (partners or self.env["res.partner"]).filtered("active")
        theirs = contacts | self._find_contacts(connection, partners, not linked)
        ours = partners | self._find_partners(connection, contacts, not linked)
        near = theirs and ours and self._propose(connection, theirs, ours, consumers)
        if not near:
            return []
        # Two that may be the same one make each uncertain, be one of them matched: all
        # who share a key with whoever is proposed are compared.
        theirs |= self._find_contacts(
            connection, partners.union(*(each.right for each in near))
        )
        ours |= self._find_partners(
            connection, contacts.union(*(each.left for each in near))
        )
        proposals = self._propose(connection, theirs, ours, consumers)
        if not linked:
            proposals = self._of_nobody(connection, proposals)
        return [
            each
            for each in self._cut(self._doubt_kept(proposals))
            if each.left in contacts or each.right in partners or not each.is_certain
        ]

    @api.model
    def _suggest_for(self, connection, partner):
        """:return: list of the proposals for one partner, the best first; also of
        contacts that stand for somebody"""
        # sudo: keys and refusals count for whoever asks
        connection, partner = connection.sudo(), partner.sudo().commercial_partner_id
        found = self._suggest(connection, partners=partner, linked=True)
        mine = [proposal for proposal in found if proposal.right == partner]
        return sorted(mine, key=lambda proposal: -proposal.comparison.weight)

    @api.model
    def _propose(self, connection, contacts, partners, consumers=None):
        refused = {
            (contact, partner)
            for contact in contacts
            for partner in contact.refused_partner_ids
        }
        return matching.propose(
            {contact: contact._party_if(consumers) for contact in contacts},
            {partner: partner._xero_party() for partner in partners},
            automatic=connection.match_automatic,
            propose=connection.match_propose,
            rejected=refused,
            most=MOST_WEIGHED,
        )

    @api.model
    def _of_nobody(self, connection, proposals):
        """:return: those of contacts and partners that stand for nobody yet. The others
        were compared as rivals: what one of them carries too tells less."""
        return [
            each
            for each in proposals
            if not each.left.partner_id
            and not each.right._xero_active_contacts(connection)
        ]

    @api.model
    def _doubt_kept(self, proposals):
        """:return: the same; none is certain of a partner that a person alone matches,
        nor of a contact of which a person said something"""
        owners = self.env["res.partner"].union(*(p.right for p in proposals))
        owners = owners._xero_owners()
        return [
            each
            if each.left._is_to_match() and not owners[each.right].is_kept
            else replace(each, is_certain=False)
            for each in proposals
        ]

    @api.model
    def _cut(self, proposals):
        """:return: the best of each contact alone"""
        counts = Counter()
        kept = []
        for each in proposals:
            counts[each.left] += 1
            if counts[each.left] <= MOST_PROPOSED:
                kept.append(each)
        return kept

    # === Who shares a key === #

    @api.model
    def _find_partners(self, connection, contacts, free=False):
        """
        :param bool free: only those that nobody in the organisation is
        :return: commercial partners of the connection's company that share a key
            with one of these"""
        partners = self.env["res.partner"]
        condition = SQL(
            "(record.company_id IS NULL OR record.company_id = %s) AND %s",
            connection.company_id.id,
            partners._xero_is_nobody_sql("record", connection) if free else SQL("TRUE"),
        )
        keys = contacts.mapped("match_keys")
        found = self._sharing(partners._fields["xero_match_keys"], keys, condition)
        return partners.browse(found).commercial_partner_id.filtered("active")

    @api.model
    def _find_contacts(self, connection, partners, free=False):
        """
        :param bool free: only those that stand for nobody
        :return: active contacts of this organisation that share a key with one of
            these"""
        condition = SQL(
            """record.connection_id = %s AND record.status = 'ACTIVE'
               AND record.gone_at IS NULL
               AND (NOT %s OR record.partner_id IS NULL)""",
            connection.id,
            free,
        )
        contacts = self.env["xero.contact"]
        keys = (partners | partners.child_ids).mapped("xero_match_keys")
        return contacts.browse(
            self._sharing(contacts._fields["match_keys"], keys, condition)
        )

    @api.model
    def _sharing(self, field, texts, condition):
        """:param field: with the keys of the side that is searched
        :param texts: keys of records of the other side, a text for each
        :param SQL condition: which records count
        :return: list of ids. Of a key that tells who somebody is, some at least: that
            several carry it has to be known"""
        keys = list({key for text in texts if text for key in text.split()})
        if not keys:
            return []
        self.env["res.partner"].flush_model()
        self.env["xero.contact"].flush_model()
        # The index is asked for one key after the other (OFFSET 0 keeps it so): of many
        # keys at once PostgreSQL would look at every record.
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT unnest(ids[1:%(most)s]) FROM (
                    SELECT key, array_agg(shared.id) AS ids
                      FROM unnest(%(keys)s) key CROSS JOIN LATERAL (
                           SELECT record.id FROM %(table)s record
                            WHERE string_to_array(%(column)s, ' ') @> ARRAY[key]
                              AND %(column)s IS NOT NULL AND %(condition)s OFFSET 0
                           ) shared
                     GROUP BY key
                    HAVING count(*) <= %(most)s OR left(key, 2) = ANY(%(strong)s)
                ) groups
                """,
                column=SQL.identifier("record", field.name),
                table=SQL.identifier(self.env[field.model_name]._table),
                keys=keys,
                condition=condition,
                most=MOST_SHARING,
                strong=list(STRONG),
            )
        )
        return sorted(row[0] for row in rows)
