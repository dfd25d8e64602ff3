from odoo import api, fields, models

from ..contacts.res_partner import SILENT


class XeroContact(models.Model):
    """Contacts that are archived in Xero: their partners are on stop, as long as no
    other contact of the same organisation is them.

    That is kept on the copy alone, for another company may sell to the same partner.
    """

    _inherit = "xero.contact"

    archived_partner = fields.Boolean(
        readonly=True,
        copy=False,
        help="The contact in Odoo was archived because this one was archived in Xero.",
    )

    def _is_stop(self):
        """Whether it is archived, and not merged into another one or gone."""
        return self.status == "ARCHIVED" and not (self.merged_to or self.gone_at)

    def _is_untouched(self):
        """Whether nobody said anything of it yet."""
        return not (self.partner_id or self.matched_by or self.left_at)

    @api.model
    def _domain_stop(self, connection):
        """:return: domain of all that say whether their partners are on stop"""
        return [
            ("connection_id", "=", connection.id),
            ("partner_id", "!=", False),
            ("gone_at", "=", False),
            ("merged_to", "=", False),
        ]

    # === Matching === #

    def _match_archived(self, connection):
        """Link those of these that certainly are a partner that nobody in the
        organisation is."""
        self._link_certain(self._certain_archived(connection))

    def _certain_archived(self, connection):
        """:return: dict of each of these that is archived and certainly is a partner to
        the :class:`~xerolib.matching.Proposal` of that"""
        archived = self.filtered(
            lambda contact: contact._is_stop() and contact._is_untouched()
        )
        if not archived or connection.match_by != "evidence":
            return {}
        matcher = self.env["xero.contact.matcher"]
        partners = matcher._find_partners(connection, archived, free=True)
        # All who might be meant too, on both sides: they make each other uncertain.
        theirs = archived | matcher._find_contacts(connection, partners)
        ours = partners | matcher._find_partners(connection, theirs)
        owners = partners._xero_owners()
        # sudo: whom a partner is in Xero, for whoever opens the settings
        known = partners.sudo().filtered(
            lambda p: connection in p.xero_contact_ids.connection_id
        )
        asked, free = set(archived), set(partners) - set(known.sudo(False))
        return {
            each.left: each
            for each in matcher._propose(connection, theirs, ours)
            if each.is_certain
            and each.left in asked
            and each.right in free
            and not owners[each.right].is_kept
        }

    # === Archiving in Odoo === #

    def _follow_archiving(self, connection):
        """Archive the partners of those that are on stop, where the settings want it,
        and bring back those that were archived so."""
        restored = self.filtered(
            lambda c: c.archived_partner and c.partner_id and c.status == "ACTIVE"
        )
        restored._each_taken_over(lambda contacts: contacts._set_active(True))
        if connection.archive_stopped:
            stopped = self.filtered(lambda c: c._is_stop() and c.partner_id.active)
            stopped = stopped._archivable(connection)
            stopped._each_taken_over(lambda contacts: contacts._set_active(False))

    def _archivable(self, connection):
        """:return: those whose partner is this company's alone, no user's, and in no
        organisation an active contact"""
        partners = self.partner_id
        owners = partners._xero_owners()
        active = self.search(
            [("partner_id", "in", partners.ids), ("status", "=", "ACTIVE")]
        ).partner_id
        is_alone = self._is_of_only_company()

        def is_ours(partner):
            own = partner.company_id == connection.company_id
            used = owners[partner].is_kept or owners[partner].portal
            is_free = not used and partner not in active and not partner.xero_excluded
            return (own or is_alone) and is_free

        return self.filtered(lambda contact: is_ours(contact.partner_id))

    @api.model
    def _is_of_only_company(self):
        """Whether Odoo has one company alone, whose all partners are."""
        # sudo: companies that the user does not see count as well
        return self.env["res.company"].sudo().search_count([], limit=2) == 1

    def _set_active(self, is_active):
        self.partner_id.with_context(**SILENT).active = is_active
        self.archived_partner = not is_active
        words = (
            self.env._("Restored in Xero, so this contact was restored in Odoo.")
            if is_active
            else self.env._("Archived in Xero, so this contact was archived in Odoo.")
        )
        self.partner_id._message_log_batch(dict.fromkeys(self.partner_id.ids, words))
