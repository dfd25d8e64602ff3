"""What an endpoint is: a file in `endpoints/` that says ENDPOINT = Endpoint(…)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from xero_sandbox import wire
from xero_sandbox.accounting import messages
from xero_sandbox.accounting.errors import bad_data, bad_request
from xero_sandbox.http.call import Answer, Call
from xero_sandbox.sources import Rule
from xero_sandbox.store.organisation import Organisation

Json = dict[str, Any]


@dataclass
class Ask:
    """A call that has passed the gate."""

    call: Call
    organisation: Organisation
    path: Mapping[str, str]
    """The variable parts of the path, by name."""

    @cached_property
    def parameters(self) -> dict[str, str]:
        """The query, by lower-case name."""
        return self.call.parameters()

    def flag(self, name: str, default: bool = False) -> bool:
        """A query parameter that is true or false, in any case."""
        value = self.parameters.get(name.lower())
        return default if value is None else value.lower() == "true"

    @cached_property
    def places(self) -> int:
        """Decimal places of unit prices: 4 with `unitdp=4`, otherwise 2 (docs)."""
        return 4 if self.parameters.get("unitdp") == "4" else 2

    @cached_property
    def body(self) -> Json:
        """The request's body. Raises Refusal (400) when it is no JSON object."""
        if "json" not in self.call.headers.get("content-type", "application/json"):
            raise bad_data("the content type is not JSON")
        try:
            body = wire.loads(self.call.body)
        except ValueError as error:
            raise bad_data(str(error)) from None
        if not isinstance(body, dict):
            raise bad_data("an object was expected")
        return body

    def elements(self, plural: str) -> list[Json]:
        """The things sent: wrapped in `{plural: […]}`, or a single bare one.

        Raises Refusal (400) when they are no objects.
        """
        wrapped = self.body.get(plural, [self.body])
        if not isinstance(wrapped, list):
            wrapped = [wrapped]
        if not all(isinstance(element, dict) for element in wrapped):
            raise bad_data(f"{plural} must hold objects")
        self.call.elements = len(wrapped)
        return wrapped

    def only(self, plural: str) -> Json:
        """The one thing sent, where Xero takes no more (docs: accounts, tax rates).

        Raises Refusal (400).
        """
        elements = self.elements(plural)
        if len(elements) != 1:
            raise bad_request(messages.ONE_AT_A_TIME(thing=plural))
        return elements[0]

    def answer(self, plural: str, things: list[Json], **more: Any) -> Answer:
        """Things in Xero's envelope."""
        if self.call.method == "GET":
            self.call.elements = len(things)
        app = self.call.world.apps[self.call.app]
        return Answer.json(
            {
                "Id": wire.new_id(),
                "Status": "OK",
                "ProviderName": app.name,
                "DateTimeUTC": wire.ms_bare(
                    int(self.organisation.clock.seconds() * 1000)
                ),
                **more,
                plural: things,
            }
        )


Handler = Callable[[Ask], Answer]


@dataclass(frozen=True)
class Route:
    """A method and a path below the endpoint; `{id}` and the like vary."""

    method: str
    path: str
    handler: Handler

    def match(self, parts: list[str]) -> dict[str, str] | None:
        """The variable parts, if these parts of a path fit."""
        wanted = [part for part in self.path.split("/") if part]
        if len(wanted) != len(parts):
            return None
        found = {}
        for want, part in zip(wanted, parts, strict=True):
            if want.startswith("{"):
                found[want.strip("{}")] = part
            elif want.lower() != part.lower():
                return None
        return found


@dataclass(frozen=True)
class Endpoint:
    """A resource: its name in the path, the granular scope it needs, its routes, and
    the rules it keeps with their sources."""

    name: str
    scope: str
    routes: tuple[Route, ...]
    rules: tuple[Rule, ...] = field(default=())
