"""What a company has behind it when it upgrades: made once for each version.

    make upgrade-dump

writes the database and what Xero holds to tests/data/upgrade (see dev/dumps.py).
"""
