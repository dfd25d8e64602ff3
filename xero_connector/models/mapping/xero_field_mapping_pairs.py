from odoo import api, models
from odoo.exceptions import ValidationError

from ...xerolib import contact_choices
from ...xerolib.field_rules import Direction
from ..issues.xero_issue import Hold
from . import partner_paths


class XeroFieldMapping(models.Model):
    """Pairs that a person adds: what may be one, and what becomes of one whose field in
    Odoo is gone."""

    _inherit = "xero.field.mapping"

    @api.model
    def _add(self, connection, path, place, direction, winner):
        """Map one more field. What one side alone says flows; where both differ, the
        winner's, and with none both are kept as they are until one of them changes.
        Raises in words why not.

        :param str path: see :mod:`.partner_paths`
        :param str place: a key of :data:`~xerolib.contact_choices.CHOICES`
        :return: its row
        """
        connection.check_access("write")
        if not path:
            raise ValidationError(self.env._("Choose a field in Odoo."))
        if place not in contact_choices.CHOICES:
            raise ValidationError(self.env._("Choose a field in Xero."))
        before = connection._settings_that_count()
        # sudo: rows are made by code alone; who may was asked
        mapping = self.sudo().create(
            {
                "connection_id": connection.id,
                "name": contact_choices.pair_name(place, path),
                "path": path,
                "place": place,
                "direction": direction,
                "winner": winner,
            }
        )
        if (direction, winner) == ("both", "ask"):
            # sudo: copies of Xero are written by code alone
            contacts = self.env["xero.contact"].sudo()
            contacts._agree_where_they_differ(connection, mapping._as_field())
        mapping.with_env(self.env)._follow(before)
        return mapping.with_env(self.env)

    def _choice(self):
        """:return: :class:`~xerolib.contact_choices.Choice`, None for a place that
        nobody knows"""
        return contact_choices.CHOICES.get(self.place)

    def _as_field(self):
        """:return: the row of the table that it is,
        :class:`~xerolib.contact_fields.Field`"""
        self.ensure_one()
        get = partner_paths.ADDRESSES.get(self.path, "")
        of_addresses = "child_ids street street2 city zip state_id country_id"
        return contact_choices.pair(
            self._choice(), self.path, get=get, partner=of_addresses if get else ""
        )

    @api.model
    def _read(self, partner, path, connection):
        """:return: what stands at the end of the way from a partner, as a text"""
        # sudo: who mapped it could see it, and it is the same for whoever pushes
        partner = partner.sudo().with_company(connection.company_id)
        return partner_paths.read(partner, path)

    def _is_missing(self):
        """Whether there is no such field in Odoo, or in Xero, any more."""
        self.ensure_one()
        there = self.path in partner_paths.ADDRESSES or partner_paths.follow(
            self.env, self.path
        )
        return not (there and self._choice())

    def _check_pair(self):
        """Raise in words unless Odoo's field and Xero's may be a pair, and no other row
        of the connection has the same place in Xero."""
        if reason := self._why_no_pair() or self._why_taken():
            raise ValidationError(reason)

    def _why_no_pair(self):
        """:return: why the field of Odoo's and that of Xero's are none, in words; ""
        where they are, or nobody added it"""
        if not self.place:
            return ""
        if not self.path:
            return self.env._("Choose a field in Odoo.")
        if not self._choice():
            return self.env._("Choose a field in Xero.")
        # Who asks is the user, whoever may write.
        env = self.sudo(False).env
        direction = Direction(self.direction)
        return partner_paths.why_not(env, self.path, self._choice(), direction)

    def _why_taken(self, added_only=False):
        """:param bool added_only: whether only what a person added counts
        :return: which other row has the same place in Xero, in words; "" for none"""
        self.ensure_one()
        contacts = self.env["xero.contact"]
        # sudo: they count for whoever asks
        rows = self.sudo()._rows_of_contacts(self.connection_id._origin.id) | self
        table = rows._as_table(contacts._contact_fields())
        known = {field.name: field for field in table}
        if self.name not in known:
            return ""
        names = {
            row.name
            for row in rows
            if row.direction != "off"
            and row.name != self.name
            and (row.place or not added_only)
        }
        # What is sent beside, such as the contact's number, has its place, too.
        others = [f for f in table if f.name in names or (f.get and not f.is_compared)]
        if len(rows.filtered(lambda row: row.name == self.name)) > 1:
            return self.env._("This field is already mapped.")
        other = contact_choices.find_overlap(known[self.name], others)
        if not other:
            return ""
        words = contacts._field_words(self.connection_id)
        label = words.get(other.name, other.place)
        if other.form == "address" and not other.place.partition(".")[2]:
            return self.env._(
                "“%s” uses both addresses in Xero. Choose its address type first, or "
                "set it to “Not synced”.",
                label,
            )
        return self.env._(
            "“%(label)s” already uses this field in Xero (%(place)s). Choose another "
            "one, or set “%(label)s” to “Not synced” first.",
            label=label,
            place=other.place,
        )

    # === Fields that are gone === #

    @api.model
    def _look_for_missing(self):
        """Tell of pairs whose field in Odoo is gone, and no more of those that are
        whole again. What is gone is left out, and stops nothing else."""
        # sudo: whoever changes Odoo's fields
        rows = self.sudo().search([("place", "!=", False)])
        for connection, theirs in rows.grouped("connection_id").items():
            wanted = theirs.filtered(lambda row: row.direction != "off")
            missing = wanted.filtered(lambda row: row._is_missing())
            for row in missing:
                # sudo: issues are written by code alone
                self.env["xero.issue"].sudo()._raise(
                    connection,
                    Hold(
                        "mapped_field_missing",
                        row.name,
                        {"field": row.path, "place": row.place},
                    ),
                )
            (theirs - missing)._forget_missing()

    def _forget_missing(self):
        issues = self.env["xero.issue"]
        for connection, rows in self.grouped("connection_id").items():
            issues._solved(connection, "mapped_field_missing", rows.mapped("name"))
