"""Consent, tokens and connections.

Flow: ``consent_url`` in the user's browser, ``exchange_code`` with what comes back,
``connections`` to learn which organisations it opened, ``refresh`` within 60 days, for
ever. https://developer.xero.com/documentation/guides/oauth2/auth-flow
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from .answers import Answer, find, find_text
from .client import call
from .errors import (
    BadAnswer,
    InvalidClient,
    InvalidGrant,
    InvalidScope,
    NotFound,
    OAuthError,
    OddValue,
    TokensIncomplete,
    UnexpectedStatus,
)
from .hosts import Hosts
from .limits import LONGEST_WAIT
from .reading import LONG_TEXT, TEXT, WORD, Row, cleaned
from .statuses import check

ACCESS_TOKEN_LIFE = 1800
SHORTEST_TOKEN_LIFE = 60
"""Seconds. https://developer.xero.com/documentation/guides/oauth2/token-types"""


@dataclass(frozen=True)
class App:
    """The Xero app that asks. ``redirect_uri`` is byte for byte as registered."""

    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str


@dataclass(frozen=True)
class TokenSet:
    """What a consent or a refresh brought.

    ``expires_in`` is the access token's life in seconds (1800). ``refresh_token`` is
    None without ``offline_access``; it lives 60 days unless used, and each use
    replaces it. One set belongs to an app and a Xero user: it may open several
    organisations.
    """

    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    expires_in: int
    scope: tuple[str, ...]

    @property
    def auth_event_id(self) -> str | None:
        """The consent that this set comes from: tells the organisations it added."""
        return _text_claim(self.access_token, "authentication_event_id")

    @property
    def xero_user_id(self) -> str | None:
        """Who consented."""
        return _text_claim(self.access_token, "xero_userid")


@dataclass(frozen=True)
class Tenant:
    """One connected organisation. ``name`` is "" where Xero gives none (practices).

    ``tenant_id`` goes with every call; ``connection_id`` is only for disconnecting.
    """

    connection_id: str
    tenant_id: str
    tenant_type: str
    name: str
    auth_event_id: str | None


def consent_url(hosts: Hosts, app: App, scopes: Iterable[str], state: str) -> str:
    """Where to send the user's browser, as the top window (Xero forbids frames).

    Xero sends it back to ``redirect_uri`` with ``code`` (valid once, for 5 minutes) or
    ``error``, and ``state`` unchanged: check it.
    """
    query = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": app.redirect_uri,
        "scope": " ".join(scopes),
        "state": state,
    }
    path = "/identity/connect/authorize?"
    return hosts.login_url.rstrip("/") + path + urlencode(query, quote_via=quote)


def exchange_code(hosts: Hosts, app: App, code: str) -> TokenSet:
    """The first token set, for the ``code`` that came back.

    Raises OAuthError (InvalidGrant: the code is used or too old) or another XeroError.
    """
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": app.redirect_uri,
    }
    return _token_set(_identity(hosts, app, "/connect/token", form))


def refresh(hosts: Hosts, app: App, refresh_token: str) -> TokenSet:
    """A new token set; store both tokens before using either.

    When the answer is lost, the same refresh token may be sent again for 30 minutes.
    Raises OAuthError (InvalidGrant: only a new consent helps), TokensIncomplete (keep
    its refresh token) or another XeroError.
    """
    form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    return _token_set(_identity(hosts, app, "/connect/token", form))


def revoke(hosts: Hosts, app: App, refresh_token: str) -> None:
    """End this user's consent: every connection of theirs to the app goes with it."""
    _identity(hosts, app, "/connect/revocation", {"token": refresh_token})


def connections(
    hosts: Hosts, access_token: str, auth_event_id: str | None = None
) -> list[Tenant]:
    """The organisations that the token opens; only one consent's, if it is given.

    An organisation that is not in the list was disconnected in Xero, valid token or
    not. Raises XeroError.
    """
    answer = call(
        hosts,
        "GET",
        _connections_url(hosts),
        token=access_token,
        params={"authEventId": auth_event_id} if auth_event_id else None,
    )
    rows = check(answer).json()
    if not isinstance(rows, list):
        raise BadAnswer(answer)
    try:
        return [_tenant(row) for row in rows]
    except OddValue as error:
        raise BadAnswer(answer) from error


