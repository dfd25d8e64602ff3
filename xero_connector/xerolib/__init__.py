"""Xero without Odoo: what Xero says and expects, as typed Python.

Nothing here knows Odoo, a database or a user's language. Errors carry data, not prose;
money is ``Decimal``, times are UTC. Only ``client.py`` touches the official SDK.
"""
