"""``make test``: everything that can be checked, and one total.

    .venv/bin/python -m dev.test                    all of it
    .venv/bin/python -m dev.test addon -k contact   one suite, with pytest's arguments

A run that finds no tests fails.
"""

import argparse
import os
import re
import subprocess
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from dev import databases, lint, odoo, processes, reports, say, setup
from dev.paths import ADDON, BUILD, LOGS, PYTHON, ROOT
from dev.reports import Outcome
from dev.sandbox import TRAFFIC, Sandbox
from dev.say import Stop

_PLAIN = ("-p", "no:odoo")  # pytest without Odoo's plugin

_SANDBOX_TESTS = ROOT / "tests" / "sandbox"

_Runner = Callable[[Sequence[str]], Outcome]


# Of a suite that runs alone: its own files, so that two developers' runs do not meet.
_alone = ""


def _run_of(name: str) -> str:
    return f"{name}{_alone}"


def _log(name: str) -> Path:
    """Where pytest's output of a suite is kept."""
    LOGS.mkdir(parents=True, exist_ok=True)
    return LOGS / f"test-{_run_of(name)}.log"


def _traffic(name: str) -> str:
    """A new file for what a suite says to the sandbox; `contract` reads it."""
    file = BUILD / "traffic" / f"{_run_of(name)}.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    return str(file)


def _plain_suite(name: str, *paths: Path, recorded: bool = False) -> _Runner:
    """Tests that do not run inside Odoo.

    :param paths: folders that Python imports from, beside the checkout itself
    :param recorded: whether `contract` looks at what they say to the sandbox
    """

    def run(arguments: Sequence[str]) -> Outcome:
        env = {"PYTHONPATH": os.pathsep.join(str(path) for path in (*paths, ROOT))}
        if recorded:
            env[TRAFFIC] = _traffic(name)
        where = f"tests/{name}"
        return _pytest(Outcome(name), [*_PLAIN, where, *arguments], env)

    return run


def _addon_suite(arguments: Sequence[str]) -> Outcome:
    """The addon's tests inside Odoo, on a fresh database, against a live sandbox."""
    outcome = Outcome("addon")
    # Of its own for each run, so that two developers' runs do not meet.
    database = f"test_addon_{os.getpid()}"
    databases.clone(database, url=f"http://localhost:{processes.free_port()}")
    sandbox = Sandbox(port=processes.free_port(), record=_traffic("addon"))
    try:
        if told := odoo.warnings(odoo.install(database, ADDON.name)):
            outcome.fail(f"Installing the addon is not silent:\n{told}")
        configuration = odoo.config_file(database, port=processes.free_port())
        inside = [f"--odoo-config={configuration}", f"--odoo-database={database}"]
        env = {"XERO_SANDBOX_URL": sandbox.url, "PYTHONPATH": ""}
        return _pytest(outcome, [ADDON.name, *inside, "--odoo-http", *arguments], env)
    except Stop as stop:
        return outcome.fail(str(stop)).finish()
    finally:
        sandbox.stop()
        databases.drop(database)


def _lint(arguments: Sequence[str]) -> Outcome:
    return lint.check()


# In two lanes, one per core, of about the same length.
SUITES: dict[str, _Runner] = {
    "lint": _lint,
    "pure": _plain_suite("pure", ADDON),
    "sandbox": _plain_suite("sandbox"),
    "peers": _plain_suite("peers", _SANDBOX_TESTS),
    "addon": _addon_suite,
    "system": _plain_suite("system", recorded=True),
    "crash": _plain_suite("crash", recorded=True),
    "contract": _plain_suite("contract", _SANDBOX_TESTS),
}
_LANES = (
    ("pure", "sandbox", "peers", "lint", "system"),
    ("addon", "crash"),
)
_LAST = "contract"  # it looks at what the others said


def _pytest(
    outcome: Outcome, arguments: Sequence[str | Path], env: dict[str, str]
) -> Outcome:
    """Run pytest and count; its output is in :func:`_log`."""
    report = BUILD / "reports" / f"{_run_of(outcome.name)}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    log = _log(outcome.name)
    with log.open("wb") as output:
        status = subprocess.run(
            [str(word) for word in (PYTHON, "-m", "pytest", *arguments)]
            + [f"--junitxml={report}"],
            cwd=ROOT,
            env={**os.environ, **env},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        ).returncode
    text = log.read_text(errors="replace")
    return outcome.count_pytest(status, report, text).finish()


def _run_all() -> list[Outcome]:
    """Every suite, in two lanes and one last; each says how it went when it ends."""

    def lane(names: Sequence[str]) -> list[Outcome]:
        return [_announced(name) for name in names]

    with ThreadPoolExecutor(len(_LANES)) as pool:
        lanes = [pool.submit(lane, names) for names in _LANES]
        outcomes = [outcome for done in lanes for outcome in done.result()]
    return [*outcomes, _announced(_LAST)]


def _announced(name: str) -> Outcome:
    say.line(f"  {name} ...")
    outcome = SUITES[name]([])
    word = "failed" if outcome.failed else "passed"
    say.line(f"  {name} {word} ({outcome.seconds:.0f} s)")
    for line in _contract_lines(name):
        say.line(f"    {line}")
    if outcome.failed:
        say.line(outcome.text)
    return outcome


def _contract_lines(name: str) -> list[str]:
    """What a suite says of the calls it held against what Xero says."""
    log = _log(name)
    if not log.exists():
        return []
    lines = log.read_text(errors="replace").splitlines()
    found = (re.search(r"(\w+: )?contract: .*", line) for line in lines)
    return [match.group() for match in found if match]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m dev.test", description=__doc__)
    parser.add_argument("suite", nargs="?", choices=SUITES)
    asked, arguments = parser.parse_known_args()
    setup.provide()
    if not asked.suite:
        return reports.show(_run_all())
    global _alone
    _alone = f"-{os.getpid()}"
    outcome = SUITES[asked.suite](arguments)
    say.line(outcome.text or _log(asked.suite).read_text())
    return reports.show([outcome])


if __name__ == "__main__":
    say.run(main)
