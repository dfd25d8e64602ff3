"""Five hundred invoices that stand in Xero are changed in Odoo, and go once more."""

from collections.abc import Iterator

from benchmarks.row import Row
from benchmarks.stage import Stage

_INVOICES = 500
_CUSTOMERS = 100


def measure(stage: Stage) -> Iterator[Row]:
    with stage.company("demo") as company:
        company.read_contacts()
        moves = company.sell(_INVOICES, company.customers(_CUSTOMERS, "Updated"))
        company.push(moves)
        company.correct(moves)
        company.xero.forget_calls()
        company.push(moves)
        reads = len(company.xero.calls("GET"))
        writes = len(company.xero.calls("POST")) + len(company.xero.calls("PUT"))
        corrected = company.xero.calls("POST", "Invoices")
        assert sum(call["elements"] for call in corrected) == _INVOICES
    yield Row(f"update {_INVOICES} invoices: writes", writes, 10, "calls")
    yield Row(f"update {_INVOICES} invoices: reads", reads, 10, "calls")
