"""Where Odoo is killed: the gaps between the commits of a push, and in which order.

intend ──▶ write down ──▶ send ──▶ Xero writes ──▶ keep the answer ──▶ apply
  C1            C2                                       C3              C4
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import count, islice
from math import ceil


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

    def edits(self) -> bool:
        """Whether a user corrects an invoice while it is on its way."""
        on_its_way = self.gap in (Gap.LOST, Gap.LATE, Gap.UNHEARD)
        return on_its_way and self.variant % 2 == 1


# A claim is met while another exchange is in doubt: it follows a kill that leaves one.
_ROUNDS = (
    (Gap.LOST, Gap.CLAIM, Gap.LATE, Gap.UNHEARD, Gap.APPLY),
    (Gap.UNHEARD, Gap.CLAIM, Gap.APPLY, Gap.LOST, Gap.LATE),
)


def moments(kills: int, first_round: int = 0) -> list[Moment]:
    """So many moments, in every gap equally often, half of them with keys forgotten.

    :param first_round: how often every gap was met before
    """
    return list(islice(_endless(first_round), kills))


def plan(kills: int) -> tuple[list[Moment], list[Moment]]:
    """:return: the moments for what is new, and those for what is changed then: half
    of the rounds each"""
    of_changes = kills // len(Gap) // 2 * len(Gap)
    of_new = kills - of_changes
    return moments(of_new), moments(of_changes, first_round=ceil(of_new / len(Gap)))


def _endless(first_round: int) -> Iterator[Moment]:
    for number in count(first_round):
        for gap in _ROUNDS[number % len(_ROUNDS)]:
            # Not in step with the two rounds: 0 1 1 0 0 1 1 0 …
            yield Moment(gap, number, (number + 1) // 2 % 2 == 1)
