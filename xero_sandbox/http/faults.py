"""Faults on request: what networks and servers do to a call, before or after the
write. POST /_sandbox/faults plants one."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_plus

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
    "pad",
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
    unlike: str = ""
    after: int = 0
    times: int | None = 1
    status: int = 503
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    seconds: float = 2.0
    row: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    instead: str = ""
    size: int = 0
    gzip: bool = False
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
            and not (self.unlike and re.search(self.unlike.lower(), _address(call)))
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
            "unlike": self.unlike,
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
    if fault.do == "pad":
        _padded(fault, whole)
    if fault.do in ("alter", "pad"):
        whole.headers |= fault.headers
    whole.cut = fault.do == "half"
    whole.drip = fault.seconds if fault.do == "drip" else 0.0
    return whole


def _address(call: Call) -> str:
    return unquote_plus(f"{call.path}?{call.query}").lower()


def _altered(fault: Fault, body: bytes) -> bytes:
    """The answer, with the fault's values in each row that has its word in it; without
    a word in the first row, with * in all. An answer without rows (tokens) is one
    itself. ``texts`` are JSON's own, so that they can be what no value is."""
    try:
        answer = json.loads(body)
    except ValueError:
        return body
    literals: dict[str, str] = {}

    def literal(text: str) -> str:
        token = f"literal-{len(literals)}-of-a-fault"
        literals[token] = text
        return token

    for rows, place in _chosen(fault, answer):
        if fault.instead:
            rows[place] = literal(fault.instead)
        else:
            rows[place].update(fault.values)
            rows[place].update({k: literal(text) for k, text in fault.texts.items()})
    # Escaped, for half a surrogate pair has no bytes in UTF-8.
    written = json.dumps(answer)
    for token, text in literals.items():
        written = written.replace(f'"{token}"', text)
    return written.encode()


def _chosen(fault: Fault, answer: Any) -> list[tuple[Any, Any]]:
    """Where the rows stand that a fault alters: their list, and the place in it."""
    if not isinstance(answer, dict):
        return []
    lists = [found for found in answer.values() if isinstance(found, list)]
    rows = [
        (found, place)
        for found in lists
        for place, row in enumerate(found)
        if isinstance(row, dict)
        and (fault.row in ("", "*") or fault.row in json.dumps(row, ensure_ascii=False))
    ]
    if not lists:
        rows = [([answer], 0)]
    return rows if fault.row else rows[:1]


def _padded(fault: Fault, answer: Answer) -> None:
    """Blanks after the answer, so that it is ``size`` bytes long; packed if wished."""
    answer.body += b" " * max(0, fault.size - len(answer.body))
    if fault.gzip:
        answer.body = gzip.compress(answer.body)
        answer.headers["Content-Encoding"] = "gzip"


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
