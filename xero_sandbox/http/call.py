"""A call to one of Xero's own paths, and its answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qsl

from xero_sandbox import wire
from xero_sandbox.clock import Clock
from xero_sandbox.identity.apps import App
from xero_sandbox.identity.vault import Vault
from xero_sandbox.store.organisation import Organisation

JSON = "application/json; charset=utf-8"


class Around(Protocol):
    """What happens around the answering of a call."""

    async def around(self, call: Call, handler: Handler) -> Answer:
        """Let the handler answer, or answer in its place."""


class Meter(Protocol):
    """What counts calls in and out."""

    def enter(self, app: str, tenant: str) -> dict[str, str]:
        """Count a call in; the headers that say what is left. Raises Refusal."""

    def leave(self, app: str, tenant: str) -> None:
        """Count it out again."""


class Server(Protocol):
    """What a call finds of the server that answers it."""

    @property
    def apps(self) -> Mapping[str, App]: ...
    @property
    def vault(self) -> Vault: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def limiter(self) -> Meter: ...
    @property
    def idempotency(self) -> Around: ...
    @property
    def faults(self) -> Around: ...
    @property
    def organisations(self) -> Mapping[str, Organisation]: ...

    def find(self, wanted: str | None) -> Organisation | None:
        """The organisation with that tenant id or name; without one, the first."""


@dataclass
class Call:
    """One request while it is answered; what the log shows is gathered on it."""

    world: Server
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
