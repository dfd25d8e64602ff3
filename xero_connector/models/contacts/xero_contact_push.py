from odoo import api, models
from odoo.exceptions import UserError

from ...const import JOB_OPEN, PRIORITY_PERSON
from ...xerolib import contact_fields, matching, merge, payloads
from ..causes.contacts import contact_words
from ..common.change_notes import HIDDEN
from ..issues.xero_issue import Hold
from ..mirror.xero_push_mirror import Push


class XeroContact(models.Model):
    """The way of a partner to Xero: looked for first, then created; later updated."""

    _inherit = "xero.contact"

    # === What is sent === #

    @api.model
    def _prepare_one(self, connection, record):
        """A partner's body, or what changed of a linked one; None when nothing did; a
        Hold under *review*."""
        known = record._xero_contact(connection)
        if known:
            return known._prepare_update(record)
        if record._xero_active_contacts(connection):
            # Two contacts are this partner, after a merge in Odoo: which one counts
            # is asked, and a third one is never made.
            return self._hold_unknown(record)
        # sudo: asked for whoever pushes
        if record.sudo().xero_excluded:
            data = {"name": record.display_name}
            return Hold("contact_excluded", str(record.id), data, record)
        # sudo: as above
        asks = connection.new_records == "review" or record.sudo().xero_is_kept
        if asks and not self._is_approved(connection, record):
            return self._hold_unknown(record)
        data = record._xero_data(connection)
        data["number"] = self._free_number(record, data["number"])
        table = self._sent_fields(connection)
        if found := contact_fields.check(data, table):
            return Hold._not_representable(record, found)
        return Push(
            data["number"],
            contact_fields.build_body(data, table),
            base=self._values_of(data, connection),
        )

    @api.model
    def _free_number(self, partner, number):
        """:return: our key for a partner whose first one stands on a contact that a
        person said it is not: Xero takes each number once"""
        # sudo: as above
        taken = partner.sudo().xero_refused_contact_ids.mapped("number")
        free, count = number, 1
        while free in taken:
            count += 1
            free = f"{number}-{count}"
        return free

    @api.model
    def _domain_known(self):
        return [("status", "=", "ACTIVE")]

    @api.model
    def _is_approved(self, connection, partner):
        """Whether a person asked for this very contact, not only for an invoice."""
        return bool(self._open_jobs(connection, partner, JOB_OPEN).filtered("approved"))

    @api.model
    def _hold_unknown(self, partner, alike=None):
        """:param alike: contacts that resemble it; one may have its name in Xero"""
        data = {"name": partner.display_name}
        name = matching.name_key(partner._xero_data(None)["name"])
        for contact in alike or ():
            other = contact.partner_id - partner
            if contact.status == "ACTIVE" and contact.name_key == name and other:
                data["taken_by"] = other.display_name
        return Hold("contact_unknown", str(partner.id), data, partner)

    @api.model
    def _hold_gone(self, partner):
        """It was somebody in Xero, who is there no more: a person says who it is."""
        data = {"name": partner.display_name, "gone": True}
        return Hold("contact_unknown", str(partner.id), data, partner)

    @api.model
    def _ready(self, connection, jobs):
        """Nobody is created before Xero was asked whether it knows them."""
        known = self._find_known(connection, jobs._records())
        return jobs.filtered(lambda job: job.looked_up or job.res_id in known)

    # === What became of it === #

    @api.model
    def _link_arrived(self, connection, elements):
        mirrors = self._of(connection, elements.mapped("xero_id"))
        partners = self.env["res.partner"].browse(elements.mapped("res_id")).exists()
        arrived = elements.filtered(lambda element: element.res_id in partners._ids)
        self._write_links(
            [
                {
                    "id": mirrors[element.xero_id].id,
                    "partner_id": element.res_id,
                    "matched_by": mirrors[element.xero_id].matched_by or "created",
                    **mirrors[element.xero_id]._agreed_by(element.base),
                }
                for element in arrived
            ]
        )
        created = arrived.filtered(lambda e: e.exchange_id.method == "PUT")
        self._note_left_out(connection, partners.browse(created.mapped("res_id")))
        self.browse().union(*(mirrors[e.xero_id] for e in created))._mark_applied()
        self.env["xero.issue"]._solved_about(connection, partners)
        adopted = elements.filtered(lambda element: element.outcome == "adopted")
        adopted.job_id._close("adopted")
        (elements - adopted).job_id._close("sent")

    @api.model
    def _note_left_out(self, connection, partners):
        """What Xero would have refused is not in Xero: said where it is corrected."""
        # sudo: as above
        bodies = {
            partner.id: self.env._(
                "Created in Xero without %(what)s, which Xero does not accept. Once "
                "you correct it, it is sent.",
                what=left_out,
            )
            for partner in partners.sudo()
            if (left_out := partner._xero_left_out_words(connection))
        }
        if bodies:
            partners.browse(bodies)._message_log_batch(bodies)

    @api.model
    def _is_ours(self, element, row):
        """Our number stands on nothing that we did not write; of an update, Xero says
        what was sent."""
        return element.exchange_id.method == "PUT" or payloads.says(
            row, element._sent()
        )

    @api.model
    def _hold_of_gone(self, record, mirror):
        """The contact was removed in Xero: its partner is nobody there any more."""
        mirror._strike_out()
        return self._hold_gone(record)

    @api.model
    def _hold_of_taken(self, element, record, row):
        return self._hold_unknown(record)

    @api.model
    def _hold_of_refused(self, element, record, messages_):
        created = element.exchange_id.method == "PUT"
        return self.env["xero.issue"]._hold_of_refusal(
            record, record, messages_, created=created
        )

    # === Updates === #
    # A linked partner was edited: what changed, and only that, goes to Xero.

    def _prepare_update(self, partner):
        """:return: a :class:`~..mirror.xero_push_mirror.Push` of the fields that
        changed in Odoo alone, None when nothing did; what changed on both sides holds
        it"""
        self.ensure_one()
        data = partner._xero_data(self.connection_id)
        ours = self._values_of(data, self.connection_id)
        outcomes = self._compared(ours) if self.agreed else {}
        conflicts = merge.named(outcomes, merge.Outcome.CONFLICT)
        names = merge.named(outcomes, merge.Outcome.PUSH)
        persons = self._changed_persons()
        if not names and not conflicts and persons is None:
            return None
        table = self._sent_fields(self.connection_id)
        if found := contact_fields.check(data, table):
            return Hold._not_representable(partner, found)
        body = contact_fields.build_changes(
            self.xero_id,
            data,
            names,
            table,
            agreed=self.agreed or {},
            # sudo: it is sent back to where it came from
            stored=lambda: self.sudo().raw or {},
            # First and last name: of a company they name somebody in it.
            with_companions=self._is_person()
            or not (self.first_name or self.last_name),
        )
        if persons is not None:
            body["ContactPersons"] = persons
        return Push(
            self.number or self.xero_id,
            body,
            self.xero_id,
            base={**(self.agreed or {}), **{name: ours[name] for name in names}},
            hold=self._hold_of_conflict(conflicts) if conflicts else None,
        )

    def _agreed_by(self, base):
        """What was sent has arrived.

        :param dict base: all that is agreed on now, in Odoo's spelling; None for one
            that was found in Xero instead of sent
        :return: dict of the values of ``agreed`` and ``spelled``
        """
        if not base:
            return self._agreement(self._values())
        former = self.agreed or {}
        sent = [name for name in base if base[name] != former.get(name)]
        return self._agreement(base, sent or list(base))

    # === Asked of a person === #

    def _kept(self, names, owners, places):
        """What a pull may not write by itself.

        :param names: fields that changed in Xero alone
        :param owners: :class:`~.res_partner.Owners` of the partner, None of one
            that is new
        :param places: see :meth:`_places`
        :return: dict of those fields to why not: ``user``, ``company``, ``portal``, or
            ``vat``, with Odoo's words after a colon
        """
        self.ensure_one()
        if owners and owners.is_kept:
            return dict.fromkeys(names, "company" if owners.company else "user")
        kept = {}
        if owners and owners.portal and "email" in names:
            kept["email"] = "portal"
        if "tax_number" in names and self._values()["tax_number"]:
            vals = self._partner_vals(places, ("tax_number", "address"))
            country = self.env["res.country"].browse(vals["country_id"])
            partners = self.env["res.partner"]
            if words := partners._xero_refused_vat(vals["vat"], country):
                kept["tax_number"] = f"vat:{words}"
        return kept

    def _hold_of_kept(self, kept):
        """:param dict kept: see :meth:`_kept`"""
        hold = self._hold_of_conflict(list(kept), "contact_kept")
        hold.data["reasons"] = sorted(set(kept.values()))
        return hold

    def _hold_of_conflict(self, names, cause="contact_conflict"):
        """:param names: fields that say something else on both sides than agreed"""
        ours, theirs = self._partner_values(), self._values()
        agreed, partner = self.agreed or {}, self.partner_id
        return Hold(
            cause,
            str(partner.id),
            {
                "name": partner.display_name,
                "conflicts": [
                    {
                        "field": name,
                        "line": "",
                        "agreed": contact_fields.value_text(agreed.get(name)),
                        "odoo": contact_fields.value_text(ours[name]),
                        "xero": contact_fields.value_text(theirs[name]),
                    }
                    for name in names
                ],
            },
            partner,
        )

    def _ask_which_side(self, asked):
        """A pull met what it may not write; nothing is overwritten. Questions about
        these contacts that are none any more end.

        :param dict asked: cause to its holds
        """
        issues = self.env["xero.issue"]
        for connection, theirs in self.grouped("connection_id").items():
            partners = theirs.partner_id
            for cause, holds in asked.items():
                own = [hold for hold in holds if hold.record in partners]
                for hold in own:
                    issues._raise(connection, hold)
                settled = {str(partner.id) for partner in partners}
                settled -= {hold.key for hold in own}
                issues._solved(connection, cause, settled)

    def _changes(self, before, after, hidden=()):
        """
        :param hidden: names of the fields of which only that they differ is said
        :return: list of (name for people, before, after) of what differs"""
        words = contact_words(self.env, self.connection_id)
        return [
            (
                words[name],
                *(
                    HIDDEN if name in hidden else contact_fields.value_text(said[name])
                    for said in (before, after)
                ),
            )
            for name in after
            if before[name] != after[name]
        ]

    @api.model
    def _settle_conflict(self, connection, record, winner, asked):
        """A person said whose word counts, of what they were asked about alone: of one
        partner there may be two questions.

        :param record: the partner
        :param str winner: ``odoo``: its values go to Xero; ``xero``: they come to Odoo;
            ``both``: each keeps its own, until one of them is changed again
        :param asked: set of names of fields
        """
        contact = self._find_known(connection, record).get(record.id)
        if not contact:
            return
        ours, places = contact._partner_values(), contact._places()
        outcomes = contact._compared(ours)
        owners = record._xero_owners()[record]
        pulled = merge.named(outcomes, merge.Outcome.PULL)
        names = merge.named(outcomes, merge.Outcome.CONFLICT)
        names += contact._kept(pulled, owners, places)
        names = [name for name in names if name in asked]
        if not names:
            return
        if winner == "xero":
            record._xero_check_owned(owners, names)
            contact._check_vat(names, places)
            if contact._write_partners({contact: names}, places):
                # Odoo refused it, and an issue says so: nothing is agreed on.
                return
            ours = contact._partner_values()
        elif winner == "odoo":
            # As if Xero's had been agreed: then Odoo's is the only change.
            ours = contact._values()
        contact._write_agreement(contact._agreement(ours, names))
        if winner == "odoo" and not self._open_jobs(connection, record):
            self.env["xero.job"]._intend(
                connection, self._name, record, PRIORITY_PERSON, approved=True
            )

    def _check_vat(self, names, places):
        """Raise in Odoo's words if it would not take the tax number."""
        kept = self._kept(
            [name for name in names if name == "tax_number"], None, places
        )
        for reason in kept.values():
            raise UserError(
                self.env._(
                    "Odoo does not accept this tax number: %(words)s\nCorrect it in "
                    "Xero, or use Odoo's.",
                    words=reason.partition(":")[2].strip(),
                )
            )
