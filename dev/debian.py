"""Odoo 19 from Debian's archive, kept in the cache.

Odoo is on no package index; Debian's ``sid`` carries it whole. The packages are
downloaded without touching the system's own sources, checked, and unpacked (not
installed) below the cache.
"""

import fcntl
import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dev import say
from dev.commands import logged
from dev.paths import CACHE
from dev.say import Stop

# Odoo's files link into /usr/share of these; without jquery every page answers 500.
# Font Awesome is taken from bookworm: sid's 7.x lacks the files that Odoo links to.
PACKAGES = (
    "odoo-19",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-font-awesome/bookworm",
)
_SOURCES = """\
deb http://deb.debian.org/debian sid main
deb http://deb.debian.org/debian bookworm main
"""

# The build that this project was tried with: another 19.0 is taken too, with a warning.
TRIED_SHA256 = "9d2f598b0555db17e291d48ed24df184c70823c053c4c5ed53c467ca7f629bbf"

_PACKAGE_DIR = CACHE / "debian"
_HASHES = _PACKAGE_DIR / "sha256.json"
_ODOO_IN_PREFIX = Path("usr/lib/python3/dist-packages/odoo")
# Debian strips this asset, and its absence is a console error in every browser test.
_STRIPPED_ASSET = Path(
    "addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
)
_UNPACKED_BYTES = 2_000_000_000


def provide() -> Path:
    """The folder of the ``odoo`` package, downloaded and unpacked where needed.

    :raise Stop: no network, no ``odoo-19`` in sid any more, or no room on the disk
    """
    if unpacked := _unpacked():
        return unpacked
    CACHE.mkdir(parents=True, exist_ok=True)
    with _alone():  # another checkout may be doing the same
        if unpacked := _unpacked():
            return unpacked
        debs = _sound_packages()
        if not debs:
            with say.step("Downloading Odoo 19 from Debian (130 MB)"):
                debs = _download()
        with say.step("Unpacking Odoo"):
            return _unpack(debs)


@contextmanager
def _alone() -> Iterator[None]:
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _unpacked() -> Path | None:
    """The newest tree that was unpacked to its end."""
    trees = sorted(CACHE.glob("odoo-19*/" + str(_ODOO_IN_PREFIX)))
    return trees[-1] if trees else None


def _sound_packages() -> list[Path]:
    """The cached packages if all are there and unharmed, otherwise none."""
    if not _HASHES.exists():
        return []
    expected = json.loads(_HASHES.read_text())
    for name, digest in expected.items():
        package = _PACKAGE_DIR / name
        if not package.exists():
            return []
        if _sha256(package) != digest:
            say.line(f"  The cached {package} is damaged: fetching it again.")
            package.unlink()
            return []
    return [_PACKAGE_DIR / name for name in expected]


def _download() -> list[Path]:
    """Fetch all packages afresh; apt checks them against Debian's signatures."""
    if not shutil.which("apt-get"):
        raise Stop(
            "This system has no apt-get to fetch Debian's odoo-19 with: set ODOO_PATH "
            "to the folder of an Odoo 19 of your own."
        )
    shutil.rmtree(_PACKAGE_DIR, ignore_errors=True)
    lists = _PACKAGE_DIR / "lists"
    lists.mkdir(parents=True)
    sources = _PACKAGE_DIR / "sources.list"
    sources.write_text(_SOURCES)
    apt = ["apt-get"]
    for option in (
        f"Dir::Etc::sourcelist={sources}",
        "Dir::Etc::sourceparts=/dev/null",
        f"Dir::State::Lists={lists}",
        "Dir::Cache::pkgcache=",
        "Dir::Cache::srcpkgcache=",
        f"Dir::Cache::archives={_PACKAGE_DIR}",
        "Acquire::Languages=none",
        "Acquire::Retries=3",
        "Acquire::Check-Valid-Until=false",  # a mirror may lag; signatures still count
        "APT::Sandbox::User=root",  # apt's own user cannot enter a cache under /root
        "APT::Update::Error-Mode=any",
    ):
        apt += ["-o", option]
    logged(
        "debian-update", [*apt, "update"], failure="Debian's archive did not answer."
    )
    logged(
        "debian-download",
        [*apt, "download", *PACKAGES],
        cwd=_PACKAGE_DIR,
        failure="Debian's sid no longer has odoo-19 or one of its companions: set "
        "ODOO_PATH to the folder of an Odoo 19 of your own.",
    )
    shutil.rmtree(lists)
    debs = sorted(_PACKAGE_DIR.glob("*.deb"))
    _HASHES.write_text(json.dumps({deb.name: _sha256(deb) for deb in debs}, indent=1))
    return debs


def _unpack(debs: list[Path]) -> Path:
    """Unpack beside the final place and rename, so that half a tree is never used."""
    if shutil.disk_usage(CACHE).free < _UNPACKED_BYTES:
        raise Stop(
            f"Odoo needs 2 GB of free space under {CACHE}: free some, or set "
            "XDG_CACHE_HOME to a folder on a larger disk."
        )
    main = next(deb for deb in debs if deb.name.startswith("odoo-19_"))
    version = _field(main, "Version")
    if not version.startswith("19.0"):
        raise Stop(
            f"Debian's odoo-19 is now version {version}, not 19.0: set ODOO_PATH to "
            "the folder of an Odoo 19.0 of your own."
        )
    if _sha256(main) != TRIED_SHA256:
        say.line(f"(Debian's Odoo {version} is newer than the one tried here) ")
    partial = CACHE / "unpacking"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    for deb in debs:
        logged("unpack", ["dpkg", "-x", deb, partial])
    asset = partial / _ODOO_IN_PREFIX / _STRIPPED_ASSET
    if not asset.exists():
        asset.parent.mkdir(parents=True, exist_ok=True)
        asset.touch()
    final = CACHE / f"odoo-{version.replace('/', '_')}"
    shutil.rmtree(final, ignore_errors=True)
    partial.rename(final)
    return final / _ODOO_IN_PREFIX


def _field(deb: Path, field: str) -> str:
    command = ["dpkg-deb", "--field", str(deb), field]
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as content:
        while chunk := content.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()
