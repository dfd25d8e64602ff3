"""The user is asked again only for permissions that Xero did not grant."""

import pytest

from xerolib.resources import BY_NAME
from xerolib.scopes import BASE, SCOPES, missing

WANTED = (*BASE, "accounting.settings", "accounting.contacts", "accounting.invoices")


def test_what_was_granted_is_not_asked_for_again():
    assert missing(WANTED, WANTED) == ()


def test_what_is_missing_is_named_in_order():
    assert missing(BASE, WANTED) == WANTED[len(BASE) :]


def test_an_older_broad_grant_counts():
    granted = (*BASE, "accounting.settings", "accounting.contacts")
    assert missing((*granted, "accounting.transactions"), WANTED) == ()
    assert missing(granted, WANTED) == ("accounting.invoices",)


@pytest.mark.parametrize(
    ("granted", "wanted", "covered"),
    [
        ("accounting.invoices", "accounting.invoices.read", True),
        ("accounting.invoices.read", "accounting.invoices", False),
        ("accounting.transactions", "accounting.payments.read", True),
        ("accounting.transactions.read", "accounting.payments.read", True),
        ("accounting.transactions.read", "accounting.payments", False),
        ("accounting.transactions", "accounting.contacts", False),
        ("accounting.settings", "accounting.settings", True),
        ("something.new", "something.new", True),
        ("something.new", "something.else", False),
    ],
)
def test_what_covers_what(granted, wanted, covered):
    assert missing([granted], [wanted]) == (() if covered else (wanted,))


def test_every_resource_asks_for_a_scope_that_is_explained():
    assert {each.scope for each in BY_NAME.values()} <= SCOPES.keys()
    assert set(BASE) <= SCOPES.keys()
    assert all(scope.purpose for scope in SCOPES.values())
