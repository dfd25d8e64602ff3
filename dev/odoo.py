"""Odoo itself: configuration, installing, a running server.

.venv/bin/python -m dev.odoo --db play --install xero_connector
.venv/bin/python -m dev.odoo --db play --serve
"""

import argparse
import subprocess
from collections.abc import Mapping
from pathlib import Path

from dev import databases, odoo_home, postgres, processes, say
from dev.commands import Command, logged
from dev.paths import BUILD, ODOO_DATA, PYTHON, ROOT, odoo_port

ADMIN = "admin"  # user and password of every database made here
_START: Command = (PYTHON, "-m", "odoo")
_AND_END: Command = ("--stop-after-init", "--max-cron-threads=0")


def config_file(
    database: str, *, port: int | None = None, options: Mapping[str, object] = {}
) -> Path:
    """Write the configuration for one database and return the file.

    :param port: where it listens; by default ``ODOO_PORT``
    :param options: further lines, replacing the ones here
    """
    addons = [*odoo_home.addons_paths(), ROOT]
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
        [*_START, "-c", config_file(database), flag, ",".join(modules)]
        + [*_AND_END, "--no-http"],
    )


def run_tests(database: str, module: str, tags: str) -> str:
    """Run Odoo's own test runner over a module and return its log.

    :raise Stop: a test failed
    """
    configuration = config_file(database, port=processes.free_port())
    return logged(
        f"odoo-{database}-tests",
        [*_START, "-c", configuration, "--update", module, "--test-tags", tags]
        + [*_AND_END],
    )


def shell(database: str, script: str) -> None:
    """Run Python with ``env`` at hand, as ``odoo shell`` does.

    :raise Stop: the script raised
    """
    logged(
        f"odoo-{database}-shell",
        [*_START, "shell", "-c", config_file(database), "--no-http"],
        typed=script,
    )


class Server(processes.Background):
    """A running Odoo on one database.

    :ivar url: its address, on ``localhost``
    """

    def __init__(
        self,
        database: str,
        *,
        port: int | None = None,
        options: Mapping[str, object] = {},
        env: Mapping[str, str] | None = None,
    ) -> None:
        """Start it and wait until it answers.

        :raise Stop: the port is taken, or Odoo does not come up
        """
        port = port or odoo_port()
        processes.require_free(port, "ODOO_PORT")
        self.url = f"http://localhost:{port}"
        databases.set_url(database, self.url)
        configuration = config_file(database, port=port, options=options)
        super().__init__(f"odoo-{database}", [*_START, "-c", configuration], env=env)
        try:
            self.wait_for(f"{self.url}/web/login")
        except BaseException:
            self.stop()
            raise


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m dev.odoo", description=__doc__)
    parser.add_argument("--db", required=True, help="made from the template if new")
    parser.add_argument("--fresh", action="store_true", help="start from a new clone")
    parser.add_argument("--install", metavar="MODULES", help="install or update these")
    parser.add_argument("--test-tags", metavar="TAGS", help="run Odoo's test runner")
    parser.add_argument("--serve", action="store_true", help="run until Ctrl-C")
    asked = parser.parse_args()
    postgres.provide()
    if asked.fresh or not databases.exists(asked.db):
        databases.clone(asked.db, url=f"http://localhost:{odoo_port()}")
    if asked.install:
        _install_or_update(asked.db, asked.install.split(","))
    if asked.test_tags:
        say.line(run_tests(asked.db, asked.install or "base", asked.test_tags))
    if asked.serve:
        configuration = config_file(asked.db)
        return subprocess.run([*_START, "-c", configuration], cwd=ROOT).returncode
    return 0


def _install_or_update(database: str, modules: list[str]) -> None:
    names = ", ".join(f"'{module}'" for module in modules)
    installed = postgres.query(
        "SELECT name FROM ir_module_module "
        f"WHERE state = 'installed' AND name IN ({names})",
        database,
    )
    known = {name for (name,) in installed}
    for update in (False, True):
        if chosen := [name for name in modules if (name in known) == update]:
            verb = "Updating" if update else "Installing"
            with say.step(f"{verb} {', '.join(chosen)} in {database}"):
                log = install(database, *chosen, update=update)
            if told := warnings(log):
                say.line(told)


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


if __name__ == "__main__":
    say.run(main)
