"""What holds the traffic against Xero's SDK sees what Xero would not know."""

import copy
import json
from typing import Any

import pytest
from contract import Contract
from xero_user import Sandbox, Xero

pytestmark = pytest.mark.off_contract


@pytest.fixture
def said(sandbox: Sandbox, xero: Xero) -> dict[str, Any]:
    """An invoice that was created, as the log has the call."""
    xero.create_invoice()
    return sandbox.calls(bodies=True)[-1]


def breaches(
    call: dict[str, Any], side: str, *path: str | int, value: Any
) -> list[str]:
    """What is found when one value of a request or an answer is another."""
    told = copy.deepcopy(call)
    body = json.loads(told[side])
    place = body["Invoices"][0]
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    told[side] = json.dumps(body)
    return Contract(None).check([told])


def test_what_xero_knows_is_no_breach(said: dict[str, Any]):
    contract = Contract(None)
    assert contract.check([said]) == []
    assert contract.summary().startswith("contract: 1 requests and 1 answers held")


@pytest.mark.parametrize("side", ["request", "answer"])
@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("Nmae",), "x"),
        (("LineItems", 0, "Price"), 1),
        (("Status",), "APPROVED"),
        (("LineAmountTypes",), "Net"),
        (("CurrencyCode",), "NZ$"),
        (("Date",), "2.3.2026"),
        (("Date",), None),
        (("SentToContact",), "true"),
        (("LineItems", 0, "Quantity"), "2"),
        (("LineItems",), {}),
        (("Contact",), "Rex Media Group"),
        (("Contact", "Name"), "x" * 256),
    ],
)
def test_what_xero_does_not_know_is_one(said: dict[str, Any], side, path, value):
    assert breaches(said, side, *path, value=value)


def test_a_refused_element_may_echo_anything(sandbox: Sandbox, xero: Xero):
    xero.put("Invoices", xero.invoice(Date="soon"))
    told = sandbox.calls(bodies=True)[-1]
    assert [text for text in Contract(None).check([told]) if "answer" in text] == []


def test_what_is_asked_for_beside_xeros_calls_is_a_breach(said: dict[str, Any]):
    odd = {**said, "path": "/api.xro/2.0/Invoice"}
    assert Contract(None).check([odd])
