"""Persons of a contact have no id in Xero: who is the same is told by e-mail and name,
and nobody is mistaken for somebody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xerolib.errors import OddValue
from xerolib.persons import Person, pair, read_persons
from xerolib.reading import Row

ANA = Person("Ana", "Müller", "ana@x.example")
BEN = Person("Ben", "Aitken", "ben@x.example")
CARA = Person("Cara", "Lee", "")


def test_the_same_in_another_order_are_the_same() -> None:
    found = pair([ANA, BEN, CARA], [CARA, ANA, BEN])
    assert found.same == {0: 1, 1: 2, 2: 0}
    assert not found.removed
    assert not found.added


def test_an_e_mail_tells_who_is_called_otherwise_now() -> None:
    married = Person("Ana", "Schmidt", "ANA@x.example")
    assert pair([ANA, BEN], [BEN, married]).same == {0: 1, 1: 0}


def test_a_name_tells_who_has_another_e_mail_now() -> None:
    moved = Person("ana", "muller", "ana@y.example")
    assert pair([ANA, BEN], [BEN, moved]).same == {0: 1, 1: 0}


def test_one_that_went_and_one_that_came_may_be_one() -> None:
    found = pair([ANA, BEN], [ANA, Person("Dora", "Ng", "dora@x.example")])
    assert (found.removed, found.added) == ([1], [1])
    assert found.may_be_rename


def test_two_that_went_and_one_that_came_are_not_asked_about() -> None:
    assert not pair([ANA, BEN], [CARA]).may_be_rename


def test_five_of_one_e_mail_are_told_by_their_names() -> None:
    office = [Person(name, "Office", "office@x.example") for name in "ABCDE"]
    assert pair(office, office[::-1]).same == {0: 4, 1: 3, 2: 2, 3: 1, 4: 0}
    renamed = [*office[:4], Person("F", "Office", "office@x.example")]
    found = pair(office, renamed)
    assert found.same == {0: 0, 1: 1, 2: 2, 3: 3, 4: 4}


def test_nobody_is_told_by_having_no_e_mail() -> None:
    assert pair([CARA], [Person("Dora", "Ng")]).may_be_rename


def test_who_says_nothing_is_nobody() -> None:
    row = Row({"ContactPersons": [{}, {"FirstName": " "}, {"EmailAddress": "a@b.c"}]})
    assert [person.name for person in read_persons(row)] == ["a@b.c"]


@pytest.mark.parametrize("odd", ["many", [None], [{"FirstName": 7}]])
def test_what_makes_no_sense_is_odd(odd: object) -> None:
    with pytest.raises(OddValue):
        read_persons(Row({"ContactPersons": odd}))


def test_a_person_as_xero_takes_it() -> None:
    assert CARA.body() == {
        "FirstName": "Cara",
        "LastName": "Lee",
        "IncludeInEmails": False,
    }


texts = st.sampled_from(["", "a", "b", "á", "c@x.example", "d@x.example"])
persons = st.lists(st.builds(Person, texts, texts, texts), max_size=5)


@given(persons, persons)
def test_each_is_told_once(known: list[Person], said: list[Person]) -> None:
    found = pair(known, said)
    assert sorted([*found.same, *found.removed]) == list(range(len(known)))
    assert sorted([*found.same.values(), *found.added]) == list(range(len(said)))


@given(persons)
def test_nothing_changed_is_no_change(known: list[Person]) -> None:
    somebody = [person for person in known if person.is_somebody]
    assert not pair(somebody, somebody).removed
