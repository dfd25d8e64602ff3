"""What a check found: counted, and shown as a table."""

import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

from dev import say

_NO_TESTS = 5  # pytest's exit status for a run that found none


@dataclass
class Outcome:
    """One check's result.

    :ivar seconds: how long it took
    :ivar text: what a person reads when something failed
    """

    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    text: str = ""
    _start: float = field(default_factory=time.monotonic, repr=False)

    def finish(self) -> "Outcome":
        self.seconds = time.monotonic() - self._start
        return self

    def fail(self, text: str) -> "Outcome":
        """Count one failure, with what is to be read about it."""
        self.failed += 1
        self.text = f"{self.text}\n{text}".strip()
        return self

    def count_pytest(self, status: int, report: Path, output: str) -> "Outcome":
        """Add what a run of pytest counted.

        A run that found no tests has failed, and so has one that ended without a
        report or with an error that no test accounts for. Tests that were skipped,
        all of them even, were found.
        """
        failed_before = self.failed
        if report.exists():
            for suite in ElementTree.parse(report).getroot().iter("testsuite"):
                failed = int(suite.attrib["failures"]) + int(suite.attrib["errors"])
                skipped = int(suite.attrib["skipped"])
                self.failed += failed
                self.skipped += skipped
                self.passed += int(suite.attrib["tests"]) - failed - skipped
        if status == _NO_TESTS or not self.passed + self.failed + self.skipped:
            return self.fail(f"No tests were found.\n{output}")
        if status and self.failed == failed_before:
            return self.fail(output)
        if status:
            self.text = f"{self.text}\n{output}".strip()
        return self


def show(outcomes: list[Outcome]) -> int:
    """Print the table and, last, the total alone on its line.

    :return: the exit status: 0 only when something passed and nothing failed
    """
    say.line()
    for outcome in outcomes:
        skipped = f", {outcome.skipped} skipped" if outcome.skipped else ""
        counts = f"{outcome.passed} passed, {outcome.failed} failed{skipped}"
        say.line(f"  {outcome.name:<10} {counts:<40} {outcome.seconds:6.1f} s")
    passed = sum(outcome.passed for outcome in outcomes)
    failed = sum(outcome.failed for outcome in outcomes)
    say.line()
    say.line(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0
