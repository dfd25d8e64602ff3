"""Make ``import xerolib`` work without Odoo and without installing the addon."""

import sys
from pathlib import Path

ADDON = Path(__file__).parents[2] / "xero_connector"
sys.path.insert(0, str(ADDON))
