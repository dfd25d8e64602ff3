"""What others labelled: restaurants of two guides, and the persons of FEBRL 4. No rule
and no weight was set by them."""

from collections.abc import Iterator

from benchmarks.matching.measured import figures
from benchmarks.row import Row
from benchmarks.stage import Stage
from dev.paths import BUILD


def measure(stage: Stage) -> Iterator[Row]:
    for name in ("restaurants", "persons"):
        ours = figures(name, "--wrong", str(BUILD / f"matching-wrong-{name}.txt"))
        plain = figures(name, "--plain", "1000")
        yield Row(f"{name}: wrong among the automatic", ours["wrong"], 1, "%")
        yield Row(f"{name}: true pairs left to a person", 100 - ours["found"], 60, "%")
        yield Row(f"{name}: true pairs not proposed first", ours["not_first"], 25, "%")
        yield Row("… by names alone: wrong", plain["wrong"], 100, "%")
        yield Row(
            "… by names alone: true pairs not found", plain["not_first"], 100, "%"
        )
        missed = ours["not_first"] / plain["not_first"]
        yield Row("… against names alone: missed", missed, 1, "×")
