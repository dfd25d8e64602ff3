"""Codes and tokens: how long each lives, and what ends it."""

import pytest
from xero_user import REDIRECT, Sandbox


@pytest.fixture
def tenant(sandbox: Sandbox) -> str:
    return sandbox.tenants()["Demo Company (NZ)"]


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
