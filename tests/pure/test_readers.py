"""Whatever JSON can say is read, or refused by our own error that names the field."""

from __future__ import annotations

import base64
import dataclasses
import importlib.util
import json
from datetime import date, datetime
from decimal import Decimal

import pytest
from conftest import ADDON
from hypothesis import given
from hypothesis import strategies as st

from xerolib import oauth, reading, webhooks
from xerolib.answers import Answer, elements, message, messages
from xerolib.errors import BadAnswer, OddValue, Refused, TokensIncomplete, XeroError
from xerolib.invoice_sides import said
from xerolib.limits import LONGEST_WAIT, read_limits
from xerolib.paging import read_page
from xerolib.resources import BY_NAME
from xerolib.statuses import check
from xerolib.values import phone_text

_spec = importlib.util.spec_from_file_location(
    "odd_rows", ADDON / "tests" / "odd_rows.py"
)
odd_rows = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(odd_rows)

NAMES = sorted(odd_rows.WHOLE)
every_resource = pytest.mark.parametrize("name", NAMES)


def changed(name: str, way: str, value: object) -> dict:
    """A whole row of the resource, one thing in it replaced: ``Phones.0.PhoneType``."""
    row = json.loads(json.dumps(odd_rows.WHOLE[name], default=float))
    holder, *rest = row, *way.split(".")
    for key in rest[:-1]:
        holder = holder[int(key)] if key.isdigit() else holder[key]
    holder[rest[-1]] = value
    return row


def assert_storable(value: object) -> None:
    """What PostgreSQL takes and gives back the same."""
    if isinstance(value, str):
        assert "\x00" not in value
        value.encode()
        assert len(value) <= reading.LONG_TEXT
    elif isinstance(value, Decimal):
        assert value.is_finite()
        assert abs(value) < 10**15
        float(value)
        assert len(format(value, "f")) < 60
    elif isinstance(value, datetime):
        assert value.utcoffset().total_seconds() == 0
        assert 1970 <= value.year <= 9999
    elif isinstance(value, date):
        assert 1000 <= value.year <= 9999
    elif isinstance(value, (tuple, list)):
        for each in value:
            assert_storable(each)
    elif dataclasses.is_dataclass(value):
        for each in dataclasses.fields(value):
            assert_storable(getattr(value, each.name))


def assert_sayable(odd: OddValue) -> None:
    assert odd.expected in reading.EXPECTED
    assert_storable(odd.found)
    assert len(odd.found) <= 80
    assert_storable(odd.field)
    assert odd.code in str(odd)


def plain(number: Decimal) -> float:
    return float(number)


def assert_read_or_refused(name: str, row: object) -> None:
    resource = BY_NAME[name]
    try:
        found = resource.read(row)
    except OddValue as odd:
        assert_sayable(odd)
        return
    assert_storable(found)
    if name != "organisation":
        assert resource.id_of(row) == found.xero_id
    # All of it can be stored as JSON too, and is then read as the same.
    text = json.dumps(row, default=plain, allow_nan=False)
    text.encode()
    assert type(resource.read(json.loads(text, parse_float=Decimal))) is type(found)
    if name == "invoices":
        said(row)
        assert found.payment_state in ("not_paid", "partial", "paid", "voided")


@pytest.mark.parametrize(
    ("status", "owed"), [("AUTHORISED", 115), ("VOIDED", 0), ("DELETED", 0)]
)
def test_nothing_is_due_of_what_was_voided(status, owed):
    row = {**odd_rows.WHOLE["invoices"], "Status": status, "AmountDue": Decimal(115)}
    assert BY_NAME["invoices"].read(row).owed == owed


# === The property === #


@every_resource
@given(data=st.data())
def test_any_row_is_read_or_refused_by_name(name, data):
    assert_read_or_refused(name, data.draw(odd_rows.rows(name)))


@every_resource
@given(row=odd_rows.anything)
def test_what_is_no_row_at_all_is_refused(name, row):
    assert_read_or_refused(name, row)


@every_resource
def test_a_whole_row_is_read(name):
    assert_read_or_refused(name, odd_rows.WHOLE[name])
    BY_NAME[name].read(odd_rows.WHOLE[name])


@given(data=st.data())
def test_any_answer_to_a_push_has_its_elements(data):
    name = data.draw(st.sampled_from(("contacts", "invoices")))
    resource = BY_NAME[name]
    row = data.draw(odd_rows.rows(name))
    payload = {resource.envelope: [row, data.draw(odd_rows.anything)]}
    for element in elements(payload, resource):
        assert_storable(element.errors)
        assert_storable(element.warnings)
        if element.ok and element.odd is None:
            assert element.xero_id == resource.read(element.data).xero_id
        if element.odd:
            assert_sayable(element.odd)


# Literals that JSON's grammar, or Python's idea of it, lets through.
LITERALS = ("1e400", "-1e400", "1e-400", "NaN", "Infinity", "-Infinity", "9" * 5_000)
LITERALS += ("1e" + "9" * 30, "-" + "1" * 5_000 + ".5", '"\\u0000"', '"\\ud800"')


