"""The programs of a run: a pretend Xero, an Odoo that may die, and who watches them."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from dev import processes
from dev.sandbox import Sandbox
from tests.crash.barrier import Barrier
from tests.crash.beliefs import Beliefs
from tests.crash.moments import Moment
from tests.crash.run import Result, Run
from tests.crash.shop import Shop
from tests.crash.weather import Weather
from tests.system.odoo_process import Odoo
from tests.system.xero import Xero


class Stage:
    """A company that is connected, to be killed as often as wanted."""

    def __init__(self, odoo: Odoo, xero: Xero) -> None:
        self._odoo = odoo
        self._xero = xero
        self._shop = Shop(odoo, xero)
        # Xero would refuse most of what is sent twice; here it must be seen.
        xero.act("set", values={"twins": True})

    def perform(
        self,
        *,
        invoices: int,
        customers: int,
        creating: list[Moment],
        changing: list[Moment],
        blind: bool = False,
        poisoned: bool = False,
    ) -> Result:
        """Sell, push, and kill at these moments; then correct, cancel, push and kill.

        Without moments for changing, nothing is changed.

        :param blind: let Xero deny whatever Odoo looks up; what Odoo then sends again
            is doubled, so that a run is seen to fail when the look-up does
        :param poisoned: among all that is an invoice and a customer that never can
            come into Xero, and each page of Xero's has a row that makes no sense
        """
        self._shop.sell(invoices, customers)
        if poisoned:
            self._shop.sell_poison()
        with (
            Barrier(self._odoo.database) as barrier,
            Beliefs(self._odoo.database, self._shop.poisoned) as beliefs,
        ):
            weather = Weather(self._xero, blind=blind, poisoned=poisoned)
            run = Run(self._shop, self._odoo, self._xero, barrier, beliefs, weather)
            run.create(creating)
            if changing:
                run.change(changing)
            return run.compare()


@contextmanager
def stage(installed: str) -> Iterator[Stage]:
    """Start all of it, and end it afterwards.

    :param installed: name of a database with the addon
    """
    with ExitStack() as ends:
        sandbox = Sandbox(port=processes.free_port())
        ends.callback(sandbox.stop)
        xero = Xero(sandbox.url)
        odoo = Odoo(f"crash_{os.getpid()}", installed, xero.url)
        ends.callback(odoo.close)
        odoo.start()
        ends.callback(odoo.kill)  # quicker than to ask it
        yield Stage(odoo, xero)
