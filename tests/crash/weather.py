"""What networks and servers do to calls between the kills."""

from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from typing import Any

from tests.crash.shop import POISON
from tests.system.xero import Fault, Xero

Wish = dict[str, Any]

_LIMIT = {"Retry-After": 20, "X-Rate-Limit-Problem": "minute"}

# What it is, the calls that it meets, and what happens to them.
_WEATHER: tuple[tuple[str, str, Wish], ...] = (
    ("429", "write", {"do": "status", "status": 429, "headers": _LIMIT}),
    ("garbage", "GET", {"do": "garbage"}),
    ("503", "write", {"do": "status", "status": 503}),
    ("lost answer", "GET", {"do": "drop_after"}),
    ("slow", "GET", {"do": "drip", "seconds": 1.0}),
    ("429", "GET", {"do": "status", "status": 429, "headers": _LIMIT}),
    ("lost request", "write", {"do": "drop_before"}),
    ("garbage", "GET", {"do": "html"}),
    ("lost answer", "write", {"do": "drop_after"}),
    ("503", "GET", {"do": "status", "status": 503}),
    ("slow", "GET", {"do": "delay", "seconds": 1.0}),
    ("garbage", "GET", {"do": "half"}),
    ("garbage", "write", {"do": "garbage"}),
    ("lost request", "GET", {"do": "drop_before"}),
    ("garbage", "GET", {"do": "empty"}),
    ("503", "write", {"do": "status_after", "status": 503}),
)


# What a row says that no program expects.
_ODD = {"Name": "17", "Total": '"twelve"', "Amount": '"much"', "Contact": '"him"'}


class Weather:
    """Faults, each in its turn, for whichever call meets it."""

    def __init__(self, xero: Xero, *, blind: bool, poisoned: bool) -> None:
        """
        :param blind: Xero denies whatever it is asked for, in any weather
        :param poisoned: some writes never pass, and each page that is read has a row
            that makes no sense
        """
        self._xero = xero
        self._blind = blind
        self._coming: Iterator[tuple[str, str, Wish]] = cycle(_WEATHER)
        self._planted: list[tuple[str, Fault]] = []
        self._poisoned = poisoned
        self._last()

    def turn(self, writes: str) -> None:
        """One more fault is in the air.

        :param writes: the method of the writes to come
        """
        name, calls, wish = next(self._coming)
        method = writes if calls == "write" else calls
        fault = self._xero.fault(method=method, path="", **wish)
        self._planted.append((name, fault))

    def clear(self) -> Counter[str]:
        """The sky is clear again; :return: how many calls met what."""
        met = Counter(name for name, fault in self._planted if fault.hits())
        self._planted.clear()
        self._xero.forget_faults()
        self._last()
        return met

    def _last(self) -> None:
        """What stays, however clear the sky."""
        if self._poisoned:
            for word in POISON:
                for method in ("PUT", "POST"):
                    self._xero.fault(
                        "status", method, "", contains=word, status=500, times=None
                    )
            for kind in ("Contacts", "Invoices", "Payments"):
                # The first row of each page of a list, none of what is looked up.
                self._xero.fault(
                    "alter", "GET", kind, unlike="==|ids=", times=None, texts=_ODD
                )
        for kind in ("Contacts", "Invoices") if self._blind else ():
            nothing = {"status": 200, "body": f'{{"{kind}": []}}', "times": None}
            self._xero.fault("status", "GET", kind, **nothing)
