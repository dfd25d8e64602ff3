"""Scopes: what each lets an app do, in words for the consent page, and which broad
scope covers which granular ones.

Source: Xero's granular scopes FAQ and prompt library. Broad ones end in September 2027.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scope:
    """A scope; `words` is what the consent page says about it."""

    name: str
    words: str
    group: str


IDENTITY = ("openid", "profile", "email", "offline_access")

_GRANULAR = {
    "accounting.settings": "organisation settings: accounts, tax rates, currencies",
    "accounting.contacts": "contacts and contact groups",
    "accounting.invoices": "invoices, bills, credit notes, quotes and purchase orders",
    "accounting.payments": "payments, overpayments and prepayments",
    "accounting.banktransactions": "bank transactions and transfers",
    "accounting.manualjournals": "manual journals",
    "accounting.attachments": "attachments",
}
_READ_ONLY = {
    "accounting.budgets.read": "budgets",
    **{
        f"accounting.reports.{report}.read": f"the {words} report"
        for report, words in (
            ("aged", "aged receivables and payables"),
            ("balancesheet", "balance sheet"),
            ("banksummary", "bank summary"),
            ("budgetsummary", "budget summary"),
            ("executivesummary", "executive summary"),
            ("profitandloss", "profit and loss"),
            ("trialbalance", "trial balance"),
            ("taxreports", "tax"),
        )
    },
}
_BROAD = {
    "accounting.transactions": (
        "accounting.invoices",
        "accounting.payments",
        "accounting.banktransactions",
        "accounting.manualjournals",
    ),
}
_OWN_DATA = "Your Xero user profile"
_ORGANISATION_DATA = "Your organisation's data"


def _all() -> dict[str, Scope]:
    scopes = [
        Scope("openid", "Know who you are in Xero", _OWN_DATA),
        Scope("profile", "View your name", _OWN_DATA),
        Scope("email", "View your e-mail address", _OWN_DATA),
        Scope("offline_access", "Stay connected when you are not there", _OWN_DATA),
    ]
    writable = _GRANULAR | {"accounting.transactions": "all business transactions"}
    for name, words in writable.items():
        scopes.append(Scope(name, f"View and manage {words}", _ORGANISATION_DATA))
        scopes.append(Scope(f"{name}.read", f"View {words}", _ORGANISATION_DATA))
    read_only = _READ_ONLY | {"accounting.reports.read": "all reports"}
    for name, words in read_only.items():
        scopes.append(Scope(name, f"View {words}", _ORGANISATION_DATA))
    return {scope.name: scope for scope in scopes}


SCOPES = _all()


def allows(granted: frozenset[str], needed: str, *, write: bool) -> bool:
    """Whether a token with these scopes may use an endpoint that needs `needed`."""
    broad = [name for name, parts in _BROAD.items() if needed in parts]
    names = [needed, *broad]
    if not write:
        names += [f"{name}.read" for name in names]
    return not granted.isdisjoint(names)
