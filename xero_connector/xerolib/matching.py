"""When two names or e-mail addresses are the same for a person."""

from __future__ import annotations

import unicodedata

from .values import normalise_email


def name_key(text: str) -> str:
    """``text`` without case, accents and surplus spaces: equal keys, equal names.

    Xero compares names the same way (case and accents do not count).
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(kept.casefold().split())


def email_key(text: str) -> str:
    """The address to compare by, or "" when there is none that could be written to."""
    return normalise_email(text) or ""
