"""Partners and contacts of one made-up company, and which of them are the same: with
slips of the hand, legal forms that come and go, and all kinds of look-alikes."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

Record = dict[str, Any]
"""Keywords of :func:`xerolib.matching.party`."""

_SURNAMES = (
    "Smith Jones Brown Wilson Taylor Williams Anderson Thompson Walker White Martin"
    " Harris Clark Lewis Robinson Young King Wright Scott Green Baker Hill Campbell"
    " Mitchell Roberts Carter Phillips Evans Turner Parker Collins Edwards Stewart"
    " Morris Murphy Cook Rogers Morgan Cooper Reid Bailey Bell Kelly Howard Ward"
    " Watson Brooks Bennett Gray Hughes Price Sanders Ross Henderson Patel Singh Kumar"
    " Nguyen Tran Chen Wang Li Zhang Kim Lee Park Ngata Tamihana Parata Henare Kereama"
    " Rangi O'Brien O'Connor McDonald MacLeod McKenzie Fraser Hamilton Graham Murray"
    " Müller Schmidt Jørgensen Lindström Nowak Kowalski Rossi Ferrari Silva García"
    " Fernández Dubois Lefèvre van_Dijk de_Jong Petrov Ivanov Papadopoulos"
).split()
_FIRST = (
    "John Mary Peter Susan David Karen Michael Linda James Patricia Robert Jennifer"
    " William Elizabeth Richard Margaret Thomas Sarah Mark Lisa Paul Sandra Andrew"
    " Helen Steven Donna Kevin Carol Brian Ruth George Sharon Edward Michelle Ronald"
    " Laura Anthony Kim Gary Deborah Daniel Jessica Matthew Emma Joshua Olivia Hemi"
    " Aroha Wiremu Mere Priya Raj Wei Mei Hiroshi Yuki Ana José Lars Ingrid Piotr Zofia"
    " Giovanni Chiara Hans Greta Pierre Amélie Noah Chloe Liam Sophie Jack Grace"
).split()
_TRADES = (
    "Plumbing Electrical Builders Engineering Motors Roofing Painting Landscaping"
    " Transport Logistics Joinery Flooring Consulting Accounting Dental Pharmacy"
    " Veterinary Catering Bakery Cafe Butchery Orchards Vineyards Dairy Farms Nursery"
    " Freight Cleaning Security Signs Printing Design Media Software Systems Networks"
    " Telecom Energy Solar Marine Aviation Tyres Panelbeaters Glass Steel Timber"
    " Concrete Quarries Drilling Surveying Architects Legal Insurance Finance Realty"
    " Travel Tours Fitness Physiotherapy Optical Furniture Textiles Footwear Jewellers"
).split()
_KINDS = "Services Group Solutions Supplies Company Industries Partners Enterprises"
_GROUP_WORDS = (
    "Holdings Trading Properties Investments Management International".split()
)
_STREETS = (
    "Queen King High Main Church Victoria Albert George Station Park Bridge Mill Hill"
    " Kauri Rata Totara Rimu Beach Marine Elm Oak Princess Lambton Willis Cuba Ghuznee"
    " Colombo Manchester Devon Great_South Dominion Jervois Ponsonby Riccarton Tamaki"
).split()
_STREET_TYPES = ("Street/St/St.", "Road/Rd/Rd.", "Avenue/Ave/Av", "Place/Pl/Pl.")

# Country, town, postal code, area's code of phones.
_TOWNS = (
    *(("NZ", "Auckland", "1010", "9"), ("NZ", "Wellington", "6011", "4")),
    *(("NZ", "Christchurch", "8011", "3"), ("NZ", "Hamilton", "3204", "7")),
    *(("NZ", "Tauranga", "3110", "7"), ("NZ", "Dunedin", "9016", "3")),
    *(("NZ", "Palmerston North", "4410", "6"), ("NZ", "Napier", "4110", "6")),
    *(("NZ", "Nelson", "7010", "3"), ("NZ", "Rotorua", "3010", "7")),
    *(("NZ", "New Plymouth", "4310", "6"), ("NZ", "Whangārei", "0110", "9")),
    *(("NZ", "Invercargill", "9810", "3"), ("NZ", "Levin", "5510", "6")),
    *(("NZ", "Taupō", "3330", "7"), ("NZ", "Timaru", "7910", "3")),
    *(("AU", "Sydney", "2000", "2"), ("AU", "Melbourne", "3000", "3")),
    *(("AU", "Brisbane", "4000", "7"), ("AU", "Perth", "6000", "8")),
    *(("AU", "Adelaide", "5000", "8"), ("AU", "Geelong", "3220", "3")),
    *(("AU", "Newcastle", "2300", "2"), ("AU", "Cairns", "4870", "7")),
    *(("GB", "Leeds", "LS1 4AP", "113"), ("GB", "Bristol", "BS1 5TR", "117")),
)
_COUNTRIES = {
    "NZ": ("New Zealand", "NZ", "new zealand"),
    "AU": ("Australia", "AU", "AUSTRALIA"),
    "GB": ("United Kingdom", "UK", "England"),
}
_OFFICIAL = {"NZ": "New Zealand", "AU": "Australia", "GB": "United Kingdom"}
_DIAL = {"NZ": "64", "AU": "61", "GB": "44"}
_FORMS = {
    "Ltd": ("Ltd", "Limited", "Ltd.", "LTD"),
    "Pty Ltd": ("Pty Ltd", "Pty Limited", "P/L", "Pty. Ltd.", "PTY LTD"),
    "LLP": ("LLP", "L.L.P."),
    "Inc": ("Inc", "Incorporated", "Inc."),
    "Plc": ("Plc", "PLC"),
}
_FREE_MAIL = ("gmail.com", "outlook.com", "xtra.co.nz", "bigpond.com", "hotmail.com")
_OFFICES = ("info", "accounts", "admin", "office", "sales")


@dataclass(frozen=True)
class _Entity:
    """Somebody, as he really is."""

    words: str
    place: tuple[str, str, str, str]
    is_person: bool = False
    form: str = ""
    first: str = ""
    generation: str = ""
    trades_as: str = ""
    domain: str = ""
    emails: tuple[str, ...] = ()
    phone: str = ""
    street: tuple[str, str, str] = ("", "", "")
    tax_number: str = ""
    company_number: str = ""


@dataclass
class Pairs:
    """Both sides, and who is who.

    :ivar truth: of the left's records that are on the right too, whose they are
    """

    left: list[Record] = field(default_factory=list)
    right: list[Record] = field(default_factory=list)
    truth: dict[int, int] = field(default_factory=dict)


def generate(many: int, *, seed: int, share: float = 0.6) -> Pairs:
    """``many`` records on each side, of which ``share`` are on both."""
    random = Random(seed)
    both = round(many * share)
    alone = many - both
    world = _World(random, many)
    entities: list[_Entity] = []
    for group in world.groups():
        entities += group
        if len(entities) >= both + 2 * alone:
            break
    del entities[both + 2 * alone :]
    roles = ["both"] * both + ["left"] * alone + ["right"] * alone
    random.shuffle(roles)
    writer = _Writer(random, world)
    left: list[tuple[int, Record]] = []
    right: list[tuple[int, Record]] = []
    for number, (entity, role) in enumerate(zip(entities, roles, strict=True)):
        if role != "right":
            left.append((number, writer.write(entity, person_known=0.95)))
        if role != "left":
            right.append((number, writer.write(entity, person_known=0.6)))
    random.shuffle(left)
    random.shuffle(right)
    where = {number: place for place, (number, _) in enumerate(right)}
    truth = {p: where[number] for p, (number, _) in enumerate(left) if number in where}
    return Pairs([record for _, record in left], [r for _, r in right], truth)


class _World:
    """Who there is, in groups of those that are easily mistaken for each other."""

    def __init__(self, random: Random, many: int) -> None:
        self.random = random
        # The larger the world, the more names; the common ones stay common.
        self._rare = [self._invent() for _ in range(max(200, many // 8))]
        self._taken: set[str] = set()

    def groups(self) -> Iterator[list[_Entity]]:
        makers: list[tuple[Callable[[], list[_Entity]], int]] = [
            (lambda: [self.company()], 44),
            (lambda: [self.person()], 24),
            (self._chain, 3),
            (self._group, 3),
            (self._clients, 1),
            (self._office_building, 1),
            (self._family, 4),
            (self._namesakes, 4),
            (self._persons_of_one_name, 3),
            (self._company_and_its_people, 4),
            (self._franchise, 1),
        ]
        calls, weights = zip(*makers, strict=True)
        while True:
            yield self.random.choices(calls, weights)[0]()

    def company(self, words: str = "", **known: Any) -> _Entity:
        place = known.pop("place", None) or self._place()
        words = words or self._new_words(place[1])
        domain = known.pop("domain", None) or self._domain(words)
        country = place[0]
        form = self.random.choices(
            ["Pty Ltd" if country == "AU" else "Ltd", "", "Inc", "LLP", "Plc"],
            [70, 20, 4, 4, 2],
        )[0]
        values: dict[str, Any] = {
            "form": form,
            "domain": domain,
            "emails": self._company_emails(domain),
            "phone": self.phone(place),
            "street": self.street(),
            "tax_number": self._digits({"NZ": 9, "AU": 11}.get(country, 9)),
            "company_number": self._digits(7),
            "trades_as": self._company_words(place[1])
            if self.random.random() < 0.03
            else "",
        }
        return _Entity(words, place, **{**values, **known})

    def person(self, first: str = "", last: str = "", **known: Any) -> _Entity:
        place = known.pop("place", None) or self._place()
        first = first or self.random.choice(_FIRST)
        last = last or self.surname()
        values: dict[str, Any] = {
            "emails": (self._own_address(first, last),),
            "phone": self.phone(place, mobile=True),
            "street": self.street(),
        }
        return _Entity(last, place, True, first=first, **{**values, **known})

    def phone(self, place: tuple[str, str, str, str], *, mobile: bool = False) -> str:
        if mobile:
            start = {"NZ": "21", "AU": "4", "GB": "7700"}[place[0]]
            digits = {"NZ": 7, "AU": 8, "GB": 6}[place[0]]
        else:
            start = place[3]
            digits = {"NZ": 7, "AU": 8, "GB": 7}[place[0]]
        # The first digit of a number of a town is no 0 or 1.
        return f"{start}{self.random.randint(2, 9)}{self._digits(digits - 1)}"

    def street(self) -> tuple[str, str, str]:
        number = str(self.random.randint(1, 400))
        name = self.random.choice(_STREETS).replace("_", " ")
        return number, name, self.random.choice(_STREET_TYPES)

    def surname(self) -> str:
        names = _SURNAMES if self.random.random() < 0.35 else self._rare
        return self.random.choice(names).replace("_", " ")

    def _own_address(self, first: str, last: str) -> str:
        """Of a free provider, who gives each away once."""
        local = first[:1] + last if self.random.random() < 0.4 else first + last
        local = _ascii(local).lower()
        host = self.random.choice(_FREE_MAIL)
        address = f"{local}@{host}"
        while address in self._taken:
            address = f"{local}{self.random.randrange(1000)}@{host}"
        self._taken.add(address)
        return address

    def _chain(self) -> list[_Entity]:
        words = f"{self.surname()} {self.random.choice(_TRADES)}"
        domain = self._domain(words)
        places = self.random.sample(_TOWNS, self.random.randint(2, 4))
        head = f"accounts@{domain}"
        return [
            self.company(f"{words} {place[1]}", place=place, domain=domain)
            if self.random.random() < 0.6
            else self.company(
                f"{words} {place[1]}", place=place, domain=domain, emails=(head,)
            )
            for place in places
        ]

    def _group(self) -> list[_Entity]:
        name = self.random.choice(self._rare)
        first = self.company(f"{name} {self.random.choice(_GROUP_WORDS)}")
        others = self.random.sample(_GROUP_WORDS, 2)
        return [first] + [
            replace(
                first,
                words=f"{name} {word}",
                tax_number=self._digits(len(first.tax_number)),
                company_number=self._digits(7),
            )
            for word in others
            if f"{name} {word}" != first.words
        ]

    def _clients(self) -> list[_Entity]:
        """A bookkeeper's address stands for all of them."""
        address = f"accounts@{self._domain(self.surname() + ' Bookkeeping')}"
        clients = [self.company() for _ in range(8)]
        return [replace(client, emails=(address,)) for client in clients]

    def _office_building(self) -> list[_Entity]:
        """One reception, one street, several companies."""
        first = self.company()
        others = [self.company(place=first.place) for _ in range(5)]
        shared = {"phone": first.phone, "street": first.street}
        return [first] + [replace(other, **shared) for other in others]

    def _family(self) -> list[_Entity]:
        one = self.person()
        family = [one]
        for _ in range(self.random.randint(1, 2)):
            other = self.random.choice(_FIRST)
            mail = one.emails if self.random.random() < 0.3 else None
            known: dict[str, Any] = {"emails": mail} if mail else {}
            home = {"place": one.place, "street": one.street}
            if self.random.random() < 0.6:
                known["phone"] = one.phone
            if other != one.first:
                family.append(self.person(other, one.words, **home, **known))
        if self.random.random() < 0.1:
            family[0] = replace(one, generation="Sr")
            son = self.person(one.first, one.words, place=one.place, street=one.street)
            family.append(replace(son, generation="Jr"))
        return family

    def _namesakes(self) -> list[_Entity]:
        words = f"{self.surname()} {self.random.choice(_TRADES)}"
        places = self.random.sample(_TOWNS, 2)
        return [
            self.company(words, place=place, domain=self._domain(words + place[1]))
            for place in places
        ]

    def _persons_of_one_name(self) -> list[_Entity]:
        first, last = self.random.choice(_FIRST), self.surname()
        return [
            self.person(first, last, place=place)
            for place in self.random.sample(_TOWNS, 2)
        ]

    def _company_and_its_people(self) -> list[_Entity]:
        """Its owner is a customer too; the name of one is in the other's."""
        owner = self.person()
        words = f"{owner.first} {owner.words} {self.random.choice(_TRADES)}"
        company = self.company(words, place=owner.place)
        address = f"{_ascii(owner.first)}@{company.domain}".lower()
        owner = replace(owner, emails=(address,), phone=company.phone)
        return [replace(company, emails=(address, *company.emails)), owner]

    def _franchise(self) -> list[_Entity]:
        brand = f"{self.random.choice(self._rare)} {self.random.choice(_TRADES)}"
        return [self.company(trades_as=brand) for _ in range(3)]

    def _new_words(self, town: str) -> str:
        """A register takes each name once; namesakes are made on purpose."""
        while True:
            words = self._company_words(town)
            if words.casefold() not in self._taken:
                self._taken.add(words.casefold())
                return words

    def _company_words(self, town: str) -> str:
        random = self.random
        trade, name = random.choice(_TRADES), self.surname()
        return random.choices(
            [
                f"{name} {trade}",
                f"{name} & {self.surname()} {trade}",
                f"{name} & Sons {trade}",
                f"{town} {trade}",
                f"{name} {trade} {random.choice(_KINDS.split())}",
                f"{random.choice(self._rare)}",
                f"{'.'.join(random.choices(string.ascii_uppercase, k=3))}. {trade}",
                f"The {random.choice(self._rare)} {random.choice(_KINDS.split())}",
                f"{town} {name} {trade}",
            ],
            [30, 8, 6, 3, 20, 6, 4, 8, 6],
        )[0]

    def _company_emails(self, domain: str) -> tuple[str, ...]:
        office = f"{self.random.choice(_OFFICES)}@{domain}"
        person = f"{_ascii(self.random.choice(_FIRST)).lower()}@{domain}"
        return self.random.choice([(office,), (person,), (office, person)])

    def _domain(self, words: str) -> str:
        plain = "".join(filter(str.isalnum, _ascii(words).lower()))[:20] or "firm"
        return f"{plain}{self.random.choice(['.example', '.co.example', '-x.example'])}"

    def _place(self) -> tuple[str, str, str, str]:
        return self.random.choice(_TOWNS)

    def _digits(self, many: int) -> str:
        return "".join(self.random.choices(string.digits, k=many))

    def _invent(self) -> str:
        """A name that nobody has yet: "Baldoron"."""
        parts = [
            self.random.choice("bcdfghjklmnprstvwz")
            + self.random.choice(("a", "e", "i", "o", "u", "ai", "ea", "or", "en"))
            for _ in range(self.random.randint(2, 3))
        ]
        return ("".join(parts) + self.random.choice(("", "n", "s", "r", "ll"))).title()


