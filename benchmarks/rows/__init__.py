"""The rows. Every module here has ``measure(stage)``, which gives its figures; the
modules run in the order of their names."""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator

from benchmarks.row import Row
from benchmarks.stage import Stage

Measure = Callable[[Stage], Iterable[Row]]


def find(wanted: Iterable[str]) -> Iterator[tuple[str, Measure]]:
    """The rows of these names with what measures each; of no names: all."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    chosen = set(wanted) or set(names)
    for name in names:
        if name in chosen:
            module = importlib.import_module(f"{__name__}.{name}")
            yield name, module.measure
