"""``make demo``: start everything, tell the story, keep running.

Variables: ``ONCE=1`` ends after the table, ``XERO_URL`` points Odoo at another Xero,
``ODOO_PORT`` and ``SANDBOX_PORT`` choose the ports.
"""

import os
import signal
import sys
import time
from contextlib import ExitStack

import httpx

from dev import databases, odoo, processes, say, setup
from dev.demo.odoo_user import OdooUser
from dev.demo.story import Story
from dev.odoo_server import Server
from dev.paths import ADDON, odoo_port
from dev.processes import Background
from dev.sandbox import Sandbox
from dev.say import Stop, step

DATABASE = "demo"


def main() -> None:
    """:raise Stop: a step failed, or a total differs between the two ledgers"""
    # `kill` ends the servers too, as Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    setup.provide()
    xero = (os.environ.get("XERO_URL") or "").rstrip("/")
    with ExitStack() as running:
        servers: list[Background] = []
        if not xero:
            with step("Starting the pretend Xero"):
                sandbox = Sandbox()
            running.callback(sandbox.stop)
            servers.append(sandbox)
            xero = sandbox.url
        with step("Installing the addon into a new database"):
            _install(xero)
        with step("Starting Odoo"):
            server = Server(DATABASE)
        running.callback(server.stop)
        servers.append(server)
        story = Story(OdooUser(server.url, DATABASE), xero, _first_number())
        try:
            result = story.tell()
        except httpx.TransportError as error:
            place = error.request.url.copy_with(path="/", query=None)
            raise Stop(f"No answer from {place}: {error}.") from None
        result.show()
        result.save()
        if wrong := result.unequal():
            raise Stop(f"Not the same in both ledgers: {', '.join(wrong)}.")
        if not os.environ.get("ONCE"):
            _stay(server.url, xero, servers)


def _first_number() -> str:
    """Another Xero may have the invoices of an earlier demo: then count from new."""
    return f"DEMO{int(time.time()) // 60}/0001" if os.environ.get("XERO_URL") else ""


def _install(xero: str) -> None:
    processes.require_free(odoo_port(), "ODOO_PORT")
    databases.clone(DATABASE)
    odoo.install(DATABASE, ADDON.name)
    names = ("login_url", "identity_url", "api_url", "web_url")
    databases.set_parameters(DATABASE, {f"{ADDON.name}.{n}": xero for n in names})


def _stay(url: str, xero: str, servers: list[Background]) -> None:
    say.line()
    say.line(
        f"Look around   Odoo {url}/odoo   user {odoo.ADMIN}, password {odoo.ADMIN}"
    )
    say.line(f"              Xero {xero}")
    say.line("Ctrl-C ends it.")
    try:
        while all(server.running() for server in servers):
            time.sleep(0.5)
    except KeyboardInterrupt:
        say.line()


if __name__ == "__main__":
    say.run(main)
