"""The paths of the control API."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from xero_sandbox import wire
from xero_sandbox.accounting.errors import Invalid
from xero_sandbox.control.act import act
from xero_sandbox.control.acts.find import Unknown
from xero_sandbox.control.state import world_state
from xero_sandbox.world import World

Json = dict[str, Any]


def control_routes(world: World) -> list[Route]:
    """Everything below /_sandbox."""
    control = _Control(world)
    return [
        _route("reset", control.reset, "POST"),
        _route("snapshot", control.snapshot, "POST"),
        _route("restore", control.restore, "POST"),
        _route("ledgers", control.ledgers, "GET"),
        _route("ledgers", control.load, "POST"),
        _route("state", control.state, "GET"),
        _route("calls", control.calls, "GET"),
        _route("calls", control.forget_calls, "DELETE"),
        _route("faults", control.faults, "GET"),
        _route("faults", control.plant, "POST"),
        _route("faults", control.forget_faults, "DELETE"),
        _route("faults/{id:int}", control.fault, "GET"),
        _route("faults/{id:int}/release", control.release, "POST"),
        _route("clock", control.clock, "POST"),
        _route("limits", control.limits, "POST"),
        _route("act", control.act, "POST"),
        _route("webhooks", control.webhooks, "GET"),
        _route("webhooks", control.subscribe, "POST"),
        _route("webhooks", control.forget_webhooks, "DELETE"),
    ]


class _Control:
    """One method per path: takes the request and its body, gives JSON."""

    def __init__(self, world: World) -> None:
        self._world = world

    def reset(self, request: Request, wish: Json) -> Json:
        self._world.reset(wish.get("seed") or self._world.seed)
        return self._beginning()

    def snapshot(self, request: Request, wish: Json) -> Json:
        self._world.snapshot()
        return self._beginning()

    def restore(self, request: Request, wish: Json) -> Json:
        self._world.restore()
        return self._beginning()

    def ledgers(self, request: Request, wish: Json) -> Json:
        return self._world.save()

    def load(self, request: Request, wish: Json) -> Json:
        self._world.load(wish)
        return self._beginning()

    def _beginning(self) -> Json:
        tenants = {
            one.name: one.tenant_id for one in self._world.organisations.values()
        }
        return {"seed": self._world.seed, "tenants": tenants}

    def state(self, request: Request, wish: Json) -> Json:
        return world_state(self._world, request.query_params.get("tenant"))

    def calls(self, request: Request, wish: Json) -> list[Json]:
        rows = []
        for call in self._world.calls.since(int(request.query_params.get("since", 0))):
            row = call.as_json()
            bodies = self._world.calls.bodies(call.n)
            if "bodies" in request.query_params and bodies:
                row |= bodies.as_json()
            rows.append(row)
        return rows

    def forget_calls(self, request: Request, wish: Json) -> Json:
        self._world.calls.clear()
        return {}

    def faults(self, request: Request, wish: Json) -> list[Json]:
        return [fault.as_json() for fault in self._world.faults.all()]

    def plant(self, request: Request, wish: Json) -> Json:
        return self._world.faults.plant(wish).as_json()

    def forget_faults(self, request: Request, wish: Json) -> Json:
        self._world.faults.clear()
        return {}

    def fault(self, request: Request, wish: Json) -> Json:
        found = self._world.faults.get(request.path_params["id"])
        if found is None:
            raise Unknown("no such fault")
        return found.as_json()

    def release(self, request: Request, wish: Json) -> Json:
        found = self._world.faults.get(request.path_params["id"])
        if found is None:
            raise Unknown("no such fault")
        found.released.set()
        return found.as_json()

    def clock(self, request: Request, wish: Json) -> Json:
        now = self._world.clock.advance(float(wish.get("advance", 0)))
        self._world.webhooks.wake()
        return {"now": now.isoformat(timespec="milliseconds")}

    def limits(self, request: Request, wish: Json) -> list[Json]:
        world = self._world
        if wish.get("tenant"):
            organisation = world.find(wish["tenant"])
            if organisation is None:
                raise Unknown(f"no organisation {wish['tenant']!r}")
            wish["tenant"] = organisation.tenant_id
        world.limiter.change(wish, list(world.apps), list(world.organisations))
        return world.limiter.as_json()

    def act(self, request: Request, wish: Json) -> Json:
        return act(self._world, wish)

    def webhooks(self, request: Request, wish: Json) -> list[Json]:
        return [one.as_json() for one in self._world.webhooks.all()]

    async def subscribe(self, request: Request, wish: Json) -> Json:
        app, url = str(wish.get("app")), str(wish.get("url"))
        if app not in self._world.apps:
            raise Unknown(f"no app {app!r}")
        key = str(wish.get("key") or "")
        return (await self._world.webhooks.subscribe(app, url, key)).as_json()

    def forget_webhooks(self, request: Request, wish: Json) -> Json:
        self._world.webhooks.clear()
        return {}


def _route(path: str, action: Callable[[Request, Json], Any], method: str) -> Route:
    async def answer(request: Request) -> Response:
        try:
            text = await request.body()
            wish = json.loads(text) if text else {}
            if not isinstance(wish, dict):
                raise ValueError("an object was expected")
            done = action(request, wish)
            return _json(await done if inspect.isawaitable(done) else done)
        except Unknown as unknown:
            return _json({"error": str(unknown)}, 404)
        except Invalid as invalid:
            return _json({"error": " ".join(invalid.words)}, 409)
        except (ValueError, TypeError) as error:
            return _json({"error": str(error)}, 400)

    return Route(f"/_sandbox/{path}", answer, methods=[method])


def _json(value: Any, status: int = 200) -> Response:
    return Response(wire.dumps(value), status, media_type="application/json")
