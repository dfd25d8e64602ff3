"""Refusals of the identity server and of the gate to the API."""

from __future__ import annotations

from xero_sandbox import wire
from xero_sandbox.http.call import Answer, Refusal

UNKNOWN_TOKEN = "AuthenticationUnsuccessful"
MISSING_SCOPE = "AuthorizationUnsuccessful"


def oauth_error(error: str) -> Refusal:
    """400 with `error` alone, the form that the official SDK compares literally."""
    return Refusal(Answer.json({"error": error}, 400))


def problem(status: int, title: str, detail: str) -> Refusal:
    """The 401 and 403 body (recorded answers)."""
    body: dict[str, object] = {
        "Type": None,
        "Title": title,
        "Status": status,
        "Detail": detail,
        "Instance": wire.new_id(),
        "Extensions": {},
    }
    return Refusal(Answer.json(body, status))


def unauthorized(detail: str) -> Refusal:
    """401."""
    return problem(401, "Unauthorized", detail)


def forbidden() -> Refusal:
    """403: this app is not connected to that organisation."""
    return problem(403, "Forbidden", UNKNOWN_TOKEN)
