"""What Xero accepts as an account."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from xero_sandbox import wire
from xero_sandbox.accounting import messages
from xero_sandbox.accounting.errors import Invalid
from xero_sandbox.accounting.rules.reader import Reader
from xero_sandbox.store.models import Account
from xero_sandbox.store.organisation import Organisation
from xero_sandbox.store.table import fold

# Account type to its class (docs).
CLASSES = {
    "BANK": "ASSET",
    "CURRENT": "ASSET",
    "FIXED": "ASSET",
    "INVENTORY": "ASSET",
    "NONCURRENT": "ASSET",
    "PREPAYMENT": "ASSET",
    "CURRLIAB": "LIABILITY",
    "LIABILITY": "LIABILITY",
    "TERMLIAB": "LIABILITY",
    "EQUITY": "EQUITY",
    "DEPRECIATN": "EXPENSE",
    "DIRECTCOSTS": "EXPENSE",
    "EXPENSE": "EXPENSE",
    "OVERHEADS": "EXPENSE",
    "OTHERINCOME": "REVENUE",
    "REVENUE": "REVENUE",
    "SALES": "REVENUE",
}


def draft_account(
    organisation: Organisation, element: dict[str, Any], before: Account | None
) -> Account:
    """The account as it would be saved. Raises Invalid."""
    problems: list[str] = []
    reader = Reader(element, problems)
    stamp = organisation.clock.stamp()
    status = reader.text("Status", before.status if before else "ACTIVE")
    if before is not None and status != before.status:
        others = set(element) - {"AccountID", "Status"}
        if others:
            raise Invalid(messages.ACCOUNT_ALONE.text)
        if before.system:
            raise Invalid(messages.ACCOUNT_SYSTEM.text)
        return replace(before, status=status, updated=stamp)
    kind = reader.text("Type", before.type if before else "")
    if kind not in CLASSES:
        raise Invalid(messages.ACCOUNT_TYPE(type=kind or "Type"))
    default = "NONE"
    row = before or Account(wire.new_id(), "", "", kind, CLASSES[kind], default, stamp)
    row = replace(
        row,
        code=reader.text("Code", row.code, 10),
        name=reader.text("Name", row.name, 150),
        type=kind,
        class_=CLASSES[kind],
        tax_type=reader.text("TaxType", row.tax_type),
        description=reader.text("Description", row.description, 4000),
        bank_number=reader.text("BankAccountNumber", row.bank_number),
        currency=reader.text("CurrencyCode", row.currency, 3)
        or (organisation.base_currency if kind == "BANK" else ""),
        enable_payments=reader.truth("EnablePaymentsToAccount", row.enable_payments),
        updated=stamp,
    )
    _check(organisation, row, problems)
    reader.check()
    return row


def is_used(organisation: Organisation, account: Account) -> bool:
    """Whether a document or a payment stands on the account."""
    tables = (organisation.invoices, *organisation.credits())
    lines = (line for table in tables for row in table for line in row.lines)
    return any(line.account_id == account.id for line in lines) or any(
        payment.account_id == account.id for payment in organisation.payments
    )


def _check(organisation: Organisation, row: Account, problems: list[str]) -> None:
    if row.type == "BANK" and not row.bank_number:
        problems.append(messages.BANK_NUMBER_MISSING.text)
    if not row.code and row.type != "BANK":
        problems.append(messages.ACCOUNT_CODE_TAKEN.text)
    rate = organisation.tax_rates.get(row.tax_type)
    if rate is None or rate.status != "ACTIVE":
        problems.append(messages.TAX_UNKNOWN(tax=row.tax_type))
    for other in organisation.accounts:
        if other.id == row.id or other.status == "DELETED":
            continue
        if not row.name or fold(other.name) == fold(row.name):
            problems.append(messages.ACCOUNT_NAME_TAKEN.text)
        if row.code and fold(other.code) == fold(row.code):
            problems.append(messages.ACCOUNT_CODE_TAKEN.text)
