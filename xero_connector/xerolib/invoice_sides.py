"""Invoices in the form in which they are compared, and what was agreed on last.

The agreed values are JSON: ``head`` by Xero's names, ``lines`` in Xero's order, each
with ``key`` (the line in Odoo), ``LineItemID`` and ``spelled`` (Xero's own spelling of
what we sent, where it differs); ``spelled`` of the head likewise. ``given``: see
``invoice_given.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from .invoice_fields import HEAD_FIELDS, LINE_FIELDS
from .lines import Price, as_taken
from .merge import spelling
from .payloads import number_text
from .values import parse_date

Json = dict[str, Any]

HEAD = tuple(field.name for field in HEAD_FIELDS)
LINE = tuple(field.name for field in LINE_FIELDS)
NUMBERS = ("Quantity", "UnitAmount", "DiscountRate")

_COMPARED = frozenset({*HEAD, *LINE})

KEPT = ("Tracking", "ItemCode", "DiscountAmount")
"""Xero's, and kept: sent back with the line as they were read."""


def said(body: Mapping[str, Any], keys: Sequence[int | None] = ()) -> Json:
    """An invoice of Xero's form, ours or Xero's own, in the form that is compared.

    ``keys`` are the lines' ids in Odoo, in the body's order. Numbers become text, so
    that 5, 5.0 and 5.00 are one.
    """
    head = {name: str(body.get(name) or "") for name in HEAD}
    head["Contact"] = str((body.get("Contact") or {}).get("ContactID") or "")
    for name in ("Date", "DueDate"):
        # Xero's own dates come twice; ours are plain.
        text = body.get(f"{name}String") or body.get(name)
        head[name] = parse_date(text).isoformat() if text else ""
    lines = []
    for position, row in enumerate(body.get("LineItems") or []):
        line: Json = {name: str(row.get(name) or "") for name in LINE}
        priced = row.get("Quantity") is not None
        for name in NUMBERS:
            line[name] = number_text(row.get(name) or 0) if priced else ""
        line |= {name: row[name] for name in KEPT if row.get(name)}
        line["LineItemID"] = row.get("LineItemID")
        line["key"] = keys[position] if position < len(keys) else None
        lines.append(_as_taken(line))
    return {"head": head, "lines": lines}


def current(agreed: Json) -> Json:
    """What was agreed on in the form of today: what an earlier version sent with a
    quantity below zero, and Xero still holds so, is no change."""
    return agreed | {"lines": [_current(line) for line in agreed["lines"]]}


def _current(line: Json) -> Json:
    spelled = line.get("spelled") or {}
    mine, xeros = _as_taken(line), _as_taken(line | spelled)
    if mine == line or not spelled:
        return mine
    texts = {name: value for name, value in spelled.items() if name not in NUMBERS}
    return mine | {"spelled": texts | spelling(fields_of(mine), xeros)}


def _as_taken(line: Json) -> Json:
    """The line in the form that Xero takes, so that one amount has one form."""
    if not line["Quantity"]:
        return line
    price = Price(*(Decimal(line[name]) for name in NUMBERS))
    taken = as_taken(price)
    if taken is None:
        empty = dict.fromkeys((*NUMBERS, "AccountCode", "TaxType"), "")
        return line | empty
    if taken == price:
        return line
    line = line | dict(zip(NUMBERS, map(number_text, taken), strict=True))
    if price.discount_rate and not taken.discount_rate:
        line.pop("DiscountAmount", None)
    return line


def fields_of(line: Mapping[str, Any] | None) -> Json:
    """What is compared of a line."""
    return {name: line[name] for name in LINE if name in line} if line else {}


def holds(sent: Mapping[str, Any], stored: Mapping[str, Any]) -> bool:
    """Whether an update that was sent has arrived: Xero says all that it said.

    ``sent`` and ``stored`` are Xero's objects. Spaces do not count: Xero trims.
    """
    there = said(stored)
    if sent.get("Status") not in (None, stored.get("Status")):
        return False
    mine = said(sent)
    if any(
        not _alike(mine["head"], there["head"], name) for name in HEAD if sent.get(name)
    ):
        return False
    if "LineItems" not in sent:
        return True
    return len(mine["lines"]) == len(there["lines"]) and all(
        row["LineItemID"] in (None, other["LineItemID"])
        and all(
            _alike(row, other, name) for name in LINE if given.get(name) is not None
        )
        for given, row, other in zip(
            sent["LineItems"], mine["lines"], there["lines"], strict=True
        )
    )


def _alike(one: Json, other: Json, name: str) -> bool:
    """Numbers are compared by their text too: both sides have it canonical."""
    return str(one[name]).split() == str(other[name]).split()


def arrived(base: Json, sent: Json | None, stored: Mapping[str, Any]) -> Json:
    """``base``, now that it stands in Xero: with the ids of its lines.

    ``sent`` is what left, as :func:`said` reads it, None when that is not known to be
    what arrived (it stood there already); ``stored`` is Xero's object.
    """
    xero = said(stored)
    left = {row["LineItemID"]: row for row in (sent or {}).get("lines", ())}
    pairs = _pairs_of_new(base["lines"], xero["lines"], set(left))
    rows = {row["LineItemID"]: row for row in xero["lines"]}
    lines = []
    for line in base["lines"]:
        line_id = line.get("LineItemID") or pairs.get(id(line))
        row = rows.get(line_id) or {}
        ours = left.get(line_id) or ({} if line.get("LineItemID") else line)
        lines.append(
            line
            | {
                "LineItemID": line_id,
                "spelled": _spelled(line, line, ours if sent and row else {}, row),
            }
        )
    head = sent["head"] if sent else {}
    spelled = _spelled(base, base["head"], head, xero["head"])
    return base | {"spelled": spelled, "lines": lines}


def _pairs_of_new(
    base: Sequence[Json], stored: Sequence[Json], sent_ids: set[str]
) -> dict[int, str]:
    """The ids that Xero gave to what had none, by Python's id of our line.

    In Xero's answer lines stand as they were sent; if they are not as many, nobody
    knows which is which, and none has one.
    """
    known = {line.get("LineItemID") for line in base} | sent_ids
    fresh = [row["LineItemID"] for row in stored if row["LineItemID"] not in known]
    new = [id(line) for line in base if not line.get("LineItemID")]
    return dict(zip(new, fresh, strict=True)) if len(new) == len(fresh) else {}


def _spelled(before: Json, base: Json, sent: Json, stored: Json) -> Json:
    """Xero's spelling of what was agreed *and* sent; what differs because it was kept
    as a bookkeeper set it is none of ours.

    ``before`` holds the spelling known so far.
    """
    ours = {
        name: value
        for name, value in sent.items()
        if name in _COMPARED and value and value == base.get(name)
    }
    known = {n: v for n, v in (before.get("spelled") or {}).items() if n not in ours}
    return known | spelling(ours, stored)
