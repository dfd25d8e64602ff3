"""What is left of Xero's call limits, read from the headers of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .reading import WORD, cleaned

LONGEST_WAIT = 24 * 60 * 60
"""Seconds: no window of Xero's is longer than a day."""

_LONGEST_NUMBER = 40

_MOST_CALLS = 1_000_000
"""Calls that may be left: far more than any plan of Xero's gives a day (5,000)."""


@dataclass(frozen=True)
class Limits:
    """Calls left, as Xero counted them when it answered; None where it did not say.

    ``minute_left`` and ``day_left`` count per app and organisation, ``app_minute_left``
    per app over all organisations. ``problem`` names the limit that a 429 hit:
    ``minute`` (recorded answer), ``day``, ``concurrent`` or ``appminute``.
    ``retry_after`` is in seconds; for the day it can be hours (a day at most: what is
    longer counts as one), for ``concurrent`` Xero sends none.

    Xero's windows are fixed and start at another moment per organisation, so only
    these figures count, never a local clock.
    https://developer.xero.com/documentation/guides/oauth2/limits
    """

    minute_left: int | None = None
    day_left: int | None = None
    app_minute_left: int | None = None
    problem: str | None = None
    retry_after: int | None = None


def read_limits(headers: Mapping[str, str]) -> Limits:
    """Read ``headers`` (lower-cased names); an odd value counts as None."""
    wait = _whole(headers.get("retry-after"))
    problem = cleaned(headers.get("x-rate-limit-problem") or "", WORD)
    return Limits(
        minute_left=_count(headers.get("x-minlimit-remaining")),
        day_left=_count(headers.get("x-daylimit-remaining")),
        app_minute_left=_count(headers.get("x-appminlimit-remaining")),
        problem=problem.strip().lower() or None,
        retry_after=None if wait is None else min(wait, LONGEST_WAIT),
    )


def _count(text: str | None) -> int | None:
    """Calls left, zero at least; what no plan gives counts as nothing."""
    count = _whole(text)
    return None if count is None or count > _MOST_CALLS else count


def _whole(text: str | None) -> int | None:
    """A whole number, zero at least; a proxy's date or fraction counts as nothing."""
    try:
        return max(0, int((text or "")[:_LONGEST_NUMBER]))
    except ValueError:
        return None
