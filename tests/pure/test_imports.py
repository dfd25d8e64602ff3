"""Imports run one way: the pure package knows nobody, one file knows the SDK."""

import ast
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from conftest import ADDON

from dev.imports import graph
from dev.paths import ROOT

XEROLIB = ADDON / "xerolib"
PURE = sorted(XEROLIB.rglob("*.py"))
AROUND = sorted(
    path
    for path in ADDON.rglob("*.py")
    if XEROLIB not in path.parents and path.name != "__manifest__.py"
)
TRANSPORT = {"client.py", "deadline.py", "hosts.py"}


def imports(path: Path) -> list[tuple[int, str]]:
    """(level, module) of every import in the file, also inside functions."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(0, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append((node.level, node.module or ""))
    return found


def top(module: str) -> str:
    return module.partition(".")[0]


@pytest.mark.parametrize("path", PURE, ids=lambda path: path.name)
def test_xerolib_knows_itself_the_standard_library_and_little_else(path):
    allowed = set(sys.stdlib_module_names) | {"rapidfuzz"}
    if path.name in TRANSPORT:
        allowed.add("urllib3")
    if path.name == "phones.py":
        allowed.add("phonenumbers")
    if path.name == "client.py":
        allowed.add("xero_python")
    for level, module in imports(path):
        assert level <= 1, f"reaches out of the package: {module}"
        assert level == 1 or top(module) in allowed, module


def test_the_sdk_is_really_used():
    client = imports(XEROLIB / "client.py")
    assert "xero_python" in {top(module) for _, module in client}


def test_the_addon_was_found():
    """An empty list would make the next test pass over nothing."""
    assert len(PURE) > 10
    assert AROUND


@pytest.mark.parametrize("path", AROUND, ids=lambda path: str(path.relative_to(ADDON)))
def test_the_addon_reaches_xero_through_xerolib_only(path):
    forbidden = {"xero_python", "requests", "urllib3", "httpx", "xero_sandbox"}
    tests = "tests" in path.relative_to(ADDON).parts
    for _, module in imports(path):
        assert tests or top(module) not in forbidden, module
        assert top(module) != "xero_python", module


@pytest.mark.parametrize("path", AROUND, ids=lambda path: str(path.relative_to(ADDON)))
def test_only_models_and_extensions_use_the_client(path):
    """Controllers, wizards and buttons enqueue; they do not call Xero themselves."""
    folder = path.relative_to(ADDON).parts[0]
    modules = {module.rpartition(".")[2] for _, module in imports(path)}
    if folder in {"controllers", "wizards"}:
        assert "client" not in modules


@pytest.mark.parametrize("package", [XEROLIB, ROOT / "xero_sandbox", ROOT / "dev"])
def test_no_file_needs_one_that_needs_it(package):
    found = graph(package)
    assert any(found.values())
    TopologicalSorter(found).prepare()  # raises CycleError, with the circle
