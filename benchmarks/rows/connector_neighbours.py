"""An organisation that is slow, or whose token is dead, delays no other."""

from collections.abc import Iterator
from statistics import median

from benchmarks.company import Company
from benchmarks.row import Row
from benchmarks.stage import Stage
from tests.system.neighbour import Neighbour

_INVOICES = 300
_ROUNDS = 3
_SLOW = 20.0  # seconds for each answer


def measure(stage: Stage) -> Iterator[Row]:
    with stage.company("demo") as company:
        company.read_contacts()
        neighbour = Neighbour(company)
        company.odoo.sleep()
        customers = company.customers(100, "Beside")
        _push(company, customers)  # fills caches, and brings the customers
        # Only the neighbour reads accounts.
        company.xero.delay("GET", "Accounts", _SLOW)
        slow = _compare(company, customers, neighbour)
        company.xero.forget_faults()
        neighbour.lose_its_token()
        dead = _compare(company, customers, neighbour)
    what = f"push {_INVOICES} invoices beside an organisation that"
    yield Row(f"{what} is slow: against alone", slow, 1.2, "×")
    yield Row(f"{what} has a dead token: against alone", dead, 1.2, "×")


def _compare(company: Company, customers: list[int], neighbour: Neighbour) -> float:
    """:return: how many times longer it takes while the neighbour is at work"""
    ratios = []
    for _round in range(_ROUNDS):
        alone = _push(company, customers)
        neighbour.ask_for_everything()
        ratios.append(_push(company, customers) / alone)
    return median(ratios)


def _push(company: Company, customers: list[int]) -> float:
    return company.push(company.sell(_INVOICES, customers))
