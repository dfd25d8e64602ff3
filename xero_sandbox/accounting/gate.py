"""The gate to the Accounting API: token, scope, organisation, limits, then faults,
idempotency and the endpoint, in this order (idempotency comes after the limits:
reported)."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import unquote

from xero_sandbox import wire
from xero_sandbox.accounting.endpoint import Ask, Endpoint, Route
from xero_sandbox.accounting.errors import not_found
from xero_sandbox.accounting.registry import all_endpoints
from xero_sandbox.accounting.xml import as_xml
from xero_sandbox.http.call import Answer, Call, Refusal
from xero_sandbox.identity.bearer import bearer
from xero_sandbox.identity.problems import MISSING_SCOPE, forbidden, unauthorized
from xero_sandbox.identity.scopes import allows
from xero_sandbox.identity.vault import Access
from xero_sandbox.store.organisation import Organisation

ROOT = "/api.xro/2.0/"


async def answer_accounting(call: Call) -> Answer:
    """Answer a call below /api.xro/2.0/. Raises Refusal or Dropped."""
    access = bearer(call)
    endpoint, route, found = _route(call)
    if not allows(access.scopes, endpoint.scope, write=call.method != "GET"):
        raise unauthorized(MISSING_SCOPE)
    organisation = _organisation(call, access)
    call.tenant = organisation.tenant_id
    ask = Ask(call, organisation, found)

    async def run(_: Call) -> Answer:
        try:
            return route.handler(ask)
        except Refusal as refusal:
            return refusal.answer

    async def keyed(_: Call) -> Answer:
        return await call.world.idempotency.around(call, run)

    limiter = call.world.limiter
    left = limiter.enter(call.app, call.tenant)
    try:
        answer = await call.world.faults.around(call, keyed)
    except Refusal as refusal:
        answer = refusal.answer
    finally:
        limiter.leave(call.app, call.tenant)
    left["Xero-Correlation-Id"] = wire.new_id()
    return _in_wanted_form(call, replace(answer, headers=left | answer.headers))


def _route(call: Call) -> tuple[Endpoint, Route, dict[str, str]]:
    if not call.path.lower().startswith(ROOT):
        raise not_found()
    parts = [unquote(p) for p in call.path[len(ROOT) :].split("/") if p]
    endpoint = all_endpoints().get(parts[0].lower()) if parts else None
    if endpoint is None:
        raise not_found()
    methods = set()
    for route in endpoint.routes:
        found = route.match(parts[1:])
        if found is not None:
            if route.method == call.method:
                return endpoint, route, found
            methods.add(route.method)
    if methods:
        allowed = {"Allow": ", ".join(sorted(methods))}
        raise Refusal(Answer(405, media="text/html; charset=utf-8", headers=allowed))
    raise not_found()


def _organisation(call: Call, access: Access) -> Organisation:
    vault = call.world.vault
    wanted = call.headers.get("xero-tenant-id", "")
    if access.machine and not wanted:
        # A custom connection has one organisation and may leave the header empty.
        wanted = next((c.tenant for c in vault.connections(access.app)), "")
    organisation = call.world.organisations.get(wanted)
    if organisation is None or vault.connection(access.app, wanted) is None:
        raise forbidden()
    if organisation.settings.offline:
        text = b"The Organisation for this connection is currently offline."
        raise Refusal(Answer(503, text, "text/plain; charset=utf-8"))
    return organisation


def _in_wanted_form(call: Call, answer: Answer) -> Answer:
    # JSON must be asked for, XML is the default (docs).
    wanted = call.headers.get("accept", "")
    if "json" in wanted or not answer.body or "json" not in answer.media:
        return answer
    if call.fault:
        return answer
    return replace(answer, body=as_xml(answer.body), media="text/xml; charset=utf-8")
