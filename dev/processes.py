"""Background programs and their pid files.

A pid file holds the process id and the moment that process began, so that a number
which the system has given to another program since is never signalled.
"""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from dev.commands import Command
from dev.paths import LOGS, PIDS, ROOT
from dev.say import Stop


class Background:
    """A program running in the background until it is stopped.

    :ivar pid: its process id, also that of its process group
    :ivar log: the file that receives what it prints
    """

    def __init__(
        self,
        name: str,
        command: Command,
        *,
        env: Mapping[str, str] | None = None,
    ) -> None:
        """Start it; its pid file is ``build/pids/<name>``."""
        self.name = name
        LOGS.mkdir(parents=True, exist_ok=True)
        PIDS.mkdir(parents=True, exist_ok=True)
        self.log = LOGS / f"{name}.log"
        with self.log.open("wb") as output:
            self._process = subprocess.Popen(
                [str(word) for word in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(env or {})},
                cwd=ROOT,
                start_new_session=True,
            )
        self.pid = self._process.pid
        self._pid_file = PIDS / name
        self._pid_file.write_text(f"{self.pid} {_began(self.pid)}")

    def running(self) -> bool:
        return self._process.poll() is None

    def wait_for(self, url: str, seconds: float = 120) -> None:
        """Wait until the address answers.

        :raise Stop: the program ended first, or the time is over
        """
        deadline = time.monotonic() + seconds
        while not _answers(url):
            if not self.running():
                raise Stop(f"{self.name} ended at once:\n{self.log_tail()}")
            if time.monotonic() > deadline:
                raise Stop(f"{self.name} did not answer at {url} in {seconds:.0f} s.")
            time.sleep(0.1)

    def log_tail(self, lines: int = 15) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def stop(self, seconds: float = 15) -> None:
        """End it politely, and by force when it does not listen."""
        if self.running():
            os.killpg(self.pid, signal.SIGTERM)
            try:
                self._process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
        self._pid_file.unlink(missing_ok=True)

    def kill(self) -> None:
        """End it at once, as a crash does."""
        if self.running():
            os.killpg(self.pid, signal.SIGKILL)
            self._process.wait()
        self._pid_file.unlink(missing_ok=True)


def stop_all() -> list[str]:
    """End every program that has a pid file here; return their names."""
    stopped = []
    for pid_file in sorted(PIDS.glob("*")) if PIDS.exists() else []:
        pid, began = pid_file.read_text().split(maxsplit=1)
        if _began(int(pid)) == began:
            _end_group(int(pid))
            stopped.append(pid_file.name)
        pid_file.unlink(missing_ok=True)
    return stopped


def _end_group(pid: int, seconds: float = 15) -> None:
    os.killpg(pid, signal.SIGTERM)
    deadline = time.monotonic() + seconds
    while _began(pid):
        if time.monotonic() > deadline:
            os.killpg(pid, signal.SIGKILL)
            return
        time.sleep(0.1)


def _began(pid: int) -> str:
    """When a process began, in ticks since the machine did; empty: no such process."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return ""
    state, *rest = stat.rpartition(")")[2].split()
    return "" if state == "Z" else rest[18]


def free_port() -> int:
    """A port that nothing listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def require_free(port: int, variable: str) -> None:
    """:raise Stop: another program listens on the port"""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Stop(
                f"Port {port} is taken by another program: stop that (`make stop` if "
                f"it is ours), or choose another with {variable}=..."
            ) from None


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=10).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
