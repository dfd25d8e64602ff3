"""Codes, tokens and connections. A token set belongs to an app and a person, not to an
organisation; a connection is what lets it reach one.

Times are on the sandbox's clock, in seconds. Source of the lifetimes: Xero's OAuth 2.0
FAQ; the code's five minutes and single use are second-hand.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from xero_sandbox import wire
from xero_sandbox.clock import Clock
from xero_sandbox.identity import jwt
from xero_sandbox.identity.apps import USER
from xero_sandbox.store import saved

CODE_LIVES = 5 * 60
ACCESS_LIVES = 30 * 60
REFRESH_LIVES = 60 * 24 * 3600
GRACE = 30 * 60
"""How long a used refresh token may be used again, if its answer was lost."""


@dataclass(frozen=True)
class Consent:
    """What a person agreed to; the code stands for it until it is exchanged."""

    app: str
    redirect_uri: str
    scopes: frozenset[str]
    event: str
    challenge: str
    until: float


@dataclass(frozen=True)
class Access:
    """An access token; a custom connection's reaches `tenant` alone."""

    app: str
    user: str
    scopes: frozenset[str]
    event: str
    until: float
    machine: bool = False


@dataclass(frozen=True)
class _Refresh:
    app: str
    scopes: frozenset[str]
    event: str
    until: float


_Token = TypeVar("_Token", Access, _Refresh)


@dataclass(frozen=True)
class Connection:
    """An app's way into one organisation, as GET /connections shows it."""

    id: str
    app: str
    tenant: str
    event: str
    created: int
    updated: int


@dataclass(frozen=True)
class TokenSet:
    """What the token endpoint hands out."""

    access: str
    scopes: frozenset[str]
    refresh: str = ""
    identity: str = ""


