"""A table of rows with unique look-ups, in Xero's default order, that can be undone."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, Protocol, TypeVar


class Row(Protocol):
    """What a table needs to know of its rows."""

    @property
    def id(self) -> str: ...

    @property
    def updated(self) -> int: ...


RowT = TypeVar("RowT", bound=Row)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """The text as Xero compares it: without case and accents (docs: filters)."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return bare.casefold()


@dataclass(frozen=True)
class Change(Generic[RowT]):
    """A row that was saved, and what stood there before."""

    table: Table[RowT]
    row_id: str
    before: RowT | None

    def undo(self) -> None:
        """Put back what stood there."""
        self.table.restore(self.row_id, self.before)


class Table(Generic[RowT]):
    """Rows by id. `keys` names further look-ups: each gives a row's key, or None for
    rows that do not take part (an archived contact's name, say)."""

    def __init__(
        self, keys: Mapping[str, Callable[[RowT], str | None]] | None = None
    ) -> None:
        self._rows: dict[str, RowT] = {}
        self._keys = dict(keys or {})
        self._index: dict[str, dict[str, str]] = {name: {} for name in self._keys}
        self._ordered: list[RowT] | None = []
        self.version = 0
        self.journal: list[Change[Any]] | None = None

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[RowT]:
        return iter(self.ordered())

    def get(self, row_id: str) -> RowT | None:
        """The row with that id."""
        return self._rows.get(row_id)

    def find(self, key: str, value: str) -> RowT | None:
        """The row with that value under the look-up `key`."""
        row_id = self._index[key].get(fold(value))
        return self._rows[row_id] if row_id else None

    def ordered(self) -> list[RowT]:
        """All rows by UpdatedDateUTC, then id: Xero's default order (docs)."""
        if self._ordered is None:
            self._ordered = sorted(self._rows.values(), key=_default_order)
        return self._ordered

    def as_saved(self) -> list[RowT]:
        """All rows in the order in which they came: of two with one key, look-ups give
        the first."""
        return list(self._rows.values())

    def save(self, row: RowT) -> RowT:
        """Put the row in, or in the place of the one with its id."""
        before = self._rows.get(row.id)
        if self.journal is not None:
            self.journal.append(Change(self, row.id, before))
        self._put(row, before)
        return row

    def remove(self, row_id: str) -> None:
        """Take a row out for good, as nobody but a reset of Xero's does."""
        self.restore(row_id, None)

    def _put(self, row: RowT, before: RowT | None) -> None:
        for name, key_of in self._keys.items():
            index = self._index[name]
            old_key = key_of(before) if before is not None else None
            if old_key and index.get(fold(old_key)) == row.id:
                del index[fold(old_key)]
            if new_key := key_of(row):
                index.setdefault(fold(new_key), row.id)
        self._rows[row.id] = row
        self._changed()

    def restore(self, row_id: str, before: RowT | None) -> None:
        """Undo a save: put `before` back, or take the row out."""
        now = self._rows[row_id]
        if before is not None:
            self._put(before, now)
            return
        for name, key_of in self._keys.items():
            key = key_of(now)
            if key and self._index[name].get(fold(key)) == row_id:
                del self._index[name][fold(key)]
        del self._rows[row_id]
        self._changed()

    def _changed(self) -> None:
        self._ordered = None
        self.version += 1


def _default_order(row: Row) -> tuple[int, str]:
    return row.updated, row.id
