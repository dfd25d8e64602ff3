"""Loaded by every Python that runs in another time (dev.clock).

libfaketime 0.9.10 answers Python's ``time.sleep``, which waits for a moment of the
monotonic clock, with "Invalid argument" as soon as that clock is left alone.
"""

import select
import time


def _sleep(seconds: float) -> None:
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    select.select([], [], [], float(seconds))


time.sleep = _sleep  # type: ignore[assignment]
