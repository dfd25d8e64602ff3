"""Acting as a person does in Xero's own pages: no API, no limits, and some things that
the API cannot do (merge contacts, restore archived ones, lock a period)."""

from __future__ import annotations

from typing import Any

from xero_sandbox.control.acts import contacts, documents, settings
from xero_sandbox.control.acts.find import Unknown
from xero_sandbox.world import World

_ACTIONS = documents.ACTIONS | contacts.ACTIONS | settings.ACTIONS


def act(world: World, wish: dict[str, Any]) -> dict[str, Any]:
    """Do what the wish says; gives the changed object.

    Raises Unknown for what is not there, Invalid for what Xero refuses.
    """
    organisation = world.find(wish.get("tenant"))
    if organisation is None:
        raise Unknown(f"no organisation {wish.get('tenant')!r}")
    name = str(wish.get("action"))
    if name in settings.WORLD_ACTIONS:
        return settings.WORLD_ACTIONS[name](world, organisation, wish)
    if name not in _ACTIONS:
        known = ", ".join(sorted((*_ACTIONS, *settings.WORLD_ACTIONS)))
        raise Unknown(f"no action {name!r}; there are {known}")
    with organisation.transaction():
        return _ACTIONS[name](organisation, wish)
