"""The suites: pytest over a folder, outside of Odoo or inside of one."""

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from dev import clock, databases, odoo, processes
from dev.paths import ADDON, BUILD, LOGS, PYTHON, ROOT, TEST_ADDONS
from dev.reports import Outcome
from dev.sandbox import TRAFFIC, Sandbox
from dev.say import Stop

Runner = Callable[[Sequence[str]], Outcome]

_PLAIN = ("-p", "no:odoo")  # pytest without Odoo's plugin

# Of a suite that runs alone: its own files, so that two developers' runs do not meet.
_alone = ""


def run_alone() -> None:
    """From now on reports, logs and traffic of suites have names of this process."""
    global _alone
    _alone = f"-{os.getpid()}"


def log_of(name: str) -> Path:
    """Where pytest's output of a suite is kept."""
    LOGS.mkdir(parents=True, exist_ok=True)
    return LOGS / f"test-{name}{_alone}.log"


def report_of(name: str) -> Path:
    """Where pytest's report of a suite is kept."""
    folder = BUILD / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}{_alone}.xml"


def _traffic(name: str) -> str:
    """A new file for what a suite says to the sandbox; `contract` reads it."""
    file = BUILD / "traffic" / f"{name}{_alone}.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    return str(file)


def plain(
    name: str,
    *paths: Path,
    folder: str = "",
    recorded: bool = False,
    env: Mapping[str, str] | None = None,
) -> Runner:
    """Tests that do not run inside Odoo.

    :param paths: folders that Python imports from, beside the checkout itself
    :param folder: below ``tests``; by default the suite's name
    :param recorded: whether `contract` looks at what they say to the sandbox
    :param env: variables for the tests
    """

    def run(arguments: Sequence[str]) -> Outcome:
        found = {"PYTHONPATH": os.pathsep.join(str(path) for path in (*paths, ROOT))}
        if recorded:
            found[TRAFFIC] = _traffic(name)
        where = f"tests/{folder or name}"
        return _pytest(
            Outcome(name), [*_PLAIN, where, *arguments], {**found, **(env or {})}
        )

    return run


def addon(
    name: str = "addon",
    *,
    part: tuple[int, int] = (0, 1),
    beside: Sequence[str] = (),
    language: str = "",
) -> Runner:
    """The addon's tests inside Odoo, on a fresh database, against a live sandbox.

    :param part: which of how many parts of its files, from 0 on
    :param beside: modules of Odoo's that are installed too
    :param language: of all users and partners, such as ``fr_FR``
    """
    first, parts = part
    files = sorted((ADDON / "tests").glob("test_*.py"))[first::parts]

    def run(arguments: Sequence[str]) -> Outcome:
        outcome = Outcome(name)
        # Of its own for each run, so that two developers' runs do not meet.
        database = f"test_{name.replace('-', '_')}_{os.getpid()}"
        databases.clone(database, url=f"http://localhost:{processes.free_port()}")
        sandbox = Sandbox(port=processes.free_port(), record=_traffic(name))
        try:
            if beside:
                odoo.install(database, *beside)
            if language:
                odoo.shell(database, _SPEAK.format(language=language))
            if told := odoo.warnings(odoo.install(database, ADDON.name)):
                outcome.fail(f"Installing the addon is not silent:\n{told}")
            configuration = odoo.config_file(database, port=processes.free_port())
            inside = [f"--odoo-config={configuration}", f"--odoo-database={database}"]
            env = {"XERO_SANDBOX_URL": sandbox.url, "PYTHONPATH": clock.python_path()}
            return _pytest(outcome, [*files, *inside, "--odoo-http", *arguments], env)
        except Stop as stop:
            return outcome.fail(str(stop)).finish()
        finally:
            sandbox.stop()
            with suppress(Stop):
                databases.drop(database)

    return run


def toy(name: str = "toy") -> Runner:
    """The tests of the addon that proves that others can add to ours, inside Odoo; a
    second database of the same server has ours alone."""

    def run(arguments: Sequence[str]) -> Outcome:
        outcome = Outcome(name)
        database, other = f"test_toy_{os.getpid()}", f"test_plain_{os.getpid()}"
        databases.clone(other)
        sandbox = Sandbox(port=processes.free_port(), record=_traffic(name))
        try:
            odoo.install(other, ADDON.name)
            databases.clone(
                database, other, url=f"http://localhost:{processes.free_port()}"
            )
            if told := odoo.warnings(odoo.install(database, _TOY)):
                outcome.fail(f"Installing the toy addon is not silent:\n{told}")
            configuration = odoo.config_file(
                database,
                port=processes.free_port(),
                options={"db_name": f"{database},{other}", "dbfilter": ""},
            )
            inside = [f"--odoo-config={configuration}", f"--odoo-database={database}"]
            env = {
                "XERO_SANDBOX_URL": sandbox.url,
                "XERO_OTHER_DATABASE": other,
                "PYTHONPATH": clock.python_path(),
            }
            where = TEST_ADDONS / _TOY / "tests"
            return _pytest(outcome, [where, *inside, "--odoo-http", *arguments], env)
        except Stop as stop:
            return outcome.fail(str(stop)).finish()
        finally:
            sandbox.stop()
            for each in (database, other):
                with suppress(Stop):
                    databases.drop(each)

    return run


_TOY = "xero_connector_toy"

# Whoever exists speaks it, and whoever comes.
_SPEAK = """
language = {language!r}
env["res.lang"]._activate_lang(language)
env["res.partner"].with_context(active_test=False).search([]).lang = language
env["ir.default"].set("res.partner", "lang", language)
env.cr.commit()
"""


def _pytest(
    outcome: Outcome, arguments: Sequence[str | Path], env: Mapping[str, str]
) -> Outcome:
    """Run pytest and count; its output is in :func:`log_of`."""
    report, log = report_of(outcome.name), log_of(outcome.name)
    report.unlink(missing_ok=True)
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
