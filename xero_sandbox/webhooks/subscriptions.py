"""An app's webhook: the handshake, what waits, and when it is tried again.

Source: Xero's webhook guides. A failed delivery is tried again at once, then every 15
minutes for a day, then the webhook is switched off; events keep their order.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from xero_sandbox.clock import Clock
from xero_sandbox.identity.vault import Vault
from xero_sandbox.store.organisation import Organisation
from xero_sandbox.store.table import Change
from xero_sandbox.webhooks.delivery import Delivery, deliver
from xero_sandbox.webhooks.events import events_of

AGAIN_AFTER = 15 * 60
GIVE_UP_AFTER = 24 * 3600
"""Seconds on the sandbox's clock."""

# Right and wrong signatures of the intent to receive, in this order.
_HANDSHAKE = (True, False, True, False)


@dataclass
class Subscription:
    """One app's webhook. Its status is OK, RETRYING, or DISABLED."""

    app: str
    url: str
    key: str
    status: str = "DISABLED"
    waiting: list[dict[str, Any]] = field(default_factory=list)
    sequence: int = 0
    failing_since: float | None = None
    next_try: float = 0.0
    deliveries: deque[Delivery] = field(default_factory=lambda: deque(maxlen=500))
    sending: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __getstate__(self) -> dict[str, Any]:
        # A copy delivers by itself: a lock belongs to whoever waits for it.
        return vars(self) | {"sending": asyncio.Lock()}

    def as_json(self) -> dict[str, Any]:
        """The webhook as the control API shows it."""
        return {
            "app": self.app,
            "url": self.url,
            "key": self.key,
            "status": self.status,
            "waiting": len(self.waiting),
            "deliveries": [one.as_json() for one in self.deliveries],
        }


class Webhooks:
    """All apps' webhooks."""

    def __init__(self, clock: Clock, vault: Vault) -> None:
        self._clock = clock
        self._vault = vault
        self._subscriptions: dict[str, Subscription] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def __getstate__(self) -> dict[str, Any]:
        return vars(self) | {"_tasks": set()}

    def all(self) -> list[Subscription]:
        """The webhooks, oldest first."""
        return list(self._subscriptions.values())

    def clear(self) -> None:
        """Nobody is told anything any more."""
        self._subscriptions.clear()

    async def subscribe(self, app: str, url: str, key: str = "") -> Subscription:
        """Register an address and check the app's intent to receive."""
        subscription = Subscription(app, url, key or secrets.token_urlsafe(48))
        self._subscriptions[app] = subscription
        accepted = []
        for signed in _HANDSHAKE:
            delivery = await self._send(subscription, [], signed=signed)
            accepted.append(delivery.accepted)
        subscription.status = "OK" if all(accepted) else "DISABLED"
        return subscription

    def notice(self, organisation: Organisation, changes: list[Change[Any]]) -> None:
        """Something changed: tell the apps that are connected there."""
        for subscription in self.all():
            connected = self._vault.connection(subscription.app, organisation.tenant_id)
            if connected is None or subscription.status == "DISABLED":
                continue
            subscription.waiting += events_of(organisation, changes)
        self.wake()

    def wake(self) -> None:
        """Deliver what waits and is due, in the background."""
        for subscription in self.all():
            if subscription.waiting:
                task = asyncio.get_running_loop().create_task(
                    self.deliver(subscription)
                )
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def deliver(self, subscription: Subscription) -> None:
        """Send what waits, if the webhook's next try is due."""
        async with subscription.sending:
            now = self._clock.seconds()
            if subscription.status == "DISABLED" or now < subscription.next_try:
                return
            events = list(subscription.waiting)
            if not events:
                return
            first_failure = subscription.failing_since is None
            delivery = await self._send(subscription, events)
            if not delivery.accepted and first_failure:
                delivery = await self._send(subscription, events)
            if delivery.accepted:
                del subscription.waiting[: len(events)]
                subscription.sequence += len(events)
                subscription.status, subscription.failing_since = "OK", None
                subscription.next_try = 0.0
            else:
                self._failed(subscription)

    def _failed(self, subscription: Subscription) -> None:
        now = self._clock.seconds()
        if subscription.failing_since is None:
            subscription.failing_since = now
        subscription.status = "RETRYING"
        subscription.next_try = now + AGAIN_AFTER
        if now - subscription.failing_since >= GIVE_UP_AFTER:
            subscription.status = "DISABLED"

    async def _send(
        self,
        subscription: Subscription,
        events: list[dict[str, Any]],
        *,
        signed: bool = True,
    ) -> Delivery:
        payload = {
            "events": events,
            "firstEventSequence": subscription.sequence + 1 if events else 0,
            "lastEventSequence": subscription.sequence + len(events) if events else 0,
            "entropy": secrets.token_hex(10).upper(),
        }
        at = self._clock.now().isoformat(timespec="milliseconds")
        delivery = await deliver(
            subscription.url, subscription.key, payload, at, signed=signed
        )
        subscription.deliveries.append(delivery)
        return delivery
