"""What of Xero's contact may be paired with a field of Odoo's, and the table that
results."""

import json
import os
from pathlib import Path

import pytest

from xerolib import contact_fields
from xerolib.contact_choices import (
    CHOICES,
    complete,
    find_overlap,
    pair,
    pair_name,
)
from xerolib.contact_fields import ADDRESS, FIELDS
from xerolib.reading import Row

OPENAPI = Path(os.environ.get("XERO_OPENAPI", "nowhere")) / "xero_accounting.yaml"
STREET = {
    "AddressType": "STREET",
    "AddressLine1": "1 Quay Street",
    "City": "Timaru",
    "AttentionTo": "Mere",
}
BOX = {"AddressType": "POBOX", "AddressLine1": "PO Box 7", "City": "Nelson"}


def said(place, row):
    return CHOICES[place].field.parse(Row(row))


def changed(place, value, row):
    """:return: what is sent to change one field of a contact that is there"""
    field = pair(CHOICES[place], "ref")
    return contact_fields.build_changes(
        "c-1",
        {field.name: value},
        [field.name],
        [field],
        agreed={},
        stored=lambda: row,
    )


def test_a_choice_is_named_by_its_place_in_xero():
    for name, choice in CHOICES.items():
        assert name == choice.field.place
        assert choice.label
        assert choice.field.form in contact_fields.FORMS


def test_bank_details_are_no_choice():
    assert not [name for name in CHOICES if "bank" in name.lower()]


@pytest.mark.skipif(not OPENAPI.exists(), reason="Xero's description is not on disk")
def test_names_limits_and_what_is_read_only_are_xeros():
    yaml = pytest.importorskip("yaml")
    schemas = yaml.safe_load(OPENAPI.read_text(encoding="utf-8"))["components"]
    contact = schemas["schemas"]["Contact"]["properties"]
    parts = schemas["schemas"]["Address"]["properties"]
    phones = schemas["schemas"]["Phone"]["properties"]
    for name, choice in CHOICES.items():
        first, *rest = name.split(".")
        assert first in contact, name
        assert choice.is_read_only == bool(contact[first].get("readOnly")), name
        if first == "Phones":
            assert rest[0] in phones["PhoneType"]["enum"]
            assert choice.field.longest == 50
        elif rest[1:]:
            assert choice.field.longest == parts[rest[1]]["maxLength"]
        elif not rest and not choice.is_read_only:
            assert choice.field.longest == contact[first]["maxLength"]


def test_a_pair_is_a_field_of_the_table():
    fax = pair(CHOICES["Phones.FAX"], "x_fax")
    assert fax.name == pair_name("Phones.FAX", "x_fax") == "Phones.FAX:x_fax"
    assert fax.partner_fields == ["x_fax"]
    assert fax.label == "Fax"
    values = {"name": "Zoë", "number": "ODOO-7", fax.name: "03 1"}
    body = contact_fields.build_body(values, complete(FIELDS, [fax]))
    assert body["Phones"][0]["PhoneType"] == "FAX"
    assert json.dumps(values)


def test_without_a_choice_the_table_is_the_one_that_is_declared():
    assert complete(FIELDS, []) == FIELDS


def test_a_mobile_that_is_mapped_is_no_phone_besides():
    row = {"Phones": [{"PhoneType": "MOBILE", "PhoneNumber": "021 1"}]}
    mobile = pair(CHOICES["Phones.MOBILE"], "x_mobile")
    for pairs, phone in (([], "021 1"), ([mobile], "")):
        table = complete(FIELDS, pairs)
        read = contact_fields.normalise(lambda f: f.parse(Row(row)), table)
        assert read["phone"] == phone


# === Addresses === #


def test_each_address_is_read_from_its_own_place():
    row = {"Addresses": [STREET, BOX]}
    for kind, city in (("", "Timaru"), ("STREET", "Timaru"), ("POBOX", "Nelson")):
        table = complete(FIELDS, [], kind)
        (address,) = [field for field in table if field.name == "address"]
        assert address.parse(Row(row))["city"] == city
        assert address.has_column is not bool(kind)
    assert ADDRESS.parse(Row({"Addresses": [BOX]}))["city"] == "Nelson"
    assert not said("Addresses.STREET", {"Addresses": [BOX]})


def test_a_new_contacts_address_goes_where_it_was_chosen():
    address = contact_fields.address_values(contact_fields.Address("PO Box 7"))
    for kind, place in (("", "STREET"), ("STREET", "STREET"), ("POBOX", "POBOX")):
        table = complete(FIELDS, [], kind)
        body = contact_fields.build_body({"name": "A", "address": address}, table)
        assert [each["AddressType"] for each in body["Addresses"]] == [place]


def test_a_part_of_an_address_is_sent_with_the_rest_of_it():
    (sent,) = changed("Addresses.STREET.AttentionTo", "Hana", {"Addresses": [STREET]})[
        "Addresses"
    ]
    assert sent == {**STREET, "AttentionTo": "Hana"}
    (sent,) = changed("Addresses.POBOX.City", "Nelson", {"Addresses": [STREET]})[
        "Addresses"
    ]
    assert sent == {"AddressType": "POBOX", "City": "Nelson"}


def test_a_part_and_the_whole_are_sent_as_one():
    attention = pair(CHOICES["Addresses.STREET.AttentionTo"], "function")
    table = complete(FIELDS, [attention])
    address = contact_fields.address_values(
        contact_fields.Address("2 Shed Lane", city="Timaru")
    )
    body = contact_fields.build_changes(
        "c-1",
        {"address": address, attention.name: "Hana"},
        ["address", attention.name],
        table,
        agreed={},
        stored=lambda: {"Addresses": [STREET, BOX]},
    )
    assert body["Addresses"] == [
        {**STREET, "AddressLine1": "2 Shed Lane", "AttentionTo": "Hana"}
    ]


@pytest.mark.parametrize(
    ("kind", "place", "overlaps"),
    [
        ("", "Addresses.STREET.City", True),
        ("", "Addresses.POBOX.City", True),
        ("", "Addresses.POBOX", True),
        ("POBOX", "Addresses.STREET.City", False),
        ("POBOX", "Addresses.STREET", False),
        ("POBOX", "Addresses.POBOX.City", True),
        ("", "Addresses.STREET.AttentionTo", False),
        ("", "AccountNumber", False),
        ("", "Phones.FAX", False),
    ],
)
def test_one_place_in_xero_is_one_fields(kind, place, overlaps):
    table = complete(FIELDS, [], kind)
    others = [field for field in table if field.partner]
    found = find_overlap(CHOICES[place].field, others)
    assert (found is not None) == overlaps


# === What only comes === #


def test_a_discount_comes_as_a_number():
    assert said("Discount", {"Discount": 5.5}) == "5.5"
    assert said("Discount", {"Discount": 100}) == "100"
    assert said("Discount", {"Discount": 0}) == "0"
    assert said("Discount", {}) == ""
    assert CHOICES["Discount"].is_read_only
    assert CHOICES["Website"].is_read_only


def test_a_country_is_sent_as_xero_takes_it():
    country = CHOICES["Addresses.POBOX.Country"].field
    assert country.clean("Österreich") == "Osterreich"
    assert list(country.find_left_out("Ελλάς")) == [("", "Ελλάς")]
