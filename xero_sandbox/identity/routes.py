"""Which path of the identity server is answered by whom. Paths are taken in any case:
the official SDK calls /Connections."""

from __future__ import annotations

from xero_sandbox.http.call import Answer, Call, Refusal
from xero_sandbox.identity.connections import delete_connection, list_connections
from xero_sandbox.identity.discovery import describe_identity, list_keys
from xero_sandbox.identity.token import give_token, revoke_token


async def answer_identity(call: Call) -> Answer:
    """Answer a call to /connect/…, /connections or /.well-known/…."""
    parts = [part for part in call.path.split("/") if part]
    match call.method, *(part.lower() for part in parts):
        case "POST", "connect", "token":
            return give_token(call)
        case "POST", "connect", "revocation":
            return revoke_token(call)
        case "GET", ".well-known", "openid-configuration":
            return describe_identity(call)
        case "GET", ".well-known", "openid-configuration", "jwks":
            return list_keys(call)
        case "GET", "connections":
            return list_connections(call)
        case "DELETE", "connections", connection_id:
            return delete_connection(call, connection_id)
    raise Refusal(Answer(404, media="text/html; charset=utf-8"))
