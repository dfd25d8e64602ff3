"""The comparison sees every way in which two ledgers can differ."""

from dataclasses import replace

from tests.crash.ledgers import Asked, Held, compare

ASKED = Asked("INV-1", "AUTHORISED 115.00", ("id-1",), settled=True)
HELD = Held("INV-1", "AUTHORISED 115.00", "id-1")


def test_what_stands_once_and_says_the_same_agrees() -> None:
    verdict = compare([ASKED], [HELD])
    assert verdict.agree()
    assert verdict.asked == 1


def test_what_stands_twice_is_doubled() -> None:
    verdict = compare([ASKED], [HELD, replace(HELD, xero_id="id-2")])
    assert verdict.doubled == ["INV-1"]
    assert not verdict.agree()


def test_what_nobody_asked_for_is_doubled() -> None:
    stranger = replace(HELD, key="INV-2", xero_id="id-2")
    assert compare([ASKED], [HELD, stranger]).doubled == ["INV-2"]


def test_what_does_not_stand_there_is_lost_whatever_odoo_believes() -> None:
    verdict = compare([ASKED], [])
    assert verdict.lost == ["INV-1"]
    assert not verdict.agree()


def test_another_total_is_unequal() -> None:
    other = replace(HELD, content="AUTHORISED 115.01")
    verdict = compare([ASKED], [other])
    assert verdict.unequal == ["INV-1"]
    assert not verdict.agree()


def test_a_link_to_something_else_or_to_nothing_is_unequal() -> None:
    for links in ((), ("id-2",), ("id-1", "id-2")):
        assert compare([replace(ASKED, links=links)], [HELD]).unequal == ["INV-1"]


def test_what_odoo_does_not_call_done_is_unknown() -> None:
    verdict = compare([replace(ASKED, settled=False)], [HELD])
    assert verdict.unknown == ["INV-1"]
    assert not verdict.agree()
