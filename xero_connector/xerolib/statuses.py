"""From the status of an answer to the error that it means."""

from __future__ import annotations

from typing import Any

from .answers import Answer, find_text, message, messages
from .errors import (
    BadAnswer,
    Forbidden,
    NotFound,
    RateLimited,
    Refused,
    ScopeMissing,
    TokenExpired,
    TokenInvalid,
    Unavailable,
    UnexpectedStatus,
    XeroError,
)

_WITHOUT_BODY = (204, 304)


def check(answer: Answer, *, tells: bool = False) -> Answer:
    """Return ``answer`` if it is a success with the JSON that is due, else raise.

    304 (nothing changed) is a success, and so is 204, but for a call whose answer
    ``tells`` what became of what was sent.
    """
    if answer.status in _WITHOUT_BODY and not tells:
        return answer
    if 200 <= answer.status < 300:
        answer.json()
        return answer
    raise _error(answer)


def _error(answer: Answer) -> XeroError:
    status = answer.status
    if status == 400:
        return _refusal(answer)
    if status == 401:
        return _unauthorised(answer)
    if status == 403:
        return Forbidden(answer)
    if status == 404:
        return NotFound(answer)
    if status == 429:
        return RateLimited(answer)
    if 500 <= status < 600:
        return Unavailable(answer)
    return UnexpectedStatus(answer)


def _refusal(answer: Answer) -> Refused:
    """Reasons as they stand on the elements, else the one at the top.

    (An Idempotency-Key used twice is told at the top only.)
    """
    payload = _json(answer)
    said = message(payload)
    return Refused(answer, messages(payload, "ValidationErrors") or [said] * bool(said))


def _unauthorised(answer: Answer) -> XeroError:
    """Told apart by ``Detail`` (recorded answers). "insufficient_scope" is the
    standard's marker, reported but not recorded."""
    detail = find_text(_json(answer), "Detail").lower()
    if detail.startswith("tokenexpired"):
        return TokenExpired(answer)
    marker = answer.headers.get("www-authenticate", "").lower()
    if detail.startswith("authorizationunsuccessful") or "insufficient_scope" in marker:
        return ScopeMissing(answer)
    return TokenInvalid(answer)


def _json(answer: Answer) -> Any:
    """The JSON of a failure, or None: proxies answer in HTML, limits with nothing."""
    try:
        return answer.json()
    except BadAnswer:
        return None
