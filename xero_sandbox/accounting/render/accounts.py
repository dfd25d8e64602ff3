"""An account as Xero shows it."""

from __future__ import annotations

from typing import Any

from xero_sandbox import wire
from xero_sandbox.store.models import Account

_REPORTING = {
    "ASSET": ("ASS", "Assets"),
    "LIABILITY": ("LIA", "Liabilities"),
    "EQUITY": ("EQU", "Equity"),
    "REVENUE": ("REV", "Revenue"),
    "EXPENSE": ("EXP", "Expense"),
}


def account_json(row: Account) -> dict[str, Any]:
    """An account; what is empty is left out."""
    code, name = _REPORTING[row.class_]
    thing: dict[str, Any] = {
        "AccountID": row.id,
        "Code": row.code,
        "Name": row.name,
        "Status": row.status,
        "Type": row.type,
        "TaxType": row.tax_type,
        "Description": row.description,
        "Class": row.class_,
        "SystemAccount": row.system,
        "EnablePaymentsToAccount": row.enable_payments,
        "ShowInExpenseClaims": False,
        "BankAccountNumber": row.bank_number,
        "BankAccountType": "BANK" if row.type == "BANK" else "",
        "CurrencyCode": row.currency,
        "ReportingCode": code,
        "ReportingCodeName": name,
        "HasAttachments": False,
        "UpdatedDateUTC": wire.ms_stamp(row.updated),
        "AddToWatchlist": False,
    }
    return {key: value for key, value in thing.items() if value != ""}
