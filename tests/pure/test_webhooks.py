"""Only Xero can wake the connector, and nothing that it may send confuses it."""

import json
from datetime import datetime, timezone

import pytest

from xerolib.webhooks import Event, is_signed, read_events, sign

KEY = "wIvVM4mF+yZ2fPZ1bcOVQ8Cr8Yz0Q=="
TENANT = "c2cc9b6e-9458-4c7d-93cc-f02b81b0594f"
OTHER = "0d4a3f0c-9b1c-4a53-8d0e-2d0f3c1f9d11"
CONTACT = "717f2bfc-c6d4-41fd-b238-3f2f0c0cf777"
ROW = {
    "resourceUrl": f"https://api.xero.com/api.xro/2.0/Contacts/{CONTACT}",
    "resourceId": CONTACT,
    "eventDateUtc": "2024-06-21T01:15:39.902",
    "eventType": "UPDATE",
    "eventCategory": "CONTACT",
    "tenantId": TENANT,
    "tenantType": "ORGANISATION",
}


def delivery(*rows: object) -> bytes:
    return json.dumps(
        {
            "events": rows,
            "firstEventSequence": 1,
            "lastEventSequence": len(rows),
            "entropy": "S0m3r4Nd0mt3xt",
        }
    ).encode()


# === The signature === #


def test_the_signature_is_that_of_hmac_sha256_in_base64():
    # RFC 4231, test case 2, written in base64.
    signature = sign(b"what do ya want for nothing?", "Jefe")
    assert signature == "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM="


def test_a_delivery_with_the_right_signature_is_xeros():
    body = delivery(ROW)
    assert is_signed(body, sign(body, KEY), KEY)


@pytest.mark.parametrize(
    "signature",
    ["", "x", "é", sign(delivery(ROW), "another key"), sign(delivery(), KEY)],
)
def test_a_delivery_with_any_other_signature_is_not(signature: str):
    assert not is_signed(delivery(ROW), signature, KEY)


def test_one_changed_byte_is_noticed():
    body = delivery(ROW)
    assert not is_signed(body + b" ", sign(body, KEY), KEY)


def test_an_empty_key_opens_to_nobody():
    body = delivery(ROW)
    assert not is_signed(body, sign(body, ""), "")


# === The events === #


def test_an_event_says_where_what_and_when():
    assert read_events(delivery(ROW)) == (
        Event(
            TENANT,
            CONTACT,
            "CONTACT",
            "UPDATE",
            datetime(2024, 6, 21, 1, 15, 39, 902000, tzinfo=timezone.utc),
        ),
    )


def test_an_intent_to_receive_has_no_events():
    assert read_events(delivery()) == ()


def test_a_delivery_may_mix_organisations_and_keeps_its_order():
    other = {**ROW, "tenantId": OTHER, "eventCategory": "INVOICE"}
    events = read_events(delivery(other, ROW))
    assert [event.tenant_id for event in events] == [OTHER, TENANT]


def test_a_category_that_nobody_knows_yet_is_an_event_like_any_other():
    new = {**ROW, "eventCategory": "OVERPAYMENT", "data": {"Status": "PAID"}}
    assert read_events(delivery(new, ROW))[0].category == "OVERPAYMENT"


@pytest.mark.parametrize("stamp", [None, "", "yesterday", 12, "2024-99-99T00:00:00"])
def test_an_event_without_a_readable_date_is_still_an_event(stamp: object):
    (event,) = read_events(delivery({**ROW, "eventDateUtc": stamp}))
    assert (event.resource_id, event.at) == (CONTACT, None)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"<html>",
        b"[]",
        b"null",
        b'{"events": null}',
        b'{"events": {"tenantId": "x"}}',
        b'{"events": [1, null, "x"]}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_delivery_has_no_events(body: bytes):
    assert read_events(body) == ()


def test_what_an_event_says_in_another_form_is_empty():
    odd = {"tenantId": TENANT, "resourceId": CONTACT, "eventType": 7}
    (event,) = read_events(delivery(odd))
    assert event == Event(TENANT, CONTACT, "", "", None)


@pytest.mark.parametrize(
    "odd",
    [
        None,
        7,
        "",
        ["x"],
        "other",
        f"{CONTACT}\x00",
        f"\x00{CONTACT[1:]}",
        f"\ud800{CONTACT[1:]}",
        f"{CONTACT}\n",
        CONTACT * 1000,
    ],
)
@pytest.mark.parametrize("name", ["tenantId", "resourceId"])
def test_an_event_that_names_nothing_by_an_id_is_dropped_and_the_next_is_read(
    name, odd
):
    events = read_events(delivery({**ROW, name: odd}, ROW))
    assert [(event.tenant_id, event.resource_id) for event in events] == [
        (TENANT, CONTACT)
    ]


def test_numbers_of_thousands_of_digits_are_no_delivery_or_no_matter():
    body = delivery(ROW).replace(b'"firstEventSequence": 1', b'"x": ' + b"9" * 5_000)
    assert len(read_events(body)) <= 1
