"""Whoever goes on as root says why, beside it."""

import ast
import io
import tokenize
from pathlib import Path

import pytest
from conftest import ADDON

SOURCES = [
    path
    for path in sorted(ADDON.rglob("*.py"))
    if not {"tests", "migrations"} & set(path.relative_to(ADDON).parts)
]


def _comments(source: str) -> dict[int, str]:
    """Each comment by its line."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {t.start[0]: t.string for t in tokens if t.type == tokenize.COMMENT}


def _statements_as_root(tree: ast.Module) -> list[ast.stmt]:
    """The innermost statement around each ``.sudo()``."""
    parents = {
        child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)
    }
    found = []
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "sudo"
            and not node.args
        ):
            around: ast.AST = node
            while not isinstance(around, ast.stmt):
                around = parents[around]
            found.append(around)
    return found


def unexplained(source: str) -> list[int]:
    """The lines of statements that become root without ``# sudo:`` in or above."""
    comments = _comments(source)
    found = []
    for statement in _statements_as_root(ast.parse(source)):
        body = getattr(statement, "body", None)
        last = body[0].lineno - 1 if body else statement.end_lineno or 0
        beside = [comments.get(line, "") for line in range(statement.lineno, last + 1)]
        above = statement.lineno - 1
        while above in comments:
            beside.append(comments[above])
            above -= 1
        if not any("sudo:" in comment for comment in beside):
            found.append(statement.lineno)
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_every_sudo_has_its_reason_beside_it(path: Path) -> None:
    assert not unexplained(path.read_text())


def test_a_sudo_without_a_reason_is_found() -> None:
    assert unexplained("a = 1\nb = a.sudo()\n") == [2]
    assert unexplained("# sudo: it is only a count\nb = len(\n    a.sudo()\n)\n") == []
    assert unexplained("b = a.sudo()  # because\n") == [1]
