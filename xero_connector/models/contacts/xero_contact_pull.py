from odoo import api, fields, models
from odoo.tools import SQL

from ...xerolib import merge
from ..common.attempt import attempt, attempt_each
from ..common.change_notes import note_of_changes
from ..issues.xero_issue import Hold
from .res_partner import SILENT


class XeroContact(models.Model):
    """From the copy into Odoo's partners, a slice at a time.

    What is new or changed since it was last applied waits by itself: its content, or
    its partner, is not the one that was applied.
    """

    _inherit = "xero.contact"

    applied_hash = fields.Char(
        readonly=True,
        help="Fingerprint of the content last applied to the contact in Odoo.",
    )

    applied_partner_id = fields.Integer(
        readonly=True, help="ID of the contact in Odoo when it was last applied."
    )

    matched_hash = fields.Char(
        readonly=True,
        help="Fingerprint of the content for which partners were last proposed before "
        "contacts might be matched.",
    )

    _pending_index = models.Index(
        "(connection_id, id) WHERE content_hash IS DISTINCT FROM applied_hash"
        " OR partner_id IS DISTINCT FROM applied_partner_id"
    )

    @api.model
    def _apply_slice(self, connection, limit):
        """Match, create and change partners.

        A contact that was matched once lost its partner by a person's hand (deleted,
        or another one chosen): it waits in the queue and does not come back as new.
        """
        pending = self._pending(connection, limit)
        if not pending:
            return self._match_newer_partners(connection, limit)
        pending._follow_merges()
        pending._follow_import_rules(connection)
        applies = connection._applies("contacts")
        if applies:
            pending.filtered("partner_id")._update_partners()
        waiting = pending.filtered(
            lambda c: not c.partner_id and not c.left_at and c.status == "ACTIVE"
        )
        asked = waiting.filtered("create_asked")
        unmatched = waiting.filtered(lambda c: not c.matched_by)
        unmatched -= waiting._match(connection)
        pending._match_archived(connection)
        (pending - waiting)._drop_proposals()
        if applies:
            creates = connection.new_records == "create"
            new = pending._to_create(connection, unmatched) if creates else asked
            (asked | new)._create_partners(connection)
            asked.create_asked = False
            pending._follow_archiving(connection)
            pending._follow_groups(connection)
            pending._follow_persons(connection)
            pending._follow_currencies(connection)
        pending._mark_applied()
        return len(pending)

    @api.model
    def _preview_slice(self, connection, limit):
        """Find the partners that the contacts may be."""
        self.flush_model(["matched_hash"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM xero_contact
                 WHERE connection_id = %s AND status = 'ACTIVE'
                   AND partner_id IS NULL
                   AND content_hash IS DISTINCT FROM matched_hash
              ORDER BY id LIMIT %s
                """,
                connection.id,
                limit,
            )
        )
        contacts = self.browse(row[0] for row in rows)
        self.env["xero.contact.matcher"]._look_at(connection, contacts=contacts)
        for contact in contacts:
            contact.matched_hash = contact.content_hash
        return len(contacts) or len(self._look_for_changed(connection, limit)[0])

    @api.model
    def _pending(self, connection, limit):
        self.flush_model(["applied_hash", "applied_partner_id", "partner_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM xero_contact
                 WHERE connection_id = %s
                   AND (content_hash IS DISTINCT FROM applied_hash
                        OR partner_id IS DISTINCT FROM applied_partner_id)
              ORDER BY id LIMIT %s
                """,
                connection.id,
                limit,
            )
        )
        return self.browse(row[0] for row in rows)

    def _mark_applied(self):
        """The partners know what the copies say."""
        if self:
            self.flush_model(["partner_id"])
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE xero_contact
                       SET applied_hash = content_hash, applied_partner_id = partner_id
                     WHERE id IN %s
                       AND (applied_hash IS DISTINCT FROM content_hash
                            OR applied_partner_id IS DISTINCT FROM partner_id)
                    """,
                    self._ids,
                )
            )
            self.invalidate_recordset(["applied_hash", "applied_partner_id"])

    @api.model
    def _settings_of_applying(self, connection):
        return (
            connection.new_records,
            connection.match_by,
            connection.match_automatic,
            connection.match_propose,
            connection._applies("contacts"),
            self.env["xero.field.mapping"]._rules(connection.id),
            connection._rule_values(),
        )

    @api.model
    def _reconsider(self, connection):
        """Look again at all of them: a setting says otherwise now."""
        self.search([("connection_id", "=", connection.id)]).applied_hash = False
        self._apply_again(connection)

    # === Changing === #

    def _update_partners(self):
        """Bring into the partners what changed in Xero alone, and note it there.

        What changed on both sides, or is not Xero's to change, is asked of a person;
        nothing is ever blanked.
        """
        self._each_taken_over(lambda contacts: contacts._update_all())

    def _update_all(self):
        active = self.filtered(lambda contact: contact.status == "ACTIVE")
        owners, places = active.partner_id._xero_owners(), active._places()
        before, changed, asked = {}, {}, {"contact_conflict": [], "contact_kept": []}
        for contact in active.filtered("agreed"):
            ours = before[contact] = contact._partner_values()
            outcomes = contact._compared(ours)
            pulled = merge.named(outcomes, merge.Outcome.PULL)
            kept = contact._kept(pulled, owners[contact.partner_id], places)
            if conflicts := merge.named(outcomes, merge.Outcome.CONFLICT):
                asked["contact_conflict"].append(contact._hold_of_conflict(conflicts))
            if kept:
                asked["contact_kept"].append(contact._hold_of_kept(kept))
            if pulled := [name for name in pulled if name not in kept]:
                changed[contact] = pulled
        active._ask_which_side(asked)
        failed = active._write_partners(changed, places, before)
        self._write_links(
            [
                {"id": contact.id, "partner_id": None, "matched_by": None, **agreement}
                for contact in active - failed
                if (agreement := contact._newly_agreed(changed.get(contact, ())))
            ]
        )

    @api.model
    def _note_changes(self, before):
        """One note for each partner: what Xero changed, from what to what.

        :param dict before: contact to what Odoo said before
        """
        mappings, lines = self.env["xero.field.mapping"], {}
        # A note is read by whoever sees the partner.
        hidden = {
            connection: mappings._hidden_from_some(connection)
            for connection in self.browse().union(*before).connection_id
        }
        for contact, former in before.items():
            after = contact._partner_values()
            lines.setdefault(contact.partner_id, []).extend(
                contact._changes(former, after, hidden[contact.connection_id])
            )
        bodies = {
            partner.id: note_of_changes(self.env._("Changed in Xero"), changes)
            for partner, changes in lines.items()
            if changes
        }
        if bodies:
            self.env["res.partner"].browse(bodies)._message_log_batch(bodies)

    def _partner_values(self):
        """:return: what Odoo says of the partner, as :meth:`_values`"""
        return self._values_of_partner(self.partner_id)

    def _values_of_partner(self, partner):
        """The same, of somebody whom it may be."""
        data = partner._xero_data(self.connection_id)
        return self._values_of(data, self.connection_id)

    def _write_partners(self, changed, places, before=None, changes=None):
        """Write partners, all at once if Odoo takes it.

        :param dict changed: contact to the fields that its partner takes over
        :param places: see :meth:`_places`
        :param dict before: contact to what Odoo said before, where the change is to be
            noted on its partner and to be undone; what cannot be noted is no change
            either
        :param dict changes: contact to the ``xero.match.change`` that it is part of
        :return: the contacts whose partners Odoo refused to change
        """
        concerned = self.browse().union(*changed)

        def write(contacts):
            written = {}
            for contact in contacts:
                vals = contact._partner_vals(places, changed[contact])
                written[contact] = contact.partner_id._xero_swap(vals)
            if before:
                self._note_changes({contact: before[contact] for contact in contacts})
                self.env["xero.match.change"]._note_values(written, changes)

        return concerned - concerned._each_taken_over(write)

    def _newly_agreed(self, pulled):
        """:return: ``agreed`` and ``spelled`` as they are now, None if they were so"""
        ours, theirs = self._partner_values(), self._values()
        names = {name for name in ours if ours[name] == theirs[name]} | set(pulled)
        # Linked before anything was agreed: as both stand.
        agreement = self._agreement(ours, names if self.agreed else None)
        former = {"agreed": self.agreed, "spelled": self.spelled or {}}
        return None if agreement == former else agreement

    # === Creating === #

    def _create_partners(self, connection, sharing=False):
        """A partner for each contact that resembles none.

        :param sharing: also of those that share their e-mail with another contact
        :return: the contacts that have a partner now
        """
        return self._unlike_any(connection, sharing)._create_each()

    def _unlike_any(self, connection, sharing=False):
        """A contact whose e-mail or name some partner carries, be it archived, stays in
        the queue: it is for a person to say whether they are the same.

        :param sharing: also those that share their e-mail with another contact
        :return: the contacts of which partners may be made
        """
        everybody = self.with_context(active_test=False)
        emails = everybody._partners_by_email(
            connection, set(filter(None, self.mapped("email_key")))
        )
        names = everybody._partners_by_name(
            connection, set(filter(None, self.mapped("name_key")))
        )
        proposed = self._proposed(connection)
        new = self.filtered(
            lambda c: (
                c.email_key not in emails
                and c.name_key not in names
                and c not in proposed
            )
        )
        if not sharing:
            # One e-mail or name on two contacts: nobody knows whether they are two.
            emails = new._by_shared("email_key", connection)
            names = new._by_shared("name_key", connection)
            new = new.filtered(
                lambda c: c.email_key not in emails and c.name_key not in names
            )
        return new

    def _proposed(self, connection):
        """:return: those for which somebody is proposed, where that counts"""
        if connection.match_by == "email":
            return self.browse()
        proposals = self.env["xero.contact.proposal"]
        return proposals.search([("contact_id", "in", self.ids)]).contact_id

    def _create_each(self):
        """:return: those that Odoo took; what it did not take became an issue"""
        places, apart = self._places(), {}
        for contact in self:
            if kept := contact._kept(["tax_number"], None, places):
                apart[contact] = kept

        def create(contacts):
            vals_list = []
            for contact in contacts:
                vals = contact._new_partner_vals(places)
                if contact in apart:
                    vals.pop("vat", None)
                vals_list.append(vals)
            created = (
                self.env["res.partner"]
                .with_context(**SILENT)
                .create(vals_list)
                .with_env(self.env)
            )
            partners = dict(zip(contacts, created, strict=True))
            self._link_all(partners, "created", apart)

        made = self._each_taken_over(create)
        made._ask_which_side(
            {
                "contact_kept": [
                    contact._hold_of_kept(kept)
                    for contact, kept in apart.items()
                    if contact in made
                ]
            }
        )
        return made

    def _by_shared_email(self, connection):
        """:return: dict of each e-mail of theirs that several active contacts carry,
        to those contacts"""
        return self._by_shared("email_key", connection)

    def _by_shared(self, key, connection):
        """The same of an e-mail or a name.

        :param str key: of the field that says it in a form to compare
        """
        rows = self._read_group(
            [
                ("connection_id", "=", connection.id),
                ("status", "=", "ACTIVE"),
                (key, "in", [said for said in self.mapped(key) if said]),
            ],
            [key],
            ["id:recordset"],
            having=[("__count", ">", 1)],
        )
        return dict(rows)

    def _each_taken_over(self, change):
        """Do a change of these, all at once if Odoo takes it, else one by one.

        :param change: function of some of these contacts
        :return: those of which it was done; a refusal of another became its issue
        """
        failed = attempt_each(self, "Taking over", change)
        for contact, error in failed.items():
            contact._raise_not_taken_over(error)
        return self - self.browse().union(*failed)

    def _taken_over(self, change):
        """Do a change in Odoo that Odoo, or an addon, may refuse; a refusal of one
        contact becomes its issue and stops no other.

        :param change: function of these contacts
        :return: whether it was done
        """
        error = attempt(self.env, f"Taking over {self}", change, self)
        if error and len(self) == 1:
            self._raise_not_taken_over(error)
        return not error

    def _raise_not_taken_over(self, error):
        words = str(error) or repr(error)
        self.env["xero.issue"]._raise(
            self.connection_id,
            Hold(
                "not_taken_over",
                f"xero.contact,{self.id}",
                {"name": self.name, "words": words},
                self,
            ),
        )
