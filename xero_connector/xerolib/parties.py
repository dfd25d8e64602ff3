"""What one side says of a customer or supplier, in forms that compare."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from .names import company_name, name_key, person_name, words_key
from .phones import phone_key
from .streets import street_parts
from .values import normalise_email

COUNTRY_CODES = {
    **dict.fromkeys(("uk", "u k", "great britain", "england", "scotland"), "GB"),
    **dict.fromkeys(("wales", "northern ireland"), "GB"),
    **dict.fromkeys(("usa", "u s a", "united states of america", "america"), "US"),
    **dict.fromkeys(("aotearoa", "aotearoa new zealand"), "NZ"),
    **dict.fromkeys(("holland", "the netherlands"), "NL"),
    **dict.fromkeys(("ivory coast",), "CI"),
    **dict.fromkeys(("uae",), "AE"),
}
"""What people write for a country that its list of names calls otherwise, as
:func:`words_key` gives it, to its code of two letters."""

# Digits that tell two phone numbers apart where no country is known: what comes before
# them is a country's or an area's code, which the two sides write differently.
_PHONE_DIGITS = 7

# A text longer than any field is cut before it is looked at.
_LONGEST = 2000

_MASK = re.compile(r"[x*•#]{2,}", re.IGNORECASE)
_MASK_SHOWS = 4


def country_spellings(name: str, code: str) -> frozenset[str]:
    """How a country may be written, as :func:`words_key`; ``name`` in English."""
    others = (text for text, its_code in COUNTRY_CODES.items() if its_code == code)
    return frozenset(filter(None, (words_key(name), words_key(code), *others)))


def email_key(text: str) -> str:
    """The address to compare by, or "" when there is none that could be written to."""
    return normalise_email(text) or ""


def email_spellings(key: str) -> set[str]:
    """``key`` of :func:`email_key`, and how a person may have written its domain."""
    local, _at, domain = key.rpartition("@")
    try:
        return {key, f"{local}@{domain.encode().decode('idna')}"}
    except UnicodeError:
        return {key}


@dataclass(frozen=True, slots=True)
class Party:
    """What one side says of a customer or supplier, in forms that compare.

    Built by :func:`party`. ``emails`` of a company are those of its people too;
    ``towns`` are the parts of a town's name between commas, ``countries`` the ways in
    which one country is written.

    :ivar phones: in E.164; those of an unknown country are left out
    :ivar phone_tails: the last seven digits of every phone
    :ivar tax_number: as it was said; ``tax`` is what compares: without a country before
        it, and "" of a masked one ("XXX-XX-1234"), of which ``tax_end`` has the rest
    :ivar core: the words of the name without a company's legal form, in their order
    :ivar form: the legal form, as in :data:`.legal_forms.FORMS`
    :ivar others: cores of other names it gives, as of what it trades as
    :ivar names_person: as far as its name tells, too: who is entered as a person under
        a name with a legal form is a company that nobody marked as one
    :ivar first, last, middle, generation: of the name, if it is a person's
    """

    name: str = ""
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    towns: frozenset[str] = frozenset()
    postal_code: str = ""
    countries: frozenset[str] = frozenset()
    tax_number: str = ""
    company_number: str = ""
    number: str = ""
    is_person: bool = False
    names_person: bool = False
    phone_tails: frozenset[str] = frozenset()
    street_number: str = ""
    street: str = ""
    tax: str = ""
    tax_end: str = ""
    core: str = ""
    form: str = ""
    others: tuple[str, ...] = ()
    first: str = ""
    last: str = ""
    middle: tuple[str, ...] = ()
    generation: str = ""


def party(
    name: str,
    *,
    emails: Collection[str] = (),
    phones: Collection[str] = (),
    town: str = "",
    postal_code: str = "",
    countries: Collection[str] = (),
    tax_number: str = "",
    company_number: str = "",
    number: str = "",
    is_person: bool = False,
    street: str = "",
    phone_region: str = "",
) -> Party:
    """:class:`Party` of texts as people wrote them; ``number`` is our key in Xero.

    :param phone_region: the country's code of two letters that phones without one are
        taken to be of; without it they are no evidence, save to :func:`.certainty`
    """
    digits = ("".join(filter(str.isdigit, text)).lstrip("0") for text in phones)
    house, road = street_parts(street)
    person, company = person_name(name), company_name(name)
    tax, tax_end = _tax_parts(tax_number[:_LONGEST])
    names_person = is_person and not company.form
    return Party(
        name=name_key(name),
        emails=frozenset(filter(None, map(email_key, emails))),
        phones=frozenset(filter(None, (phone_key(p, phone_region) for p in phones))),
        towns=frozenset(
            filter(None, map(words_key, re.split("[,;/]", town[:_LONGEST])))
        ),
        postal_code=words_key(postal_code[:_LONGEST]).replace(" ", ""),
        countries=frozenset(filter(None, map(words_key, countries))),
        tax_number=words_key(tax_number[:_LONGEST]).replace(" ", ""),
        company_number=words_key(company_number[:_LONGEST])
        .replace(" ", "")
        .lstrip("0"),
        number=number,
        is_person=is_person,
        names_person=names_person,
        phone_tails=frozenset(text[-_PHONE_DIGITS:] for text in digits if text),
        street_number=house,
        street=road,
        tax=tax,
        tax_end=tax_end,
        core=person.core if names_person else company.core,
        form="" if names_person else company.form,
        others=() if names_person else company.others,
        first=person.first,
        last=person.last,
        middle=person.middle,
        generation=person.generation,
    )


def _tax_parts(text: str) -> tuple[str, str]:
    """What compares of a tax number: all of it, or the end that a mask shows."""
    plain = words_key(text).replace(" ", "")
    if _MASK.search(text):
        shown = "".join(filter(str.isdigit, plain))
        return "", shown[-_MASK_SHOWS:] if len(shown) >= _MASK_SHOWS else ""
    if not any(map(str.isdigit, plain)):
        return "", ""
    # A country's code before it is left out by some: "NZ 49-091-850", "GST 49091850".
    return re.sub(r"^(?:[a-z]{2}(?=\d)|gst|abn|vat|ird|tin|ein)+", "", plain)[:40], ""
