"""The rules of identity and of the limits, for the README's table."""

from __future__ import annotations

from xero_sandbox.sources import Rule, Source

IDENTITY_RULES = (
    Rule("plain http returns to localhost only", Source.DOCS),
    Rule("bad client, redirect or scope: an error on Xero's own page", Source.REPORTED),
    Rule("the consent page cannot be framed", Source.DOCS),
    Rule("a code works once and for five minutes", Source.REPORTED),
    Rule("a code that is exchanged with another redirect dies", Source.UNKNOWN),
    Rule("access tokens live 30 minutes", Source.DOCS),
    Rule("refresh tokens rotate; the old one works 30 minutes more", Source.DOCS),
    Rule("an unused refresh token dies after 60 days", Source.DOCS),
    Rule("no refresh token without offline_access", Source.DOCS),
    Rule('dead tokens and codes: exactly {"error":"invalid_grant"}', Source.SPEC),
    Rule("wrong secret: invalid_client", Source.REPORTED),
    Rule("revocation ends all the person's connections to the app", Source.SPEC),
    Rule("401 TokenExpired, AuthenticationUnsuccessful", Source.RECORDED),
    Rule("401 AuthorizationUnsuccessful: the scope is missing", Source.RECORDED),
    Rule("a broad scope covers the granular ones; .read is for GET", Source.DOCS),
    Rule("403: organisation not connected, or none", Source.RECORDED),
    Rule("DELETE of a connection by its tenant id: 403", Source.REPORTED),
    Rule("connections may be an empty list with a valid token", Source.DOCS),
    Rule("stamps of connections: seven digits, no Z", Source.SPEC),
    Rule("custom connection: a token at once, no refresh", Source.DOCS),
    Rule("custom connection: the tenant header may be missing", Source.UNKNOWN),
    Rule("a demo company's reset gives new ids and a new tenant", Source.REPORTED),
)

LIMIT_RULES = (
    Rule("60 a minute, 5,000 a day, 5 at once, 10,000 a minute per app", Source.DOCS),
    Rule("fixed windows, their borders differ per organisation", Source.DOCS),
    Rule("429: empty, no content type; Retry-After in seconds", Source.RECORDED),
    Rule("429 for concurrency has no Retry-After", Source.DOCS),
    Rule("what is left stands on refusals too", Source.RECORDED),
    Rule("a refused call does not count", Source.UNKNOWN),
    Rule("Idempotency-Key: kept six minutes, errors too", Source.DOCS),
    Rule("Idempotency-Key: other method, URL or body is refused", Source.REPORTED),
    Rule("Idempotency-Key: a replay costs a call", Source.REPORTED),
    Rule("XML unless JSON is asked for", Source.DOCS),
    Rule("a body above 10 MB is refused", Source.DOCS),
    Rule("an offline organisation: 503, plain text", Source.REPORTED),
)
