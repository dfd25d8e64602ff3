"""What may be spent of Xero's calls, and how far a long run gets with it.

Xero counts a minute and a day in fixed windows that begin at another moment for each
organisation, and says how much is left, never since when. The first answer that was
heard in a window is at most that late, so a window is certainly over its own length
after that answer.
https://developer.xero.com/documentation/guides/oauth2/limits
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

MINUTE_LIMIT = 60
"""Calls a minute, per app and organisation."""

DAY_LIMITS = (1_000, 5_000)
"""Calls a day of Xero's plans: Starter, then Core and all above."""

MINUTE_RESERVE = 10
"""Calls of each minute that are kept for people."""

_DAY_RESERVE = 20  # every twentieth call of the day, 5 %

_SECONDS_A_CALL = 3
"""A page of 1,000 or a write of 50, with what is done with it here. Measured against
the pretend Xero it is less; how fast Xero answers is unknown: the harsher reading."""

_HEAD_START = 0.9
"""Of the calls that an even day would still have left, what is enough: a tenth of the
day may be spent on events ahead of time."""


def day_limit(highest: int) -> int:
    """Calls a day, by the most that was ever heard to be left.

    The smallest of Xero's plans that fits; before anything was heard that is the
    smallest of all (the harsher reading).
    """
    return next((limit for limit in DAY_LIMITS if highest <= limit), highest)


def day_reserve(limit: int) -> int:
    """Calls of each day that are kept for people."""
    return limit // _DAY_RESERVE


@dataclass(frozen=True)
class Plan:
    """How a run of many calls goes.

    ``minutes`` is its length without waiting for a new day; ``today`` how many of the
    calls fit into what is left of the day; ``more_days`` how many days after today
    the rest takes.
    """

    calls: int
    minutes: int
    today: int
    more_days: int

    @property
    def fits_today(self) -> bool:
        """Whether the run ends without waiting for a new day."""
        return not self.more_days


def plan(calls: int, day_left: int, limit: int) -> Plan:
    """Say how far ``calls`` get, leaving people what is kept for them.

    ``day_left`` is what Xero says is left today, ``limit`` what it gives a day.
    """
    reserve = day_reserve(limit)
    today = min(calls, max(0, day_left - reserve))
    by_limit = calls / (MINUTE_LIMIT - MINUTE_RESERVE)
    by_time = calls * _SECONDS_A_CALL / 60
    return Plan(
        calls=calls,
        minutes=max(1, ceil(max(by_limit, by_time))),
        today=today,
        more_days=ceil((calls - today) / (limit - reserve)),
    )


def pace(calls: int, day_left: int, limit: int, time_left: timedelta) -> timedelta:
    """How long to leave between two reads that events ask for, ``calls`` calls each.

    None at all while about as much is left of the calls as of the day; from there on,
    what is left is spread over the time that is left. So a single change is read at
    once, and an organisation that changes all the time does not use up the day.
    """
    reserve = day_reserve(limit)
    spare = max(0, day_left - reserve)
    if spare / (limit - reserve) > time_left / DAY * _HEAD_START:
        return timedelta()
    return min(time_left, time_left * calls / max(1, spare))
