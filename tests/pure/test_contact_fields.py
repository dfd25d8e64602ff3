"""One table says all that is known of a contact's fields: what is read, compared,
checked and sent derives from it."""

import dataclasses
from collections import Counter
from decimal import Decimal

import pytest

from xerolib import contact_fields, contacts
from xerolib.contact_fields import FIELDS, Text, address_values
from xerolib.reading import Row
from xerolib.values import Address

SAID = {
    "name": "  Zoë   Florist ",
    "number": "ODOO-7",
    "email": "zoe@example.com",
    "phone": "+64 9 1",
    "tax_number": "12-345",
    "address": address_values(Address("1 Queen St", city="Auckland")),
}
PHONE = {"PhoneCountryCode": "", "PhoneAreaCode": "", "PhoneNumber": "+64 9 1"}
BODY = {
    "Name": "Zoë Florist",
    "ContactNumber": "ODOO-7",
    "EmailAddress": "zoe@example.com",
    "TaxNumber": "12-345",
    "Phones": [{"PhoneType": "DEFAULT", **PHONE}],
    "Addresses": [
        {"AddressType": "STREET", "AddressLine1": "1 Queen St", "City": "Auckland"}
    ],
}
# What another addon would declare.
WEBSITE = Text("website", key="Website", limit=20, partner="website", label="Website")
MORE = (*FIELDS, WEBSITE)


def cleaned(fields=FIELDS, **said):
    return contact_fields.clean({**SAID, **said}, fields)


def found(fields=FIELDS, **said):
    problems = contact_fields.check(cleaned(fields, **said), fields)
    return [(each.code, each.field) for each in problems]


def compared(row, fields=FIELDS):
    return contact_fields.normalise(lambda field: field.parse(Row(row)), fields)


def changes(names, row=None, agreed=None, fields=FIELDS, **said):
    return contact_fields.build_changes(
        "c-1",
        cleaned(fields, **said),
        names,
        fields,
        agreed=agreed or {},
        stored=lambda: row or {},
    )


# === The table === #


def test_a_name_is_one_field():
    assert max(Counter(field.name for field in FIELDS).values()) == 1


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_what_is_compared_has_a_label_and_a_place_in_odoo(field):
    assert bool(field.label) == field.is_compared
    assert bool(field.partner) == field.is_compared
    assert not field.goes_with or not field.is_compared


def test_what_was_agreed_on_goes_by_these_names():
    """They are stored: another name would be a field that nobody agreed on."""
    assert [field.name for field in FIELDS if field.is_compared] == [
        "name",
        "email",
        "phone",
        "tax_number",
        "company_number",
        "address",
    ]
    parts = Address("1", "2", "3", "4", "5", "6", "7")
    assert list(address_values(parts)) == [
        "street",
        "street2",
        "city",
        "region",
        "postal_code",
        "country",
    ]


# === To Xero === #


def test_a_contact_as_xero_takes_it():
    assert contact_fields.build_body(cleaned(), FIELDS) == BODY


def test_what_we_do_not_know_is_not_blanked():
    bare = {field.name: field.empty for field in FIELDS} | {"name": "A"}
    assert contact_fields.build_body(bare, FIELDS) == {"Name": "A"}


def test_only_what_changed_is_sent():
    assert changes(["tax_number"]) == {"ContactID": "c-1", "TaxNumber": "12-345"}


def test_a_persons_names_go_with_the_name_where_they_say_it():
    said = contact_fields.clean(
        {**SAID, "first_name": "Zoë", "last_name": "Florist"}, FIELDS
    )
    names = {"Name": "Zoë Florist"}
    for is_person in (False, True):
        body = contact_fields.build_changes(
            "c-1",
            said,
            ["name"],
            FIELDS,
            agreed={},
            stored=dict,
            with_companions=is_person,
        )
        assert body == {"ContactID": "c-1", **names}
        names |= {"FirstName": "Zoë", "LastName": "Florist"}


def test_an_address_is_written_over_the_one_that_says_something():
    box = {"AddressType": "POBOX", "AddressLine1": "Box 1", "City": "Auckland"}
    street = {"AddressType": "STREET", "AddressLine1": ""}
    body = changes(["address"], {"Addresses": [street, box]})
    assert body["Addresses"] == [{**box, "AddressLine1": "1 Queen St"}]


# === From Xero === #


