from odoo import api, models

from ..xerolib import matching, messages, payloads, problems, values
from .xero_issue import Hold
from .xero_job import OPEN

# Partners that are looked for in one call: their names must fit into its address.
LOOK_UP_BATCH = 50


class XeroContact(models.Model):
    """The way of a partner to Xero: looked for first, then created."""

    _inherit = "xero.contact"

    # === What is sent === #

    @api.model
    def _prepare(self, connection, records):
        """A partner's body; None for one that is linked, a Hold under *review*."""
        prepared = {}
        for partner in records:
            if partner._xero_contact(connection):
                prepared[partner.id] = None
            elif connection.new_records == "review" and not self._is_approved(
                connection, partner
            ):
                prepared[partner.id] = self._hold_unknown(partner)
            else:
                contact = partner._xero_data(connection)
                found = problems.problems(contact)
                prepared[partner.id] = (
                    Hold._not_representable(partner, found)
                    if found
                    else (contact.number, payloads.contact_body(contact))
                )
        return prepared

    @api.model
    def _is_approved(self, connection, partner):
        """Whether a person asked for this very contact, not only for an invoice."""
        return bool(
            self._open_jobs(connection, partner).filtered(lambda job: job.priority > 0)
        )

    @api.model
    def _hold_unknown(self, partner):
        return Hold(
            "contact_unknown",
            str(partner.id),
            {"name": partner.display_name},
            partner,
        )

    @api.model
    def _ready(self, connection, jobs):
        """Nobody is created before Xero was asked whether it knows them."""
        return jobs.filtered("looked_up")

    # === Looking in Xero === #

    @api.model
    def _wanted_partners(self, connection):
        """The partners to look for: of jobs of their own, and of waiting invoices.

        An invoice that cannot go for another reason brings nobody into Xero.
        """
        self._ask_for_partners_of_invoices(connection)
        jobs = self.env["xero.job"]._claimable(connection, self._name)
        partners = jobs.filtered(lambda job: not job.looked_up)._records()
        return self.env["res.partner"].browse(partners.exists()[:LOOK_UP_BATCH].ids)

    @api.model
    def _ask_for_partners_of_invoices(self, connection):
        documents = self.env["xero.document"]
        jobs = self.env["xero.job"]._claimable(connection, documents._name)
        moves = {move.id: move for move in jobs._records().exists()}
        wanted = {}
        for job in jobs.filtered(lambda job: job.res_id in moves):
            move = moves[job.res_id]
            partner = move.commercial_partner_id
            if partner._xero_contact(connection):
                continue
            hold = move._xero_hold(connection, check_contact=False)
            if hold:
                hold._on(job)
            else:
                wanted.setdefault(partner.id, job)
        known = self._open_jobs(
            connection, self.env["res.partner"].browse(wanted), OPEN
        ).mapped("res_id")
        self.env["xero.job"].create(
            [
                {
                    "connection_id": connection.id,
                    "mirror_model": self._name,
                    "res_model": "res.partner",
                    "res_id": partner_id,
                    "user_id": job.user_id.id,
                }
                for partner_id, job in wanted.items()
                if partner_id not in known
            ]
        )

    @api.model
    def _look_up(self, client, references):
        terms = [f"ContactNumber=={values.quote(number)}" for number in references]
        return self._find(client, terms)

    @api.model
    def _find_partners(self, client, partners):
        """Ask Xero for whoever these partners may be there, in one call if it can.

        :return: Xero's contacts
        """
        terms = []
        for partner in partners:
            data = partner._xero_data(None)
            terms.append(f"ContactNumber=={values.quote(data.number)}")
            terms.append(f"Name=={values.quote(data.name)}")
            if data.email:
                terms.append(f"EmailAddress=={values.quote(data.email)}")
        return self._find(client, terms)

    @api.model
    def _identify(self, connection, partners):
        """Say who these partners are, from the mirrors as they were just refreshed.

        Ours by its number; else the one active contact with the e-mail, if the
        partner is the only one with it; else the one active contact of the name,
        unless its e-mail says that it is somebody else. What resembles a partner but
        is not certain is asked of a person.

        """
        jobs = self._open_jobs(connection, partners).grouped("res_id")
        for partner in partners:
            job = jobs.get(partner.id, self.env["xero.job"])
            linked = partner._xero_contact(connection)
            contact, matched_by, doubtful = self._candidate(connection, partner)
            if linked or contact:
                if not linked:
                    contact._link(partner, matched_by)
                job._close("matched")
            elif doubtful and all(c.status == "ARCHIVED" for c in doubtful):
                hold = self._hold_unknown(partner)
                Hold("contact_archived", hold.key, hold.data, partner)._on(job)
            elif doubtful:
                self._hold_unknown(partner)._on(job)
            else:
                job.looked_up = True

    @api.model
    def _candidate(self, connection, partner):
        """:return: (certain contact or empty, how it was matched, doubtful ones)"""
        data = partner._xero_data(None)
        email, name = matching.email_key(data.email), matching.name_key(data.name)
        free = self.search(
            [
                ("connection_id", "=", connection.id),
                "|",
                "|",
                ("number", "=", data.number),
                ("name_key", "=", name),
                "&",
                ("email_key", "!=", False),
                ("email_key", "=", email or False),
            ]
        )
        ours = free.filtered(lambda c: c.number == data.number and c.status == "ACTIVE")
        if len(ours) == 1:
            return ours, "number", self.browse()
        active = free.filtered(lambda c: c.status == "ACTIVE" and not c.partner_id)
        by_email = active.filtered(lambda c: email and c.email_key == email)
        partners = connection._partners_by_email({email}) if email else {}
        if len(by_email) == 1 and len(partners.get(email, ())) == 1:
            return by_email, "email", self.browse()
        by_name = active.filtered(lambda c: c.name_key == name)
        same_person = by_name.filtered(
            lambda c: not email or not c.email_key or c.email_key == email
        )
        namesakes = connection._partners_by_name({name}).get(name, partner)
        if len(same_person) == 1 and len(by_name) == 1 and len(namesakes) == 1:
            return same_person, "name", self.browse()
        return self.browse(), None, free

    # === What became of it === #

    @api.model
    def _is_ours(self, element, row):
        """Our number stands on nothing that we did not write."""
        return True

    @api.model
    def _arrived(self, connection, elements):
        mirrors = self._of(connection, elements.mapped("xero_id"))
        for element in elements:
            partner = self.env["res.partner"].browse(element.res_id).exists()
            if partner:
                mirrors[element.xero_id]._link(partner, "created")
            element.job_id._close("sent")

    @api.model
    def _taken(self, element):
        partner = self.env["res.partner"].browse(element.res_id)
        self._hold_unknown(partner)._on(element.job_id)

    @api.model
    def _refused(self, element, messages_):
        partner = self.env["res.partner"].browse(element.res_id)
        causes = {messages.recognise(text).cause for text in messages_}
        if causes & {messages.Cause.NAME_TAKEN, messages.Cause.CONTACT_NUMBER_TAKEN}:
            hold = self._hold_unknown(partner)
        else:
            hold = Hold(
                "refused",
                f"res.partner,{partner.id}",
                {"name": partner.display_name, "words": " ".join(messages_)},
                partner,
            )
        issue = self.env["xero.issue"]._raise(
            element.connection_id, hold, "\n".join(messages_)
        )
        element.job_id._block(issue)
