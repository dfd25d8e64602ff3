"""The persons of a contact: Xero keeps up to five beside the contact itself, and none
of them has an id. Who is the same is told by what they are called and written to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .names import name_key
from .parties import email_key
from .reading import Row

MOST = 5
"""Persons that Xero keeps of one contact."""


@dataclass(frozen=True)
class Person:
    """A person of a contact, as either side says it is.

    :ivar in_emails: whether they get a copy of what Xero sends the contact
    """

    first_name: str = ""
    last_name: str = ""
    email: str = ""
    in_emails: bool = False

    @property
    def name(self) -> str:
        """As a partner is called; the address, of one without a name."""
        return " ".join(f"{self.first_name} {self.last_name}".split()) or self.email

    @property
    def name_key(self) -> str:
        return name_key(self.name)

    @property
    def email_key(self) -> str:
        return email_key(self.email)

    @property
    def is_somebody(self) -> bool:
        """Whether it says anything of anybody."""
        return bool(self.name)

    def body(self) -> dict[str, Any]:
        """The person as Xero's object."""
        texts = {
            "FirstName": self.first_name,
            "LastName": self.last_name,
            "EmailAddress": self.email,
        }
        said = {key: text for key, text in texts.items() if text}
        return {**said, "IncludeInEmails": self.in_emails}


def read_persons(row: Row) -> list[Person]:
    """The persons of a contact, in Xero's order. Raises OddValue."""
    found = [
        Person(
            first_name=each.text("FirstName").strip(),
            last_name=each.text("LastName").strip(),
            email=each.text("EmailAddress").strip(),
            in_emails=each.flag("IncludeInEmails"),
        )
        for each in row.objects("ContactPersons")
    ]
    return [person for person in found if person.is_somebody]


@dataclass
class Pairing:
    """Who of those that were known is who of those that Xero says now, by place.

    :ivar same: place of each known one that is still there, to its place now
    :ivar removed: places of the known ones that are not there any more
    :ivar added: places of those that were not known
    """

    same: dict[int, int] = field(default_factory=dict)
    removed: list[int] = field(default_factory=list)
    added: list[int] = field(default_factory=list)

    @property
    def may_be_rename(self) -> bool:
        """Whether one went and one came, and nobody else: it may be the same person,
        by another name and address."""
        return len(self.removed) == len(self.added) == 1


def pair(known: Sequence[Person], said: Sequence[Person]) -> Pairing:
    """Tell who is the same: by all that is said of them, else by an e-mail that one on
    each side has, else by such a name."""
    result = Pairing()
    left = [list(range(len(known))), list(range(len(said)))]
    ways: tuple[Callable[[Person], Any], ...] = (
        lambda person: (person.name_key, person.email_key),
        lambda person: person.email_key,
        lambda person: person.name_key,
    )
    for number, way in enumerate(ways):
        ours = Counter(way(known[place]) for place in left[0])
        theirs: dict[Any, list[int]] = {}
        counts: Counter[Any] = Counter()
        for place in left[1]:
            key = way(said[place])
            counts[key] += 1
            theirs.setdefault(key, []).append(place)
        for place in list(left[0]):
            key = way(known[place])
            alone = number == 0 or ours[key] == counts[key] == 1
            if key and alone and theirs.get(key):
                there = theirs[key].pop(0)
                result.same[place] = there
                left[0].remove(place)
                left[1].remove(there)
    result.removed, result.added = left
    return result
