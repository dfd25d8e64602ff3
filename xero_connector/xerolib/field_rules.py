"""Which side a field may change, and who wins where both changed it: what a person laid
down for each field, applied to what :mod:`.merge` finds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from .merge import Outcome, is_empty, is_equal


class Direction(str, Enum):
    """Which way a field goes."""

    BOTH = "both"
    TO_XERO = "to_xero"
    FROM_XERO = "from_xero"
    OFF = "off"


class Winner(str, Enum):
    """Whose value counts where both sides have one of their own."""

    ASK = "ask"
    XERO = "xero"
    ODOO = "odoo"


@dataclass(frozen=True)
class Rule:
    """What is laid down for one field."""

    direction: Direction = Direction.BOTH
    winner: Winner = Winner.ASK

    @property
    def goes_to_xero(self) -> bool:
        return self.direction in (Direction.BOTH, Direction.TO_XERO)

    @property
    def goes_to_odoo(self) -> bool:
        return self.direction in (Direction.BOTH, Direction.FROM_XERO)

    def decide(self, outcome: Outcome) -> Outcome:
        """What is done about a field of which ``outcome`` was found."""
        if outcome is Outcome.CONFLICT:
            outcome = self._decide_conflict()
        if outcome is Outcome.PUSH and not self.goes_to_xero:
            return Outcome.SAME
        if outcome is Outcome.PULL and not self.goes_to_odoo:
            return Outcome.SAME
        return outcome

    def _decide_conflict(self) -> Outcome:
        """Where a field goes one way only, the side that it comes from has the word."""
        if self.direction is Direction.BOTH:
            return {
                Winner.ASK: Outcome.CONFLICT,
                Winner.XERO: Outcome.PULL,
                Winner.ODOO: Outcome.PUSH,
            }[self.winner]
        return Outcome.PUSH if self.goes_to_xero else Outcome.PULL

    def narrow(self, direction: Direction) -> Rule:
        """The rule where ``direction`` holds for the whole record, too."""
        both = {self.direction, direction} - {Direction.BOTH}
        if len(both) > 1:
            return replace(self, direction=Direction.OFF)
        return replace(self, direction=both.pop() if both else Direction.BOTH)


NO_RULE = Rule()
"""Both ways; who wins is asked."""

Rules = Mapping[str, Rule]
"""By the name of the field; one that is not in it goes by :data:`NO_RULE`."""


def govern(outcomes: Mapping[str, Outcome], rules: Rules) -> dict[str, Outcome]:
    """What is done about each field."""
    return {
        name: rules.get(name, NO_RULE).decide(found) for name, found in outcomes.items()
    }


@dataclass(frozen=True)
class FirstLink:
    """What flows when a record in Xero and one in Odoo are found to be the same.

    :ivar to_odoo: names of the fields that take over Xero's value
    :ivar to_xero: names of those whose value goes to Xero
    :ivar filled: names of those of both that said nothing before
    """

    to_odoo: tuple[str, ...] = ()
    to_xero: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()


def link_first(
    odoo: Mapping[str, Any],
    xero: Mapping[str, Any],
    rules: Rules,
    *,
    fill_odoo: bool = False,
    fill_xero: bool = False,
    never_filled: Collection[str] = (),
) -> FirstLink:
    """Which values flow when two that differ are linked.

    :param odoo: what Odoo says
    :param xero: what Xero says, in the same form
    :param fill_odoo: whether what Odoo says nothing of is filled from Xero
    :param fill_xero: the other way round
    :param never_filled: names of fields that are never filled in Xero
    """
    to_odoo, to_xero, filled = [], [], []
    for name, theirs in xero.items():
        ours, rule = odoo.get(name), rules.get(name, NO_RULE)
        if is_equal(ours, theirs):
            continue
        if is_empty(ours) or is_empty(theirs):
            fills_odoo = is_empty(ours)
            wanted = fill_odoo if fills_odoo else fill_xero and name not in never_filled
            if wanted:
                filled.append(name)
        else:
            fills_odoo = rule.winner is Winner.XERO
            wanted = rule.winner is not Winner.ASK
        if wanted and fills_odoo and rule.goes_to_odoo:
            to_odoo.append(name)
        elif wanted and not fills_odoo and rule.goes_to_xero:
            to_xero.append(name)
    flowing = {*to_odoo, *to_xero}
    return FirstLink(
        tuple(to_odoo), tuple(to_xero), tuple(n for n in filled if n in flowing)
    )