def test_xeros_contact_as_it_is_compared():
    mobile = {"PhoneType": "MOBILE", "PhoneNumber": "021 1"}
    box = {"AddressType": "POBOX", "AddressLine1": "Box 1", "AttentionTo": "Ann"}
    row = {
        "Name": " Zoë  Florist",
        "EmailAddress": "Zoe@Example.com",
        "Phones": [{"PhoneType": "DEFAULT"}, mobile],
        "Addresses": [{"AddressType": "STREET"}, box],
    }
    assert compared(row) == {
        "name": "Zoë Florist",
        "email": "zoe@example.com",
        "phone": "021 1",
        "tax_number": "",
        "company_number": "",
        "address": {"street": "Box 1"},
    }


def test_what_was_sent_comes_back_equal():
    sent = cleaned()
    there = compared(contact_fields.build_body(sent, FIELDS))
    assert {name: value for name, value in there.items() if value} == {
        name: value for name, value in sent.items() if name != "number"
    }


# === What Xero would refuse === #


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"name": "  "}, "missing", "Name"),
        ({"name": "A <b>"}, "bad_characters", "Name"),
        ({"name": "A\x00"}, "bad_characters", "Name"),
        ({"number": ""}, "missing", "ContactNumber"),
        ({"number": "n" * 51}, "too_long", "ContactNumber"),
        ({"email": "e" * 256 + "@b.nz"}, "too_long", "EmailAddress"),
        ({"phone": "1" * 51}, "too_long", "PhoneNumber"),
        ({"tax_number": "1" * 51}, "too_long", "TaxNumber"),
        ({"address": {"street": "s" * 501}}, "too_long", "AddressLine1"),
        ({"address": {"postal_code": "1" * 51}}, "too_long", "PostalCode"),
    ],
)
def test_a_contact_that_xero_would_refuse(said, code, field):
    assert found(**said) == [(code, field)]


@pytest.mark.parametrize("email", ["jörg@example.com", "a@b.nz; c@d.nz"])
def test_an_email_that_was_not_cleaned_is_named(email):
    problems = contact_fields.check({"email": email}, FIELDS)
    assert [(each.code, each.field) for each in problems] == [
        ("invalid", "EmailAddress")
    ]


def test_what_is_fine_is_sent():
    assert found() == []
    assert found(name="n" * 300) == [], "cut"
    assert found(name=" Zoë   Florist ") == []


def test_what_xero_does_not_take_is_left_out_by_name():
    said = {**SAID, "email": "foo@localhost", "address": {"country": "Ελλάς"}}
    assert contact_fields.find_left_out(said, FIELDS) == [
        ("email", "foo@localhost"),
        ("country", "Ελλάς"),
    ]


# === One more === #


def test_one_more_field_is_one_declaration():
    site = "https://zoe.example"
    sent = cleaned(MORE, website=site)
    assert contact_fields.build_body(sent, MORE) == {**BODY, "Website": site}
    assert changes(["website"], fields=MORE, website=site) == {
        "ContactID": "c-1",
        "Website": site,
    }
    assert compared({"Website": site}, MORE)["website"] == site
    assert found(MORE, website=site + "/shop") == [("too_long", "Website")]
    row = {"ContactID": "0" * 8 + "-0000-0000-0000-" + "0" * 12, "Website": site}
    assert contacts.read(row).value(WEBSITE) == site
    assert "website" not in compared({"Website": site}), "nobody else is disturbed"


def test_two_of_a_kind_go_together():
    fields = [
        dataclasses.replace(field, is_compared=True)
        if field is contact_fields.MOBILE
        else field
        for field in FIELDS
    ]
    body = changes(["phone", "mobile"], fields=fields, mobile="021 1")
    assert [each["PhoneType"] for each in body["Phones"]] == ["DEFAULT", "MOBILE"]


# === What is open === #


def test_what_is_open_is_read_to_the_cent():
    row = {
        "ContactID": "0" * 8 + "-0000-0000-0000-" + "0" * 12,
        "Balances": {
            "AccountsReceivable": {"Outstanding": 487.6, "Overdue": 20},
            "AccountsPayable": {"Outstanding": 0.1},
        },
    }
    said = contacts.read(row)
    assert said.receivable == Decimal("487.6")
    assert said.overdue == Decimal(20)
    assert said.payable == Decimal("0.1")
    bare = contacts.read({"ContactID": row["ContactID"]})
    assert (bare.receivable, bare.overdue, bare.payable) == (0, 0, 0)


@pytest.mark.parametrize("masked", ["***-**-1234", "XXX-XX-1234", "•••1234"])
def test_a_masked_tax_number_says_nothing(masked):
    assert compared({"Name": "A", "TaxNumber": masked})["tax_number"] == ""


@pytest.mark.parametrize("number", ["XX-1", "12-345", "GB 123 4567 89", "X1234567X"])
def test_a_tax_number_is_none_that_is_masked(number):
    assert compared({"Name": "A", "TaxNumber": number})["tax_number"] == number
