"""POST /connect/token and /connect/revocation."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import Any
from urllib.parse import parse_qsl, unquote_plus

from xero_sandbox.http.call import Answer, Call
from xero_sandbox.identity.apps import App
from xero_sandbox.identity.problems import oauth_error
from xero_sandbox.identity.scopes import IDENTITY, SCOPES
from xero_sandbox.identity.vault import ACCESS_LIVES, TokenSet


def give_token(call: Call) -> Answer:
    """Exchange a code, rotate a refresh token, or let a custom connection in."""
    form = _form(call)
    app = _client(call, form)
    grant = form.get("grant_type")
    if grant == "authorization_code":
        return _exchange(call, app, form)
    if grant == "refresh_token":
        tokens = call.world.vault.refresh(app.client_id, form.get("refresh_token", ""))
        if tokens is None:
            raise oauth_error("invalid_grant")
        return _token_answer(tokens)
    if grant == "client_credentials":
        return _machine(call, app, form)
    raise oauth_error("unsupported_grant_type")


def revoke_token(call: Call) -> Answer:
    """200 and no body, whatever the token was; ends the person's connections too."""
    form = _form(call)
    app = _client(call, form)
    call.world.vault.revoke(app.client_id, form.get("token", ""))
    return Answer(200, media="")


def _exchange(call: Call, app: App, form: dict[str, str]) -> Answer:
    consent = call.world.vault.redeem(form.get("code", ""))
    if (
        consent is None
        or consent.app != app.client_id
        or consent.redirect_uri != form.get("redirect_uri")
        or not _verifies(consent.challenge, form.get("code_verifier", ""))
    ):
        raise oauth_error("invalid_grant")
    tokens = call.world.vault.issue(app.client_id, consent.scopes, consent.event)
    return _token_answer(tokens)


def _verifies(challenge: str, verifier: str) -> bool:
    if not challenge:
        return True
    digest = hashlib.sha256(verifier.encode()).digest()
    proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return hmac.compare_digest(proof, challenge)


def _machine(call: Call, app: App, form: dict[str, str]) -> Answer:
    if not app.machine:
        raise oauth_error("unauthorized_client")
    asked = frozenset(form.get("scope", "").split())
    # The official Python SDK sends no scope; then all that the app is set up for.
    allowed = frozenset(SCOPES) - frozenset(IDENTITY)
    if asked - allowed:
        raise oauth_error("invalid_scope")
    tokens = call.world.vault.issue_machine(app.client_id, asked or allowed)
    organisation = call.world.find(None)
    if organisation is not None:
        access = call.world.vault.access(tokens.access)
        call.world.vault.connect(
            app.client_id, organisation.tenant_id, access.event if access else ""
        )
    return _token_answer(tokens)


def _token_answer(tokens: TokenSet) -> Answer:
    body: dict[str, Any] = {
        "id_token": tokens.identity,
        "access_token": tokens.access,
        "expires_in": ACCESS_LIVES,
        "token_type": "Bearer",
        "refresh_token": tokens.refresh,
        "scope": " ".join(sorted(tokens.scopes)),
    }
    answer = Answer.json({key: value for key, value in body.items() if value})
    answer.headers["Cache-Control"] = "no-store, no-cache, max-age=0"
    return answer


def _form(call: Call) -> dict[str, str]:
    if "x-www-form-urlencoded" not in call.headers.get("content-type", ""):
        raise oauth_error("invalid_request")
    return dict(parse_qsl(call.body.decode("utf-8", "replace")))


def _client(call: Call, form: dict[str, str]) -> App:
    # By Basic header, or in the form as the official Python SDK does on a refresh.
    client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
    kind, _, credentials = call.headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            pair = base64.b64decode(credentials, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise oauth_error("invalid_client") from None
        client_id, _, secret = (unquote_plus(part) for part in pair.partition(":"))
    app = call.world.apps.get(client_id)
    if app is None or not hmac.compare_digest(app.secret, secret):
        raise oauth_error("invalid_client")
    call.app = app.client_id
    return app
