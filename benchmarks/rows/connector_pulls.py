"""Ten thousand contacts come from Xero, and each becomes a partner."""

from collections.abc import Iterator
from statistics import median

from benchmarks.row import Row
from benchmarks.sdk import Sdk
from benchmarks.stage import Stage

_CONTACTS = 10_000
_PAGES = 10
_ROUNDS = 2


def measure(stage: Stage) -> Iterator[Row]:
    what = f"pull {_CONTACTS:,} new contacts, a partner each"
    rounds = [_pull(stage) for _round in range(_ROUNDS)]
    calls = max(calls for calls, _ratio in rounds)
    yield Row(f"{what}: calls", calls, _PAGES, "calls")
    ratio = median(ratio for _calls, ratio in rounds)
    yield Row(f"{what}: against bare SDK and create()", ratio, 1.6, "×")


def _pull(stage: Stage) -> tuple[int, float]:
    """:return: calls, and how many times longer it takes than the bare way"""
    with stage.company(f"large:{_CONTACTS}") as company:
        company.xero.forget_calls()
        took = company.read_contacts()
        calls = len(company.xero.calls("GET", "Contacts"))
        company.odoo.stop()
        created = company.odoo.inside("create_partners", connection=company.connection)
        assert created["count"] == _CONTACTS, f"{created['count']} partners"
        bare = Sdk(company.xero).read_contacts(_PAGES) + created["seconds"]
    return calls, took / bare
