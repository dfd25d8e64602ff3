"""A record costs the same in a large organisation as in a small one."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from benchmarks.row import Row
from benchmarks.stage import Stage

_FEW_CONTACTS, _MANY_CONTACTS = 5_000, 50_000
_FEW_INVOICES, _MANY_INVOICES = 200, 2_000
_CUSTOMERS = 200


def measure(stage: Stage) -> Iterator[Row]:
    few = _pull(stage, _FEW_CONTACTS)
    many = _pull(stage, _MANY_CONTACTS)
    yield Row(
        f"cost of a contact: {_MANY_CONTACTS:,} pulled against {_FEW_CONTACTS:,}",
        many.each / few.each,
        1.2,
        "×",
    )
    yield Row(
        f"memory of a worker: {_MANY_CONTACTS:,} contacts pulled, over idle",
        many.memory,
        300,
        "MB",
    )
    yield Row(
        f"cost of an invoice: {_MANY_INVOICES:,} pushed against {_FEW_INVOICES:,}",
        _push(stage),
        1.2,
        "×",
    )


@dataclass
class _Pull:
    """Seconds for each contact, and what the worker needs at most over idle in MB."""

    each: float
    memory: float


def _pull(stage: Stage, contacts: int) -> _Pull:
    with stage.company(f"large:{contacts}") as company:
        idle = company.odoo.memory()
        company.odoo.forget_peak()
        took = company.read_contacts()
        memory = company.odoo.peak_memory() - idle
        ((partners,),) = company.odoo.sql(
            "SELECT count(partner_id) FROM xero_contact WHERE matched_by = 'created'"
        )
        assert partners == contacts, f"{partners} partners"
    return _Pull(took / contacts, memory)


def _push(stage: Stage) -> float:
    """:return: how many times more an invoice of many costs than one of few"""
    with stage.company("demo") as company:
        company.read_contacts()
        customers = company.customers(_CUSTOMERS, "Growing")
        first = company.sell(_CUSTOMERS, customers)
        company.push(first)

        def cost(count: int) -> float:
            return company.push(company.sell(count, customers)) / count

        few = [cost(_FEW_INVOICES) for _before in range(2)]
        many = cost(_MANY_INVOICES)
        few += [cost(_FEW_INVOICES) for _after in range(2)]
    return many / median(few)
