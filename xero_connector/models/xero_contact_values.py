from odoo import api, fields, models

from ..xerolib import matching, merge, values

# Parts of an address that both sides keep, by their names in Odoo.
ADDRESS_PARTS = ("street", "street2", "city", "region", "postal_code", "country")

# Where a partner keeps the same.
PARTNER_FIELDS = {
    "name": "name",
    "email": "email",
    "phone": "phone",
    "tax_number": "vat",
    "company_number": "company_registry",
}

# Lists of places are short and the names in Xero free: they are compared in one go.
_PLACE_KEYS = ("name", "code")


def _key(name):
    return matching.words_key(name or "")


class XeroContact(models.Model):
    """What both sides say of a contact, in one form, and what they agreed on last.

    ``agreed`` is in Odoo's spelling. Where Xero spells it otherwise (a trimmed text, a
    split phone number), or said something else when the two were linked, ``spelled``
    holds that: while Xero keeps saying it, it is no news. So linking moves nothing on
    either side, and from then on what is changed on one side flows to the other.
    """

    _inherit = "xero.contact"

    spelled = fields.Json(
        readonly=True, help="What Xero said, where it is not what was agreed."
    )

    # === Both sides === #

    def _values(self):
        """What Xero says.

        :return: dict of ``name``, ``email``, ``phone``, ``tax_number``,
            ``company_number``: texts, and ``address``: a dict of
            :data:`ADDRESS_PARTS`, for it is one thing: half of an old one and half of
            a new one would be nobody's
        """
        self.ensure_one()
        return {
            "name": " ".join((self.name or "").split()),
            "email": values.normalise_email(self.email or "") or self.email or "",
            "phone": self.phone or self.mobile or "",
            "tax_number": self.tax_number or "",
            "company_number": self.company_number or "",
            "address": self.address or {},
        }

    def _party(self):
        """:return: :class:`~xerolib.matching.Party`, to find out who it is"""
        self.ensure_one()
        address = self.address or {}
        return matching.party(
            self.name or "",
            emails=(self.email or "",),
            phones=(self.phone or "", self.mobile or ""),
            town=address.get("city", ""),
            postal_code=address.get("postal_code", ""),
            countries=(address.get("country", ""),),
            tax_number=self.tax_number or "",
            company_number=self.company_number or "",
            number=self.number or "",
            is_person=self._is_person(),
        )

    def _is_person(self):
        """Whether Xero's first and last name say the name: of a company they name
        somebody in it."""
        person = " ".join(filter(None, (self.first_name, self.last_name)))
        return bool(person) and matching.name_key(person) == self.name_key

    @api.model
    def _values_of(self, contact):
        """What Odoo says, in the same form.

        :param contact: the partner as :class:`~xerolib.payloads.Contact`
        """
        return {
            "name": contact.name,
            "email": contact.email,
            "phone": contact.phone,
            "tax_number": contact.tax_number,
            "company_number": contact.company_number,
            "address": self._address_values(contact.street),
        }

    @api.model
    def _address_values(self, address):
        """:return: dict of what an :class:`~xerolib.values.Address` says"""
        found = {part: getattr(address, part) for part in ADDRESS_PARTS}
        return {part: text for part, text in found.items() if text}

    def _compared(self, ours):
        """Compare both sides with what was agreed.

        :param dict ours: what Odoo says
        :return: dict of field to :class:`~xerolib.merge.Outcome`
        """
        theirs = merge.as_agreed(self.agreed or {}, self.spelled, self._values())
        return merge.merge(self.agreed, ours, theirs)

    def _agreement(self, ours, names=None):
        """Both sides stand as they should now: that is agreed.

        :param dict ours: what Odoo says, or sent
        :param names: of which fields, all by default
        :return: dict of the values of ``agreed`` and ``spelled``
        """
        settled = {name: ours[name] for name in (ours if names is None else names)}
        former = self.spelled or {}
        return {
            "agreed": {**(self.agreed or {}), **settled},
            "spelled": {
                **{name: said for name, said in former.items() if name not in settled},
                **merge.spelling(settled, self._values()),
            },
        }

    # === As values of a partner === #

    def _partner_vals(self, places, names=None):
        """What Xero says, as values of a partner.

        :param dict places: see :meth:`_places`
        :param names: of which fields, all by default
        """
        said = self._values()
        vals = {}
        for name in names or said:
            if name == "address":
                vals |= self._address_vals(places)
            else:
                vals[PARTNER_FIELDS[name]] = said[name] or False
        if "name" in vals and self.partner_id.xero_name:
            # It is called otherwise in Xero on purpose.
            vals["xero_name"] = vals.pop("name")
        return vals

    def _address_vals(self, places):
        """A country that Xero does not name, or by a name that nobody knows, stays; and
        with it its state, unless Xero names another."""
        address = self.address or {}
        country, state = self._place(places)
        known = self.partner_id
        if not country:
            country = known.country_id.id
            if not address.get("region"):
                state = known.state_id.id
        return {
            "street": address.get("street", False),
            "street2": address.get("street2", False),
            "city": address.get("city", False),
            "zip": address.get("postal_code", False),
            "country_id": country,
            "state_id": state,
        }

    def _new_partner_vals(self, places):
        """Values of a new partner. A person, when Xero has a name of a person."""
        company = self.connection_id._company_of_new_contacts()
        return {
            **self._partner_vals(places),
            "is_company": not self._is_person(),
            "customer_rank": int(self.is_customer),
            "supplier_rank": int(self.is_supplier),
            "company_id": company.id,
        }

    # === Places === #

    def _places(self):
        """Read the places that the addresses may name, once for all of them.

        :return: tuple of two dicts: names and codes of countries, and pairs of a
            country's id and the name or code of one of its states, to ids
        """
        if not any(contact.address for contact in self):
            return {}, {}
        # Names are in one language, as they are sent.
        english = self.with_context(lang="en_US").env
        countries = english["res.country"].search([("code", "!=", False)])
        countries = self._by_name(countries)
        named = {
            countries.get(_key((contact.address or {}).get("country")))
            for contact in self
        }
        states = {}
        for country, theirs in (
            self.env["res.country.state"]
            .search([("country_id", "in", list(filter(None, named)))])
            .grouped("country_id")
            .items()
        ):
            for name, state in self._by_name(theirs).items():
                states[country.id, name] = state
        return countries, states

    @api.model
    def _by_name(self, places):
        found = {
            _key(place[field]): place.id for field in _PLACE_KEYS for place in places
        }
        if places._name == "res.country":
            codes = {country.code: country.id for country in places}
            for name, code in matching.COUNTRY_CODES.items():
                if code in codes:
                    found.setdefault(name, codes[code])
        found.pop("", None)
        return found

    def _place(self, places):
        """:return: ids of the address' country and state, False where it is unclear"""
        countries, states = places
        address = self.address or {}
        country = countries.get(_key(address.get("country")), False)
        return country, states.get((country, _key(address.get("region"))), False)
