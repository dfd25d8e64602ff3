"""Who is the same on both sides: how names, e-mails, phones and places compare, and
what of it makes a match certain. Both directions decide by these rules.

Two sets of rules: :func:`certainty` and :func:`certain`, which say yes or no of what is
equal; and :func:`compare` and :func:`propose` (:mod:`.comparing`, :mod:`.proposals`),
which weigh what is alike. All of both is to be had from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from .blocks import block_keys
from .comparing import AUTOMATIC, PROPOSE, Comparison, Evidence, Topic, Verdict, compare
from .names import company_name, name_key, person_name, words_key
from .parties import (
    COUNTRY_CODES,
    Party,
    country_spellings,
    email_key,
    email_spellings,
    party,
)
from .phones import phone_key
from .proposals import Proposal, propose

__all__ = [
    "AUTOMATIC",
    "COUNTRY_CODES",
    "PROPOSE",
    "Candidate",
    "Comparison",
    "Evidence",
    "Field",
    "MatchedBy",
    "Party",
    "Proposal",
    "Topic",
    "Verdict",
    "agreements",
    "block_keys",
    "certain",
    "certainty",
    "company_name",
    "compare",
    "contradictions",
    "country_spellings",
    "email_key",
    "email_spellings",
    "name_key",
    "party",
    "person_name",
    "phone_key",
    "propose",
    "words_key",
]

Field = Literal["email", "phone", "town", "country", "tax_number", "company_number"]
MatchedBy = Literal["number", "email", "name"]
Key = TypeVar("Key")


def contradictions(one: Party, other: Party) -> tuple[Field, ...]:
    """What both say, and say differently. What one leaves out contradicts nothing."""
    return tuple(field for field, same in _compared(one, other) if same is False)


def agreements(one: Party, other: Party) -> tuple[Field, ...]:
    """What both say alike. What both leave out is no agreement."""
    return tuple(field for field, same in _compared(one, other) if same)


def certainty(one: Party, other: Party) -> MatchedBy | None:
    """Why these two can only be the same, as far as they themselves tell; None if a
    person has to say. Whether others carry the same is for the caller to know.

    - Our own number in Xero stands on nothing that we did not put it on.
    - The same e-mail. A person is not taken for it against anything that contradicts,
      nor one person for another of a wholly different name; a company is, unless the
      tax or company numbers differ, or phone and town both do, or anything does and
      the names have no word in common.
    - The same name, of companies alone, if nothing contradicts.
    """
    if one.number and one.number == other.number:
        return "number"
    against = contradictions(one, other)
    persons = one.is_person or other.is_person
    if one.emails & other.emails:
        if persons and against:
            return None
        if one.is_person and other.is_person and not _share_a_word(one, other):
            return None
        if {"tax_number", "company_number"} & set(against):
            return None
        if {"phone", "town"} <= set(against):
            return None
        if against and not _share_a_word(one, other):
            return None  # a bookkeeper's address, of several clients
        return "email"
    if one.name and one.name == other.name and not persons and not against:
        return "name"
    return None


@dataclass(frozen=True)
class Candidate(Generic[Key]):
    """One of Xero's active contacts that may be the partner.

    ``free``: it stands for nobody yet, and nobody said that it is not this partner.
    """

    key: Key
    party: Party
    free: bool = True


def certain(
    partner: Party,
    candidates: Sequence[Candidate[Key]],
    *,
    alone_with_email: bool = True,
    alone_with_name: bool = True,
) -> tuple[Key, MatchedBy] | None:
    """The one candidate that can only be ``partner``, and how that is known.

    ``alone_with_email`` and ``alone_with_name``: no other partner carries them.
    """
    ours = [
        each.key
        for each in candidates
        if each.party.number and each.party.number == partner.number
    ]
    if len(ours) == 1:
        # It may be linked already, to this very partner before a merge.
        return ours[0], "number"
    mailed = [c for c in candidates if c.free and c.party.emails & partner.emails]
    if len(mailed) == 1 and alone_with_email:
        if certainty(partner, mailed[0].party) == "email":
            return mailed[0].key, "email"
    named = [c for c in candidates if partner.name and c.party.name == partner.name]
    if len(named) == 1 and named[0].free and alone_with_name:
        party = named[0].party
        persons = partner.is_person or party.is_person
        if certainty(partner, party) in ("email", "name") and not persons:
            return named[0].key, "name"
    return None


def _compared(one: Party, other: Party) -> list[tuple[Field, bool | None]]:
    """Per field whether both say the same; None where one of them says nothing."""
    return [
        ("email", _meet(one.emails, other.emails)),
        ("phone", _phones_meet(one.phone_tails, other.phone_tails)),
        ("town", _same_town(one, other)),
        ("country", _meet(one.countries, other.countries)),
        ("tax_number", _same_end(one.tax_number, other.tax_number)),
        ("company_number", _equal(one.company_number, other.company_number)),
    ]


def _meet(one: frozenset[str], other: frozenset[str]) -> bool | None:
    return bool(one & other) if one and other else None


def _equal(one: str, other: str) -> bool | None:
    return one == other if one and other else None


def _phones_meet(one: frozenset[str], other: frozenset[str]) -> bool | None:
    if not one or not other:
        return None
    return any(_same_end(mine, theirs) for mine in one for theirs in other)


def _same_end(one: str, other: str) -> bool | None:
    """A tax number may carry its country's code before it, a phone its area's."""
    if not one or not other:
        return None
    return one.endswith(other) or other.endswith(one)


def _same_town(one: Party, other: Party) -> bool | None:
    """ "Auckland" and "Mount Eden, Auckland" do not contradict each other, nor, where
    no postal codes do, "Auckland" and "Auckland City". A word alone is no town: "New
    Lynn" is not "New Plymouth"."""
    same_code = _equal(one.postal_code, other.postal_code)
    if not one.towns or not other.towns:
        return same_code
    if same_code or one.towns & other.towns:
        return True
    mine, theirs = (set(" ".join(side.towns).split()) for side in (one, other))
    return same_code is None and (mine <= theirs or theirs <= mine)


def _share_a_word(one: Party, other: Party) -> bool:
    return bool(set(one.name.split()) & set(other.name.split()))
