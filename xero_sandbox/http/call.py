"""A call to one of Xero's own paths, and its answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from xero_sandbox import wire

if TYPE_CHECKING:
    from xero_sandbox.world import World

JSON = "application/json; charset=utf-8"


@dataclass
class Call:
    """One request while it is answered; what the log shows is gathered on it."""

    world: World
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes
    app: str = ""
    tenant: str = ""
    elements: int = 0
    replayed: bool = False
    fault: str = ""
    notes: dict[str, Any] = field(default_factory=dict)

    def parameters(self) -> dict[str, str]:
        """The query by lower-case name: Xero does not mind the case."""
        pairs = parse_qsl(self.query, keep_blank_values=True)
        return {name.lower(): value for name, value in pairs}


@dataclass
class Answer:
    """What goes back. `drip` spreads the body over so many seconds; `cut` promises
    the whole body and closes the connection after half of it."""

    status: int
    body: bytes = b""
    media: str = JSON
    headers: dict[str, str] = field(default_factory=dict)
    drip: float = 0.0
    cut: bool = False

    @classmethod
    def json(cls, value: Any, status: int = 200) -> Answer:
        """An answer whose body is `value` as JSON."""
        return cls(status, wire.dumps(value))


class Refusal(Exception):
    """The call ends here with this answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


class Dropped(Exception):
    """The connection is closed without an answer."""


Handler = Callable[[Call], Awaitable[Answer]]
"""Gives the answer, or raises Refusal or Dropped."""
