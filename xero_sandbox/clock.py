"""The sandbox's own clock: real time, plus what a test has turned it ahead."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo


class Clock:
    """Time as the sandbox sees it. Stamps are milliseconds since 1970, UTC."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._last_stamp = 0

    def seconds(self) -> float:
        """Seconds since 1970, UTC."""
        return time.time() + self._ahead

    def stamp(self) -> int:
        """Milliseconds since 1970, UTC; never the same twice, so that the order of
        writes is the order of their stamps."""
        self._last_stamp = max(int(self.seconds() * 1000), self._last_stamp + 1)
        return self._last_stamp

    def now(self) -> datetime:
        """An aware UTC datetime."""
        return datetime.fromtimestamp(self.seconds(), timezone.utc)

    def today(self, zone: str) -> date:
        """The date where the organisation is; `zone` is an IANA name."""
        return self.now().astimezone(ZoneInfo(zone)).date()

    def reach(self, stamp: int) -> None:
        """Turn the clock ahead to that stamp, should it be behind."""
        if (behind := stamp / 1000 - self.seconds()) > 0:
            self.advance(behind)
        self._last_stamp = max(self._last_stamp, stamp)

    def advance(self, seconds: float) -> datetime:
        """Turn the clock ahead, for good; gives the new time."""
        self._ahead += timedelta(seconds=seconds).total_seconds()
        return self.now()
