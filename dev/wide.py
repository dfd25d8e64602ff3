"""``make test-wide``: the same tests in other circumstances; for the night.

    .venv/bin/python -m dev.wide               all parts, one after the other
    .venv/bin/python -m dev.wide french apps   some
    .venv/bin/python -m dev.wide french -k limits   only some tests

Each part ends with its own numbers; the last line is their total.
"""

import argparse
import os
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from dev import clock, postgres, reports, say, setup, suites
from dev.paths import ADDON, LOGS, OTHER_TIME, PYTHON, ROOT
from dev.reports import Outcome
from dev.suites import Runner, addon, plain

# What Odoo shops have beside the invoices, and the charts of other countries.
APPS = ("sale", "purchase", "stock", "base_vat", "l10n_au", "l10n_uk", "l10n_us")


@dataclass(frozen=True)
class Time:
    """When the addon's suite runs.

    :ivar moment: gives the moment (aware) at which it begins
    """

    name: str
    moment: Callable[[datetime], datetime]

    def __call__(self, arguments: Sequence[str]) -> Outcome:
        if os.environ.get(OTHER_TIME):
            return self._inside(arguments)
        clock.provide()
        # What takes long is made ready first, for the suite begins at a given moment.
        started = _run("wide-setup", ["dev.setup"], self._environment())
        if started:
            return Outcome(self.name).fail(_log("wide-setup")).finish()
        outcome = Outcome(self.name)
        status = _run(
            f"wide-{self.name}",
            ["dev.wide", self.name, *arguments],
            self._environment(),
        )
        report = suites.report_of(self.name)
        return outcome.count_pytest(status, report, _log(f"wide-{self.name}")).finish()

    def _environment(self) -> dict[str, str]:
        moment = self.moment(datetime.now(timezone.utc))
        return clock.environment(clock.until(moment))

    def _inside(self, arguments: Sequence[str]) -> Outcome:
        postgres.stop()  # its clock is the one of the set-up
        postgres.provide()
        try:
            return addon(self.name)(arguments)
        finally:
            postgres.stop()


def _a_year_ahead(now: datetime) -> datetime:
    return now + timedelta(days=365)


def _before_midnight_of_the_year(now: datetime) -> datetime:
    """Day, month and year change while the suite runs."""
    return datetime(now.year, 12, 31, 23, 57, tzinfo=timezone.utc)


def _leap_day(now: datetime) -> datetime:
    year = next(y for y in range(now.year + 1, now.year + 9) if y % 4 == 0)
    return datetime(year, 2, 29, 11, tzinfo=timezone.utc)


def _run(name: str, module: Sequence[str], env: dict[str, str]) -> int:
    """Run a module of ours; its output is the log of that name."""
    LOGS.mkdir(parents=True, exist_ok=True)
    with (LOGS / f"{name}.log").open("wb") as output:
        return subprocess.run(
            [str(PYTHON), "-m", *module],
            cwd=ROOT,
            env={**os.environ, **env},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        ).returncode


def _log(name: str) -> str:
    return (LOGS / f"{name}.log").read_text(errors="replace")


_TIMES = (
    Time("year-ahead", _a_year_ahead),
    Time("midnight", _before_midnight_of_the_year),
    Time("leap-day", _leap_day),
)

PARTS: dict[str, Runner] = {
    "properties": plain(
        "properties", ADDON, folder="pure", env={"HYPOTHESIS_PROFILE": "wide"}
    ),
    "french": addon("french", language="fr_FR"),
    "apps": addon("apps", beside=APPS),
    **{time.name: time for time in _TIMES},
    "workers": plain("workers", folder="system", env={"ODOO_WORKERS": "2"}),
    "upgrades": plain(
        "upgrades", folder="system/test_upgrade.py", env={"UPGRADE_FROM": "all"}
    ),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m dev.wide", description=__doc__)
    parser.add_argument("part", nargs="*", help=", ".join(PARTS))
    parser.add_argument("-k", help="only tests that match, as pytest's")
    asked = parser.parse_args()
    if unknown := set(asked.part) - set(PARTS):
        parser.error(f"no part is called {', '.join(unknown)}")
    arguments = ["-k", asked.k] if asked.k else []
    setup.provide()
    outcomes = []
    for name in asked.part or PARTS:
        say.line(f"  {name} ...")
        outcome = PARTS[name](arguments)
        outcomes.append(outcome)
        word = "failed" if outcome.failed else "passed"
        say.line(f"  {name} {word} ({outcome.seconds:.0f} s)")
        if outcome.failed:
            say.line(outcome.text)
    return reports.show(outcomes)


if __name__ == "__main__":
    say.run(main)
