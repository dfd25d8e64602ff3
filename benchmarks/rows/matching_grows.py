"""Four times the records take four times as long: nobody is compared with all."""

from collections.abc import Iterator

from benchmarks.matching.measured import figures
from benchmarks.row import Row
from benchmarks.stage import Stage


def measure(stage: Stage) -> Iterator[Row]:
    # The processor's time, by turns, the less of two each: other work on the machine
    # is not what grows.
    taken = [
        [figures(size, "--seed", "2026")["cpu"] for size in ("10000", "40000")]
        for _ in range(2)
    ]
    few, many = map(min, zip(*taken, strict=True))
    yield Row("matching 40,000 a side against 10,000: time", many / few, 4.5, "×")
