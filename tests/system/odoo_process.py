"""A real Odoo on a database of its own, which a test may kill and start again."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg2

from dev import databases, odoo, postgres, processes
from dev.demo.odoo_user import OdooUser
from dev.odoo_server import Server
from dev.paths import ADDON

# Odoo's processes that answer; without any, one process does it all by threads.
_WORKERS = int(os.environ.get("ODOO_WORKERS") or 0)


@contextmanager
def installed(name: str) -> Iterator[str]:
    """A database with the addon, to be cloned, of this name.

    No cron is due for a year, and OdooBot's chat does not cover small screens.
    """
    databases.clone(name)
    try:
        odoo.install(name, ADDON.name)
        postgres.query(
            "UPDATE ir_cron SET nextcall = nextcall + interval '1 year';"
            "UPDATE res_users SET odoobot_state = 'disabled'",
            name,
        )
        yield name
    finally:
        databases.drop(name)


class Odoo:
    """One Odoo and its database.

    :ivar url: its address, the same after each start
    :ivar user: the administrator, logged in
    """

    def __init__(self, database: str, source: str, xero_url: str) -> None:
        """Clone the source; nothing runs yet.

        :param source: database to clone; nobody may be connected to it
        :param xero_url: where it finds Xero
        """
        self.database = database
        self._port = processes.free_port()
        databases.clone(database, source)
        for name in ("login", "identity", "api"):
            self._insert_parameter(f"xero_connector.{name}_url", xero_url)
        self._server: Server | None = None

    def start(self, *, crons: bool = True) -> None:
        """Start it, on the database as it stands.

        :param crons: whether anything happens that nobody presses
        """
        options = {"workers": _WORKERS, **({} if crons else {"max_cron_threads": 0})}
        self._server = Server(self.database, port=self._port, options=options)
        self.url = self._server.url
        self.user = OdooUser(self.url, self.database)

    def kill(self) -> None:
        """End it at once, as a power cut or the out-of-memory killer does."""
        assert self._server
        self._server.kill()

    def stop(self) -> None:
        """End it as a restart of the server does."""
        assert self._server
        self._server.stop()

    def recover(self) -> None:
        """Get over what a test before left behind, should it have failed."""
        if not self._runs():
            self.start()
        self.let_time_pass()

    def _runs(self) -> bool:
        return bool(self._server and self._server.running())

    def warnings(self) -> str:
        """The lines that it logged since its last start and someone should read."""
        assert self._server
        return odoo.warnings(self._server.log.read_text(errors="replace")).strip()

    def close(self) -> None:
        """Stop it if it runs, and delete its database."""
        if self._server:
            self._server.stop()
        databases.drop(self.database)

    def create_manager(self, login: str) -> None:
        """Another user who may connect to Xero; the password is the login."""
        group = "xero_connector.group_xero_manager"
        groups = [("name", "=", group.partition(".")[2])]
        found = self.user.read("ir.model.data", groups, ["res_id"])
        self.user.create(
            "res.users",
            {
                "name": login,
                "login": login,
                "password": login,
                "group_ids": [(4, found[0]["res_id"])],
            },
        )

    # === Its database === #

    def set_parameter(self, name: str, value: str) -> None:
        """Set a system parameter, whether Odoo runs or not."""
        if self._runs():
            self.user.call("ir.config_parameter", "set_param", name, value)
        else:
            self._insert_parameter(name, value)

    def _insert_parameter(self, name: str, value: str) -> None:
        self.sql(
            f"INSERT INTO ir_config_parameter (key, value) VALUES ('{name}', '{value}')"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        )

    def sql(self, statement: str) -> list[list[str]]:
        """Run a statement; the rows of its answer, each value as text."""
        return postgres.query(statement, self.database)

    @contextmanager
    def no_writing_to(self, table: str) -> Iterator[None]:
        """Everybody else may read the table; who wants to write to it waits."""
        session = psycopg2.connect(
            host=str(postgres.SOCKET_DIR), user=postgres.ROLE, dbname=self.database
        )
        try:
            session.cursor().execute(f"LOCK TABLE {table} IN SHARE MODE")
            yield
        finally:
            session.close()

    def somebody_waits_for(self, table: str) -> bool:
        """Whether somebody wants to write to a table and cannot."""
        return bool(
            self.sql(
                "SELECT 1 FROM pg_locks WHERE NOT granted"
                f" AND relation = '{table}'::regclass"
            )
        )

    # === Time === #

    def is_idle(self) -> bool:
        """Whether no cron of a connection is called, or at work."""
        return not self.sql(
            "SELECT 1 FROM ir_cron_trigger t JOIN xero_connection c USING (cron_id)"
            " WHERE call_at <= now() AT TIME ZONE 'UTC'"
        )

    def let_time_pass(self) -> None:
        """What was to come later is due now: looking up, going on, waking up.

        A runner at work would meet the change of its rows, and log it. So each one's
        end is waited for, and none begins meanwhile: Odoo holds the row of a cron for
        as long as it runs.
        """
        now = "(now() AT TIME ZONE 'UTC')"
        times = (
            ("xero_exchange", "check_at"),
            ("xero_quota", "paused_until"),
            ("xero_retry", "due_at"),
            ("xero_job", "not_before"),
            ("ir_cron_trigger", "call_at"),
        )
        statements = [
            "SET LOCAL lock_timeout = '60s'",
            "SELECT FROM ir_cron WHERE id IN (SELECT cron_id FROM xero_connection)"
            " FOR NO KEY UPDATE",
            *(
                f"UPDATE {table} SET {column} = {now} WHERE {column} > {now}"
                for table, column in times
            ),
            # Whether Xero lets us in was found out long ago.
            "UPDATE xero_quota SET shut_out_at = NULL",
        ]
        self.sql("BEGIN; " + "; ".join(statements) + "; COMMIT")

    def wait_until(
        self, ready: Callable[[], bool], what: str, seconds: float = 30
    ) -> None:
        """Wait, and let the cron threads look for what is due meanwhile.

        They look by themselves too, once a minute.
        """
        deadline = time.monotonic() + seconds
        while not ready():
            assert time.monotonic() < deadline, f"{seconds:.0f} s, and not yet: {what}"
            postgres.query(f"NOTIFY cron_trigger, '{self.database}'")
            time.sleep(0.3)
