"""One page of a list, as Xero answers it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from .answers import Answer
from .errors import BadAnswer, OddValue
from .reading import Row
from .resources import Resource

_MOST = Decimal(10) ** 9
"""Pages or records that a list may have; a column holds them."""


@dataclass(frozen=True)
class Page:
    """Rows of one page, and how many pages and items Xero counted at that moment.

    What a row is, only ``resource.read`` says: it may be anything.
    """

    rows: list[Any]
    page: int
    page_count: int
    item_count: int | None
    answer: Answer
    resource: Resource

    def readable(self) -> list[dict[str, Any]]:
        """The rows, where each of them must be understood. Raises OddValue."""
        try:
            for row in self.rows:
                self.resource.read(row)
        except OddValue as odd:
            odd.call = self._call
            raise
        return self.rows

    def refusal(self) -> BadAnswer:
        """The error to raise where the page cannot be Xero's, though its rows can be
        read."""
        error = BadAnswer(self.answer)
        error.call = self._call
        return error

    @property
    def _call(self) -> str:
        return f"GET {self.resource.name}"

    @property
    def last(self) -> int:
        """The number of the last page: after an empty one none is asked for, however
        many Xero counted."""
        return self.page_count if self.rows else min(self.page, self.page_count)

    def newest(self, now: datetime) -> datetime | None:
        """The newest of Xero's stamps on the page that can be true; None for none.

        ``now`` is our own clock, aware; Xero's counts too, unless it is absurd. A
        cursor that moved to a stamp beyond would never see a change again.
        """
        theirs = self.answer.server_time
        if theirs and now < theirs < now + _CLOCKS_DIFFER:
            now = theirs
        stamps = [stamp for row in self.rows if (stamp := stamp_of(row))]
        return max((each for each in stamps if each <= now + _AHEAD), default=None)


_AHEAD = timedelta(days=1)
_CLOCKS_DIFFER = timedelta(days=3660)


def stamp_of(row: Any) -> datetime | None:
    """When the thing of a row changed last, whatever else is wrong with the row."""
    try:
        return Row(row).stamp("UpdatedDateUTC")
    except OddValue:
        return None


def read_page(
    answer: Answer, resource: Resource, number: int, size: int | None
) -> Page:
    """Xero snaps a size it dislikes, so a short page is no sign of the end; only where
    it counts no pages (Quotes) is it the only one."""
    if answer.status == 304:
        return Page([], number, number, None, answer, resource)
    payload = answer.json()
    rows = payload.get(resource.envelope) if isinstance(payload, dict) else None
    if not isinstance(rows, list):
        raise BadAnswer(answer)
    count = payload.get("pagination")
    if size is None:
        return Page(rows, number, number, len(rows), answer, resource)
    if count is None:
        more = len(rows) >= size
        return Page(rows, number, number + more, None, answer, resource)
    try:
        counted = Row(count)
        pages = _count(counted, "pageCount")
        items = _count(counted, "itemCount")
        return Page(rows, number, pages, items, answer, resource)
    except OddValue as error:
        raise BadAnswer(answer) from error


def _count(counted: Row, name: str) -> int:
    count = counted.number(name, _MOST)
    if count is None or count < 0 or count % 1:
        raise OddValue(name, str(count), "number")
    return int(count)


def read_one(answer: Answer, resource: Resource) -> Any:
    """What the reader makes of the first row of a list. Raises BadAnswer, OddValue."""
    rows = read_page(answer, resource, 1, None).rows
    if not rows:
        raise BadAnswer(answer)
    return resource.read(rows[0])
