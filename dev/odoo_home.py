"""Which Odoo is used, and how it becomes importable."""

import os
import re
import subprocess
import sys
from pathlib import Path

from dev import debian, venv
from dev.say import Stop

_SERIES = "19.0"


def provide() -> Path:
    """Link an Odoo 19 into ``.venv``; return the folder of its ``odoo`` package.

    Looked for in this order: ``ODOO_PATH``, an Odoo 19 that the system's Python
    imports, the cache, Debian's archive.

    :raise Stop: ``ODOO_PATH`` holds no Odoo 19, or none can be downloaded
    """
    package = _own() or _installed() or debian.provide()
    link = venv.site_packages() / "odoo"
    if not (link.is_symlink() and link.readlink() == package):
        link.unlink(missing_ok=True)
        link.symlink_to(package)
    return package


def package() -> Path:
    """The folder of the ``odoo`` package in use, once set up."""
    return (venv.site_packages() / "odoo").resolve()


def addons_paths() -> list[Path]:
    """Where Odoo's addons lie: inside the package, and beside it in a git checkout."""
    beside = package().parent / "addons"
    # Debian's folder of that name is a partial copy without views.
    is_checkout = (package().parent / "odoo-bin").exists()
    return [package() / "addons", *([beside] if is_checkout else [])]


def version() -> str:
    """What Odoo this is, exactly enough to tell whether a template is out of date."""
    release = package() / "release.py"
    return f"{release.resolve()} {release.stat().st_mtime_ns}"


def _own() -> Path | None:
    """The Odoo that a developer named: a checkout, or a folder with ``odoo`` in it."""
    if not (named := os.environ.get("ODOO_PATH")):
        return None
    home = Path(named).expanduser().resolve()
    for package in (home, home / "odoo"):
        if _is_odoo(package):
            return package
    raise Stop(
        f"ODOO_PATH={named} holds no Odoo {_SERIES}: name its folder, or unset it."
    )


def _installed() -> Path | None:
    """The Odoo 19 that the system's own Python imports, if it does."""
    probe = "import importlib.util as u; print(u.find_spec('odoo.release').origin)"
    # -I: neither this folder nor the environment's variables count.
    command = [str(_system_python()), "-I", "-c", probe]
    found = subprocess.run(command, capture_output=True, text=True)
    if found.returncode:
        return None
    package = Path(found.stdout.strip()).parent
    return package if _is_odoo(package) else None


def _system_python() -> Path:
    """The interpreter that ``.venv`` was made from."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    return Path(sys.base_prefix) / "bin" / version


def _is_odoo(package: Path) -> bool:
    release = package / "release.py"
    if not release.exists():
        return False
    found = re.search(r"^version_info = \((\d+), (\d+)", release.read_text(), re.M)
    return found is not None and ".".join(found.groups()) == _SERIES
