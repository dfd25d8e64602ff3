"""A real Odoo with the connector, on a database of its own."""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2

from dev import databases, odoo, postgres, processes
from dev.demo.odoo_user import OdooUser
from dev.odoo_server import Server
from dev.paths import BUILD
from dev.say import Stop

_ASLEEP = """
    UPDATE ir_cron SET nextcall = nextcall + interval '1 year';
    DELETE FROM ir_cron_trigger;
"""
_GLANCE = 0.02  # seconds between two looks at whether Odoo is done


class Odoo:
    """A database, and a server on it while one runs.

    :ivar user: the administrator, logged in; from the first start on
    """

    def __init__(
        self, database: str, source: str, parameters: Mapping[str, str] = {}
    ) -> None:
        """Clone the source; nothing runs yet.

        :param source: database to clone; nobody may be connected to it
        :param parameters: system parameters
        """
        self.database = database
        self._port = processes.free_port()
        self._server: Server | None = None
        databases.clone(database, source)
        if parameters:
            databases.set_parameters(database, parameters)
        self._connect()

    def _connect(self) -> None:
        self._session = psycopg2.connect(
            host=str(postgres.SOCKET_DIR), user=postgres.ROLE, dbname=self.database
        )
        self._session.autocommit = True

    @contextmanager
    def twin(self) -> Iterator["Odoo"]:
        """Another one with all that this one has; neither runs."""
        self.stop()
        self._session.close()
        twin = Odoo(f"{self.database}_twin", self.database)
        self._connect()
        try:
            yield twin
        finally:
            twin.close()

    def start(self, **options: object) -> None:
        """Start the server, with everything asleep until somebody wakes it."""
        self.sleep()
        self._server = Server(self.database, port=self._port, options=options)
        self.user = OdooUser(self._server.url, self.database)

    def stop(self) -> None:
        """Stop the server; the database stays."""
        if self._server:
            self._server.stop()
            self._server = None

    def close(self) -> None:
        """Stop the server and delete the database."""
        self.stop()
        self._session.close()
        databases.drop(self.database)

    def sql(
        self, statement: str, values: Mapping[str, object] | None = None
    ) -> list[tuple[Any, ...]]:
        """Run a statement; the rows of its answer."""
        with self._session.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def inside(self, name: str, **values: object) -> Any:
        """Run a module of ``benchmarks/inside``, in a process of its own.

        :return: what it returned
        """
        file = BUILD / f"{self.database}.json"
        odoo.shell(
            self.database,
            f"import json, pathlib\n"
            f"from benchmarks.inside import {name}\n"
            f"told = json.dumps({name}.run(env, **{values!r}))\n"
            f"pathlib.Path({str(file)!r}).write_text(told)\n",
        )
        told = json.loads(file.read_text())
        file.unlink()
        return told

    # === Its crons === #

    def sleep(self) -> None:
        """Let nothing run before somebody wakes it."""
        self.sql(_ASLEEP)

    def wake(self, cron: int) -> None:
        """Let a cron run at once."""
        self.sql(
            "INSERT INTO ir_cron_trigger (cron_id, call_at)"
            " VALUES (%(cron)s, now() AT TIME ZONE 'UTC' - interval '1 second')",
            {"cron": cron},
        )
        # The cron workers listen in another database than their own.
        postgres.query(f"NOTIFY cron_trigger, '{self.database}'")

    def seconds(self, cron: int, begin: Callable[[], object], at_most: float) -> float:
        """How long it takes from the beginning until the cron has nothing left to do.

        A cron's own triggers go when it ends: while one is due, it runs or will.

        :param begin: what gives the cron something to do
        :raise Stop: it is not done in ``at_most`` seconds
        """
        start = time.perf_counter()
        begin()
        while self._is_awake(cron):
            if time.perf_counter() - start > at_most:
                assert self._server
                raise Stop(
                    f"Not done after {at_most:.0f} s:\n{self._server.log_tail(30)}"
                )
            time.sleep(_GLANCE)
        return time.perf_counter() - start

    def _is_awake(self, cron: int) -> bool:
        due = (
            "SELECT 1 FROM ir_cron_trigger"
            " WHERE cron_id = %(cron)s AND call_at <= now() AT TIME ZONE 'UTC'"
        )
        return bool(self.sql(due, {"cron": cron}))

    # === Its memory === #

    def memory(self) -> float:
        """What its process has in memory, in MB."""
        return self._told_memory("VmRSS")

    def peak_memory(self) -> float:
        """The most that it had since :meth:`forget_peak`, in MB."""
        return self._told_memory("VmHWM")

    def forget_peak(self) -> None:
        assert self._server
        Path(f"/proc/{self._server.pid}/clear_refs").write_text("5")

    def _told_memory(self, what: str) -> float:
        assert self._server
        status = Path(f"/proc/{self._server.pid}/status").read_text()
        found = re.search(rf"{what}:\s*(\d+) kB", status)
        assert found, "Linux tells a process's memory in /proc"
        return int(found[1]) / 1024

    # === In its own words === #

    def warnings(self) -> str:
        """The lines that it logged since its start and someone should read."""
        assert self._server
        return odoo.warnings(self._server.log.read_text(errors="replace")).strip()
