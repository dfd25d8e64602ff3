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


def test_a_code_works_once(sandbox: Sandbox, tenant: str):
    form = {
        "grant_type": "authorization_code",
        "code": sandbox.code([tenant]),
        "redirect_uri": REDIRECT,
    }
    first = sandbox.token(**form)
    assert first.status_code == 200
    assert first.json()["expires_in"] == 1800
    assert first.json()["token_type"] == "Bearer"
    second = sandbox.token(**form)
    assert (second.status_code, second.json()) == (400, {"error": "invalid_grant"})


def test_a_code_dies_after_five_minutes(sandbox: Sandbox, tenant: str):
    code = sandbox.code([tenant])
    sandbox.advance(301)
    answer = sandbox.token(
        grant_type="authorization_code", code=code, redirect_uri=REDIRECT
    )
    assert answer.json() == {"error": "invalid_grant"}


def test_a_code_needs_the_same_redirect_address(sandbox: Sandbox, tenant: str):
    answer = sandbox.token(
        grant_type="authorization_code",
        code=sandbox.code([tenant]),
        redirect_uri=REDIRECT + "/",
    )
    assert answer.json() == {"error": "invalid_grant"}


def test_a_wrong_secret_is_invalid_client(sandbox: Sandbox, tenant: str):
    answer = sandbox.http.post(
        "/connect/token",
        data={"grant_type": "refresh_token", "refresh_token": "x"},
        auth=("test-client", "wrong"),
    )
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_client"})


def test_without_offline_access_there_is_no_refresh_token(
    sandbox: Sandbox, tenant: str
):
    tokens = sandbox.tokens([tenant], scope="openid accounting.contacts")
    assert "refresh_token" not in tokens
    assert tokens["access_token"].count(".") == 2


def test_a_refresh_rotates_and_the_old_one_has_thirty_minutes_of_grace(
    sandbox: Sandbox, tenant: str
):
    old = sandbox.tokens([tenant])["refresh_token"]
    new = sandbox.token(grant_type="refresh_token", refresh_token=old).json()
    assert new["refresh_token"] != old
    sandbox.advance(29 * 60)
    again = sandbox.token(grant_type="refresh_token", refresh_token=old)
    assert again.status_code == 200, "the answer to the first refresh was lost"
    sandbox.advance(2 * 60)
    dead = sandbox.token(grant_type="refresh_token", refresh_token=old)
    assert dead.json() == {"error": "invalid_grant"}
    alive = sandbox.token(
        grant_type="refresh_token", refresh_token=new["refresh_token"]
    )
    assert alive.status_code == 200


def test_the_client_may_stand_in_the_form_as_the_python_sdk_sends_it(
    sandbox: Sandbox, tenant: str
):
    refresh = sandbox.tokens([tenant])["refresh_token"]
    answer = sandbox.http.post(
        "/connect/token",
        data={
            "grant_type": "refresh_token",
            "refresh_token": refresh,
            "client_id": "test-client",
            "client_secret": "test-secret",
        },
    )
    assert answer.status_code == 200


def test_a_refresh_token_dies_after_sixty_unused_days(sandbox: Sandbox, tenant: str):
    refresh = sandbox.tokens([tenant])["refresh_token"]
    sandbox.advance(60 * 24 * 3600 + 1)
    answer = sandbox.token(grant_type="refresh_token", refresh_token=refresh)
    assert answer.json() == {"error": "invalid_grant"}


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


def test_revocation_ends_tokens_and_connections(sandbox: Sandbox, tenant: str):
    tokens = sandbox.tokens([tenant])
    answer = sandbox.http.post(
        "/connect/revocation",
        data={"token": tokens["refresh_token"]},
        auth=("test-client", "test-secret"),
    )
    assert (answer.status_code, answer.content) == (200, b"")
    head = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert sandbox.http.get("/connections", headers=head).status_code == 401
    dead = sandbox.token(
        grant_type="refresh_token", refresh_token=tokens["refresh_token"]
    )
    assert dead.json() == {"error": "invalid_grant"}


def test_a_custom_connection_needs_no_person(sandbox: Sandbox):
    answer = sandbox.http.post(
        "/connect/token",
        data={"grant_type": "client_credentials"},
        auth=("machine-client", "machine-secret"),
    )
    body = answer.json()
    assert "refresh_token" not in body
    head = {
        "Authorization": f"Bearer {body['access_token']}",
        "Accept": "application/json",
    }
    rows = sandbox.http.get("/connections", headers=head).json()
    assert [row["tenantName"] for row in rows] == ["Demo Company (NZ)"]
    without = sandbox.http.get("/api.xro/2.0/Organisation", headers=head)
    assert without.json()["Organisations"][0]["Name"] == "Demo Company (NZ)"


def test_a_custom_connection_gets_no_scope_that_is_none(sandbox: Sandbox):
    answer = sandbox.http.post(
        "/connect/token",
        data={"grant_type": "client_credentials", "scope": "accounting.nothing"},
        auth=("machine-client", "machine-secret"),
    )
    assert answer.json() == {"error": "invalid_scope"}


def test_pkce_is_checked(sandbox: Sandbox, tenant: str):
    challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    asked = {"code_challenge": challenge, "code_challenge_method": "S256"}
    form = {"grant_type": "authorization_code", "redirect_uri": REDIRECT}
    wrong = sandbox.token(**form, code=sandbox.code([tenant], **asked))
    assert wrong.json() == {"error": "invalid_grant"}
    right = sandbox.token(
        **form, code=sandbox.code([tenant], **asked), code_verifier=verifier
    )
    assert right.status_code == 200
