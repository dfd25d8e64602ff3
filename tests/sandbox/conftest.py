"""One live sandbox for all tests here; each test finds it fresh, and what each said on
the wire is held against Xero's own description."""

from collections.abc import Iterator

import pytest
from contract import Contract, find_description
from xero_user import Sandbox

from xero_sandbox.server import running

_CONTRACT = pytest.StashKey[Contract]()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "off_contract: says on purpose what Xero's description forbids"
    )
    config.stash[_CONTRACT] = Contract(find_description())


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    terminalreporter.write_line(config.stash[_CONTRACT].summary())


@pytest.fixture(scope="session")
def one_sandbox() -> Iterator[Sandbox]:
    with running("demo") as (url, _world):
        box = Sandbox(url)
        yield box
        box.close()


@pytest.fixture
def sandbox(one_sandbox: Sandbox, request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A sandbox with the seed `demo`, new for this test."""
    box = one_sandbox
    box.reset("demo")
    yield box
    contract = request.config.stash[_CONTRACT]
    breaches = []
    if request.node.get_closest_marker("off_contract") is None:
        breaches = contract.check(box.calls(bodies=True))
    assert not breaches, "\n".join(breaches)


@pytest.fixture
def xero(sandbox: Sandbox):
    """An app that is connected to Demo Company (NZ) with all it may want."""
    return sandbox.connect()
