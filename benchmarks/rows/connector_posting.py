"""Posting invoices is as quick as ever when they go to Xero by themselves."""

from collections.abc import Iterator
from statistics import median

from benchmarks.row import Row
from benchmarks.stage import Stage

_PAIRS = 9
_INVOICES = 100


def measure(stage: Stage) -> Iterator[Row]:
    with stage.company("demo") as company:
        drafts = company.draft(2 * (_PAIRS + 1) * _INVOICES, company.customers(1, "Po"))
        company.odoo.stop()
        pairs = company.odoo.inside(
            "post_invoices",
            connection=company.connection,
            batches=[
                drafts[first : first + _INVOICES]
                for first in range(0, len(drafts), _INVOICES)
            ],
        )

    def most(what: str) -> float:
        return max(posted[what] - by_hand[what] for by_hand, posted in pairs)

    what = f"post {_INVOICES} invoices, automatic push"
    yield Row(f"{what}: more queries", most("queries"), 2, "queries")
    yield Row(f"{what}: more triggers", most("triggers"), 1, "triggers")
    ratio = median(posted["seconds"] / hand["seconds"] for hand, posted in pairs)
    yield Row(f"{what}: against off", ratio, 1.15, "×")
