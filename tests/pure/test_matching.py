"""Who is certainly who, and what speaks against it: one set of rules for both ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xerolib.blocks import LONGEST_KEY, MOST_KEYS
from xerolib.comparing import words_percent
from xerolib.matching import (
    AUTOMATIC,
    PROPOSE,
    Candidate,
    agreements,
    block_keys,
    certain,
    certainty,
    compare,
    contradictions,
    country_spellings,
    email_spellings,
    party,
    phone_key,
    propose,
    words_key,
)
from xerolib.streets import street_parts

MAIL = {"emails": ["mary@clinic.example"]}


def company(name="Otaki Wool", **values):
    return party(name, **values)


def person(name="Mary Brown", **values):
    return party(name, is_person=True, **values)


@pytest.mark.parametrize(
    ("one", "other", "against"),
    [
        ({}, {}, ()),
        (MAIL, {}, ()),
        (MAIL, {"emails": ["MARY@clinic.example"]}, ()),
        (MAIL, {"emails": ["else@x.example"]}, ("email",)),
        ({"emails": ["a@x.example", "b@x.example"]}, {"emails": ["b@x.example"]}, ()),
        ({"phones": ["+64 21 555 000"]}, {"phones": ["021 555 000"]}, ()),
        ({"phones": ["021 555 000"]}, {"phones": ["03 477 1", "(021) 555-000"]}, ()),
        ({"phones": ["021 555 000"]}, {"phones": ["021 555 001"]}, ("phone",)),
        ({"phones": ["ext."]}, {"phones": ["021 555 001"]}, ()),
        ({"town": "Whangārei"}, {"town": "WHANGAREI"}, ()),
        ({"town": "Whangārei"}, {"town": "Dunedin"}, ("town",)),
        ({"town": "Mount Eden, Auckland"}, {"town": "Auckland"}, ()),
        ({"town": "Orakei", "postal_code": "1071"},)
        + ({"town": "Auckland", "postal_code": "1071"}, ()),
        ({"postal_code": "1071"}, {"postal_code": "9016"}, ("town",)),
        ({"town": "Auckland"}, {"town": "Auckland City"}, ()),
        ({"town": "Auckland", "postal_code": "1010"},)
        + ({"town": "Mount Eden, Auckland", "postal_code": "1024"}, ()),
        ({"town": "New Plymouth"}, {"town": "New Lynn"}, ("town",)),
        ({"town": "Palmerston North"}, {"town": "North Shore City"}, ("town",)),
        ({"town": "York", "postal_code": "YO1"},)
        + ({"town": "New York", "postal_code": "10001"}, ("town",)),
        ({"countries": ["New Zealand", "NZ"]}, {"countries": ["nz"]}, ()),
        ({"countries": ["New Zealand", "NZ"]}, {"countries": ["Australia"]})
        + (("country",),),
        ({"countries": ["New Zealand"]}, {"countries": [""]}, ()),
        ({"company_number": "0111 111"}, {"company_number": "111111"}, ()),
        ({"company_number": "111111"}, {"company_number": "9111111"})
        + (("company_number",),),
        ({"town": "Auckland"}, {"postal_code": "9016"}, ()),
        ({"tax_number": "NZ 49-091-850"}, {"tax_number": "49091850"}, ()),
        ({"tax_number": "49091850"}, {"tax_number": "49091851"}, ("tax_number",)),
        ({"tax_number": "/"}, {"tax_number": "49091851"}, ()),
    ],
)
def test_what_both_say_and_say_differently_contradicts(one, other, against):
    assert contradictions(company(**one), company(**other)) == against
    assert contradictions(company(**other), company(**one)) == against


def test_a_country_is_the_same_however_people_write_it():
    britain = country_spellings("United Kingdom", "GB")
    for text in ("United Kingdom", "GB", "U.K.", "England"):
        assert agreements(company(countries=britain), company(countries=[text]))
    assert country_spellings("", "") == frozenset()


def test_what_one_leaves_out_is_no_agreement():
    assert agreements(company(**MAIL), company()) == ()
    assert agreements(company(**MAIL), company(**MAIL)) == ("email",)


@pytest.mark.parametrize(
    ("one", "other", "by"),
    [
        (company(), company("ŌTAKI  wool"), "name"),
        (company(), company("Otaki Woollens"), None),
        (company(town="Otaki"), company(town="Levin"), None),
        (company(phones=["1111111"]), company(phones=["2222222"]), None),
        (company(**MAIL), company(), "name"),
        (person(), person(), None),
        (person(), company("Mary Brown"), None),
        (company("Mary Brown"), person(), None),
        (person(**MAIL), person("M Brown", **MAIL), "email"),
        (person(**MAIL), person("John Smith", **MAIL), None),
        (person(town="Otaki", **MAIL), person(town="Levin", **MAIL), None),
        (person("Somebody", **MAIL), company("Clinic Ltd", **MAIL), "email"),
        (company(**MAIL), company("Other Name", **MAIL), "email"),
        (company(countries=["nz"]), company(countries=["au"]), None),
        (company(company_number="1"), company(company_number="2"), None),
        (
            company(company_number="1", **MAIL),
            company(company_number="2", **MAIL),
            None,
        ),
        (company(town="Otaki", **MAIL), company(town="Levin", **MAIL), "email"),
        (
            company(town="Otaki", phones=["1111111"], **MAIL),
            company(town="Levin", phones=["2222222"], **MAIL),
            None,
        ),
        (company(tax_number="1", **MAIL), company(tax_number="2", **MAIL), None),
        (person(number="ODOO-1"), company("Else", number="ODOO-1"), "number"),
        (company("", number=""), company("", number=""), None),
    ],
)
def test_certain_is_only_what_nothing_speaks_against(one, other, by):
    assert certainty(one, other) == by
    assert certainty(other, one) == by


def test_one_of_several_is_not_guessed():
    twice = [Candidate(key, company(**MAIL)) for key in "ab"]
    assert certain(company(**MAIL), twice) is None
    assert certain(company(**MAIL), twice[:1]) == ("a", "email")
    assert certain(company(**MAIL), twice[:1], alone_with_email=False) == ("a", "name")
    shared = {"alone_with_email": False, "alone_with_name": False}
    assert certain(company(**MAIL), twice[:1], **shared) is None


def test_who_stands_for_somebody_else_is_not_taken():
    assert certain(company(**MAIL), [Candidate("a", company(**MAIL), False)]) is None


def test_our_number_counts_whoever_else_is_there():
    ours = Candidate("a", company("Else", number="ODOO-1"), False)
    others = [Candidate("b", company(**MAIL)), ours]
    assert certain(company(number="ODOO-1", **MAIL), others) == ("a", "number")


def test_a_domain_is_found_as_people_write_it_and_as_xero_does():
    assert email_spellings("a@xn--mller-kva.example") == {
        "a@xn--mller-kva.example",
        "a@müller.example",
    }
    assert email_spellings("a@b.example") == {"a@b.example"}
    assert email_spellings("a@xn--.example") == {"a@xn--.example"}


def test_places_compare_by_their_letters():
    assert words_key("Cote d Ivoire") == words_key("Côte d'Ivoire")


# === What is alike === #

PHONE = {"phones": ["09 555 1234"], "phone_region": "NZ"}
HERE = {"street": "12 Queen Street", "town": "Levin", "postal_code": "5510"}
THERE = {"street": "7 High Street", "town": "Napier", "postal_code": "4110"}
OFFICE = {"emails": ["accounts@otakiwool.example"]}


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("021 555 000", "NZ", "+6421555000"),
        ("(021) 555-000", "nz", "+6421555000"),
        ("+64 21 555 000", "", "+6421555000"),
        ("0064 21 555 000", "", "+6421555000"),
        ("+64 (0)9 555 1234 ext. 7", "AU", "+6495551234"),
        ("+6495551234", "US", "+6495551234"),
        ("310/246-1501", "US", "+13102461501"),
        ("021 555 000", "", ""),
        ("021 555 000", "ZZ", ""),
        ("555", "NZ", ""),
        ("call Bob", "NZ", ""),
        ("", "NZ", ""),
        ("+", "NZ", ""),
        ("9" * 300_000, "NZ", ""),
        ("+64 21 555 000" + " or call Bob" * 30_000, "", ""),
    ],
)
def test_a_phone_is_one_number_however_it_is_written(text, region, number):
    assert phone_key(text, region) == number


@pytest.mark.parametrize(
    ("text", "number", "road"),
    [
        ("12 Queen Street", "12", "queen st"),
        ("12A Queen St.", "12", "queen st"),
        ("Unit 3, 12 Queen St", "12", "queen st"),
        ("3/12 Queen Street", "12", "queen st"),
        ("Level 2, 12-14 Queen Street", "12", "queen st"),
        ("120 W. 23rd St.", "120", "w 23rd st"),
        ("23rd Street", "", "23rd st"),
        ("P.O. Box 77", "box77", ""),
        ("Queen Street", "", "queen st"),
        ("", "", ""),
    ],
)
def test_a_house_is_the_same_with_and_without_its_flat(text, number, road):
    assert street_parts(text) == (number, road)


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("Otaki Wool", "Otaki Wool", 100, 100),
        ("Otaki Wool", "Wool Otaki", 98, 99),
        ("Supercheap Auto", "Super Cheap Auto", 98, 99),
        ("Otaki Wool", "Otaki Wol", 86, 97),
        ("Otaki Wool", "Otkai Wool", 86, 97),
        ("Arts Deli", "Arts Delicatessen", 86, 97),
        ("Smith Plumbing", "Smith Plumbing Services", 70, 85),
        ("Acme", "Acme Holdings", 60, 85),
        ("Smith Plumbing Auckland", "Smith Plumbing Wellington", 0, 66),
        ("Acme Holdings", "Acme Trading", 0, 66),
        ("Unit Trust 1", "Unit Trust 2", 0, 66),
        ("Otaki Wool", "Levin Motors", 0, 50),
    ],
)
def test_a_slip_costs_little_and_another_word_much(one, other, least, most):
    for pair in ((one, other), (other, one)):
        assert least <= compare(*map(party, pair)).of("name").percent <= most


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("John Smith", "Smith, John", 100, 100),
        ("John Smith", "Dr John Smith", 100, 100),
        ("John Smith", "Jonh Smith", 80, 97),
        ("John Smith", "Smith John", 95, 99),
        ("John Smith", "J Smith", 75, 85),
        ("John Smith", "John Paul Smith", 90, 97),
        ("John Smith", "Peter Smith", 0, 66),
        ("John Smith", "John Brown", 0, 66),
    ],
)
def test_a_father_is_not_his_son(one, other, least, most):
    for pair in ((one, other), (other, one)):
        percent = compare(*map(person, pair)).of("name").percent
        assert least <= percent <= most


def test_a_legal_form_is_named_that_was_left_aside():
    compared = compare(company("Otaki Wool Pty Ltd", **MAIL), company(**MAIL))
    name = compared.of("name")
    assert (name.verdict, name.percent, name.without) == ("same", 100, ("Pty Ltd",))
    assert compared.of("email").verdict == "same"
    assert compared.of("form") is None
    assert compared.agreements == ("name", "email")


@pytest.mark.parametrize(
    ("one", "other", "topic", "verdict"),
    [
        ({}, {}, "email", None),
        (MAIL, {}, "email", None),
        (MAIL, MAIL, "email", "same"),
        (OFFICE, OFFICE, "email", "alike"),
        (MAIL, OFFICE, "email", "differs"),
        ({"emails": ["mary@otakiwool.example"]}, OFFICE, "domain", "same"),
        ({"emails": ["a@gmail.com"]}, {"emails": ["b@gmail.com"]}, "domain", None),
        ({"emails": ["a@gmail.com"]}, {"emails": ["b@gmail.com"]}, "email", "differs"),
        ({"emails": ["info@gmail.com"]},) * 2 + ("email", "same"),
        (PHONE, {"phones": ["+64 9 555 1234"]}, "phone", "same"),
        (PHONE, {"phones": ["+61 9 555 1234"]}, "phone", "differs"),
        (PHONE, {"phones": ["09 555 1234"]}, "phone", None),
        (HERE, HERE, "street", "same"),
        (HERE, {**HERE, "street": "Flat 1, 12 Queen St"}, "street", "same"),
        (HERE, {"street": "12 Queen St"}, "street", "alike"),
        (HERE, {**HERE, "street": "PO Box 12"}, "street", None),
        (HERE, THERE, "street", "differs"),
        (HERE, THERE, "postal_code", "differs"),
        (HERE, THERE, "town", "differs"),
        (HERE, {"town": "Lveinn, Levin"}, "town", "same"),
        (HERE, {**HERE, "town": "Taitoko"}, "town", None),
        ({"countries": ["NZ"]}, {"countries": ["AU"]}, "country", "differs"),
        ({"countries": ["Atlantis"]}, {"countries": [""]}, "country", None),
        ({"tax_number": "NZ 49-091-850"},)
        + ({"tax_number": "049091850"}, "tax_number", "same"),
        ({"tax_number": "GST 49091850"},)
        + ({"tax_number": "49091851"}, "tax_number", "differs"),
        ({"tax_number": "123-45-6789"},)
        + ({"tax_number": "XXX-XX-6789"}, "tax_number", "alike"),
        ({"tax_number": "123-45-6789"},)
        + ({"tax_number": "*****1234"}, "tax_number", "differs"),
        ({"tax_number": "123-45-6789"}, {"tax_number": "XXXXX"}, "tax_number", None),
        ({"tax_number": "n/a"}, {"tax_number": "49091850"}, "tax_number", None),
        ({"company_number": "0111"}, {"company_number": "111"})
        + ("company_number", "same"),
    ],
)
def test_each_thing_that_both_say_is_evidence(one, other, topic, verdict):
    for pair in ((one, other), (other, one)):
        found = compare(*(company(**values) for values in pair)).of(topic)
        assert (found and found.verdict) == verdict


@pytest.mark.parametrize(
    ("one", "other", "is_it"),
    [
        # By the name alone: companies, with one form or both without, and nothing else.
        (company("Otaki Wool Ltd"), company("OTAKI WOOL LIMITED"), True),
        (company("Otaki Wool"), company("Ōtaki  wool"), True),
        (company("Otaki Wool Ltd"), company("Otaki Wool"), False),
        (company("Otaki Wool Ltd"), company("Otaki Wool Pty Ltd"), False),
        (company("Otaki Wool Ltd"), company("Otaki Wol Ltd"), False),
        (company("Otaki Wool Ltd", **HERE), company("Otaki Wool Ltd", **THERE), False),
        (company(**PHONE), company(phones=["+64 9 555 9999"]), False),
        (person(), person(), False),
        (company("A Ltd t/a Bakers"), company("B Ltd t/a Bakers"), False),
        # With an e-mail, a phone or a street.
        (company("Otaki Wool Ltd", **MAIL), company(**MAIL), True),
        (company("Otaki Wool Ltd", **OFFICE), company(**OFFICE), True),
        (company("Otaki Wool Ltd", **PHONE), company("Otaki Wol", **PHONE), True),
        (company("Otaki Wool Ltd", **HERE), company(**HERE), True),
        (company("Acme Holdings", **MAIL), company("Acme Trading", **MAIL), False),
        (company("Acme", **MAIL), company("Acme Holdings", **MAIL), False),
        (company("Acme", **MAIL), company("Clinic", **MAIL), False),
        (person(**MAIL), person(**MAIL), True),
        (person(**HERE), person(**HERE), True),
        (person(**MAIL), person("M Brown", **MAIL), False),
        (person(**PHONE), person("Peter Brown", **PHONE), False),
        (person("John Brown Jr", **MAIL), person("John Brown Sr", **MAIL), False),
        # One contradiction, with one and with two to make up for it.
        (company(**MAIL, **HERE), company(**MAIL, town="Napier"), False),
        (company(**MAIL, **PHONE, **HERE),)
        + (company(**MAIL, **PHONE, town="Napier"), True),
        # What nothing makes up for.
        (company(**MAIL, **PHONE, countries=["NZ"]),)
        + (company(**MAIL, **PHONE, countries=["AU"]), False),
        (company(**MAIL, **PHONE, tax_number="49091850"),)
        + (company(**MAIL, **PHONE, tax_number="49091851"), False),
        (company(**MAIL, **PHONE, company_number="1"),)
        + (company(**MAIL, **PHONE, company_number="2"), False),
        # A number of one's own.
        (company("Smith Plumbing", tax_number="49091850"),)
        + (company("Smith Plumbing Services", tax_number="49091850"), True),
        (company("Acme Trading", tax_number="49091850"),)  # a group has one
        + (company("Acme Holdings", tax_number="49091850"), False),
        (company("Acme", tax_number="49091850"),)
        + (company("Clinic", tax_number="49091850"), False),
        (person(tax_number="123-45-6789"),) + (person(tax_number="XXX-XX-6789"), False),
        # A company and one of its people; a person of whom one side does not know it.
        (person(**MAIL), company("Mary Brown Ltd", **MAIL), False),
        (person(**MAIL), company("Otaki Wool", **MAIL), False),
        (person(**MAIL), company("Brown, Mary", **MAIL), True),
        (company("John Brown", **PHONE), company("J Brown", **PHONE), False),
        (company("ABC Ltd", **PHONE), company("ABD Ltd", **PHONE), False),
        (company("Acme", number="ODOO-1"), person(number="ODOO-1"), True),
        (party(""), party(""), False),
        (company("", **MAIL), company("", **MAIL), False),
    ],
)
def test_nobody_is_matched_whom_a_person_would_look_at_twice(one, other, is_it):
    assert compare(one, other).is_certain() == is_it
    assert compare(other, one).is_certain() == is_it


def test_nothing_is_certain_below_the_threshold():
    compared = compare(company("Otaki Wool Ltd"), company("Otaki Wool Ltd"))
    assert AUTOMATIC <= compared.score < 100
    assert not compared.is_certain(compared.score + 1)


ODD = ["", " ", "<b>x</b> & 'y'", "call Bob", "/", "x" * 3000, "12/" * 1000]
TEXTS = st.one_of(st.text(), st.sampled_from(ODD), st.sampled_from(["Ltd", "a@b.nz"]))
PARTIES = st.builds(
    party,
    TEXTS,
    emails=st.lists(TEXTS, max_size=5),
    phones=st.lists(TEXTS, max_size=5),
    town=TEXTS,
    street=TEXTS,
    postal_code=TEXTS,
    countries=st.lists(TEXTS, max_size=2),
    tax_number=TEXTS,
    company_number=TEXTS,
    is_person=st.booleans(),
    phone_region=st.sampled_from(["", "NZ", "??", "US"]),
)


@given(PARTIES, PARTIES)
def test_whatever_people_typed_is_compared_the_same_both_ways(one, other):
    there, back = compare(one, other), compare(other, one)
    assert there == back
    assert 0 <= there.score <= 100
    certainty(one, other)


@pytest.mark.parametrize("text", ["x" * 300_000, "1/2 " * 75_000, "x@" * 150_000])
def test_a_text_of_any_length_is_compared(text):
    one = party(
        text,
        emails=[text],
        phones=[text],
        town=text,
        street=text,
        postal_code=text,
        countries=[text],
        tax_number=text,
        company_number=text,
        phone_region="NZ",
    )
    assert compare(one, one).score > PROPOSE
    assert all(len(key) <= LONGEST_KEY for key in block_keys(one))


@given(PARTIES)
def test_keys_fit_in_a_column(one):
    keys = block_keys(one)
    assert len(keys) <= MOST_KEYS
    for key in keys:
        assert 0 < len(key) <= LONGEST_KEY
        assert not any(map(str.isspace, key))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (company("Otaki Wool Ltd"), company("Otaki Woool")),
        (company("Otaki Wool"), company("Wool of Otaki")),
        (company("Neaman Plc"), company("Neaamn")),
        (company("Levin", **MAIL), company(**MAIL)),
        (company("Levin", **PHONE), company(**PHONE)),
        (company("Jones t/a Otaki Wool"), company("Otaki Wool Ltd")),
        (person("Mary Brown"), person("Brown, Mary")),
        (person("Mary Brown", **HERE), person("M Brown", **HERE)),
        (company("A", tax_number="NZ 49091850"), company("B", tax_number="49091850")),
    ],
)
def test_who_may_be_one_has_a_key_in_common(one, other):
    assert block_keys(one) & block_keys(other)


def test_keys_are_what_is_stored():
    """A change here is a change of what every database holds: work them out anew."""
    full = company(
        "Otaki Wool Ltd",
        **OFFICE,
        **PHONE,
        **HERE,
        tax_number="NZ 49091850",
        company_number="0111",
        number="ODOO-1",
    )
    assert sorted(block_keys(full)) == [
        *("b:otakiw", "c:111", "d:otakiwool.example", "e:accounts@otakiwool.example"),
        *("f:ota.woo", "g:aikloootw", "h:12.queens", "l:aki.ool", "n:otakiwool"),
        *("o:ODOO-1", "p:+6495551234", "q:ot.5510", "s:12.5510", "t:49091850"),
        *("v:otaki.wool", "w:otaki", "w:wool", "z:kiwool"),
    ]


# === All of both sides === #


def certain_pairs(left, right, **options):
    found = propose(left, right, **options)
    return [(p.left, p.right) for p in found if p.is_certain]


def pairs(left, right, **options):
    return [(p.left, p.right) for p in propose(left, right, **options)]


def test_each_finds_its_own_among_many():
    left = {n: company(f"Farm {n * 37} Ltd") for n in range(300)}
    right = {f"x{n}": company(f"FARM {n * 37} Limited") for n in range(300)}
    assert certain_pairs(left, right) == [(n, f"x{n}") for n in range(300)]


def test_one_of_two_is_not_guessed():
    one, two = {"a": company()}, {"x": company(), "y": company()}
    assert pairs(one, two) == [("a", "x"), ("a", "y")]
    assert certain_pairs(one, two) == []
    assert certain_pairs(two, one) == []
    # Nor if one of them has the town as well; with phone and e-mail it has the lead.
    town = {"town": "Otaki"}
    assert not certain_pairs({"a": company(**town)}, {"x": company(**town), **two})
    both = company(**PHONE, **MAIL)
    found = certain_pairs({"a": both}, {"x": both, "y": company()})
    assert found == [("a", "x")]


def test_five_people_of_one_email_are_told_apart_by_their_names():
    names = ["Mary Brown", "Peter Jones", "Ana Silva", "Wei Chen", "Lars Holm"]
    left = {name: person(name, **MAIL) for name in names}
    right = {name: person(name.upper(), **MAIL) for name in names}
    found = propose(left, right)
    assert [(p.left, p.right) for p in found if p.left == p.right]
    assert not any(p.is_certain for p in found)  # the e-mail is no evidence any more
    assert all(p.comparison.of("email").is_shared for p in found)


def test_a_bookkeepers_address_makes_nobody_the_same():
    address = {"emails": ["accounts@books.example"]}
    left = {n: company(f"Client {n}x", **address) for n in "abc"}
    right = {n: company(f"Other {n}y", **address) for n in "abc"}
    assert certain_pairs(left, right) == []


def test_a_reception_of_several_companies_makes_nobody_the_same():
    left = {"h": company("Acme Holdings", **PHONE), "t": company("Acme Trad", **PHONE)}
    right = {"t": company("Acme Trading", **PHONE)}
    assert certain_pairs(left, right) == []
    assert pairs(left, right)[-1] == ("t", "t")


def test_what_a_person_refused_is_not_proposed_again():
    left, right = {"a": company()}, {"x": company(), "y": company()}
    assert pairs(left, right, rejected=[("a", "x")]) == [("a", "y")]
    assert certain_pairs(left, right, rejected=[("a", "x")]) == [("a", "y")]


def test_a_few_are_proposed_the_best_first():
    left = {"a": company("Otaki Wool", **MAIL)}
    right = {n: company("Otaki Wol") for n in range(5)}
    right["best"] = company("Otaki Wol", **MAIL)
    found = propose(left, right)
    assert [p.right for p in found] == ["best", 0, 1]
    assert len(propose(left, right, most=1)) == 1
    weights = [p.comparison.weight for p in found]
    assert weights == sorted(weights, reverse=True)


def test_thresholds_are_the_users():
    left, right = {"a": company("Otaki Wool Ltd")}, {"x": company("Otaki Wool Ltd")}
    assert certain_pairs(left, right)
    assert not certain_pairs(left, right, automatic=100)
    assert pairs(left, right, propose=100) == []
    assert PROPOSE < AUTOMATIC


def test_a_thousand_of_one_name_are_found_by_what_else_they_say():
    left = {n: company("Cash Sale", emails=[f"a{n}@x{n}.example"]) for n in range(300)}
    right = {n: company("CASH SALE", emails=[f"a{n}@x{n}.example"]) for n in range(300)}
    assert certain_pairs(left, right) == [(n, n) for n in range(300)]


def test_nobody_on_one_side_is_nobody_proposed():
    assert propose({}, {"x": company()}) == propose({"a": company()}, {}) == []


@given(st.lists(PARTIES, max_size=6), st.lists(PARTIES, max_size=6))
def test_nobody_is_certainly_two(ours, theirs):
    left, right = dict(enumerate(ours)), dict(enumerate(theirs))
    found = propose(left, right)
    assert found == propose(left, right)
    sure = [p for p in found if p.is_certain]
    assert len({p.left for p in sure}) == len({p.right for p in sure}) == len(sure)


@given(st.text(max_size=40), st.text(max_size=40))
def test_percents_are_percents(one, other):
    assert 0 <= words_percent(one, other) <= 100
    assert words_percent(one, other) == words_percent(other, one)
