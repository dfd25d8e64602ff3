"""Everything that can go wrong with Xero, as types that carry data.

No prose for users here, and nothing secret: ``str()`` of an error holds its code, the
status and the host, never a header, a body or a token. What Xero itself said is on
``answer`` and, for a refusal, in ``messages``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Protocol


class Left(Protocol):
    """What an answer says of Xero's limits."""

    @property
    def problem(self) -> str | None:
        """Which limit was met; see ``limits.Limits``."""

    @property
    def retry_after(self) -> int | None:
        """Seconds until it is over."""


class Answer(Protocol):
    """What an error tells of the answer that Xero gave; see ``answers.Answer``."""

    @property
    def status(self) -> int:
        """Of HTTP."""

    @property
    def limits(self) -> Left:
        """What is left of them."""


class XeroError(Exception):
    """Any failure of a call. ``answer`` is what Xero sent, if it sent anything.

    ``outcome_unknown`` says whether a write may have happened all the same: then look
    in Xero before sending it again. ``call`` is what was asked of the accounting API,
    method and resource (``GET payments``); empty for any other call.
    """

    code: ClassVar[str] = "xero_error"
    call: str = ""

    def __init__(self, answer: Answer | None = None) -> None:
        super().__init__()
        self.answer = answer

    @property
    def outcome_unknown(self) -> bool:
        return False

    def _facts(self) -> str:
        return f"status {self.answer.status}" if self.answer else ""

    def __str__(self) -> str:
        facts = self._facts()
        return f"{self.code} ({facts})" if facts else self.code


class _NoAnswer(XeroError):
    """A call that brought no answer. ``reason`` is one stable word."""

    def __init__(self, host: str, reason: str) -> None:
        super().__init__()
        self.host = host
        self.reason = reason

    def _facts(self) -> str:
        return f"{self.host}: {self.reason}"


class NotReachable(_NoAnswer):
    """The request certainly never left: it is safe to repeat.

    ``reason``: ``dns``, ``refused``, ``tls``, ``timeout`` or ``unreachable``.
    """

    code = "not_reachable"


class AnswerLost(_NoAnswer):
    """The request left, and no whole answer came: its outcome is unknown.

    ``reason``: ``timeout`` (the total deadline passed) or ``dropped``.
    """

    code = "answer_lost"

    @property
    def outcome_unknown(self) -> bool:
        return True


class AnswerTooLarge(AnswerLost):
    """The answer is larger than any that is due, and was not read to its end."""

    code = "answer_too_large"

    def __init__(self, host: str) -> None:
        super().__init__(host, "too_large")


class HostRefused(XeroError):
    """Only this machine may be called (tests), and ``host`` is another one."""

    code = "host_refused"

    def __init__(self, host: str) -> None:
        super().__init__()
        self.host = host

    def _facts(self) -> str:
        return self.host


class NotEncrypted(XeroError):
    """What would carry a secret to ``host``, another machine, is no https address."""

    code = "not_encrypted"

    def __init__(self, host: str) -> None:
        super().__init__()
        self.host = host

    def _facts(self) -> str:
        return self.host


class BadAnswer(XeroError):
    """Not what was due: no JSON, or JSON of another shape (a proxy, a login page)."""

    code = "bad_answer"
    answer: Answer

    @property
    def outcome_unknown(self) -> bool:
        return 200 <= self.answer.status < 300


class TokensIncomplete(BadAnswer):
    """A token answer without an access token that could be used.

    ``refresh_token`` is the new one all the same, None without one: the old one may be
    worth nothing any more.
    """

    code = "tokens_incomplete"

    def __init__(self, answer: Answer, refresh_token: str | None) -> None:
        super().__init__(answer)
        self.refresh_token = refresh_token


