"""Odoo itself: configuration, installing, its tests and its shell."""

from collections.abc import Mapping
from pathlib import Path

from dev import odoo_home, postgres, processes
from dev.commands import Command, logged
from dev.paths import BUILD, ODOO_DATA, PYTHON, ROOT, TEST_ADDONS, odoo_port

ADMIN = "admin"  # user and password of every database made here
START: Command = (PYTHON, "-m", "odoo")
_AND_END: Command = ("--stop-after-init", "--max-cron-threads=0")


def config_file(
    database: str, *, port: int | None = None, options: Mapping[str, object] = {}
) -> Path:
    """Write the configuration for one database and return the file.

    :param port: where it listens; by default ``ODOO_PORT``
    :param options: further lines, replacing the ones here
    """
    addons = [*odoo_home.addons_paths(), ROOT, TEST_ADDONS]
    lines = {
        "addons_path": ",".join(str(path) for path in addons),
        "data_dir": ODOO_DATA,
        "db_host": postgres.SOCKET_DIR,
        "db_user": postgres.ROLE,
        # Always one database: an Odoo without a name opens every one it finds.
        "db_name": database,
        "dbfilter": f"^{database}$",
        "list_db": False,
        "http_interface": "127.0.0.1",
        "http_port": port or odoo_port(),
        "gevent_port": processes.free_port(),
        "workers": 0,
        "max_cron_threads": 2,
        "without_demo": True,
        "proxy_mode": False,
        **options,
    }
    folder = BUILD / "odoo-conf"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{database}.conf"
    text = "\n".join(f"{key} = {value}" for key, value in lines.items())
    path.write_text(f"[options]\n{text}\n")
    return path


def install(database: str, *modules: str, update: bool = False) -> str:
    """Install modules, or update them, and return Odoo's log.

    :raise Stop: Odoo failed; the text holds the end of its log
    """
    flag = "--update" if update else "--init"
    return logged(
        f"odoo-{database}-install",
        [*START, "-c", config_file(database), flag, ",".join(modules)]
        + [*_AND_END, "--no-http"],
    )


def run_tests(database: str, module: str, tags: str) -> str:
    """Run Odoo's own test runner over a module and return its log.

    :raise Stop: a test failed
    """
    configuration = config_file(database, port=processes.free_port())
    return logged(
        f"odoo-{database}-tests",
        [*START, "-c", configuration, "--update", module, "--test-tags", tags]
        + [*_AND_END],
    )


def shell(database: str, script: str) -> None:
    """Run Python with ``env`` at hand, as ``odoo shell`` does.

    :raise Stop: the script raised
    """
    logged(
        f"odoo-{database}-shell",
        [*START, "shell", "-c", config_file(database), "--no-http"],
        typed=script,
    )


def warnings(log: str) -> str:
    """The lines of a log that someone should read."""
    marks = (" WARNING ", " ERROR ", " CRITICAL ")
    root_warning = "running as the user 'root'"
    shown = [
        line
        for line in log.splitlines()
        if any(mark in line for mark in marks) and root_warning not in line.lower()
    ]
    return "\n".join(shown)
