from collections import Counter
from dataclasses import asdict

from odoo import api, fields, models

from ...xerolib import contact_fields
from ...xerolib.persons import Person, pair
from ..contacts.res_partner import SILENT
from ..issues.xero_issue import Hold

# The columns that say what Xero said of a person when both sides agreed last.
SAID = ("first_name", "last_name", "email", "in_emails")


class XeroContactPerson(models.Model):
    """A person of a contact in Xero, and the contact in Odoo below its company that it
    is. It holds what Xero said when both sides agreed last: Xero gives persons no id,
    so that is what tells who is the same."""

    _name = "xero.contact.person"
    _description = "Person of a Contact in Xero"
    _order = "contact_id, id"

    contact_id = fields.Many2one(
        "xero.contact", required=True, index=True, ondelete="cascade", readonly=True
    )
    connection_id = fields.Many2one(related="contact_id.connection_id")
    partner_id = fields.Many2one(
        "res.partner",
        "In Odoo",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    name = fields.Char(compute="_compute_name")
    first_name = fields.Char(readonly=True)
    last_name = fields.Char(readonly=True)
    email = fields.Char(readonly=True)
    in_emails = fields.Boolean(readonly=True)
    # What Odoo said then: where the two were told by e-mail alone, another name.
    our_name = fields.Char(readonly=True)
    our_email = fields.Char(readonly=True)

    @api.depends(*SAID)
    def _compute_name(self):
        for person in self:
            person.name = person._person().name

    def _person(self):
        """:return: :class:`~xerolib.persons.Person`, as both sides agreed"""
        return Person(**{name: self[name] or type(self)._empty(name) for name in SAID})

    @staticmethod
    def _empty(name):
        return False if name == "in_emails" else ""

    def _ours(self):
        """:return: the same as Xero is to say it by what was changed in Odoo since; an
        empty value erases nothing, nor does one that Xero would refuse"""
        agreed, partner = self._person(), self.partner_id
        if not self._is_synced():
            return agreed
        said = asdict(agreed)
        if partner.name and partner.name != self.our_name:
            first, _space, last = partner.name.strip().rpartition(" ")
            said |= self._taken_by_xero(first_name=first, last_name=last)
        if partner.email and partner.email != self.our_email:
            said |= self._taken_by_xero(email=partner.email)
        return Person(**said)

    @api.model
    def _taken_by_xero(self, **texts):
        """:param texts: by the names of a contact's own fields, which Xero limits alike
        :return: the same; nothing if Xero would refuse one of them"""
        table = self.env["xero.contact"]._contact_fields()
        is_refused = contact_fields.find_left_out(texts, table)
        return {} if is_refused or contact_fields.check(texts, table) else texts

    def _is_synced(self):
        """Whether Xero and the contact in Odoo may change each other: it is one of this
        company's people still, and is to be synced."""
        partner, contact = self.partner_id, self.contact_id
        return bool(
            partner
            and not partner.xero_excluded
            and partner.commercial_partner_id == contact.partner_id
            and contact.connection_id._reaches(partner.company_id)
        )

    # === From Xero === #

    @api.model
    def _follow(self, contacts):
        """Bring the persons of these contacts into Odoo.

        Who vanished in Xero is that person no more, and stays in Odoo. One that went
        where another came is asked about.
        """
        theirs = self.search([("contact_id", "in", contacts.ids)]).grouped("contact_id")
        persons = contacts._persons()
        added, changed, over, settled = [], [], self.browse(), self.browse()
        for contact in contacts.filtered(lambda c: c in theirs or c in persons):
            known, said = theirs.get(contact, self.browse()), persons.get(contact, [])
            if said is None:
                continue
            found = pair(self._as_compared(known, said), said)
            if found.may_be_rename and known[found.removed[0]].partner_id:
                hold = known[found.removed[0]]._hold_of_rename(said[found.added[0]])
                self.env["xero.issue"]._raise(contact.connection_id, hold)
                found.removed, found.added = [], []
            else:
                settled |= known
            changed += [(known[one], said[place]) for one, place in found.same.items()]
            over |= self.browse().union(*(known[place] for place in found.removed))
            added += [(contact, said[place]) for place in found.added]
        for connection, known in settled.grouped("connection_id").items():
            keys = [str(contact.id) for contact in known.contact_id]
            self.env["xero.issue"]._solved(connection, "person_renamed", keys)
        over.unlink()
        self._update(changed)
        self._add(added)

    @api.model
    def _as_compared(self, known, said):
        """:return: list of those that are known, as Xero may say them now: as Odoo says
        them, where that was sent, else as they were agreed"""
        return [
            person._ours() if person._ours() in said else person._person()
            for person in known
        ]

    @api.model
    def _update(self, changed):
        """Bring into Odoo what changed in Xero alone; what was changed in Odoo too
        stays as it is there.

        :param changed: list of a person and what Xero says of it
        """
        changed = [(here, said) for here, said in changed if here._person() != said]
        children = self.env["res.partner"].union(*(p.partner_id for p, _s in changed))
        owners, noted = children._xero_owners(), []
        for person, said in changed:
            agreed, ours, partner = person._person(), person._ours(), person.partner_id
            is_kept = partner and (owners[partner].is_kept or not person._is_synced())
            vals, settled = {}, {"in_emails": said.in_emails}
            if ours.name == said.name or (ours.name == agreed.name and not is_kept):
                settled |= {"first_name": said.first_name, "last_name": said.last_name}
                if ours.name != said.name:
                    vals["name"] = said.name
            is_portal = partner and owners[partner].portal
            if ours.email == said.email:
                settled["email"] = said.email
            elif ours.email == agreed.email and not (is_kept or is_portal):
                settled["email"] = said.email
                if said.email:
                    vals["email"] = said.email
            if partner and vals:
                swapped = []
                if not person.contact_id._taken_over(
                    lambda _c, p=partner, v=vals, s=swapped: s.extend(p._xero_swap(v))
                ):
                    continue
                noted.append((person.contact_id, partner, *swapped))
            if "first_name" in settled:
                settled["our_name"] = partner.name
            if "email" in settled:
                settled["our_email"] = partner.email
            person.write(settled)
        self.env["xero.match.change"]._note_updates(noted)

    @api.model
    def _agree_again(self, partners):
        """What Xero's values overwrote was put back: as both sides stand, it is no
        news.

        :param partners: who the persons are in Odoo
        """
        for person in self.search([("partner_id", "in", partners.ids)]):
            partner = person.partner_id
            person.write({"our_name": partner.name, "our_email": partner.email})

    @api.model
    def _add(self, added):
        """Find new persons among the people of their companies, and create the others.

        :param added: list of a contact and a person that is new there
        """
        if not added:
            return
        companies = self.env["res.partner"].union(*(c.partner_id for c, _p in added))
        people = companies.with_context(active_test=False).child_ids
        people = people.filtered(lambda child: child.type == "contact")
        contacts = self.env["xero.contact"].union(*(c for c, _p in added))
        known = self.search([("contact_id", "in", contacts.ids)])
        # The same child may be a person in several organisations.
        found = {(person.contact_id, person.partner_id) for person in known}
        below, owners = people.grouped("parent_id"), people._xero_owners()
        sharing = Counter((contact, said.email_key) for contact, said in added)
        rows, new = [], []
        for contact, said in added:
            own = below.get(contact.partner_id, people.browse())
            own = own.filtered(
                lambda child, contact=contact: (
                    (contact, child) not in found
                    and contact.connection_id._reaches(child.company_id)
                    and not child.xero_excluded
                )
            )
            email = said.email_key if sharing[contact, said.email_key] == 1 else ""
            child = self._find_child(own, email, said.name_key)
            if child and owners[child].is_kept:
                continue  # a user's own contact: only a person links it
            found.add((contact, child))
            row = {"contact_id": contact.id, "partner_id": child.id, **asdict(said)}
            (rows if child else new).append((contact, said, row))
        self._create_children(new)
        made = [row for _contact, _said, row in rows + new if row["partner_id"]]
        partners = self.env["res.partner"].browse([row["partner_id"] for row in made])
        for row, partner in zip(made, partners, strict=True):
            row |= {"our_name": partner.name, "our_email": partner.email}
        self.create(made)

    @api.model
    def _create_children(self, new):
        """Create the contacts in Odoo of new persons, all at once if Odoo takes it.

        :param new: list of a contact, a person that is new there, and the values of the
            row that says who it is in Odoo
        """

        def create(some):
            made = []
            vals_list = [self._child_vals(contact, said) for contact, said, _ in some]
            partners = self.env["res.partner"].with_context(**SILENT)
            contacts = self.env["xero.contact"].union(*(each[0] for each in some))
            # Odoo may refuse them only when they are written: then none is there.
            if not contacts._taken_over(
                lambda _c: made.extend(partners.create(vals_list))
            ):
                return False
            for (_contact, _said, row), child in zip(some, made, strict=True):
                row["partner_id"] = child.id
            return True

        if new and not create(new) and new[1:]:
            for each in new:
                create([each])

    @api.model
    def _find_child(self, children, email, name):
        """
        :param email: key of it, "" where it does not tell
        :param name: key of it
        :return: the one of these that it is: by e-mail, else by name; empty where
            nobody is, or several may be"""
        for field, key in (("email", email), ("name", name)):
            alike = children.filtered(lambda c, f=field, k=key: k and _key(c, f) == k)
            if len(alike) == 1:
                return alike
        return children.browse()

    @api.model
    def _child_vals(self, contact, said):
        company = contact.partner_id
        return {
            "parent_id": company.id,
            "company_id": company.company_id.id,
            "name": said.name,
            "email": said.email or False,
            "function": contact.connection_id.new_function,
            "user_id": company.user_id.id,
        }

    # === Renamed, or another one === #

    def _hold_of_rename(self, said):
        """:param said: who came in Xero when this one went"""
        contact = self.contact_id
        data = {
            "name": contact.partner_id.display_name,
            "before": self._person().name,
            "now": said.name,
            "person": asdict(said),
            "person_id": self.id,
        }
        return Hold("person_renamed", str(contact.id), data, contact)

    def _settle_rename(self, said, is_same):
        """A person said whether somebody new in Xero is this one, who is not there any
        more.

        :param said: dict of what Xero says of the new one
        """
        if is_same:
            self._update([(self, Person(**said))])
            # What Odoo did not take over, as of its own user, is no news either.
            self.write(said)
            self._agree_again(self.partner_id)
        else:
            self.unlink()

    # === To Xero === #

    @api.model
    def _contacts_of(self, partners):
        """:return: the contacts of which these partners are persons, and told so"""
        people = partners.filtered("parent_id")
        told = ("connection_id.import_persons", "=", True)
        # Most edits are of companies: they cost no query.
        found = self.browse()
        if people:
            found = self.search([("partner_id", "in", people.ids), told])
        return found.contact_id


def _key(partner, field):
    said = Person(first_name=partner.name or "", email=partner.email or "")
    return said.email_key if field == "email" else said.name_key
