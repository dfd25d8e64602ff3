"""``make test``: everything that can be checked, and one total.

    .venv/bin/python -m dev.test                    all of it
    .venv/bin/python -m dev.test addon -k contact   one suite, with pytest's arguments

All of it runs two suites at a time, the longest first; the addon's tests are four.

A run that finds no tests fails.
"""

import argparse
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from dev import lint, reports, say, setup, suites
from dev.paths import ADDON, ROOT
from dev.reports import Outcome
from dev.suites import Runner, addon, log_of, plain, toy

_SANDBOX_TESTS = ROOT / "tests" / "sandbox"


def _lint(arguments: Sequence[str]) -> Outcome:
    return lint.check()


_PARTS = "abcd"  # of the addon's tests

# In the order in which they begin: the longest first, so that two cores end together.
SUITES: dict[str, Runner] = {
    "system": plain("system", recorded=True),
    **{
        f"addon-{letter}": addon(f"addon-{letter}", part=(number, len(_PARTS)))
        for number, letter in enumerate(_PARTS)
    },
    "crash": plain("crash", recorded=True),
    "toy": toy(),
    "lint": _lint,
    "pure": plain("pure", ADDON),
    "sandbox": plain("sandbox"),
    "peers": plain("peers", _SANDBOX_TESTS),
}
_AT_ONCE = 2
# It looks at what the others said.
_LAST = {"contract": plain("contract", _SANDBOX_TESTS)}
_ALONE = {"addon": addon()}
_RUNNERS = {**SUITES, **_LAST, **_ALONE}


def _run_all() -> list[Outcome]:
    """Every suite, two at a time and one last; each says how it went when it ends."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        outcomes = list(pool.map(_announced, SUITES))
    return [*outcomes, *map(_announced, _LAST)]


def _announced(name: str) -> Outcome:
    say.line(f"  {name} ...")
    outcome = _RUNNERS[name]([])
    word = "failed" if outcome.failed else "passed"
    say.line(f"  {name} {word} ({outcome.seconds:.0f} s)")
    for line in _contract_lines(name):
        say.line(f"    {line}")
    if outcome.failed:
        say.line(outcome.text)
    return outcome


def _contract_lines(name: str) -> list[str]:
    """What a suite says of the calls it held against what Xero says."""
    log = log_of(name)
    if not log.exists():
        return []
    lines = log.read_text(errors="replace").splitlines()
    found = (re.search(r"(\w+: )?contract: .*", line) for line in lines)
    return [match.group() for match in found if match]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m dev.test", description=__doc__)
    parser.add_argument("suite", nargs="?", choices=_RUNNERS)
    asked, arguments = parser.parse_known_args()
    setup.provide()
    if not asked.suite:
        return reports.show(_run_all())
    suites.run_alone()
    outcome = _RUNNERS[asked.suite](arguments)
    log = log_of(asked.suite)  # the lints keep none
    say.line(outcome.text or (log.read_text() if log.exists() else ""))
    return reports.show([outcome])


if __name__ == "__main__":
    say.run(main)
