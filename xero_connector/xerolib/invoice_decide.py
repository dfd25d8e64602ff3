"""What a person decided about an invoice that both sides changed."""

from __future__ import annotations

from collections.abc import Set
from typing import Literal

from .invoice_merge import MONEY, Pair, differing, pairs_of, plan
from .invoice_sides import HEAD, LINE, Json, fields_of
from .merge import Outcome

Side = Literal["odoo", "xero"]


def decide(
    agreed: Json, odoo: Json, xero: Json, winner: Side, asked: Set[str] = frozenset()
) -> Json:
    """What was agreed, as if the side that yields had not changed what is in conflict.

    What only one side changed stays as it is; but where both moved the total, or that
    was ``asked`` (names of the fields that the person saw), all that moves it is
    decided together, or the sum would be nobody's.
    """
    planned = plan(agreed, odoo, xero)
    names = asked | {conflict.field for conflict in planned.conflicts}
    both = planned.pushed & MONEY and planned.pulled & MONEY
    money = bool(both or names & MONEY)
    group = MONEY if money else frozenset()
    loser = xero if winner == "odoo" else odoo
    decided = {c.field for c in planned.conflicts if not c.line} | group
    spelled = agreed.get("spelled") or {}
    return {
        "head": agreed["head"] | {n: loser["head"][n] for n in HEAD if n in decided},
        "spelled": {n: v for n, v in spelled.items() if n not in decided},
        "given": odoo.get("given") or {},
        "lines": [
            line
            for pair in pairs_of(agreed, odoo, xero)
            for line in _line(pair, winner, group)
        ],
    }


def _line(pair: Pair, winner: Side, group: frozenset[str]) -> list[Json]:
    """The line as agreed on: none to have it added, Xero's own to have it removed."""
    if pair.agreed and pair.odoo and pair.xero:
        loser = pair.xero if winner == "odoo" else pair.odoo
        decided = {each.field for each in differing(pair, Outcome.CONFLICT)} | group
        spelled = pair.agreed.get("spelled") or {}
        return [
            pair.agreed
            | {name: loser[name] for name in LINE if name in decided}
            | {"spelled": {n: v for n, v in spelled.items() if n not in decided}}
            | {"given": pair.odoo.get("given") or {}}
        ]
    if not group:
        return [pair.agreed] if pair.agreed else []
    if pair.odoo and winner == "xero":
        given = pair.odoo.get("given") or {}
        ids = {"key": pair.odoo["key"], "LineItemID": None, "spelled": {}}
        return [fields_of(pair.odoo) | ids | {"given": given}]
    if pair.xero and winner == "odoo":
        ids = {"key": None, "LineItemID": pair.xero["LineItemID"], "spelled": {}}
        return [fields_of(pair.xero) | ids]
    return []
