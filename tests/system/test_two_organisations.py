"""Two organisations in one Odoo: what one of them meets is nothing to the other."""

from collections.abc import Iterator

import pytest

from tests.system.books import Books
from tests.system.neighbour import Neighbour


@pytest.fixture(scope="module")
def neighbour(company: Books) -> Neighbour:
    return Neighbour(company)


@pytest.fixture
def calm(books: Books, neighbour: Neighbour) -> Iterator[Books]:
    """The company, with a neighbour that has nothing to do."""
    books.odoo.wait_until(lambda: neighbour.says("last_pull_at"), "a neighbour")
    books.xero.forget()
    yield books
    books.xero.forget()


def test_a_slow_organisation_delays_no_other(calm: Books, neighbour: Neighbour) -> None:
    """Breaks when one connection's call is waited for by another's worker."""
    slow = calm.xero.fault("hold_before", "GET", "Accounts")
    neighbour.ask_for_everything()
    slow.wait_until_held()
    calm.push()
    calm.settle(seconds=20)
    assert slow.is_held(), "the neighbour answered too soon to prove anything"
    slow.release()


def test_a_limit_of_one_organisation_holds_no_other(
    calm: Books, neighbour: Neighbour
) -> None:
    """Breaks when limits are counted over all organisations of an app."""
    limit = {"Retry-After": "50", "X-Rate-Limit-Problem": "minute"}
    calm.xero.fault("status", "GET", "Accounts", status=429, headers=limit)
    neighbour.ask_for_everything()
    calm.odoo.wait_until(
        lambda: neighbour.says("state") == "paused", "a neighbour that pauses"
    )
    calm.push()
    calm.settle(seconds=20)
    assert neighbour.says("state") == "paused"
    assert calm.connection_says("state") == "connected"
    calm.odoo.let_time_pass()


def test_a_dead_organisation_delays_no_other(calm: Books, neighbour: Neighbour) -> None:
    """Breaks when a token that is gone stops more than its own connection."""
    neighbour.lose_its_token()
    neighbour.ask_for_everything()
    calm.push()
    calm.settle(seconds=20)
    calm.odoo.wait_until(
        lambda: neighbour.says("state") == "attention", "a neighbour that says so"
    )
    calm.xero.forget()
    neighbour.ask_for_everything()
    calm.sell()
    calm.push()
    calm.settle(seconds=20)
    assert not calm.xero.token_calls(), "Xero's last word is not asked for again"
