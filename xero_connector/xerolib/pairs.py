"""Reading a list of pairs that another connector left: an id in Odoo, an id in Xero."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

_XERO_ID = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE
)
_SEPARATOR = re.compile(r"\"?sep=.?\"?", re.IGNORECASE)
_DELIMITERS = ",;\t|"
_ENCODINGS = ("utf-8-sig", "utf-16", "cp1252")

LARGEST = 10_000_000
"""Bytes of a file that is read at most."""


class UnreadablePairs(ValueError):
    """The file is no such list.

    :ivar reason: ``too_large``, ``encoding``, ``empty``, ``ids`` (none of Xero's is in
        it), ``columns`` (nothing beside these) or ``quotes``
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Pair:
    """A line of the file.

    :ivar line: its number, as an editor counts
    :ivar odoo: an id, or an external id; as it stands there
    :ivar xero: Xero's id, in small letters; "" where the line has none
    """

    line: int
    odoo: str
    xero: str


def read_pairs(content: bytes) -> list[Pair]:
    """The pairs of a CSV file, with or without a line of titles.

    Which column is Xero's is told by what stands in it; Odoo's is the one called so, or
    else the first of the others. Raises UnreadablePairs
    """
    if len(content) > LARGEST:
        raise UnreadablePairs("too_large")
    rows = list(_rows(_decode(content)))
    if not rows:
        raise UnreadablePairs("empty")
    xero = _find_column(rows)
    if xero is None:
        raise UnreadablePairs("ids")
    others = [n for n in range(max(len(row) for _n, row in rows)) if n != xero]
    titles = [cell.lower() for cell in rows[0][1]]
    named = [n for n in others if n < len(titles) and "odoo" in titles[n]]
    if not others:
        raise UnreadablePairs("columns")
    odoo = (named or others)[0]
    has_titles = not _XERO_ID.fullmatch(_cell(rows[0][1], xero))
    has_titles = has_titles and not _cell(rows[0][1], odoo).isdigit()
    return [
        Pair(number, _cell(row, odoo), _xero_id(_cell(row, xero)))
        for number, row in rows[has_titles:]
    ]


def _decode(content: bytes) -> str:
    is_wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in _ENCODINGS:
        if (encoding == "utf-16") != is_wide:
            continue
        try:
            return content.decode(encoding)
        except UnicodeError:
            continue
    raise UnreadablePairs("encoding")


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each line that says something, with its number."""
    first = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    # So spreadsheets note what separates the columns; it is no line of the list.
    noted = _SEPARATOR.fullmatch(first.strip())
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells) and not (noted and reader.line_num == 1):
                yield reader.line_num, cells
    except csv.Error as error:
        raise UnreadablePairs("quotes") from error


def _find_column(rows: list[tuple[int, list[str]]]) -> int | None:
    """The column in which most of Xero's ids stand."""
    found = Counter(
        column
        for _number, row in rows
        for column, cell in enumerate(row)
        if _XERO_ID.fullmatch(cell)
    )
    return found.most_common(1)[0][0] if found else None


def _cell(row: list[str], column: int) -> str:
    return row[column] if column < len(row) else ""


def _xero_id(text: str) -> str:
    return text.lower() if _XERO_ID.fullmatch(text) else ""
