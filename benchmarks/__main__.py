"""``make bench``: measure, print the table, write ``build/bench.json``.

    .venv/bin/python -m benchmarks                   all rows
    .venv/bin/python -m benchmarks sandbox_lists     one of them

The status is 1 when a target is missed, or a row could not be measured: that does not
stop the others.
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
            try:
                with say.step(name):
                    measured += measure(stage)
            except (say.Stop, AssertionError) as failure:
                say.line(f"    {failure}")
                measured.append(Row(f"{name} (not measured)", None, 0, ""))
    _write(measured)
    _show(measured)
    return 0 if measured and all(row.ok for row in measured) else 1


def _write(measured: list[Row]) -> None:
    told = [
        {
            "name": row.name,
            "value": None if row.value is None else round(row.value, 2),
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
        value = "–" if row.value is None else f"{row.value:,.2f} {row.unit}"
        most = f"≤ {row.target:,g} {row.unit}"
        verdict = "ok" if row.ok else "MISSED"
        say.line(f"  {row.name:<72} {value:>14}  {most:>12}  {verdict}")


if __name__ == "__main__":
    say.run(main)
