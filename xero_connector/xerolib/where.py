"""What Xero's lists are asked for: terms of a ``where``, and how many fit in a call.

Xero's filters are read by .NET's Dynamic LINQ (its messages are that parser's: "Syntax
error", "Unterminated string literal"; Xero-Java#347, laravel-xero#83). There a string
ends at the next quote, a quote inside it is doubled, and nothing else is special: a
backslash is a letter.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from urllib.parse import quote as percent_encoded

# Characters of a `where`, percent-encoded. With the rest of the address it stays below
# the 8 kB that web servers take by default; Xero's own limit is unknown.
LIMIT = 7000

# Of Unicode: control characters (NUL ends the expression for the parser, and a line
# break stands in no name of Xero's) and halves of a character, which have no UTF-8.
_UNASKABLE = ("Cc", "Cs")


def equal(field: str, texts: Iterable[str]) -> list[str]:
    """The terms that ask for whatever has one of ``texts`` in ``field``.

    Nothing in Xero carries a control character or a text longer than an address, so
    what cannot be asked is not there either: it has no term.
    """
    terms = [f"{field}=={quote(text)}" for text in texts if is_askable(text)]
    return [term for term in terms if _length(term) <= LIMIT]


def is_askable(text: str) -> bool:
    """Whether a ``where`` can hold ``text``."""
    return bool(text) and not any(
        unicodedata.category(letter) in _UNASKABLE for letter in text
    )


def quote(text: str) -> str:
    """``text`` as a string inside a ``where``, quotes included."""
    return '"' + text.replace('"', '""') + '"'


def dated_from(day: date) -> str:
    """The term for what is dated ``day`` or later.

    https://developer.xero.com/documentation/api/accounting/requests-and-responses
    """
    return f"Date>=DateTime({day.year},{day.month:02},{day.day:02})"


def any_of(terms: Iterable[str]) -> str:
    """The expression for whatever one of the terms names."""
    return " OR ".join(terms)


def how_many_fit(groups: Iterable[Sequence[str]]) -> int:
    """How many things one call can ask for.

    :param groups: for each thing the terms that name it
    :return: their number, at least one if there are any
    """
    length = fitting = 0
    for terms in groups:
        length += sum(_length(f" OR {term}") for term in terms)
        if fitting and length > LIMIT:
            break
        fitting += 1
    return fitting


def _length(term: str) -> int:
    return len(percent_encoded(term))
