"""Permissions that Xero grants, and what each is needed for.

Apps made since March 2026 get granular scopes only; older ones may still hold the
broad ones until September 2027. Source: Xero's FAQ on granular scopes and its prompt
library. (The OpenAPI description lists the broad ones only: never derive from it.)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Scope:
    """One granular scope.

    ``purpose`` is a stable word for which the user interface has a sentence.
    ``broad`` is the deprecated scope that covers it too, if there is one.
    """

    name: str
    purpose: str
    broad: str | None = None


BASE: tuple[str, ...] = ("openid", "profile", "email", "offline_access")
"""Who consented, and a refresh token: asked for by every connection."""

_TRANSACTIONS = "accounting.transactions"

SCOPES: dict[str, Scope] = {
    scope.name: scope
    for scope in (
        Scope("openid", "sign_in"),
        Scope("profile", "user_name"),
        Scope("email", "user_email"),
        Scope("offline_access", "stay_connected"),
        Scope("accounting.settings", "settings"),
        Scope("accounting.contacts", "contacts"),
        Scope("accounting.invoices", "invoices", _TRANSACTIONS),
        Scope("accounting.payments", "payments", _TRANSACTIONS),
        Scope("accounting.banktransactions", "bank_transactions", _TRANSACTIONS),
        Scope("accounting.manualjournals", "manual_journals", _TRANSACTIONS),
        Scope("accounting.attachments", "attachments"),
    )
}
"""Every scope that the connector may ask for."""

_READ = ".read"


def missing(granted: Collection[str], wanted: Iterable[str]) -> tuple[str, ...]:
    """The scopes of ``wanted`` that ``granted`` does not cover, in the order asked.

    A scope covers its ``.read`` form, and a broad one the granular ones it was split
    into.
    """
    return tuple(name for name in wanted if not _covering(name).intersection(granted))


def _covering(name: str) -> set[str]:
    full = name.removesuffix(_READ)
    scope = SCOPES.get(full)
    names = {full} | ({scope.broad} if scope and scope.broad else set())
    return names | {each + _READ for each in names} if name != full else names
