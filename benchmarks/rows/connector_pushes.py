"""A thousand new invoices and their two hundred new customers go to Xero."""

import json
from collections.abc import Iterator
from statistics import median

from benchmarks.company import Company
from benchmarks.row import Row
from benchmarks.sdk import Sdk
from benchmarks.stage import Stage

_INVOICES = 1000
_CUSTOMERS = 200
_ROUNDS = 3


def measure(stage: Stage) -> Iterator[Row]:
    with stage.company("demo") as company:
        company.read_contacts()
        rounds = [_Round(company, number) for number in range(_ROUNDS)]
    what = f"push {_INVOICES:,} invoices, {_CUSTOMERS} contacts"
    worst = {name: max(one.calls[name] for one in rounds) for name in rounds[0].calls}
    yield Row(f"{what}: invoice writes", worst["invoices"], 20, "calls")
    yield Row(f"{what}: contact writes", worst["contacts"], 4, "calls")
    yield Row(f"{what}: reads", worst["reads"], 6, "calls")
    ratio = median(one.wall / one.bare for one in rounds)
    yield Row(f"{what}: against the bare SDK", ratio, 3, "×")
    own = median(one.wall - one.waiting for one in rounds)
    yield Row(f"{what}: own time per invoice", own * 1000 / _INVOICES, 8, "ms")


class _Round:
    """One push, and the bare SDK right after it.

    :ivar wall: seconds from the button until the connection has nothing left to do
    :ivar waiting: seconds of it that Xero took to answer
    :ivar bare: seconds that the SDK takes to send the same
    :ivar calls: writes of each resource, and reads
    """

    def __init__(self, company: Company, number: int) -> None:
        customers = company.customers(_CUSTOMERS, f"Round{number}")
        moves = company.sell(_INVOICES, customers)
        company.xero.forget_calls()
        last = company.last_exchange()
        self.wall = company.push(moves)
        reads = company.xero.calls("GET")
        writes = company.exchanges_after(last)
        self.waiting = sum(seconds for *_rest, seconds in writes) + sum(
            read["seconds"] for read in reads
        )
        bodies = {
            resource: [body for name, _method, body, _s in writes if name == resource]
            for resource in ("contacts", "invoices")
        }
        self.calls = {name: len(sent) for name, sent in bodies.items()}
        self.calls["reads"] = len(reads)
        self.bare = _send_bare(company, bodies)


def _send_bare(company: Company, bodies: dict[str, list[str]]) -> float:
    """Send the same with the SDK, under other names: these stand in Xero now."""
    sdk = Sdk(company.xero)
    return sum(
        sdk.send(resource, [_renamed(resource, body) for body in texts])
        for resource, texts in bodies.items()
    )


def _renamed(resource: str, body: str) -> str:
    keys = {"contacts": ("Name", "ContactNumber"), "invoices": ("InvoiceNumber",)}
    data = json.loads(body)
    (rows,) = data.values()
    for row in rows:
        row |= {key: f"{row[key]} again" for key in keys[resource]}
    return json.dumps(data)
