"""Who on one side may be who on the other, of all of both."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Generic, TypeVar

from .blocks import STRONG, block_keys
from .comparing import AUTOMATIC, PROPOSE, Comparison, compare
from .mailboxes import own_domain
from .parties import Party

L = TypeVar("L", bound=Hashable)
R = TypeVar("R", bound=Hashable)

# A key that more of one side have finds nobody.
_MOST_OF_A_KEY, _MOST_OF_A_STRONG_KEY = 50, 200

# Candidates of each that are compared, those with the rarest keys in common.
_MOST_COMPARED = 10

# How much likelier the best must be than the next, in decibans.
_MARGIN = 8.0

# More of one side with one domain, and it is a provider's or a bookkeeper's.
_MOST_OF_A_DOMAIN = 3


@dataclass(frozen=True)
class Proposal(Generic[L, R]):
    """Two that may be one.

    :ivar is_certain: nothing and nobody speaks against it; each record is in one such
        proposal at most
    """

    left: L
    right: R
    comparison: Comparison
    is_certain: bool


def propose(
    left: Mapping[L, Party],
    right: Mapping[R, Party],
    *,
    automatic: int = AUTOMATIC,
    propose: int = PROPOSE,
    rejected: Collection[tuple[L, R]] = (),
    most: int = 3,
) -> list[Proposal[L, R]]:
    """Up to ``most`` proposals for each of ``left``, in its order, the best first.

    What is ambiguous is never certain: another candidate of either of the two that is
    nearly as good. An e-mail or phone that several of one side have is no evidence for
    certainty.

    :param automatic: score from which a proposal may be certain
    :param propose: score from which there is one
    :param rejected: pairs that a person refused; they are no rivals either
    """
    ours, theirs = list(left), list(right)
    mine, others = list(left.values()), list(right.values())
    refused = set(rejected)
    carried = carried_by_several(mine) | carried_by_several(others)
    found: list[list[tuple[int, Comparison]]] = []
    for here, candidates in enumerate(_candidates(mine, others)):
        rated = [
            (there, compare(mine[here], others[there], carried_by_several=carried))
            for there in candidates
            if (ours[here], theirs[there]) not in refused
        ]
        rated = [each for each in rated if each[1].score >= propose]
        rated.sort(key=lambda each: (-each[1].weight, each[0]))
        found.append(rated)
    of_right = _best_of_right(found)
    return [
        Proposal(
            ours[here],
            theirs[there],
            comparison,
            comparison.is_certain(automatic)
            and _leads(comparison, here, of_right[there])
            and _leads(comparison, there, [(r, c.weight) for r, c in rated]),
        )
        for here, rated in enumerate(found)
        for there, comparison in rated[:most]
    ]


def carried_by_several(parties: Collection[Party]) -> frozenset[str]:
    """E-mails and phones that more than one of a side has, and "@domain" of many."""
    several: Counter[str] = Counter()
    domains: Counter[str] = Counter()
    for party in parties:
        several.update(party.emails)
        several.update(party.phones)
        domains.update({f"@{own_domain(address)}" for address in party.emails})
    return frozenset(
        [text for text, many in several.items() if many > 1]
        + [text for text, many in domains.items() if many > _MOST_OF_A_DOMAIN]
    )


def _candidates(mine: Sequence[Party], others: Sequence[Party]) -> Iterator[list[int]]:
    """For each of ``mine`` the places in ``others`` that are worth a comparison."""
    numbers: dict[str, int] = {}
    places: list[array[int]] = []
    for there, party in enumerate(others):
        # In an order of their own: sums of floats depend on it, and sets have none.
        for key in sorted(block_keys(party)):
            number = numbers.setdefault(key, len(places))
            if number == len(places):
                places.append(array("L"))
            places[number].append(there)
    kept = [
        array("L", (numbers[key] for key in sorted(block_keys(p)) if key in numbers))
        for p in mine
    ]
    carriers = Counter(number for its in kept for number in its)
    worth = [0.0] * len(places)
    for key, number in numbers.items():
        is_strong = key.startswith(STRONG)
        most = _MOST_OF_A_STRONG_KEY if is_strong else _MOST_OF_A_KEY
        if 0 < max(carriers[number], len(places[number])) <= most:
            rare = log(len(others) + 1) - log(len(places[number]))
            worth[number] = rare * (2 if is_strong else 1)
    for its in kept:
        shared: defaultdict[int, float] = defaultdict(float)
        for number in its:
            if worth[number]:
                for there in places[number]:
                    shared[there] += worth[number]
        best = sorted(shared, key=lambda there: (-shared[there], there))
        yield best[:_MOST_COMPARED]


def _best_of_right(
    found: Sequence[Sequence[tuple[int, Comparison]]],
) -> defaultdict[int, list[tuple[int, float]]]:
    """Of each on the right, who on the left may be it, with the weight."""
    of_right: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
    for here, rated in enumerate(found):
        for there, comparison in rated:
            of_right[there].append((here, comparison.weight))
    return of_right


def _leads(
    comparison: Comparison, place: int, rivals: Collection[tuple[int, float]]
) -> bool:
    return all(
        other == place or weight <= comparison.weight - _MARGIN
        for other, weight in rivals
    )
