"""What a setting gave a document, as it was given when the document was sent.

An account, a tax rate or a contact is not Odoo's own word: a mapping or a default gives
it *for* something in Odoo, a tax or a customer (``given`` of a line and of an invoice).
It is agreed on as it leaves. A mapping that changes later counts for what is sent
later, and says nothing about what stands in Xero; what a person changes on the invoice
itself, its tax or its customer, is given anew.

In what was agreed, ``given`` of the head and of each line holds, by Xero's name of the
field, what it was given for and the value: ``{"TaxType": ["account.tax,7", "GST"]}``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from .invoice_sides import LINE, Json, said
from .payloads import Invoice, Line, Tax, invoice_body

Same = Callable[[str, str, Any], bool]
"""Whether a value may have been given for what stands in Odoo now: name of the field,
the value agreed on, and the invoice or line. Asked of what was agreed on before it was
kept what it was given for."""

Anew = Set[tuple[str, str]]
"""Lines, by their LineItemID, and Xero's name of a field."""

# Xero's name of what can be given, and where it stands in the dataclass.
_OF_HEAD = {
    "Contact": "contact_id",
    "LineAmountTypes": "amounts",
    "Url": "url",
}
_OF_LINE = {"Description": "description", "AccountCode": "account_code"}

_RECODED = ("AccountCode", "TaxType")


def said_of(invoice: Invoice) -> Json:
    """What Odoo says, in the form that is compared, and what it was given for."""
    told = said(invoice_body(invoice), [line.key for line in invoice.lines])
    told["given"] = _given(invoice.given, told["head"])
    for line, row in zip(invoice.lines, told["lines"], strict=True):
        row["given"] = _given(line.given, row)
    return told


def _given(sources: Any, values: Json) -> Json:
    return {name: [source, values[name]] for name, source in sources.items()}


def keep(
    invoice: Invoice,
    agreed: Json | None,
    tax_of: Callable[[str], Tax | None],
    same: Same,
    anew: Anew = frozenset(),
) -> Invoice:
    """``invoice``, with what was given for the same things as it was given then.

    ``agreed`` is what both sides agreed on last, None of a new document; ``tax_of``
    knows the organisation's rates by their TaxType. ``anew``: for what today's settings
    count all the same, where they give anything.
    """
    if not agreed:
        return invoice
    today = said_of(invoice)
    kept = _kept(agreed, agreed["head"], today, today["head"], invoice, same)
    former = former_lines(agreed["lines"], today["lines"])
    lines = []
    for line, row, old in zip(invoice.lines, today["lines"], former, strict=True):
        values: Json = {}
        if old:
            values = _kept(old, old, row, row, line, same)
            for name in tuple(values):
                if row[name] and (old["LineItemID"], name) in anew:
                    del values[name]
        lines.append(_line(line, values, tax_of))
    head: Json = {_OF_HEAD[name]: kept[name] for name in kept if name in _OF_HEAD}
    return replace(invoice, lines=tuple(lines), **head)


def _kept(
    old: Json, agreed: Json, row: Json, values: Json, thing: Any, same: Same
) -> Json:
    """Of what is given, the fields and values that were given already."""
    known = old.get("given")
    found = {}
    for name, (source, value) in row["given"].items():
        if known is None:
            before = agreed.get(name) or ""
            if before != value and same(name, before, thing):
                found[name] = before
        elif known.get(name, [None])[0] == source and known[name][1] != values[name]:
            found[name] = known[name][1]
    return found


def _line(line: Line, values: Json, tax_of: Callable[[str], Tax | None]) -> Line:
    found: Json = {_OF_LINE[name]: values[name] for name in values if name in _OF_LINE}
    if tax := tax_of(values["TaxType"]) if "TaxType" in values else None:
        found["tax"] = tax
    return replace(line, **found) if found else line


def former_lines(agreed: Sequence[Json], today: Sequence[Json]) -> list[Json | None]:
    """Each line of today as it was agreed on; None where it is new.

    By its id in Odoo; a line that was deleted and entered anew just as it was is the
    same line.
    """
    by_key = {line["key"]: line for line in agreed if line["key"] is not None}
    keys = {line["key"] for line in today}
    free = [line for line in agreed if line["key"] not in keys]
    found = []
    for line in today:
        old = by_key.get(line["key"])
        if old is None:
            old = next((each for each in free if _is_entered_anew(each, line)), None)
            if old is not None:
                free.remove(old)
        found.append(old)
    return found


def _is_entered_anew(old: Json, line: Json) -> bool:
    before, now = old.get("given") or {}, line["given"]
    return all(
        before.get(name, [None])[0] == now[name][0]
        if name in now
        else old.get(name) == line[name]
        for name in LINE
    )


def with_given(agreed: Json, odoo: Json) -> Json:
    """``agreed``, knowing what it was given for: what was agreed on before that was
    kept takes it from ``odoo``, see :func:`keep`."""
    if "given" in agreed:
        return agreed
    rows = {row["key"]: row for row in odoo["lines"]}
    lines = [
        line | {"given": rows[line["key"]]["given"]} if line["key"] in rows else line
        for line in agreed["lines"]
    ]
    return agreed | {"given": odoo["given"], "lines": lines}


def untouched(agreed: Json, stored: Mapping[str, Any]) -> Anew:
    """What was given to lines and still stands in Xero as it was given: what today's
    settings may give anew without touching anybody's work.

    ``stored`` is Xero's object.
    """
    rows = {row["LineItemID"]: row for row in said(stored)["lines"]}
    return {
        (line_id, name)
        for line in agreed["lines"]
        if (line_id := line.get("LineItemID")) in rows
        for name, (_source, value) in (line.get("given") or {}).items()
        if rows[line_id].get(name) == value
    }


def given_anew(before: Json, after: Json) -> Counter[tuple[str, str, str]]:
    """How many lines were given something else, by Xero's name of the field, and the
    values before and after. Both are what was agreed on."""
    former = {line.get("LineItemID"): line for line in before["lines"]}
    found: Counter[tuple[str, str, str]] = Counter()
    for line in after["lines"]:
        old = former.get(line.get("LineItemID")) if line.get("LineItemID") else None
        if not old:
            continue
        for name in _RECODED:
            if old[name] != line[name]:
                found[name, old[name], line[name]] += 1
    return found
