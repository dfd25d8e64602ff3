from odoo import fields, models
from odoo.exceptions import UserError

from ..models.xero_job import PRIORITY_PERSON
from ..xerolib import payloads, values

NAME_LIMIT = 255


class ResPartner(models.Model):
    _inherit = "res.partner"

    xero_contact_ids = fields.One2many(
        "xero.contact",
        "partner_id",
        groups="account.group_account_invoice,xero_connector.group_xero_user",
    )

    # === Who it is in Xero === #

    def _xero_contact(self, connection):
        """:return: the partner's one active contact in Xero, or an empty recordset"""
        self.ensure_one()
        contacts = self.sudo().xero_contact_ids
        # Not filtered(): its result is read alone, and this is asked for a whole batch.
        found = [
            contact
            for contact in contacts
            if contact.connection_id == connection and contact.status == "ACTIVE"
        ]
        return found[0] if len(found) == 1 else contacts.browse()

    def _xero_number(self):
        """Our key in Xero (ContactNumber): it names the database and the partner.

        It is seen by bookkeepers as the contact's code, never by a customer.
        """
        database = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        return f"ODOO-{database[:8]}-{self.id}"

    def _xero_data(self, connection):
        """The partner as Xero's contact.

        :param connection: where to; extensions may send other fields to another
        :return: :class:`~xerolib.payloads.Contact`
        """
        self.ensure_one()
        first, _space, last = (self.name or "").strip().rpartition(" ")
        return payloads.Contact(
            name=" ".join((self.name or "").split())[:NAME_LIMIT].strip(),
            number=self._xero_number(),
            first_name="" if self.is_company else first,
            last_name="" if self.is_company else last,
            email=values.normalise_email(self.email or "") or "",
            phone=self.phone or "",
            street=values.Address(
                street=self.street or "",
                street2=self.street2 or "",
                city=self.city or "",
                region=self.state_id.name or "",
                postal_code=self.zip or "",
                country=self.country_id.name or "",
            ),
            tax_number=self.vat or "",
            company_number=self.company_registry or "",
        )

    def unlink(self):
        self.env["xero.job"]._forget(self)
        return super().unlink()

    # === Actions === #

    def action_xero_push(self):
        """Create these partners in Xero, or find them there."""
        self.env["xero.job"].check_access("read")
        for company, partners in self.grouped(
            lambda partner: partner.company_id or self.env.company
        ).items():
            connection = company._xero_connection()
            if not connection:
                raise UserError(
                    self.env._(
                        "%(company)s is not connected to Xero. Connect it under "
                        "Xero › Connections.",
                        company=company.name,
                    )
                )
            if reason := connection._why_not("xero.contact"):
                raise UserError(reason)
            self.env["xero.job"]._intend(
                connection,
                "xero.contact",
                partners.commercial_partner_id,
                PRIORITY_PERSON,
                approved=True,
            )
