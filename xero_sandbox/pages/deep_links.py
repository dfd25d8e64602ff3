"""Addresses of Xero's own web pages, so that a link into "Xero" leads somewhere.

Their form is that of Xero's MCP server (``src/consts/deeplinks.ts``):
``/app/<ShortCode>/invoicing/view/<id>`` and ``/app/<ShortCode>/contacts/contact/<id>``.
"""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from xero_sandbox.world import World


def deep_link_routes(world: World) -> list[Route]:
    """Redirects from Xero's addresses to the sandbox's pages."""

    def leading_to(kind: str) -> Route:
        paths = {"invoices": "invoicing/view", "contacts": "contacts/contact"}

        async def follow(request: Request) -> Response:
            code = request.path_params["short_code"]
            for tenant, organisation in world.organisations.items():
                if organisation.profile.get("ShortCode") == code:
                    row_id = request.path_params["id"]
                    return RedirectResponse(f"/o/{tenant}/{kind}/{row_id}")
            raise HTTPException(404, "No organisation has this short code.")

        return Route(f"/app/{{short_code}}/{paths[kind]}/{{id}}", follow)

    return [leading_to("invoices"), leading_to("contacts")]
