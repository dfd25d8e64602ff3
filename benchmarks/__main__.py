"""``make bench``: measure, print the table, write ``build/bench.json``.

    .venv/bin/python -m benchmarks                   all rows
    .venv/bin/python -m benchmarks sandbox_lists     one of them

The status is 1 when a target is missed.
"""

import argparse
import json

from benchmarks import rows
from benchmarks.row import Row
from benchmarks.stage import Stage
from dev import say
from dev.paths import BUILD

FILE = BUILD / "bench.json"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("rows", nargs="*", help="names of files in benchmarks/rows")
    measured: list[Row] = []
    with Stage() as stage:
        for name, measure in rows.find(parser.parse_args().rows):
            with say.step(name):
                measured += measure(stage)
    _write(measured)
    _show(measured)
    return 0 if measured and all(row.ok for row in measured) else 1


def _write(measured: list[Row]) -> None:
    told = [
        {
            "name": row.name,
            "value": round(row.value, 2),
            "target": row.target,
            "unit": row.unit,
            "ok": row.ok,
        }
        for row in measured
    ]
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n")


def _show(measured: list[Row]) -> None:
    say.line()
    for row in measured:
        value, most = f"{row.value:,.1f} {row.unit}", f"≤ {row.target:,g} {row.unit}"
        verdict = "ok" if row.ok else "MISSED"
        say.line(f"  {row.name:<62} {value:>12}  {most:>10}  {verdict}")


if __name__ == "__main__":
    say.run(main)
