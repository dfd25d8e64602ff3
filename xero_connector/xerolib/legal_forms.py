"""Legal forms of companies, and how they are written in front of or behind a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

FORMS: dict[str, tuple[str, ...]] = {
    # Australia, New Zealand, the United Kingdom, Ireland, South Africa
    "Ltd": (
        "ltd",
        "limited",
        "ltee",
        "limitee",
        "teo",
        "teoranta",
        "cyf",
        "cyfyngedig",
    ),
    "Pty Ltd": (
        *("pty ltd", "pty limited", "proprietary limited", "proprietary ltd", "pl"),
        *("pty", "propriety limited", "prop ltd", "pty ltd co"),
    ),
    "PLC": ("plc", "public limited co", "ccc"),
    "LLP": ("llp", "limited liability partnership"),
    "LP": ("lp", "limited partnership", "ltd partnership"),
    "Unlimited": ("unltd", "unlimited", "unlimited co", "uc"),
    "DAC": ("dac", "designated activity co"),
    "CLG": ("clg", "co limited by guarantee"),
    "CIC": ("cic", "community interest co"),
    "CIO": ("cio", "charitable incorporated organisation"),
    "NL": ("no liability",),
    "CC": ("cc", "close corporation"),
    "NPC": ("npc",),
    # The United States and Canada
    "Inc": ("inc", "incorporated", "incorporee"),
    "Corp": ("corp", "corporation"),
    "LLC": ("llc", "limited liability co", "ltd liability co"),
    "PLLC": ("pllc",),
    "LLLP": ("lllp",),
    "ULC": ("ulc", "unlimited liability co"),
    # Asia
    "Pte Ltd": (
        *("pte ltd", "pte limited", "private limited", "private ltd", "pvt ltd"),
        *("pvt limited", "pte", "pvt", "p ltd", "p limited"),
    ),
    "Sdn Bhd": ("sdn bhd", "sendirian berhad", "sdn berhad"),
    "Bhd": ("bhd", "berhad"),
    "Tbk": ("tbk",),
    "K.K.": ("kk", "kabushiki kaisha"),
    # Germany, Austria, Switzerland
    "GmbH": (
        *("gmbh", "mbh", "ges mbh", "gesmbh", "g m b h"),
        "gesellschaft mit beschrankter haftung",
    ),
    "GmbH & Co. KG": ("gmbh and co kg", "gmbh co kg", "gmbh and cokg"),
    "AG & Co. KG": ("ag and co kg", "ag co kg"),
    "gGmbH": ("ggmbh",),
    "UG": ("ug", "ug haftungsbeschrankt", "unternehmergesellschaft"),
    "AG": ("ag", "aktiengesellschaft"),
    "KG": ("kg", "and co kg", "kommanditgesellschaft"),
    "OHG": ("ohg", "and co ohg"),
    "GbR": ("gbr",),
    "e.V.": ("ev",),
    "e.K.": ("ek", "e kfm"),
    "KGaA": ("kgaa",),
    "SE": ("se",),
    # France, Belgium, Luxembourg, the Netherlands
    "S.à r.l.": ("sarl", "sa rl", "s a r l"),
    "SA": ("sa", "societe anonyme", "sociedad anonima"),
    "SAS": ("sas",),
    "SASU": ("sasu",),
    "EURL": ("eurl",),
    "SNC": ("snc",),
    "SPRL": ("sprl", "bvba"),
    "B.V.": ("bv", "besloten vennootschap"),
    "N.V.": ("nv", "naamloze vennootschap"),
    "V.O.F.": ("vof",),
    # Italy, Spain, Portugal, Latin America
    "S.r.l.": ("srl", "s rl"),
    "S.p.A.": ("societaperazioni", "societa per azioni"),
    "S.L.": ("sl", "slu", "sociedad limitada"),
    "S.A. de C.V.": ("sa de cv", "sab de cv"),
    "Lda": ("lda", "ltda", "limitada"),
    # The north
    "A/S": ("as", "aktieselskab", "aksjeselskap"),
    "ASA": ("asa",),
    "ApS": ("aps", "anpartsselskab"),
    "I/S": ("interessentskab",),
    "ANS": ("ans",),
    "AB": ("ab", "aktiebolag", "aktiebolaget"),
    "HB": ("handelsbolag",),
    "Oy": ("oy", "osakeyhtio", "oy ab"),
    "Oyj": ("oyj", "oyj abp", "abp"),
    "ehf": ("ehf",),
    "hf": ("hf",),
    # The east
    "UAB": ("uab",),
    "SIA": ("sia",),
    "OÜ": ("ou", "osauhing"),
    "Sp. z o.o.": ("sp z oo", "sp zoo", "spzoo", "spolka z oo"),
    "Sp. k.": ("sp k",),
    "Sp. j.": ("sp j",),
    "s.r.o.": ("sro", "spol sro", "spol s ro"),
    "v.o.s.": ("vos",),
    "d.o.o.": ("doo", "dooel"),
    "d.d.": ("dd",),
    "j.d.o.o.": ("jdoo",),
    "Kft": ("kft", "korlatolt felelossegu tarsasag"),
    "Zrt": ("zrt",),
    "Nyrt": ("nyrt",),
    "Bt": ("bt",),
    "EOOD": ("eood",),
    "OOD": ("ood",),
    "AD": ("ead",),
    "A.E.": ("anonymi etairia",),
    "E.P.E.": ("epe",),
    "A.Ş.": ("anonim sirketi",),
    "Ltd. Şti.": ("ltd sti", "limited sirketi"),
}
"""Each form as people write it, to its spellings as words (:mod:`.names`): lower case,
initials joined ("B.V." is "bv"), "company" as "co", "&" as "and".

