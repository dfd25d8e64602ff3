"""Whatever an app sends, the sandbox answers like Xero and never breaks itself."""

import copy
import random

import pytest
from xero_user import Json, Sandbox, Xero, line

pytestmark = pytest.mark.off_contract

GARBAGE = [
    None,
    "",
    0,
    -1,
    "x",
    [],
    {},
    [1],
    [None],
    True,
    1e30,
    {"a": 1},
    "2026-13-45",
    "/Date(99999999999999999)/",
    "00000000-0000-0000-0000-000000000000",
    "9" * 400,
]


def spoilt(body: Json, chance: random.Random) -> Json:
    """The body with one value, anywhere in it, replaced by something else."""
    body = copy.deepcopy(body)
    places: list[tuple[dict | list, str | int]] = []

    def walk(value: object) -> None:
        if isinstance(value, (dict, list)):
            keys = value if isinstance(value, dict) else range(len(value))
            for key in keys:
                places.append((value, key))
                walk(value[key])

    walk(body)
    where, key = chance.choice(places)
    where[key] = copy.deepcopy(chance.choice(GARBAGE))
    return body


@pytest.mark.parametrize("seed", range(4))
def test_spoilt_bodies_are_refused_or_taken(sandbox: Sandbox, xero: Xero, seed: int):
    chance = random.Random(seed)
    row = xero.create_invoice()
    sandbox.limits(minute=100_000)
    contact = {
        "Name": "N",
        "EmailAddress": "a@b.example",
        "Addresses": [{"AddressType": "STREET", "City": "x", "Country": "Fiji"}],
        "Phones": [{"PhoneType": "MOBILE", "PhoneNumber": "1"}],
        "ContactPersons": [{"FirstName": "a"}],
    }
    item = line(DiscountRate=5, Tracking=[{"Name": "a", "Option": "b"}])
    invoice = xero.invoice(LineItems=[item], Contact=contact, Url="https://a.example/")
    payment = {
        "Invoice": {"InvoiceID": row["InvoiceID"]},
        "Account": {"Code": "090"},
        "Amount": 1,
        "Date": "2026-11-02",
    }
    bodies = {"Contacts": contact, "Invoices": invoice, "Payments": payment}
    for _ in range(80):
        plural = chance.choice(list(bodies))
        body = spoilt({plural: [bodies[plural]]}, chance)
        answer = xero.call("PUT", plural, body, summarizeErrors="false")
        assert answer.status_code in (200, 400, 404), (plural, body)
        if answer.status_code != 404:
            assert answer.json()


@pytest.mark.parametrize(
    "query",
    ["(((", "a.b.c()", "DateTime()", "true", "null==null", "1=1", "Name=null &&"],
)
def test_any_filter_is_answered(xero: Xero, query: str):
    for name in ("where", "order"):
        answer = xero.call("GET", "Invoices", **{name: query})
        assert answer.status_code in (200, 400)
