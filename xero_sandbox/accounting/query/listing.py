"""A list answer: filter, order, page, render."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from math import ceil
from typing import Any, TypeVar

from xero_sandbox.accounting import messages
from xero_sandbox.accounting.endpoint import Ask, Json
from xero_sandbox.accounting.errors import bad_query
from xero_sandbox.accounting.query.fields import Fields
from xero_sandbox.accounting.query.where import parse_where
from xero_sandbox.http.call import Answer
from xero_sandbox.sources import Rule, Source
from xero_sandbox.store.table import Row, fold

RowT = TypeVar("RowT")

LIST_RULES = (
    Rule(
        "pageSize is 100, at most 1,000, at least 1: other values are snapped",
        Source.DOCS,
    ),
    Rule("`pagination` is there only when `page` was sent", Source.RECORDED),
    Rule("the default order is UpdatedDateUTC, then id", Source.DOCS),
    Rule("where and order on the documented fields; others are 400", Source.DOCS),
    Rule("texts are compared without case and accents", Source.RECORDED),
    Rule("where: a quote in a text is doubled, a backslash a letter", Source.REPORTED),
    Rule(
        "If-Modified-Since counts whole seconds, and only what is later than it",
        Source.UNKNOWN,
    ),
    Rule("If-Modified-Since with an offset other than UTC is refused", Source.UNKNOWN),
)

LARGEST_PAGE = 1_000

# Rows that come in pages are in it already; to sort 100,000 again costs a page's time.
_DEFAULT_ORDER = ("", "updateddateutc", "updateddateutc asc")


def answer_list(
    ask: Ask,
    plural: str,
    rows: Sequence[RowT],
    fields: Fields,
    render: Callable[[RowT, bool], Json],
    *,
    pages: bool = True,
) -> Answer:
    """The rows that the call asks for. `render` is told whether rows are full: paged
    answers are, others lack what the docs say. Rows that come in pages are given in the
    default order. Raises Refusal (400)."""
    if expression := ask.parameters.get("where"):
        test = parse_where(expression, fields)
        rows = [row for row in rows if test(row)]
    order = ask.parameters.get("order", "").strip()
    if not (pages and order.lower() in _DEFAULT_ORDER):
        rows = _ordered(order, rows, fields)
    paged = pages and ("page" in ask.parameters or ask.flag("summaryOnly"))
    if not paged:
        return ask.answer(plural, [render(row, False) for row in rows])
    page, size = _number(ask, "page", 1), _number(ask, "pagesize", 100)
    size = min(size, LARGEST_PAGE)
    shown = rows[(page - 1) * size : page * size]
    pagination = {
        "page": page,
        "pageSize": size,
        "pageCount": ceil(len(rows) / size),
        "itemCount": len(rows),
    }
    things = [render(row, True) for row in shown]
    return ask.answer(plural, things, pagination=pagination)


def modified_since(ask: Ask, rows: Sequence[Any]) -> list[Any]:
    """The rows that changed after If-Modified-Since. Raises Refusal (400)."""
    header = ask.call.headers.get("if-modified-since", "").strip()
    if not header:
        return list(rows)
    since = _seconds(header)
    return [row for row in rows if _updated(row) > since]


def wanted_ids(ask: Ask, name: str) -> set[str] | None:
    """A parameter with comma separated values, in lower case; None if not sent."""
    text = ask.parameters.get(name.lower())
    if text is None:
        return None
    return {part.strip().lower() for part in text.split(",") if part.strip()}


def search(ask: Ask, texts: Callable[[Any], Sequence[str]]) -> Callable[[Any], bool]:
    """The test that `searchTerm` asks for."""
    term = fold(ask.parameters.get("searchterm", ""))
    return lambda row: not term or any(term in fold(text) for text in texts(row))


def _updated(row: Row) -> int:
    return row.updated // 1000


def _seconds(header: str) -> int:
    try:
        moment = datetime.fromisoformat(header.replace("Z", "+00:00"))
    except ValueError:
        try:
            moment = parsedate_to_datetime(header)
        except (ValueError, TypeError):
            raise bad_query(messages.BAD_SINCE.text) from None
    if moment.utcoffset():
        raise bad_query(messages.BAD_SINCE.text)
    return int(moment.replace(tzinfo=timezone.utc).timestamp())


def _number(ask: Ask, name: str, default: int) -> int:
    try:
        return max(1, int(ask.parameters.get(name, default)))
    except ValueError:
        return default


def _ordered(wish: str, rows: Sequence[RowT], fields: Fields) -> Sequence[RowT]:
    if not wish:
        return rows
    by_name = {name.lower(): field for name, field in fields.items()}
    ordered = list(rows)
    for part in reversed(wish.split(",")):
        name, _, direction = part.strip().partition(" ")
        field = by_name.get(name.lower())
        way = direction.strip().lower()
        if field is None:
            raise bad_query(f"No property or field '{name}' exists")
        if way not in ("", "asc", "ascending", "desc", "descending"):
            raise bad_query(f"Syntax error near '{direction}'")
        get = field.get
        ordered.sort(key=lambda row: _sortable(get(row)), reverse=way.startswith("d"))
    return ordered


def _sortable(value: Any) -> tuple[bool, Any]:
    if value is None:
        return False, 0
    return True, fold(value) if isinstance(value, str) else value
