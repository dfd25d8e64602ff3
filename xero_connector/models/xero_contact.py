from odoo import api, fields, models
from odoo.fields import Domain

from ..xerolib import matching, resources, values


class XeroContact(models.Model):
    """A contact in Xero, and the partner it is in Odoo.

    Without a partner it waits in the review queue; with one, it is the link.
    """

    _name = "xero.contact"
    _inherit = ["xero.push.mirror"]
    _description = "Contact in Xero"
    _order = "name, id"

    # Not unique: merging two linked partners leaves one with two contacts.
    partner_id = fields.Many2one(
        "res.partner", index="btree_not_null", ondelete="set null", readonly=True
    )
    matched_by = fields.Selection(
        [
            ("email", "E-mail"),
            ("number", "Contact number"),
            ("name", "Name"),
            ("created", "Created"),
            ("person", "By hand"),
        ],
        readonly=True,
    )
    number = fields.Char("Contact Code", readonly=True)
    account_number = fields.Char(readonly=True)
    first_name = fields.Char(readonly=True)
    last_name = fields.Char(readonly=True)
    email = fields.Char(readonly=True)
    email_key = fields.Char(readonly=True, index="btree_not_null")
    name_key = fields.Char(readonly=True, index="btree_not_null")
    phone = fields.Char(readonly=True)
    mobile = fields.Char(readonly=True)
    tax_number = fields.Char(readonly=True)
    company_number = fields.Char(readonly=True)
    is_customer = fields.Boolean(readonly=True)
    is_supplier = fields.Boolean(readonly=True)
    merged_to = fields.Char(readonly=True)
    xero_url = fields.Char("Link into Xero", compute="_compute_xero_url")

    _xero_id_unique = models.Constraint(
        "UNIQUE(connection_id, xero_id)", "This contact is known already."
    )

    @api.depends("xero_id", "connection_id.short_code")
    def _compute_xero_url(self):
        for contact in self:
            contact.xero_url = contact.connection_id._deep_link(
                f"contacts/contact/{contact.xero_id}"
            )

    # === Mirror === #

    @api.model
    def _xero_resource(self):
        return resources.CONTACTS

    @api.model
    def _columns(self, connection, row):
        phones = {phone.get("PhoneType"): phone for phone in row.get("Phones") or []}
        return {
            "name": row.get("Name"),
            "status": row.get("ContactStatus"),
            "number": row.get("ContactNumber") or None,
            "account_number": row.get("AccountNumber") or None,
            "first_name": row.get("FirstName") or None,
            "last_name": row.get("LastName") or None,
            "email": row.get("EmailAddress") or None,
            "email_key": matching.email_key(row.get("EmailAddress") or "") or None,
            "name_key": matching.name_key(row.get("Name") or "") or None,
            "phone": values.phone_text(phones.get("DEFAULT") or {}) or None,
            "mobile": values.phone_text(phones.get("MOBILE") or {}) or None,
            "tax_number": row.get("TaxNumber") or None,
            "company_number": row.get("CompanyNumber") or None,
            "is_customer": bool(row.get("IsCustomer")),
            "is_supplier": bool(row.get("IsSupplier")),
            "merged_to": row.get("MergedToContactID"),
        }

    @api.model
    def _pull_params(self, since, full=False):
        """At first the active ones; later also what was archived meanwhile."""
        return {"includeArchived": "true"} if since or full else {}

    # === Matching === #

    @api.model
    def _apply_slice(self, connection, limit):
        """Match what was pulled with Odoo's partners; create what is left, if asked.

        A contact that was matched once lost its partner by a person's hand (deleted,
        or another one chosen): it waits in the queue and does not come back as new.
        """
        unmatched = self.search(
            [
                ("connection_id", "=", connection.id),
                ("partner_id", "=", False),
                ("matched_by", "=", False),
                ("status", "=", "ACTIVE"),
            ]
        )
        unmatched -= unmatched._match_by_email(connection)
        if connection.new_records == "create" and connection._applies("contacts"):
            unmatched._create_partners(connection)
        return 0

    def _match_by_email(self, connection):
        """Link where exactly one partner and one active contact carry an e-mail.

        :return: the contacts that were linked
        """
        keys = set(filter(None, self.mapped("email_key")))
        contacts = self.search(
            [
                ("connection_id", "=", connection.id),
                ("status", "=", "ACTIVE"),
                ("email_key", "in", list(keys)),
            ]
        ).grouped("email_key")
        partners = connection._partners_by_email(keys)
        linked = self.browse()
        for key in keys:
            contact, partner = contacts[key], partners.get(key)
            if len(contact) == 1 and partner and len(partner) == 1:
                if not partner._xero_contact(connection):
                    contact._link(partner, "email")
                    linked |= contact
        return linked

    def _create_partners(self, connection):
        """A partner for each contact that resembles none.

        A contact whose e-mail or name some partner carries, be it archived, stays in
        the queue: it is for a person to say whether they are the same.
        """
        everybody = connection.with_context(active_test=False)
        emails = everybody._partners_by_email(
            set(filter(None, self.mapped("email_key")))
        )
        names = everybody._partners_by_name(set(filter(None, self.mapped("name_key"))))
        new = self.filtered(
            lambda c: c.email_key not in emails and c.name_key not in names
        )
        # One e-mail on two contacts: nobody knows whether they are two partners.
        by_email = new.filtered("email_key").grouped("email_key")
        shared = self.browse().union(*(c for c in by_email.values() if len(c) > 1))
        new -= shared
        places = self._places([contact._address() for contact in new])
        partners = (
            self.env["res.partner"]
            .with_context(
                tracking_disable=True,
                mail_create_nosubscribe=True,
                no_vat_validation=True,
            )
            .create([contact._partner_vals(places) for contact in new])
        )
        # Nobody can have asked yet who a partner is that was made just now.
        for contact, partner in zip(new, partners, strict=True):
            contact.write({"partner_id": partner.id, "matched_by": "created"})

    def _link(self, partner, matched_by):
        self.write({"partner_id": partner.id, "matched_by": matched_by})
        for connection in self.connection_id:
            self.env["xero.issue"]._solved(
                connection, "contact_unknown", [str(partner.id)]
            )
            self.env["xero.issue"]._solved(
                connection, "contact_archived", [str(partner.id)]
            )

    # === To Odoo === #

    def _partner_vals(self, places):
        """Values of a new partner. A person, when Xero has a name of a person.

        :param dict places: see :meth:`_places`
        """
        self.ensure_one()
        person = " ".join(filter(None, (self.first_name, self.last_name)))
        is_person = bool(person) and matching.name_key(person) == self.name_key
        street = self._address()
        country, state = places[street.country, street.region]
        return {
            "name": self.name,
            "is_company": not is_person,
            "email": self.email,
            "phone": self.phone or self.mobile,
            "vat": self.tax_number,
            "company_registry": self.company_number,
            "street": street.street,
            "street2": street.street2,
            "city": street.city,
            "zip": street.postal_code,
            "country_id": country.id,
            "state_id": state.id,
            "customer_rank": int(self.is_customer),
            "supplier_rank": int(self.is_supplier),
            "company_id": False,
        }

    def _address(self):
        """:return: the first address that says something, the street before the box"""
        found = {a.get("AddressType"): a for a in self.raw.get("Addresses") or []}
        addresses = [
            values.address_from(found.get(t) or {}) for t in ("STREET", "POBOX")
        ]
        return next((a for a in addresses if a.street or a.city), addresses[0])

    @api.model
    def _places(self, addresses):
        """Look each place up once, however many addresses are there.

        :return: dict of (country, region) as Xero names them to the pair of country
            and state, empty where it is unclear
        """
        found = {}
        for named in {(address.country, address.region) for address in addresses}:
            country = self._country(named[0])
            found[named] = country, self._state(country, named[1])
        return found

    def _country(self, name):
        """:return: the country of that name or code, none when it is unclear"""
        if not name:
            return self.env["res.country"]
        domain = Domain("name", "=ilike", name) | Domain("code", "=ilike", name)
        return self.env["res.country"].search(domain, limit=1)

    def _state(self, country, region):
        if not country or not region:
            return self.env["res.country.state"]
        domain = Domain("name", "=ilike", region) | Domain("code", "=ilike", region)
        return self.env["res.country.state"].search(
            domain & Domain("country_id", "=", country.id), limit=1
        )
