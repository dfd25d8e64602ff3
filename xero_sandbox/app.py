"""The whole server: Xero's own paths, the control API, the pages for people."""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from xero_sandbox.accounting.registry import all_endpoints
from xero_sandbox.control.routes import control_routes
from xero_sandbox.pages.consent import consent_routes
from xero_sandbox.pages.deep_links import deep_link_routes
from xero_sandbox.pages.routes import page_routes, show_problem
from xero_sandbox.world import World
from xero_sandbox.xero_paths import XeroPaths

_XERO = ("/api.xro/", "/connect/", "/connections", "/.well-known/")
_STATIC = Path(__file__).parent / "pages" / "static"


def build_app(world: World) -> ASGIApp:
    """The application for that world."""
    all_endpoints()  # found now, so that the first call does not wait for it
    xero = XeroPaths(world)
    people = Starlette(
        routes=[
            *consent_routes(world),
            *control_routes(world),
            *page_routes(world),
            *deep_link_routes(world),
            Mount("/static", StaticFiles(directory=_STATIC)),
        ],
        exception_handlers={HTTPException: show_problem},
    )

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        is_xero = scope["type"] == "http" and scope["path"].lower().startswith(_XERO)
        await (xero if is_xero else people)(scope, receive, send)

    return app
