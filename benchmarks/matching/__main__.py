"""Matches a made-up company's partners and contacts, or a public data set, in a process
of its own, and prints figures as JSON.

    .venv/bin/python -m benchmarks.matching 20000 --seed 1 --wrong build/wrong.txt
    .venv/bin/python -m benchmarks.matching 20000 --seed 1 --plain 500
    .venv/bin/python -m benchmarks.matching restaurants
"""

import argparse
import json
import random
import sys
import time
from pathlib import Path

from benchmarks.matching import public
from benchmarks.matching.generator import Pairs, generate
from dev.paths import ADDON

sys.path.insert(0, str(ADDON))

from rapidfuzz import process, utils  # noqa: E402

from xerolib import matching  # noqa: E402

_PUBLIC = {"restaurants": public.restaurants, "persons": public.persons}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", help="how many on each side, restaurants, or persons")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plain", type=int, help="names only, a sample of so many")
    parser.add_argument("--wrong", type=Path, help="a file that lists what is wrong")
    asked = parser.parse_args()
    if asked.what in _PUBLIC:
        pairs = _PUBLIC[asked.what]()
    else:
        pairs = generate(int(asked.what), seed=asked.seed)
    if asked.plain:
        figures = by_names_alone(pairs, asked.plain)
    else:
        figures = by_all(pairs, asked.wrong)
    print(json.dumps(figures))
    return 0


def by_all(pairs: Pairs, wrong_in: Path | None = None) -> dict[str, float]:
    """What :func:`xerolib.matching.propose` makes of them.

    ``not_first`` is the share of true pairs that are not the first proposal, in
    percent; ``wrong`` the share of wrong ones among the certain, ``found`` the share of
    true pairs that are certain. Seconds hold what it takes to read the records; MB are
    the process's, with what was generated.
    """
    before = _peak()
    start, busy = time.perf_counter(), time.process_time()
    left = {n: matching.party(**record) for n, record in enumerate(pairs.left)}
    right = {n: matching.party(**record) for n, record in enumerate(pairs.right)}
    read = time.perf_counter() - start
    proposals = matching.propose(left, right)
    took = time.perf_counter() - start
    busy = time.process_time() - busy
    first: dict[int, int] = {}
    for proposal in proposals:
        first.setdefault(proposal.left, proposal.right)
    certain = [p for p in proposals if p.is_certain]
    wrong = [p for p in certain if pairs.truth.get(p.left) != p.right]
    missed = [n for n, its in pairs.truth.items() if first.get(n) != its]
    if wrong_in:
        wrong_in.parent.mkdir(exist_ok=True)
        wrong_in.write_text(_listed(pairs, wrong, missed))
    return {
        "seconds": took,
        "reading": read,
        "cpu": busy,
        "memory": _peak(),
        "memory_before": before,
        "proposals": len(proposals),
        "certain": len(certain),
        "wrong_pairs": len(wrong),
        "wrong": 100 * len(wrong) / max(1, len(certain)),
        "found": 100 * (len(certain) - len(wrong)) / max(1, len(pairs.truth)),
        "not_first": 100 * len(missed) / max(1, len(pairs.truth)),
    }


def by_names_alone(pairs: Pairs, sample: int) -> dict[str, float]:
    """rapidfuzz as its manual shows it: the best name of all, from a score of 90.

    :return: as :func:`by_all`, the time scaled to all of the left
    """
    names = [utils.default_process(record["name"]) for record in pairs.right]
    sample = min(sample, len(pairs.left))
    places = random.Random(1).sample(range(len(pairs.left)), sample)
    start = time.perf_counter()
    taken: dict[int, int] = {}
    for place in places:
        name = utils.default_process(pairs.left[place]["name"])
        if best := process.extractOne(name, names, score_cutoff=90):
            taken[place] = best[2]
    took = (time.perf_counter() - start) * len(pairs.left) / sample
    right = sum(pairs.truth.get(place) == its for place, its in taken.items())
    true = sum(place in pairs.truth for place in places)
    return {
        "seconds": took,
        "wrong": 100 * (len(taken) - right) / max(1, len(taken)),
        "not_first": 100 * (true - right) / max(1, true),
    }


def _listed(
    pairs: Pairs, wrong: list[matching.Proposal[int, int]], missed: list[int]
) -> str:
    lines = ["Wrong among the certain", ""]
    for proposal in wrong:
        lines += [
            f"- {pairs.left[proposal.left]}",
            f"  {pairs.right[proposal.right]}",
            f"  {proposal.comparison}",
        ]
    lines += ["", f"True pairs not proposed first ({len(missed)}), some", ""]
    for place in missed[:200]:
        mine, its = pairs.left[place], pairs.right[pairs.truth[place]]
        compared = matching.compare(matching.party(**mine), matching.party(**its))
        lines += [f"- {mine}", f"  {its}", f"  {compared}"]
    return "\n".join(lines) + "\n"


def _peak() -> float:
    """The most memory that this process had so far, in MB."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    sys.exit(main())
