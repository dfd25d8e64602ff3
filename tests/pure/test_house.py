"""Someone who opens a folder of the addon knows what lives there: rooms by subject,
imports between them run one way, and what a model does is said once."""

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from conftest import ADDON

from dev.imports import graph, rooms_of

MODELS = ADDON / "models"
FILES = [path for path in MODELS.rglob("*.py") if path.name != "__init__.py"]

# Which rooms a room may import from, beside `const` and `xerolib`, which all may. All
# else goes through the environment.
MAY_IMPORT = {
    "common": (),
    "causes": ("common",),
    "issues": ("common", "causes"),
    "mirror": ("common", "issues"),
    "connection": ("common",),
    "limits": ("connection",),
    "queue": ("common", "issues"),
    "runs": ("common",),
    "reference": (),
    "mapping": ("causes", "issues"),
    "contacts": ("common", "causes", "issues", "mirror"),
    "matching": ("common", "issues"),
    "desk": ("common", "matching"),
    "importing": ("contacts", "issues"),
    "invoices": ("issues", "mirror"),
    "balances": (),
    "recoding": ("common",),
    "health": ("common", "causes", "connection"),
}
MOST_FILES = 10
# Files that open one model of ours: in its own room, and how many other rooms do.
MOST_OPENED, MOST_ROOMS = 4, 4


def test_every_room_is_in_the_table():
    rooms = {path.name for path in MODELS.iterdir() if (path / "__init__.py").exists()}
    assert rooms == MAY_IMPORT.keys()


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_knows_only_those_below_it(room):
    found = rooms_of(graph(ADDON), f"{ADDON.name}.models")
    assert found[room] == {*MAY_IMPORT[room]}


def test_no_room_needs_one_that_needs_it():
    assert list(TopologicalSorter(MAY_IMPORT).static_order())  # else CycleError


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_can_be_overseen(room):
    files = [path for path in FILES if path.parent.name == room]
    assert 1 < len(files) <= MOST_FILES


class Opened:
    """A class that makes or extends a model.

    :ivar model: its name; None of one that another addon's mixin would be
    """

    def __init__(self, path: Path, node: ast.ClassDef) -> None:
        self.path, self.node = path, node
        said = {
            target.id: ast.literal_eval(line.value)
            for line in node.body
            if isinstance(line, ast.Assign)
            for target in line.targets
            if isinstance(target, ast.Name) and target.id in ("_name", "_inherit")
        }
        self.makes = "_name" in said
        self.model = said.get("_name") or said.get("_inherit")

    def names(self) -> Iterator[str]:
        """Methods and fields that it defines."""
        for line in self.node.body:
            if isinstance(line, ast.FunctionDef):
                yield line.name
            elif isinstance(line, ast.Assign):
                names = (n.id for n in line.targets if isinstance(n, ast.Name))
                yield from (name for name in names if not name.startswith("_"))


OPENED = [
    opened
    for folder in ("models", "wizards")
    for path in sorted((ADDON / folder).rglob("*.py"))
    for node in ast.parse(path.read_text(encoding="utf-8")).body
    if isinstance(node, ast.ClassDef) and (opened := Opened(path, node)).model
]


def test_no_model_overrides_its_own_addon():
    """``_inherit`` lets others change us. Used on ourselves it is an order of calls
    that nobody sees."""
    defined = Counter(
        (str(opened.model), name) for opened in OPENED for name in opened.names()
    )
    assert defined
    assert not [each for each, times in defined.items() if times > 1]


def test_a_model_of_ours_is_opened_in_few_places():
    places = defaultdict(list)
    own = {}
    for opened in OPENED:
        if opened.path.is_relative_to(MODELS):
            places[opened.model].append(opened.path.parent.name)
            if opened.makes:
                own[opened.model] = opened.path.parent.name
    assert "xero.connection" in own
    for model, room in own.items():
        assert places[model].count(room) <= MOST_OPENED, model
        assert len({*places[model]} - {room}) <= MOST_ROOMS, model
