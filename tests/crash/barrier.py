"""Odoo stops at the very statement that we name, until it is killed there."""

from types import TracebackType

import psycopg2

from dev import postgres

# What Odoo is about to do, and the trigger that lets it wait.
_PLACES = {
    "write down": "BEFORE INSERT ON xero_exchange FOR EACH ROW",
    "keep the answer": "BEFORE UPDATE ON xero_exchange FOR EACH ROW"
    " WHEN (OLD.state = 'open' AND NEW.state = 'answered')",
    "write contacts": "BEFORE INSERT OR UPDATE ON xero_contact FOR EACH STATEMENT",
    "write documents": "BEFORE INSERT OR UPDATE ON xero_document FOR EACH STATEMENT",
    "close": "BEFORE UPDATE ON xero_exchange FOR EACH ROW"
    " WHEN (OLD.state <> 'applied' AND NEW.state = 'applied')",
}
_KEYS = {place: number for number, place in enumerate(_PLACES, start=4700)}

_FUNCTION = """
CREATE FUNCTION crash_barrier() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(TG_ARGV[0]::bigint);
    RETURN NEW;
END $$
"""


class Barrier:
    """Triggers that wait for a lock, and the session that holds it.

    Who waits when its Odoo is killed is ended without a commit.
    """

    def __init__(self, database: str) -> None:
        """Put the triggers in, until the end; all is open."""
        self._session = psycopg2.connect(
            host=str(postgres.SOCKET_DIR), user=postgres.ROLE, dbname=database
        )
        self._session.autocommit = True
        self._closed: list[str] = []
        self._execute(_FUNCTION)
        for place, when in _PLACES.items():
            self._execute(
                f"CREATE TRIGGER crash_{_KEYS[place]} {when}"
                f" EXECUTE FUNCTION crash_barrier('{_KEYS[place]}')"
            )

    def __enter__(self) -> "Barrier":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.open()
        self._execute("DROP FUNCTION crash_barrier CASCADE")
        self._session.close()

    def close(self, *places: str) -> None:
        """From now on, whoever wants to do one of these waits."""
        for place in places:
            self._execute(f"SELECT pg_advisory_lock({_KEYS[place]})")
        self._closed += places

    def met(self) -> bool:
        """Whether somebody waits."""
        return bool(self._waiting())

    def open(self) -> None:
        """Nobody waits any more; who did, is ended."""
        for pid in self._waiting():
            self._execute(f"SELECT pg_terminate_backend({pid}, 5000)")
        while self._closed:
            self._execute(f"SELECT pg_advisory_unlock({_KEYS[self._closed.pop()]})")

    def _waiting(self) -> list[int]:
        keys = ", ".join(str(_KEYS[place]) for place in self._closed) or "NULL"
        rows = self._execute(
            "SELECT pid FROM pg_locks JOIN pg_database d ON d.oid = database"
            " WHERE locktype = 'advisory' AND NOT granted"
            f" AND d.datname = current_database() AND objid IN ({keys})"
        )
        return [pid for (pid,) in rows]

    def _execute(self, statement: str) -> list[tuple[int, ...]]:
        with self._session.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
