"""What Xero answered per element, and what every answer says about itself."""

from datetime import datetime, timezone

import pytest

from xerolib.answers import Answer, elements
from xerolib.errors import BadAnswer
from xerolib.limits import Limits, read_limits
from xerolib.resources import CONTACTS, CURRENCIES, INVOICES

ZERO = "00000000-0000-0000-0000-000000000000"


def test_elements_of_a_batch_keep_their_places():
    """Recorded shapes: a success, a warning, and a refusal that echoes our request."""
    payload = {
        "Id": "x",
        "Status": "OK",
        "Invoices": [
            {"InvoiceID": "1", "StatusAttributeString": "OK"},
            {
                "InvoiceID": ZERO,
                "Status": "DELETED",
                "StatusAttributeString": "ERROR",
                "HasErrors": True,
                "ValidationErrors": [{"Message": "Invoice # must be unique."}],
            },
            {
                "InvoiceID": "3",
                "StatusAttributeString": "WARNING",
                "Warnings": [{"Message": "Account code '201' has been removed"}],
            },
        ],
    }
    first, second, third = elements(payload, INVOICES)
    assert (first.index, first.xero_id, first.ok) == (0, "1", True)
    assert (second.index, second.xero_id, second.ok) == (1, None, False)
    assert second.errors == ["Invoice # must be unique."]
    assert (third.ok, third.warnings) == (True, ["Account code '201' has been removed"])


def test_a_refused_update_has_an_id_and_is_not_ok():
    """Recorded: it even shows the status that was refused."""
    row = {"InvoiceID": "1", "Status": "DELETED", "StatusAttributeString": "error"}
    (element,) = elements({"Invoices": [row]}, INVOICES)
    assert (element.xero_id, element.ok) == ("1", False)


def test_a_success_that_was_summarised_has_no_status_attribute():
    (element,) = elements({"Contacts": [{"ContactID": "1"}]}, CONTACTS)
    assert element.ok


@pytest.mark.parametrize(
    "extra",
    [
        {"HasErrors": True},
        {"HasValidationErrors": True},
        {"LineItems": [{"ValidationErrors": [{"Message": "x"}]}]},
        {"Contact": {"ValidationErrors": [{"Description": "x"}]}},
        {"statusattributestring": "Error"},
    ],
)
def test_an_error_counts_wherever_it_hides(extra):
    (element,) = elements({"Invoices": [{"InvoiceID": "1", **extra}]}, INVOICES)
    assert not element.ok


@pytest.mark.parametrize("row", [{}, {"InvoiceID": None}, {"InvoiceID": ZERO}])
def test_what_has_no_id_was_not_stored(row):
    (element,) = elements(
        {"Invoices": [row | {"StatusAttributeString": "OK"}]}, INVOICES
    )
    assert (element.ok, element.xero_id) == (False, None)


def test_the_same_reason_on_many_lines_is_told_once():
    line = {"ValidationErrors": [{"Message": "Account code '1' is archived"}]}
    row = {"InvoiceID": "1", "LineItems": [line, line, line]}
    (element,) = elements({"Invoices": [row]}, INVOICES)
    assert element.errors == ["Account code '1' is archived"]


def test_currencies_are_known_by_their_code():
    (element,) = elements({"Currencies": [{"Code": "USD"}]}, CURRENCIES)
    assert (element.ok, element.xero_id) == (True, "USD")


@pytest.mark.parametrize("payload", [None, [], "x", {}, {"Invoices": None}])
def test_another_shape_has_no_elements(payload):
    assert elements(payload, INVOICES) == []


def test_limits_of_a_recorded_429():
    headers = {
        "x-daylimit-remaining": "344",
        "x-minlimit-remaining": "0",
        "retry-after": "26",
        "x-rate-limit-problem": "minute",
    }
    assert read_limits(headers) == Limits(0, 344, None, "minute", 26)


@pytest.mark.parametrize("text", ["", "soon", "1.5", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_an_odd_limit_counts_as_unsaid(text):
    assert read_limits({"retry-after": text}) == Limits()


def test_a_negative_wait_is_none_at_all():
    assert read_limits({"retry-after": "-3"}).retry_after == 0


def test_server_time_is_utc():
    answer = Answer(200, {"date": "Sat, 21 Nov 2026 20:55:01 GMT"}, "", 0)
    assert answer.server_time == datetime(2026, 11, 21, 20, 55, 1, tzinfo=timezone.utc)
    offset = Answer(200, {"date": "Sat, 21 Nov 2026 20:55:01 +1300"}, "", 0)
    assert offset.server_time == datetime(2026, 11, 21, 7, 55, 1, tzinfo=timezone.utc)
    naive = Answer(200, {"date": "Sat, 21 Nov 2026 20:55:01 -0000"}, "", 0)
    assert naive.server_time == answer.server_time


@pytest.mark.parametrize("headers", [{}, {"date": ""}, {"date": "today"}])
def test_no_server_time_is_none(headers):
    assert Answer(200, headers, "", 0).server_time is None


@pytest.mark.parametrize("name", ["xero-correlation-id", "x-correlation-id"])
def test_the_id_that_support_asks_for(name):
    assert Answer(200, {name: "c"}, "", 0).correlation_id == "c"
    assert Answer(200, {}, "", 0).correlation_id is None


def test_json_that_is_none_says_so_each_time():
    answer = Answer(200, {}, "<html>", 0)
    for _ in range(2):
        with pytest.raises(BadAnswer) as caught:
            answer.json()
        assert caught.value.answer is answer
