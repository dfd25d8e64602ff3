from odoo import api, fields, models

from ...xerolib import matching
from ..common.attempt import attempt_each
from .match_words import evidence_data
from .xero_match_change import DECISIONS


class XeroMatchChange(models.Model):
    """Doing what was decided, many at a time."""

    _inherit = "xero.match.change"

    def _apply(self, run, moving=False):
        """Do what was decided; what cannot be done is refused, and says why.

        :param run: ``xero.match.run`` that these are part of
        :param moving: whether a partner that is another contact's is moved to this one
        """
        self.run_id = run
        for change, reason in self._find_refused(moving).items():
            change.write({"state": "refused", "reason": reason})
        waiting = self.filtered(lambda change: change.state == "draft")
        waiting.write({"state": "done", "decided_at": fields.Datetime.now()})
        for change in waiting:
            contact = change.contact_id
            if change.answer == "reject" and contact.partner_id == change.partner_id:
                change.answer = "unmatch"
            change.former = contact._link_as_kept() if contact else False
        for answer, theirs in waiting.grouped("answer").items():
            theirs._do_each(DECISIONS[answer][1])

    def _do_each(self, method):
        """Do these, all at once if that goes, else one by one: one that fails is
        refused."""
        failed = attempt_each(self, method, lambda changes: getattr(changes, method)())
        for change, error in failed.items():
            change.write({"state": "refused", "reason": str(error) or repr(error)})

    # === What cannot be done === #

    def _find_refused(self, moving):
        """:return: dict of each decision that cannot be done to why not"""
        users = self.env["res.partner"].with_user(self.env.user)
        seen = users.browse(self.partner_id.exists().ids)._filtered_access("read")
        refused, taken = {}, set()
        for change in self:
            reason = change._why_not(seen, moving)
            if not reason and change.answer == "match" and change.partner_id in taken:
                reason = self.env._(
                    "You matched %s to another contact in Xero as well.",
                    change.partner_id.display_name,
                )
            if reason:
                refused[change] = reason
            elif change.answer == "match":
                taken.add(change.partner_id)
        return refused

    def _why_not(self, seen, moving):
        """
        :param seen: partners that the user sees
        :param moving: see :meth:`_apply`
        :return: why it cannot be done, None if it can
        """
        connection = self.connection_id
        contact, partner = self.contact_id, self.partner_id
        if partner and partner.id not in seen._ids:
            return self.env._("You do not have access to this contact in Odoo.")
        if self.answer == "create" and not connection._applies("contacts"):
            return self.env["xero.contact"]._why_none_created(connection)
        if self.answer == "create" and not seen.has_access("create"):
            return self.env._("You may not create contacts in Odoo.")
        if self.answer == "create_in_xero":
            if reason := connection._why_not("xero.contact"):
                return reason
        needs_contact = "contact_id" in DECISIONS[self.answer][0]
        if needs_contact and self.answer != "unmatch":
            if reason := self._why_not_contact(connection, contact, partner):
                return reason
        if self.answer == "unmatch" and contact.partner_id != partner:
            return self.env._("The two are no longer matched.")
        # Of one that is two contacts, a person says which.
        moving = moving or bool(contact and contact.partner_id == partner)
        if self.answer in ("match", "create_in_xero"):
            return self._why_not_partner(connection, contact, partner, moving)
        return None

    @api.model
    def _why_not_contact(self, connection, contact, partner):
        """:return: why this contact cannot be that partner, None if it can"""
        if contact.status != "ACTIVE" or contact.gone_at:
            return self.env._(
                "%(contact)s is not an active contact of %(organisation)s.",
                contact=contact.name,
                organisation=connection.name,
            )
        if contact.partner_id and contact.partner_id != partner:
            return self.env._(
                "%(contact)s is already matched to %(partner)s. A contact in Xero "
                "can be matched to only one contact in Odoo; merge the two "
                "contacts in Odoo if they are the same.",
                contact=contact.name,
                partner=contact.partner_id.display_name,
            )
        return None

    @api.model
    def _why_not_partner(self, connection, contact, partner, moving=False):
        """:return: why this partner cannot be matched to this contact, None if it
        can"""
        if partner.commercial_partner_id != partner:
            return self.env._(
                "%(partner)s is part of %(company)s. Match the company instead.",
                partner=partner.name,
                company=partner.commercial_partner_id.display_name,
            )
        if not partner.active:
            return self.env._("%s is archived in Odoo.", partner.display_name)
        company = partner.company_id
        if not connection._reaches(company):
            return self.env._(
                "%(partner)s belongs to %(company)s, which is not connected to "
                "%(organisation)s.",
                partner=partner.display_name,
                company=company.name,
                organisation=connection.name,
            )
        others = [
            known
            for known in partner._xero_active_contacts(connection)
            if known != contact
        ]
        if others and not moving:
            return self.env._(
                "%(partner)s is already matched to %(contact)s.",
                partner=partner.display_name,
                contact=others[0].name,
            )
        return None

    # === Doing it === #

    def _do_match(self):
        contacts, partners = self.contact_id, self.partner_id
        former = self.env["xero.contact"].search(
            [
                ("connection_id", "in", self.connection_id.ids),
                ("partner_id", "in", partners.ids),
                ("id", "not in", contacts.ids),
            ]
        )
        self._note_moved(former)
        contacts.left_at = False
        contacts._refuse([], self._pairs())
        evidence = self._evidence()
        for change in self:
            change.evidence = evidence[change.contact_id]
        contacts._link_all(
            {change.contact_id: change.partner_id for change in self},
            "person",
            evidence=evidence,
            changes={change.contact_id: change for change in self},
        )

    def _note_moved(self, contacts):
        """Their partners are another contact from now on, which can be undone too."""
        for contact in contacts:
            self.create(
                {
                    "connection_id": contact.connection_id.id,
                    "run_id": self.run_id.id,
                    "contact_id": contact.id,
                    "partner_id": contact.partner_id.id,
                    "answer": "unmatch",
                    "state": "done",
                    "former": contact._link_as_kept(),
                }
            )
        contacts.partner_id = False

    def _evidence(self):
        """:return: dict of contact to what tells that it is its partner: as it was
        proposed, for that knows what others share too"""
        proposals = self.env["xero.contact.proposal"].search(
            [("contact_id", "in", self.contact_id.ids)]
        )
        known = {(p.contact_id, p.partner_id): p.evidence for p in proposals}
        return {
            change.contact_id: known.get((change.contact_id, change.partner_id))
            or evidence_data(
                matching.compare(
                    change.partner_id._xero_party(), change.contact_id._party()
                )
            )
            for change in self
        }

    def _do_reject(self):
        pairs = self._pairs()
        self.contact_id._refuse(pairs)
        self._look_again()
        proposals = self.contact_id.proposal_ids
        proposals._drop(
            proposals.filtered(lambda p: (p.contact_id, p.partner_id) in pairs)
        )

    def _do_create(self):
        contacts = self.contact_id
        contacts.left_at = False
        made = contacts._create_asked()
        for change in self:
            if partner := made.get(change.contact_id):
                change.partner_id = partner
            elif not change.contact_id.create_asked:
                change.write(
                    {
                        "state": "refused",
                        "reason": self.env._(
                            "Similar to a contact in Odoo, or not accepted by Odoo. "
                            "Match it one by one."
                        ),
                    }
                )

    def _do_create_in_xero(self):
        for connection, theirs in self.grouped("connection_id").items():
            self.env["xero.contact"]._create_for(connection, theirs.partner_id)

    def _do_leave(self):
        self.contact_id.write({"left_at": fields.Datetime.now(), "create_asked": False})

    def _do_unmatch(self):
        self.contact_id._tell_unmatched()
        self.contact_id._unlink_partners()

    def _pairs(self):
        """:return: set of tuples of contact and partner"""
        return {(change.contact_id, change.partner_id) for change in self}

    def _look_again(self):
        """Their contacts are looked at anew."""
        self.contact_id.applied_hash = False
        for connection in self.connection_id:
            self.env["xero.contact"]._apply_again(connection)
