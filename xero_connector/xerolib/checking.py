"""One thing that stands against sending, and what may be wrong with any text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Code = Literal[
    "missing",  # the field is needed and empty
    "too_long",  # more than `limit` characters
    "too_precise",  # more than `limit` decimals: Xero would round
    "too_large",  # beyond `limit`
    "out_of_range",  # not between 0 and `limit`
    "bad_characters",  # characters that Xero refuses
    "invalid",  # of no form that Xero takes
    "negative",  # a total below zero
]

# What XML 1.0, which Xero speaks inside, cannot hold; and halves of a character.
_UNSENDABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Problem:
    """One thing to correct. ``field`` is Xero's name for it, ``line`` counts from 0."""

    code: Code
    field: str
    line: int | None = None
    limit: int | Decimal | None = None
    value: str | Decimal | None = None


def check_text(
    field: str, text: str, limit: int, *, needed: bool = False, line: int | None = None
) -> Iterator[Problem]:
    """What Xero would refuse of a text of at most ``limit`` characters."""
    if needed and not text.strip():
        yield Problem("missing", field, line)
    if len(text) > limit:
        yield Problem("too_long", field, line, limit, text)
    if _UNSENDABLE.search(text):
        yield Problem("bad_characters", field, line, value=text)
