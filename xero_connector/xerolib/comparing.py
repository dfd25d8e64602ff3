"""How alike two parties are: what of each agrees, what is alike, what contradicts, and
one score of it all.

Each finding has a weight in tenths of a power of ten (decibans, as in the statistics
of evidence): 10 makes it ten times likelier that the two are one. The weights are set
by what a finding is worth among customers of a company, not fitted to any data set.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from .mailboxes import is_shared, own_domain
from .parties import Party

AUTOMATIC = 90
"""Score, 0 to 100, from which two may be matched by themselves."""

PROPOSE = 40
"""Score from which two are shown to a person."""

Topic = Literal[
    "name",
    "form",
    "kind",
    "generation",
    "number",
    "tax_number",
    "company_number",
    "email",
    "domain",
    "phone",
    "street",
    "postal_code",
    "town",
    "country",
]
Verdict = Literal["same", "alike", "differs"]

_HARD: frozenset[Topic] = frozenset(
    {"tax_number", "company_number", "country", "generation", "kind", "form"}
)
# What nobody else has, unless several are found to have it.
_IDENTIFIERS: tuple[Topic, ...] = ("tax_number", "company_number")
_CONTACTS: tuple[Topic, ...] = ("email", "phone", "street")

_SAME, _ALIKE = 98, 60  # percent of a name
_CLOSE, _NEAR = 86, 74
# The most that names have in common of which each has a word that the other has not.
_OTHER_WORD = 66

# Percent from which two spellings are of one street, or of one town.
_SAME_ROAD, _SAME_TOWN = 70, 85

# Percent of the name to weight; between two of them in a straight line.
_COMPANY_LINE = (
    *((55, -10), (65, -2), (75, 9), (85, 11)),
    *((90, 13), (97, 16), (100, 19)),
)
_PERSON_LINE = ((55, -14), (70, -6), (85, 6), (95, 11), (100, 13))

# Of two that have a key in common, one pair in ten is one.
_PRIOR = -10.0
_WEIGHTS: dict[tuple[Topic, Verdict], float] = {
    ("number", "same"): 60,
    ("form", "same"): 2,
    ("form", "differs"): -8,
    ("kind", "differs"): -6,
    ("generation", "differs"): -20,
    ("tax_number", "same"): 35,
    ("tax_number", "alike"): 10,
    ("tax_number", "differs"): -40,
    ("company_number", "same"): 35,
    ("company_number", "differs"): -40,
    ("email", "same"): 22,
    ("email", "alike"): 14,
    ("email", "differs"): -3,
    ("domain", "same"): 6,
    ("phone", "same"): 18,
    ("phone", "differs"): -4,
    ("street", "same"): 11,
    ("street", "alike"): 5,
    ("street", "differs"): -5,
    ("postal_code", "same"): 3,
    ("postal_code", "differs"): -5,
    ("town", "same"): 3,
    ("town", "differs"): -5,
    ("country", "same"): 0,
    ("country", "differs"): -20,
}
# An address or a number that several of one side have.
_CARRIED_BY_SEVERAL: dict[Topic, float] = {"email": 7, "phone": 6}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One finding.

    :ivar verdict: ``alike`` of a name: by ``percent``; of an e-mail: an office's
        address; of a phone: one that several have; of a tax number: all that a mask
        shows; of a street: where a place is missing
    :ivar percent: of the name, 0 to 100; None of all else
    :ivar without: of the name, the legal forms that were left aside to compare it
    :ivar is_shared: several of one side have this e-mail or phone
    """

    topic: Topic
    verdict: Verdict
    percent: int | None = None
    without: tuple[str, ...] = ()
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two parties have in common.

    :ivar score: 0 to 100
    :ivar weight: what the score is made of, in decibans: it tells two apart whose
        scores are both 100
    :ivar evidence: what agrees and what does not; what one leaves out is not in it
    :ivar of_persons: one of the two is a person
    """

    score: int = 0
    weight: float = 0.0
    evidence: tuple[Evidence, ...] = ()
    of_persons: bool = False

    def of(self, topic: Topic) -> Evidence | None:
        """What was found of one topic; None where one of the two says nothing."""
        return next((e for e in self.evidence if e.topic == topic), None)

    @property
    def agreements(self) -> tuple[Topic, ...]:
        return tuple(e.topic for e in self.evidence if e.verdict != "differs")

    @property
    def contradictions(self) -> tuple[Topic, ...]:
        """What both say, and say differently."""
        return tuple(e.topic for e in self.evidence if e.verdict == "differs")

    @property
    def hard(self) -> tuple[Topic, ...]:
        """Contradictions that nothing makes up for."""
        return tuple(topic for topic in self.contradictions if topic in _HARD)

    def is_certain(self, automatic: int = AUTOMATIC) -> bool:
        """Whether the two can be matched without asking, if neither has a rival.

        - By our own number in Xero, which stands on nothing that we did not put it on.
        - Never against a hard contradiction, nor of names that differ.
        - By a tax number or a company number, if the names are alike.
        - By an e-mail, a phone or a street besides the name, where no word of it is
          left out: another word is another company of the group. An e-mail or phone
          that several have is none of them. Two of them make up for one soft
          contradiction: a second address, a new phone.
        - By the name alone: companies whose names are equal, whose legal forms are the
          same or both left out, and whom nothing contradicts. One form left out is no
          agreement: "Acme" is what people call each of Acme's companies.
        """
        if self.of("number"):
            return True
        if self.score < automatic or self.hard:
            return False
        soft = len(self.contradictions)
        name = self.of("name")
        percent = (name and name.percent) or 0
        if percent < _ALIKE or "name" in self.contradictions:
            return False
        if any(self._agrees(topic) for topic in _IDENTIFIERS):
            return percent >= _NEAR
        contacts = sum(self._agrees(topic) for topic in _CONTACTS)
        if contacts:
            return percent >= _CLOSE and soft <= (contacts > 1)
        return percent == 100 and not self.of_persons and not soft and self._one_form

    def _agrees(self, topic: Topic) -> bool:
        found = self.of(topic)
        if found is None or found.is_shared or found.verdict == "differs":
            return False
        # An office's address is a company's; the end of a tax number is nobody's.
        return found.verdict == "same" or topic == "email"

    @property
    def _one_form(self) -> bool:
        name = self.of("name")
        return self.of("form") is not None or not (name and name.without)


NOBODY: frozenset[str] = frozenset()


def compare(
    one: Party, other: Party, *, carried_by_several: Container[str] = NOBODY
) -> Comparison:
    """What two parties have in common, the same either way round.

    :param carried_by_several: e-mails, phones, and domains as "@domain", that several
        of one side have: they tell little of who somebody is
    """
    found = [
        *_compare_names(one, other),
        *_compare_numbers(one, other),
        *_compare_emails(one, other, carried_by_several),
        *_compare_phones(one, other, carried_by_several),
        *_compare_places(one, other),
    ]
    persons = one.names_person or other.names_person
    weight = _PRIOR + sum(_weigh(each, persons) for each in found)
    return Comparison(_score(weight), round(weight, 1), tuple(found), persons)


@lru_cache(maxsize=4096)
def _found(
    topic: Topic,
    verdict: Verdict,
    percent: int | None = None,
    without: tuple[str, ...] = (),
    is_shared: bool = False,
) -> Evidence:
    """The few findings that there are come by the hundred thousand."""
    return Evidence(topic, verdict, percent, without, is_shared)


def _weigh(found: Evidence, persons: bool) -> float:
    if found.percent is not None:
        line = _PERSON_LINE if persons else _COMPANY_LINE
        weight = _interpolate(line, found.percent)
        # A company of no form at all, as of the same: one word less that may differ.
        return weight + (not found.without and found.percent == 100 and not persons)
    if found.is_shared and found.verdict != "differs":
        return _CARRIED_BY_SEVERAL[found.topic]
    return _WEIGHTS[found.topic, found.verdict]


def _score(weight: float) -> int:
    return round(100 / (1 + 10 ** (-max(-30.0, min(30.0, weight)) / 10)))


def _interpolate(line: Sequence[tuple[int, float]], percent: int) -> float:
    (low, at_low), *rest = line
    if percent <= low:
        return at_low
    for high, at_high in rest:
        if percent <= high:
            return at_low + (at_high - at_low) * (percent - low) / (high - low)
        low, at_low = high, at_high
    return at_low


# === Names === #


def _compare_names(one: Party, other: Party) -> list[Evidence]:
    if not one.core or not other.core:
        # Of signs alone: “?” is “?”.
        same = bool(one.name) and one.name == other.name
        return [_found("name", "same", 100)] if same else []
    forms = tuple(sorted(filter(None, {one.form, other.form})))
    # Who has a person's name and no legal form may be that person, entered otherwise.
    persons = (one.names_person or other.names_person) and not forms
    percent = persons_percent(one, other) if persons else _companies_percent(one, other)
    found = [_found("name", _name_verdict(percent), percent, forms)]
    if one.form and other.form:
        found.append(_found("form", "same" if one.form == other.form else "differs"))
    if one.names_person != other.names_person and (forms or percent < _CLOSE):
        # A company is not one of its people.
        found.append(_found("kind", "differs"))
    if one.generation and other.generation and one.generation != other.generation:
        found.append(_found("generation", "differs"))
    return found


def _name_verdict(percent: int) -> Verdict:
    if percent >= _SAME:
        return "same"
    return "alike" if percent >= _ALIKE else "differs"


def _companies_percent(one: Party, other: Party) -> int:
    main = words_percent(one.core, other.core)
    if main == 100 or not (one.others or other.others):
        return main
    others = max(
        words_percent(mine, theirs)
        for mine in (one.core, *one.others)
        for theirs in (other.core, *other.others)
    )
    # Many trade as the same: a brand that both give does not make up for names that
    # differ. Nor is what only one of them gives all of the name.
    if one.others and other.others:
        return max(main, min(others, (main + others) // 2))
    return max(main, min(others, 97))


def words_percent(one: str, other: str) -> int:
    """How alike two names are, as words of :func:`.names.plain_words`; 0 to 100.

    A slip of the hand costs little; a word for another ("Auckland", "Wellington") costs
    much, and so does another figure; a word left out is in between.
    """
    if one == other:
        return 100
    return _words_percent(min(one, other), max(one, other))


@lru_cache(maxsize=16384)
def _words_percent(one: str, other: str) -> int:
    mine, theirs = one.split(), other.split()
    if "".join(mine) == "".join(theirs) or sorted(mine) == sorted(theirs):
        return 99
    percent = max(
        fuzz.ratio(" ".join(sorted(mine)), " ".join(sorted(theirs))),
        fuzz.ratio("".join(mine), "".join(theirs)),
    )
    here, there, pairs = _unpaired(mine, theirs)
    if here and there:
        return int(min(percent, _OTHER_WORD))
    if not here and not there:
        if any(len(word) == 1 for word in pairs):
            # An initial is of the whole family: never close enough to be certain.
            return int(min(percent, _CLOSE - 1))
        return int(min(97, max(percent, _CLOSE if pairs else 0)))
    kept = sum(map(len, mine if there else theirs))
    left = sum(map(len, here or there))
    if kept < 4:
        return int(min(percent, 90))
    share = 100 * (kept - left / 2) / kept
    return int(min(85, max(percent, share, 66)))


def _unpaired(
    mine: list[str], theirs: list[str]
) -> tuple[list[str], list[str], list[str]]:
    """Words of each that the other has not; and the shorter ones of those that were
    paired by likeness."""
    here = [word for word in mine if word not in theirs and word != "and"]
    there = [word for word in theirs if word not in mine and word != "and"]
    pairs: list[str] = []
    for word in list(here):
        for its in there:
            if _is_slip(word, its):
                here.remove(word)
                there.remove(its)
                pairs.append(min(word, its, key=len))
                break
    return here, there, pairs


def _is_slip(one: str, other: str) -> bool:
    """Whether one is the other written wrong, or short ("deli", "delicatessen")."""
    if any(map(str.isdigit, one + other)):
        return False
    shorter, longer = sorted((one, other), key=len)
    if longer.startswith(shorter) and (len(shorter) >= 3 or len(shorter) == 1):
        return True
    if len(shorter) < 3 or len(longer) < 4:
        return False  # ABC and ABD, Dan and Jan
    most = 1 if len(longer) < 9 else 2
    return OSA.distance(one, other, score_cutoff=most) <= most


def persons_percent(one: Party, other: Party) -> int:
    """How alike the names of two persons are, 0 to 100: the surname and the first name
    count the same, so that a father is not his son."""
    straight = _part(one.last, other.last) + _part(one.first, other.first)
    crossed = _part(one.last, other.first) + _part(one.first, other.last)
    percent = 50 * max(straight, crossed * 0.97)
    if one.middle and other.middle and one.middle != other.middle:
        middles = max(_part(a, b) for a in one.middle for b in other.middle)
        percent *= 0.85 + 0.15 * middles
    elif one.middle != other.middle:
        percent = min(percent, 97)
    return int(percent)


def _part(one: str, other: str) -> float:
    """How alike one of the names is, 0 to 1; what is left out is half known."""
    if one == other:
        return 1.0
    if not one or not other:
        return 0.5
    shorter, longer = sorted((one, other), key=len)
    if longer.startswith(shorter):
        # An initial, as in _words_percent.
        return 0.85 if len(shorter) >= 3 else 0.7
    like = OSA.normalized_similarity(one, other)
    return like if _is_slip(one, other) else like * 0.5


# === Numbers, addresses, places === #


def _compare_numbers(one: Party, other: Party) -> list[Evidence]:
    found: list[Evidence] = []
    if one.number and one.number == other.number:
        found.append(_found("number", "same"))
    if one.tax and other.tax:
        same = _same_end(one.tax, other.tax)
        found.append(_found("tax_number", "same" if same else "differs"))
    elif (one.tax or one.tax_end) and (other.tax or other.tax_end):
        same = _same_end(one.tax or one.tax_end, other.tax or other.tax_end)
        found.append(_found("tax_number", "alike" if same else "differs"))
    if one.company_number and other.company_number:
        same = one.company_number == other.company_number
        found.append(_found("company_number", "same" if same else "differs"))
    return found


def _same_end(one: str, other: str) -> bool:
    """An ABN ends with the ACN, a VAT number of a branch with its group's."""
    shorter, longer = sorted((one, other), key=len)
    return longer.endswith(shorter) and (len(shorter) >= 4 or shorter == longer)


