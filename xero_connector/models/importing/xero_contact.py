from contextlib import suppress

from odoo import api, fields, models
from odoo.tools import SQL

from ...xerolib.errors import OddValue
from ...xerolib.field_rules import Direction
from ...xerolib.persons import pair, read_persons
from ...xerolib.reading import Row


class XeroContact(models.Model):
    """Whether a contact comes into Odoo, by the import rules of its connection."""

    _inherit = "xero.contact"

    group_ids = fields.Many2many(
        "xero.contact.group",
        "xero_contact_group_rel",
        "contact_id",
        "group_id",
        string="Contact Groups in Xero",
        readonly=True,
    )
    is_left_out = fields.Boolean(
        "Not Imported",
        readonly=True,
        help="The import settings leave this contact out: no contact is created for it "
        "in Odoo, and nobody is asked to match it.",
    )

    @api.model
    def _store(self, connection, rows):
        # EXTENDS 'xero_connector'
        stored = super()._store(connection, rows)
        if self.env.context.get("xero_answer"):
            # Whether the answer to a write tells groups is unknown: the next list does.
            unsaid = stored.filtered(lambda contact: contact.group_ids)
            unsaid.content_hash = False
        else:
            self.env["xero.contact.group"]._keep_of(stored)
        return stored

    def _follow_import_rules(self, connection):
        """Note which of these are consumers, and which the import rules leave out."""
        self._follow_consumer_pattern(connection)
        consumers = self.filtered("is_consumer")
        these = fields.Domain("id", "in", self.ids)
        imported = self.search(these & connection._domain_imported(consumers))
        left_out = (self - imported).filtered(lambda contact: not contact.partner_id)
        for is_left_out, theirs in ((False, self - left_out), (True, left_out)):
            changed = theirs.filtered(lambda c, now=is_left_out: c.is_left_out != now)
            changed.is_left_out = is_left_out

    def _follow_groups(self, connection):
        """The partners of these have the tags of their contact groups, where the
        settings want it."""
        if connection.groups_as_tags:
            self.env["xero.given.tag"]._follow(self)

    def _to_create(self, connection, unmatched):
        """
        :param unmatched: those of these that may be matched, and were not
        :return: those that the import rules make contacts in Odoo of
        """
        wanted = self.filtered(lambda contact: not contact.is_left_out)
        return (wanted & unmatched) | wanted._archived_alone(connection)

    def _to_be_created(self, connection):
        """:return: those of these, which the import rules do not leave out, that
        become contacts in Odoo once they are looked at, unless they resemble one"""
        active = self.filtered(lambda contact: contact._is_to_match())
        archived = self._archived_alone(connection)
        stopped = archived.browse().union(*archived._certain_archived(connection))
        return active | (archived - stopped)

    def _archived_alone(self, connection):
        """:return: those of these that are archived, of which nobody said anything
        yet, and whose name and email no other contact in Xero has"""
        alone = self.filtered(
            lambda contact: contact._is_stop() and contact._is_untouched()
        )
        for key in ("email_key", "name_key"):
            groups = self._read_group(
                [
                    ("connection_id", "=", connection.id),
                    ("gone_at", "=", False),
                    (key, "in", [each for each in alone.mapped(key) if each]),
                ],
                [key],
                having=[("__count", ">", 1)],
            )
            shared = {value for (value,) in groups}
            alone = alone.filtered(lambda c, k=key, s=shared: c[k] not in s)
        return alone

    # === Persons === #

    person_ids = fields.One2many("xero.contact.person", "contact_id", readonly=True)

    def _persons(self):
        """:return: dict of each of these that has any to the list of its persons, as
        Xero says them; None for one whose persons cannot be read"""
        self.flush_recordset(["raw"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, raw -> 'ContactPersons' FROM xero_contact
                 WHERE id = ANY(%s) AND raw -> 'ContactPersons' != '[]'::jsonb
                """,
                self.ids,
            )
        )
        found = {}
        for contact_id, persons in rows:
            contact = self.browse(contact_id).with_prefetch(self.ids)
            found[contact] = None
            with suppress(OddValue):
                found[contact] = read_persons(Row({"ContactPersons": persons}))
        return found

    def _follow_persons(self, connection):
        """The persons of these companies are contacts below them, where the settings
        want it; not below the contact of one of Odoo's companies."""
        matched = self.filtered("partner_id")
        owners = matched.partner_id._xero_owners()
        # Of one that is somebody else now, they were somebody else's people.
        rematched = matched.filtered(
            lambda c: c.applied_partner_id and c.applied_partner_id != c.partner_id.id
        )
        (self - matched).person_ids.unlink()
        rematched.person_ids.filtered(lambda person: not person._is_synced()).unlink()
        companies = matched.filtered(
            lambda contact: (
                connection.import_persons
                and contact.status == "ACTIVE"
                and contact.partner_id.is_company
                and contact._goes(Direction.FROM_XERO)
                and not owners[contact.partner_id].company
            )
        )
        self.env["xero.contact.person"]._follow(companies)
        over = [str(contact.id) for contact in self - companies]
        self.env["xero.issue"]._solved(connection, "person_renamed", over)

    def _changed_persons(self):
        """:return: all persons of this contact as Xero is to have them, if one that is
        a contact in Odoo was changed there and not in Xero; else None

        Xero takes the list as a whole: whoever is not in it is dropped.
        """
        if not self.connection_id.import_persons or not self.person_ids:
            return None
        if not self._goes(Direction.TO_XERO):
            return None
        known = self.person_ids
        if all(person._ours() == person._person() for person in known):
            return None
        said = self._persons().get(self, [])
        if said is None:
            return None
        found = pair(known._as_compared(known, said), said)
        wanted = list(said)
        for here, there in found.same.items():
            agreed, ours = known[here]._person(), known[here]._ours()
            if ours != agreed and said[there] == agreed:
                wanted[there] = ours
        if wanted == said:
            return None
        return [person.body() for person in wanted]

    # === Currencies === #

    def _follow_currencies(self, connection):
        """The currencies of these can be chosen in Odoo, where the settings want it."""
        if connection.activate_currencies:
            codes = self._currency_codes([("id", "in", self.ids)])
            self.env["xero.currency"]._activate(connection, codes)

    @api.model
    def _currency_codes(self, domain):
        """:return: set of the codes of currencies that the active contacts of a domain
        are invoiced in"""
        contacts = self._search([("status", "=", "ACTIVE"), *domain])
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT raw ->> 'DefaultCurrency' FROM xero_contact"
                " WHERE id IN %s AND raw ? 'DefaultCurrency'",
                contacts.subselect(),
            )
        )
        return {code for (code,) in rows if code}

    # === Defaults === #

    def _new_partner_defaults(self):
        """:return: what a new partner gets that Xero does not say"""
        connection = self.connection_id
        vals = {"user_id": connection.new_user_id.id}
        tag = connection.consumer_tag_id
        if not self.is_consumer and self._is_person():
            vals["function"] = connection.new_function
            tag = tag.browse()
        elif not self.is_consumer:
            tag = connection.new_company_tag_id
        return vals | {"category_id": [fields.Command.set(tag.ids)]}

    # === How it is called === #

    @api.depends("name", "account_number", "connection_id.contact_label")
    def _compute_display_name(self):
        # EXTENDS base
        result = super()._compute_display_name()
        for contact in self:
            # sudo: how it is called, for whoever sees it
            label = contact.connection_id.sudo().contact_label
            if label == "account_number" and contact.account_number:
                contact.display_name = f"[{contact.account_number}] {contact.name}"
        return result