@st.composite
def json_texts(draw):
    """JSON, or nearly: with literals that no value of ours is written as."""
    literal = draw(st.sampled_from(LITERALS))
    row = {"a": draw(odd_rows.texts), "b": ["LITERAL"]}
    text = json.dumps(row).replace('"LITERAL"', literal)
    cut = draw(st.integers(0, len(text)))
    return draw(st.sampled_from((text, text[:cut], literal, f"[{text}]", draw(_junk))))


_junk = st.one_of(
    st.text(max_size=40),
    st.sampled_from(("[" * 100_000, '{"a":' * 100_000, "[" * 500 + "]" * 500, "")),
)


@given(text=json_texts(), status=st.sampled_from((200, 400, 401, 403, 429, 500, 302)))
def test_any_text_is_an_answer_or_a_bad_one(text, status):
    answer = Answer(status, {}, text, 0.1)
    try:
        check(answer)
    except XeroError as error:
        if isinstance(error, Refused):
            assert_storable(error.messages)
    try:
        payload = answer.json()
    except BadAnswer:
        return
    assert_storable(messages(payload, "ValidationErrors"))
    assert_storable(message(payload))
    try:
        reading.check_storable(payload)
    except OddValue as odd:
        assert_sayable(odd)
    assert_storable(reading.as_text(payload))


@given(
    counts=st.dictionaries(
        st.sampled_from(("pageCount", "itemCount", "page")), odd_rows.anything
    ),
    rows=odd_rows.anything,
)
def test_any_page_is_one_or_a_bad_answer(counts, rows):
    answer = Answer(200, {}, "", 0.1)
    answer.__dict__["_payload"] = {"Contacts": rows, "pagination": counts}
    try:
        page = read_page(answer, BY_NAME["contacts"], 1, 1000)
    except BadAnswer:
        return
    assert 0 <= page.page_count < 2**31
    assert 0 <= page.item_count < 2**31


@given(
    payload=st.dictionaries(
        st.sampled_from(("access_token", "refresh_token", "expires_in", "scope")),
        st.one_of(st.just("good"), odd_rows.anything),
    )
)
def test_a_new_refresh_token_is_never_lost(payload):
    answer = Answer(200, {}, "", 0.1)
    answer.__dict__["_payload"] = payload
    try:
        tokens = oauth._token_set(answer)
        refresh_token = tokens.refresh_token
        assert_storable(tokens.access_token)
        assert_storable(tokens.scope)
        assert 0 <= tokens.expires_in <= LONGEST_WAIT
        assert_storable((tokens.auth_event_id or "", tokens.xero_user_id or ""))
    except TokensIncomplete as error:
        refresh_token = error.refresh_token
    if payload.get("refresh_token") == "good":
        assert refresh_token == "good"
    assert_storable(refresh_token or "")


@given(claims=odd_rows.anything)
def test_any_claim_of_a_token_is_text_or_none(claims):
    body = json.dumps({"xero_userid": claims, "scope": claims}, default=str)
    part = base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")
    tokens = oauth.TokenSet(f"a.{part}.c", None, 1800, ())
    assert_storable(tokens.xero_user_id or "")
    answer = Answer(200, {}, "", 0.1)
    answer.__dict__["_payload"] = {"access_token": tokens.access_token}
    try:
        assert_storable(oauth._token_set(answer).scope)
    except TokensIncomplete:
        assert len(tokens.access_token) > reading.LONG_TEXT


@given(
    row=st.dictionaries(
        st.sampled_from(("id", "tenantId", "tenantName")), odd_rows.anything
    )
)
def test_any_tenant_is_one_or_a_bad_answer(row):
    try:
        tenant = oauth._tenant(row)
    except OddValue as odd:
        assert_sayable(odd)
        return
    assert tenant.tenant_id.strip()
    assert_storable(tenant)


@given(
    value=odd_rows.anything,
    event=st.dictionaries(
        st.sampled_from(
            ("tenantId", "resourceId", "eventCategory", "eventType", "eventDateUtc")
        ),
        st.one_of(st.just(odd_rows.ID), odd_rows.anything),
    ),
)
def test_any_delivery_has_events_or_none(value, event):
    body = json.dumps({"events": [event, value, event]}, default=str).encode()
    for each in webhooks.read_events(body):
        assert reading.is_id(each.tenant_id)
        assert reading.is_id(each.resource_id)


@given(body=st.binary())
def test_any_bytes_are_a_delivery(body):
    assert webhooks.read_events(body) == ()


NUMBERS = st.one_of(
    st.text(max_size=20),
    st.integers().map(str),
    st.sampled_from(
        ("", "-1", "1.5", "1e9", "9" * 5_000, "99999999", " 7 ", "٣", "1_0")
    ),
)


