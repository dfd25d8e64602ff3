"""Who is certainly who, and what speaks against it: one set of rules for both ways."""

import pytest

from xerolib.matching import (
    Candidate,
    agreements,
    certain,
    certainty,
    contradictions,
    country_spellings,
    email_spellings,
    party,
    words_key,
)

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