Left out is what names end with as well: "da" (Virginia Da), "spa" (a bath), "co" and
"company" (The Coffee Company), "pc", "pa", "sc".
"""

_FORM_OF = {text: form for form, texts in FORMS.items() for text in texts}
_MOST_WORDS = max(len(text.split()) for text in _FORM_OF)

# Before a name, where no other form stands behind it. "AB Plumbing" and "As New" are
# why there are few.
_IN_FRONT = ("uab", "sia")

# Also with a word behind it: "Acme Pty Ltd, Auckland". "Limited" is not among them:
# "Bay Limited Editions".
_INSIDE = ("pty ltd", "pty limited", "pte ltd", "pvt ltd", "ltd", "gmbh", "llc")

# No name by themselves, with a form or without: "Private Company Ltd".
_NO_NAME = {"co", "private", "public", "the", "and", "of"}


def split_form(words: Sequence[str]) -> tuple[list[str], str]:
    """The words of a name without its legal form, and the form as in :data:`FORMS`.

    Words that are form alone stay, and have none.
    """
    for rest, spelling in _readings(words):
        if not _is_no_name(rest):
            return rest, _FORM_OF[spelling]
    return list(words), ""


def is_form(words: Sequence[str]) -> bool:
    """Whether these words are one legal form and nothing else."""
    return " ".join(words) in _FORM_OF


def _readings(words: Sequence[str]) -> Iterator[tuple[list[str], str]]:
    """Where a form may stand, the longest first: (other words, spelling)."""
    for many in range(min(_MOST_WORDS, len(words) - 1), 0, -1):
        if (text := " ".join(words[-many:])) in _FORM_OF:
            yield list(words[:-many]), text
    if len(words) > 1 and words[0] in _IN_FRONT:
        yield list(words[1:]), words[0]
    for text in _INSIDE:
        first, *others = text.split()
        for place in range(1, len(words) - len(others) - 1):
            if words[place] == first:
                end = place + 1 + len(others)
                if list(words[place + 1 : end]) == others:
                    yield [*words[:place], *words[end:]], text


def _is_no_name(words: Sequence[str]) -> bool:
    return is_form(words) or all(word in _NO_NAME for word in words)
