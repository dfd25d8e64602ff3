"""Names of companies and persons in forms that compare: what two spellings of one name
have in common."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from .legal_forms import is_form, split_form

LONGEST = 300
"""Characters of a name that are looked at."""

# Letters that no rule of Unicode takes apart.
_LETTERS = str.maketrans(
    {
        **{"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"},
        **{"ħ": "h", "ŧ": "t", "ı": "i", "ŋ": "n", "ĸ": "k", "ſ": "s"},
    }
)
# Left out, so that "Smith's" is "Smiths" and "O'Brien" is "OBrien".
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼʻ`´′"), None)

_INITIALS = re.compile(r"(?<!\w)[^\W\d_](?:\s?[./]\s?[^\W\d_])+(?!\w)")
_WORD = re.compile(r"[^\W_]+")
_ABBREVIATIONS = {
    **dict.fromkeys(("company", "cie"), "co"),
    **{"svcs": "services", "intl": "international", "mgmt": "management"},
    **{"bros": "brothers", "assn": "association", "dept": "department"},
    **{"mfg": "manufacturing", "govt": "government", "univ": "university"},
}
_AND = {"und", "et", "y", "n"}

_TRADING_AS = re.compile(
    r"[\s(,;-](?:t/as?|t\.a\.?|(?:trading|trades|doing business|also known) as"
    r"|trading under|d/?b/?a/?|d\.b\.a\.?|a/?k/?a|a\.k\.a\.?|f/k/a"
    r"|(?:formerly|previously)(?: known as)?)[\s:]+"
)
_TRUSTEE = re.compile(
    r"(?:^|[\s(,;-])(?:(?:the|as) +)*(?:trustees? +(?:for|of)|atf|a/t/f|a\.t\.f\.?) +"
)
_CARE_OF = re.compile(r"(?<=\w)[\s(,;]+c/o\s.*", re.DOTALL)
_CLOSING = re.compile(
    r"[\s(\[,-]+(?:in )?(?:voluntary )?(?:liquidation|receivership|administration)\W*$"
)
# Only with its dots: "Beauty Spa" is a bath.
_SPA = re.compile(r"\bs\. ?p\. ?a\.?\W*$")
_PLACE_BEHIND = re.compile(r"(.*\S)\s*\(([^()]*)\)\W*", re.DOTALL)

_TITLES = {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "dame", "rev", "hon"}
_GENERATIONS = {
    **{"jr": "jr", "junior": "jr", "jnr": "jr", "sr": "sr", "senior": "sr"},
    **{"snr": "sr", "ii": "2", "iii": "3", "2nd": "2", "3rd": "3"},
}


def name_key(text: str) -> str:
    """``text`` without case, accents and surplus spaces: equal keys, equal names.

    Xero compares names the same way (case and accents do not count).
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(kept.casefold().split())


def words_key(text: str) -> str:
    """Letters and figures of ``text`` alone, as :func:`name_key`: "Cote d Ivoire" is
    "Côte d'Ivoire"."""
    letters = (char if char.isalnum() else " " for char in name_key(text))
    return " ".join("".join(letters).split())


def plain_words(text: str) -> list[str]:
    """The words of a name, however it is spelled.

    Without case, accents and punctuation, initials joined ("A.B.C." and "A B C" are
    "abc"), "&" as "and", the usual abbreviations written out, and without a "The".
    """
    return _words(_fold(text))


@dataclass(frozen=True, slots=True)
class CompanyName:
    """A company's name.

    :ivar core: its words without the legal form; "" only of a text without any
    :ivar form: its legal form as in :data:`.legal_forms.FORMS`; "" if it says none
    :ivar others: other names that it gives, likewise without a form: what it trades
        as, the trust that it is the trustee of
    """

    core: str = ""
    form: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name.

    :ivar first: the first of the given names, maybe an initial; "" if there is none
    :ivar last: the surname
    :ivar middle: the names between them
    :ivar generation: ``jr``, ``sr``, ``2``, ``3`` or ""
    """

    first: str = ""
    last: str = ""
    middle: tuple[str, ...] = ()
    generation: str = ""

    @property
    def core(self) -> str:
        return " ".join(filter(None, (self.first, *self.middle, self.last)))


@lru_cache(maxsize=4096)
def company_name(text: str) -> CompanyName:
    """:class:`CompanyName` of a text as somebody wrote it."""
    folded = _CLOSING.sub("", _CARE_OF.sub("", _fold(text)))
    cores: list[str] = []
    form = ""
    for part in _TRADING_AS.split(_TRUSTEE.sub(" t/a ", f" {folded} ")):
        words, its_form = _split_part(part)
        if words and (core := " ".join(words)) not in cores:
            cores.append(core)
            form = form or its_form
    if not cores:
        return CompanyName(" ".join(plain_words(text)))
    return CompanyName(cores[0], form, tuple(cores[1:4]))


@lru_cache(maxsize=4096)
def person_name(text: str) -> PersonName:
    """:class:`PersonName` of "John A. Smith", "Smith, John" or "Dr John Smith Jr"."""
    folded = _fold(text)
    before, comma, behind = folded.partition(",")
    if comma and before.strip() and _words(behind)[:1] not in ([], ["jr"], ["sr"]):
        folded = f"{behind} {before}"
    words = [word for word in _WORD.findall(folded) if word not in _TITLES]
    generation = ""
    if len(words) > 2 and words[-1] in _GENERATIONS:
        generation = _GENERATIONS[words.pop()]
    if not words:
        return PersonName(last=" ".join(plain_words(text)))
    *given, last = words
    return PersonName("".join(given[:1]), last, tuple(given[1:]), generation)


def _fold(text: str) -> str:
    """Without case, accents and apostrophes; punctuation stays."""
    return name_key(text[:LONGEST].translate(_APOSTROPHES)).translate(_LETTERS)


def _words(folded: str) -> list[str]:
    text = re.sub("[&+]", " and ", folded)
    text = _INITIALS.sub(lambda found: re.sub(r"\W", "", found.group()), text)
    words = _join_initials(_WORD.findall(text))
    words = [_ABBREVIATIONS.get(word, word) for word in words]
    for place in range(1, len(words) - 1):
        if words[place] in _AND:
            words[place] = "and"
    while len(words) > 1 and words[0] == "the":
        del words[0]
    while len(words) > 1 and words[-1] == "the":
        del words[-1]  # "Apple Pan, The"
    return words


def _join_initials(words: list[str]) -> list[str]:
    """ "a", "b", "c" in a row as "abc"; one letter alone stays."""
    joined: list[str] = []
    is_open = False
    for word in words:
        is_initial = len(word) == 1 and word.isalpha()
        if is_initial and is_open:
            joined[-1] += word
        else:
            joined.append(word)
        is_open = is_initial
    return joined


def _split_part(folded: str) -> tuple[list[str], str]:
    """Words without the form, and the form, of one of the names in a name."""
    folded = _SPA.sub("societaperazioni", folded)
    if behind := _PLACE_BEHIND.fullmatch(folded):
        place = _words(behind.group(2))
        if place and not is_form(place):
            # "Acme Inc (Australia)"
            words, form = split_form(_words(behind.group(1)))
            if form:
                return [*words, *place], form
    return split_form(_words(folded))
