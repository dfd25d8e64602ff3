"""When a contact's invoices are due, as Xero says it."""

from __future__ import annotations

from dataclasses import dataclass

from .reading import Row

KINDS = frozenset(
    {
        "DAYSAFTERBILLDATE",
        "DAYSAFTERBILLMONTH",
        "OFCURRENTMONTH",
        "OFFOLLOWINGMONTH",
    }
)
"""Xero's types of terms (its OpenAPI description, PaymentTermType)."""


@dataclass(frozen=True)
class Terms:
    """
    :ivar day: number of days, or day of the month
    :ivar kind: one of :data:`KINDS`
    """

    day: int
    kind: str


def sales_terms(contact: Row) -> Terms | None:
    """A contact's terms for sales; None for none, or of a kind that nobody knows.
    Raises OddValue"""
    sales = contact.object("PaymentTerms").object("Sales")
    day, kind = sales.number("Day"), sales.word("Type")
    if day is None or kind not in KINDS:
        return None
    return Terms(int(day), kind)
