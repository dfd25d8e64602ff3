"""The consent page: /identity/connect/authorize."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from xero_sandbox import wire
from xero_sandbox.identity.apps import USER, App
from xero_sandbox.identity.scopes import SCOPES
from xero_sandbox.pages.render import page
from xero_sandbox.world import World

FIELDS = (
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
)


class BadRequest(Exception):
    """Xero shows this on its own page: there is nowhere safe to send it back to."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self.error = error
        self.description = description


@dataclass(frozen=True)
class Asked:
    """A request for consent that may be shown to a person."""

    app: App
    redirect_uri: str
    scopes: frozenset[str]
    state: str
    challenge: str
    fields: Mapping[str, str]


def consent_routes(world: World) -> list[Route]:
    """GET shows the page, POST takes the person's decision."""

    async def show(request: Request) -> Response:
        try:
            asked = read(world, request.query_params)
        except BadRequest as bad:
            return _refused(bad)
        return page(
            "consent.html",
            app=asked.app,
            user=USER,
            scopes=[SCOPES[name] for name in SCOPES if name in asked.scopes],
            organisations=[
                (o, world.vault.connection(asked.app.client_id, o.tenant_id))
                for o in world.organisations.values()
            ],
            fields=asked.fields,
            # Framing is refused: consent has to be a top-level page (prompt library).
            headers={"Content-Security-Policy": "frame-ancestors 'none'"},
        )

    async def decide(request: Request) -> Response:
        form = await request.form()
        said = {name: str(form[name]) for name in form}
        try:
            asked = read(world, said)
            tenants = [str(tenant) for tenant in form.getlist("tenant")]
            if said.get("decision") != "allow":
                return _back(asked, {"error": "access_denied"})
            if not tenants or any(t not in world.organisations for t in tenants):
                raise BadRequest(
                    "invalid_request", "Choose at least one organisation to connect."
                )
        except BadRequest as bad:
            return _refused(bad)
        code = world.vault.consent(
            asked.app.client_id,
            asked.redirect_uri,
            asked.scopes,
            tenants,
            asked.challenge,
        )
        answer = {
            "code": code,
            "scope": " ".join(sorted(asked.scopes)),
            "session_state": f"{wire.new_id()}.{wire.new_id()[:8]}",
        }
        return _back(asked, answer)

    path = "/identity/connect/authorize"
    return [Route(path, show), Route(path, decide, methods=["POST"])]


def read(world: World, sent: Mapping[str, str]) -> Asked:
    """Check a request for consent. Raises BadRequest."""
    fields = {name: sent[name] for name in FIELDS if sent.get(name)}
    app = world.apps.get(fields.get("client_id", ""))
    if app is None or app.machine:
        raise BadRequest("unauthorized_client", "Unknown client or client not enabled")
    redirect_uri = fields.get("redirect_uri", "")
    if not app.accepts_redirect(redirect_uri):
        raise BadRequest("unauthorized_client", "Invalid redirect_uri")
    if fields.get("response_type") != "code":
        raise BadRequest("unsupported_response_type", "Only code is supported")
    scopes = frozenset(fields.get("scope", "").split())
    if not scopes or scopes - frozenset(SCOPES):
        raise BadRequest("unauthorized_client", "Invalid scope for client")
    challenge = fields.get("code_challenge", "")
    if challenge and fields.get("code_challenge_method") != "S256":
        raise BadRequest("invalid_request", "Transform algorithm not supported")
    return Asked(app, redirect_uri, scopes, fields.get("state", ""), challenge, fields)


def _back(asked: Asked, answer: dict[str, str]) -> Response:
    if asked.state:
        answer["state"] = asked.state
    glue = "&" if "?" in asked.redirect_uri else "?"
    return RedirectResponse(f"{asked.redirect_uri}{glue}{urlencode(answer)}", 302)


def _refused(bad: BadRequest) -> Response:
    return page("consent_error.html", error=bad, status=400)
