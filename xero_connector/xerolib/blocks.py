"""Under which keys a party is found: who shares none of them is not compared.

The keys are kept in the database beside each record, so what they look like stays as
it is from version to version: a change means to work all of them out anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import combinations

from .mailboxes import own_domain
from .parties import Party

LONGEST_KEY = 40
MOST_KEYS = 30

STRONG = ("e:", "p:", "t:", "c:", "o:")
"""How a key begins that few can share: e-mail, phone, tax number, company number, our
own number."""

# Words that tell little by themselves; they count in pairs.
_MOST_WORDS = 4


def block_keys(party: Party) -> frozenset[str]:
    """At most :data:`MOST_KEYS` keys without a space, :data:`LONGEST_KEY` characters
    long at most. What is dropped first of too many tells least."""
    keys: list[str] = []
    for key in _keys(party):
        if key not in keys:
            keys.append(key)
            if len(keys) == MOST_KEYS:
                break
    return frozenset(keys)


def _keys(party: Party) -> Iterator[str]:
    if party.number:
        yield _key("o", party.number)
    if party.tax:
        yield _key("t", party.tax[-8:])
    if party.company_number:
        yield _key("c", party.company_number)
    for address in sorted(party.emails)[:3]:
        yield _key("e", address)
    for phone in sorted(party.phones)[:3]:
        yield _key("p", phone)
    for core in (party.core, *party.others):
        if core:
            yield _key("n", "".join(sorted(core.split())))
    if party.postal_code:
        if party.street_number:
            yield _key("s", f"{party.street_number}.{party.postal_code}")
        if party.core:
            yield _key("q", f"{party.core[:2]}.{party.postal_code}")
    if party.street_number and party.street:
        road = party.street.replace(" ", "")[:6]
        yield _key("h", f"{party.street_number}.{road}")
    yield from _word_keys(party)
    for domain in sorted(set(filter(None, map(own_domain, party.emails))))[:1]:
        yield _key("d", domain)


def _word_keys(party: Party) -> Iterator[str]:
    """Of the name: single words and pairs, whole ones, their beginnings and their ends,
    so that one slip of the hand leaves some of them as they are."""
    words = [word for word in party.core.split() if word != "and"]
    squeezed = "".join(words)
    yield _key("g", "".join(sorted(squeezed)))  # two letters in each other's place
    if len(words) == 1:
        yield _key("f", squeezed[:3])
        yield _key("l", squeezed[-3:])
    if len(squeezed) >= 6:
        yield _key("b", squeezed[:6])
        yield _key("z", squeezed[-6:])
    first = sorted(words[:_MOST_WORDS])
    for word in first[:3]:
        yield _key("w", word)
    for core in (*party.others[:1],):
        yield from (_key("w", word) for word in core.split()[:2])
    for one, other in combinations(sorted(words[:3]), 2):
        yield _key("f", f"{one[:3]}.{other[:3]}")
        yield _key("l", f"{one[-3:]}.{other[-3:]}")
    for one, other in combinations(first, 2):
        yield _key("v", f"{one}.{other}")


def _key(kind: str, text: str) -> str:
    """``text`` behind its kind; a digest of it where it is long or has spaces."""
    if len(text) > LONGEST_KEY - 2 or any(map(str.isspace, text)):
        text = hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
    return f"{kind}:{text}"
