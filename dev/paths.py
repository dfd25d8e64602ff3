"""Where everything lies, and which ports are used."""

import hashlib
import os
from pathlib import Path

NAME = "xero-connector"

ROOT = Path(__file__).resolve().parent.parent
ADDON = ROOT / "xero_connector"
# Addons that only tests install.
TEST_ADDONS = ROOT / "tests" / "addons"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"

BUILD = ROOT / "build"
LOGS = BUILD / "logs"
PIDS = BUILD / "pids"
# What runs in another time (dev.clock) has a database server of its own.
OTHER_TIME = "XERO_OTHER_TIME"
_IN_OTHER_TIME = "-other-time" if os.environ.get(OTHER_TIME) else ""

ODOO_DATA = BUILD / f"odoo-data{_IN_OTHER_TIME}"  # Odoo's filestore and sessions

# Downloads, shared by all checkouts of this user and safe to delete.
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / NAME

_CHECKOUT = hashlib.sha256(str(ROOT).encode()).hexdigest()[:10]


def _cluster_home() -> Path:
    """Where the database cluster of this checkout and its socket live.

    PostgreSQL refuses to run as root, and the user it runs as instead cannot enter
    /root; so root's clusters live under /var/lib. A socket's path has at most 107
    bytes, so it cannot simply lie in the checkout either.
    """
    checkout = f"{_CHECKOUT}{_IN_OTHER_TIME}"
    if os.geteuid() == 0:
        return Path("/var/lib") / NAME / checkout
    return Path("/tmp") / f"{NAME}-{os.geteuid()}-{checkout}"


CLUSTER = _cluster_home()
CLUSTER_DATA = (
    CLUSTER / "data" if os.geteuid() == 0 else BUILD / f"postgres{_IN_OTHER_TIME}"
)


def odoo_port() -> int:
    """The port of the Odoo that people look at (``ODOO_PORT``)."""
    return int(os.environ.get("ODOO_PORT") or 8069)


def sandbox_port() -> int:
    """The port of the pretend Xero that people look at (``SANDBOX_PORT``)."""
    return int(os.environ.get("SANDBOX_PORT") or 5000)
