"""What the store holds as JSON, and back: to the letter, whenever it was saved.

A file is older than the program that reads it. So what a dataclass has and the file
lacks takes its default, and what only the file has is dropped.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from xero_sandbox.clock import Clock
from xero_sandbox.store.organisation import Organisation
from xero_sandbox.store.table import Table

Json = dict[str, Any]
T = TypeVar("T")

# How a Decimal is told from a text: JSON has no exact one.
_DECIMAL = "Decimal"

# Of an organisation: what it is given where it lives.
_NOT_SAVED = ("clock", "committed")


def save_organisation(organisation: Organisation) -> Json:
    """The whole ledger: settings and tables, with ids, stamps and numbers."""
    return {
        each.name: (
            [save(row) for row in value.as_saved()]
            if isinstance(value, Table)
            else save(value)
        )
        for each in fields(Organisation)
        if each.name not in _NOT_SAVED
        for value in [getattr(organisation, each.name)]
    }


def load_organisation(saved: Json, clock: Clock) -> Organisation:
    """The ledger that was saved, as :func:`save_organisation` wrote it.

    Raises ValueError when something is missing that has no default.
    """
    kinds = _kinds(Organisation)
    tables = {name for name, kind in kinds.items() if get_origin(kind) is Table}
    plain = {
        name: _load(kinds[name], value)
        for name, value in saved.items()
        if name in kinds and name not in tables and name not in _NOT_SAVED
    }
    organisation: Organisation = _make(Organisation, {**plain, "clock": clock})
    for name in tables & saved.keys():
        table = getattr(organisation, name)
        (kind,) = get_args(kinds[name])
        for row in saved[name]:
            table.save(_load(kind, row))
    return organisation


def save(value: Any) -> Any:
    """The JSON of a row, or of what stands in one."""
    if is_dataclass(value):
        return {each.name: save(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {key: save(each) for key, each in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, (tuple, list)):
        return [save(each) for each in value]
    if isinstance(value, Decimal):
        return {_DECIMAL: str(value)}
    return value.isoformat() if isinstance(value, date) else value


def load(kind: type[T], saved: Json) -> T:
    """The dataclass ``kind`` that :func:`save` wrote.

    Raises ValueError when something is missing that has no default.
    """
    kinds = _kinds(kind)
    found: T = _make(
        kind,
        {name: _load(kinds[name], saved[name]) for name in kinds if name in saved},
    )
    return found


def _load(kind: Any, saved: Any) -> Any:
    """The value of a field of that type."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return None if saved is None else _load(inner[0], saved)
    if origin in (tuple, frozenset, list):
        return origin(_load(inner[0], each) for each in saved)
    if origin in (dict, Mapping):
        return {key: _load(inner[1], each) for key, each in saved.items()}
    if isinstance(kind, type) and is_dataclass(kind):
        return load(kind, saved)
    return date.fromisoformat(saved) if kind is date else _load_any(saved)


def _load_any(saved: Any) -> Any:
    if isinstance(saved, list):
        return [_load_any(each) for each in saved]
    if not isinstance(saved, dict):
        return saved
    if saved.keys() == {_DECIMAL}:
        return Decimal(saved[_DECIMAL])
    return {key: _load_any(each) for key, each in saved.items()}


def _kinds(kind: Any) -> dict[str, Any]:
    """The types of a dataclass's fields, by name."""
    hints = get_type_hints(kind)
    return {each.name: hints[each.name] for each in fields(kind)}


def _make(kind: Any, values: Json) -> Any:
    try:
        return kind(**values)
    except TypeError as error:
        raise ValueError(f"not to be loaded: {error}") from error
