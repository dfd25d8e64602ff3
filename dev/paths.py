"""Where everything lies, and which ports are used."""

import hashlib
import os
from pathlib import Path

NAME = "xero-connector"

ROOT = Path(__file__).resolve().parent.parent
ADDON = ROOT / "xero_connector"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"

BUILD = ROOT / "build"
LOGS = BUILD / "logs"
PIDS = BUILD / "pids"
ODOO_DATA = BUILD / "odoo-data"  # Odoo's filestore and sessions

# Downloads, shared by all checkouts of this user and safe to delete.
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / NAME

_CHECKOUT = hashlib.sha256(str(ROOT).encode()).hexdigest()[:10]


def _cluster_home() -> Path:
    """Where the database cluster of this checkout and its socket live.

    PostgreSQL refuses to run as root, and the user it runs as instead cannot enter
    /root; so root's clusters live under /var/lib. A socket's path has at most 107
    bytes, so it cannot simply lie in the checkout either.
    """
    if os.geteuid() == 0:
        return Path("/var/lib") / NAME / _CHECKOUT
    return Path("/tmp") / f"{NAME}-{os.geteuid()}-{_CHECKOUT}"


CLUSTER = _cluster_home()
CLUSTER_DATA = CLUSTER / "data" if os.geteuid() == 0 else BUILD / "postgres"


def odoo_port() -> int:
    """The port of the Odoo that people look at (``ODOO_PORT``)."""
    return int(os.environ.get("ODOO_PORT") or 8069)


def sandbox_port() -> int:
    """The port of the pretend Xero that people look at (``SANDBOX_PORT``)."""
    return int(os.environ.get("SANDBOX_PORT") or 5000)
