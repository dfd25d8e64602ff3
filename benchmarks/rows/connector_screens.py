"""Screens are as quick as without the connector, however many rows they show."""

from collections.abc import Iterator
from statistics import median
from typing import Any

from benchmarks.row import Row
from benchmarks.stage import Stage

_FEW, _MANY = 80, 200
_ISSUES = (20, 80)
_TURNS = 5

Told = dict[str, dict[str, Any]]


def measure(stage: Stage) -> Iterator[Row]:
    with stage.company("demo") as company:
        company.read_contacts()
        moves = company.sell(_MANY, company.customers(40, "Reading"))
        # Half of them in Xero, half not.
        company.push(moves[::2])
        company.odoo.sql(_MADE_UP_ISSUES, {"count": _ISSUES[-1]})
        with company.odoo.twin() as absent:
            absent.inside("uninstall")
            turns = []
            for turn in range(_TURNS):
                both = [
                    lambda: company.odoo.inside(
                        "open_screens", lists=[_FEW, _MANY], form=moves[0]
                    ),
                    lambda: absent.inside(
                        "open_screens", lists=[_FEW, _MANY], form=moves[0]
                    ),
                ]
                # Who comes second must have no advantage.
                order = (0, 1) if turn % 2 else (1, 0)
                told: dict[int, Told] = {way: both[way]() for way in order}
                turns.append((told[0], told[1]))
            cards: Told = company.odoo.inside("open_screens", issues=list(_ISSUES))

    def ratio(screen: str) -> float:
        return median(
            ours[screen]["seconds"] / bare[screen]["seconds"] for ours, bare in turns
        )

    few, many, form = f"list {_FEW}", f"list {_MANY}", "form"
    yield Row(f"invoices, list of {_FEW}: against without", ratio(few), 1.15, "×")
    yield Row(f"invoices, list of {_MANY}: against without", ratio(many), 1.15, "×")
    yield Row("an invoice's form: against without", ratio(form), 1.10, "×")
    ours, bare = turns[0]

    def more(screen: str) -> float:
        return float(ours[screen]["queries"] - bare[screen]["queries"])

    yield Row(
        f"invoices, list of {_MANY} against {_FEW}: more queries of ours",
        more(many) - more(few),
        0,
        "queries",
    )
    yield Row(f"invoices, list of {_MANY}: more queries", more(many), 4, "queries")
    grown = [cards[f"issues {count}"]["queries"] for count in _ISSUES]
    yield Row(
        f"issues, {_ISSUES[1]} against {_ISSUES[0]}: more queries",
        float(grown[1] - grown[0]),
        0,
        "queries",
    )


# Each about an invoice of its own, of three causes by turns.
_MADE_UP_ISSUES = """
INSERT INTO xero_issue (connection_id, cause, key, res_model, res_id, state, severity,
                        data, create_uid, create_date, write_date)
SELECT c.id, (ARRAY['total_differs', 'voided_in_xero', 'refused'])[m.place %% 3 + 1],
       'account.move,' || m.id, 'account.move', m.id, 'open', 'problem',
       jsonb_build_object('name', m.name, 'odoo', '1', 'xero', '2', 'words', '3'),
       1, now(), now()
  FROM xero_connection c,
       (SELECT id, name, row_number() OVER () AS place FROM account_move
         WHERE move_type = 'out_invoice' ORDER BY id LIMIT %(count)s) m
"""
