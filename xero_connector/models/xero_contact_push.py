from odoo import api, models

from ..xerolib import payloads, problems, values
from .xero_issue import Hold
from .xero_issue_refusals import hold_of_refusal
from .xero_job import OPEN
from .xero_push_mirror import Push


class XeroContact(models.Model):
    """The way of a partner to Xero: looked for first, then created."""

    _inherit = "xero.contact"

    # === What is sent === #

    @api.model
    def _prepare_one(self, connection, record):
        """A partner's body; None for one that is linked, a Hold under *review*."""
        if record._xero_contact(connection):
            return None
        if connection.new_records == "review" and not self._is_approved(
            connection, record
        ):
            return self._hold_unknown(record)
        contact = record._xero_data(connection)
        found = problems.problems(contact)
        if found:
            return Hold._not_representable(record, found)
        return Push(contact.number, payloads.contact_body(contact))

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
    def _look_up(self, client, references):
        terms = [f"ContactNumber=={values.quote(number)}" for number in references]
        return self._find(client, terms)

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
        hold = hold_of_refusal(partner, partner, messages_, created=True)
        hold._on(element.job_id, "\n".join(messages_), element.exchange_id)
