"""One POST to an app's address: signed, with five seconds to answer.

Source: Xero's guide to configuring a webhook server. The answer must be 2xx (401 for a
wrong signature), without body and without cookies.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import time
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass
from typing import Any

from xero_sandbox import wire

DEADLINE = 5.0
"""Seconds."""


@dataclass(frozen=True)
class Delivery:
    """What was sent and how it was answered; `status` 0 stands for no answer."""

    at: str
    events: int
    first: int
    last: int
    signed: bool
    status: int
    seconds: float
    problem: str

    @property
    def accepted(self) -> bool:
        """Whether the app behaved: 2xx for a good signature, 401 for a bad one."""
        wanted = 200 <= self.status < 300 if self.signed else self.status == 401
        return wanted and not self.problem

    def as_json(self) -> dict[str, Any]:
        """The delivery as the control API shows it."""
        return asdict(self) | {"accepted": self.accepted}


def signature(key: str, body: bytes) -> str:
    """The header x-xero-signature for these bytes."""
    digest = hmac.new(key.encode(), body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


async def deliver(
    url: str, key: str, payload: dict[str, Any], at: str, *, signed: bool = True
) -> Delivery:
    """Send the payload; `signed=False` signs it wrongly, on purpose."""
    body = wire.dumps(payload)
    sign = signature(key if signed else f"{key}?", body)
    started = time.perf_counter()
    status, problem = await asyncio.to_thread(_post, url, body, sign)
    return Delivery(
        at,
        len(payload["events"]),
        payload["firstEventSequence"],
        payload["lastEventSequence"],
        signed,
        status,
        round(time.perf_counter() - started, 3),
        problem,
    )


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


# Straight to the app: neither proxies nor redirects.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)


def _post(url: str, body: bytes, sign: str) -> tuple[int, str]:
    headers = {"Content-Type": "application/json", "x-xero-signature": sign}
    request = urllib.request.Request(url, body, headers, method="POST")
    try:
        with _opener.open(request, timeout=DEADLINE) as answer:
            return answer.status, _problem(answer)
    except urllib.error.HTTPError as error:
        return error.code, _problem(error)
    except (OSError, ValueError) as error:
        return 0, f"no answer: {error}"


def _problem(answer: Any) -> str:
    if answer.read(1):
        return "the answer has a body"
    if answer.headers.get("Set-Cookie"):
        return "the answer sets a cookie"
    return ""
