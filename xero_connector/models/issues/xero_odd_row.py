import hashlib

from odoo import api, fields, models

from ...xerolib.errors import OddValue
from ...xerolib.reading import Row, as_text, cleaned
from .xero_issue import Hold

# Rows of one resource that are kept: enough to see what is wrong with them.
MOST_KEPT = 500

# Characters kept of one row, and shown of its name.
TEXT, NAME = 100_000, 200


# What else people know something by, where its name is what is wrong.
OTHER_NAMES = ("EmailAddress", "AccountNumber", "Code", "Reference")


class XeroOddRow(models.Model):
    """One of Xero's objects that cannot be read or stored: as text, with the reason.

    All others of its page are copied as ever. It goes when Xero says it differently,
    or no longer has it; a person may leave it out.
    """

    _name = "xero.odd.row"
    _description = "Unreadable Record from Xero"
    _order = "seen_at desc, id desc"

    connection_id = fields.Many2one(
        "xero.connection", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="connection_id.company_id")
    resource = fields.Char(required=True, readonly=True)
    resource_name = fields.Char("What", compute="_compute_resource_name")
    key = fields.Char(
        "Xero ID",
        required=True,
        readonly=True,
        help="If the record has no ID, its fingerprint.",
    )
    name = fields.Char(readonly=True)
    field = fields.Char(readonly=True, help="Path to the value, in Xero's field names.")
    found = fields.Char("Value", readonly=True)
    expected = fields.Char(readonly=True)
    reason = fields.Char("Problem", compute="_compute_reason")
    text = fields.Text("Original Data", readonly=True, prefetch=False)
    seen_at = fields.Datetime("Last Seen", required=True, readonly=True, help="UTC")
    left_out = fields.Boolean("Skipped", readonly=True, help="A user chose to skip it.")

    _key_unique = models.Constraint(
        "UNIQUE(connection_id, resource, key)", "This record is already listed."
    )

    @api.depends("resource")
    @api.depends_context("lang")
    def _compute_resource_name(self):
        name = self.env["xero.resource"]._fields["name"]
        labels = dict(name._description_selection(self.env))
        for row in self:
            row.resource_name = labels.get(row.resource, row.resource)

    @api.depends("field", "found", "expected")
    @api.depends_context("lang")
    def _compute_reason(self):
        words = _expectations(self.env)
        for row in self:
            expected = words.get(row.expected, row.expected)
            row.reason = (
                self.env._(
                    "%(field)s: %(expected)s", field=row.field, expected=expected
                )
                if row.field
                else expected
            )

    # === Noting === #

    @api.model
    def _note(self, connection, resource, odd, read):
        """Keep what could not be read, and drop what could be at last.

        :param resource: :class:`~xerolib.resources.Resource`
        :param odd: list of (row, OddValue)
        :param read: ids of those of the same answer that were read
        """
        known = self._of(connection, resource)
        if not (known or odd):
            return
        known.filtered(lambda row: row.key in read).unlink()
        by_key = {row.key: row for row in known.exists()}
        for row, error in odd:
            vals = self._vals(resource, row, error)
            if (same := by_key.get(vals["key"])) is not None:
                changed = same.text != vals["text"]
                same.write({**vals, "left_out": same.left_out and not changed})
            elif len(by_key) < MOST_KEPT:
                vals |= {"connection_id": connection.id, "resource": resource.name}
                by_key[vals["key"]] = self.create(vals)
        self._tell(connection, resource)

    @api.model
    def _forget_unseen(self, connection, resource, since):
        """All that Xero has was read since then: what was not met is there no more.

        :param since: naive UTC
        """
        known = self._of(connection, resource)
        if gone := known.filtered(lambda row: row.seen_at < since):
            gone.unlink()
            self._tell(connection, resource)

    @api.model
    def _of(self, connection, resource):
        return self.search(
            [("connection_id", "=", connection.id), ("resource", "=", resource.name)]
        )

    @api.model
    def _vals(self, resource, row, error):
        text = as_text(row, TEXT)
        digest = hashlib.sha256(text.encode()).hexdigest()
        return {
            "key": resource.id_of(row) or digest,
            "name": _name(resource, row),
            "field": cleaned(error.field, NAME),
            "found": error.found,
            "expected": error.expected,
            "text": text,
            "seen_at": fields.Datetime.now(),
        }

    @api.model
    def _tell(self, connection, resource):
        """One issue for all of a resource, for as long as there are any."""
        rows = self._of(connection, resource).filtered(lambda row: not row.left_out)
        if not rows:
            self.env["xero.issue"]._solved(connection, "odd_rows", [resource.name])
            return
        self.env["xero.issue"]._raise(
            connection,
            Hold(
                "odd_rows",
                resource.name,
                {
                    "resource": resource.name,
                    "count": len(rows),
                    "names": rows[:3].mapped("display_name"),
                    "field": rows[0].field,
                    "found": rows[0].found,
                },
            ),
        )

    @api.depends("name", "key")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.name or row.key


def _name(resource, row):
    """:return: what people may know it by, whatever is wrong with it; "" for nothing"""
    for field in filter(None, ("Name", resource.number_field, *OTHER_NAMES)):
        try:
            if name := Row(row).text(field, NAME):
                return name
        except OddValue:
            continue
    return ""


def _expectations(env):
    """:return: dict of what was expected to a sentence of it"""
    return {
        "text": env._("not text"),
        "short_text": env._("too long"),
        "characters": env._("characters that cannot be stored"),
        "number": env._("not a number"),
        "small_number": env._("a number out of range"),
        "yes_no": env._("neither true nor false"),
        "date": env._("not a date"),
        "id": env._("not a Xero ID"),
        "known": env._("an unknown value"),
        "object": env._("not as documented by Xero"),
        "list": env._("not a list"),
        "shallow": env._("nested too deeply"),
        "storable": env._("rejected by the database"),
    }
