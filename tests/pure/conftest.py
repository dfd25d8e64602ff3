"""Make ``import xerolib`` work without Odoo and without installing the addon."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, configuration, settings

ADDON = Path(__file__).parents[2] / "xero_connector"
sys.path.insert(0, str(ADDON))

configuration.set_hypothesis_home_dir(ADDON.parent / "build" / "hypothesis")
# HYPOTHESIS_PROFILE=wide tries 10,000 examples of each property, others than `quick`.
for _name, _examples in (("quick", 300), ("wide", 10_000)):
    settings.register_profile(
        _name,
        max_examples=_examples,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture
def server():
    """A real HTTP server that answers as the test says."""
    from xero_server import Server

    server = Server()
    yield server
    server.close()


@pytest.fixture
def hosts(server):
    """Xero's three addresses, all at ``server``; no other machine may be called."""
    from xerolib.hosts import Hosts

    return Hosts(server.url, server.url, server.url, loopback_only=True)


@pytest.fixture
def client(hosts):
    """A client of ``server`` that gives up after five seconds."""
    from xerolib.client import Client

    with Client(hosts, "token-A", "tenant-1", deadline=5.0) as client:
        yield client