class _Writer:
    """Writes down an entity as people do: each time otherwise."""

    def __init__(self, random: Random, world: _World) -> None:
        self._random = random
        self._world = world

    def write(self, entity: _Entity, *, person_known: float) -> Record:
        country, town, code, _area = entity.place
        address = entity.street
        if self._chance(0.05):  # moved
            address = self._world.street()
        has_place = self._chance(0.75)
        is_person = entity.is_person and self._chance(person_known)
        return {
            "name": self._name(entity),
            "emails": self._emails(entity),
            "phones": self._phones(entity),
            "street": self._street(address) if self._chance(0.65) else "",
            "town": self._noisy(town, 0.03) if has_place else "",
            "postal_code": code if has_place and self._chance(0.85) else "",
            "countries": self._countries(country) if self._chance(0.8) else (),
            "tax_number": self._tax(entity, country) if self._chance(0.3) else "",
            "company_number": entity.company_number if self._chance(0.15) else "",
            "is_person": is_person,
            "phone_region": country,
        }

    def _name(self, entity: _Entity) -> str:
        if entity.is_person:
            return self._noisy(self._person(entity), 0.08)
        words = entity.words
        if self._chance(0.3):
            words = words.replace(" & ", " and ")
        if self._chance(0.1):
            words = words.replace("Services", "Svcs").replace("International", "Intl")
        if self._chance(0.03) and len(words.split()) > 2:
            words = words.removesuffix(" Services").removesuffix(" Group")
        form = entity.form
        if form and self._chance(0.25):
            form = ""
        elif form:
            form = self._random.choice(_FORMS[form])
        elif self._chance(0.04):
            form = "Ltd"
        name = f"{self._noisy(words, 0.1)} {form}".strip()
        if entity.trades_as and self._chance(0.7):
            joint = self._random.choice([" t/a ", " trading as ", " T/A "])
            name = f"{name}{joint}{entity.trades_as}"
        return self._cased(name)

    def _person(self, entity: _Entity) -> str:
        first, last = entity.first, entity.words
        if self._chance(0.04):
            first = first[:1]
        if self._chance(0.06):
            return f"{last}, {first}"
        if self._chance(0.04):
            first = f"{self._random.choice(['Mr', 'Mrs', 'Dr'])} {first}"
        return self._cased(f"{first} {last} {entity.generation}".strip())

    def _emails(self, entity: _Entity) -> tuple[str, ...]:
        if not entity.emails or self._chance(0.3):
            return ()
        address = self._random.choice(entity.emails)
        if entity.domain and self._chance(0.15):
            address = f"{self._random.choice(_OFFICES)}@{entity.domain}"
        local, _at, domain = address.partition("@")
        if self._chance(0.02):
            address = f"{self._slip(local)}@{domain}"
        return (address.upper() if self._chance(0.05) else address,)

    def _phones(self, entity: _Entity) -> tuple[str, ...]:
        if not entity.phone or self._chance(0.3):
            return ()
        digits = entity.phone
        if self._chance(0.07):
            digits = self._world.phone(entity.place, mobile=entity.is_person)
        dial = _DIAL[entity.place[0]]
        split = len(digits) - 4
        return (
            self._random.choice(
                [
                    f"0{digits}",
                    f"+{dial} {digits[:split]} {digits[split:]}",
                    f"(0{digits[:-7]}) {digits[-7:-4]} {digits[-4:]}",
                    f"+{dial}{digits}",
                    f"00{dial} {digits}",
                    f"0{digits} ext {self._random.randint(1, 99)}",
                ]
            ),
        )

    def _street(self, address: tuple[str, str, str]) -> str:
        number, name, types = address
        if self._chance(0.07):
            number = f"{self._random.choice(['Unit 2, ', '2/', 'Level 1, '])}{number}"
        return f"{number} {name} {self._random.choice(types.split('/'))}"

    def _countries(self, country: str) -> tuple[str, ...]:
        return (_OFFICIAL[country], self._random.choice(_COUNTRIES[country]))

    def _tax(self, entity: _Entity, country: str) -> str:
        number = entity.tax_number
        if number and self._chance(0.3):
            return f"{country} {number[:3]}-{number[3:6]}-{number[6:]}"
        return number

    def _cased(self, text: str) -> str:
        how = self._random.random()
        return text.upper() if how < 0.1 else text.lower() if how < 0.15 else text

    def _noisy(self, text: str, chance: float) -> str:
        if self._chance(chance):
            text = self._slip(text)
            if self._chance(0.15):
                text = self._slip(text)
        return text

    def _slip(self, text: str) -> str:
        """One letter left out, doubled, changed, or in its neighbour's place."""
        places = [place for place, char in enumerate(text) if char.isalpha()]
        if len(places) < 4:
            return text
        at = self._random.choice(places[1:])
        letter = self._random.choice(string.ascii_lowercase)
        return self._random.choice(
            [
                text[:at] + text[at + 1 :],
                text[:at] + text[at] + text[at:],
                text[:at] + letter + text[at + 1 :],
                text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :],
            ]
        )

    def _chance(self, chance: float) -> bool:
        return self._random.random() < chance


def _ascii(text: str) -> str:
    return "".join(char for char in text if char.isascii() and char.isalnum())
