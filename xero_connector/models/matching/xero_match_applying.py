from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...xerolib import matching
from .match_words import evidence_data
from .xero_match_change import DECISIONS, LINK


class XeroMatchChange(models.Model):
    """Doing what was decided, many at a time, and undoing it."""

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
            change.former = change.contact_id and change.contact_id._link_as_kept()
        for answer, theirs in waiting.grouped("answer").items():
            getattr(theirs, DECISIONS[answer][1])()

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
                "%(partner)s is part of %(company)s. Use the ID of the company.",
                partner=partner.name,
                company=partner.commercial_partner_id.display_name,
            )
        if not partner.active:
            return self.env._("%s is archived in Odoo.", partner.display_name)
        company, connected = partner.company_id, connection.company_id
        # A branch uses the connection of the company above it, and sees its contacts.
        is_related = company in connected.parent_ids or connected in company.parent_ids
        if company and not is_related:
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
        for change in self:
            if change.partner_id in change.contact_id.refused_partner_ids:
                change.contact_id.refused_partner_ids -= change.partner_id
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
        for change in self:
            change.contact_id.refused_partner_ids = [Command.link(change.partner_id.id)]
        self._look_again()
        pairs = {(change.contact_id, change.partner_id) for change in self}
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

    def _look_again(self):
        """Their contacts are looked at anew."""
        self.contact_id.applied_hash = False
        for connection in self.connection_id:
            self.env["xero.contact"]._apply_again(connection)

    # === Undoing === #

    def action_undo(self):
        """Put back what these changed alone."""
        self._check_may()
        self.check_access("read")
        return (
            self.sudo()._undo_told()
        )  # sudo: written by code alone; who may was checked

    def _undo_told(self):
        """:return: an action that says what was put back, and what was not"""
        todo = self.filtered(lambda change: change.state == "done")
        if not todo:
            raise UserError(self.env._("There is nothing left to undo."))
        todo._undo()
        undone = todo.filtered(lambda change: change.state == "undone")
        left = todo.filtered("reason")
        words = self.env._("Undone: %s.", len(undone))
        if left:
            words += " " + self.env._(
                "Left as they are, in whole or in part: %s.", len(left)
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": words,
                "type": "warning" if left else "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _undo(self):
        """Put back what these changed, the last first. What was changed since is left
        as it is, and named."""
        todo = self.filtered(lambda change: change.state == "done").sorted("id")[::-1]
        matched = todo.filtered(
            lambda change: change.answer in ("match", "create", "unmatch")
        )
        later = matched.filtered(
            lambda change: change.contact_id.partner_id != change._partner_after()
        )
        for change in later:
            change.reason = self.env._("Matched otherwise since.")
        matched -= later
        valued = todo.filtered("written_values") - later
        valued._put_back_values()
        matched._put_back_links()
        left = todo.filtered(lambda change: change.answer == "leave")
        left.contact_id.filtered("left_at").left_at = False
        for change in todo.filtered(lambda change: change.answer == "reject"):
            change.contact_id.refused_partner_ids -= change.partner_id
        sent = todo.filtered(lambda change: change.answer == "create_in_xero")
        sent._call_off()
        undone = todo - later - sent.filtered("reason")
        undone.write({"state": "undone"})
        undone.filtered("contact_id")._look_again()

    def _partner_after(self):
        """:return: the partner that the contact was once this was done"""
        return self.partner_id.browse() if self.answer == "unmatch" else self.partner_id

    def _put_back_links(self):
        """The contacts are who they were. No rule matches them by itself again."""
        unmatched = self.filtered(lambda change: not change._partner_before())
        unmatched.contact_id._tell_unmatched(only_pushed=True)
        for connection, theirs in unmatched.grouped("connection_id").items():
            partners = theirs.partner_id
            jobs = theirs.contact_id._open_jobs(connection, partners)
            jobs._close("cancelled", "cancelled")
            self.env["xero.partner.look"]._forget(connection, partners)
        created = unmatched.filtered(lambda change: change.answer == "create")
        for change in self:
            kept = change.former or {}
            vals = {name: kept.get(name) or False for name in LINK}
            if not vals["partner_id"]:
                vals["matched_by"] = "person"
            change.contact_id.write(vals)
        created._archive_partners()
        self.env["res.partner"].invalidate_model(["xero_contact_ids"])

    def _partner_before(self):
        """:return: the partner that the contact was before"""
        partner_id = (self.former or {}).get("partner_id")
        return self.partner_id.browse(partner_id or ()).exists()

    def _archive_partners(self):
        """Those that were made here are of no use; one that somebody uses stays."""
        for change in self:
            partner = change.partner_id.with_user(self.env.user)
            used = (
                self.env["account.move"]
                .sudo()
                .search_count(  # sudo: whoever's
                    [("commercial_partner_id", "=", partner.id)], limit=1
                )
            )
            if used or partner.write_date > change.write_date:
                change.reason = self.env._(
                    "%s stays in Odoo: it is in use.", partner.display_name
                )
            else:
                partner.sudo().active = False  # sudo: who made it takes it back

    def _put_back_values(self):
        """The partners say what they said; what was changed since is left and named."""
        partners = self.env["res.partner"]
        partners.browse(self.partner_id.ids).with_user(self.env.user).check_access(
            "write"
        )
        owners = self.partner_id._xero_owners()
        for change in self:
            partner, written = change.partner_id, change.written_values
            stands = partner._xero_as_kept(written)
            former = {
                name: value
                for name, value in change.former_values.items()
                if stands[name] == written[name]
            }
            names = change.contact_id._names_of(former)
            partner._xero_check_owned(owners[partner], names)
            partner._xero_swap(partner._xero_that_exist(former))
            if kept := sorted(written.keys() - former.keys()):
                change.reason = self.env._(
                    "Changed since, and left as it is: %s.",
                    ", ".join(partner._fields[name].string for name in kept),
                )
        rows = []
        for change in self:
            contact = change.contact_id
            if contact.partner_id == change.partner_id:
                names = contact._names_of(change.written_values)
                ours = contact._partner_values()
                rows.append({"id": contact.id, **contact._agreement(ours, names)})
        self.env["xero.contact"]._write_links(rows)

    def _call_off(self):
        """What was to be created in Xero is not, unless it left already."""
        for change in self:
            contacts = self.env["xero.contact"]
            jobs = contacts._open_jobs(change.connection_id, change.partner_id)
            waiting = jobs.filtered(lambda job: job.state in ("waiting", "blocked"))
            if waiting:
                waiting._close("cancelled", "cancelled")
            else:
                change.reason = self.env._(
                    "Already sent to Xero. Archive the contact there."
                )
