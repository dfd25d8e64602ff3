"""Where Odoo is killed: the gaps between the commits of a push, and in which order.

intend ──▶ write down ──▶ send ──▶ Xero writes ──▶ keep the answer ──▶ apply
  C1            C2                                       C3              C4
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import count, islice


class Gap(Enum):
    """A place between two commits. An exchange is underway in each."""

    CLAIM = "C1–C2: one in doubt, the next about to be written down"
    LOST = "C2–C3: written down, lost on its way"
    LATE = "C2–C3: sent, written by Xero after the crash"
    UNHEARD = "C2–C3: written by Xero, answer not kept"
    APPLY = "C3–C4: answer kept, not applied"


@dataclass(frozen=True)
class Moment:
    """One kill.

    :ivar variant: 0, 1, 2, …: how often the gap was met before
    :ivar keys_forgotten: whether Xero's clock passes the six minutes of an
        idempotency key before Odoo is back
    """

    gap: Gap
    variant: int
    keys_forgotten: bool


# A claim is met while another exchange is in doubt: it follows a kill that leaves one.
_ROUNDS = (
    (Gap.LOST, Gap.CLAIM, Gap.LATE, Gap.UNHEARD, Gap.APPLY),
    (Gap.UNHEARD, Gap.CLAIM, Gap.APPLY, Gap.LOST, Gap.LATE),
)


def moments(kills: int) -> list[Moment]:
    """So many moments, in every gap equally often, half of each with keys forgotten."""
    return list(islice(_endless(), kills))


def _endless() -> Iterator[Moment]:
    for number in count():
        for gap in _ROUNDS[number % len(_ROUNDS)]:
            # Not in step with the two rounds: 0 1 1 0 0 1 1 0 …
            yield Moment(gap, number, (number + 1) // 2 % 2 == 1)
