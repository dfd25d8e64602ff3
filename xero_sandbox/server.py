"""Running the application on a real socket."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from xero_sandbox.app import build_app
from xero_sandbox.world import World


class HangUpProtocol(H11Protocol):
    """Hands the transport to the application, which can then hang up on a caller."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A caller is there."""
        self.app_state = {**self.app_state, "transport": transport}
        super().connection_made(transport)


def listen(host: str, port: int) -> list[socket.socket]:
    """Sockets on the address; for loopback on 127.0.0.1 and, where there is one, ::1.

    Port 0 takes a free one. Raises OSError when the port is taken.
    """
    first = _bind(socket.AF_INET, host, port)
    sockets = [first]
    if host in ("127.0.0.1", "localhost"):
        try:
            sockets.append(_bind(socket.AF_INET6, "::1", first.getsockname()[1]))
        except OSError:
            pass  # no IPv6 here
    return sockets


def _bind(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    # When TCP is named, asyncio turns Nagle's algorithm off; otherwise every answer
    # waits 40 ms.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound


def make_server(world: World) -> uvicorn.Server:
    """A uvicorn server for that world, to be run on given sockets."""
    config = uvicorn.Config(
        build_app(world),
        http=HangUpProtocol,
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


@contextmanager
def running(seed: str = "demo", port: int = 0) -> Iterator[tuple[str, World]]:
    """A server in a thread of its own, for tests: gives its address and its world."""
    world = World(seed)
    sockets = listen("127.0.0.1", port)
    server = make_server(world)
    options: dict[str, Any] = {"sockets": sockets}
    thread = threading.Thread(target=server.run, kwargs=options, daemon=True)
    thread.start()
    try:
        while not server.started:
            threading.Event().wait(0.01)
        yield f"http://localhost:{sockets[0].getsockname()[1]}", world
    finally:
        server.should_exit = True
        thread.join(timeout=5)
