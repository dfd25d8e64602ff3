"""What rows share: programs that start when the first row asks for them."""

import itertools
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from benchmarks.company import Company
from benchmarks.odoo import Odoo
from benchmarks.xero import Xero
from dev import databases, odoo, postgres
from dev.paths import ADDON


class Stage:
    """Running programs; ``with Stage() as stage`` ends them all.

    Rows of one run share them, so that what they measure can be compared.
    """

    def __init__(self) -> None:
        self._ends = ExitStack()
        self._xeros: dict[str, Xero] = {}
        self._installed = ""
        # Of its own for each run, so that two developers' runs do not meet.
        self._names = (f"bench_{os.getpid()}_{n}" for n in itertools.count())

    def __enter__(self) -> "Stage":
        return self

    def __exit__(self, *exception: object) -> None:
        self._ends.close()

    def xero(self, seed: str) -> Xero:
        """The pretend Xero that began with this seed (``large:100000``)."""
        if seed not in self._xeros:
            xero = Xero(seed)
            self._ends.callback(xero.stop)
            self._xeros[seed] = xero
        return self._xeros[seed]

    @contextmanager
    def company(self, seed: str) -> Iterator[Company]:
        """A company of its own in an Odoo of its own, connected to that Xero."""
        with self.odoo(self.xero(seed)) as running:
            yield Company(running, self.xero(seed))

    @contextmanager
    def odoo(self, xero: Xero) -> Iterator[Odoo]:
        """An Odoo with the connector; nothing is connected, and nothing runs yet."""
        urls = {
            f"xero_connector.{k}_url": xero.url for k in ("login", "identity", "api")
        }
        made = Odoo(next(self._names), self._provide_installed(), urls)
        try:
            yield made
        finally:
            made.close()

    def _provide_installed(self) -> str:
        """A database with the addon, to be cloned."""
        if not self._installed:
            postgres.provide()
            self._installed = next(self._names)
            databases.clone(self._installed)
            self._ends.callback(databases.drop, self._installed)
            odoo.install(self._installed, ADDON.name)
        return self._installed
