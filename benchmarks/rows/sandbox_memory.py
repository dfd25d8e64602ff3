"""A sandbox that holds a large organisation fits beside Odoo on a small machine."""

from collections.abc import Iterator

from benchmarks.row import Row
from benchmarks.stage import Stage


def measure(stage: Stage) -> Iterator[Row]:
    xero = stage.xero("large:100000")
    # With the balances of all contacts worked out, as any page of them needs.
    xero.get("Contacts", page=1, pageSize=1000)
    name = "sandbox: memory with 100,000 contacts and as many invoices"
    yield Row(name, xero.peak_memory(), 500, "MB")
