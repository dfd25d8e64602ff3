"""A live sandbox that runs as a process of its own, and the stories told to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from contract import Contract, find_description
from peer import PEERS, Told, tell
from xero_user import Sandbox

from dev import sandbox
from dev.processes import free_port

_CONTRACT = pytest.StashKey[Contract]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_CONTRACT] = Contract(find_description())


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    terminalreporter.write_line(config.stash[_CONTRACT].summary())


@pytest.fixture(scope="session")
def contract(request: pytest.FixtureRequest) -> Contract:
    """What Xero says of its requests and answers."""
    return request.config.stash[_CONTRACT]


@pytest.fixture(scope="session")
def xero() -> Iterator[Sandbox]:
    """The sandbox's control interface."""
    process = sandbox.Sandbox(port=free_port())
    box = Sandbox(process.url)
    yield box
    box.close()
    process.stop()


@pytest.fixture(scope="module", params=PEERS)
def told(request: pytest.FixtureRequest, xero: Sandbox) -> Told:
    """The story, told once by each SDK to a new Xero."""
    xero.reset("demo")
    before = xero.tokens([xero.tenants()["Demo Company (NZ)"]])
    story = tell(request.param, xero.url, before)
    return Told(before, story, xero.state(), xero.calls(bodies=True))
