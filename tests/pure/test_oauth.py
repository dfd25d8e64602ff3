"""Consent, tokens and connections, as Xero's identity service speaks them."""

import base64
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from xero_server import Reply

from xerolib import oauth
from xerolib.errors import (
    BadAnswer,
    Forbidden,
    InvalidClient,
    InvalidGrant,
    InvalidScope,
    OAuthError,
    RateLimited,
    Unavailable,
    UnexpectedStatus,
)
from xerolib.oauth import App, Tenant, TokenSet

APP = App("the-id", "the-secret", "https://erp.example/xero/oauth/callback")


def jwt(**claims) -> str:
    """A token as Xero's look; nobody checks its signature."""
    part = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"eyJhbGciOiJSUzI1NiJ9.{part}.c2lnbmF0dXJl"


TOKENS = {
    "access_token": jwt(authentication_event_id="event-1", xero_userid="user-1"),
    "expires_in": 1800,
    "token_type": "Bearer",
    "refresh_token": "refresh-1",
    "scope": "openid offline_access accounting.contacts",
}


def test_consent_asks_for_what_is_needed_and_comes_back_to_us(hosts):
    url = urlsplit(
        oauth.consent_url(hosts, APP, ("openid", "accounting.contacts"), "s&")
    )
    assert url.path == "/identity/connect/authorize"
    assert parse_qs(url.query) == {
        "response_type": ["code"],
        "client_id": ["the-id"],
        "redirect_uri": ["https://erp.example/xero/oauth/callback"],
        "scope": ["openid accounting.contacts"],
        "state": ["s&"],
    }
    assert "scope=openid%20accounting.contacts" in url.query
    assert "the-secret" not in url.query


def test_code_becomes_tokens(server, hosts):
    server.reply(Reply(body=TOKENS))
    tokens = oauth.exchange_code(hosts, APP, "the-code")
    assert tokens == TokenSet(
        TOKENS["access_token"],
        "refresh-1",
        1800,
        ("openid", "offline_access", "accounting.contacts"),
    )
    assert (tokens.auth_event_id, tokens.xero_user_id) == ("event-1", "user-1")
    (request,) = server.requests
    assert (request.method, request.path) == ("POST", "/connect/token")
    assert request.form == {
        "grant_type": "authorization_code",
        "code": "the-code",
        "redirect_uri": APP.redirect_uri,
    }
    basic = request.headers["authorization"].removeprefix("Basic ")
    assert base64.b64decode(basic) == b"the-id:the-secret"


def test_refresh_sends_the_refresh_token_and_nothing_odd(server, hosts):
    """The SDK sends "scope=o f f l i n e" when it is given a string."""
    server.reply(Reply(body=TOKENS | {"refresh_token": "refresh-2"}))
    tokens = oauth.refresh(hosts, APP, "refresh/1+=")
    assert tokens.refresh_token == "refresh-2"
    assert server.requests[0].form == {
        "grant_type": "refresh_token",
        "refresh_token": "refresh/1+=",
    }


def test_without_offline_access_there_is_no_refresh_token(server, hosts):
    body = {key: TOKENS[key] for key in ("access_token", "expires_in")}
    body["access_token"] = jwt(scope=["openid", "accounting.contacts"])
    server.reply(Reply(body=body))
    tokens = oauth.exchange_code(hosts, APP, "c")
    assert tokens.refresh_token is None
    assert tokens.scope == ("openid", "accounting.contacts")


@pytest.mark.parametrize("token", ["opaque", "a.b.c", "a.W10.c", "", "a.%%%.c"])
def test_a_token_that_is_no_jwt_names_nobody(token):
    tokens = TokenSet(token, None, 1800, ())
    assert (tokens.auth_event_id, tokens.xero_user_id) == (None, None)


