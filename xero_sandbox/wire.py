"""Xero's forms on the wire: both date forms, numbers, identifiers, JSON."""

from __future__ import annotations

import json
import re
import uuid
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any

ZERO_GUID = "00000000-0000-0000-0000-000000000000"
"""What a refused new element carries as its id (recorded answer)."""

_MS_DATE = re.compile(r"^/Date\((-?\d+)([+-]\d{4})?\)/$")
_GUID = re.compile(r"^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$", re.IGNORECASE)


def new_id() -> str:
    """A fresh random GUID in lower case."""
    return str(uuid.uuid4())


def is_guid(text: object) -> bool:
    """Whether the text is a GUID, with or without hyphens."""
    return isinstance(text, str) and _GUID.match(text) is not None


def guid(text: str) -> str:
    """The GUID in the one form that the store uses."""
    return str(uuid.UUID(text))


def ms_stamp(stamp: int) -> str:
    """A stamp as `/Date(1789378199100+0000)/`; the digits are real milliseconds."""
    return f"/Date({stamp}+0000)/"


def ms_bare(stamp: int) -> str:
    """The form without offset that the envelope uses (recorded answer)."""
    return f"/Date({stamp})/"


def iso_seconds(stamp: int) -> str:
    """A stamp as `2026-09-14T09:29:59Z` (UpdatedDateUTCString)."""
    moment = datetime.fromtimestamp(stamp // 1000, timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def ms_date(day: date) -> str:
    """An organisation's date: midnight UTC of that date, in milliseconds."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=timezone.utc)
    return ms_stamp(int(midnight.timestamp()) * 1000)


def date_string(day: date) -> str:
    """The readable twin: `2026-09-14T00:00:00`."""
    return f"{day.isoformat()}T00:00:00"


def parse_date(value: object) -> date:
    """A date as Xero takes it: `YYYY-MM-DD`, with or without a time, or `/Date(ms)/`.

    Raises ValueError for anything else.
    """
    if not isinstance(value, str):
        raise ValueError(f"not a date: {value!r}")
    if match := _MS_DATE.match(value):
        moment = datetime.fromtimestamp(int(match[1]) / 1000, timezone.utc)
        return moment.date()
    return date.fromisoformat(value[:10])


def parse_stamp(text: str) -> int:
    """`2026-09-14T09:29:59Z` (or without Z) as a stamp; for seeds."""
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return int(moment.timestamp() * 1000)


def dumps(value: Any) -> bytes:
    """JSON as Xero writes it: numbers are JSON floats."""
    return json.dumps(
        value, default=_plain, ensure_ascii=False, separators=(",", ":")
    ).encode()


def loads(text: bytes) -> Any:
    """JSON with exact decimals. Raises ValueError."""
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


def _plain(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"no JSON form for {type(value).__name__}")
