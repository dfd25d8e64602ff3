from dataclasses import replace

from odoo import api, models

from ...const import JOB_OPEN, PRIORITY_PERSON
from ...xerolib import halving, matching, where
from ..issues.xero_issue import Hold


class XeroContact(models.Model):
    """Who a partner is in Xero: asked of Xero first, then, in doubt, of a person."""

    _inherit = "xero.contact"

    # === Whom to look for === #

    @api.model
    def _records_to_find(self, connection):
        jobs = self.env["xero.job"]._claimable(connection, self._name)
        known = self._find_known(connection, jobs._records())
        partners = jobs.filtered(
            lambda job: not job.looked_up and job.res_id not in known
        )._records()
        partners = self.env["res.partner"].browse(partners.exists().ids)
        terms, held = {}, []
        for partner in partners:
            found = self._guard(partner, lambda p=partner: self._terms(p))
            if isinstance(found, Hold):
                held += [(job, found) for job in self._open_jobs(connection, partner)]
            else:
                terms[partner.id] = found
        self.env["xero.issue"]._hold(connection, held)
        fit = where.how_many_fit(terms.values()) if terms else 0
        return partners.browse(list(terms)[:fit])

    # === Asking Xero === #

    @api.model
    def _find_records(self, client, partners, tries=0):
        """Ask Xero for whoever these partners may be there, in one call if it can.

        :param int tries: how often that failed before
        :return: Xero's contacts, archived ones too; and by partner the error of each
            that Xero cannot be asked about
        """
        terms = {partner: self._terms(partner) for partner in partners}
        return halving.ask_in_parts(
            lambda part: self._find(client, [t for p in part for t in terms[p]]),
            list(partners),
            tries,
        )

    @api.model
    def _terms(self, partner):
        """:return: the terms of a `where` that name whoever this partner may be"""
        data = partner._xero_data(None)
        return [
            *where.equal("ContactNumber", [data["number"]]),
            *where.equal("Name", [data["name"]]),
            *where.equal("EmailAddress", [data["email"]]),
        ]

    # === Deciding === #

    @api.model
    def _identify(self, connection, partners):
        """Say who these partners are, from the mirrors as they were just refreshed.

        What resembles a partner without being certain is asked of a person; a partner
        that nothing resembles is marked as looked for, and may be created. Of a user's
        or a company's own partner a person alone says who it is.
        """
        jobs = self._open_jobs(connection, partners).grouped("res_id")
        candidates = self._candidates(connection, partners)
        owners = partners._xero_owners()
        proposed = self._propose_for(connection, partners)
        for partner in partners:
            job = jobs[partner.id]
            if partner._xero_contact(connection):
                job._close("matched")
                continue
            alike = candidates[partner]
            similar = alike["contacts"].union(*(p.left for p in proposed[partner]))
            kept = owners[partner].is_kept
            contact, matched_by = self._certain(connection, partner, **alike)
            certain = {p.left: p for p in proposed[partner] if p.is_certain}
            if contact and not kept:
                contact._link(partner, matched_by)
                job._close("matched")
            elif certain:
                self._link_certain(certain)
                job._close("matched")
            elif not similar or self._tell_apart(connection, partner, similar):
                job.looked_up = True
            elif not self._settle_merge(connection, partner, job, kept):
                self._hold_alike(partner, similar)._on(job)

    def _tell_apart(self, connection, partner, similar):
        """All that resembles the partner is another customer of the same name: under a
        name of its own it can be created, if a person chose how it is called then.

        :return: whether that is so
        """
        name = matching.name_key(partner._xero_data(None)["name"])
        email = matching.email_key(partner.email or "")
        others = similar.filtered(
            lambda contact: (
                contact.partner_id - partner
                and contact.name_key == name
                and contact.email_key != email
            )
        )
        apart = partner._xero_names_apart().get(connection.names_apart)
        if others != similar or not apart or partner.xero_is_kept:
            return False
        if partner._xero_other_organisations(connection):
            return False  # it has one name for all of them
        known = [
            ("connection_id", "=", connection.id),
            ("status", "=", "ACTIVE"),
            ("name_key", "=", matching.name_key(apart)),
        ]
        if self.search_count(known, limit=1):
            return False
        partner.xero_name = apart
        return True

    @api.model
    def _propose_for(self, connection, partners):
        """:return: dict of each partner to the list of its proposals; empty ones where
        a person alone matches what more than an e-mail tells"""
        found = {partner: [] for partner in partners}
        if connection.match_by == "evidence":
            matcher = self.env["xero.contact.matcher"]
            for proposal in matcher._suggest(connection, partners=partners):
                if proposal.right in found:
                    found[proposal.right].append(proposal)
        return found

    @api.model
    def _hold_alike(self, partner, contacts):
        """:param contacts: those that resemble the partner, or were it
        :return: what is asked about it"""
        if "ACTIVE" in contacts.mapped("status"):
            return self._hold_unknown(partner, contacts)
        if contacts.filtered("gone_at"):
            return self._hold_gone(partner)
        return replace(self._hold_unknown(partner), cause="contact_archived")

    def _settle_merge(self, connection, partner, job, kept):
        """The partner's contact was merged into another one in Xero: it is that one
        now, if that is nobody's; else a person merges in Odoo too, or says who it is.

        :param bool kept: whether a person alone links the partner
        :return: whether that is what happened
        """
        # sudo: who a customer is in Xero is asked for whoever pushes
        merged = partner.sudo().xero_contact_ids.filtered(
            lambda c: c.connection_id == connection and c.merged_to
        )[:1]
        into = merged and merged._merged_into()
        if not into or into.status != "ACTIVE":
            return False
        if into.partner_id:
            other = into.partner_id
            data = {
                "name": partner.display_name,
                "into": into.name,
                "partner": other.display_name,
                "partner_ids": [other.id, partner.id],
            }
            Hold("contact_merged", str(partner.id), data, partner)._on(job)
        elif kept:
            return False
        else:
            merged._move_link(into)
            job._close("matched")
        return True

    @api.model
    def _candidates(self, connection, partners):
        """Contacts in Xero, and partners in Odoo, that carry the same key. Of those
        that are gone from Xero, only what was the partner itself.

        :return: dict of partner to a dict of ``contacts`` (its own, or alike),
            ``sharing`` (partners with its e-mail) and ``namesakes`` (with its name)
        """
        data = {partner: partner._xero_data(None) for partner in partners}
        emails = {p: matching.email_key(d["email"]) for p, d in data.items()}
        names = {p: matching.name_key(d["name"]) for p, d in data.items()}
        own_names = {p: matching.name_key(p.name or "") for p in partners}
        sharing = self._partners_by_email(
            connection, set(filter(None, emails.values()))
        )
        namesakes = self._partners_by_name(
            connection, set(filter(None, own_names.values()))
        )
        contacts = self.search(
            [
                ("connection_id", "=", connection.id),
                ("gone_at", "=", False),
                "|",
                "|",
                ("number", "in", [d["number"] for d in data.values()]),
                ("name_key", "in", list(names.values())),
                ("email_key", "in", list(filter(None, emails.values()))),
            ]
        )
        by_number = contacts.grouped("number")
        by_email = contacts.grouped("email_key")
        by_name = contacts.grouped("name_key")
        nobody = self.browse()
        # sudo: as above
        return {
            partner: {
                "contacts": by_number.get(data[partner]["number"], nobody)
                | (emails[partner] and by_email.get(emails[partner]) or nobody)
                | by_name.get(names[partner], nobody)
                | partner.sudo().xero_contact_ids.filtered(
                    lambda contact: contact.connection_id == connection
                ),
                "sharing": sharing.get(emails[partner], partner),
                "namesakes": namesakes.get(own_names[partner], partner),
            }
            for partner in partners
        }

    @api.model
    def _certain(self, connection, partner, contacts, sharing, namesakes):
        """The contact that can only be this partner: :func:`~xerolib.matching.certain`.
        Where all evidence counts, only the one that carries our own number.

        :return: the contact or an empty recordset, and how it was matched
        """
        active = contacts.filtered(
            lambda c: (
                c.status == "ACTIVE"
                and partner not in c.refused_partner_ids
                # Of one that is nobody's, a person may have said so.
                and (c.partner_id or c._is_to_match())
            )
        )
        found = matching.certain(
            partner._xero_party(),
            [
                matching.Candidate(contact, contact._party(), not contact.partner_id)
                for contact in active
            ],
            alone_with_email=sharing == partner,
            alone_with_name=namesakes == partner,
        )
        if found and connection.match_by == "evidence" and found[1] != "number":
            found = None
        return found or (self.browse(), None)

    # === Created because a person said so === #

    @api.model
    def _create_for(self, connection, partners):
        """These partners are nobody in Xero yet: they are created there, and what
        waited for them goes on."""
        self.search(
            [
                ("connection_id", "=", connection.id),
                ("partner_id", "in", partners.ids),
                ("status", "!=", "ACTIVE"),
            ]
        ).partner_id = False
        jobs = self._open_jobs(connection, partners, JOB_OPEN)
        known = set(jobs.mapped("res_id"))
        jobs |= jobs.create(
            [
                {
                    "connection_id": connection.id,
                    "mirror_model": self._name,
                    "res_model": partners._name,
                    "res_id": partner.id,
                    "user_id": self.env.uid,
                }
                for partner in partners
                if partner.id not in known
            ]
        )
        self.env["xero.issue"].search(
            [
                ("connection_id", "=", connection.id),
                ("res_model", "=", partners._name),
                ("res_id", "in", partners.ids),
                ("state", "=", "open"),
            ]
        )._solve()
        # Looked for already: this answer is what was missing.
        jobs.write({"priority": PRIORITY_PERSON, "approved": True, "looked_up": True})
        connection._wake()