@given(
    headers=st.dictionaries(
        st.sampled_from(
            (
                "x-minlimit-remaining",
                "x-daylimit-remaining",
                "x-appminlimit-remaining",
                "retry-after",
                "x-rate-limit-problem",
                "xero-correlation-id",
                "date",
            )
        ),
        NUMBERS,
    )
)
def test_any_headers_say_what_fits_a_column(headers):
    answer = Answer(429, headers, "", 0.1)
    limits = read_limits(headers)
    for left in (limits.minute_left, limits.day_left, limits.app_minute_left):
        assert left is None or 0 <= left < 2**31
    assert limits.retry_after is None or 0 <= limits.retry_after <= LONGEST_WAIT
    assert_storable((limits.problem or "", answer.correlation_id or ""))
    assert len(answer.correlation_id or "") <= 100
    assert answer.server_time is None or answer.server_time.tzinfo


@given(
    row=st.dictionaries(
        st.sampled_from(("PhoneNumber", "PhoneCountryCode")), odd_rows.texts
    )
)
def test_any_phone_is_a_line(row):
    assert isinstance(phone_text(row), str)


# === What was met === #

ROWS = [
    ("contacts", "Name", "a\x00b", "characters"),
    ("contacts", "Name", "a\ud800b", "characters"),
    ("contacts", "Name", 7, "text"),
    ("contacts", "Name", ["x"], "text"),
    ("contacts", "Name", "x" * 8_192, "short_text"),
    ("contacts", "EmailAddress", 7, "text"),
    ("contacts", "UpdatedDateUTC", "junk", "date"),
    ("contacts", "UpdatedDateUTC", 1789378199100, "date"),
    ("contacts", "UpdatedDateUTC", "/Date(" + "9" * 5_000 + ")/", "date"),
    ("contacts", "ContactID", None, "id"),
    ("contacts", "ContactID", 7, "id"),
    ("contacts", "ContactID", "none", "id"),
    ("contacts", "Phones", [None], "object"),
    ("contacts", "Phones", "x", "list"),
    ("contacts", "Addresses", "x", "list"),
    ("contacts", "Addresses.0.City", {}, "text"),
    ("contacts", "IsCustomer", "yes", "yes_no"),
    ("contacts", "Notes", "\x00", "characters"),
    ("contacts", "Balances", Decimal("NaN"), "number"),
    ("contacts", "Deep", odd_rows._nested(40), "shallow"),
    ("invoices", "Total", "twelve", "number"),
    ("invoices", "Total", True, "number"),
    ("invoices", "Total", Decimal("1e400"), "small_number"),
    ("invoices", "Total", Decimal("9" * 5_000), "small_number"),
    ("invoices", "Total", 10**15, "small_number"),
    ("invoices", "AmountPaid", "1.00", "number"),
    ("invoices", "Contact", "x", "object"),
    ("invoices", "Contact.ContactID", "x", "id"),
    ("invoices", "DateString", "2026-02-30", "date"),
    ("invoices", "DueDateString", 20260101, "date"),
    ("invoices", "CurrencyCode", None, "id"),
    ("invoices", "CurrencyRate", -1, "number"),
    ("invoices", "CurrencyRate", Decimal("1e-20"), "number"),
    ("invoices", "LineItems.0.Quantity", "1", "number"),
    ("invoices", "LineItems.0.Tracking", [1], "object"),
    ("payments", "Amount", Decimal("Infinity"), "number"),
    ("payments", "Invoice", [], "object"),
    ("tax_rates", "TaxType", None, "id"),
    ("tax_rates", "TaxComponents.0.Rate", "15", "number"),
    ("tax_rates", "EffectiveRate", 10**6, "small_number"),
    ("currencies", "Code", None, "id"),
    ("currencies", "Code", " ", "id"),
    ("accounts", "EnablePaymentsToAccount", 1, "yes_no"),
    ("organisation", "BaseCurrency", None, "id"),
]


@pytest.mark.parametrize(("name", "way", "value", "expected"), ROWS)
def test_an_odd_value_is_named_with_what_was_expected(name, way, value, expected):
    with pytest.raises(OddValue) as caught:
        BY_NAME[name].read(changed(name, way, value))
    field = way.replace(".0.", "[0].")
    assert caught.value.field.startswith(field)
    assert caught.value.expected == expected
    assert_sayable(caught.value)


def test_what_dot_net_writes_for_no_date_is_none():
    for none in ("0001-01-01T00:00:00", "/Date(-62135596800000+0000)/"):
        row = changed("invoices", "DueDateString", none)
        row |= {"DueDate": none, "UpdatedDateUTC": none}
        found = BY_NAME["invoices"].read(row)
        assert (found.due_date, found.updated_at) == (None, None)


def test_an_unknown_status_or_type_is_taken_as_it_is():
    row = changed("invoices", "Status", "ARCHIVED_FOR_EVER")
    assert BY_NAME["invoices"].read(row).status == "ARCHIVED_FOR_EVER"


def test_what_a_float_rounds_up_to_the_limit_is_beyond_it():
    """Found among ten thousand: it could be stored, and then not be read back."""
    row = {**odd_rows.WHOLE["invoices"], "SubTotal": Decimal("999999999999999.99")}
    assert_read_or_refused("invoices", row)
    with pytest.raises(OddValue):
        BY_NAME["invoices"].read(row)
    row["SubTotal"] = Decimal("999999999999999.9")
    assert_read_or_refused("invoices", row)
    BY_NAME["invoices"].read({**row, "SubTotal": Decimal("99999999999999.99")})
