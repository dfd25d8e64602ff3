"""One measured figure and what it may be at most."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A figure.

    :ivar value: None when it could not be measured
    :ivar target: the most that the value may be; less is better in every row
    :ivar unit: ``ms``, ``MB``, ``calls``, or ``×`` for a ratio
    """

    name: str
    value: float | None
    target: float
    unit: str

    @property
    def ok(self) -> bool:
        return self.value is not None and self.value <= self.target


def median_ms(call: Callable[[], object], *, times: int, warm_up: int = 3) -> float:
    """The median time of a call in milliseconds, after some that do not count."""
    for _ in range(warm_up):
        call()
    return statistics.median(_milliseconds(call) for _ in range(times))


def _milliseconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000
