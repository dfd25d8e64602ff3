"""One page of a list, as Xero answers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .answers import Answer
from .errors import BadAnswer
from .resources import Resource


@dataclass(frozen=True)
class Page:
    """Rows of one page, and how many pages and items Xero counted at that moment."""

    rows: list[dict[str, Any]]
    page: int
    page_count: int
    item_count: int | None
    answer: Answer


def read_page(
    answer: Answer, resource: Resource, number: int, size: int | None
) -> Page:
    """Xero snaps a size it dislikes, so a short page is no sign of the end; only where
    it counts no pages (Quotes) is it the only one."""
    if answer.status == 304:
        return Page([], number, number, None, answer)
    payload = answer.json()
    rows = payload.get(resource.envelope) if isinstance(payload, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadAnswer(answer)
    count = payload.get("pagination")
    if size is None:
        return Page(rows, number, number, len(rows), answer)
    if count is None:
        more = len(rows) >= size
        return Page(rows, number, number + more, None, answer)
    try:
        return Page(rows, number, int(count["pageCount"]), count["itemCount"], answer)
    except (TypeError, KeyError, ValueError) as error:
        raise BadAnswer(answer) from error
