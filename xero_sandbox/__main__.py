"""`python -m xero_sandbox --port 5000 --seed demo`."""

from __future__ import annotations

import argparse
import asyncio
import gc
import socket
import sys
from pathlib import Path

from xero_sandbox.server import listen, make_server
from xero_sandbox.world import World


def main() -> int:
    """Run until interrupted; the exit status."""
    parser = argparse.ArgumentParser(prog="xero_sandbox", description="A pretend Xero.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5000, help="0 takes a free one")
    parser.add_argument(
        "--seed", default="demo", help="demo, nz, au, uk, empty, large:N"
    )
    parser.add_argument(
        "--record", type=Path, metavar="FILE", help="append every call, a line each"
    )
    wish = parser.parse_args()
    try:
        world = World(wish.seed, wish.record)
        sockets = listen(wish.host, wish.port)
    except ValueError as error:
        parser.error(str(error))
    except OSError as error:
        print(
            f"Cannot listen on {wish.host}:{wish.port}: {error.strerror}. "
            "Stop what runs there, or choose another --port.",
            file=sys.stderr,
        )
        return 1
    gc.freeze()  # a large seed is not worth looking through again and again
    asyncio.run(_serve(world, sockets))
    return 0


async def _serve(world: World, sockets: list[socket.socket]) -> None:
    server = make_server(world)
    running = asyncio.create_task(server.serve(sockets))
    while not server.started and not running.done():
        await asyncio.sleep(0.01)
    port = sockets[0].getsockname()[1]
    print(
        f"Pretend Xero ready on http://localhost:{port} (seed {world.seed})", flush=True
    )
    await running


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(0)
