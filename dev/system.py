"""What must come from the operating system."""

import ctypes.util
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from dev import say
from dev.commands import logged
from dev.say import Stop

_POSTGRES_HOMES = "/usr/lib/postgresql"  # Debian's; elsewhere the PATH tells
_CREATECLUSTER = Path("/etc/postgresql-common/createcluster.conf")


class Need(NamedTuple):
    """Something Odoo needs, how it is recognised, and Debian's packages for it."""

    what: str
    found: Callable[[], object]
    packages: tuple[str, ...]


def postgres_bin() -> Path | None:
    """The folder of the newest PostgreSQL server's programs, 13 or newer."""
    versions = [
        (int(home.name), home / "bin")
        for home in Path(_POSTGRES_HOMES).glob("[0-9]*")
        if home.name.isdigit() and (home / "bin" / "initdb").exists()
    ]
    if usable := [entry for entry in versions if entry[0] >= 13]:
        return max(usable)[1]
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


def chromium() -> str | None:
    """The browser that Odoo's browser tests and ours drive."""
    names = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


NEEDS = (
    Need("the PostgreSQL server", postgres_bin, ("postgresql",)),
    Need("Chromium", chromium, ("chromium", "fonts-liberation", "fonts-dejavu-core")),
    Need("libmagic", lambda: ctypes.util.find_library("magic"), ("libmagic1",)),
    # Playwright brings a node of its own, which is linked against it.
    Need("libatomic", lambda: ctypes.util.find_library("atomic"), ("libatomic1",)),
)


def provide(needs: Sequence[Need] = NEEDS) -> None:
    """Install what is missing, or say which command does.

    :raise Stop: something is missing and only an administrator can install it
    """
    _check_python()
    missing = [need for need in needs if not need.found()]
    if not missing:
        return
    what = ", ".join(need.what for need in missing)
    packages = [package for need in missing for package in need.packages]
    if not shutil.which("apt-get"):
        raise Stop(
            f"Missing: {what}. Install it with your system's package manager "
            f"(Debian's names: {' '.join(packages)})."
        )
    if os.geteuid() != 0:
        raise Stop(
            f"Missing: {what}. Ask an administrator to run: "
            f"sudo apt-get install {' '.join(packages)}"
        )
    with say.step(f"Installing {what}"):
        _install(packages)
    if absent := [need.what for need in missing if not need.found()]:
        raise Stop(f"apt-get installed no usable version of {', '.join(absent)}.")


def _install(packages: list[str]) -> None:
    if "postgresql" in packages and not _CREATECLUSTER.exists():
        # Otherwise Debian starts a cluster of its own on port 5432.
        _CREATECLUSTER.parent.mkdir(parents=True, exist_ok=True)
        _CREATECLUSTER.write_text("create_main_cluster = false\n")
    env = {"DEBIAN_FRONTEND": "noninteractive"}
    logged("apt-update", ["apt-get", "update"], env=env)
    logged(
        "apt-install",
        ["apt-get", "install", "-y", "--no-install-recommends"]
        # Its package ships the file written above; ours is to stay.
        + ["-o", "Dpkg::Options::=--force-confold"]
        + packages,
        env=env,
        failure=f"apt-get could not install {' '.join(packages)}.",
    )


def _check_python() -> None:
    if not (3, 10) <= sys.version_info[:2] <= (3, 13):
        raise Stop(
            "Odoo 19 runs on Python 3.10 to 3.13, and python3 is "
            f"{sys.version_info[0]}.{sys.version_info[1]}: put a python3 of one of "
            "these first on the PATH."
        )
