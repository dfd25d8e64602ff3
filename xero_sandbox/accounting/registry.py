"""Finds the endpoints: every module in `endpoints/` that has an ENDPOINT. A new
resource is a new file there and nothing else."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules

from xero_sandbox.accounting import endpoints
from xero_sandbox.accounting.endpoint import Endpoint


@lru_cache(maxsize=1)
def all_endpoints() -> dict[str, Endpoint]:
    """The endpoints by lower-case name."""
    found = {}
    for module in iter_modules(endpoints.__path__):
        loaded = import_module(f"{endpoints.__name__}.{module.name}")
        endpoint = loaded.ENDPOINT
        found[endpoint.name.lower()] = endpoint
    return found
