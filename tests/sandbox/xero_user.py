"""A client of the sandbox that knows nothing of its inside: plain HTTP."""

from __future__ import annotations

from typing import Any

import httpx

SCOPES = (
    "openid profile email offline_access accounting.settings accounting.contacts "
    "accounting.invoices accounting.payments"
)
REDIRECT = "http://localhost:8069/xero/oauth/callback"
Json = dict[str, Any]


class Sandbox:
    """The control API, the consent page, and apps that are connected."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = httpx.Client(base_url=url, timeout=20)
        self._tenants: dict[str, str] = {}

    def close(self) -> None:
        self.http.close()

    def control(self, method: str, path: str, body: Json | None = None) -> Any:
        answer = self.http.request(method, f"/_sandbox/{path}", json=body or {})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def reset(self, seed: str) -> Json:
        answer = self.control("POST", "reset", {"seed": seed})
        self._tenants = answer["tenants"]
        return answer

    def state(self, tenant: str = "Demo Company (NZ)") -> Json:
        found = self.http.get("/_sandbox/state", params={"tenant": tenant}).json()
        return found["organisations"][0]

    def calls(self, *, bodies: bool = False) -> list[Json]:
        extra = {"bodies": "1"} if bodies else {}
        return self.http.get("/_sandbox/calls", params=extra).json()

    def fault(self, **wish: Any) -> int:
        return self.control("POST", "faults", wish)["id"]

    def act(self, action: str, **wish: Any) -> Json:
        return self.control("POST", "act", {"action": action, **wish})

    def advance(self, seconds: float) -> None:
        self.control("POST", "clock", {"advance": seconds})

    def limits(self, **wish: Any) -> None:
        self.control("POST", "limits", wish)

    def reset_tenants(self, tenants: dict[str, str]) -> None:
        """What the demo company's reset changed."""
        self._tenants |= tenants

    def tenants(self) -> dict[str, str]:
        return self._tenants

    def authorize(self, **changes: str) -> httpx.Response:
        return self.http.get("/identity/connect/authorize", params=self.ask(**changes))

    def ask(self, **changes: str) -> dict[str, str]:
        fields = {
            "response_type": "code",
            "client_id": "test-client",
            "redirect_uri": REDIRECT,
            "scope": SCOPES,
            "state": "s-1",
        }
        return fields | changes

    def decide(
        self, tenants: list[str], decision: str = "allow", **changes: str
    ) -> httpx.Response:
        form: dict[str, Any] = {**self.ask(**changes), "decision": decision}
        form["tenant"] = tenants
        return self.http.post("/identity/connect/authorize", data=form)

    def code(self, tenants: list[str], **changes: str) -> str:
        answer = self.decide(tenants, **changes)
        assert answer.status_code == 302, answer.text
        return httpx.URL(answer.headers["location"]).params["code"]

    def token(self, **form: str) -> httpx.Response:
        return self.http.post(
            "/connect/token", data=form, auth=("test-client", "test-secret")
        )

    def tokens(self, tenants: list[str], **changes: str) -> Json:
        code = self.code(tenants, **changes)
        answer = self.token(
            grant_type="authorization_code", code=code, redirect_uri=REDIRECT
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def connect(
        self, organisation: str = "Demo Company (NZ)", scope: str = SCOPES
    ) -> Xero:
        tenant = self.tenants()[organisation]
        tokens = self.tokens([tenant], scope=scope)
        return Xero(self.http, tokens["access_token"], tenant)


class Xero:
    """The Accounting API as a connected app sees it."""

    def __init__(self, http: httpx.Client, token: str, tenant: str) -> None:
        self.http = http
        self.tenant = tenant
        self.headers = {
            "Authorization": f"Bearer {token}",
            "Accept": "application/json",
            "xero-tenant-id": tenant,
        }

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: dict[str, str] | None = None,
        **query: Any,
    ) -> httpx.Response:
        return self.http.request(
            method,
            f"/api.xro/2.0/{path}",
            json=body,
            headers=self.headers | (headers or {}),
            params=query,
        )

    def get(self, path: str, **query: Any) -> list[Json]:
        """The things of a list or single answer."""
        answer = self.call("GET", path, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()[path.split("/")[0]]

    def write(
        self, method: str, path: str, *elements: Json, **query: Any
    ) -> list[Json]:
        """The elements of an answer with summarizeErrors=false."""
        plural = path.split("/")[0]
        query = {"summarizeErrors": "false", "unitdp": "4", **query}
        answer = self.call(method, path, {plural: list(elements)}, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()[plural]

    def put(self, path: str, *elements: Json, **query: Any) -> list[Json]:
        return self.write("PUT", path, *elements, **query)

    def post(self, path: str, *elements: Json, **query: Any) -> list[Json]:
        return self.write("POST", path, *elements, **query)

    def contact(self, name: str = "Ridgeway University") -> Json:
        return self.get("Contacts", where=f'Name=="{name}"', includeArchived="true")[0]

    def invoice(self, **changes: Any) -> Json:
        """The body of a sound sales invoice."""
        contact = changes.get("Contact") or {"ContactID": self.contact()["ContactID"]}
        body: Json = {
            "Type": "ACCREC",
            "Contact": contact,
            "Date": "2026-11-02",
            "DueDate": "2026-12-02",
            "Status": "AUTHORISED",
            "LineAmountTypes": "Exclusive",
            "LineItems": [line()],
        }
        return body | changes

    def create_invoice(self, **changes: Any) -> Json:
        saved = self.put("Invoices", self.invoice(**changes))[0]
        assert saved["StatusAttributeString"] == "OK", saved
        return saved

    def pay(self, invoice: Json, amount: float, **changes: Any) -> Json:
        body = {
            "Invoice": {"InvoiceID": invoice["InvoiceID"]},
            "Account": {"Code": "090"},
            "Date": "2026-11-03",
            "Amount": amount,
        }
        return self.put("Payments", body | changes)[0]


def line(**changes: Any) -> Json:
    body = {
        "Description": "Work",
        "Quantity": 2,
        "UnitAmount": 10.5,
        "AccountCode": "200",
        "TaxType": "OUTPUT2",
    }
    return {key: value for key, value in (body | changes).items() if value is not None}


def said(element: Json) -> list[str]:
    """What Xero says is wrong with an element."""
    assert element["StatusAttributeString"] == "ERROR", element
    return [error["Message"] for error in element["ValidationErrors"]]


def refused(xero: Xero, **changes) -> list[str]:
    """What Xero says to a sales invoice with these changes."""
    return said(xero.put("Invoices", xero.invoice(**changes))[0])
