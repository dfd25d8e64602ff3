"""``make screenshots``: all of them, or those of the scenes that are named.

.venv/bin/python -m tests.screenshots running_batch mails
"""

import argparse
import os
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from inspect import isfunction

from playwright.sync_api import sync_playwright

from dev import databases, odoo, postgres, processes, say, setup
from dev.paths import ADDON, BUILD
from dev.sandbox import Sandbox
from tests.screenshots import (
    scenes_aside,
    scenes_invoice,
    scenes_mails,
    scenes_matching,
    scenes_settings,
    scenes_work,
)
from tests.screenshots.stage import Stage
from tests.system.browser import launch
from tests.system.odoo_process import Odoo
from tests.system.xero import Xero

_DATABASE = f"screenshots_{os.getpid()}"

# The public functions of these files, in the order in which they stand there.
SCENES: dict[str, Callable[[Stage], None]] = {
    name: tell
    for told_here in (
        scenes_settings,
        scenes_matching,
        scenes_work,
        scenes_invoice,
        scenes_aside,
        scenes_mails,
    )
    for name, tell in vars(told_here).items()
    if isfunction(tell)
    and tell.__module__ == told_here.__name__
    and not name.startswith("_")
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots")
    parser.add_argument("scenes", nargs="*", metavar="SCENE", help=", ".join(SCENES))
    wanted = parser.parse_args().scenes or list(SCENES)
    setup.provide()
    failed = []
    with _stage() as stage:
        for name in wanted:
            with say.step(f"{name}: {SCENES[name].__doc__}"):
                stage.calm()
                try:
                    SCENES[name](stage)
                except Exception:  # the others are worth having
                    failed.append(name)
                    say.line(traceback.format_exc())
    say.line(f"In {BUILD / 'screenshots'}")
    if failed:
        say.line(f"Failed: {', '.join(failed)}")
    return len(failed)


@contextmanager
def _stage() -> Iterator[Stage]:
    """A connected company in a database of its own, deleted afterwards."""
    template = f"{_DATABASE}_installed"
    with say.step("Installing the addon"):
        databases.clone(template)
        odoo.install(template, ADDON.name)
        # No cron is due for a year, and OdooBot's chat does not cover small screens.
        postgres.query(
            "UPDATE ir_cron SET nextcall = nextcall + interval '1 year';"
            "UPDATE res_users SET odoobot_state = 'disabled'",
            template,
        )
    sandbox = Sandbox(port=processes.free_port(), record=None)
    running = Odoo(_DATABASE, template, sandbox.url)
    try:
        running.start()
        with sync_playwright() as playwright:
            browser = launch(playwright)
            with say.step("Connecting a company"):
                stage = Stage(running, Xero(sandbox.url), browser)
            yield stage
            browser.close()
    finally:
        running.close()
        sandbox.stop()
        databases.drop(template)


if __name__ == "__main__":
    say.run(main)
