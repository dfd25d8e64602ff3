"""A running Odoo.

.venv/bin/python -m dev.odoo_server --db play --install xero_connector
.venv/bin/python -m dev.odoo_server --db play --serve
"""

import argparse
import subprocess
from collections.abc import Mapping

from dev import databases, postgres, processes, say
from dev.odoo import START, config_file, install, run_tests, warnings
from dev.paths import ROOT, odoo_port


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
        super().__init__(f"odoo-{database}", [*START, "-c", configuration], env=env)
        try:
            self.wait_for(f"{self.url}/web/login")
        except BaseException:
            self.stop()
            raise


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m dev.odoo_server", description=__doc__
    )
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
        return subprocess.run([*START, "-c", configuration], cwd=ROOT).returncode
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


if __name__ == "__main__":
    say.run(main)
