"""An app gets in the way Xero lets it in, and no other way."""

import httpx
import pytest
from xero_user import REDIRECT, SCOPES, Sandbox


@pytest.fixture
def tenant(sandbox: Sandbox) -> str:
    return sandbox.tenants()["Demo Company (NZ)"]


def test_the_consent_page_names_app_scopes_and_organisations(sandbox: Sandbox):
    answer = sandbox.authorize()
    assert answer.status_code == 200
    for text in (
        "Test app",
        "Demo Company (NZ)",
        "Kauri Café Australia",
        "View and manage contacts",
        "accounting.invoices",
        'id="allow"',
        'id="deny"',
        "Sandbox",
    ):
        assert text in answer.text
    assert "frame-ancestors" in answer.headers["content-security-policy"]


def test_consent_leads_back_with_code_state_and_session(sandbox: Sandbox, tenant: str):
    answer = sandbox.decide([tenant])
    back = httpx.URL(answer.headers["location"])
    assert str(back).startswith(REDIRECT)
    assert back.params["state"] == "s-1"
    assert back.params["code"] and back.params["session_state"]
    assert set(back.params["scope"].split()) == set(SCOPES.split())


def test_a_refused_consent_says_access_denied_and_connects_nothing(
    sandbox: Sandbox, tenant: str
):
    back = httpx.URL(sandbox.decide([tenant], "deny").headers["location"])
    assert back.params["error"] == "access_denied"
    assert back.params["state"] == "s-1"
    assert "code" not in back.params


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"client_id": "nobody"}, "Unknown client"),
        ({"client_id": "machine-client"}, "Unknown client"),
        ({"redirect_uri": "http://evil.example/"}, "Invalid redirect_uri"),
        (
            {"client_id": "demo-client", "redirect_uri": "http://127.0.0.1:8069/cb"},
            "Invalid redirect_uri",
        ),
        ({"scope": "accounting.everything"}, "Invalid scope for client"),
    ],
)
def test_a_bad_request_stays_on_xeros_own_page(sandbox: Sandbox, changes, words):
    answer = sandbox.authorize(**changes)
    assert answer.status_code == 400
    assert words in answer.text


def test_the_test_app_may_return_to_127_0_0_1(sandbox: Sandbox):
    answer = sandbox.authorize(redirect_uri="http://127.0.0.1:8069/cb")
    assert answer.status_code == 200


def test_an_expired_access_token_says_so(sandbox: Sandbox):
    xero = sandbox.connect()
    sandbox.advance(1801)
    answer = xero.call("GET", "Organisation")
    assert answer.status_code == 401
    assert answer.json()["Detail"].startswith("TokenExpired: token expired at ")
    assert set(answer.json()) == {
        "Type",
        "Title",
        "Status",
        "Detail",
        "Instance",
        "Extensions",
    }


def test_a_token_that_is_none_is_unsuccessful_authentication(sandbox: Sandbox):
    answer = sandbox.http.get(
        "/api.xro/2.0/Organisation", headers={"Authorization": "Bearer nonsense"}
    )
    assert answer.status_code == 401
    assert answer.json()["Detail"] == "AuthenticationUnsuccessful"


@pytest.mark.parametrize(
    ("scope", "method", "path", "status"),
    [
        ("accounting.contacts.read", "GET", "Contacts", 200),
        ("accounting.contacts.read", "PUT", "Contacts", 401),
        ("accounting.contacts", "GET", "Invoices", 401),
        ("accounting.invoices.read", "GET", "Invoices", 200),
        ("accounting.invoices", "GET", "CreditNotes", 200),
        ("accounting.invoices", "GET", "Payments", 401),
        ("accounting.transactions", "GET", "Payments", 200),
        ("accounting.transactions.read", "GET", "Invoices", 200),
        ("accounting.transactions.read", "PUT", "Invoices", 401),
        ("accounting.settings.read", "GET", "Organisation", 200),
    ],
)
@pytest.mark.off_contract
def test_granular_and_broad_scopes(sandbox: Sandbox, scope, method, path, status):
    xero = sandbox.connect(scope=f"openid offline_access {scope}")
    answer = xero.call(method, path, {} if method == "PUT" else None)
    assert answer.status_code == status
    if status == 401:
        assert answer.json()["Detail"] == "AuthorizationUnsuccessful"


def test_another_organisation_is_forbidden(sandbox: Sandbox):
    xero = sandbox.connect()
    other = sandbox.tenants()["Kauri Café Australia"]
    answer = xero.call("GET", "Organisation", headers={"xero-tenant-id": other})
    assert answer.status_code == 403
    assert answer.json()["Title"] == "Forbidden"
    assert answer.json()["Detail"] == "AuthenticationUnsuccessful"


def test_one_consent_covers_two_organisations_and_one_can_be_disconnected(
    sandbox: Sandbox,
):
    tenants = list(sandbox.tenants().values())
    token = sandbox.tokens(tenants)["access_token"]
    head = {"Authorization": f"Bearer {token}"}
    rows = sandbox.http.get("/Connections", headers=head).json()
    assert [row["tenantId"] for row in rows] == tenants
    assert rows[0]["createdDateUtc"].count(":") == 2
    assert len(rows[0]["createdDateUtc"].rpartition(".")[2]) == 7
    event = rows[0]["authEventId"]
    same = sandbox.http.get(f"/connections?authEventId={event}", headers=head).json()
    assert len(same) == 2

    wrong = sandbox.http.delete(f"/connections/{tenants[0]}", headers=head)
    assert wrong.status_code == 403, "a tenant id is no connection id"
    gone = sandbox.http.delete(f"/connections/{rows[0]['id']}", headers=head)
    assert (gone.status_code, gone.content) == (204, b"")
    again = sandbox.http.delete(f"/connections/{rows[0]['id']}", headers=head)
    assert again.status_code == 404
    left = sandbox.http.get("/connections", headers=head).json()
    assert [row["tenantId"] for row in left] == tenants[1:]


def test_an_organisation_that_disconnects_itself_leaves_a_valid_token_and_403(
    sandbox: Sandbox,
):
    xero = sandbox.connect()
    sandbox.act("disconnect")
    answer = sandbox.http.get("/connections", headers=xero.headers)
    assert (answer.status_code, answer.json()) == (200, [])
    assert xero.call("GET", "Organisation").status_code == 403
