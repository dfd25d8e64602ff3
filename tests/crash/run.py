"""A push of many invoices, while Odoo is killed again and again."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from dev.say import Stop
from tests.crash.barrier import Barrier
from tests.crash.beliefs import Beliefs
from tests.crash.ledgers import Held, Verdict, compare
from tests.crash.moments import Gap, Moment
from tests.crash.shop import CUSTOMER, Shop
from tests.crash.weather import Weather
from tests.system.odoo_process import Odoo
from tests.system.xero import KEYS_FORGOTTEN, Fault, Row, Xero

# What the sandbox does with the write that Odoo is killed at.
_HOLDS = {
    Gap.LOST: "hold_drop",
    Gap.LATE: "hold_before",
    Gap.UNHEARD: "hold_after",
    Gap.APPLY: "hold_after",
}
# Where in the gap, by its variant: at the first write of what Xero said, or after all.
_APPLYING = (("write contacts", "write documents"), ("close",))


@dataclass
class Result:
    """What became of it all.

    :ivar kills: of each gap, how many
    :ivar struck: what was underway at the kills, how often
    :ivar forgotten: kills after which Xero had forgotten its keys
    :ivar edited: invoices that a user corrected while they were on their way
    :ivar unnamed: what never can come into Xero, and no issue names
    """

    invoices: Verdict = field(default_factory=Verdict)
    contacts: Verdict = field(default_factory=Verdict)
    kills: Counter[Gap] = field(default_factory=Counter)
    struck: Counter[str] = field(default_factory=Counter)
    forgotten: int = 0
    edited: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    in_the_way: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def agree(self) -> bool:
        return self.invoices.agree() and self.contacts.agree() and not self.unnamed


class Run:
    """Kills on the way of what a shop pushes; :attr:`result` is complete in the end."""

    def __init__(
        self,
        shop: Shop,
        odoo: Odoo,
        xero: Xero,
        barrier: Barrier,
        beliefs: Beliefs,
        weather: Weather,
    ) -> None:
        self._shop = shop
        self._odoo = odoo
        self._xero = xero
        self._barrier = barrier
        self._beliefs = beliefs
        self._weather = weather
        self._writes = "PUT"
        self.result = Result()

    def create(self, moments: list[Moment]) -> None:
        """Push invoices that are new, and their customers, through these kills."""
        self._writes = "PUT"
        self._kill_at(moments, self._shop.push)

    def change(self, moments: list[Moment]) -> None:
        """Push changes and cancellations through these kills."""
        self._writes = "POST"
        self._shop.change()
        self._kill_at(moments, self._shop.push_changes)

    def _kill_at(self, moments: list[Moment], set_off: Callable[[], None]) -> None:
        """
        :param set_off: gives Odoo something to do, as soon as the first kill is armed
        """
        for number, moment in enumerate(moments):
            held = self._arm(moment)
            if number == 0:
                set_off()
            self._strike(moment, held)
            # Nothing moves before the next kill is armed.
            self._beliefs.sleep()
            self._odoo.start()
        if self._shop.poisoned:
            self._shop.sync()
        self._settle()

    # === A kill === #

    def _arm(self, moment: Moment) -> Fault | None:
        """Lie in wait; :return: what will hold the write, if it is the sandbox."""
        self._weather.turn(self._writes)
        if moment.gap is Gap.CLAIM:
            # What was struck before stays in doubt while the next one is claimed.
            self._beliefs.stay_in_doubt()
            self._barrier.close("write down")
            return None
        return self._xero.fault(_HOLDS[moment.gap], self._writes, "")

    def _strike(self, moment: Moment, held: Fault | None) -> None:
        if held:
            self._until(held.is_held, f"a write to be killed at: {moment.gap.value}")
        else:
            self._until(self._barrier.met, "the next one about to leave", look_up=False)
        if moment.edits():
            self._edit()
        if held and (place := self._place(moment)):
            self._barrier.close(*place)
            held.release()
            self._until(self._barrier.met, f"Odoo at the barrier: {place}")
        self._odoo.kill()
        underway = self._beliefs.underway()
        if not underway:
            raise Stop(f"No exchange was underway at a kill: {moment}")
        self.result.kills[moment.gap] += 1
        self.result.struck.update(underway)
        self._barrier.open()
        if held:
            self._let_go(held)
        if moment.keys_forgotten:
            self._xero.turn_clock(KEYS_FORGOTTEN)
            self.result.forgotten += 1

    def _edit(self) -> None:
        """A user corrects two invoices that are on their way, and pushes them again."""
        moves = self._beliefs.leaving()[:2]
        if moves:
            self._shop.correct_and_push(moves, quantity=3)
            self.result.edited += len(moves)

    def _place(self, moment: Moment) -> tuple[str, ...]:
        """Where Odoo is to be stopped after Xero's answer; nowhere: before it."""
        if moment.gap is Gap.APPLY:
            return _APPLYING[moment.variant % len(_APPLYING)]
        if moment.gap is Gap.UNHEARD and moment.variant % 2:
            return ("keep the answer",)
        return ()

    def _let_go(self, held: Fault) -> None:
        held.release()
        deadline = time.monotonic() + 10
        while held.is_held():
            if time.monotonic() > deadline:
                raise Stop("The sandbox does not let a held call go.")
            time.sleep(0.02)

    # === Waiting === #

    def _settle(self) -> None:
        """Without further faults, wait until Odoo says that nothing is left to do."""
        self.result.faults += self._weather.clear()
        try:
            self._until(self._done, "all of it done", seconds=120)
        except Stop:
            self.result.in_the_way = self._beliefs.in_the_way()

    def _done(self) -> bool:
        return (
            not self._beliefs.underway()
            and not self._beliefs.waiting()
            and not self._beliefs.runs()
            and self._beliefs.holds_the_poison()
        )

    def _until(
        self,
        ready: Callable[[], bool],
        what: str,
        *,
        look_up: bool = True,
        seconds: float = 60,
    ) -> None:
        deadline = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > deadline:
                told = "\n  ".join(self._beliefs.in_the_way())
                raise Stop(f"{seconds:.0f} s, and not yet: {what}\n  {told}")
            self._beliefs.go_on(look_up=look_up)
            time.sleep(0.1)

    # === What became of it === #

    def compare(self) -> Result:
        """Hold both ledgers against each other."""
        self.result.contacts = compare(self._beliefs.contacts(), self._contacts())
        self.result.invoices = compare(self._beliefs.invoices(), self._invoices())
        if self._shop.poisoned:
            self.result.held = self._shop.issues()
            self.result.unnamed = [
                name
                for name in self._shop.poison_names()
                if not any(name in title for title in self.result.held)
            ]
        return self.result

    def _contacts(self) -> list[Held]:
        return [
            Held(row["Name"], _contact_says(row), row["ContactID"])
            for row in self._xero.rows("Contacts")
            if row["Name"].startswith(CUSTOMER)
        ]

    def _invoices(self) -> list[Held]:
        return [
            Held(row.get("InvoiceNumber", ""), _invoice_says(row), row["InvoiceID"])
            for row in self._xero.rows("Invoices")
            if row["Contact"]["Name"].startswith(CUSTOMER)
        ]


def _contact_says(row: Row) -> str:
    lines = [address.get("AddressLine1") for address in row["Addresses"]]
    return " ".join([row["ContactStatus"], *filter(None, lines)])


def _invoice_says(row: Row) -> str:
    if row["Status"] == "VOIDED":
        return "VOIDED"
    return f"{row['Status']} {row['Total']:.2f}"
