from dataclasses import dataclass, field

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ...const import PRIORITY_AUTOMATIC, PRIORITY_PERSON
from ...xerolib import contact_fields, matching, values

# What Xero says is taken as it is, silently: no follower, no mail, no way back to Xero.
SILENT = {
    "tracking_disable": True,
    "mail_create_nosubscribe": True,
    "no_vat_validation": True,
    "xero_pulled": True,
}

_OWNERS = """
    WITH RECURSIVE above(root, id) AS (
        SELECT id, id FROM res_partner WHERE id IN %(ids)s
         UNION
        SELECT above.root, partner.parent_id FROM res_partner partner
          JOIN above ON partner.id = above.id WHERE partner.parent_id IS NOT NULL),
    family(root, id) AS (
        SELECT root, id FROM above
         UNION
        SELECT family.root, child.id FROM res_partner child
          JOIN family ON child.parent_id = family.id)
    SELECT family.root, 'user', users.id FROM family
      JOIN res_users users ON users.partner_id = family.id
     WHERE NOT coalesce(users.share, FALSE)
     UNION ALL
    SELECT family.root, 'portal', users.id FROM family
      JOIN res_users users ON users.partner_id = family.id
     WHERE users.share AND family.root = family.id
     UNION ALL
    SELECT family.root, 'company', company.id FROM family
      JOIN res_company company ON company.partner_id = family.id
"""


@dataclass
class Owners:
    """Whose partner it is, besides a customer's: ids of internal users, of companies,
    and of portal users; archived ones too, for they may come back.

    Those of contacts above and below it count as well, save portal users: Odoo copies
    address and tax number up and down to them.
    """

    user: set[int] = field(default_factory=set)
    company: set[int] = field(default_factory=set)
    portal: set[int] = field(default_factory=set)

    @property
    def is_kept(self):
        """Whether only a person links it, and only who may edit those changes it."""
        return bool(self.user or self.company)


