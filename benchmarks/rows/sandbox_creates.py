"""The sandbox is never what is measured: a full batch of invoices is taken at once."""

import itertools
import json
from collections.abc import Iterator

from benchmarks.row import Row, median_ms
from benchmarks.stage import Stage
from benchmarks.xero import Xero

_DOCUMENTS = 50
_LINES = 5


def measure(stage: Stage) -> Iterator[Row]:
    xero = stage.xero("large:100000")
    bodies = _bodies(xero)

    def create() -> None:
        answer = xero.put("Invoices", next(bodies), summarizeErrors="false", unitdp=4)
        assert answer.text.count('"StatusAttributeString":"OK"') == _DOCUMENTS

    took = median_ms(create, times=15)
    name = f"sandbox: {_DOCUMENTS} invoices of {_LINES} lines created"
    yield Row(name, took, 100, "ms")


def _bodies(xero: Xero) -> Iterator[bytes]:
    """Batches of new invoices, no number twice."""
    contacts = xero.get("Contacts", page=1, pageSize=_DOCUMENTS).json()["Contacts"]
    for batch in itertools.count(1):
        invoices = [
            {
                "Type": "ACCREC",
                "InvoiceNumber": f"BENCH-{batch}-{number}",
                "Contact": {"ContactID": contact["ContactID"]},
                "Date": "2026-11-02",
                "DueDate": "2026-12-02",
                "LineAmountTypes": "Exclusive",
                "Status": "AUTHORISED",
                "LineItems": [_line(number + line) for line in range(_LINES)],
            }
            for number, contact in enumerate(contacts)
        ]
        yield json.dumps({"Invoices": invoices}).encode()


def _line(number: int) -> dict[str, object]:
    return {
        "Description": f"Work as ordered, part {number}",
        "Quantity": 1 + number % 7,
        "UnitAmount": 19.99 + number,
        "AccountCode": "200",
        "TaxType": "OUTPUT2",
    }
