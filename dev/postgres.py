"""The private database cluster of this checkout.

It is reached by its socket only, trusts whoever can reach that, and belongs to an
unprivileged user, because PostgreSQL refuses to run as root. It holds nothing worth
keeping, so it does not wait for the disk.
"""

import os
import pwd
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

from dev import say
from dev.commands import logged
from dev.paths import CLUSTER, CLUSTER_DATA, NAME
from dev.say import Stop
from dev.system import postgres_bin

ROLE = "odoo"
SOCKET_DIR = CLUSTER / "socket"
_SERVER_USER = "postgres"  # made by Debian's package; used when we are root
_SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{socket}'
max_connections = 200
shared_buffers = 256MB
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
jit = off
"""


def provide() -> None:
    """Make the cluster where there is none, and start it where it does not run."""
    if not (CLUSTER_DATA / "ready").exists():
        with say.step("Creating a PostgreSQL cluster"):
            _create()
    if not running():
        with say.step("Starting PostgreSQL"):
            start()


def running() -> bool:
    """Whether the server accepts connections."""
    ready = [str(_program("pg_isready")), "-q", "-h", str(SOCKET_DIR)]
    return CLUSTER_DATA.exists() and subprocess.run(ready).returncode == 0


def start() -> None:
    """Start the server and wait until it answers.

    :raise Stop: it did not; the text holds the end of its log
    """
    # A reboot empties /tmp, where an unprivileged user's socket lies.
    _folder(SOCKET_DIR)
    server_log = CLUSTER_DATA / "server.log"
    _as_server("start", "pg_ctl", "-D", CLUSTER_DATA, "-l", server_log, "-w", "start")


def stop() -> None:
    """Stop the server if it runs, ending its clients' connections."""
    if running():
        _as_server("stop", "pg_ctl", "-D", CLUSTER_DATA, "-m", "fast", "-w", "stop")


def remove() -> None:
    """Stop the server and delete all its databases."""
    stop()
    shutil.rmtree(CLUSTER_DATA, ignore_errors=True)
    shutil.rmtree(CLUSTER, ignore_errors=True)
    if CLUSTER.parent.name == NAME:
        with suppress(OSError):  # other checkouts may have theirs there
            CLUSTER.parent.rmdir()


def query(sql: str, database: str = "postgres") -> list[list[str]]:
    """Run SQL as the cluster's owner; the answer's rows, each value as text.

    :raise Stop: the server refused it
    """
    done = subprocess.run(
        [str(_program("psql")), *_connection(_owner()), "-d", database]
        + ["-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-c", sql],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Stop(f"PostgreSQL refused a statement: {done.stderr.strip()}")
    return [row.split("\t") for row in done.stdout.splitlines()]


def command(program: str, *options: str) -> list[str]:
    """:return: the command line of one of PostgreSQL's programs that talks to the
    server as Odoo's role"""
    return [str(_program(program)), *_connection(ROLE), *options]


def _create() -> None:
    remove()
    _folder(CLUSTER)
    _folder(SOCKET_DIR)
    if CLUSTER_DATA.parent != CLUSTER:
        CLUSTER_DATA.parent.mkdir(parents=True, exist_ok=True)
    # Odoo's collation is C; the character type tells upper from lower case letters.
    locale = ["--locale=C.UTF-8", "--lc-collate=C", "--encoding=UTF8"]
    _as_server(
        "initdb", "initdb", "-D", CLUSTER_DATA, "-A", "trust", "--no-sync", *locale
    )
    with (CLUSTER_DATA / "postgresql.conf").open("a") as settings:
        settings.write(_SETTINGS.format(socket=SOCKET_DIR))
    start()
    query(f"CREATE ROLE {ROLE} LOGIN CREATEDB")
    (CLUSTER_DATA / "ready").touch()


def _folder(path: Path) -> None:
    """A folder that only the server's user can enter."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.geteuid() == 0:
        user = pwd.getpwnam(_SERVER_USER)
        os.chown(path, user.pw_uid, user.pw_gid)


def _as_server(name: str, program: str, *arguments: str | Path) -> None:
    """Run one of PostgreSQL's programs as the user who may."""
    command: list[str | Path] = [_program(program), *arguments]
    if os.geteuid() == 0:
        command = ["runuser", "-u", _SERVER_USER, "--", *command]
    logged(
        f"postgres-{name}",
        command,
        cwd=Path("/"),  # the checkout may be closed to that user
        failure=f"PostgreSQL's {program} failed.",
    )


def _owner() -> str:
    return _SERVER_USER if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name


def _connection(role: str) -> list[str]:
    return ["-h", str(SOCKET_DIR), "-U", role]


def _program(name: str) -> Path:
    folder = postgres_bin()
    if folder is None:
        raise Stop("The PostgreSQL server is missing: run `make setup`.")
    return folder / name