class OddValue(XeroError):
    """A value inside an answer that is not what its field may hold.

    ``field`` is the way to it by Xero's names, ``Phones[1].PhoneNumber``; "" is the
    row itself. ``found`` is the value as it may be shown, short; it may be personal,
    so it is no part of ``str()``. ``expected`` is one stable word of
    ``reading.EXPECTED``.
    """

    code = "odd_value"

    def __init__(self, field: str, found: str, expected: str) -> None:
        super().__init__()
        self.field = field
        self.found = found
        self.expected = expected

    def inside(self, name: str) -> OddValue:
        """The same, seen from the value that holds ``name``."""
        separator = "." if self.field and not self.field.startswith("[") else ""
        return OddValue(f"{name}{separator}{self.field}", self.found, self.expected)

    def _facts(self) -> str:
        return f"{self.field or 'the row'}: {self.expected} expected"


class Unauthorised(XeroError):
    """401: the token does not open this door."""

    code = "unauthorised"


class TokenExpired(Unauthorised):
    """The access token's 30 minutes are over: refresh once, send once more."""

    code = "token_expired"


class TokenInvalid(Unauthorised):
    """The access token is not, or no longer, one that Xero knows."""

    code = "token_invalid"


class ScopeMissing(Unauthorised):
    """The user did not grant this permission; only a new consent helps."""

    code = "scope_missing"


class Forbidden(XeroError):
    """403: disconnected in Xero, access lost, or the organisation is gone."""

    code = "forbidden"


class NotFound(XeroError):
    """404: one of the ids is unknown; for a write, nothing of the call happened."""

    code = "not_found"


class RateLimited(XeroError):
    """429: nothing happened. ``retry_after`` in seconds, None if Xero named no time.

    ``problem``: see ``limits.Limits``.
    """

    code = "rate_limited"
    answer: Answer

    @property
    def problem(self) -> str | None:
        return self.answer.limits.problem

    @property
    def retry_after(self) -> int | None:
        return self.answer.limits.retry_after


class Unavailable(XeroError):
    """5xx: Xero, or something before it, broke down or is being maintained.

    Whether a write happened is unknown for any of them: the harsher reading.
    """

    code = "unavailable"
    answer: Answer

    @property
    def status(self) -> int:
        return self.answer.status

    @property
    def outcome_unknown(self) -> bool:
        return True


class Refused(XeroError):
    """400: Xero understood and said no; nothing happened.

    ``messages`` are the reasons found anywhere in the answer, in its order.
    """

    code = "refused"

    def __init__(self, answer: Answer, messages: Sequence[str] = ()) -> None:
        super().__init__(answer)
        self.messages = messages


class UnexpectedStatus(XeroError):
    """A status that Xero does not document; a redirect is one, and is not followed."""

    code = "unexpected_status"
    answer: Answer

    @property
    def outcome_unknown(self) -> bool:
        """Only a plain 4xx says that nothing happened; 408 is a lost request."""
        return self.answer.status < 400 or self.answer.status == 408


class OAuthError(XeroError):
    """The token endpoint said no. ``error`` is OAuth's own word (RFC 6749, 5.2)."""

    code = "oauth_error"

    def __init__(
        self, error: str, description: str = "", answer: Answer | None = None
    ) -> None:
        super().__init__(answer)
        self.error = error
        self.description = description


class InvalidGrant(OAuthError):
    """The code or refresh token is used up, revoked or expired: consent again."""

    code = "invalid_grant"


class InvalidClient(OAuthError):
    """Client id or secret is wrong."""

    code = "invalid_client"


class InvalidScope(OAuthError):
    """The app may not ask for one of these scopes."""

    code = "invalid_scope"


# Xero lets us in nowhere any more, or not to what was asked.
SHUT = (Unauthorised, Forbidden)

# Errors that only a person can mend: nothing is sent until somebody reconnects.
NEEDS_PERSON = (
    TokenInvalid,
    ScopeMissing,
    Forbidden,
    InvalidGrant,
    InvalidClient,
    InvalidScope,
)


def problem_of(error: XeroError) -> str:
    """What a person has to mend.

    :param error: one of :data:`SHUT`
    :return: the code of what only a person can mend, if it is true of all calls. A
        token that has ended was renewed before this is asked
    """
    found = isinstance(error, NEEDS_PERSON)
    return error.code if found else TokenInvalid.code
