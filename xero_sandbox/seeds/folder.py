"""An organisation out of its folder of readable files."""

from __future__ import annotations

import csv
import uuid
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from xero_sandbox import wire
from xero_sandbox.accounting.rules.accounts import CLASSES
from xero_sandbox.clock import Clock
from xero_sandbox.seeds.documents import add_document
from xero_sandbox.store.currencies import NAMES
from xero_sandbox.store.models import (
    Account,
    Contact,
    ContactGroup,
    TaxComponent,
    TaxRate,
)
from xero_sandbox.store.organisation import Organisation, Settings

_DATA = Path(__file__).parent / "data"
_NAMESPACE = uuid.UUID("6f1c6a2e-7a55-4a8e-9a5c-6f0a3c2b9d11")
# The real demo company's rows carry stamps of 2010 (recorded answer): a first read
# with If-Modified-Since would miss them.
_OLD = wire.parse_stamp("2010-11-12T12:00:00Z")
_MINUTE = 60_000

_DETAILS = {
    "first": "FirstName",
    "last": "LastName",
    "tax_number": "TaxNumber",
    "company_number": "CompanyNumber",
    "currency": "DefaultCurrency",
}


def seed_id(*parts: str) -> str:
    """The same identifier every time for the same thing."""
    return str(uuid.uuid5(_NAMESPACE, "/".join(parts)))


def load_folder(
    name: str, clock: Clock, *, settings_only: bool = False
) -> Organisation:
    """The organisation in `data/{name}`; with `settings_only` nobody is in it yet."""
    said: dict[str, Any] = _yaml(name, "organisation.yaml")
    organisation = _organisation(name, said, clock)
    # A country's second organisation takes what it does not have from the first.
    folder = said.get("like", name)
    for row in _rows(folder, "tax_rates.csv"):
        rate = _tax_rate(row)
        organisation.tax_rates[rate.type] = rate
    for row in _rows(folder, "accounts.csv"):
        organisation.accounts.save(_account(organisation, row))
    if settings_only:
        return organisation
    for number, row in enumerate(_rows(folder, "contacts.csv")):
        stamp = _OLD + number * _MINUTE
        organisation.contacts.save(_contact(organisation, row, stamp))
    _groups(organisation)
    documents = _yaml(folder, "documents.yaml")
    for number, document in enumerate(documents):
        stamp = _OLD + (1000 + number) * _MINUTE
        add_document(organisation, document, seed_id, stamp)
    return organisation


@cache
def _yaml(folder: str, file: str) -> Any:
    # Kept between resets: reading it takes longer than all the rest of one.
    return yaml.safe_load((_DATA / folder / file).read_text("utf-8"))


def _rows(folder: str, file: str) -> list[dict[str, str]]:
    text = (_DATA / folder / file).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _organisation(name: str, said: dict[str, Any], clock: Clock) -> Organisation:
    created = clock.now() - timedelta(days=10)
    profile = said["profile"] | {
        "CreatedDateUTC": wire.ms_bare(int(created.timestamp() * 1000))
    }
    settings = Settings(
        currencies={code: NAMES[code] for code in said["currencies"]},
        rates={code: Decimal(rate) for code, rate in said["rates"].items()},
        multicurrency=said.get("multicurrency", True),
    )
    return Organisation(
        seed_id(name, "organisation"),
        seed_id(name, "tenant"),
        said["name"],
        said["base_currency"],
        said["zone"],
        profile,
        settings,
        clock,
    )


def _tax_rate(row: dict[str, str]) -> TaxRate:
    components = []
    for part in row["components"].split(" + "):
        component, _, rate = part.rpartition(" ")
        components.append(TaxComponent(component, Decimal(rate)))
    return TaxRate(
        row["type"],
        row["name"],
        tuple(components),
        frozenset(row["applies_to"].split()),
        row["report_type"],
        row["status"],
        row["made_by"] == "xero",
    )


def _account(organisation: Organisation, row: dict[str, str]) -> Account:
    bank = row["type"] == "BANK"
    return Account(
        # A bank account may have no code.
        seed_id(organisation.name, "account", row["code"] or row["name"]),
        row["code"],
        row["name"],
        row["type"],
        CLASSES[row["type"]],
        row["tax_type"],
        _OLD,
        status=row["status"],
        system=row["system"],
        enable_payments=row["payments"] == "yes",
        bank_number=row["bank_number"],
        currency=organisation.base_currency if bank else "",
    )


def _contact(organisation: Organisation, row: dict[str, str], stamp: int) -> Contact:
    street = {
        "AddressLine1": row["street"],
        "City": row["city"],
        "Region": row["region"],
        "PostalCode": row["postcode"],
        "Country": row["country"],
    }
    addresses = {"STREET": {k: v for k, v in street.items() if v}}
    if row["pobox"]:
        addresses["POBOX"] = {"AddressLine1": row["pobox"], "City": row["city"]}
    phones = {"DEFAULT": row["phone"], "MOBILE": row["mobile"]}
    return Contact(
        seed_id(organisation.name, "contact", row["name"]),
        row["name"],
        stamp,
        status=row["status"],
        number=row["number"],
        account_number=row["account"],
        email=row["email"],
        details={xero: row[ours] for ours, xero in _DETAILS.items() if row[ours]},
        addresses={kind: slot for kind, slot in addresses.items() if slot},
        phones={
            kind: {"PhoneNumber": number} for kind, number in phones.items() if number
        },
        is_customer=row["kind"] in ("customer", "both"),
        is_supplier=row["kind"] in ("supplier", "both"),
    )


def _groups(organisation: Organisation) -> None:
    suppliers = frozenset(c.id for c in organisation.contacts if c.is_supplier)
    group_id = seed_id(organisation.name, "group", "Suppliers")
    organisation.groups.save(ContactGroup(group_id, "Suppliers", suppliers))
