"""Idempotency-Key: the same request with the same key gets the same answer.

Source: the idempotency guide (stored about six minutes from the first call, at most
128 characters, ignored on GET, errors are stored too, another request under the same
key is refused). The shape of that refusal is unknown: the words stand both at the top
and where other 400 answers have them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from xero_sandbox.clock import Clock
from xero_sandbox.http.call import Answer, Call, Handler, Refusal

KEPT = 6 * 60
"""Seconds."""
LONGEST = 128


@dataclass
class _Kept:
    until: float
    request: tuple[str, str, str, str, bytes]
    answer: Answer


class Idempotency:
    """The answers kept, by app and key.

    What is refused is said by ``too_long`` and, of a key, by ``reused``.
    """

    def __init__(
        self,
        clock: Clock,
        too_long: Callable[[], Refusal],
        reused: Callable[[str], Refusal],
    ) -> None:
        self._clock = clock
        self._too_long = too_long
        self._reused = reused
        self._kept: dict[tuple[str, str], _Kept] = {}

    async def around(self, call: Call, handler: Handler) -> Answer:
        """Answer from what is kept, or run the call and keep its answer."""
        key = call.headers.get("idempotency-key", "")
        if not key or call.method not in ("PUT", "POST", "PATCH"):
            return await handler(call)
        if len(key) > LONGEST:
            raise self._too_long()
        self._forget_old()
        request = (call.method, call.path, call.query, call.tenant, call.body)
        kept = self._kept.get((call.app, key))
        if kept is not None:
            if kept.request != request:
                raise self._reused(key)
            call.replayed = True
            return kept.answer
        answer = await handler(call)
        until = self._clock.seconds() + KEPT
        self._kept[call.app, key] = _Kept(until, request, answer)
        return answer

    def _forget_old(self) -> None:
        now = self._clock.seconds()
        old = [key for key, kept in self._kept.items() if kept.until <= now]
        for key in old:
            del self._kept[key]
