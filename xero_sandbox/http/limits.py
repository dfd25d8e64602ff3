"""Xero's rate limits: per app and organisation, fixed windows, on the sandbox's clock.

Source: the limits page (60 a minute, 5,000 a day, 5 at once; 10,000 a minute per app)
and a recorded 429: empty body, no content type, headers only.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from xero_sandbox.clock import Clock
from xero_sandbox.http.call import Answer, Refusal

MINUTE, DAY = 60, 86_400


@dataclass(frozen=True)
class Allowance:
    """What one app may do with one organisation."""

    minute: int = 60
    day: int = 5_000
    concurrent: int = 5
    app_minute: int = 10_000


@dataclass
class _Window:
    """Calls in a fixed window; `phase` moves its borders, as they differ per tenant."""

    length: int
    phase: float
    number: int = -1
    used: int = 0

    def turn(self, now: float) -> None:
        number = int((now + self.phase) // self.length)
        if number != self.number:
            self.number, self.used = number, 0

    def ends_in(self, now: float) -> int:
        return max(1, ceil((self.number + 1) * self.length - self.phase - now))


@dataclass
class _Meter:
    minute: _Window
    day: _Window
    in_flight: int = 0


class Limiter:
    """Counts the calls of each app with each organisation."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._meters: dict[tuple[str, str], _Meter] = {}
        self._apps: dict[str, _Window] = {}
        self._common = Allowance()
        self._special: dict[str, Allowance] = {}

    def allowance(self, tenant: str) -> Allowance:
        """What is allowed for that organisation."""
        return self._special.get(tenant, self._common)

    def enter(self, app: str, tenant: str) -> dict[str, str]:
        """Count a call in; gives the headers that say what is left.

        Raises Refusal (429) when a limit is reached. A call that was refused does not
        count (unknown), and `leave` must not follow it.
        """
        allowance = self.allowance(tenant)
        meter = self._meter(app, tenant)
        now = self._clock.seconds()
        window = self._apps[app]
        if window.used >= allowance.app_minute:
            raise self._refuse("appminute", meter, allowance, window.ends_in(now))
        if meter.day.used >= allowance.day:
            raise self._refuse("day", meter, allowance, meter.day.ends_in(now))
        if meter.minute.used >= allowance.minute:
            raise self._refuse("minute", meter, allowance, meter.minute.ends_in(now))
        if meter.in_flight >= allowance.concurrent:
            raise self._refuse("concurrent", meter, allowance, None)
        meter.minute.used += 1
        meter.day.used += 1
        window.used += 1
        meter.in_flight += 1
        return _left(meter, allowance) | {
            "X-AppMinLimit-Remaining": str(allowance.app_minute - window.used)
        }

    def leave(self, app: str, tenant: str) -> None:
        """The call is over."""
        self._meters[app, tenant].in_flight -= 1

    def change(self, wish: dict[str, Any], apps: list[str], tenants: list[str]) -> None:
        """Set limits, or what is left of them, for one organisation or for all.

        Raises ValueError for a wish that is no limit.
        """
        names = {"minute", "day", "concurrent", "app_minute"}
        if unknown := set(wish) - names - {"tenant", "minute_left", "day_left"}:
            raise ValueError(f"no such limit: {', '.join(sorted(unknown))}")
        tenant = wish.get("tenant")
        given = {n: int(wish[n]) for n in names if wish.get(n) is not None}
        if tenant:
            self._special[tenant] = replace(self.allowance(tenant), **given)
        else:
            self._common = replace(self._common, **given)
            self._special.clear()
        for app in apps:
            for one in [tenant] if tenant else tenants:
                meter, allowance = self._meter(app, one), self.allowance(one)
                if wish.get("minute_left") is not None:
                    meter.minute.used = allowance.minute - int(wish["minute_left"])
                if wish.get("day_left") is not None:
                    meter.day.used = allowance.day - int(wish["day_left"])

    def as_json(self) -> list[dict[str, Any]]:
        """What is left, per app and organisation that have called."""
        rows = []
        for app, tenant in list(self._meters):
            meter, allowance = self._meter(app, tenant), self.allowance(tenant)
            rows.append(
                {
                    "app": app,
                    "tenant": tenant,
                    "minute": allowance.minute,
                    "minute_left": allowance.minute - meter.minute.used,
                    "day": allowance.day,
                    "day_left": allowance.day - meter.day.used,
                    "concurrent": allowance.concurrent,
                    "in_flight": meter.in_flight,
                }
            )
        return rows

    def _meter(self, app: str, tenant: str) -> _Meter:
        now = self._clock.seconds()
        meter = self._meters.get((app, tenant))
        if meter is None:
            phase = zlib.crc32(f"{app}{tenant}".encode())
            meter = _Meter(
                _Window(MINUTE, phase % MINUTE), _Window(DAY, float(phase % DAY))
            )
            self._meters[app, tenant] = meter
        meter.minute.turn(now)
        meter.day.turn(now)
        self._apps.setdefault(app, _Window(MINUTE, 0)).turn(now)
        return meter

    def _refuse(
        self, problem: str, meter: _Meter, allowance: Allowance, wait: int | None
    ) -> Refusal:
        headers = _left(meter, allowance) | {"X-Rate-Limit-Problem": problem}
        # A concurrency refusal names no time to wait (docs).
        if wait is not None:
            headers["Retry-After"] = str(wait)
        return Refusal(Answer(429, media="", headers=headers))


def _left(meter: _Meter, allowance: Allowance) -> dict[str, str]:
    return {
        "X-DayLimit-Remaining": str(max(0, allowance.day - meter.day.used)),
        "X-MinLimit-Remaining": str(max(0, allowance.minute - meter.minute.used)),
    }
