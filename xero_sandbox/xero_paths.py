"""The way of a call to one of Xero's own paths, as an ASGI application."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from starlette.types import Receive, Scope, Send

from xero_sandbox.accounting.gate import answer_accounting
from xero_sandbox.http.call import Answer, Call, Dropped, Refusal
from xero_sandbox.http.calls import Bodies
from xero_sandbox.identity.routes import answer_identity
from xero_sandbox.world import World

BIGGEST_BODY = 10 * 1024 * 1024
"""Bytes a request may have (limits page)."""


class XeroPaths:
    """Answers whatever is Xero's own: identity and accounting."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the request, answer it, write it into the log."""
        call = Call(
            self._world,
            scope["method"],
            scope["path"],
            scope["query_string"].decode(),
            {
                k.decode("latin-1").lower(): v.decode("latin-1")
                for k, v in scope["headers"]
            },
            await _body(receive),
        )
        started = time.perf_counter()
        answer: Answer | None
        try:
            answer = await self._answer(call)
        except Refusal as refusal:
            answer = refusal.answer
        except Dropped:
            answer = None
        self._log(call, answer, time.perf_counter() - started)
        if answer is None:
            await _hang_up(scope)
        else:
            await _send(scope, send, answer)

    async def _answer(self, call: Call) -> Answer:
        if len(call.body) > BIGGEST_BODY:
            raise Refusal(Answer(413, media="text/plain"))
        if call.path.lower().startswith("/api.xro/"):
            return await answer_accounting(call)
        return await self._world.faults.around(call, answer_identity)

    def _log(self, call: Call, answer: Answer | None, seconds: float) -> None:
        self._world.calls.add(
            Bodies(call.body, answer.body if answer else b""),
            at=self._world.clock.now().isoformat(timespec="milliseconds"),
            method=call.method,
            path=call.path,
            query=call.query,
            status=answer.status if answer else None,
            tenant=call.tenant,
            app=call.app,
            seconds=round(seconds, 4),
            elements=call.elements,
            key=call.headers.get("idempotency-key", ""),
            replayed=call.replayed,
            fault=call.fault,
        )


async def _body(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


async def _send(scope: Scope, send: Send, answer: Answer) -> None:
    headers = dict(answer.headers)
    if answer.media:
        headers.setdefault("Content-Type", answer.media)
    if answer.status not in (204, 304):
        headers["Content-Length"] = str(len(answer.body))
    start: dict[str, Any] = {
        "type": "http.response.start",
        "status": answer.status,
        "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
    }
    await send(start)
    if answer.cut:
        await _say(send, answer.body[: len(answer.body) // 2], more=True)
        await asyncio.sleep(0.05)
        await _hang_up(scope)
        return
    if answer.drip:
        step = max(1, len(answer.body) // 20)
        for at in range(0, len(answer.body), step):
            await _say(send, answer.body[at : at + step], more=True)
            await asyncio.sleep(answer.drip / 20)
        await _say(send, b"", more=False)
        return
    await _say(send, answer.body, more=False)


async def _say(send: Send, body: bytes, *, more: bool) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": more})


async def _hang_up(scope: Scope) -> None:
    # Set by server.HangUpProtocol: a drop must look like one on the wire.
    scope["state"]["transport"].abort()
    await asyncio.sleep(0)  # let the server notice, or it answers 500
