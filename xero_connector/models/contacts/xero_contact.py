from contextlib import suppress

from odoo import api, fields, models, tools

from ...const import INVOICE_READERS
from ...xerolib import contact_fields, field_rules, matching, merge, resources
from ...xerolib.errors import OddValue
from ...xerolib.field_rules import Direction
from ...xerolib.reading import Row

# Lists of places are short and the names in Xero free: they are compared in one go.
_PLACE_KEYS = ("name", "code")

# Where Xero lists the tracking options that a contact's documents get.
_TRACKING = ("SalesTrackingCategories", "PurchasesTrackingCategories")


def _key(name):
    return matching.words_key(name or "")


class XeroContact(models.Model):
    """A contact in Xero, and the partner it is in Odoo.

    Without a partner it waits in the review queue; with one, it is the link.
    """

    _name = "xero.contact"
    _inherit = ["xero.push.mirror"]
    _description = "Contact in Xero"

    _order = "name, id"
    _rec_names_search = ["name", "account_number", "email"]

    _xero_resource = resources.CONTACTS
    _xero_sequence = 40
    _xero_switch = "sync_contacts"
    _xero_group = "contacts"
    _xero_events = ("CONTACT",)
    _xero_unknown = "contact_not_found"
    _xero_link = "partner_id"
    _xero_changes_odoo = True
    _xero_of_secondary = True

    # With what the contact owes, and its bank account.
    raw = fields.Json(groups=",".join(INVOICE_READERS))

    # Not unique: merging two linked partners leaves one with two contacts.
    partner_id = fields.Many2one(
        "res.partner", index="btree_not_null", ondelete="set null", readonly=True
    )
    number = fields.Char("Contact Code", readonly=True)
    account_number = fields.Char(readonly=True)
    first_name = fields.Char(readonly=True)
    last_name = fields.Char(readonly=True)
    email = fields.Char(readonly=True)
    email_key = fields.Char(readonly=True, index="btree_not_null")
    name_key = fields.Char(readonly=True, index="btree_not_null")
    # Whom a partner is compared with shares one of these keys.
    match_keys = fields.Char(readonly=True, prefetch=False)
    phone = fields.Char(readonly=True)
    mobile = fields.Char(readonly=True)
    tax_number = fields.Char(readonly=True)
    company_number = fields.Char(readonly=True)
    is_customer = fields.Boolean(readonly=True)
    is_supplier = fields.Boolean(readonly=True)
    address = fields.Json(
        readonly=True, help="The one that the matched contact in Odoo also has."
    )
    address_type = fields.Char(
        readonly=True, help="Address type in Xero: STREET or POBOX."
    )
    merged_to = fields.Char(readonly=True)
    # What Xero says of invoices is read by those who read invoices in Odoo. It is of
    # the last reading: a balance that changes does not make Xero list the contact.
    receivable = fields.Float(
        "Owes in Xero",
        digits=(18, 2),
        readonly=True,
        groups=",".join(INVOICE_READERS),
        help="Open on this contact's invoices in Xero, in the organisation's base "
        "currency, when the contact was last read.",
    )
    overdue = fields.Float(
        "Overdue in Xero",
        digits=(18, 2),
        readonly=True,
        groups=",".join(INVOICE_READERS),
        help="The part of it that is past its due date.",
    )
    payable = fields.Float(
        "Owed in Xero",
        digits=(18, 2),
        readonly=True,
        groups=",".join(INVOICE_READERS),
        help="Open on this contact's bills in Xero, in the organisation's base "
        "currency, when the contact was last read.",
    )
    xero_url = fields.Char("Link to Xero", compute="_compute_xero_url")

    _xero_id_unique = models.Constraint(
        "UNIQUE(connection_id, xero_id)", "This contact already exists."
    )

    # Whether a partner is somebody in an organisation, asked of thousands of them.
    _partner_index = models.Index(
        "(partner_id, connection_id) WHERE partner_id IS NOT NULL"
    )

    # Without its list of what is still to be added: each search reads all of that.
    _match_index = models.Index(
        "USING gin (string_to_array(match_keys, ' ')) WITH (fastupdate = off)"
        " WHERE match_keys IS NOT NULL"
    )

    @api.depends("xero_id", "connection_id.short_code", "gone_at")
    def _compute_xero_url(self):
        for contact in self:
            contact.xero_url = not contact.gone_at and contact.connection_id._deep_link(
                f"contacts/contact/{contact.xero_id}"
            )

    # === Mirror === #

    @api.model
    def _xero_title(self):
        return self.env._("Contacts")

    @api.model
    def _read_columns(self, connection, said):
        # Each is read, so that a row with one that cannot be is kept apart.
        known = dict.fromkeys((*self._contact_fields(), *self._table_of(connection)))
        values = {field: said.value(field) for field in known}
        columns = {f.name: value or None for f, value in values.items() if f.has_column}
        return {
            **columns,
            "match_keys": self._match_keys(self._party_of(columns, connection)),
            "status": said.status or None,
            "email_key": matching.email_key(said.email) or None,
            "name_key": matching.name_key(said.name) or None,
            "is_customer": said.is_customer,
            "is_supplier": said.is_supplier,
            "address_type": said.address_type,
            "merged_to": said.merged_to or None,
            "receivable": said.receivable,
            "overdue": said.overdue,
            "payable": said.payable,
            "balance_read_at": fields.Datetime.now(),
        }

    @api.model
    def _mark_gone(self, xero_ids, domain):
        # EXTENDS 'xero_connector': nothing is sent to one that is gone, nobody is
        # linked with it, and its name is free.
        gone = super()._mark_gone(xero_ids, domain)
        gone._strike_out()
        gone._drop_proposals()
        return gone

    @api.model
    def _pull_params(self, since, full=False):
        """Archived ones too: a partner that is one of them is on stop."""
        return {"includeArchived": "true"}

    # === As people read it === #
    # What of a contact is only shown on the partner, and never carried over.

    groups = fields.Char("Contact Groups", compute="_compute_shown", compute_sudo=True)
    tracking = fields.Char(
        compute="_compute_shown",
        compute_sudo=True,
        help="Default tracking categories for this contact's documents in Xero.",
    )

    town = fields.Char("City", compute="_compute_town")

    @api.depends("address")
    def _compute_town(self):
        for contact in self:
            contact.town = (contact.address or {}).get("city")

    @api.depends("status")
    def _compute_gone_words(self):
        # EXTENDS 'xero_connector': nothing goes to one that is archived either
        result = super()._compute_gone_words()
        for contact in self:
            if contact.status == "ARCHIVED" and not contact.gone_at:
                contact.gone_words = self.env._("Archived in Xero")
        return result

    @api.depends("raw")
    def _compute_shown(self):
        for contact in self:
            contact.groups = contact.tracking = ""
            row = Row(contact.raw or {})
            # What makes no sense is not shown.
            with suppress(OddValue):
                names = [group.text("Name") for group in row.objects("ContactGroups")]
                contact.groups = ", ".join(filter(None, names))
            with suppress(OddValue):
                chosen = [
                    each.text("TrackingOptionName") or each.text("TrackingCategoryName")
                    for name in _TRACKING
                    for each in row.objects(name)
                ]
                contact.tracking = ", ".join(dict.fromkeys(filter(None, chosen)))

    # === What is compared === #
    # What both sides say of a contact, in one form, and what they agreed on last.
    #
    # ``agreed`` is in Odoo's spelling. Where Xero spells it otherwise (a trimmed text,
    # a split phone number), or said something else when the two were linked,
    # ``spelled`` holds that: while Xero keeps saying it, it is no news. So linking
    # moves nothing on either side, and from then on what is changed on one side flows
    # to the other.

    spelled = fields.Json(
        readonly=True, help="Xero's values where they differ from those last synced."
    )

    # === Both sides === #

    @api.model
    def _contact_fields(self):
        """All that is known of the fields of a contact; what goes to Xero, comes from
        there, is compared, shown and held to a limit derives from it.

        Another addon's field is one declaration: it returns ``super()`` and a
        :class:`~xerolib.contact_fields.Field` of its own, kept at the head of its
        module, with a label that Odoo translates late (``LazyTranslate``). A contact
        that was linked before has agreed on nothing of it: what one side alone says
        flows, and where both differ, a person is asked.

        :return: tuple of :class:`~xerolib.contact_fields.Field`
        """
        return contact_fields.FIELDS

    @api.model
    def _table_of(self, connection):
        """The fields of a contact as one connection has them: what addons know, and
        what a person added in its field mapping.

        :param connection: None, or empty, for what all have
        :return: tuple of :class:`~xerolib.contact_fields.Field`
        """
        declared = self._contact_fields()
        known = connection and connection._origin  # in a form it may be one to be saved
        if not known:
            return declared
        return self.env["xero.field.mapping"]._complete(known.id, declared)

    @api.model
    def _sent_fields(self, connection):
        """:return: those of them that go to Xero, as a tuple"""
        mappings = self.env["xero.field.mapping"]
        return tuple(
            field
            for field in self._table_of(connection)
            if not connection or mappings._rule(connection.id, field.name).goes_to_xero
        )

    @api.model
    def _field_words(self, connection=None):
        """:return: dict of the names of what is compared to their names for people"""
        return {
            field.name: self.env._(field.label)
            for field in self._table_of(connection)
            if field.is_compared
        }

    @api.model
    def _partner_fields(self):
        """:return: set of names of the partner's fields that its contact says too"""
        return {
            name for field in self._contact_fields() for name in field.partner_fields
        }

    def _values(self):
        """What Xero says.

        :return: dict of the names of what is compared to its values
        """
        self.ensure_one()
        table = self._table_of(self.connection_id)
        return contact_fields.normalise(self._read_field, table)

    def _read_field(self, field):
        """:return: what Xero says of a field, as it was read"""
        if field.has_column:
            return self[field.name]
        # sudo: it holds more than whoever sees a contact may read
        contact = self.sudo()
        if self.id not in self._fields["raw"]._get_cache(contact.env):
            # It is large, so it does not come by itself: here for all at once.
            contact.browse(self._prefetch_ids).fetch(["raw"])
        try:
            return field.parse(Row(contact.raw or {}))
        except OddValue:
            # It was copied before anybody asked for this field.
            return field.empty

    def _party(self):
        """:return: :class:`~xerolib.matching.Party`, to find out who it is"""
        self.ensure_one()
        return self._party_of(self, self.connection_id, self.is_consumer)

    @api.model
    def _party_of(self, said, connection, is_person=False):
        """:param said: a contact, or a dict of the values of its columns
        :param bool is_person: whether it is known to be one, whatever its name says
        :return: :class:`~xerolib.matching.Party`"""
        address = said["address"] or {}
        country = address.get("country", "")
        return matching.party(
            said["name"] or "",
            emails=(said["email"] or "",),
            phones=(said["phone"] or "", said["mobile"] or ""),
            phone_region=self._region(country) or connection.country_code or "",
            street=address.get("street", ""),
            town=address.get("city", ""),
            postal_code=address.get("postal_code", ""),
            countries=(country,),
            tax_number=said["tax_number"] or "",
            company_number=said["company_number"] or "",
            number=said["number"] or "",
            is_person=is_person or self._names_person(said),
        )

    @api.model
    def _match_keys(self, party):
        """:return: under which it is found, a text; None for none"""
        return " ".join(sorted(matching.block_keys(party))) or None

    def _fill_match_keys(self):
        """Those that were copied before there were any."""
        for contact in self:
            contact.match_keys = self._match_keys(contact._party())

    def _is_person(self):
        return self._names_person(self)

    @api.model
    def _names_person(self, said):
        """Whether Xero's first and last name say the name: of a company they name
        somebody in it."""
        person = " ".join(filter(None, (said["first_name"], said["last_name"])))
        key = matching.name_key(person)
        return bool(key) and key == matching.name_key(said["name"] or "")

    @api.model
    def _region(self, country):
        """:param str country: as somebody wrote it in Xero
        :return: its code of two letters, "" for one that nobody knows"""
        return self._regions().get(_key(country), "") if country else ""

    @api.model
    @tools.ormcache("country_id")
    def _country_code(self, country_id):
        """:return: the code of two letters of one of Odoo's countries, "" for none"""
        return self.env["res.country"].browse(country_id).code or ""

    @api.model
    @tools.ormcache("code")
    def _country_spellings(self, code):
        """:param str code: of a country; "" for none
        :return: see :func:`~xerolib.matching.country_spellings`"""
        if not code:
            return frozenset()
        countries = self.with_context(lang="en_US").env["res.country"]
        country = countries.search([("code", "=", code)], limit=1)
        return matching.country_spellings(country.name or "", code)

    @api.model
    @tools.ormcache()
    def _regions(self):
        """:return: dict of what a country is called to its code"""
        countries = self.with_context(lang="en_US").env["res.country"]
        known = countries.search([("code", "!=", False)])
        codes = {country.id: country.code for country in known}
        return {name: codes[found] for name, found in self._by_name(known).items()}

    def _said_address(self):
        """:return: what Xero says of the address that the partner has, too"""
        table = self._table_of(self.connection_id)
        name = contact_fields.ADDRESS.name
        found = next((field for field in table if field.name == name), None)
        return (found and self._read_field(found)) or {}

    @api.model
    def _values_of(self, data, connection):
        """:param dict data: all that is sent of a partner
        :return: dict of what of it is compared, as :meth:`_values`"""
        return {
            field.name: data[field.name]
            for field in self._table_of(connection)
            if field.is_compared
        }

    def _compared(self, ours):
        """Compare both sides with what was agreed, as the field mapping says.

        :param dict ours: what Odoo says
        :return: dict of field to :class:`~xerolib.merge.Outcome`
        """
        theirs = merge.as_agreed(self.agreed or {}, self.spelled, self._values())
        outcomes = merge.merge(self.agreed, ours, theirs)
        return field_rules.govern(outcomes, self._field_rules())

    def _field_rules(self, partner=None):
        """What the field mapping says, and what holds for its partner as a whole.

        :param partner: who it will be, by default who it is
        :return: see :class:`~xerolib.field_rules.Rules`, for all fields if not for some
        """
        rules = self.env["xero.field.mapping"]._rules(self.connection_id.id)
        direction = self._direction(self.partner_id if partner is None else partner)
        if direction is Direction.BOTH:
            return rules
        return {
            name: rules.get(name, field_rules.NO_RULE).narrow(direction)
            for name in self._field_words(self.connection_id)
        }

    def _direction(self, partner):
        """:return: the :class:`~xerolib.field_rules.Direction` of all fields of a
        partner: one may be left out of the sync, and one that is a contact in several
        organisations follows those alone that are set so"""
        if partner.xero_excluded:
            return Direction.OFF
        shared = self.connection_id.shared_contacts
        if shared != "both" and partner._xero_other_organisations(self.connection_id):
            return Direction(shared)
        return Direction.BOTH

    def _goes(self, *ways):
        """:param ways: of :class:`~xerolib.field_rules.Direction`, beside both ways
        :return: whether what its partner says beside its fields may go that way"""
        return self._direction(self.partner_id) in (Direction.BOTH, *ways)

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

    @api.model
    def _agree_as_they_stand(self, connection, name):
        """A field is read from another place in Xero: what stands there now is no news,
        and neither is what Odoo says.

        :param str name: of the field
        """
        linked = self.search(
            [("connection_id", "=", connection.id), ("partner_id", "!=", False)]
        )
        self._write_links(
            [
                {"id": contact.id, **contact._agreement(contact.agreed, [name])}
                for contact in linked
                if name in (contact.agreed or {})
            ]
        )

    @api.model
    def _agree_where_they_differ(self, connection, field):
        """A field is synced from now on: where both sides say something else, that is
        no news on either.

        :param field: :class:`~xerolib.contact_fields.Field`
        """
        linked = self.search(
            [("connection_id", "=", connection.id), ("partner_id", "!=", False)]
        )
        rows = []
        for contact in linked.filtered("agreed"):
            ours = field.clean(contact.partner_id._xero_value(field, connection))
            theirs = field.normalise(contact._read_field(field))
            if ours and theirs and ours != theirs:
                agreement = contact._agreement({field.name: ours})
                rows.append({"id": contact.id, **agreement})
        self._write_links(rows)

    # === As values of a partner === #

    def _partner_vals(self, places, names=None):
        """What Xero says, as values of a partner.

        :param dict places: see :meth:`_places`
        :param names: of which fields, all by default
        """
        said = self._values()
        vals = {}
        for field in self._table_of(self.connection_id):
            if field.name not in (said if names is None else names):
                continue
            value = said[field.name]
            if field.put:
                vals |= getattr(self, field.put)(value, places)
            else:
                vals[field.partner_fields[0]] = value or False
        return vals

    def _name_vals(self, name, _places):
        """One that is called otherwise in Xero on purpose keeps its own name."""
        return {"xero_name" if self.partner_id.xero_name else "name": name or False}

    def _address_vals(self, address, places):
        """A country that Xero does not name, or by a name that nobody knows, stays; and
        with it its state, unless Xero names another."""
        country, state = self._place(address, places)
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
        """Values of a new partner. A person, when Xero has a name of a person, or it is
        a consumer."""
        company = self.connection_id._company_of_new_contacts()
        rules = self._field_rules()
        # A partner has a name, be it Odoo's own from then on.
        coming = [
            name
            for name in self._values()
            if name == contact_fields.NAME.name
            or rules.get(name, field_rules.NO_RULE).goes_to_odoo
        ]
        vals = self._partner_vals(places, coming)
        defaults = self._new_partner_defaults()
        return {
            **vals,
            **({} if self.name else {"name": self._name_of_nameless()}),
            # What Xero says of a field that is mapped counts before a default.
            **{n: value for n, value in defaults.items() if not vals.get(n)},
            "is_company": not (self.is_consumer or self._is_person()),
            "customer_rank": int(self.is_customer),
            "supplier_rank": int(self.is_supplier),
            "company_id": company.id,
        }

    def _name_of_nameless(self):
        """:return: how to call one without a name in Xero; Odoo's contacts have one"""
        person = " ".join(filter(None, (self.first_name, self.last_name)))
        return person or self.email or self.account_number or self.env._("No name")

    # === Places === #

    def _places(self):
        """Read the places that the addresses may name, once for all of them.

        :return: tuple of two dicts: names and codes of countries, and pairs of a
            country's id and the name or code of one of its states, to ids
        """
        said = [address for contact in self if (address := contact._said_address())]
        if not said:
            return {}, {}
        # Names are in one language, as they are sent.
        english = self.with_context(lang="en_US").env
        countries = english["res.country"].search([("code", "!=", False)])
        countries = self._by_name(countries)
        named = {countries.get(_key(address.get("country"))) for address in said}
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

    @api.model
    def _place(self, address, places):
        """:return: ids of an address' country and state, False where it is unclear"""
        countries, states = places
        country = countries.get(_key(address.get("country")), False)
        return country, states.get((country, _key(address.get("region"))), False)
