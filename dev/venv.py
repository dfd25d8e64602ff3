"""The Python environment ``.venv``."""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from dev import say
from dev.commands import Command, logged
from dev.paths import PYTHON, ROOT, VENV
from dev.say import Stop

LOCK = ROOT / "dev" / "requirements.lock"
_STAMP = VENV / ".locked"  # what was installed last: the lock file's hash


def provide() -> None:
    """Make ``.venv`` hold exactly what the lock file says.

    :raise Stop: Python's ``venv`` is missing, or a package cannot be had
    """
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if PYTHON.exists() and _STAMP.exists() and _STAMP.read_text() == wanted:
        return
    if not _works():
        _create()
    with say.step("Installing Python packages"):
        uv = _uv()
        logged(
            "packages",
            [uv, "pip", "sync", "--python", PYTHON, "--require-hashes", LOCK],
            failure="The Python packages could not be installed.",
        )
    _STAMP.write_text(wanted)


def site_packages() -> Path:
    """The folder from which ``.venv`` imports."""
    return next((VENV / "lib").glob("python3.*")) / "site-packages"


def _works() -> bool:
    """Whether there is an environment, and its interpreter runs."""
    if not PYTHON.exists():
        return False
    probe = [str(PYTHON), "-c", "import pip"]
    return subprocess.run(probe, capture_output=True).returncode == 0


def _create() -> None:
    if not importlib.util.find_spec("ensurepip"):
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise Stop(
            f"Python {version} comes without its venv module here: install Debian's "
            "package with apt-get install python3-venv (or your system's)."
        )
    if VENV.exists():
        shutil.rmtree(VENV)
    with say.step("Creating .venv"):
        logged("venv", [sys.executable, "-m", "venv", VENV])


def _uv() -> Path:
    """``uv``, which installs in seconds; pip fetches it, pinned by the same lock."""
    uv = VENV / "bin" / "uv"
    if not uv.exists():
        pins = VENV / "uv.txt"
        pins.write_text(_pins_of("uv"))
        pip: Command = [PYTHON, "-m", "pip", "--disable-pip-version-check"]
        logged(
            "uv",
            [*pip, "install", "--require-hashes", "--no-deps", "-r", pins],
            failure="uv, the installer of Python packages, could not be fetched.",
        )
    return uv


def _pins_of(package: str) -> str:
    """The lock file's own lines about one package, with its hashes."""
    lines = LOCK.read_text().splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(f"{package}=="))
    pins = [lines[start]]
    for line in lines[start + 1 :]:
        if not line.startswith("    --hash"):
            break
        pins.append(line)
    return "\n".join(pins) + "\n"