def delete_connection(hosts: Hosts, access_token: str, connection_id: str) -> bool:
    """Disconnect one organisation; False if Xero no longer knew the connection.

    Nothing in the organisation is deleted. Raises XeroError.
    """
    url = f"{_connections_url(hosts)}/{quote(connection_id, safe='')}"
    try:
        check(call(hosts, "DELETE", url, token=access_token))
    except NotFound:
        return False
    return True


def _connections_url(hosts: Hosts) -> str:
    return hosts.api_url.rstrip("/") + "/connections"


def _tenant(value: Any) -> Tenant:
    """Without its tenantId nobody knows whose row it is; of the rest, what cannot be
    read is as if it were not there."""
    row = Row(value)
    return Tenant(
        connection_id=_said(row, "id"),
        tenant_id=row.code("tenantId"),
        tenant_type=_said(row, "tenantType"),
        name=_said(row, "tenantName"),
        auth_event_id=_said(row, "authEventId") or None,
    )


def _said(row: Row, name: str) -> str:
    try:
        return row.text(name)
    except OddValue:
        return ""


_TOO_MANY = 429

_ERRORS: dict[str, type[OAuthError]] = {
    "invalid_grant": InvalidGrant,
    "invalid_client": InvalidClient,
    "invalid_scope": InvalidScope,
}


def _identity(hosts: Hosts, app: App, path: str, form: Mapping[str, str]) -> Answer:
    """POST ``form`` as the app. Xero's refusals are ``{"error": …}`` under a 4xx;
    what else comes under one says nothing of the app, its tokens or its user."""
    pair = f"{quote(app.client_id, safe='')}:{quote(app.client_secret, safe='')}"
    answer = call(
        hosts,
        "POST",
        hosts.identity_url.rstrip("/") + path,
        headers={"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()},
        form=form,
    )
    if answer.status == 200 and not answer.text:
        return answer  # a revocation
    if not 400 <= answer.status < 500 or answer.status == _TOO_MANY:
        return check(answer)
    try:
        payload = answer.json()
    except BadAnswer:
        payload = None
    error = find(payload, "error")
    if not isinstance(error, str):
        raise UnexpectedStatus(answer)
    description = cleaned(find_text(payload, "error_description"), TEXT)
    kind = _ERRORS.get(error, OAuthError)
    raise kind(cleaned(error, WORD), description, answer)


def _token_set(answer: Answer) -> TokenSet:
    """Xero has taken the old refresh token back by now: whatever else is odd, the new
    one is kept."""
    try:
        row = Row(answer.json())
    except OddValue as error:
        raise BadAnswer(answer) from error
    refresh_token = _token(row, "refresh_token")
    access_token = _token(row, "access_token")
    if not access_token:
        raise TokensIncomplete(answer, refresh_token)
    return TokenSet(
        access_token=access_token,
        refresh_token=refresh_token,
        expires_in=_seconds(row),
        scope=_scope(answer.json().get("scope"))
        or _scope(_claim(access_token, "scope")),
    )


def _token(row: Row, name: str) -> str | None:
    try:
        found = row.text(name, LONG_TEXT)
    except OddValue:
        return None
    return found if found.isascii() and found.isprintable() and found else None


def _seconds(row: Row) -> int:
    """How long the access token is good for; said oddly, or shorter than a call may
    take, as long as Xero's always are.

    One that ends sooner is found out when Xero refuses it.
    """
    try:
        seconds = row.number("expires_in") or 0
    except OddValue:
        return ACCESS_TOKEN_LIFE
    believed = SHORTEST_TOKEN_LIFE <= seconds <= LONGEST_WAIT
    return int(seconds) if believed else ACCESS_TOKEN_LIFE


def _scope(value: Any) -> tuple[str, ...]:
    """Scopes as one text, or as a list; those that are none are left out."""
    words = value.split() if isinstance(value, str) else value
    if not isinstance(words, list):
        return ()
    return tuple(
        word
        for word in words
        if isinstance(word, str)
        and len(word) <= TEXT
        and word.isascii()
        and word.isprintable()
    )


def _claim(token: str, name: str) -> Any:
    """A claim of a JWT, unverified: Xero itself gave us the token, over TLS."""
    try:
        part = token.split(".")[1]
        padded = part + "=" * (-len(part) % 4)
        return json.loads(base64.urlsafe_b64decode(padded)).get(name)
    except (IndexError, ValueError, AttributeError, RecursionError):
        return None


def _text_claim(token: str, name: str) -> str | None:
    try:
        return Row({name: _claim(token, name)}).text(name) or None
    except OddValue:
        return None
