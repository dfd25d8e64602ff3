"""What is left of Xero's call limits, read from the headers of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Calls left, as Xero counted them when it answered; None where it did not say.

    ``minute_left`` and ``day_left`` count per app and organisation, ``app_minute_left``
    per app over all organisations. ``problem`` names the limit that a 429 hit:
    ``minute`` (recorded answer), ``day``, ``concurrent`` or ``appminute``.
    ``retry_after`` is in seconds; for the day it can be hours, for ``concurrent``
    Xero sends none.

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
    return Limits(
        minute_left=_count(headers.get("x-minlimit-remaining")),
        day_left=_count(headers.get("x-daylimit-remaining")),
        app_minute_left=_count(headers.get("x-appminlimit-remaining")),
        problem=(headers.get("x-rate-limit-problem") or "").strip().lower() or None,
        retry_after=_count(headers.get("retry-after")),
    )


def _count(text: str | None) -> int | None:
    """A whole number, zero at least; a proxy's date or fraction counts as nothing."""
    try:
        return max(0, int(text or ""))
    except ValueError:
        return None
