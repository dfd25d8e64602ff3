"""The pages: organisations, contacts, invoices, accounts, calls; and their buttons."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from xero_sandbox.accounting.errors import Invalid
from xero_sandbox.accounting.render.balances import balances_of
from xero_sandbox.control.act import act
from xero_sandbox.control.acts.find import Unknown
from xero_sandbox.pages.render import page
from xero_sandbox.store.organisation import Organisation
from xero_sandbox.store.table import fold
from xero_sandbox.world import World

ROWS = 200
"""As many rows as a page shows."""

_VALUE = "values."


def page_routes(world: World) -> list[Route]:
    """All pages for people but the consent page."""

    def organisation_of(request: Request) -> Organisation:
        found = world.organisations.get(request.path_params["tenant"])
        if found is None:
            raise HTTPException(404, "There is no such organisation any more.")
        return found

    async def home(request: Request) -> Response:
        return page("home.html", world=world, connections=_connected(world))

    async def contacts(request: Request) -> Response:
        organisation = organisation_of(request)
        term = request.query_params.get("q", "")
        rows = sorted(organisation.contacts, key=lambda row: fold(row.name))
        rows = [row for row in rows if fold(term) in fold(f"{row.name} {row.email}")]
        return page(
            "contacts.html",
            organisation=organisation,
            rows=rows[:ROWS],
            count=len(rows),
            term=term,
        )

    async def contact(request: Request) -> Response:
        organisation = organisation_of(request)
        row = organisation.contacts.get(request.path_params["id"])
        if row is None:
            raise HTTPException(404, "There is no such contact.")
        documents = [d for d in organisation.invoices if d.contact_id == row.id]
        return page(
            "contact.html",
            organisation=organisation,
            row=row,
            documents=documents[-ROWS:][::-1],
            balances=balances_of(organisation, row.id),
            history=organisation.history.get(row.id, []),
            said=request.query_params.get("said", ""),
        )

    async def invoices(request: Request) -> Response:
        organisation = organisation_of(request)
        rows = sorted(organisation.invoices, key=lambda r: (r.date, r.number))[::-1]
        return page(
            "invoices.html",
            organisation=organisation,
            rows=rows[:ROWS],
            count=len(rows),
        )

    async def invoice(request: Request) -> Response:
        organisation = organisation_of(request)
        row = organisation.invoices.get(request.path_params["id"])
        if row is None:
            raise HTTPException(404, "There is no such invoice.")
        payments = [organisation.payments.get(one) for one in row.payments]
        return page(
            "invoice.html",
            organisation=organisation,
            row=row,
            payments=[p for p in payments if p],
            history=organisation.history.get(row.id, []),
            said=request.query_params.get("said", ""),
        )

    async def accounts(request: Request) -> Response:
        organisation = organisation_of(request)
        return page(
            "accounts.html",
            organisation=organisation,
            rows=sorted(organisation.accounts, key=lambda row: row.code),
            rates=sorted(organisation.tax_rates.values(), key=lambda row: row.name),
        )

    async def calls(request: Request) -> Response:
        return page(
            "calls.html",
            world=world,
            rows=world.calls.since(0)[-ROWS:][::-1],
            limits=world.limiter.as_json(),
        )

    async def button(request: Request) -> Response:
        """A person's click: the same acts as the control API's."""
        organisation = organisation_of(request)
        form = await request.form()
        said_of = {name: str(form[name]) for name in form}
        wish: dict[str, Any] = {
            name: value
            for name, value in said_of.items()
            if value and not name.startswith(_VALUE)
        }
        wish["values"] = {
            name.removeprefix(_VALUE): value
            for name, value in said_of.items()
            if name.startswith(_VALUE)
        }
        back = wish.pop("back", f"/o/{organisation.tenant_id}/invoices")
        if not back.startswith("/o/"):
            raise HTTPException(400, "Buttons lead back to a page of the sandbox.")
        try:
            act(world, {**wish, "tenant": organisation.tenant_id})
            said = ""
        except (Unknown, Invalid) as refused:
            said = " ".join(str(word) for word in refused.args)
        target = request.url_for("home").replace(path=back)
        return RedirectResponse(
            str(target.include_query_params(said=said) if said else target), 303
        )

    return [
        Route("/", home, name="home"),
        Route("/calls", calls),
        Route("/o/{tenant}/contacts", contacts),
        Route("/o/{tenant}/contacts/{id}", contact),
        Route("/o/{tenant}/invoices", invoices),
        Route("/o/{tenant}/invoices/{id}", invoice),
        Route("/o/{tenant}/accounts", accounts),
        Route("/o/{tenant}/act", button, methods=["POST"]),
    ]


async def show_problem(request: Request, problem: Exception) -> Response:
    """The page for what is not there."""
    status = problem.status_code if isinstance(problem, HTTPException) else 500
    reason = problem.detail if isinstance(problem, HTTPException) else ""
    if reason in ("", "Not Found"):
        reason = "There is no such page."
    return page("missing.html", status=status, reason=reason)


def _connected(world: World) -> dict[str, list[str]]:
    """The names of the apps that are connected to each organisation."""
    return {
        tenant: [
            app.name
            for app in world.apps.values()
            if world.vault.connection(app.client_id, tenant)
        ]
        for tenant in world.organisations
    }
