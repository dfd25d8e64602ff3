from odoo import api, models
from odoo.exceptions import ValidationError

from ...xerolib import contact_choices, contact_fields
from ...xerolib.field_rules import Direction
from ..issues.xero_issue import Hold
from . import partner_paths

# Why an issue is raised of a pair: its field is gone, or it can be no pair.
UNUSABLE = ("mapped_field_missing", "mapped_field_unusable")


class XeroFieldMapping(models.Model):
    """Pairs that a person adds: what may be one, and what becomes of one that can be
    none any more."""

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

    def _declared(self):
        """:return: the fields that are mapped anyway and of its name, a list of none or
        one of them"""
        declared = self.env["xero.contact"]._contact_fields()
        return [field for field in declared if field.name == self.name]

    def _written_fields(self):
        """:return: set of names of the partner's fields that Xero's value comes to"""
        self.ensure_one()
        # A new contact is called what it is called in Xero, be the name Odoo's.
        is_name = self.name == contact_fields.NAME.name
        if self.record_type != "contact" or not (
            is_name or self.direction in ("both", "from_xero")
        ):
            return set()
        if self.place:
            return {self.path}
        return {name for field in self._declared() for name in field.partner_fields}

    def _why_written(self, added_only=False):
        """:param bool added_only: whether only what a person added counts
        :return: which other row brings Xero's value to the same field in Odoo, in
            words; "" for none. One that only goes to Xero is a copy, and may be"""
        self.ensure_one()
        mine = self._written_fields()
        # sudo: they count for whoever asks
        for row in self.sudo()._rows_of_contacts(self.connection_id._origin.id):
            is_other = row.name != self.name and (row.place or not added_only)
            if is_other and (both := mine & row._written_fields()):
                return self._written_words(both, row)
        return ""

    def _written_words(self, names, other):
        """:return: that another row brings Xero's value to these fields, in words"""
        labels = [self.env._(field.label) for field in other._declared()]
        return self.env._(
            "“%(field)s” is already mapped as “%(label)s”. It can only go to Xero.",
            field=self._names_of("res.partner", sorted(names)),
            label=labels[0] if labels else other._label_of_missing(),
        )

    def _why_taken(self, added_only=False):
        """:param bool added_only: whether only what a person added counts
        :return: which other row has the same place in Xero, or brings its value to the
            same field in Odoo, in words; "" for none"""
        self.ensure_one()
        if reason := self._why_written(added_only):
            return reason
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

    # === Pairs that can be none any more === #

    def _is_missing(self):
        """Whether there is no such field in Odoo, or in Xero, any more."""
        self.ensure_one()
        there = self.path in partner_paths.ADDRESSES or partner_paths.follow(
            self.env, self.path
        )
        return not (there and self._choice())

    def _usable(self):
        """:return: what a person added of these, as far as it can be synced"""
        added = self.filtered("place")
        return added - added.browse().union(*self._why_unusable())

    def _why_unusable(self):
        """What was a pair when it was added may be none today: its field in Odoo was
        deleted or is another one, or two come to one field.

        :param self: all rows of the connections that they are of
        :return: dict of each such row to why, in words; all others can be synced
        """
        reasons, written = {}, {}
        # What is mapped anyway goes first, then what was added first.
        for row in self.sorted(lambda row: bool(row.place)):
            if row.place and (reason := row._why_impossible()):
                reasons[row] = reason
                continue
            theirs = written.setdefault(row.connection_id._origin, {})
            names = row._written_fields()
            if row.place and (both := names & theirs.keys()):
                reasons[row] = row._written_words(both, theirs[min(both)])
                continue
            theirs |= dict.fromkeys(names, row)
        return reasons

    def _why_impossible(self):
        """:return: why what a person added can be no pair, whatever else is mapped, in
        words; "" where it can"""
        if self._is_missing():
            return self.env._("The field no longer exists in Odoo.")
        direction = Direction(self.direction)
        return partner_paths.why_not(
            self.env, self.path, self._choice(), direction, asks_rights=False
        )

    @api.model
    def _why_left_out(self, connection):
        """:return: dict of the name of a pair that cannot be synced to why, in words"""
        # sudo: all rows count for whoever asks
        rows = self.sudo()._rows_of_contacts(connection._origin.id)
        return {row.name: reason for row, reason in rows._why_unusable().items()}

    @api.model
    def _look_for_unusable(self):
        """Tell of pairs that can be none any more, and no more of those that are whole
        again. Such a one is left out, and stops nothing else."""
        # sudo: whoever changes Odoo's fields
        rows = self.sudo().search([("record_type", "=", "contact")])
        unusable = rows.browse().union(*rows._why_unusable())
        wanted = unusable.filtered(lambda row: row.direction != "off")
        (rows - wanted).filtered("place")._forget_unusable()
        for row in wanted:
            cause = UNUSABLE[not row._is_missing()]
            row._forget_unusable({*UNUSABLE} - {cause})
            # sudo: issues are written by code alone
            self.env["xero.issue"].sudo()._raise(
                row.connection_id,
                Hold(cause, row.name, {"field": row.path, "place": row.place}),
            )

    def _forget_unusable(self, causes=UNUSABLE):
        issues = self.env["xero.issue"]
        for connection, rows in self.grouped("connection_id").items():
            issues._solved(connection, causes, rows.mapped("name"))
