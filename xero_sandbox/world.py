"""Everything that the sandbox is at one moment; a reset makes all of it new."""

from __future__ import annotations

from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any

from xero_sandbox import wire
from xero_sandbox.accounting.errors import key_reused, key_too_long
from xero_sandbox.clock import Clock
from xero_sandbox.http.calls import Calls
from xero_sandbox.http.faults import Faults
from xero_sandbox.http.idempotency import Idempotency
from xero_sandbox.http.limits import Limiter
from xero_sandbox.identity.apps import APPS
from xero_sandbox.identity.vault import Vault
from xero_sandbox.seeds import load
from xero_sandbox.store.organisation import Organisation
from xero_sandbox.store.saved import load_organisation, save_organisation
from xero_sandbox.webhooks.subscriptions import Webhooks

# What a snapshot holds. The log of calls and the planted faults are a test's own, and
# the apps never change.
_REMEMBERED = (
    "seed",
    "clock",
    "organisations",
    "vault",
    "limiter",
    "idempotency",
    "webhooks",
)


class World:
    """The organisations, and what every part of the server remembers."""

    def __init__(self, seed: str = "demo", record: Path | None = None) -> None:
        self._record = record
        self._snapshot: dict[str, Any] | None = None
        self.faults = Faults()
        self.reset(seed)

    def reset(self, seed: str) -> None:
        """Begin again from a seed. Raises ValueError for one that does not exist."""
        clock = Clock()
        organisations = load(seed, clock)
        self.faults.clear()
        self.seed = seed
        self.clock = clock
        self.organisations: dict[str, Organisation] = {
            organisation.tenant_id: organisation for organisation in organisations
        }
        self.apps = {app.client_id: app for app in APPS}
        self.vault = Vault(clock)
        self.limiter = Limiter(clock)
        self.idempotency = Idempotency(clock, key_too_long, key_reused)
        self.calls = Calls(self._record)
        self.webhooks = Webhooks(clock, self.vault)
        for organisation in organisations:
            self._listen(organisation)

    def _listen(self, organisation: Organisation) -> None:
        organisation.committed = partial(self.webhooks.notice, organisation)

    def snapshot(self) -> None:
        """Remember everything as it is now, in place of what was remembered before."""
        self._snapshot = deepcopy({name: getattr(self, name) for name in _REMEMBERED})

    def restore(self) -> None:
        """Go back to the snapshot, as often as wanted: quicker than to begin from the
        seed and connect again. The log of calls and the faults are forgotten, and time
        has gone on. Raises ValueError when there is no snapshot."""
        if self._snapshot is None:
            raise ValueError("there is no snapshot to go back to")
        self.faults.clear()
        self.calls = Calls(self._record)
        vars(self).update(deepcopy(self._snapshot))

    def save(self) -> dict[str, Any]:
        """What every organisation holds and what was granted, as JSON that a sandbox of
        another day loads."""
        return {
            "seed": self.seed,
            "stamp": self.clock.stamp(),
            "organisations": [
                save_organisation(one) for one in self.organisations.values()
            ],
            "granted": self.vault.save(),
        }

    def load(self, saved: dict[str, Any]) -> None:
        """Hold what was saved, in place of all that is held now; who was connected is
        connected. Limits, faults, webhooks and the log of calls stay as they are, and
        the clock is no earlier than it was. Raises ValueError for what cannot be read,
        and then every ledger is as it was."""
        loaded = [
            load_organisation(one, self.clock) for one in saved.get("organisations", [])
        ]
        if not loaded:
            raise ValueError("no organisations are saved there")
        self.clock.reach(saved.get("stamp", 0))
        self.vault.load(saved.get("granted", {}))
        self.seed = saved.get("seed", self.seed)
        self.organisations = {one.tenant_id: one for one in loaded}
        for one in loaded:
            self._listen(one)

    def renew(self, organisation: Organisation) -> Organisation:
        """The demo company's reset: the same seed again under new identifiers, and no
        app is connected to it (reported: every 28 days)."""
        self.vault.disconnect_tenant(organisation.tenant_id)
        seeded = {one.name: one for one in load(self.seed, self.clock)}
        fresh = seeded.get(organisation.name, organisation)
        fresh.id, fresh.tenant_id = wire.new_id(), wire.new_id()
        self._listen(fresh)
        self.organisations = {
            one.tenant_id: one
            for old in self.organisations.values()
            for one in [fresh if old is organisation else old]
        }
        return fresh

    def find(self, wanted: str | None) -> Organisation | None:
        """The organisation with that tenant id or name; without one, the first."""
        if not wanted:
            return next(iter(self.organisations.values()), None)
        return next(
            (o for o in self.organisations.values() if wanted in (o.tenant_id, o.name)),
            None,
        )
