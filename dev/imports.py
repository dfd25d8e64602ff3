"""Which file of a package imports which: what the tests hold, and a drawing.

.venv/bin/python -m dev.imports xero_sandbox | dot -Tsvg > imports.svg
.venv/bin/python -m dev.imports xero_connector --rooms models | dot -Tsvg > rooms.svg
"""

import argparse
import ast
from collections.abc import Iterator
from pathlib import Path

from dev import say
from dev.paths import ROOT

Graph = dict[str, set[str]]


def graph(package: Path) -> Graph:
    """Each module of a package, by its dotted name from the package on, and those of
    the same package that it imports, inside functions and for types alone too."""
    modules = {_name(package, file): file for file in package.rglob("*.py")}
    return {
        name: {
            found
            for found in _imported(name, file)
            # A package's own name stands for all of it.
            if found in modules and found not in (name, package.name)
        }
        for name, file in modules.items()
    }


def _name(package: Path, file: Path) -> str:
    parts = file.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(name: str, file: Path) -> Iterator[str]:
    """Every module that may be meant: ``from a import b`` names ``a`` and ``a.b``."""
    inside = name if file.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = _absolute(inside, node)
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def _absolute(inside: str, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = inside.split(".")
    parts = parts[: len(parts) - node.level + 1]
    return ".".join([*parts, node.module] if node.module else parts)


def rooms_of(found: Graph, folder: str) -> Graph:
    """The same between the folders in a folder: its rooms.

    :param folder: dotted, from the package on
    """
    rooms: Graph = {}
    for name, others in found.items():
        if room := _room(name, folder):
            needed = {_room(other, folder) for other in others}
            rooms.setdefault(room, set()).update(needed - {room, ""})
    return rooms


def _room(name: str, folder: str) -> str:
    """The room of a module; none of the folder's own, and of those elsewhere."""
    inside = name.removeprefix(f"{folder}.")
    return inside.partition(".")[0] if inside != name and "." in inside else ""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m dev.imports", description=__doc__)
    parser.add_argument("package", help="a folder below the project's")
    parser.add_argument("--rooms", help="only the rooms of this folder of it")
    arguments = parser.parse_args()
    found = graph(ROOT / arguments.package)
    if arguments.rooms:
        found = rooms_of(found, f"{arguments.package}.{arguments.rooms}")
    lines = [
        f'  "{name}" -> "{other}";'
        for name, others in sorted(found.items())
        for other in sorted(others)
    ]
    say.line("\n".join(["digraph {", "  rankdir=LR;", *lines, "}"]))
    return 0


if __name__ == "__main__":
    say.run(main)
