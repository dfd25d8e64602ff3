"""Faults on request: what networks and servers do to a call, before or after the
write. POST /_sandbox/faults plants one."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_plus

from xero_sandbox import wire
from xero_sandbox.http.call import Answer, Call, Dropped, Handler

HOLD_AT_MOST = 30.0
"""Seconds after which a held call goes on by itself."""

KINDS = (
    "status",
    "status_after",
    "drop_before",
    "drop_after",
    "delay",
    "hold_before",
    "hold_after",
    "hold_drop",
    "garbage",
    "html",
    "empty",
    "half",
    "drip",
    "alter",
)


@dataclass
class Fault:
    """One planted fault: which calls it meets, how often, and what it does to them."""

    id: int
    do: str
    method: str = ""
    path: str = ""
    contains: str = ""
    url: str = ""
    after: int = 0
    times: int | None = 1
    status: int = 503
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    seconds: float = 2.0
    row: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    seen: int = 0
    hits: int = 0
    held: int = 0
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def meets(self, call: Call) -> bool:
        """Whether it strikes this call; counts the calls that fit."""
        fits = (
            self.method in ("", call.method)
            and call.path.lower().startswith(self.path.lower())
            and self._names_body(call.body)
            and self.url.lower() in _address(call)
        )
        if not fits or (self.times is not None and self.hits >= self.times):
            return False
        self.seen += 1
        if self.seen <= self.after:
            return False
        self.hits += 1
        return True

    def _names_body(self, body: bytes) -> bool:
        # A letter beyond ASCII may stand there as it is or as JSON's \\u.
        written = json.dumps(self.contains)[1:-1]
        return self.contains.encode() in body or written.encode() in body

    def as_json(self) -> dict[str, Any]:
        """What GET /_sandbox/faults shows."""
        return {
            "id": self.id,
            "do": self.do,
            "method": self.method,
            "path": self.path,
            "contains": self.contains,
            "url": self.url,
            "after": self.after,
            "times": self.times,
            "hits": self.hits,
            "held": self.held > 0,
        }


class Faults:
    """The planted faults; the first that meets a call strikes it."""

    def __init__(self) -> None:
        self._faults: dict[int, Fault] = {}
        self._count = 0

    def plant(self, wish: dict[str, Any]) -> Fault:
        """Plant a fault. Raises ValueError, saying what is wrong with the wish."""
        known = set(Fault.__dataclass_fields__) - {"id", "seen", "hits", "held"}
        if unknown := set(wish) - known | ({"released"} & set(wish)):
            raise ValueError(f"a fault has no {', '.join(sorted(unknown))}")
        if wish.get("do") not in KINDS:
            raise ValueError(f"do must be one of {', '.join(KINDS)}")
        self._count += 1
        filled = {
            key: value
            for key, value in wish.items()
            if value is not None or key == "times"
        }
        filled["method"] = filled.get("method", "").upper()
        filled["headers"] = {k: str(v) for k, v in filled.get("headers", {}).items()}
        fault = Fault(self._count, **filled)
        self._faults[fault.id] = fault
        return fault

    def all(self) -> list[Fault]:
        """Every planted fault, spent ones too."""
        return list(self._faults.values())

    def get(self, fault_id: int) -> Fault | None:
        """The fault with that id."""
        return self._faults.get(fault_id)

    def clear(self) -> None:
        """Forget all; calls that are held go on."""
        for fault in self._faults.values():
            fault.released.set()
        self._faults.clear()

    async def around(self, call: Call, handler: Handler) -> Answer:
        """Run the call through the fault that meets it, if any."""
        fault = next((f for f in self.all() if f.meets(call)), None)
        if fault is None:
            return await handler(call)
        call.fault = fault.do
        await _before(fault)
        if fault.do == "status":
            return _planted(fault)
        answer = await handler(call)
        return await _after(fault, answer)


async def _before(fault: Fault) -> None:
    if fault.do == "drop_before":
        raise Dropped
    if fault.do == "delay":
        await asyncio.sleep(fault.seconds)
    if fault.do in ("hold_before", "hold_drop"):
        await _hold(fault)
    if fault.do == "hold_drop":
        raise Dropped


async def _after(fault: Fault, answer: Answer) -> Answer:
    # The stored answer stays whole: a repeat by Idempotency-Key must get it.
    whole = Answer(answer.status, answer.body, answer.media, dict(answer.headers))
    if fault.do == "drop_after":
        raise Dropped
    if fault.do == "hold_after":
        await _hold(fault)
    if fault.do == "status_after":
        return _planted(fault)
    if fault.do == "garbage":
        whole.body = (fault.body or '{"Id": "9f2a, Status": OK').encode()
    if fault.do == "html":
        whole.body = (fault.body or "<html><body>Bad Gateway</body></html>").encode()
        whole.media = "text/html; charset=utf-8"
    if fault.do == "empty":
        whole.body = b""
    if fault.do == "alter":
        whole.body = _altered(fault, whole.body)
    whole.cut = fault.do == "half"
    whole.drip = fault.seconds if fault.do == "drip" else 0.0
    return whole


def _address(call: Call) -> str:
    return unquote_plus(f"{call.path}?{call.query}").lower()


def _altered(fault: Fault, body: bytes) -> bytes:
    """The answer, with the fault's values in each row that has its word in it; without
    a word in the first row. What has no rows stays."""
    try:
        answer = json.loads(body)
    except ValueError:
        return body
    lists = answer.values() if isinstance(answer, dict) else ()
    rows = [row for found in lists if isinstance(found, list) for row in found]
    rows = [row for row in rows if isinstance(row, dict)]
    if fault.row:
        rows = [row for row in rows if fault.row in json.dumps(row, ensure_ascii=False)]
    for row in rows if fault.row else rows[:1]:
        row.update(fault.values)
    return wire.dumps(answer)


async def _hold(fault: Fault) -> None:
    fault.held += 1
    try:
        await asyncio.wait_for(fault.released.wait(), HOLD_AT_MOST)
    except asyncio.TimeoutError:
        pass
    finally:
        fault.held -= 1


def _planted(fault: Fault) -> Answer:
    media = "application/json" if fault.body.startswith("{") else "text/plain"
    return Answer(fault.status, fault.body.encode(), media, dict(fault.headers))
