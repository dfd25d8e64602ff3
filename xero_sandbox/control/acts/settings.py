"""Accounts, currencies, lock dates, the plan, and the organisation as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from xero_sandbox.accounting.render.accounts import account_json
from xero_sandbox.control.acts.find import (
    Unknown,
    find_account,
)
from xero_sandbox.store.organisation import Organisation
from xero_sandbox.world import World

Json = dict[str, Any]


def _archive_account(organisation: Organisation, wish: Json) -> Json:
    return _change_account(organisation, wish, status="ARCHIVED")


def _restore_account(organisation: Organisation, wish: Json) -> Json:
    return _change_account(organisation, wish, status="ACTIVE")


def _enable_payments(organisation: Organisation, wish: Json) -> Json:
    return _change_account(
        organisation, wish, enable_payments=wish.get("enabled", True)
    )


def _change_account(organisation: Organisation, wish: Json, **values: Any) -> Json:
    account = find_account(organisation, wish)
    changed = replace(account, **values, updated=organisation.clock.stamp())
    return account_json(organisation.accounts.save(changed))


def _remove_currency(organisation: Organisation, wish: Json) -> Json:
    code = str(wish.get("currency"))
    if organisation.settings.currencies.pop(code, None) is None:
        raise Unknown(f"no currency {code!r}")
    return {"Code": code}


def _set(organisation: Organisation, wish: Json) -> Json:
    """Settings of the organisation: lock dates, plan, name."""
    values = dict(wish.get("values") or {})
    settings = organisation.settings
    for name in ("period_lock", "end_of_year_lock"):
        if name in values:
            day = values.pop(name)
            setattr(settings, name, date.fromisoformat(day) if day else None)
    for name in ("multicurrency", "offline", "approve_limit", "twins"):
        if name in values:
            setattr(settings, name, values.pop(name))
    for code, rate in values.pop("rates", {}).items():
        settings.rates[code] = Decimal(str(rate))
    if "name" in values:
        organisation.name = values.pop("name")
    if values:
        raise Unknown(f"no setting {', '.join(values)}")
    return {"Name": organisation.name}


def _disconnect(world: World, organisation: Organisation, wish: Json) -> Json:
    world.vault.disconnect_tenant(organisation.tenant_id)
    return {"tenantId": organisation.tenant_id}


def _reset_demo(world: World, organisation: Organisation, wish: Json) -> Json:
    """A demo company begins again: new ids, a new tenant, no connections."""
    fresh = world.renew(organisation)
    return {"tenantId": fresh.tenant_id, "name": fresh.name}


ACTIONS: dict[str, Callable[[Organisation, Json], Json]] = {
    "archive_account": _archive_account,
    "restore_account": _restore_account,
    "enable_payments": _enable_payments,
    "remove_currency": _remove_currency,
    "set": _set,
}
WORLD_ACTIONS: dict[str, Callable[[World, Organisation, Json], Json]] = {
    "disconnect": _disconnect,
    "reset_demo": _reset_demo,
}
