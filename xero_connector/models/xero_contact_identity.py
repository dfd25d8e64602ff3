from dataclasses import replace

from odoo import api, models
from odoo.tools import SQL

from ..xerolib import halving, matching, where
from .xero_issue import Hold
from .xero_job import LOOK_AHEAD, OPEN, WAITING


class XeroContact(models.Model):
    """Who a partner is in Xero: asked of Xero first, then, in doubt, of a person."""

    _inherit = "xero.contact"

    # === Whom to look for === #

    @api.model
    def _wanted_partners(self, connection):
        """:return: partners to look for in Xero, as many as one call takes"""
        jobs = self.env["xero.job"]._claimable(connection, self._name)
        known = self._known(connection, jobs._records())
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

    @api.model
    def _ask_for_partners_of_invoices(self, connection):
        """Let waiting invoices ask for their contacts.

        An invoice that cannot go for another reason brings nobody into Xero.

        :return: whether there were invoices without a contact
        """
        self._hurry(connection)
        jobs = self._jobs_without_contact(connection)
        moves = {move.id: move for move in jobs._records().exists()}
        self.env["xero.tax.mapping"]._ensure_for(
            connection, self.env["account.move"].union(*moves.values())
        )
        wanted, held = {}, []
        for job in jobs.filtered(lambda job: job.res_id in moves):
            move = moves[job.res_id]
            partner_id = move.commercial_partner_id.id
            if partner_id in wanted:
                continue
            hold = self._guard(
                move, lambda m=move: m._xero_hold(connection, check_contact=False)
            )
            if hold:
                held.append((job, hold))
            else:
                wanted[partner_id] = job
        self.env["xero.issue"]._hold(connection, held)
        self.env["xero.job"].create(
            [
                {
                    "connection_id": connection.id,
                    "mirror_model": self._name,
                    "res_model": "res.partner",
                    "res_id": partner_id,
                    "user_id": job.user_id.id,
                    "priority": job.priority,
                    "brought_along": True,
                }
                for partner_id, job in wanted.items()
            ]
        )
        return bool(jobs)

    @api.model
    def _hurry(self, connection):
        """A contact that waits is as urgent as the most urgent invoice for it."""
        self.env["xero.job"].flush_model()
        self.env["account.move"].flush_model(["commercial_partner_id"])
        raised = self.env.execute_query(
            SQL(
                """
                UPDATE xero_job SET priority = urgent.priority FROM (
                    SELECT move.commercial_partner_id AS partner_id,
                           max(job.priority) AS priority
                      FROM xero_job job JOIN account_move move ON move.id = job.res_id
                     WHERE job.connection_id = %(connection)s
                       AND job.mirror_model = 'xero.document'
                       AND job.state = 'waiting' AND job.priority > 0
                  GROUP BY move.commercial_partner_id) urgent
                 WHERE connection_id = %(connection)s
                   AND mirror_model = 'xero.contact'
                   AND res_id = urgent.partner_id
                   AND state IN %(waiting)s
                   AND xero_job.priority < urgent.priority
             RETURNING id
                """,
                connection=connection.id,
                waiting=WAITING,
            )
        )
        self.env["xero.job"].browse(row[0] for row in raised).invalidate_recordset()

    @api.model
    def _jobs_without_contact(self, connection):
        """Waiting invoices whose customer is not linked, nor on the way to be.

        Asked at every step, so it is one query that is empty as a rule.
        """
        self.env["xero.job"].flush_model()
        self.flush_model(["partner_id", "status"])
        self.env["account.move"].flush_model(["commercial_partner_id", "state"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT job.id FROM xero_job job
                  JOIN account_move move ON move.id = job.res_id
                 WHERE job.connection_id = %(connection)s
                   AND job.mirror_model = 'xero.document'
                   AND job.state = 'waiting' AND move.state != 'cancel'
                   AND NOT EXISTS (
                       SELECT 1 FROM xero_contact contact
                        WHERE contact.connection_id = %(connection)s
                          AND contact.partner_id = move.commercial_partner_id
                          AND contact.status = 'ACTIVE')
                   AND NOT EXISTS (
                       SELECT 1 FROM xero_job open_job
                        WHERE open_job.connection_id = %(connection)s
                          AND open_job.mirror_model = 'xero.contact'
                          AND open_job.res_id = move.commercial_partner_id
                          AND open_job.state IN %(open)s)
              ORDER BY job.priority DESC, job.id LIMIT %(limit)s
                """,
                connection=connection.id,
                open=OPEN,
                limit=LOOK_AHEAD,
            )
        )
        jobs = self.env["xero.job"].browse(row[0] for row in rows)
        return jobs - self.env["xero.document"]._looked_for(connection, jobs)

    # === Asking Xero === #

    @api.model
    def _find_partners(self, client, partners, tries=0):
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
    def _hold_unasked(self, connection, failed):
        """:param failed: what :meth:`_find_partners` could not ask about"""
        for partner, error in failed.items():
            for job in self._open_jobs(connection, partner):
                self._hold_failed(job, error)

    @api.model
    def _terms(self, partner):
        """:return: the terms of a `where` that name whoever this partner may be"""
        data = partner._xero_data(None)
        return [
            *where.equal("ContactNumber", [data.number]),
            *where.equal("Name", [data.name]),
            *where.equal("EmailAddress", [data.email]),
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
        for partner in partners:
            job = jobs[partner.id]
            if partner._xero_contact(connection):
                job._close("matched")
                continue
            alike = candidates[partner]
            kept = owners[partner].is_kept
            contact, matched_by = self._certain(partner, **alike)
            if contact and not kept:
                contact._link(partner, matched_by)
                job._close("matched")
            elif not alike["contacts"]:
                job.looked_up = True
            elif not self._settle_merge(connection, partner, job, kept):
                self._hold_alike(partner, alike["contacts"])._on(job)

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
        emails = {p: matching.email_key(d.email) for p, d in data.items()}
        names = {p: matching.name_key(d.name) for p, d in data.items()}
        own_names = {p: matching.name_key(p.name or "") for p in partners}
        sharing = connection._partners_by_email(set(filter(None, emails.values())))
        namesakes = connection._partners_by_name(set(filter(None, own_names.values())))
        contacts = self.search(
            [
                ("connection_id", "=", connection.id),
                ("gone_at", "=", False),
                "|",
                "|",
                ("number", "in", [d.number for d in data.values()]),
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
                "contacts": by_number.get(data[partner].number, nobody)
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
    def _certain(self, partner, contacts, sharing, namesakes):
        """The contact that can only be this partner: :func:`~xerolib.matching.certain`.

        :return: the contact or an empty recordset, and how it was matched
        """
        active = contacts.filtered(
            lambda c: c.status == "ACTIVE" and partner not in c.refused_partner_ids
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
        return found or (self.browse(), None)
