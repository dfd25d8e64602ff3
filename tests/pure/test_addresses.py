"""What survives an edit of an address, and what a country is called in Xero."""

import re

import pytest

from xerolib.values import Address, address_changes, country_name

THERE = {
    "AddressType": "STREET",
    "AddressLine1": "1 Old Street",
    "City": "London",
    "Region": "Greater London",
    "PostalCode": "EC1",
    "Country": "UK",
    "AttentionTo": "Ann",
}
# As Odoo keeps it, which has no record for that region, nor knows "UK".
HERE = Address(street="1 Old Street", city="London", postal_code="EC1")


def changes(address, agreed=HERE, stored=THERE):
    """:return: what differs in Xero afterwards"""
    sent = address_changes(address, agreed, stored)
    return {k: v for k, v in sent.items() if v != str(stored.get(k) or "")}


def edited(address, **values):
    return Address(**{**vars(address), **values})


def test_parts_that_odoo_cannot_name_survive():
    assert changes(edited(HERE, street="2 New")) == {"AddressLine1": "2 New"}


def test_a_part_that_odoo_said_once_and_no_more_is_emptied():
    assert changes(edited(HERE, postal_code="")) == {"PostalCode": ""}


def test_a_part_that_odoo_never_said_is_left():
    assert changes(edited(HERE, postal_code=""), Address(street="1 Old Street")) == {}


@pytest.mark.parametrize(
    ("region", "country"), [("AKL", "New Zealand"), ("TX", "USA"), ("", "Aotearoa")]
)
def test_a_spelling_of_xeros_stays_while_nothing_changes_here(region, country):
    stored = {**THERE, "Region": region, "Country": country}
    agreed = edited(HERE, region="Named here", country="So here")
    assert changes(edited(agreed, street="2 New"), agreed, stored) == {
        "AddressLine1": "2 New",
        **({} if region else {"Region": "Named here"}),
    }


def test_what_is_changed_here_replaces_xeros_spelling():
    agreed = edited(HERE, country="United Kingdom")
    moved = edited(HERE, street="1 Rue A", city="Paris", country="France")
    sent = changes(moved, agreed)
    assert (sent["Country"], sent["City"]) == ("France", "Paris")


def test_of_two_addresses_that_differed_the_whole_of_ours_goes():
    ours = Address("9 Quay", city="Wellington", region="WGN", country="New Zealand")
    sent = changes(edited(ours, street="10 Quay"), ours)
    assert (sent["Region"], sent["Country"]) == ("WGN", "New Zealand")


def test_lines_that_are_one_in_odoo_stay_apart_until_they_are_edited():
    stored = {**THERE, "AddressLine2": "Floor 2", "AddressLine3": "Room 3"}
    agreed = edited(HERE, street2="Floor 2, Room 3")
    assert changes(edited(agreed, city="Leeds"), agreed, stored) == {"City": "Leeds"}
    assert changes(edited(agreed, street2="Floor 9"), agreed, stored) == {
        "AddressLine2": "Floor 9",
        "AddressLine3": "",
    }


def test_into_nothing_all_of_it_goes():
    assert address_changes(HERE, Address(), {}) == {
        "AddressLine1": "1 Old Street",
        "City": "London",
        "PostalCode": "EC1",
    }


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("New Zealand", "New Zealand"),
        ("Côte d'Ivoire", "Cote d Ivoire"),
        ("Türkiye", "Turkiye"),
        ("Guinea-Bissau", "Guinea Bissau"),
        ("Åland Islands", "Aland Islands"),
        ("Łódź & Co", "Lodz Co"),
        ("Congo (DRC)", "Congo DRC"),
        ("Area 51", ""),
        ("Ελλάδα", ""),
        ("中国", ""),
        ("Xland" * 11, ""),
        ("", ""),
    ],
)
def test_a_country_goes_under_letters_alone_or_not_at_all(name, spelled):
    assert country_name(name) == spelled
    assert re.fullmatch("[A-Za-z ]*", spelled)