class ResPartner(models.Model):
    _inherit = "res.partner"

    xero_contact_ids = fields.One2many(
        "xero.contact",
        "partner_id",
        groups="account.group_account_invoice,xero_connector.group_xero_user",
    )

    xero_name = fields.Char(
        "Name in Xero",
        copy=False,
        groups="base.group_user",
        help="Used only in Xero, where names must be unique. If empty, the contact's "
        "own name is used.",
    )
    xero_excluded = fields.Boolean(
        "Do Not Sync with Xero",
        copy=False,
        groups="xero_connector.group_xero_user",
        help="The contact is not created in Xero, and changes are not synced either "
        "way. Invoices of a contact that is matched are still pushed.",
    )
    xero_left_out = fields.Char(
        compute="_compute_xero_left_out",
        groups="xero_connector.group_xero_user",
        help="Values that Xero would reject and that are therefore not sent.",
    )

    # Read while many are prepared; before anything is written, it is asked anew.
    xero_is_kept = fields.Boolean(
        compute="_compute_xero_is_kept",
        compute_sudo=True,
        groups="xero_connector.group_xero_user",
        help="The contact of a user or company: it is never matched automatically.",
    )
    xero_refused_contact_ids = fields.Many2many(
        "xero.contact",
        "xero_contact_refused_partner_rel",
        "partner_id",
        "contact_id",
        readonly=True,
        copy=False,
        groups="xero_connector.group_xero_user",
    )

    @api.depends(lambda self: self.env["xero.contact"]._partner_fields())
    @api.depends_context("lang")
    def _compute_xero_left_out(self):
        for partner in self:
            company = partner.company_id or self.env.company
            connection = company._xero_connection()
            partner.xero_left_out = partner._xero_left_out_words(connection)

    def _xero_left_out_words(self, connection):
        """:return: what of the partner is not sent there, since Xero would refuse it"""
        contacts = self.env["xero.contact"]
        words = {
            **contacts._field_words(connection),
            "email": self.env._("the email address"),
            "country": self.env._("the country"),
        }
        left_out = contact_fields.find_left_out(
            self._xero_values(connection), contacts._sent_fields(connection)
        )
        return ", ".join(f"{words.get(name, name)} “{text}”" for name, text in left_out)

    # === Whose it is === #

    def _compute_xero_is_kept(self):
        for partner, owners in self._xero_owners().items():
            partner.xero_is_kept = owners.is_kept

    def _xero_owners(self):
        """:return: dict of partner to :class:`Owners`, for all of them, in one query"""
        found = {partner: Owners() for partner in self}
        known = self.browse(self.ids)
        if not known:
            return found
        self.flush_model(["parent_id"])
        self.env["res.users"].flush_model(["partner_id", "share"])
        self.env["res.company"].flush_model(["partner_id"])
        for root, kind, owner in self.env.execute_query(
            SQL(_OWNERS, ids=tuple(known.ids))
        ):
            getattr(found[self.browse(root)], kind).add(owner)
        return found

    def _xero_check_owned(self, owners, names):
        """Raise unless who asks may let Xero change these fields.

        Odoo asks the same when somebody edits a user's partner, but not of archived
        users, of companies, and of users below a company; nor of what runs as root.

        :param owners: :class:`Owners` of the partner
        :param names: of the fields, as both sides are compared by
        """
        self.ensure_one()
        may = True
        if owners.is_kept:
            users = self.env["res.users"].sudo(False).browse(owners.user)
            companies = self.env["res.company"].sudo(False).browse(owners.company)
            may = (users - self.env.user).has_access("write")
            may = may and companies.has_access("write")
        if owners.is_kept or (owners.portal and "email" in names):
            may = may and self.sudo(False).has_access("write")
        if not may:
            raise UserError(
                self.env._(
                    "%(name)s belongs to an Odoo user or company. Only someone who "
                    "can edit that user or company can apply the values from Xero: "
                    "contact your administrator.",
                    name=self.display_name,
                )
            )

    @api.model
    def _xero_refused_vat(self, vat, country):
        """:return: why Odoo would refuse a tax number, in its words; "" if it would
        not. Without Odoo's VAT module nothing is refused."""
        try:
            self.with_context(no_vat_validation=False)._run_vat_checks(country, vat)
        except ValidationError as error:
            return str(error)
        return ""

    # === Who it is in Xero === #

    def _xero_contact(self, connection):
        """:return: the partner's one active contact in Xero, or an empty recordset"""
        found = self._xero_active_contacts(connection)
        # sudo: asked for whoever changes or pushes
        return found[0] if len(found) == 1 else self.env["xero.contact"].sudo()

    def _xero_active_contacts(self, connection):
        """:return: list of all active contacts that are this partner; more than one
        after a merge in Odoo"""
        self.ensure_one()
        # Not filtered(): its result is read alone, and this is asked for a whole batch.
        # sudo: as above
        return [
            contact
            for contact in self.sudo().xero_contact_ids
            if contact.connection_id == connection and contact.status == "ACTIVE"
        ]

    @api.model
    def _xero_is_nobody_sql(self, alias, connection):
        """For each row an index is asked, not a join: while thousands come in, what
        PostgreSQL knows of the tables is old, and it would compare all with all.

        :param str alias: of a table of partners
        :return: SQL, whether no active contact of the organisation is the partner, or
            the company that it is part of
        """
        return SQL(
            """(SELECT known.id FROM xero_contact known
                 WHERE known.partner_id = %s AND known.connection_id = %s
                   AND known.status = 'ACTIVE' LIMIT 1) IS NULL""",
            SQL.identifier(alias, "commercial_partner_id"),
            connection.id,
        )

    def _xero_other_organisations(self, connection):
        """:return: whether it is a contact in another connected organisation as
        well"""
        # sudo: as above
        return any(
            contact.connection_id != connection
            and contact.status == "ACTIVE"
            and contact.connection_id.lifecycle == "connected"
            and contact.connection_id.role == "primary"
            for contact in self.sudo().xero_contact_ids
        )

    def _xero_names_apart(self):
        """:return: dict of what tells it from a namesake to the name with that added,
        in the order in which people would choose"""
        self.ensure_one()
        told = {"city": self.city, "ref": self.ref, "email": self.email, "id": self.id}
        return {what: f"{self.name} ({text})" for what, text in told.items() if text}

    def _xero_number(self):
        """Our key in Xero (ContactNumber): it names the database and the partner.

        It is seen by bookkeepers as the contact's code, never by a customer.
        """
        # sudo: only the system reads parameters
        database = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        return f"ODOO-{database[:8]}-{self.id}"

    def _xero_data(self, connection):
        """The partner as Xero's contact: what Xero takes of it.

        :param connection: where to; extensions may send other values to another
        :return: dict of the name of a field to its value, see
            :mod:`~xerolib.contact_fields`
        """
        table = self.env["xero.contact"]._table_of(connection)
        return contact_fields.clean(self._xero_values(connection), table)

    def _xero_values(self, connection):
        """:return: dict of the name of a field to what the partner says of it,
        be it that Xero would not take it"""
        self.ensure_one()
        return {
            each.name: self._xero_value(each, connection)
            for each in self.env["xero.contact"]._table_of(connection)
            if each.get or each.partner
        }

    def _xero_value(self, each, connection):
        """:param each: :class:`~xerolib.contact_fields.Field`"""
        if each.get:
            return getattr(self, each.get)()
        if each.path:
            return self.env["xero.field.mapping"]._read(self, each.path, connection)
        return self[each.partner_fields[0]] or ""

    def _xero_get_name(self):
        return self.xero_name or self.name or ""

    def _xero_get_first_name(self):
        first, _space, _last = (self.name or "").strip().rpartition(" ")
        return "" if self.is_company else first

    def _xero_get_last_name(self):
        _first, _space, last = (self.name or "").strip().rpartition(" ")
        return "" if self.is_company else last

    def _xero_get_tax_number(self):
        """ "/" says in Odoo that there is none."""
        return self.vat if any(map(str.isalnum, self.vat or "")) else ""

    def _xero_get_invoice_address(self):
        # sudo: where invoices go, for whoever pushes
        there = self.sudo().address_get(["invoice"])["invoice"]
        return self.browse(there).sudo()._xero_get_address()  # sudo: as above

    def _xero_get_delivery_address(self):
        # sudo: as above
        there = self.sudo().address_get(["delivery"])["delivery"]
        return self.browse(there).sudo()._xero_get_address()  # sudo: as above

    def _xero_get_address(self):
        address = values.Address(
            street=self.street or "",
            street2=self.street2 or "",
            city=self.city or "",
            region=self.state_id.name or "",
            postal_code=self.zip or "",
            # In one language: what was agreed on does not change with who looks.
            country=self.country_id.with_context(lang="en_US").name or "",
        )
        return contact_fields.address_values(address)

    def _xero_party(self):
        """What is compared to find out who it is; a company's people speak for it.

        :return: :class:`~xerolib.matching.Party`
        """
        self.ensure_one()
        return self._xero_party_of([self, *self.child_ids])

    def _xero_party_of(self, people):
        """The same, of these people's e-mails and phones."""
        phones = [p.phone for p in people] + [p.phone_sanitized for p in people]
        code = self.env["xero.contact"]._country_code(self.country_id.id)
        return matching.party(
            self.xero_name or self.name or "",
            emails=[person.email for person in people if person.email],
            phones=list(filter(None, phones)),
            phone_region=code,
            street=self.street or "",
            town=self.city or "",
            postal_code=self.zip or "",
            countries=self.env["xero.contact"]._country_spellings(code),
            tax_number=self.vat or "",
            company_number=self.company_registry or "",
            number=self._xero_number(),
            is_person=not self.is_company,
        )

    def _xero_swap(self, vals):
        """Write silently what comes from Xero, or what stood there before it came.

        :return: tuple of two dicts: of the fields what stood there, and what stands
            there now, as they can be kept as JSON
        """
        self.ensure_one()
        former = self._xero_as_kept(vals)
        self.with_context(**SILENT).write(vals)
        return former, self._xero_as_kept(vals)

    def _xero_as_kept(self, names):
        """:return: dict of names of fields to values: of another record its id"""
        return {
            name: self[name].id if self._fields[name].relational else self[name]
            for name in names
            if name in self._fields  # an addon may be gone since
        }

    def _xero_that_exist(self, vals):
        """:return: the values without those of records that are deleted since"""
        return {
            name: value
            for name, value in vals.items()
            if not value
            or not self._fields[name].relational
            or self.env[self._fields[name].comodel_name].browse(value).exists()
        }

    def unlink(self):
        self.env["xero.job"]._forget(self)
        # sudo: proposals are written by code alone
        self.env["xero.contact.proposal"].sudo()._drop_of_partners(self)
        # sudo: decisions are written by code alone
        self.env["xero.match.change"].sudo()._drop_drafts(self)
        return super().unlink()

    # === Actions === #

    def action_xero_push(self):
        """Create these partners in Xero, or find them there."""
        self.env["xero.job"].check_access("read")
        self.check_access("read")
        synced = self.filtered(lambda p: not p.commercial_partner_id.xero_excluded)
        if not synced:
            raise UserError(
                self.env._(
                    "%s: “Do Not Sync with Xero” is set on the contact.",
                    self[:1].display_name,
                )
            )
        for company, partners in synced.grouped(
            lambda partner: partner.company_id or self.env.company
        ).items():
            connection = company._xero_connection()
            if not connection:
                raise UserError(
                    self.env._(
                        "%(company)s is not connected to Xero. Connect it under Xero "
                        "› Dashboard.",
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

    # === Names as Xero compares them === #
    # What contacts are matched by, found by an index: reading all names or e-mails for
    # each page of contacts would take minutes beside a hundred thousand partners.

    xero_name_key = fields.Char(
        compute="_compute_xero_name_key",
        store=True,
        index="btree_not_null",
        groups="base.group_user",
        help="The name as Xero compares it, ignoring case and accents.",
    )

    # Odoo keeps it to search for, and no index of it.
    _xero_email_index = models.Index(
        "(email_normalized) WHERE email_normalized IS NOT NULL"
    )

    # Whom a contact in Xero is compared with shares one of these keys: the partner's
    # own, of one of a company's people those of e-mail and phone. Other records are
    # not read for them, for they are worked out whenever somebody edits a partner.
    xero_match_keys = fields.Char(
        compute="_compute_xero_match_keys",
        store=True,
        prefetch=False,
        groups="base.group_system",
        help="Under which keys the contact is found when Xero's contacts are matched.",
    )

    # Without its list of what is still to be added: each search reads all of that.
    _xero_match_index = models.Index(
        "USING gin (string_to_array(xero_match_keys, ' ')) WITH (fastupdate = off)"
        " WHERE xero_match_keys IS NOT NULL"
    )

    @api.depends(
        *("name", "xero_name", "email", "phone", "phone_sanitized", "vat", "street"),
        *("company_registry", "zip", "city", "country_id", "is_company"),
        *("active", "commercial_partner_id", "xero_excluded"),
    )
    def _compute_xero_match_keys(self):
        contacts = self.env["xero.contact"]
        for partner in self:
            if not partner.active or partner.xero_excluded:
                partner.xero_match_keys = False
                continue
            party = partner._xero_party_of([partner])
            if partner.commercial_partner_id != partner:
                party = matching.Party(emails=party.emails, phones=party.phones)
            partner.xero_match_keys = contacts._match_keys(party)

    @api.depends("name")
    def _compute_xero_name_key(self):
        for partner in self:
            partner.xero_name_key = matching.name_key(partner.name or "") or False

    # === Changes to push === #
    # An edit of a linked partner goes to Xero, as the connection's settings say.

    def write(self, vals):
        result = super().write(vals)
        if not self.env.context.get("xero_pulled"):
            self._xero_leave_to_people(vals)
        said = self.env["xero.contact"]._partner_fields() | {"xero_excluded"}
        said |= self.env["xero.field.mapping"]._added_partner_fields()
        if said & vals.keys() and not self.env.context.get("xero_pulled"):
            # Once a transaction: an import writes thousands of partners one by one.
            hooks = self.env.cr.precommit
            edited = hooks.data.setdefault("xero.edited_partners", set())
            if not edited:
                hooks.add(self.browse()._xero_edited)
            edited.update(self.ids)
        return result

    @api.model
    def _xero_edited(self):
        """Note the intention to update the contacts, and let go on what was held for a
        value that may be corrected now."""
        edited = self.env.cr.precommit.data.pop("xero.edited_partners", ())
        partners = self.browse(edited)
        if "child_ids" in self.env["xero.field.mapping"]._added_partner_fields():
            # An address beneath is one that is sent.
            partners |= partners.commercial_partner_id
        # sudo: who corrects a contact need not see issues
        self.env["xero.issue"].sudo()._corrected(partners)
        # sudo: the queue is written by code alone
        contacts = self.env["xero.contact"].sudo()
        persons = self.env["xero.contact.person"].sudo()  # sudo: as above
        concerned = partners | persons._contacts_of(partners).partner_id
        contacts = contacts.search(
            [("partner_id", "in", concerned.ids), ("status", "=", "ACTIVE")]
        )
        for connection, theirs in contacts.grouped("connection_id").items():
            if connection._pushes_by_itself("xero.contact"):
                self.env["xero.job"]._intend(
                    connection,
                    "xero.contact",
                    theirs.partner_id,
                    PRIORITY_AUTOMATIC,
                )
