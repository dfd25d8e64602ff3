"""Nobody's work is overwritten: what changed on one side flows, on both it is asked."""

from decimal import Decimal

import pytest

from xerolib.merge import (
    Outcome,
    as_agreed,
    is_empty,
    merge,
    named,
    settle,
    spelling,
)

SAME, PUSH, PULL, CONFLICT = Outcome


@pytest.mark.parametrize(
    ("agreed", "odoo", "xero", "outcome"),
    [
        ("a", "a", "a", SAME),
        ("a", "b", "b", SAME),
        ("a", "b", "a", PUSH),
        ("a", "a", "b", PULL),
        ("a", "b", "c", CONFLICT),
    ],
)
def test_what_one_side_changed_flows_and_what_both_changed_is_asked(
    agreed, odoo, xero, outcome
):
    assert merge({"f": agreed}, {"f": odoo}, {"f": xero}) == {"f": outcome}


@pytest.mark.parametrize("empty", [None, False, "", [], {}])
@pytest.mark.parametrize(
    ("agreed", "odoo", "xero", "outcome"),
    [
        ("a", "", "a", SAME),
        ("a", "a", "", SAME),
        ("a", "", "", SAME),
        ("", "b", "", PUSH),
        ("", "", "b", PULL),
        ("a", "b", "", PUSH),
        ("a", "", "b", PULL),
        ("", "a", "b", CONFLICT),
    ],
)
def test_an_empty_value_neither_erases_nor_stands_against_the_other(
    empty, agreed, odoo, xero, outcome
):
    sides = ({"f": value or empty} for value in (agreed, odoo, xero))
    assert merge(*sides) == {"f": outcome}


def test_where_nothing_was_agreed_two_values_are_a_conflict_and_one_flows():
    outcomes = merge(None, {"a": 1, "b": 1, "c": 1}, {"a": 1, "b": 2, "d": 2})
    assert outcomes == {"a": SAME, "b": CONFLICT, "c": PUSH, "d": PULL}


@pytest.mark.parametrize("zero", [0, 0.0, Decimal()])
def test_zero_is_a_value(zero):
    assert not is_empty(zero)
    assert merge({"f": 5}, {"f": zero}, {"f": 5}) == {"f": PUSH}


def test_what_moved_is_agreed_and_what_is_asked_is_not():
    agreed = {"pushed": "old", "pulled": "old", "both": "old", "kept": "old"}
    odoo = {"pushed": "new", "pulled": "old", "both": "ours", "kept": "", "equal": "x"}
    xero = {
        "pushed": "old",
        "pulled": "new",
        "both": "theirs",
        "kept": "old",
        "equal": "x",
    }
    outcomes = merge(agreed, odoo, xero)
    assert named(outcomes, CONFLICT) == ["both"]
    assert settle(agreed, odoo, xero, outcomes) == {
        "pushed": "new",
        "pulled": "new",
        "both": "old",
        "kept": "old",
        "equal": "x",
    }


def test_after_settling_nothing_is_left_to_do():
    agreed, odoo, xero = {"f": "a"}, {"f": "b", "g": "c"}, {"f": "a", "g": ""}
    settled = settle(agreed, odoo, xero, merge(agreed, odoo, xero))
    assert set(merge(settled, odoo, {**xero, **settled}).values()) == {SAME}


def test_a_decision_for_one_side_is_a_change_of_what_was_agreed():
    """How a conflict is solved: who concedes is taken as what was agreed."""
    odoo, xero = {"f": "ours"}, {"f": "theirs"}
    assert merge({"f": "theirs"}, odoo, xero) == {"f": PUSH}
    assert merge({"f": "ours"}, odoo, xero) == {"f": PULL}


def test_what_xero_only_spells_otherwise_is_no_change_of_a_bookkeeper():
    sent, stored = {"f": " a ", "g": "b"}, {"f": "a", "g": "b"}
    spelled = spelling(sent, stored)
    assert spelled == {"f": "a"}
    assert as_agreed(sent, spelled, stored) == sent
    changed = as_agreed(sent, spelled, {"f": "z", "g": "b"})
    assert merge(sent, {"f": " a ", "g": "b"}, changed) == {"f": PULL, "g": SAME}
