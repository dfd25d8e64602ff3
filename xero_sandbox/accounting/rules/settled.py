"""Documents with a payment or an allocation take only some edits.

Source: reported readings of the docs: Reference, DueDate, number, branding theme,
contact, Url, a line's description, account and tracking, the planned payment date.
"""

from __future__ import annotations

from dataclasses import replace

from xero_sandbox.accounting import messages
from xero_sandbox.accounting.errors import Invalid
from xero_sandbox.store.models import Document, Line

_FIXED = ("date", "amounts", "currency", "rate", "total", "tax", "subtotal")
_FIXED_IN_LINES = (
    "id",
    "quantity",
    "unit_amount",
    "discount_rate",
    "discount_amount",
    "line_amount",
    "tax_type",
    "tax_amount",
    "item_code",
)
_QUIET = ("due", "sent")
"""Edits that leave UpdatedDateUTC alone, and are missed by If-Modified-Since."""


def check_settled_edit(
    before: Document, after: Document, document_name: str
) -> Document:
    """The edited document, if only free fields changed. Raises Invalid.

    `document_name` is what messages call it.
    """
    fixed = all(getattr(before, name) == getattr(after, name) for name in _FIXED)
    if not fixed or not _same_money(before.lines, after.lines):
        # Xero says both (reported by several).
        status = messages.BAD_STATUS(document=document_name)
        raise Invalid(status, messages.HAS_PAYMENTS.text)
    quiet = {name: getattr(after, name) for name in _QUIET}
    if replace(before, **quiet, updated=after.updated) == after:
        return replace(after, updated=before.updated)
    return after


def _same_money(before: tuple[Line, ...], after: tuple[Line, ...]) -> bool:
    if len(before) != len(after):
        return False
    return all(
        getattr(old, name) == getattr(new, name)
        for old, new in zip(before, after, strict=True)
        for name in _FIXED_IN_LINES
    )
