"""The sandbox is never what is measured: the largest page is read at once."""

from collections.abc import Iterator

from benchmarks.row import Row, median_ms
from benchmarks.stage import Stage

_CONTACTS = 1000


def measure(stage: Stage) -> Iterator[Row]:
    xero = stage.xero("large:100000")

    def read() -> None:
        answer = xero.get(
            "Contacts", page=7, pageSize=_CONTACTS, order="UpdatedDateUTC ASC"
        )
        assert answer.text.count('"ContactStatus"') == _CONTACTS

    took = median_ms(read, times=15)
    yield Row(f"sandbox: page of {_CONTACTS:,} contacts read", took, 150, "ms")
