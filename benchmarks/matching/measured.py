"""A matching in a process of its own, so that its memory is nobody else's."""

import json
import subprocess

from dev.paths import PYTHON, ROOT
from dev.say import Stop


def figures(*arguments: str) -> dict[str, float]:
    """What ``python -m benchmarks.matching`` prints."""
    done = subprocess.run(
        [PYTHON, "-m", "benchmarks.matching", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Stop(f"The matching was not measured: {done.stderr[-500:]}")
    measured: dict[str, float] = json.loads(done.stdout)
    return measured
