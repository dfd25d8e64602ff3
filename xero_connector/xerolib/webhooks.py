"""What Xero delivers by itself: signed news that something changed, never what.

Source: Xero's webhook guides and its OpenAPI description of webhooks.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .reading import is_id
from .values import parse_stamp

SIGNATURE_HEADER = "x-xero-signature"


@dataclass(frozen=True)
class Event:
    """One thing changed in one organisation.

    ``category`` (CONTACT, INVOICE, …) and ``type`` (CREATE, UPDATE) are Xero's words,
    known to us or not. ``at`` is aware and in UTC; None when Xero's stamp is no date.
    """

    tenant_id: str
    resource_id: str
    category: str
    type: str
    at: datetime | None


def sign(body: bytes, key: str) -> str:
    """The signature that Xero gives these very bytes: base64 of HMAC-SHA256."""
    digest = hmac.new(key.encode(), body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def is_signed(body: bytes, signature: str, key: str) -> bool:
    """Whether ``signature`` fits the body as it came; an empty key signs nothing.

    It takes as long for a signature that is nearly right as for any other.
    """
    return bool(key) and hmac.compare_digest(
        sign(body, key).encode(), signature.encode()
    )


def read_events(body: bytes) -> tuple[Event, ...]:
    """The events of a delivery; none in an intent to receive.

    Nothing is raised: what cannot be read, or names by no id what could be asked for,
    is dropped; refusing it would make Xero deliver the same again for a day.
    """
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return ()
    rows = payload.get("events") if isinstance(payload, dict) else None
    if not isinstance(rows, list):
        return ()
    events = (_event(row) for row in rows if isinstance(row, dict))
    return tuple(
        event for event in events if is_id(event.tenant_id) and is_id(event.resource_id)
    )


def _event(row: Mapping[str, Any]) -> Event:
    return Event(
        tenant_id=_text(row, "tenantId"),
        resource_id=_text(row, "resourceId"),
        category=_text(row, "eventCategory"),
        type=_text(row, "eventType"),
        at=_moment(_text(row, "eventDateUtc")),
    )


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""


def _moment(text: str) -> datetime | None:
    try:
        return parse_stamp(text)
    except ValueError:
        return None