class Vault:
    """All that was granted."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._codes: dict[str, Consent] = {}
        self._access: dict[str, Access] = {}
        self._refresh: dict[str, _Refresh] = {}
        self._connections: dict[str, Connection] = {}

    def consent(
        self,
        app: str,
        redirect_uri: str,
        scopes: frozenset[str],
        tenants: list[str],
        challenge: str,
    ) -> str:
        """The person agreed: connect these organisations; gives the code."""
        event = wire.new_id()
        for tenant in tenants:
            self.connect(app, tenant, event)
        code = secrets.token_urlsafe(32)
        until = self._clock.seconds() + CODE_LIVES
        self._codes[code] = Consent(app, redirect_uri, scopes, event, challenge, until)
        return code

    def connect(self, app: str, tenant: str, event: str) -> Connection:
        """Connect, or renew the connection that stands."""
        now = self._clock.stamp()
        old = self.connection(app, tenant)
        if old is not None:
            renewed = replace(old, event=event, updated=now)
        else:
            renewed = Connection(wire.new_id(), app, tenant, event, now, now)
        self._connections[renewed.id] = renewed
        return renewed

    def redeem(self, code: str) -> Consent | None:
        """What the code stood for; None when it is unknown, used or too old."""
        consent = self._codes.pop(code, None)
        if consent is None or consent.until <= self._clock.seconds():
            return None
        return consent

    def issue(self, app: str, scopes: frozenset[str], event: str) -> TokenSet:
        """A new token set for what was agreed."""
        refresh = ""
        if "offline_access" in scopes:
            refresh = secrets.token_urlsafe(32)
            until = self._clock.seconds() + REFRESH_LIVES
            self._refresh[refresh] = _Refresh(app, scopes, event, until)
        access = self._mint(Access(app, USER.id, scopes, event, 0))
        identity = self._identity(app, scopes, event, access)
        return TokenSet(access, scopes, refresh, identity)

    def refresh(self, app: str, token: str) -> TokenSet | None:
        """Rotate: a new set for the old token, which stays good for the grace only.

        None when the token is unknown, another app's, or dead.
        """
        old = self._refresh.get(token)
        now = self._clock.seconds()
        if old is None or old.app != app or old.until <= now:
            return None
        self._refresh[token] = replace(old, until=min(old.until, now + GRACE))
        return self.issue(app, old.scopes, old.event)

    def issue_machine(self, app: str, scopes: frozenset[str]) -> TokenSet:
        """A custom connection's token: no person, no refresh."""
        event = wire.new_id()
        return TokenSet(
            self._mint(Access(app, "", scopes, event, 0, machine=True)), scopes
        )

    def access(self, token: str) -> Access | None:
        """What the access token allows, expired or not."""
        return self._access.get(token)

    def revoke(self, app: str, token: str) -> None:
        """End everything that the token's person gave the app, its connections too."""
        known = self._refresh.get(token)
        if known is None or known.app != app:
            return
        for table in (self._refresh, self._access, self._connections):
            for key in [k for k, row in table.items() if row.app == app]:
                del table[key]

    def connections(self, app: str) -> list[Connection]:
        """The app's connections, oldest first."""
        return [c for c in self._connections.values() if c.app == app]

    def connection(self, app: str, tenant: str) -> Connection | None:
        """The app's connection to that organisation."""
        return next((c for c in self.connections(app) if c.tenant == tenant), None)

    def disconnect(self, connection_id: str) -> None:
        """End one connection; the tokens live on."""
        self._connections.pop(connection_id, None)

    def disconnect_tenant(self, tenant: str) -> None:
        """The organisation shows every app the door."""
        for row in [c for c in self._connections.values() if c.tenant == tenant]:
            self.disconnect(row.id)

    def save(self) -> dict[str, Any]:
        """All tokens and connections as JSON. Of a token stands there how many seconds
        it has left: it does not age while the file lies."""
        now = self._clock.seconds()
        return {
            "access": {
                token: saved.save(replace(row, until=row.until - now))
                for token, row in self._access.items()
            },
            "refresh": {
                token: saved.save(replace(row, until=row.until - now))
                for token, row in self._refresh.items()
            },
            "connections": [saved.save(row) for row in self._connections.values()],
        }

    def load(self, granted: dict[str, Any]) -> None:
        """What was saved is granted, and nothing else; codes are too short-lived to be
        saved. Raises ValueError for what cannot be read."""
        access = self._still(Access, granted.get("access", {}))
        refresh = self._still(_Refresh, granted.get("refresh", {}))
        connections = [
            saved.load(Connection, row) for row in granted.get("connections", [])
        ]
        self._codes, self._access, self._refresh = {}, access, refresh
        self._connections = {row.id: row for row in connections}

    def _still(self, kind: type[_Token], rows: dict[str, Any]) -> dict[str, _Token]:
        now = self._clock.seconds()
        found = {token: saved.load(kind, row) for token, row in rows.items()}
        return {
            token: replace(row, until=now + row.until) for token, row in found.items()
        }

    def _mint(self, access: Access) -> str:
        now = self._clock.seconds()
        until = now + ACCESS_LIVES
        claims = {
            "iss": jwt.ISSUER,
            "aud": f"{jwt.ISSUER}/resources",
            "nbf": int(now),
            "exp": int(until),
            "client_id": access.app,
            "jti": secrets.token_hex(16).upper(),
            "authentication_event_id": access.event,
            "scope": sorted(access.scopes),
        }
        if access.user:
            claims |= {"sub": access.user, "xero_userid": access.user}
        token = jwt.sign(claims)
        self._access[token] = replace(access, until=until)
        return token

    def _identity(
        self, app: str, scopes: frozenset[str], event: str, access: str
    ) -> str:
        if "openid" not in scopes:
            return ""
        now = int(self._clock.seconds())
        claims = {
            "iss": jwt.ISSUER,
            "aud": app,
            "nbf": now,
            "exp": now + 300,
            "iat": now,
            "at_hash": jwt.left_half(access),
            "sub": USER.id,
            "xero_userid": USER.id,
            "authentication_event_id": event,
        }
        if "profile" in scopes:
            claims |= {"given_name": USER.given_name, "family_name": USER.family_name}
        if "email" in scopes:
            claims |= {"email": USER.email, "preferred_username": USER.email}
        return jwt.sign(claims)
