"""Currencies that the organisation has subscribed to."""

from __future__ import annotations

from xero_sandbox.accounting import messages
from xero_sandbox.accounting.endpoint import Ask, Endpoint, Json, Route
from xero_sandbox.accounting.errors import Invalid, refusing
from xero_sandbox.accounting.query.fields import text
from xero_sandbox.accounting.query.listing import answer_list
from xero_sandbox.http.call import Answer
from xero_sandbox.sources import Rule, Source
from xero_sandbox.store.currencies import NAMES

FIELDS = {
    "Code": text(lambda row: row["Code"]),
    "Description": text(lambda row: row["Description"]),
}


def show(ask: Ask) -> Answer:
    """The enabled ones, the base currency among them."""
    rows = [
        {"Code": code, "Description": description}
        for code, description in ask.organisation.settings.currencies.items()
    ]
    return answer_list(
        ask, "Currencies", rows, FIELDS, lambda row, full: dict(row), pages=False
    )


def create(ask: Ask) -> Answer:
    """Enable one; needs a plan with several currencies."""
    settings = ask.organisation.settings
    things = []
    for element in ask.elements("Currencies"):
        with refusing(element):
            code, description = _check(ask, element)
        settings.currencies.setdefault(code, description)
        things.append({"Code": code, "Description": description})
    return ask.answer("Currencies", things)


def _check(ask: Ask, element: Json) -> tuple[str, str]:
    code = str(element.get("Code") or "").upper()
    if code not in NAMES:
        raise Invalid(messages.CURRENCY_UNKNOWN(code=code or "Code"))
    if not ask.organisation.settings.multicurrency:
        raise Invalid(messages.MULTICURRENCY.text)
    return code, NAMES[code]


ENDPOINT = Endpoint(
    "Currencies",
    "accounting.settings",
    (Route("GET", "", show), Route("PUT", "", create)),
    (
        Rule("PUT enables a currency; nothing disables one", Source.SPEC),
        Rule("without the multi-currency plan PUT is refused", Source.UNKNOWN),
        Rule("enabling an enabled currency changes nothing", Source.UNKNOWN),
    ),
)
