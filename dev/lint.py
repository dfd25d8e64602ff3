"""``make lint``: style, types, Odoo's conventions, and Odoo's own lints."""

import os
import subprocess
from collections.abc import Callable

from dev import databases, odoo, postgres, reports, say, setup
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
    for name, look in _LINTS.items():
        if problem := look():
            outcome.fail(f"{name}:\n{problem}")
        else:
            outcome.passed += 1
        say.line(f"  lint: {name} {'failed' if problem else 'passed'}")
    return outcome.finish()


def _program(*command: str) -> Callable[[], str]:
    """A lint that is a program of ``.venv``; what it prints when it fails."""

    def look() -> str:
        done = subprocess.run(
            [PYTHON, "-m", *command], cwd=ROOT, capture_output=True, text=True
        )
        return done.stdout + done.stderr if done.returncode else ""

    return look


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


_LINTS: dict[str, Callable[[], str]] = {
    "ruff": _program("ruff", "check", "."),
    "ruff format": _program("ruff", "format", "--check", "."),
    "mypy": _program("mypy"),
    "pylint-odoo": _program("pylint", "--rcfile", "dev/pylintrc", ADDON.name),
    "Odoo's own": _odoo_lints,
}


def main() -> int:
    setup.provide()
    outcome = check()
    say.line(outcome.text)
    return reports.show([outcome])


if __name__ == "__main__":
    say.run(main)
