"""Texts as people may read them: without what opens a door."""

from __future__ import annotations

import re

MASK = "•••"

# `"access_token": "…"` in JSON, `access_token=…` in a form, `Authorization: …`.
_NAMED = re.compile(
    r"""
    (?P<name> ["']? [\w-]{0,40}
              (?: token | secret | password | authorization | api[_-]?key )
              ["']? \s* [:=] \s* )
    (?P<value> "(?:[^"\\]|\\.)*" | '[^']*' | (?:bearer\s+|basic\s+)? [^\s&,;}<]+ )
    """,
    re.IGNORECASE | re.VERBOSE,
)
# A scheme and its credentials, and a JSON web token (three parts of base64url), bare.
_BARE = re.compile(
    r"\b(?:bearer|basic)\s+[\w.~+/=-]{8,}|\beyJ[\w-]+\.[\w-]+\.[\w-]*", re.IGNORECASE
)


def masked(text: str) -> str:
    """``text`` with tokens, secrets and passwords replaced by :data:`MASK`.

    What we send and what Xero answers holds none; what a proxy says in Xero's place,
    echoing the request, may.
    """
    return _BARE.sub(MASK, _NAMED.sub(_without_value, text))


def _without_value(found: re.Match[str]) -> str:
    quote = found["value"][0] if found["value"][0] in "\"'" else ""
    return f"{found['name']}{quote}{MASK}{quote}"
