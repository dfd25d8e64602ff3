"""``make upgrade-dump``: keeps what today's version leaves, for later ones to upgrade.

    .venv/bin/python -m tests.upgrade

Whoever gives the addon another version runs it once more and commits both files.
"""

import os
from contextlib import ExitStack
from dataclasses import asdict

from dev import dumps, processes, say, setup
from dev.paths import ROOT
from dev.sandbox import Sandbox
from tests.system.odoo_process import Odoo, installed
from tests.system.xero import Xero
from tests.upgrade.past import Past


def main() -> int:
    setup.provide()
    name = f"upgrade_dump_{os.getpid()}"
    with ExitStack() as ends:
        source = ends.enter_context(installed(f"{name}_installed"))
        sandbox = Sandbox(port=processes.free_port(), record=None)
        ends.callback(sandbox.stop)
        xero = Xero(sandbox.url)
        odoo = Odoo(name, source, xero.url)
        ends.callback(odoo.close)
        with say.step(f"Using version {dumps.version()} for a while"):
            odoo.start()
            past = Past(odoo, xero)
            past.happen()
        odoo.stop()
        dump = dumps.save(name, {**xero.ledgers(), "left": asdict(past.left)})
    for file in (dump.database, dump.ledgers):
        size = file.stat().st_size / 1e6
        say.line(f"  {file.relative_to(ROOT)}: {size:.2f} MB")
    return 0


if __name__ == "__main__":
    say.run(main)