@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        (400, "invalid_grant", InvalidGrant),
        (400, "invalid_client", InvalidClient),
        (401, "invalid_client", InvalidClient),
        (400, "invalid_scope", InvalidScope),
        (400, "unauthorized_client", OAuthError),
    ],
)
def test_a_refusal_says_what_to_do_about_it(server, hosts, status, error, kind):
    server.reply(Reply(status, {"error": error, "error_description": "because"}))
    with pytest.raises(kind) as caught:
        oauth.refresh(hosts, APP, "r")
    assert (caught.value.error, caught.value.description) == (error, "because")
    assert not caught.value.outcome_unknown


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(200, "<html>"), BadAnswer),
        (Reply(200, []), BadAnswer),
        (Reply(200, {"expires_in": 1800}), BadAnswer),
        (Reply(200, {"access_token": None, "expires_in": 1}), BadAnswer),
        *((Reply(status, "<html>"), UnexpectedStatus) for status in (400, 401, 403)),
        (Reply(404, {"Message": "gone"}), UnexpectedStatus),
        (Reply(302), UnexpectedStatus),
        (Reply(429), RateLimited),
        (Reply(502, "<html>"), Unavailable),
        (Reply(503, {"error": "invalid_grant"}), Unavailable),
    ],
)
def test_a_breakdown_is_never_taken_for_a_dead_token(server, hosts, reply, kind):
    """Only a plain invalid_grant may ask the user to consent again."""
    server.reply(reply)
    with pytest.raises(kind):
        oauth.refresh(hosts, APP, "r")


def test_revoke(server, hosts):
    """Recorded in the SDK: 200 with an empty body."""
    server.reply(Reply(200))
    assert oauth.revoke(hosts, APP, "refresh-1") is None
    assert server.requests[0].path == "/connect/revocation"
    assert server.requests[0].form == {"token": "refresh-1"}


CONNECTION = {
    "id": "connection-1",
    "authEventId": "event-1",
    "tenantId": "tenant-1",
    "tenantType": "ORGANISATION",
    "tenantName": "Maple Florists Ltd",
    "createdDateUtc": "2026-05-09T22:10:32.7460530",
}


def test_connections_of_one_consent(server, hosts):
    practice = {
        "id": "2",
        "tenantId": "t2",
        "tenantType": "PRACTICE",
        "tenantName": None,
    }
    server.reply(Reply(body=[CONNECTION, practice]))
    assert oauth.connections(hosts, "access-1", "event-1") == [
        Tenant(
            "connection-1", "tenant-1", "ORGANISATION", "Maple Florists Ltd", "event-1"
        ),
        Tenant("2", "t2", "PRACTICE", "", None),
    ]
    (request,) = server.requests
    assert request.target == "/connections?authEventId=event-1"
    assert request.headers["authorization"] == "Bearer access-1"


def test_all_connections_even_none(server, hosts):
    """Xero answers an empty list, with a valid token, after a disconnect there."""
    server.reply(Reply(body=[]))
    assert oauth.connections(hosts, "a") == []
    assert server.requests[0].target == "/connections"


@pytest.mark.parametrize("body", [{}, {"Detail": "x"}, ["x"], [{"id": "1"}], [None]])
def test_no_list_of_connections_is_not_an_empty_one(server, hosts, body):
    """Taken for empty, every organisation would look disconnected."""
    server.reply(Reply(body=body))
    with pytest.raises(BadAnswer):
        oauth.connections(hosts, "a")


def test_disconnect_one_organisation(server, hosts):
    server.reply(Reply(204), Reply(404))
    assert oauth.delete_connection(hosts, "a", "connection/1") is True
    assert oauth.delete_connection(hosts, "a", "connection/1") is False
    assert server.requests[0].method == "DELETE"
    assert server.requests[0].target == "/connections/connection%2F1"


def test_a_failed_disconnect_is_not_a_success(server, hosts):
    server.reply(Reply(403))
    with pytest.raises(Forbidden):
        oauth.delete_connection(hosts, "a", "tenant-id-by-mistake")


def test_nothing_secret_is_printed():
    tokens = TokenSet("SECRET-A", "SECRET-B", 1800, ("openid",))
    printed = f"{APP!r} {APP} {tokens!r} {tokens}"
    assert "the-secret" not in printed
    assert "SECRET" not in printed
    assert "the-id" in printed
