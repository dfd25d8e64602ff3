"""Dates on which nothing may change any more."""

from __future__ import annotations

from datetime import date

from xero_sandbox.accounting import messages
from xero_sandbox.store.organisation import Organisation


def lock_problem(organisation: Organisation, day: date) -> str:
    """Xero's words if the day is locked, otherwise nothing. The lock date itself is
    locked; drafts are as well (unknown: the harsher reading)."""
    settings = organisation.settings
    if settings.end_of_year_lock and day <= settings.end_of_year_lock:
        return messages.YEAR_LOCKED(day=_written(settings.end_of_year_lock))
    if settings.period_lock and day <= settings.period_lock:
        return messages.PERIOD_LOCKED(day=_written(settings.period_lock))
    return ""


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
