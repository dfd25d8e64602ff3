"""``make stop``: end what was started here, by its own pid files, and nothing else."""

from dev import postgres, processes, say
from dev.system import postgres_bin


def stop() -> None:
    """End the servers, then the database cluster."""
    for name in processes.stop_all():
        say.line(f"Stopped {name}.")
    if postgres_bin() and postgres.running():
        postgres.stop()
        say.line("Stopped PostgreSQL.")


if __name__ == "__main__":
    say.run(stop)
