"""Progress for people, and failures as one sentence."""

import errno
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Stop(Exception):
    """Work cannot go on; the text is one sentence for a person: what and what to do."""


def line(text: str = "") -> None:
    print(text, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Print what is being done while it is done, and its seconds afterwards."""
    print(f"  {text} ... ", end="", flush=True)
    start = time.monotonic()
    try:
        yield
    except BaseException:
        print("failed", flush=True)
        raise
    print(f"{time.monotonic() - start:.1f} s", flush=True)


def run(command: Callable[[], int | None]) -> None:
    """Run a command's ``main`` and end the process with its exit status.

    A failure that was foreseen is one sentence on stderr and status 1; Ctrl-C is 130.
    """
    try:
        status = command() or 0
    except Stop as stop:
        print(f"\n{stop}", file=sys.stderr)
        status = 1
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        print(f"\n{disk_full(error.filename)}", file=sys.stderr)
        status = 1
    except KeyboardInterrupt:
        print("\nInterrupted.", file=sys.stderr)
        status = 130
    sys.exit(status)


def disk_full(where: object = None) -> str:
    place = f" under {where}" if where else ""
    return f"The disk is full{place}: free some space and run the same command again."
