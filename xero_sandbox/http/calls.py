"""The log of calls to Xero's own paths: GET /_sandbox/calls."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KEEP = 20_000
KEEP_BYTES = 16 * 1024 * 1024


@dataclass
class Logged:
    """One call; `seconds` is how long it took to answer, None if it was dropped."""

    n: int
    at: str
    method: str
    path: str
    query: str
    status: int | None
    tenant: str
    app: str
    seconds: float
    elements: int
    key: str
    replayed: bool
    fault: str

    def as_json(self) -> dict[str, Any]:
        """The row as the control API shows it."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass
class Bodies:
    """What was said in one call, for contract checks."""

    request: bytes
    answer: bytes

    def as_json(self) -> dict[str, str]:
        """The two texts as the control API shows them."""
        return {
            "request": self.request.decode("utf-8", "replace"),
            "answer": self.answer.decode("utf-8", "replace"),
        }

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.request) + len(self.answer)


class Calls:
    """The latest calls, and the bodies of the very latest.

    With a file to record to, every call of the server's life is in it, a line of JSON
    each, whatever is reset or forgotten.
    """

    def __init__(self, record: Path | None = None) -> None:
        self._record = record
        self._count = 0
        self._rows: deque[Logged] = deque(maxlen=KEEP)
        self._bodies: dict[int, Bodies] = {}
        self._bytes = 0

    def add(self, bodies: Bodies, **row: Any) -> None:
        """Write a call down."""
        self._count += 1
        logged = Logged(n=self._count, **row)
        self._rows.append(logged)
        if self._record:
            with self._record.open("a", encoding="utf-8") as file:
                print(json.dumps(logged.as_json() | bodies.as_json()), file=file)
        self._bodies[self._count] = bodies
        self._bytes += bodies.size
        while self._bytes > KEEP_BYTES:
            self._bytes -= self._bodies.pop(next(iter(self._bodies))).size

    def since(self, number: int) -> list[Logged]:
        """The calls after that number, oldest first."""
        return [row for row in self._rows if row.n > number]

    def bodies(self, number: int) -> Bodies | None:
        """What was said in that call, if it is still known."""
        return self._bodies.get(number)

    def clear(self) -> None:
        """Forget all; the numbers go on."""
        self._rows.clear()
        self._bodies.clear()
        self._bytes = 0
