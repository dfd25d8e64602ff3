"""Refusals of the Accounting API, in the shapes of recorded answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from xero_sandbox.accounting import messages
from xero_sandbox.http.call import Answer, Refusal


class Invalid(Exception):
    """An element breaks a rule; `words` are Xero's messages."""

    def __init__(self, *words: str) -> None:
        super().__init__(*words)
        self.words = words


def validation(elements: Sequence[dict[str, Any]]) -> Refusal:
    """400, with the refused elements and what is wrong with each."""
    return bad_request(messages.VALIDATION.text, elements)


def with_errors(element: dict[str, Any], invalid: Invalid) -> dict[str, Any]:
    """The element, and what is wrong with it."""
    errors = [{"Message": words} for words in invalid.words]
    return {**element, "ValidationErrors": errors}


@contextmanager
def refusing(element: dict[str, Any]) -> Iterator[None]:
    """Answer 400 for the element when what is inside raises Invalid."""
    try:
        yield
    except Invalid as invalid:
        raise validation([with_errors(element, invalid)]) from None


def bad_request(message: str, elements: Sequence[dict[str, Any]] = ()) -> Refusal:
    """400 of type ValidationException."""
    body = {
        "ErrorNumber": 10,
        "Type": "ValidationException",
        "Message": message,
        "Elements": list(elements),
    }
    return Refusal(Answer.json(body, 400))


def key_too_long() -> Refusal:
    """400: an Idempotency-Key has more characters than Xero takes."""
    return bad_request(messages.KEY_TOO_LONG.text)


def key_reused(key: str) -> Refusal:
    """400: the key came with another request before."""
    return bad_request(messages.KEY_REUSED(key=key))


def bad_query(message: str) -> Refusal:
    """400: `where`, `order` or a header could not be understood."""
    body = {"ErrorNumber": 16, "Type": "QueryParseException", "Message": message}
    return Refusal(Answer.json(body, 400))


def bad_data(reason: str) -> Refusal:
    """400: the body is not what it should be."""
    body = {
        "ErrorNumber": 17,
        "Type": "PostDataInvalidException",
        "Message": messages.BAD_BODY(reason=reason),
    }
    return Refusal(Answer.json(body, 400))


def not_found() -> Refusal:
    """404 for the whole call: HTML by name, and empty (recorded answer)."""
    return Refusal(Answer(404, media="text/html; charset=utf-8"))
