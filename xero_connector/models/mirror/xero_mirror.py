import hashlib
import json
from decimal import Decimal

import psycopg2

from odoo import api, fields, models, tools
from odoo.tools import SQL

from ...xerolib.errors import OddValue
from ...xerolib.reading import cleaned

# Characters kept of what the database says.
WORDS = 500

# Stamped by the database when a row is written, so that a run needs no clock.
_LOG_COLUMNS = ("create_uid", "create_date", "write_uid", "write_date")


def _plain(value):
    """JSON has no Decimal: a float prints the same digits, up to fifteen."""
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} is no value that Xero sends")


def _column(value):
    """What PostgreSQL reads as the value of a column: dates as their text."""
    return float(value) if isinstance(value, Decimal) else str(value)


def _refused(error):
    """The database has a reason of its own, :return: as OddValue"""
    return OddValue("", cleaned(str(error), WORDS), "storable")


class XeroMirror(models.AbstractModel):
    """What Xero says about one thing: one row per thing and connection.

    A row is written by :meth:`_store` alone, and only when Xero's answer differs
    from what stands in it. Fields that say who it is in Odoo (``partner_id``,
    ``move_id``, ``payment_id``) are never touched by a pull.
    """

    _name = "xero.mirror"
    _description = "Copy of a Xero Record"
    _rec_name = "name"

    connection_id = fields.Many2one(
        "xero.connection", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="connection_id.company_id")
    xero_id = fields.Char("Xero ID", required=True, readonly=True)
    name = fields.Char(readonly=True)
    # A word that Xero did not have yet is stored as it is, and shown as nothing.
    status = fields.Selection("_selection_status", "Status in Xero", readonly=True)
    updated_at = fields.Datetime(
        "Changed in Xero", readonly=True, help="Xero's own timestamp, UTC"
    )
    # The largest of all columns: read by who asks for it alone.
    raw = fields.Json("Original Data", readonly=True, prefetch=False)
    content_hash = fields.Char(readonly=True)
    gone_at = fields.Datetime(
        "Missing in Xero Since",
        readonly=True,
        help="Since when a full sync no longer finds it in Xero, UTC.",
    )
    gone_words = fields.Char("No Longer in Xero", compute="_compute_gone_words")

    @api.depends("gone_at")
    @api.depends_context("lang")
    def _compute_gone_words(self):
        for mirror in self:
            mirror.gone_words = mirror.gone_at and self.env._("No longer in Xero")

    # === What each mirror says about itself === #

    # How it is read and written: a :class:`~xerolib.resources.Resource`.
    _xero_resource = None
    # Its place in the order of reading and pushing: what others refer to comes first.
    _xero_sequence = 100
    # Boolean of ``xero.connection`` that lets it be synced; None: always.
    _xero_switch = None
    # Under which name *Sync Now* offers it; None: reference data, read with all.
    _xero_group = None
    # Categories of Xero's webhooks that tell that one changed.
    _xero_events = ()
    # The code of the message by which Xero says that it does not know one: of a cause,
    # or of one of its :class:`~xerolib.messages.Message`.
    _xero_unknown = None
    # Its field that says which record of Odoo's it is; None: it is only shown.
    _xero_link = None
    # Whether records also go from Odoo to Xero: see ``xero.push.mirror``.
    _xero_pushes = False
    # Whether reading it creates or changes records of Odoo's: then direction and
    # import settings count.
    _xero_changes_odoo = False
    # Whether it is read of a secondary organisation, too.
    _xero_of_secondary = False
    # Whether nothing of ours is older than the connection: it is read from then on,
    # and compared from ``push_from`` on, by its field ``date``.
    _xero_since_connected = False

    @api.model
    def _xero_title(self):
        """:return: how people call these, in the plural, as in “Contacts”"""
        return self.env["ir.model"]._get(self._name).name

    @api.model
    def _selection_status(self):
        """:return: list of each of Xero's statuses with its word on Xero's screens"""
        return [
            ("ACTIVE", self.env._("Active")),
            ("ARCHIVED", self.env._("Archived")),
            ("AUTHORISED", self.env._("Authorised")),
            ("DELETED", self.env._("Deleted")),
            ("GDPRREQUEST", self.env._("GDPR Request")),
        ]

    def _words_of_status(self):
        """:return: the word of this one's status; Xero's own for one without"""
        return dict(self._selection_status()).get(self.status, self.status or "")

    @api.model
    def _read_columns(self, connection, said):
        """What stands in this model's own columns.

        :param said: what the resource's reader makes of one of Xero's objects
        :return: values by field name; every call gives the same names
        """
        raise NotImplementedError

    @api.model
    def _pull_params(self, since, full=False):
        """What else to ask of Xero's list.

        :param since: the moment that the list starts from, None for all
        :param bool full: whether what was copied is compared with it
        :return: dict of parameters
        """
        return {}

    # === All mirrors of this database === #

    @api.model
    @tools.ormcache()
    def _mirror_names(self):
        """:return: names of the models of all mirrors, be they another addon's, in the
        order of reading and pushing"""
        names = self.env.registry.descendants(["xero.mirror"], "_inherit")
        mirrors = (self.env[name] for name in names)
        return tuple(
            mirror._name
            for mirror in sorted(
                (mirror for mirror in mirrors if mirror._xero_resource),
                key=lambda mirror: (mirror._xero_sequence, mirror._name),
            )
        )

    @api.model
    def _mirrors(self):
        """:return: list of the models of all mirrors, in the same order"""
        return [self.env[name] for name in self._mirror_names()]

    @api.model
    def _pushing(self):
        """:return: list of the models of those whose records also go to Xero"""
        return [mirror for mirror in self._mirrors() if mirror._xero_pushes]

    @api.model
    def _of_resource(self, name):
        """:param str name: of a resource: ``contacts``
        :return: the model of its mirror; ``xero.mirror`` where the addon that brought
            it is gone"""
        found = (m for m in self._mirrors() if m._xero_resource.name == name)
        return next(found, self.env["xero.mirror"])

    @api.model
    def _of_record(self, record):
        """:return: the model of the mirror that pushes a record of Odoo's; None if none
        does"""
        return next((m for m in self._pushing() if m._is_source(record)), None)

    @api.model
    def _resource_names(self, group="all"):
        """:param str group: of *Sync Now*; ``all`` is each of them
        :return: tuple of names of resources, without reference data"""
        return tuple(
            mirror._xero_resource.name
            for mirror in self._mirrors()
            if mirror._xero_group and group in (mirror._xero_group, "all")
        )

    @api.model
    def _groups(self):
        """:return: list of (group, title) of what *Sync Now* offers, first that for
        all of them"""
        titles = {}
        for mirror in self._mirrors():
            if mirror._xero_group:
                titles.setdefault(mirror._xero_group, mirror._xero_title())
        of_all = self.env._("Contacts and invoices")
        if titles.keys() - {"contacts", "invoices"}:
            of_all = self.env._("Everything")
        return [("all", of_all), *titles.items()]

    @api.model
    def _scope(self, connection, writes=True):
        """:return: the permission that Xero is asked for: only to read where nothing is
        written

        :param bool writes: False for what reading alone needs
        """
        writes = writes and self._xero_pushes and connection.role == "primary"
        return self._xero_resource.scope + ("" if writes else ".read")

    @api.model
    def _is_reference(self):
        """Whether others refer to it, and it is read with everything."""
        return not self._xero_group

    # === Copying === #

    @api.model
    def _store(self, connection, rows):
        """Copy a page of Xero's objects into the mirror, in one statement.

        What cannot be read or stored is kept apart (``xero.odd.row``) and stops no
        other.

        :param rows: list of objects as Xero sent them
        :return: recordset of the rows that are new or changed
        """
        if not rows:
            return self.browse()
        read, odd = {}, []
        for row in rows:
            try:
                vals = self._vals(connection, row)
                read[vals["xero_id"]] = vals
            except OddValue as error:
                odd.append((row, error))
        stored, refused = self._upsert_all(list(read.values()))
        # In Odoo's own words of the database; Xero's row is readable.
        odd += [(vals["raw"], error) for vals, error in refused]
        kept = set(read) - {vals["xero_id"] for vals, _error in refused}
        self.env["xero.odd.row"]._note(connection, self._xero_resource, odd, kept)
        return stored

    @api.model
    def _inspect_rows(self, connection, rows):
        """Look at what Xero has without being told by us; nothing by default.

        :param rows: list of objects as Xero sent them
        """

    @api.model
    def _to_read_again(self, connection, before, limit=None):
        """What may have changed without Xero listing it as changed.

        :param before: naive UTC; what was asked for since is not asked for again
        :param int limit: how many at most, None for all
        :return: list of Xero's ids, and whether one was asked for in vain
        """
        return [], False

    @api.model
    def _note_read_again(self, connection, asked, read, asked_at):
        """
        :param asked: Xero's ids of what it was asked for
        :param read: ids of those of them that it told
        :param asked_at: naive UTC, before it was
        """

    @api.model
    def _vals(self, connection, row):
        """:return: all values of a row. Raises OddValue"""
        said = self._xero_resource.read(row)
        raw = json.dumps(row, default=_plain, sort_keys=True)
        stamp = said.updated_at
        return {
            "connection_id": connection.id,
            "xero_id": said.xero_id,
            "raw": row,
            "updated_at": stamp and stamp.replace(tzinfo=None),
            "content_hash": hashlib.sha256(raw.encode()).hexdigest(),
            **self._read_columns(connection, said),
        }

    @api.model
    def _upsert_all(self, vals_list):
        """Store them together; one that the database refuses is found by storing them
        one by one.

        :return: recordset of what is new or changed; list of (values, OddValue) of
            what was refused
        """
        if not vals_list:
            return self.browse(), []
        try:
            with self.env.cr.savepoint():
                return self._upsert(vals_list), []
        except psycopg2.OperationalError:
            raise  # of the whole transaction
        except psycopg2.Error as error:
            if not vals_list[1:]:
                return self.browse(), [(vals_list[0], _refused(error))]
        stored, refused = self.browse(), []
        for vals in vals_list:
            found, bad = self._upsert_all([vals])
            stored |= found
            refused += bad
        return stored, refused

    @api.model
    def _upsert(self, vals_list):
        """One INSERT for all: new rows in, changed rows rewritten, equal rows left.

        The ORM has no statement that leaves equal rows untouched; a pull of 10,000
        unchanged contacts must write nothing.
        """
        self.flush_model()
        names = list(vals_list[0])
        types = SQL(", ").join(
            SQL("%s %s", SQL.identifier(name), SQL(self._fields[name].column_type[1]))
            for name in names
        )
        columns = SQL(", ").join(map(SQL.identifier, names))
        changes = SQL(", ").join(
            SQL("%s = EXCLUDED.%s", SQL.identifier(name), SQL.identifier(name))
            for name in [*names, "gone_at", "write_uid", "write_date"]
            if name not in ("connection_id", "xero_id")
        )
        table = SQL.identifier(self._table)
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO %(table)s (%(columns)s, %(log)s)
                SELECT %(columns)s, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM jsonb_to_recordset(%(rows)s::jsonb) AS incoming(%(types)s)
                ON CONFLICT (connection_id, xero_id) DO UPDATE SET %(changes)s
                 WHERE %(table)s.content_hash IS DISTINCT FROM EXCLUDED.content_hash
                    OR %(table)s.gone_at IS NOT NULL
             RETURNING id
                """,
                table=table,
                columns=columns,
                log=SQL(", ").join(map(SQL.identifier, _LOG_COLUMNS)),
                uid=self.env.uid,
                now=fields.Datetime.now(),
                rows=json.dumps(vals_list, default=_column),
                types=types,
                changes=changes,
            )
        )
        stored = self.browse(row[0] for row in rows)
        stored.invalidate_recordset()
        return stored

    @api.model
    def _of(self, connection, xero_ids):
        """:return: dict of Xero id to its mirror row, for those that are known"""
        found = self.search(
            [("connection_id", "=", connection.id), ("xero_id", "in", list(xero_ids))]
        )
        return {mirror.xero_id: mirror for mirror in found}

    @api.model
    def _mark_gone(self, xero_ids, domain):
        """Mark what we hold and Xero's full list does not name.

        :param xero_ids: ids of all that Xero listed
        :param domain: of the rows that the list must name
        :return: the rows that are newly marked
        """
        held = self._search(domain)
        rows = self.env.execute_query(
            SQL(
                "SELECT id, xero_id FROM %s WHERE id IN %s"
                " AND xero_id NOT IN (SELECT unnest(%s::varchar[]))",
                SQL.identifier(self._table),
                held.subselect(),
                list(xero_ids),
            )
        )
        gone = self.browse(row[0] for row in rows)
        gone.gone_at = fields.Datetime.now()
        return gone

    @api.model
    def _tell_unlisted(self, connection):
        """A full list was read: say what of Odoo's it does not name any more."""

    # === Applying === #

    @api.model
    def _settings_of_applying(self, connection):
        """:return: the settings that decide what becomes of what was read; when they
        change, :meth:`_reconsider` is called. By default none"""
        return None

    @api.model
    def _reconsider(self, connection):
        """What was read and left alone is looked at anew, by the settings of now."""

    @api.model
    def _preview_slice(self, connection, limit):
        """Find out what applying would do, and keep it to be shown; changes nothing in
        Odoo.

        :param int limit: rows at most
        :return: how many were looked at; 0 when none is left
        """
        return 0

    @api.model
    def _apply_slice(self, connection, limit):
        """Bring into Odoo some of what was copied; mirrors without a link do nothing.

        :param int limit: about how many rows to deal with
        :return: how many were dealt with; 0 once nothing is left
        """
        return 0
