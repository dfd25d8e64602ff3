from dataclasses import replace

from odoo import api, models

from ..xerolib import matching, payloads, problems, where
from .xero_issue import Hold
from .xero_issue_refusals import hold_of_refusal
from .xero_job import OPEN
from .xero_push_mirror import Push


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
        if record.id in self._known(connection, record):
            # Two contacts are this partner, after a merge in Odoo: which one counts
            # is asked, and a third one is never made.
            return self._hold_unknown(record)
        # sudo: asked for whoever pushes
        asks = connection.new_records == "review" or record.sudo().xero_is_kept
        if asks and not self._is_approved(connection, record):
            return self._hold_unknown(record)
        contact = record._xero_data(connection)
        contact = replace(contact, number=self._free_number(record, contact.number))
        found = problems.problems(contact)
        if found:
            return Hold._not_representable(record, found)
        return Push(
            contact.number,
            payloads.contact_body(contact),
            base=self._values_of(contact),
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
    def _known(self, connection, records):
        mirrors = self.search(
            [
                ("connection_id", "=", connection.id),
                ("partner_id", "in", records.ids),
                ("status", "=", "ACTIVE"),
            ]
        )
        return {mirror.partner_id.id: mirror for mirror in mirrors}

    @api.model
    def _is_approved(self, connection, partner):
        """Whether a person asked for this very contact, not only for an invoice."""
        return bool(self._open_jobs(connection, partner, OPEN).filtered("approved"))

    @api.model
    def _hold_unknown(self, partner, alike=None):
        """:param alike: contacts that resemble it; one may have its name in Xero"""
        data = {"name": partner.display_name}
        name = matching.name_key(partner._xero_data(None).name)
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
        known = self._known(connection, jobs._records())
        return jobs.filtered(lambda job: job.looked_up or job.res_id in known)

    # === Looking in Xero === #

    @api.model
    def _look_up(self, client, references):
        return self._find(client, where.equal("ContactNumber", references))

    # === What became of it === #

    @api.model
    def _is_ours(self, element, row):
        """Our number stands on nothing that we did not write; of an update, Xero says
        what was sent."""
        return element.exchange_id.method == "PUT" or payloads.says(
            row, element._sent()
        )

    @api.model
    def _arrived(self, connection, elements):
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
        self._note_left_out(partners.browse(created.mapped("res_id")))
        self.browse().union(*(mirrors[e.xero_id] for e in created))._mark_applied()
        self.env["xero.issue"]._solved_about(connection, partners)
        adopted = elements.filtered(lambda element: element.outcome == "adopted")
        adopted.job_id._close("adopted")
        (elements - adopted).job_id._close("sent")

    @api.model
    def _note_left_out(self, partners):
        """What Xero would have refused is not in Xero: said where it is corrected."""
        # sudo: as above
        bodies = {
            partner.id: self.env._(
                "Created in Xero without %(what)s: Xero does not take it. Correct it, "
                "and it goes there.",
                what=partner.xero_left_out,
            )
            for partner in partners.sudo()
            if partner.xero_left_out
        }
        if bodies:
            partners.browse(bodies)._message_log_batch(bodies)

    @api.model
    def _gone(self, connection, job, mirror):
        """The contact was removed in Xero: its partner is nobody there any more."""
        mirror._strike_out()
        self._hold_gone(job._records())._on(job)

    @api.model
    def _taken(self, element, row):
        partner = self.env["res.partner"].browse(element.res_id)
        self._hold_unknown(partner)._on(element.job_id)

    @api.model
    def _refused(self, element, messages_):
        partner = self.env["res.partner"].browse(element.res_id)
        self._strike_out_unknown(element, messages_)
        created = element.exchange_id.method == "PUT"
        hold = hold_of_refusal(partner, partner, messages_, created=created)
        hold._on(element.job_id, "\n".join(messages_), element.exchange_id)
