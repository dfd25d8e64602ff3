"""large:N: N contacts and N invoices, the same for the same N."""

from __future__ import annotations

import random
import uuid
from datetime import timedelta
from decimal import Decimal

from xero_sandbox import wire
from xero_sandbox.accounting.totals import document_totals, line_amount, line_tax
from xero_sandbox.store.models import Contact, Document, Line
from xero_sandbox.store.organisation import Organisation

_FIRST = (
    "Aroha Ben Clara David Emere Finn Grace Hemi Isla José Kiri Liam Mere Noah".split()
)
_LAST = (
    "Anderson Brown Clarke Davies Evans Fraser Grant Hughes Irwin Jones King".split()
)
_TRADES = "Plumbing Electrical Design Legal Freight Dairy Books Motors Catering".split()
_START = wire.parse_stamp("2024-01-01T00:00:00Z")
_RATE = Decimal(15)


def fill(organisation: Organisation, count: int) -> None:
    """Add the contacts and the invoices."""
    chance = random.Random(count)
    account = organisation.accounts.find("code", "200")
    account_id = account.id if account else ""
    today = organisation.today()
    for number in range(count):
        line = _line(chance, account_id)
        sums = document_totals((line,), "Exclusive")
        contact = organisation.contacts.save(_contact(chance, number))
        organisation.invoices.save(
            Document(
                _id(chance),
                "ACCREC",
                contact.id,
                today - timedelta(days=number % 365),
                _START + number * 1000,
                number=f"INV-{number + 1:06d}",
                reference=f"Order {chance.randrange(10**6)}",
                due=today + timedelta(days=20 - number % 365),
                status="AUTHORISED",
                currency=organisation.base_currency,
                lines=(line,),
                subtotal=sums.subtotal,
                tax=sums.tax,
                total=sums.total,
            )
        )


def _id(chance: random.Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


def _contact(chance: random.Random, number: int) -> Contact:
    first, last = chance.choice(_FIRST), chance.choice(_LAST)
    name = f"{last} {chance.choice(_TRADES)} {number + 1}"
    return Contact(
        _id(chance),
        name,
        _START + number * 1000,
        email=f"office{number + 1}@example.org" if number % 7 else "",
        details={"FirstName": first, "LastName": last},
        addresses={"STREET": {"AddressLine1": f"{number + 1} Main Street"}},
        phones={"DEFAULT": {"PhoneNumber": f"09 555 {number % 10000:04d}"}},
        is_customer=True,
    )


def _line(chance: random.Random, account_id: str) -> Line:
    quantity = Decimal(chance.randrange(1, 20))
    unit = Decimal(chance.randrange(100, 90_000)) / 100
    amount = line_amount(quantity, unit, None, None)
    return Line(
        _id(chance),
        "Work as ordered",
        quantity,
        unit,
        line_amount=amount,
        tax_type="OUTPUT2",
        tax_amount=line_tax(amount, _RATE, "Exclusive"),
        account_code="200",
        account_id=account_id,
    )
