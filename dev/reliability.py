"""``make reliability``: every kind of fault at every place, for a day each.

    .venv/bin/python -m dev.reliability                 all, and docs/reliability.md
    .venv/bin/python -m dev.reliability tax_rates_5     some, by their tests' names
    .venv/bin/python -m dev.reliability --table         only the page, of the figures

The figures are in build/reliability.jsonl, a line for each pair; the newest counts.
"""

import argparse
import json
import os
import re
import subprocess
from typing import Any

from dev import say
from dev.paths import ADDON, BUILD, PYTHON, ROOT

FILE = BUILD / "reliability.jsonl"
PAGE = ROOT / "docs" / "reliability.md"
TESTS = ADDON / "tests" / "test_queue_reliability.py"

_HEAD = """# What a fault stops, and what it does not

Made by `make reliability` (`xero_connector/tests/test_queue_reliability.py`): each
kind of fault is planted at each place and stays for {hours} hours of the tests' clock,
while a customer is new, an invoice is new, another changed, and all that Xero has is
asked for. Then it ends.

- *Waits*: what did not come through while the fault lasted. All else did, as on any
  day.
- *Told*: the causes of the issues that a person finds. {mails} of the pairs brought a
  mail, one each; where nothing waits for a person, none is sent.
- *Calls*: to Xero, beyond those of the same day without the fault. At most {most} more
  are allowed a day; the most there were is {worst:+d}.
- *Ends*: what it takes once the fault is over: nothing (*by itself*), or a person's
  button, which is there from the first half hour on.

Pairs: {pairs}.{missing}

An invoice that never gets through, with all others in Xero:

![Xero cannot take one invoice](images/cannot-take.png)

A row of Xero's that makes no sense:

![A contact that cannot be read](images/odd-row.png)
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.reliability", description=__doc__)
    parser.add_argument("only", nargs="*", help="parts of the names of tests")
    parser.add_argument("--table", action="store_true")
    chosen = parser.parse_args()
    status = 0 if chosen.table else _measure(chosen.only)
    rows = _read()
    PAGE.write_text(_page(rows))
    say.line(f"  {len(rows)} pairs, written down in {PAGE.relative_to(ROOT)}")
    return status


def _measure(only: list[str]) -> int:
    """Run the tests; all of them begin a new file.

    :return: pytest's exit status
    """
    FILE.parent.mkdir(exist_ok=True)
    names = "test_queue_reliability"
    if only:
        names += f" and ({' or '.join(only)})"
    else:
        FILE.unlink(missing_ok=True)
    command = [str(PYTHON), "-m", "dev.test", "addon", "-k", names]
    environment = {**os.environ, "XERO_FAULTS": str(FILE)}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def _read() -> list[dict[str, Any]]:
    """:return: the newest figures of each pair, by place and kind"""
    rows = [json.loads(line) for line in FILE.read_text().splitlines()]
    newest = {(row["place"], row["kind"]): row for row in rows}
    return [newest[pair] for pair in sorted(newest)]


def _page(rows: list[dict[str, Any]]) -> str:
    told = sum(row["mails"] for row in rows)
    text = _HEAD.format(
        hours=rows[0]["hours"],
        most=rows[0]["most"],
        mails=told,
        pairs=len(rows),
        worst=max(row["more"] for row in rows),
        missing=_missing(rows),
    )
    places = dict.fromkeys(row["place"] for row in rows)
    return text + "".join(
        _table(place, [row for row in rows if row["place"] == place])
        for place in places
    )


def _missing(rows: list[dict[str, Any]]) -> str:
    """What the tests have and nobody measured for so long, in words; "" for nothing."""
    tests = TESTS.read_text()
    places = re.findall(r'^    "([^"]+)": _at\(', tests, re.MULTILINE)
    kinds = re.findall(r'^    "([^"]+)": \{', tests, re.MULTILINE)
    known = {(row["place"], row["kind"]) for row in rows}
    found = []
    for place in places:
        lacking = [kind for kind in kinds if (place, kind) not in known]
        if lacking:
            named = "all kinds" if len(lacking) == len(kinds) else "; ".join(lacking)
            found.append(f"- {place}: {named}")
    if not found:
        return ""
    return " Not measured for a day yet:\n\n" + "\n".join(found)


def _table(place: str, rows: list[dict[str, Any]]) -> str:
    lines = [
        f"\n## {place[0].upper()}{place[1:]}\n",
        "| fault | waits | told | buttons | calls | ends |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        cells = (
            row["kind"],
            ", ".join(row["waits"]) or "nothing",
            ", ".join(row["told"]) or "nobody: nothing waits for a person",
            ", ".join(row["buttons"]) or "none needed",
            f"{row['more']:+d}",
            row["ends"],
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    say.run(main)
