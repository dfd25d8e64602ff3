from odoo import Command, api, fields, models


class XeroGivenTag(models.Model):
    """A tag that a partner has because its contact is in a contact group in Xero. What
    a person gave has no row here, and is never taken away."""

    _name = "xero.given.tag"
    _description = "Tag Given by a Contact Group"

    contact_id = fields.Many2one(
        "xero.contact", required=True, index=True, ondelete="cascade", readonly=True
    )
    partner_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="cascade", readonly=True
    )
    category_id = fields.Many2one(
        "res.partner.category",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )

    is_left = fields.Boolean(
        readonly=True,
        help="A user took the tag away: it is not given again, and if the user sets it "
        "again, it stays.",
    )
    given_to = fields.Integer(
        readonly=True,
        help="ID of the contact in Odoo that it was given to. If Odoo merged that one "
        "into another, nobody knows who gave the tag, so it stays.",
    )

    _pair_unique = models.Constraint(
        "UNIQUE(contact_id, partner_id, category_id)", "This tag is already given."
    )

    @api.model
    def _follow(self, contacts):
        """Give the partners of these contacts the tags of their groups, and take those
        that no contact in any organisation gives any more."""
        former = self.search([("contact_id", "in", contacts.ids)])
        owners = contacts.partner_id._xero_owners()
        linked = contacts.filtered(
            lambda contact: (
                contact.partner_id
                and not contact.partner_id.xero_excluded
                and not owners[contact.partner_id].is_kept
            )
        )
        categories = self._categories(linked.group_ids)
        wanted = {
            (contact, contact.partner_id, categories[group.name])
            for contact in linked
            for group in contact.group_ids
            if group.name
        }
        over = former.filtered(lambda given: given._who() not in wanted)
        new = wanted - {given._who() for given in former}
        self._give(new)
        self._take(over)

    @api.model
    def _leave_to_people(self, partners):
        """A user set the tags of these partners: what was taken away stays so."""
        given = self.search([("partner_id", "in", partners.ids)])
        gone = given.filtered(lambda g: g.category_id not in g.partner_id.category_id)
        gone.is_left = True

    def _is_ours(self):
        """Whether the tag is there because of the group alone."""
        return not self.is_left and self.given_to == self.partner_id.id

    def _who(self):
        return self.contact_id, self.partner_id, self.category_id

    @api.model
    def _categories(self, groups):
        """:return: dict of the names of these groups to the tags of that name"""
        tags = self.env["res.partner.category"]
        names = set(filter(None, groups.mapped("name")))
        known = tags.search([("name", "in", list(names))])
        # Of several of that name, the one below no other, and the oldest.
        ranked = known.sorted(lambda tag: (not tag.parent_id, -tag.id))
        found = {tag.name: tag for tag in ranked}
        missing = [{"name": name} for name in sorted(names - found.keys())]
        return found | {tag.name: tag for tag in tags.create(missing)}

    @api.model
    def _give(self, new):
        """:param new: set of tuples of contact, partner and tag"""
        partners = self.env["res.partner"].union(*(p for _c, p, _t in new))
        given = self._pairs_of(partners)
        # What it has and nobody gave, a person gave.
        new = [
            (contact, partner, tag)
            for contact, partner, tag in new
            if tag not in partner.category_id or (partner, tag) in given
        ]
        self.create(
            [
                {
                    "contact_id": c.id,
                    "partner_id": p.id,
                    "category_id": t.id,
                    "given_to": p.id,
                }
                for c, p, t in new
            ]
        )
        self._tag({(p, t) for _c, p, t in new}, Command.link)

    @api.model
    def _take(self, over):
        ours = over.filtered(lambda given: given._is_ours())
        pairs = {(given.partner_id, given.category_id) for given in ours}
        partners = over.partner_id
        over.unlink()
        self._tag(pairs - self._pairs_of(partners), Command.unlink)

    @api.model
    def _pairs_of(self, partners):
        """:return: set of partners and tags that some contact gives them"""
        rows = self.search([("partner_id", "in", partners.ids)])
        return {
            (given.partner_id, given.category_id) for given in rows if given._is_ours()
        }

    @api.model
    def _tag(self, pairs, command):
        """:param pairs: set of partners and tags
        :param command: of :class:`Command`: ``link`` or ``unlink``"""
        partners = {}
        for partner, tag in pairs:
            partners.setdefault(tag, []).append(partner.id)
        # By tag, not by partner: a thousand partners are one statement.
        for tag, ids in partners.items():
            tag.partner_ids = [command(partner_id) for partner_id in ids]
