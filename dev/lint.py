"""``make lint``: style, types, Odoo's conventions, and Odoo's own lints."""

import os
import subprocess

from dev import databases, odoo, postgres, reports, say, setup
from dev.commands import Command
from dev.paths import ADDON, PYTHON, ROOT
from dev.reports import Outcome
from dev.say import Stop

# The classes of Odoo's lint module that look at any addon, not only at Odoo's own.
_ODOO_LINTS = (
    "TestIndex",
    "TestNaming",
    "ManifestLinter",
    "RoutesLinter",
    "TestDunderinit",
    "TestLintOverrideSignatures",
    "TestTestHoles",
    "TestJsTranslations",
)


def check() -> Outcome:
    """Run every lint; each counts as one check, passed or failed."""
    outcome = Outcome("lint")
    for name, command in _programs():
        with say.step(f"lint: {name}"):
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            outcome.fail(f"{name}:\n{done.stdout}{done.stderr}")
        else:
            outcome.passed += 1
    if ADDON.exists():
        with say.step("lint: Odoo's own"):
            problem = _odoo_lints()
        if problem:
            outcome.fail(problem)
        else:
            outcome.passed += 1
    return outcome.finish()


def _programs() -> list[tuple[str, Command]]:
    python: Command = [PYTHON, "-m"]
    programs: list[tuple[str, Command]] = [
        ("ruff", [*python, "ruff", "check", "."]),
        ("ruff format", [*python, "ruff", "format", "--check", "."]),
        ("mypy", [*python, "mypy"]),
    ]
    if ADDON.exists():
        pylint = [*python, "pylint", "--rcfile", "dev/pylintrc", ADDON]
        programs.append(("pylint-odoo", pylint))
    return programs


def _odoo_lints() -> str:
    """What Odoo's own lint tests say of the addon; empty when they are content."""
    postgres.provide()
    database = f"lint_{os.getpid()}"
    databases.clone(database, databases.lint_template())
    tags = ",".join(f"/test_lint:{name}" for name in _ODOO_LINTS)
    try:
        odoo.install(database, ADDON.name)
        log = odoo.run_tests(database, "test_lint", tags)
    except Stop as stop:
        return str(stop)
    finally:
        databases.drop(database)
    ran = "test_lint" in log and "0 failed, 0 error(s)" in log
    return "" if ran else f"Odoo's lints did not run:\n{log[-2000:]}"


def main() -> int:
    setup.provide()
    outcome = check()
    say.line(outcome.text)
    return reports.show([outcome])


if __name__ == "__main__":
    say.run(main)
