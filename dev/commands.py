"""Running other programs, their output kept in ``build/logs``."""

import os
import re
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from dev.paths import LOGS, ROOT
from dev.say import Stop, disk_full

Command = Sequence[str | Path]

_NO_SPACE = re.compile(r"No space left on device|not enough free space", re.I)
_NO_NETWORK = re.compile(
    r"Could not resolve|Temporary failure|Name or service not known|dns error|"
    r"Network is unreachable|Could not connect|Connection (refused|timed out)|"
    r"tcp connect error|Failed to establish a new connection|Unable to connect",
    re.I,
)
# What Odoo logs when nothing is the matter.
_ROUTINE = re.compile(r"[-\d]+ [:,\d]+ \d+ INFO ")


def logged(
    name: str,
    command: Command,
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    typed: str = "",
    failure: str = "",
) -> str:
    """Run a program to its end and return what it printed.

    :param name: the log is ``build/logs/<name>.log``
    :param env: variables set beside the present ones
    :param typed: what the program reads from its standard input
    :param failure: the sentence for a person when the program fails
    :raise Stop: it failed; a full disk and a missing network are recognised
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{name}.log"
    with log.open("wb") as output:
        try:
            status = subprocess.run(
                [str(word) for word in command],
                input=typed.encode(),
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(env or {})},
                cwd=cwd,
            ).returncode
        except FileNotFoundError:
            raise Stop(f"The program {command[0]} is missing.") from None
    text = log.read_text(errors="replace")
    if status:
        raise Stop(_explain(text, log, command, failure))
    return text


def _explain(text: str, log: Path, command: Command, failure: str) -> str:
    if _NO_SPACE.search(text):
        return disk_full()
    shown = log.relative_to(ROOT)
    if found := _NO_NETWORK.search(text):
        return (
            f"The network did not answer ({found.group()}): check your connection or "
            f"proxy and run the same command again; details in {shown}."
        )
    if failure:
        return f"{failure} Details in {shown}."
    told = [line for line in text.splitlines() if line and not _ROUTINE.match(line)]
    tail = "\n".join(told[-25:])
    return f"{shlex.join(str(word) for word in command)} failed:\n{tail}"
