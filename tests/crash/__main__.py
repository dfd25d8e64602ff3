"""``make crash``: Odoo is killed 40 times while it pushes 500 invoices, among them
one and a customer that never can come into Xero, and each page has an odd row.

    .venv/bin/python -m tests.crash               all of it
    .venv/bin/python -m tests.crash --kills 5     fewer
    .venv/bin/python -m tests.crash --blind       Xero denies what Odoo looks up: the
                                                  run must find what is doubled then

The figures are also in build/crash.json. The status is 1 when the ledgers differ.
"""

import argparse
import json
import os
import time

from dev import say, setup
from dev.paths import BUILD
from tests.crash.ledgers import Verdict
from tests.crash.moments import Gap, moments, plan
from tests.crash.run import Result
from tests.crash.stage import stage
from tests.system.odoo_process import installed

FILE = BUILD / "crash.json"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--invoices", type=int, default=500)
    parser.add_argument("--blind", action="store_true")
    asked = parser.parse_args()
    setup.provide()
    started = time.monotonic()
    creating, changing = plan(asked.kills)
    if asked.blind:
        # What is doubled while it is created cannot be told apart to be changed.
        creating, changing = moments(asked.kills), []
    with installed(f"crash_{os.getpid()}_installed") as database:
        with stage(database) as theatre:
            result = theatre.perform(
                invoices=asked.invoices,
                customers=asked.invoices,
                creating=creating,
                changing=changing,
                blind=asked.blind,
                poisoned=not asked.blind,
            )
    result.seconds = time.monotonic() - started
    _write(result)
    _show(result)
    return 0 if result.agree() and result.kills.total() == asked.kills else 1


def _write(result: Result) -> None:
    both = (result.invoices, result.contacts)
    told = {
        "sent": result.invoices.asked,
        "contacts": result.contacts.asked,
        "kills": result.kills.total(),
        "doubled": sum(len(one.doubled) for one in both),
        "lost": sum(len(one.lost) for one in both),
        "unequal": sum(len(one.unequal) for one in both),
        "unknown": sum(len(one.unknown) for one in both),
        "gaps": {gap.value: result.kills[gap] for gap in Gap},
        "keys_forgotten": result.forgotten,
        "edited_on_the_way": result.edited,
        "held": result.held,
        "unnamed": result.unnamed,
        "faults": dict(result.faults),
        "seconds": round(result.seconds),
    }
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n")


def _show(result: Result) -> None:
    say.line()
    for gap in Gap:
        say.line(f"  {gap.value:<58} {result.kills[gap]:>3} kills")
    say.line(f"  {'… and Xero had forgotten its keys after':<58} {result.forgotten:>3}")
    say.line(f"  {'invoices corrected on their way':<58} {result.edited:>3}")
    for name, times in sorted(result.struck.items()):
        say.line(f"  {f'underway at a kill: {name}':<58} {times:>3}")
    for name, times in sorted(result.faults.items()):
        say.line(f"  {f'fault: {name}':<58} {times:>3}")
    say.line()
    names = ("asked", "doubled", "lost", "unequal", "unknown")
    say.line(f"  {'':<10}" + "".join(f"{name:>9}" for name in names))
    for name, verdict in (("contacts", result.contacts), ("invoices", result.invoices)):
        say.line(f"  {name:<10}" + "".join(f"{n:>9}" for n in _numbers(verdict)))
    say.line()
    for title in result.held:
        say.line(f"  waits for a person: {title}")
    for name in result.unnamed:
        say.line(f"  NO ISSUE NAMES {name}")
    for text in result.in_the_way:
        say.line(f"  {text}")
    for verdict in (result.contacts, result.invoices):
        for name in names[1:]:
            for key in getattr(verdict, name)[:10]:
                say.line(f"  {name}: {key}")
    agree = "agree" if result.agree() else "DO NOT AGREE"
    say.line(f"  The ledgers {agree} ({result.seconds:.0f} s).")


def _numbers(verdict: Verdict) -> tuple[int, ...]:
    return (
        verdict.asked,
        len(verdict.doubled),
        len(verdict.lost),
        len(verdict.unequal),
        len(verdict.unknown),
    )


if __name__ == "__main__":
    say.run(main)
