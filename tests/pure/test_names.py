"""One name is found however it is spelled, and none is damaged on the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xerolib.legal_forms import FORMS, is_form, split_form
from xerolib.names import (
    LONGEST,
    company_name,
    name_key,
    person_name,
    plain_words,
    words_key,
)

# Names of all kinds of letters, and of words that mean something here.
WORDS = ["Acme", "Ltd", "Pty", "(Pty)", "&", "and", "The", "t/a", "ATF", "GmbH", "Co."]
WORDS += [
    "A",
    "B.",
    "Smith",
    "trustee for",
    "c/o",
    "Müller",
    "S.p.A.",
    "(in",
    "株式会社",
]
NAMES = st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join))


@pytest.mark.parametrize(
    ("text", "core", "form"),
    [
        ("Smith Ltd", "smith", "Ltd"),
        ("SMITH LIMITED", "smith", "Ltd"),
        ("Smith Pty Limited", "smith", "Pty Ltd"),
        ("Smith Proprietary Limited", "smith", "Pty Ltd"),
        ("Smith P/L", "smith", "Pty Ltd"),
        ("Acme (Pty) Ltd", "acme", "Pty Ltd"),
        ("Acme (P) Ltd", "acme", "Pte Ltd"),
        ("Acme Private Limited", "acme", "Pte Ltd"),
        ("Acme Sdn. Bhd.", "acme", "Sdn Bhd"),
        ("Acme, Inc.", "acme", "Inc"),
        ("Acme L.L.C.", "acme", "LLC"),
        ("Acme Limited Partnership", "acme", "LP"),
        ("Acme Public Limited Company", "acme", "PLC"),
        ("Müller GmbH & Co. KG", "muller", "GmbH & Co. KG"),
        ("Müller GmbH", "muller", "GmbH"),
        ("Dupont S.à r.l.", "dupont", "S.à r.l."),
        ("Nowak Sp. z o.o.", "nowak", "Sp. z o.o."),
        ("Rossi S.p.A.", "rossi", "S.p.A."),
        ("Pérez S.A. de C.V.", "perez", "S.A. de C.V."),
        ("Jansen B.V.", "jansen", "B.V."),
        ("Plan B B.V.", "plan b", "B.V."),
        ("Ørsted A/S", "orsted", "A/S"),
        ("Novák s.r.o.", "novak", "s.r.o."),
        ("Horvat d.o.o.", "horvat", "d.o.o."),
        ("Nagy Kft.", "nagy", "Kft"),
        ("Tamm OÜ", "tamm", "OÜ"),
        ("UAB Baltic", "baltic", "UAB"),
        ("SIA Liepa", "liepa", "SIA"),
        ("Acme Inc (Australia)", "acme australia", "Inc"),
        ("Acme Pty Ltd, Auckland", "acme auckland", "Pty Ltd"),
        ("Acme Ltd (in liquidation)", "acme", "Ltd"),
        ("Mary's Café Ltd c/o Jones & Co", "marys cafe", "Ltd"),
    ],
)
def test_a_legal_form_is_told_from_the_name(text, core, form):
    name = company_name(text)
    assert (name.core, name.form) == (core, form)


@pytest.mark.parametrize(
    ("text", "core"),
    [
        ("Virginia Da", "virginia da"),
        ("Beauty Spa", "beauty spa"),
        ("The Coffee Company", "coffee co"),
        ("Ford Motor Company", "ford motor co"),
        ("Private Company", "private co"),
        ("Limited", "limited"),
        ("Pty Limited", "pty limited"),
        ("Company Limited", "co limited"),
        ("AB Plumbing", "ab plumbing"),
        ("S.A. Smith", "sa smith"),
        ("Bay Limited Editions", "bay limited editions"),
        ("Smith & Sons", "smith and sons"),
        ("The The", "the"),
        ("株式会社日立", "株式会社日立"),
    ],
)
def test_what_only_looks_like_a_legal_form_stays_in_the_name(text, core):
    name = company_name(text)
    assert (name.core, name.form) == (core, "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A.B.C. Ltd", "ABC Limited"),
        ("A B C Ltd", "abc ltd"),
        ("Smith & Jones", "Smith and Jones"),
        ("Smith + Jones", "Smith und Jones"),
        ("Fish 'n' Chips", "Fish & Chips"),
        ("O'Brien Motors", "O’Brien Motors"),
        ("Smith's Cafe", "Smiths Café"),
        ("The Apple Pan", "Apple Pan, The"),
        ("Strauß", "STRAUSS"),
        ("Łódź Æro", "lodz aero"),
        ("Acme Intl. Svcs", "Acme International Services"),
        ("Smith Bros.", "Smith Brothers"),
    ],
)
def test_one_name_in_two_spellings_has_the_same_words(one, other):
    assert company_name(one).core == company_name(other).core


@pytest.mark.parametrize(
    ("text", "core", "others"),
    [
        ("Jones Ltd t/a Bakers Delight", "jones", ("bakers delight",)),
        ("Jones Ltd T/A Bakers Delight Ltd", "jones", ("bakers delight",)),
        ("Jones Ltd (trading as Bakers)", "jones", ("bakers",)),
        ("Jones LLC d/b/a Bakers", "jones", ("bakers",)),
        ("Jones LLC doing business as Bakers", "jones", ("bakers",)),
        ("Jones Ltd (formerly Smith Ltd)", "jones", ("smith",)),
        ("Jones Pty Ltd ATF Jones Family Trust", "jones", ("jones family trust",)),
        ("Jones Pty Ltd as trustee for the Jones Trust", "jones", ("jones trust",)),
        ("The Trustee for the Jones Trust", "jones trust", ()),
        ("t/a Bakers", "bakers", ()),
    ],
)
def test_a_company_is_found_under_what_it_trades_as(text, core, others):
    name = company_name(text)
    assert (name.core, name.others) == (core, others)


@pytest.mark.parametrize(
    ("text", "first", "last", "generation"),
    [
        ("John Smith", "john", "smith", ""),
        ("Smith, John", "john", "smith", ""),
        ("Dr John A. Smith", "john", "smith", ""),
        ("John Smith Jr.", "john", "smith", "jr"),
        ("John Smith, Sr", "john", "smith", "sr"),
        ("J. Smith", "j", "smith", ""),
        ("Cher", "", "cher", ""),
        ("Mr", "", "mr", ""),
        ("", "", "", ""),
    ],
)
def test_a_person_is_a_first_name_and_a_surname(text, first, last, generation):
    name = person_name(text)
    assert (name.first, name.last, name.generation) == (first, last, generation)


def test_every_spelling_of_the_table_is_found():
    for form, spellings in FORMS.items():
        for spelling in spellings:
            assert is_form(spelling.split())
            assert split_form(["acme", *spelling.split()]) == (["acme"], form)


def test_no_spelling_stands_for_two_forms():
    spellings = [spelling for its in FORMS.values() for spelling in its]
    assert len(spellings) == len({*spellings})


@given(NAMES)
def test_a_name_with_letters_is_never_emptied(text):
    if any(char.isalnum() for char in words_key(text[:LONGEST])):
        assert plain_words(text)
        assert company_name(text).core
        assert person_name(text).core


@given(NAMES)
def test_words_are_words_already(text):
    words = plain_words(text)
    assert plain_words(" ".join(words)) == words


@given(NAMES)
def test_keys_are_keys_already(text):
    for key in (name_key, words_key):
        assert key(key(text)) == key(text)


@given(NAMES)
def test_case_is_no_part_of_a_name(text):
    # Letters that Python itself brings back otherwise are left out: "ß" from "SS".
    if text.upper().lower() == text.lower() == text.upper().casefold():
        assert company_name(text.upper()) == company_name(text.lower())


@pytest.mark.parametrize("text", ["x" * 300_000, "a/" * 150_000, "(" * 300_000])
def test_a_text_of_any_length_is_a_name(text):
    company_name(text)
    person_name(text)
