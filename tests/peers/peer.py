"""Running a client of Xero that nobody here wrote, as a program of its own."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from xero_user import Json

from dev import peers
from dev.commands import Command
from dev.paths import PYTHON

PEERS = ("python", "node")
CONTACT = {"name": "Peer & Söhne", "email": "peer@example.com"}
LINES = [
    {"description": "Work", "quantity": 3, "price": 33.33, "account": "200"},
    {"description": "Parts", "quantity": 1, "price": 0.1, "account": "200"},
]

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Told:
    """What a peer said in its story, and what came of it.

    :ivar before: the token set that it was given
    :ivar story: what the SDK made of the answers
    :ivar books: what Xero holds in the end
    :ivar calls: Xero's log, with bodies
    """

    before: Json
    story: Json
    books: Json
    calls: list[Json]


def tell(peer: str, url: str, tokens: Json) -> Json:
    """Let a peer tell its story to the Xero at that address.

    :param peer: one of PEERS
    :return: what its SDK made of the answers
    """
    wish = {"tokens": tokens, "contact": CONTACT, "lines": LINES}
    if peer == "node":
        return run_node("story.cjs", url, wish)
    return _run([PYTHON, _HERE / "python" / "story.py"], url, wish)


def run_node(script: str, url: str, wish: Json) -> Json:
    """Run one of the scripts in ``node`` with the official Node SDK."""
    folder = _HERE / "node"
    command = [peers.node(), "--require", folder / "reroute.cjs", folder / script]
    return _run(command, url, wish, NODE_PATH=str(peers.node_modules()))


def _run(command: Command, url: str, wish: Json, **env: str) -> Json:
    app = {"clientId": "test-client", "clientSecret": "test-secret"}
    done = subprocess.run(
        [str(word) for word in command],
        input=json.dumps(app | wish),
        capture_output=True,
        text=True,
        # No proxy stands between a program and its own machine.
        env={**os.environ, "XERO_URL": url, "NO_PROXY": "*", **env},
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    story: Json = json.loads(done.stdout)
    return story
