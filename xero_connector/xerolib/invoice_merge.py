"""What an update of an invoice sends: only what changed, and nobody's work is lost.

Both sides, read into one form (``invoice_sides.py``), are compared with what was agreed
on last (``merge.py``), and what remains to be sent becomes Xero's body. Xero's rules
(its documentation): what a document's element leaves out keeps its value; a line with
its LineItemID is kept, one without is new, one that is left out is deleted. What a
line's element leaves out is unknown: the harsher reading, so lines travel whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .invoice_sides import KEPT, LINE, NUMBERS, Json, fields_of
from .merge import Outcome, as_agreed, merge, named, settle

MONEY = frozenset({"CurrencyCode", "LineAmountTypes", "TaxType", *NUMBERS, "LineItems"})
"""What moves a total."""

FREE_WHEN_PAID = frozenset(
    {
        "InvoiceNumber",
        "Contact",
        "DueDate",
        "Reference",
        "Url",
        "Description",
        "AccountCode",
    }
)
"""What Xero still changes on a document with a payment or a credit note (reported
readings of its documentation)."""


@dataclass(frozen=True)
class Conflict:
    """One thing in which both sides differ. ``line`` is its text, "" for the head.

    ``field`` is Xero's name, ``LineItems`` for a line that one side removed; then the
    values are the lines' texts, None on the side where it is gone.
    """

    field: str
    line: str
    agreed: Any
    odoo: Any
    xero: Any


@dataclass(frozen=True)
class Plan:
    """What is to be sent, and what stands against it.

    ``body`` lacks the id. ``lines`` are all lines as they will stand in Xero then, of
    LINE's fields. ``conflicts`` both sides changed, ``theirs`` Xero alone. ``pushed``
    and ``pulled`` are the names of fields that Odoo, and that Xero changed. ``agreed``
    is what both sides agree on once it has arrived.
    """

    body: Json
    lines: list[Json]
    amounts: str
    currency: str
    conflicts: list[Conflict]
    theirs: list[Conflict]
    pushed: frozenset[str]
    agreed: Json

    @property
    def pulled(self) -> frozenset[str]:
        return frozenset(change.field for change in self.theirs)

    @property
    def moves_total(self) -> bool:
        return bool(self.pushed & MONEY)

    @property
    def refused_when_paid(self) -> list[str]:
        """What changed and cannot change any more once something is paid."""
        return sorted(self.pushed - FREE_WHEN_PAID)


@dataclass
class Pair:
    """One line on the three sides; None where it is not."""

    agreed: Json | None
    odoo: Json | None
    xero: Json | None

    @property
    def text(self) -> str:
        sides = (self.odoo, self.xero, self.agreed)
        return next((side["Description"] for side in sides if side), "")

    def outcomes(self) -> dict[str, Outcome]:
        """Of a line that stands on both sides."""
        assert self.odoo and self.xero
        agreed = self.agreed or {}
        xero = as_agreed(agreed, agreed.get("spelled"), fields_of(self.xero))
        return merge(fields_of(agreed), fields_of(self.odoo), xero)

    def changed_in_odoo(self) -> bool:
        return bool(self.agreed and self.odoo) and differ(self.agreed, self.odoo)

    def changed_in_xero(self) -> bool:
        if not (self.agreed and self.xero):
            return False
        xero = as_agreed(self.agreed, self.agreed.get("spelled"), fields_of(self.xero))
        return differ(self.agreed, xero)


def differ(one: Json | None, other: Json | None) -> bool:
    return fields_of(one) != fields_of(other)


def pairs_of(agreed: Json, odoo: Json, xero: Json) -> list[Pair]:
    """The lines of the three sides, each once: Odoo's order, then what else is there.

    By the line's id in Odoo and by Xero's LineItemID; a line that was deleted and
    entered anew just as it was is the same line.
    """
    by_id = {row["LineItemID"]: row for row in xero["lines"]}
    free = list(agreed["lines"])
    by_key = {line["key"]: line for line in free if line["key"] is not None}
    found: list[tuple[Json, Json | None]] = []
    for line in odoo["lines"]:
        match = by_key.get(line["key"]) if line["key"] is not None else None
        if match:
            free.remove(match)
        found.append((line, match))
    pairs = []
    for line, match in found:
        if match is None:
            match = next((old for old in free if not differ(old, line)), None)
            if match:
                free.remove(match)
        row = by_id.pop(match["LineItemID"], None) if match else None
        pairs.append(Pair(match, line, row))
    pairs += [Pair(old, None, by_id.pop(old["LineItemID"], None)) for old in free]
    return pairs + [Pair(None, None, row) for row in by_id.values()]


def differing(pair: Pair, outcome: Outcome) -> list[Conflict]:
    """What has this outcome of a line that stands on both sides."""
    agreed, odoo, xero = pair.agreed or {}, pair.odoo or {}, pair.xero or {}
    return [
        Conflict(name, pair.text, agreed.get(name), odoo[name], xero[name])
        for name in named(pair.outcomes(), outcome)
    ]


def plan(agreed: Json, odoo: Json, xero: Json, *, paid: bool = False) -> Plan:
    """What an update sends so that Xero says what Odoo changed.

    All three as :func:`said` reads them, ``agreed`` as :func:`arrived` left it.
    ``paid``: something is paid or credited on it.
    """
    head = as_agreed(agreed["head"], agreed.get("spelled"), xero["head"])
    outcomes = merge(agreed["head"], odoo["head"], head)
    conflicts, theirs = (
        [
            Conflict(name, "", agreed["head"].get(name), odoo["head"][name], head[name])
            for name in named(outcomes, outcome)
        ]
        for outcome in (Outcome.CONFLICT, Outcome.PULL)
    )
    body: Json = {name: odoo["head"][name] for name in named(outcomes, Outcome.PUSH)}
    if "Contact" in body:
        body["Contact"] = {"ContactID": body["Contact"]}
    lines = _Lines(paid)
    for pair in pairs_of(agreed, odoo, xero):
        lines.add(pair)
    if lines.moved:
        body["LineItems"] = lines.bodies
    settled = settle(agreed["head"], odoo["head"], head, _without_pulls(outcomes))
    merged = {
        name: odoo["head"][name] if name in body else xero["head"][name]
        for name in ("LineAmountTypes", "CurrencyCode")
    }
    return Plan(
        body=body,
        lines=lines.merged,
        amounts=merged["LineAmountTypes"],
        currency=merged["CurrencyCode"],
        conflicts=[*conflicts, *lines.conflicts],
        theirs=[*theirs, *lines.theirs],
        pushed=frozenset(named(outcomes, Outcome.PUSH)) | lines.pushed,
        agreed={
            "head": settled,
            "spelled": agreed.get("spelled") or {},
            "given": odoo.get("given") or {},
            "lines": lines.agreed,
        },
    )


def _without_pulls(outcomes: Mapping[str, Outcome]) -> dict[str, Outcome]:
    """What Xero changed stays as it is there and as it is here; it is not agreed on."""
    return {n: o for n, o in outcomes.items() if o is not Outcome.PULL}


@dataclass
class _Lines:
    """The lines of an update, gathered pair by pair."""

    paid: bool
    moved: bool = False
    bodies: list[Json] = field(default_factory=list)
    merged: list[Json] = field(default_factory=list)
    agreed: list[Json] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    theirs: list[Conflict] = field(default_factory=list)
    pushed: frozenset[str] = frozenset()

    def add(self, pair: Pair) -> None:
        if pair.odoo and pair.xero:
            self._both(pair, pair.odoo, pair.xero)
        elif pair.odoo:
            self._only_odoo(pair, pair.odoo)
        elif pair.xero:
            self._only_xero(pair, pair.xero)

    def _both(self, pair: Pair, odoo: Json, xero: Json) -> None:
        outcomes = pair.outcomes()
        pushed = named(outcomes, Outcome.PUSH)
        self.conflicts += differing(pair, Outcome.CONFLICT)
        self.theirs += differing(pair, Outcome.PULL)
        self.pushed |= frozenset(pushed)
        self.moved = self.moved or bool(pushed)
        line = {**fields_of(xero), **{name: odoo[name] for name in pushed}}
        self._take(line, xero, pushed)
        settled = settle(pair.agreed, odoo, xero, _without_pulls(outcomes))
        self.agreed.append(settled | _ours(odoo) | {"LineItemID": xero["LineItemID"]})

    def _only_odoo(self, pair: Pair, odoo: Json) -> None:
        if pair.agreed and not pair.changed_in_odoo():
            # Removed in Xero, and nobody here has touched it since: that stands.
            text = odoo["Description"]
            self.theirs.append(Conflict("LineItems", text, text, text, None))
            self.agreed.append(pair.agreed | _ours(odoo))
        elif pair.agreed:
            text = pair.agreed["Description"]
            self.conflicts.append(
                Conflict("LineItems", text, text, odoo["Description"], None)
            )
            self.agreed.append(pair.agreed)
        else:
            self.moved = True
            self.pushed |= {"LineItems"}
            self._take(fields_of(odoo), {}, LINE)
            self.agreed.append(fields_of(odoo) | _ours(odoo) | {"LineItemID": None})

    def _only_xero(self, pair: Pair, xero: Json) -> None:
        if pair.agreed and not pair.changed_in_xero():
            # Removed here, untouched there: it is left out, and Xero deletes it.
            self.moved = True
            self.pushed |= {"LineItems"}
            return
        if pair.agreed:
            text = pair.agreed["Description"]
            self.conflicts.append(
                Conflict("LineItems", text, text, None, xero["Description"])
            )
            self.agreed.append(pair.agreed)
        else:
            text = xero["Description"]
            self.theirs.append(Conflict("LineItems", text, None, None, text))
        self._take(fields_of(xero), xero, [])

    def _take(self, line: Json, xero: Json, pushed: Sequence[str]) -> None:
        """Send the line; once paid, only what changed of it, for Xero refuses more."""
        self.merged.append(line)
        body = dict(_body(line, pushed if self.paid else LINE, pushed))
        if not self.paid:
            body |= {name: _exact(xero[name]) for name in KEPT if name in xero}
        if xero.get("LineItemID"):
            body["LineItemID"] = xero["LineItemID"]
        self.bodies.append(body)


def _ours(odoo: Json) -> Json:
    """What of Odoo's line is not compared, and is remembered with it."""
    return {"key": odoo["key"], "given": odoo.get("given") or {}}


def _body(
    line: Json, names: Sequence[str], pushed: Sequence[str]
) -> Iterator[tuple[str, Any]]:
    """The line's fields that say something, numbers as Decimal.

    No discount is said only where one is taken back: Xero's may be an amount.
    """
    for name in names:
        text = line.get(name)
        if name == "DiscountRate" and text == "0" and name not in pushed:
            continue
        if text:
            yield name, Decimal(text) if name in NUMBERS else text


def _exact(value: Any) -> Any:
    return Decimal(str(value)) if isinstance(value, float) else value
