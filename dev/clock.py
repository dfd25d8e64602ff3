"""Programs that believe it is another day: Debian's libfaketime.

The clock of Odoo, the sandbox and PostgreSQL is ahead by the same seconds, so that
they agree; it goes on as ever, and what only measures how long something takes does
not notice.
"""

import os
from datetime import datetime, timedelta, timezone
from pathlib import Path

from dev import system
from dev.paths import OTHER_TIME
from dev.system import Need

_PATCHES = Path(__file__).parent / "other_time"


def _library() -> Path | None:
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    return found[0] if found else None


NEEDS = (Need("libfaketime", _library, ("faketime",)),)


def provide() -> None:
    """:raise Stop: libfaketime is missing and only an administrator can install it"""
    system.provide(NEEDS)


def environment(ahead: timedelta) -> dict[str, str]:
    """The variables by which programs, and all that they start, are ``ahead``."""
    return {
        OTHER_TIME: "1",
        "LD_PRELOAD": str(_library()),
        "FAKETIME": f"{ahead.total_seconds():+.0f}s",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_DISABLE_SHM": "1",  # PostgreSQL is another user's
        "NO_FAKE_STAT": "1",
        "PYTHONPATH": str(_PATCHES),
    }


def python_path() -> str:
    """What PYTHONPATH has to hold here, and hardly ever does."""
    return str(_PATCHES) if os.environ.get(OTHER_TIME) else ""


def until(moment: datetime) -> timedelta:
    """How far ahead that moment (aware) is; no less than nothing."""
    return max(moment - datetime.now(timezone.utc), timedelta())
