"""What Xero accepts as a tax rate."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from xero_sandbox.accounting import messages
from xero_sandbox.accounting.errors import Invalid
from xero_sandbox.accounting.rules.reader import Reader
from xero_sandbox.store.models import TaxComponent, TaxRate
from xero_sandbox.store.organisation import Organisation
from xero_sandbox.store.table import fold

_REPORTING_COUNTRIES = ("AU", "NZ", "GB")
# What a new rate may be used on, by what it is reported as (unknown beyond the names).
_INCOME = frozenset({"REVENUE", "ASSET", "EQUITY", "LIABILITY"})
_COSTS = frozenset({"EXPENSE", "ASSET", "EQUITY", "LIABILITY"})


def draft_tax_rate(
    organisation: Organisation, element: dict[str, Any], *, create_only: bool
) -> TaxRate:
    """The rate as it would be saved. Raises Invalid."""
    problems: list[str] = []
    reader = Reader(element, problems)
    before = None if create_only else _known(organisation, element)
    if before is not None and before.system:
        raise Invalid(messages.TAX_SYSTEM.text)
    if before is not None and element.get("Status") == "DELETED":
        return replace(before, status="DELETED")
    components = _components(reader, before)
    if before is None:
        before = _new(organisation, reader)
    row = replace(before, name=reader.text("Name", before.name), components=components)
    if not row.name or any(
        fold(other.name) == fold(row.name) and other.type != row.type
        for other in organisation.tax_rates.values()
        if other.status == "ACTIVE"
    ):
        problems.append(messages.TAX_NAME_TAKEN.text)
    reader.check()
    return row


def _known(organisation: Organisation, element: dict[str, Any]) -> TaxRate | None:
    tax_type, name = element.get("TaxType"), str(element.get("Name") or "")
    if tax_type:
        return organisation.tax_rates.get(str(tax_type))
    return next(
        (r for r in organisation.tax_rates.values() if fold(r.name) == fold(name)), None
    )


def _new(organisation: Organisation, reader: Reader) -> TaxRate:
    report_type = reader.text("ReportTaxType")
    country = organisation.profile.get("CountryCode")
    if country in _REPORTING_COUNTRIES and not report_type:
        reader.problems.append(messages.TAX_REPORT_TYPE.text)
    count = sum(1 for name in organisation.tax_rates if name.startswith("TAX"))
    applies = _COSTS if "INPUT" in report_type else _INCOME
    return TaxRate(f"TAX{count + 1:03d}", "", (), applies, report_type, system=False)


def _components(reader: Reader, before: TaxRate | None) -> tuple[TaxComponent, ...]:
    sent = reader.element.get("TaxComponents")
    if not isinstance(sent, list) or not sent:
        if before is None:
            reader.problems.append(messages.TAX_COMPONENTS.text)
        return before.components if before else ()
    components = []
    for item in sent:
        part = Reader(item if isinstance(item, dict) else {}, reader.problems)
        rate = part.amount("Rate", Decimal(0))
        components.append(
            TaxComponent(part.text("Name"), rate, part.truth("IsCompound"))
        )
    names = {component.name for component in components}
    if before is not None and any(c.name not in names for c in before.components):
        reader.problems.append(messages.TAX_COMPONENTS.text)
    return tuple(components)
