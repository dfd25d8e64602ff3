"""Tax rates, deleted ones too."""

from __future__ import annotations

from typing import Any

from xero_sandbox.accounting.endpoint import Ask, Endpoint, Json, Route
from xero_sandbox.accounting.errors import not_found, refusing
from xero_sandbox.accounting.query.fields import number, text, truth
from xero_sandbox.accounting.query.listing import answer_list
from xero_sandbox.accounting.rules.tax_rates import draft_tax_rate
from xero_sandbox.http.call import Answer
from xero_sandbox.sources import Rule, Source
from xero_sandbox.store.models import TaxRate

_CLASSES = ("Assets", "Equity", "Expenses", "Liabilities", "Revenue")
_CLASS_OF = {
    "Assets": "ASSET",
    "Equity": "EQUITY",
    "Expenses": "EXPENSE",
    "Liabilities": "LIABILITY",
    "Revenue": "REVENUE",
}
FIELDS = {
    "Name": text(lambda row: row.name),
    "TaxType": text(lambda row: row.type),
    "Status": text(lambda row: row.status),
    "EffectiveRate": number(lambda row: row.effective),
    "CanApplyToRevenue": truth(lambda row: "REVENUE" in row.applies_to),
}


def show(ask: Ask) -> Answer:
    """All of them."""
    rows = sorted(ask.organisation.tax_rates.values(), key=lambda row: row.name)
    return answer_list(
        ask, "TaxRates", rows, FIELDS, lambda row, full: _json(row), pages=False
    )


def show_one(ask: Ask) -> Answer:
    """One by its TaxType."""
    row = ask.organisation.tax_rates.get(ask.path["type"].upper())
    if row is None:
        raise not_found()
    return ask.answer("TaxRates", [_json(row)])


def create(ask: Ask) -> Answer:
    """PUT: a new one."""
    return _save(ask, create_only=True)


def update(ask: Ask) -> Answer:
    """POST: a new one, or a change of one that was made by a user."""
    return _save(ask, create_only=False)


def _save(ask: Ask, *, create_only: bool) -> Answer:
    element = ask.only("TaxRates")
    with refusing(element):
        row = draft_tax_rate(ask.organisation, element, create_only=create_only)
    ask.organisation.tax_rates[row.type] = row
    return ask.answer("TaxRates", [_json(row)])


def _json(row: TaxRate) -> Json:
    thing: dict[str, Any] = {
        "Name": row.name,
        "TaxType": row.type,
        "ReportTaxType": row.report_type,
    }
    for name in _CLASSES:
        thing[f"CanApplyTo{name}"] = _CLASS_OF[name] in row.applies_to
    rate = row.effective
    thing |= {"DisplayTaxRate": rate, "EffectiveRate": rate, "Status": row.status}
    thing["TaxComponents"] = [
        {
            "Name": component.name,
            "Rate": component.rate,
            "IsCompound": component.compound,
            "IsNonRecoverable": False,
        }
        for component in row.components
    ]
    return {key: value for key, value in thing.items() if value != ""}


ENDPOINT = Endpoint(
    "TaxRates",
    "accounting.settings",
    (
        Route("GET", "", show),
        Route("GET", "{type}", show_one),
        Route("PUT", "", create),
        Route("POST", "", update),
    ),
    (
        Rule("GET gives deleted rates too", Source.RECORDED),
        Rule(
            "one rate per request; a new one is called TAX001, TAX002, …", Source.DOCS
        ),
        Rule("system rates cannot be updated", Source.DOCS),
        Rule("an update names all existing components", Source.DOCS),
        Rule("ReportTaxType is needed in AU, NZ and UK", Source.DOCS),
    ),
)
