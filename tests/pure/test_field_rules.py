"""What a person laid down for a field holds: its direction, and whose value wins."""

import pytest

from xerolib.field_rules import Direction, Rule, Winner, govern, link_first
from xerolib.merge import Outcome

SAME, PUSH, PULL, CONFLICT = Outcome
BOTH, TO_XERO, FROM_XERO, OFF = Direction
ASK, XERO, ODOO = Winner


@pytest.mark.parametrize(
    ("rule", "found", "done"),
    [
        (Rule(), CONFLICT, CONFLICT),
        (Rule(winner=XERO), CONFLICT, PULL),
        (Rule(winner=ODOO), CONFLICT, PUSH),
        # What one side alone changed flows, whoever wins.
        (Rule(winner=XERO), PUSH, PUSH),
        (Rule(winner=ODOO), PULL, PULL),
        # One way: the other side's changes go nowhere.
        (Rule(TO_XERO), PULL, SAME),
        (Rule(TO_XERO), PUSH, PUSH),
        (Rule(TO_XERO, winner=XERO), CONFLICT, PUSH),
        (Rule(FROM_XERO), PUSH, SAME),
        (Rule(FROM_XERO), PULL, PULL),
        (Rule(FROM_XERO, winner=ODOO), CONFLICT, PULL),
        (Rule(OFF), PUSH, SAME),
        (Rule(OFF), PULL, SAME),
        (Rule(OFF), CONFLICT, SAME),
    ],
)
def test_a_field_goes_the_way_it_was_given(rule, found, done):
    assert govern({"phone": found, "name": SAME}, {"phone": rule}) == {
        "phone": done,
        "name": SAME,
    }


def test_a_field_without_a_rule_goes_both_ways_and_is_asked_about():
    assert govern({"phone": CONFLICT, "name": PUSH}, {}) == {
        "phone": CONFLICT,
        "name": PUSH,
    }


ODOO_SAYS = {"name": "Kauri", "email": "", "phone": "+64 1", "town": "Nelson"}
XERO_SAYS = {"name": "Kauri Ltd", "email": "a@b.c", "phone": "", "town": "Nelson"}


@pytest.mark.parametrize(
    ("winner", "fills", "to_odoo", "to_xero"),
    [
        (ASK, {}, (), ()),
        (XERO, {}, ("name",), ()),
        (XERO, {"fill_odoo": True}, ("name", "email"), ()),
        (ODOO, {}, (), ("name",)),
        (ODOO, {"fill_xero": True}, (), ("name", "phone")),
        (ASK, {"fill_odoo": True, "fill_xero": True}, ("email",), ("phone",)),
    ],
)
def test_what_differs_at_the_first_link_goes_the_way_of_the_winner(
    winner, fills, to_odoo, to_xero
):
    rules = dict.fromkeys(ODOO_SAYS, Rule(winner=winner))
    found = link_first(ODOO_SAYS, XERO_SAYS, rules, **fills)
    assert (found.to_odoo, found.to_xero) == (to_odoo, to_xero)


def test_what_is_filled_is_told_apart():
    rules = {"name": Rule(winner=XERO)}
    found = link_first(ODOO_SAYS, XERO_SAYS, rules, fill_odoo=True)
    assert found.filled == ("email",)


def test_an_email_is_never_filled_in_xero():
    odoo, xero = {"email": "a@b.c", "phone": "1"}, {"email": "", "phone": ""}
    found = link_first(odoo, xero, {}, fill_xero=True, never_filled={"email"})
    assert found.to_xero == ("phone",)


def test_nothing_flows_against_its_direction_at_the_first_link():
    rules = {"name": Rule(TO_XERO, XERO), "email": Rule(TO_XERO), "phone": Rule(OFF)}
    found = link_first(ODOO_SAYS, XERO_SAYS, rules, fill_odoo=True, fill_xero=True)
    assert found == type(found)()


@pytest.mark.parametrize(
    ("own", "of_record", "narrowed"),
    [
        (BOTH, BOTH, BOTH),
        (BOTH, TO_XERO, TO_XERO),
        (FROM_XERO, BOTH, FROM_XERO),
        (TO_XERO, TO_XERO, TO_XERO),
        (FROM_XERO, TO_XERO, OFF),
        (TO_XERO, OFF, OFF),
        (OFF, FROM_XERO, OFF),
    ],
)
def test_what_holds_for_a_whole_record_narrows_what_holds_for_a_field(
    own, of_record, narrowed
):
    assert Rule(own, XERO).narrow(of_record) == Rule(narrowed, XERO)
