from odoo import api, models

from ...xerolib import contact_fields, field_rules, merge
from ...xerolib.field_rules import Direction, Rule, Winner
from . import partner_paths


class XeroFieldMapping(models.Model):
    """What the mapping does with one contact, before anything moves."""

    _inherit = "xero.field.mapping"

    @api.model
    def _partner_to_try(self, connection):
        """:return: a partner that is matched, for a start"""
        # sudo: that it is matched, for whoever may see the partner
        contact = self.env["xero.contact"].sudo()
        found = contact.search(
            [
                ("connection_id", "=", connection.id),
                ("partner_id", "!=", False),
                ("status", "=", "ACTIVE"),
            ],
            limit=20,
        )
        partners = found.partner_id.with_user(self.env.user)
        return partners._filtered_access("read")[:1]

    def _outlook(self, partner):
        """
        :param partner: a partner that the user may read
        :return: list of dicts, one for each of these rows that is whole: ``label``,
            ``odoo``, ``xero``, ``direction`` and ``effect``, in words
        """
        contacts = self.env["xero.contact"]
        connection = self.connection_id
        # sudo: all rows count for whoever looks; one that is not there yet is tried
        rows = self.sudo()._rows_of_contacts(connection._origin.id) | self.sudo()
        table = rows._as_table(contacts._contact_fields())
        rules = {
            row.name: Rule(Direction(row.direction), Winner(row.winner)) for row in rows
        }
        # sudo: what is in Xero, of a partner that the user may read
        contact = partner.sudo()._xero_contact(connection)
        known = partner.sudo()  # sudo: as it would leave
        ours = {
            each.name: each.clean(known._xero_value(each, connection))
            for each in table
            if each.is_compared
        }
        theirs, outcomes = {}, {}
        if contact:
            direction = contact._direction(partner)
            rules = {name: rule.narrow(direction) for name, rule in rules.items()}
            theirs = contact_fields.normalise(contact._read_field, table)
            said = merge.as_agreed(contact.agreed or {}, contact.spelled, theirs)
            found = merge.merge(contact.agreed, ours, said)
            outcomes = field_rules.govern(found, rules)
            for name in merge.named(outcomes, merge.Outcome.CONFLICT):
                # Of one that is about to be added, both are kept as they are.
                if name not in (contact.agreed or {}) and self._is_new(name):
                    outcomes[name] = merge.Outcome.SAME
            pulled = merge.named(outcomes, merge.Outcome.PULL)
            owners = partner._xero_owners()[partner]
            kept = contact._kept(pulled, owners, contact._places())
            outcomes |= dict.fromkeys(kept, merge.Outcome.CONFLICT)
        lines = []
        for mapping in self:
            if mapping.name not in ours:
                continue
            mine, others = ours[mapping.name], theirs.get(mapping.name)
            shown = [contact_fields.value_text(value) for value in (mine, others)]
            if mapping._is_hidden(partner):
                # Where both sides say the same, Xero's value would tell Odoo's.
                shown = [self._hidden_words()] * 2
            lines.append(
                {
                    "label": mapping.label,
                    "odoo": shown[0],
                    "xero": shown[1],
                    "direction": mapping.direction_words,
                    "effect": mapping._effect_words(
                        outcomes.get(mapping.name), rules[mapping.name], mine, others
                    ),
                }
            )
        return lines

    def _is_hidden(self, partner):
        """:return: whether a person added it, and the user may not read what it says
        of a partner. It is sent all the same: who mapped it could see it"""
        self.ensure_one()
        if not self.path:
            return False
        # Of one in a form, too, it is its user's rights that count.
        asked = partner._origin.sudo(False)
        here = asked.with_company(self.connection_id.company_id)
        return not partner_paths.is_readable(here, self.path)

    @api.model
    def _hidden_words(self):
        return self.env._("Not visible to you")

    @api.model
    def _hidden_from_user(self, connection, partner):
        """:return: set of names of the pairs whose value the user may not read"""
        # sudo: all rows count for whoever looks
        rows = self.sudo()._rows_of_contacts(connection.id)._usable()
        return {row.name for row in rows if row._is_hidden(partner)}

    @api.model
    def _hidden_from_some(self, connection):
        """:return: set of names of the pairs whose field not everyone who sees a
        contact may read"""
        # sudo: as above
        rows = self.sudo()._rows_of_contacts(connection.id)._usable()
        return {
            row.name
            for row in rows
            if any(field.groups for field in partner_paths.follow(self.env, row.path))
        }

    def _is_new(self, name):
        """Whether it is the name of a row that is not there yet."""
        return any(row.name == name and not row._origin for row in self)

    def _effect_words(self, outcome, rule, ours, theirs):
        """:param outcome: :class:`~xerolib.merge.Outcome`, None of one that is not in
        Xero"""
        if rule.direction is Direction.OFF:
            return self.env._("Not synced")
        if outcome is None:
            if ours and rule.goes_to_xero:
                return self.env._("Sent when the contact is created in Xero")
            return self.env._("Nothing")
        if outcome is merge.Outcome.SAME and not merge.is_equal(ours, theirs):
            return self.env._("Nothing until it changes")
        return {
            merge.Outcome.SAME: self.env._("Same on both sides"),
            merge.Outcome.PUSH: self.env._("Odoo's value goes to Xero"),
            merge.Outcome.PULL: self.env._("Xero's value comes to Odoo"),
            merge.Outcome.CONFLICT: self.env._("You are asked which one to keep"),
        }[outcome]
