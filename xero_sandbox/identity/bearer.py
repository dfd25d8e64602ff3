"""Reading the access token of a call."""

from __future__ import annotations

from datetime import datetime, timezone

from xero_sandbox.http.call import Call
from xero_sandbox.identity.problems import UNKNOWN_TOKEN, unauthorized
from xero_sandbox.identity.vault import Access


def bearer(call: Call) -> Access:
    """What the call's token allows; notes the app on the call.

    Raises Refusal (401): `TokenExpired: …` or `AuthenticationUnsuccessful`.
    """
    kind, _, token = call.headers.get("authorization", "").partition(" ")
    access = call.world.vault.access(token.strip())
    if kind.lower() != "bearer" or access is None:
        raise unauthorized(UNKNOWN_TOKEN)
    call.app = access.app
    if access.until <= call.world.clock.seconds():
        expired = datetime.fromtimestamp(access.until, timezone.utc)
        raise unauthorized(
            f"TokenExpired: token expired at {expired:%m/%d/%Y %H:%M:%S}"
        )
    return access
