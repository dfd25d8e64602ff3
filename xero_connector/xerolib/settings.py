"""Reading what an organisation is set up with: itself, accounts, tax rates and
currencies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from .reading import LONG_TEXT, Row, whole

_LARGEST_PERCENT = Decimal(10_000)
# What rates of the automatic sales tax are called, or reported as (documentation).
_AUTOMATIC = frozenset({"AVALARA", "USSALESTAX"})


@dataclass(frozen=True)
class Organisation:
    """The organisation as Xero says it is; "" where it says nothing."""

    name: str
    legal_name: str
    short_code: str
    country_code: str
    base_currency: str
    tax_number: str
    is_demo_company: bool
    period_lock_date: date | None
    year_lock_date: date | None


def read_organisation(value: Any) -> Organisation:
    """The organisation in the one row of Organisations. Raises OddValue."""
    row = whole(value)
    return Organisation(
        name=row.text("Name"),
        legal_name=row.text("LegalName"),
        short_code=row.word("ShortCode"),
        country_code=row.word("CountryCode"),
        base_currency=row.code("BaseCurrency"),
        tax_number=row.text("TaxNumber"),
        is_demo_company=row.flag("IsDemoCompany"),
        period_lock_date=row.day("PeriodLockDate"),
        year_lock_date=row.day("EndOfYearLockDate"),
    )


@dataclass(frozen=True)
class Account:
    """An account of the chart; "" where Xero says nothing."""

    xero_id: str
    updated_at: datetime | None
    name: str
    code: str
    status: str
    type: str
    account_class: str
    tax_type: str
    system_account: str
    payments_enabled: bool


def read_account(value: Any) -> Account:
    """The account in a row of Accounts. Raises OddValue."""
    row = whole(value)
    return Account(
        xero_id=row.id("AccountID"),
        updated_at=row.stamp("UpdatedDateUTC"),
        name=row.text("Name"),
        code=row.word("Code"),
        status=row.word("Status"),
        type=row.word("Type"),
        account_class=row.word("Class"),
        tax_type=row.word("TaxType"),
        system_account=row.word("SystemAccount"),
        payments_enabled=row.flag("EnablePaymentsToAccount"),
    )


@dataclass(frozen=True)
class Component:
    """A part of a tax rate. ``rate`` is in percent; a compound one is charged on top
    of the others."""

    name: str
    rate: Decimal
    compound: bool


@dataclass(frozen=True)
class TaxRate:
    """A tax rate, named by its TaxType. ``effective_rate`` is in percent.

    ``automatic``: of the United States' automatic sales tax. Xero lists it as active,
    with 0 %, and takes it from no program (its documentation of tax rates).
    """

    xero_id: str
    updated_at: datetime | None
    name: str
    status: str
    effective_rate: Decimal
    components: tuple[Component, ...]
    for_revenue: bool
    automatic: bool


def read_tax_rate(value: Any) -> TaxRate:
    """The tax rate in a row of TaxRates. Raises OddValue."""
    row = whole(value)
    return TaxRate(
        xero_id=row.code("TaxType"),
        updated_at=row.stamp("UpdatedDateUTC"),
        name=row.text("Name"),
        status=row.word("Status"),
        effective_rate=_percent(row, "EffectiveRate"),
        components=tuple(
            Component(
                part.text("Name"), _percent(part, "Rate"), part.flag("IsCompound")
            )
            for part in row.objects("TaxComponents")
        ),
        for_revenue=row.flag("CanApplyToRevenue"),
        automatic=not _AUTOMATIC.isdisjoint(
            (row.code("TaxType"), row.word("ReportTaxType"))
        ),
    )


def _percent(row: Row, name: str) -> Decimal:
    return row.number(name, _LARGEST_PERCENT) or Decimal(0)


@dataclass(frozen=True)
class Currency:
    """A currency that the organisation is subscribed to, named by its code."""

    xero_id: str
    updated_at: datetime | None
    name: str


def read_currency(value: Any) -> Currency:
    """The currency in a row of Currencies. Raises OddValue."""
    row = whole(value)
    return Currency(
        xero_id=row.code("Code"),
        updated_at=row.stamp("UpdatedDateUTC"),
        name=row.text("Description", LONG_TEXT),
    )
