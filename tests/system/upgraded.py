"""A company that used an older version, on the day of its upgrade."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg2

from dev import dumps, odoo, postgres, processes
from dev.demo.odoo_user import OdooUser
from dev.dumps import Dump
from dev.paths import ADDON
from dev.sandbox import Sandbox
from tests.system.odoo_process import Odoo
from tests.system.xero import Row, Xero

# Rows of a table, by id; where there is none, by all that stands in them.
Rows = dict[str, Row]
Snapshot = dict[str, Rows]

# Tables of a database that are compared, as PostgreSQL's patterns; of our own, those of
# dialogs are left out, for nobody has one open during an upgrade.
_COMPARED = (
    "^xero_|^account_|^res_(partner|company|users|groups_users_rel)$"
    "|^(ir_config_parameter|ir_cron|mail_message|mail_mail|mail_activity)$"
)
_DIALOGS = (
    "SELECT replace(model, '.', '_') FROM ir_model"
    " WHERE transient AND model LIKE 'xero.%'"
)

# Who wrote a row and when is no content.
_STAMPS = ("write_uid", "write_date")

# What an upgrade may give another name and another text.
_OF_CRONS = ("cron_name", "ir_actions_server_id")


class Upgraded:
    """Odoo and Xero as an older version left them; :meth:`update` is the upgrade.

    :ivar odoo: not running at first
    :ivar xero: what it held
    :ivar left: what was left to do (``tests.upgrade.past.Left``, as a dictionary)
    """

    def __init__(self, dump: Dump, database: str) -> None:
        self._sandbox = Sandbox(port=processes.free_port())
        self.xero = Xero(self._sandbox.url)
        kept = dump.read_ledgers()
        self.left: dict[str, Any] = kept.pop("left")
        self.xero.load(kept)
        # Xero would refuse most of what is sent twice; here it must be seen.
        self.xero.act("set", values={"twins": True})
        source = f"{database}_source"
        dumps.restore(dump, source)
        self.odoo = Odoo(database, source, self.xero.url)
        postgres.query(f'DROP DATABASE "{source}"')
        self.odoo.sql("UPDATE ir_cron SET nextcall = now() + interval '1 year'")
        self._be_the_same_database()

    def _be_the_same_database(self) -> None:
        """A restored dump is a copy, and stops by itself; this is to be the database
        that connected."""
        self.odoo.sql(
            """
            UPDATE xero_connection SET fingerprint = encode(sha256(concat_ws('|',
                (SELECT value FROM ir_config_parameter WHERE key = 'database.uuid'),
                datname, oid,
                (SELECT system_identifier FROM pg_control_system())
            )::bytea), 'hex')
            FROM pg_database
            WHERE datname = current_database() AND fingerprint IS NOT NULL
            """
        )

    def close(self) -> None:
        self.odoo.close()
        self._sandbox.stop()

    def update(self) -> str:
        """Update the addon, as an administrator does.

        :return: what Odoo logged that someone should read
        """
        return odoo.warnings(
            odoo.install(self.odoo.database, ADDON.name, update=True)
        ).strip()

    @property
    def user(self) -> OdooUser:
        return self.odoo.user

    # === What stands there === #

    def snapshot(self) -> Snapshot:
        """:return: all that people chose and the connector remembers in Odoo"""
        with psycopg2.connect(
            host=str(postgres.SOCKET_DIR),
            user=postgres.ROLE,
            dbname=self.odoo.database,
        ) as session:
            cursor = session.cursor()
            cursor.execute(
                "SELECT relname FROM pg_class WHERE relkind = 'r'"
                f" AND relname ~ '{_COMPARED}' AND relname NOT IN ({_DIALOGS})"
            )
            tables = [name for (name,) in cursor.fetchall()]
            found = {}
            for table in tables:
                cursor.execute(f'SELECT to_jsonb(t) FROM "{table}" t')
                found[table] = _by_key(row for (row,) in cursor.fetchall())
        session.close()
        for row in found["ir_cron"].values():
            for name in _OF_CRONS:
                row.pop(name, None)
        return found

    def in_xero(self) -> dict[str, Row]:
        """:return: all that stands in all organisations, by what it is and its id"""
        found = {}
        for held in self.xero.ledgers()["organisations"]:
            for kind in ("contacts", "invoices", "credit_notes", "payments"):
                for row in held[kind]:
                    found[f"{held['name']}: {kind} {row['id']}"] = row
        return found

    def states(self, *numbers: str) -> set[str]:
        """:return: what the badges of invoices show"""
        domain = [("name", "in", numbers)]
        rows = self.user.read("account.move", domain, ["xero_state"])
        assert len(rows) == len(numbers)
        return {row["xero_state"] for row in rows}

    def crons(self) -> list[int]:
        """:return: ids of the addon's own crons, and of those of each connection"""
        rows = self.odoo.sql(
            "SELECT c.id FROM ir_cron c JOIN ir_act_server s"
            " ON s.id = c.ir_actions_server_id JOIN ir_model m ON m.id = s.model_id"
            " WHERE m.model LIKE 'xero.%' OR c.id IN (SELECT res_id FROM ir_model_data"
            f" WHERE model = 'ir.cron' AND module = '{ADDON.name}')"
        )
        return [int(number) for (number,) in rows]


@dataclass(frozen=True)
class Announced:
    """What migrations change on purpose, by the names that it had before.

    :ivar renamed: ``table`` or ``table.column`` to its new name
    :ivar translated: ``table.column`` to the new value of each old one
    :ivar gone: each ``table`` or ``table.column`` whose contents are given up
    :ivar filled: each table that gets new rows
    """

    renamed: Mapping[str, str]
    translated: Mapping[str, Mapping[Any, Any]]
    gone: frozenset[str]
    filled: frozenset[str]


def differences(before: Snapshot, after: Snapshot, announced: Announced) -> list[str]:
    """What an upgrade changed unannounced: rows that came or went, values that are
    others, and what stood in tables or columns that are no more."""
    found = []
    for table, rows in before.items():
        if table in announced.gone:
            continue
        now = after.get(announced.renamed.get(table, table))
        if now is None:
            found += [f"{table} is no more"] if rows else []
            continue
        if table not in announced.filled:
            found += [f"{table} {key} came" for key in now.keys() - rows.keys()]
        found += [f"{table} {key} went" for key in rows.keys() - now.keys()]
        for key in rows.keys() & now.keys():
            found += _changes(table, key, rows[key], now[key], announced)
    return found


def _changes(
    table: str, key: str, row: Row, now: Row, announced: Announced
) -> Iterator[str]:
    for column, value in row.items():
        place = f"{table}.{column}"
        name = announced.renamed.get(place, column)
        is_empty = value is None and name not in now
        if place in announced.gone or is_empty:
            continue
        words = announced.translated.get(place)
        wanted = words.get(value, value) if words else value
        became = repr(now[name]) if name in now else "no more"
        if repr(wanted) != became:
            yield f"{place} {key}: {value!r} became {became}"


def _by_key(rows: Iterable[Row]) -> Rows:
    found = {}
    for row in rows:
        key = row.get("id") or sorted(row.items())
        found[str(key)] = {
            name: value for name, value in row.items() if name not in _STAMPS
        }
    return found