def _compare_emails(
    one: Party, other: Party, carried: Container[str]
) -> list[Evidence]:
    if not one.emails or not other.emails:
        return []
    if both := one.emails & other.emails:
        alone = [address for address in both if address not in carried]
        if not alone:
            return [_found("email", "alike", is_shared=True)]
        offices = all(map(is_shared, alone))
        return [_found("email", "alike" if offices else "same")]
    mine = {domain for domain in map(own_domain, one.emails) if domain}
    theirs = {domain for domain in map(own_domain, other.emails) if domain}
    if domains := mine & theirs:
        if all(f"@{domain}" in carried for domain in domains):
            return []
        return [_found("domain", "same")]
    return [_found("email", "differs")]


def _compare_phones(
    one: Party, other: Party, carried: Container[str]
) -> list[Evidence]:
    if not one.phones or not other.phones:
        return []
    if both := one.phones & other.phones:
        if all(phone in carried for phone in both):
            return [_found("phone", "alike", is_shared=True)]
        return [_found("phone", "same")]
    return [_found("phone", "differs")]


def _compare_places(one: Party, other: Party) -> list[Evidence]:
    found: list[Evidence] = []

    def say(topic: Topic, same: bool | None) -> None:
        if same is not None:
            found.append(_found(topic, "same" if same else "differs"))

    codes = (
        one.postal_code == other.postal_code
        if one.postal_code and other.postal_code
        else None
    )
    towns = _same_town(one, other) if one.towns and other.towns else None
    streets = _same_street(one, other)
    if streets and not (codes or towns):
        # Every town has a 12 High Street.
        if codes is towns is None:
            found.append(_found("street", "alike"))
    else:
        say("street", streets)
    say("postal_code", codes)
    if not (codes and towns is False):
        # Suburb and town of one postal code do not contradict each other.
        say("town", towns)
    if one.countries and other.countries:
        say("country", bool(one.countries & other.countries))
    return found


def _same_street(one: Party, other: Party) -> bool | None:
    if not one.street_number or not other.street_number:
        return None
    boxes = [side.street_number.startswith("box") for side in (one, other)]
    if boxes[0] != boxes[1]:
        return None  # where it stands, and where its letters go
    roads = all(boxes) or fuzz.ratio(one.street, other.street) >= _SAME_ROAD
    return one.street_number == other.street_number and roads


def _same_town(one: Party, other: Party) -> bool:
    if one.towns & other.towns:
        return True
    mine, theirs = (set(" ".join(side.towns).split()) for side in (one, other))
    if mine <= theirs or theirs <= mine:
        return True
    return any(
        fuzz.ratio(town, its) >= _SAME_TOWN for town in one.towns for its in other.towns
    )
