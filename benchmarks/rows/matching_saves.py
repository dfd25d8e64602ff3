"""Decisions about many contacts are saved and undone at once."""

from collections.abc import Iterator

from benchmarks.row import Row
from benchmarks.stage import Stage

_MANY, _FEW = 1000, 100


def measure(stage: Stage) -> Iterator[Row]:
    with stage.company("demo") as company:
        told = company.odoo.inside(
            "save_matches",
            connection=company.connection,
            # The first ones fill what a worker keeps.
            counts=[_FEW, _FEW, _MANY],
            first_links=["keep", "xero"],
        )
    keep, few, xero = told[f"keep {_MANY}"], told[f"keep {_FEW}"], told[f"xero {_MANY}"]
    for what, words in (("save", "saved"), ("undo", "undone")):
        yield Row(f"{_MANY:,} matches {words}", keep[what]["seconds"], 2, "s")
        grown = keep[what]["queries"] - few[what]["queries"]
        # Odoo writes rows in hundreds.
        yield Row(
            f"{_MANY:,} matches {words}: more queries a match than {_FEW}",
            grown / (_MANY - _FEW),
            0.1,
            "queries",
        )
    bare = xero["write"]["seconds"]
    for what, words in (("save", "saved"), ("undo", "undone")):
        yield Row(
            f"{_MANY:,} matches {words} with Xero's values: against bare write()",
            xero[what]["seconds"] / bare,
            1.3,
            "×",
        )
