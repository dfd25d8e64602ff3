"""Overpayments."""

from __future__ import annotations

from xero_sandbox.accounting.other_credits import other_credits

ENDPOINT = other_credits("Overpayment", lambda organisation: organisation.overpayments)
