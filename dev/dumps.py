"""Databases as older versions of the addon left them, and what Xero held by then.

    tests/data/upgrade/<version>.sql.gz         PostgreSQL's plain dump
    tests/data/upgrade/<version>.xero.json.gz   the ledgers of the pretend Xero

``make upgrade-dump`` makes those of today's version; tests/system/test_upgrade.py
upgrades from them.
"""

import ast
import gzip
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dev import databases, postgres
from dev.paths import ADDON, ROOT
from dev.say import Stop

FOLDER = ROOT / "tests" / "data" / "upgrade"

# What every start of Odoo makes anew, what only tells of yesterday, and what lies in
# files beside the database, which a dump does not hold.
_NOISE = (
    "ir_attachment",
    "bus_bus",
    "bus_presence",
    "ir_logging",
    "ir_profile",
    "ir_cron_progress",
    "mail_presence",
    "res_device_log",
    "res_users_log",
)

# What PostgreSQL's programs write for themselves, and those of another version refuse.
_OF_PG_DUMP = (
    b"\\restrict ",
    b"\\unrestrict ",
    b"-- Dumped ",
    b"SET transaction_timeout",
)

_ELSEWHERE = b"/opt/xero-connector"


@dataclass(frozen=True)
class Dump:
    """What one version left.

    :ivar version: of the addon, such as ``19.0.1.1.0``
    """

    version: str

    @property
    def database(self) -> Path:
        return FOLDER / f"{self.version}.sql.gz"

    @property
    def ledgers(self) -> Path:
        return FOLDER / f"{self.version}.xero.json.gz"

    @property
    def age(self) -> tuple[int, ...]:
        """What sorts the oldest first."""
        return tuple(int(part) for part in self.version.split("."))

    def read_ledgers(self) -> dict[str, Any]:
        """:return: what the pretend Xero loads (``POST /_sandbox/ledgers``)"""
        held: dict[str, Any] = json.loads(gzip.decompress(self.ledgers.read_bytes()))
        return held


def every() -> list[Dump]:
    """:return: all that there are, the oldest first"""
    found = [Dump(file.name[: -len(".sql.gz")]) for file in FOLDER.glob("*.sql.gz")]
    return sorted(found, key=lambda dump: dump.age)


def version() -> str:
    """:return: the addon's version, as its manifest says"""
    manifest = ast.literal_eval((ADDON / "__manifest__.py").read_text())
    return str(manifest["version"])


def save(database: str, ledgers: dict[str, Any]) -> Dump:
    """Keep a database that no Odoo has open, and what Xero holds, under today's
    version. The noise in it is deleted first.

    :param ledgers: what the pretend Xero answers to ``GET /_sandbox/ledgers``, and
        whatever else a test wants to know of that moment
    """
    dump = Dump(version())
    FOLDER.mkdir(parents=True, exist_ok=True)
    for table in _NOISE:
        if postgres.query(f"SELECT to_regclass('{table}')", database) != [[""]]:
            postgres.query(f"DELETE FROM {table}", database)
    text = _run("pg_dump", database, "--no-owner", "--no-acl", "--no-comments")
    # Where an error was raised is kept for support: it need not tell of this machine.
    text = text.replace(str(ROOT).encode(), _ELSEWHERE)
    kept = [line for line in text.splitlines(True) if not line.startswith(_OF_PG_DUMP)]
    _pack(dump.database, b"".join(kept))
    _pack(dump.ledgers, json.dumps(ledgers, ensure_ascii=False, indent=0).encode())
    return dump


def restore(dump: Dump, database: str) -> None:
    """Make a database as the dump says, replacing one of the same name. Its uuid is
    that of then."""
    databases.drop(database)
    postgres.query(
        f'CREATE DATABASE "{database}" OWNER {postgres.ROLE} TEMPLATE template0'
    )
    text = gzip.decompress(dump.database.read_bytes())
    _run("psql", database, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-1", typed=text)


def _pack(file: Path, text: bytes) -> None:
    file.write_bytes(gzip.compress(text, 9, mtime=0))


def _run(program: str, database: str, *options: str, typed: bytes = b"") -> bytes:
    """Run one of PostgreSQL's programs on a database, as Odoo's role.

    :return: what it printed
    :raise Stop: it failed
    """
    done = subprocess.run(
        postgres.command(program, "-d", database, *options),
        input=typed,
        capture_output=True,
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise Stop(f"PostgreSQL's {program} failed: {said}")
    return done.stdout
