"""A pretend Xero: a real HTTP server that refuses what Xero refuses, in Xero's words.

It knows nothing of any client. `python -m xero_sandbox` starts it, README.md says
which rule comes from where.
"""
