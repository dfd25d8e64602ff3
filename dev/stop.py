"""``make stop``: end what was started here, by its own pid files, and nothing else."""

import os
import subprocess
import sys

from dev import postgres, processes, say
from dev.paths import OTHER_TIME
from dev.system import postgres_bin


def stop() -> None:
    """End the servers, then the database cluster."""
    for name in processes.stop_all():
        say.line(f"Stopped {name}.")
    if postgres_bin() and postgres.running():
        postgres.stop()
        say.line("Stopped PostgreSQL.")
    in_other_time("dev.stop")


def in_other_time(module: str) -> None:
    """Do the same with the server of what runs in another time (dev.clock)."""
    if not os.environ.get(OTHER_TIME):
        env = {**os.environ, OTHER_TIME: "1"}
        subprocess.run([sys.executable, "-m", module], env=env)


if __name__ == "__main__":
    say.run(stop)
