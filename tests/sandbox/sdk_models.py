"""What the models of xero-python say a request and an answer may hold: names, types,
lengths and allowed values.

The SDK is made from Xero's own description and comes with every set-up; it is newer
than any copy of the description. Its calls say which model goes where.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.metadata import version
from typing import Any

from xero_python.accounting import models
from xero_python.accounting.api import AccountingApi

Json = dict[str, Any]
Extra = dict[str, tuple[str, ...]]

VERSION = version("xero-python")

_MILLISECONDS = re.compile(r"/Date\(-?\d+(?:[+-]\d{4})?\)/")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?")


@dataclass(frozen=True)
class Operation:
    """A call that Xero describes.

    :ivar body: name of the model that goes there, "" when none does
    :ivar answer: name of the model that comes back, "" when none does
    """

    body: str
    answer: str


def operation(method: str, path: str) -> Operation | None:
    """The SDK's call for a method and a path below ``/api.xro/2.0``."""
    for known, pattern, found in _operations():
        if known == method and pattern.fullmatch(path):
            return found
    return None


@cache
def _operations() -> list[tuple[str, re.Pattern[str], Operation]]:
    """Read from the SDK's source, which a generator wrote: every call looks alike."""
    found = []
    for call in inspect.getsource(AccountingApi).split("\n    def "):
        url = re.search(r'get_resource_url\(\s*"([^"]+)"', call)
        method = re.search(r'url,\s*"(\w+)",', call)
        if not url or not method:
            continue
        body = re.search(r"body_params = (\w+)", call)
        sent = re.search(rf":param (\w+) {body[1]}:", call) if body else None
        answer = re.search(r'response_type="(\w+)"', call)
        path = re.sub(r"\{\w+\}", "[^/]+", url[1])
        found.append(
            (
                url[1].count("{"),
                method[1],
                re.compile(path, re.IGNORECASE),
                Operation(sent[1] if sent else "", answer[1] if answer else ""),
            )
        )
    assert len(found) > 200, "xero-python's calls do not look as they used to"
    return [row[1:] for row in sorted(found, key=lambda row: row[0])]


def request_problems(operation: Operation, body: Any) -> list[str]:
    """What in a request's body the models do not allow."""
    name = operation.body
    if isinstance(body, dict) and operation.answer in body:
        name = operation.answer  # the plural of what the SDK sends alone
    elif element := _element_of(name):
        # One bare thing, or a bare list of them, is taken as well.
        if isinstance(body, list):
            name = f"list[{element}]"
        elif isinstance(body, dict) and name not in body:
            name = element
    return list(_problems(name, body, {}, ""))


def answer_problems(operation: Operation, body: Any, extra: Extra) -> list[str]:
    """What in an answer the models do not allow.

    :param extra: by model, the further fields of real answers; "*" is every model
    """
    return list(_problems(operation.answer, body, extra, ""))


def refusal_problems(body: Any, extra: Extra) -> list[str]:
    """What in an answer of status 400 the models do not allow. A refused element echoes
    what was sent, whatever it is."""
    found = list(_problems("Error", {**body, "Elements": []}, extra, ""))
    for element in body.get("Elements", []):
        errors = element.get("ValidationErrors", [])
        found += _problems("list[ValidationError]", errors, extra, "Elements")
    return found


def _element_of(plural: str) -> str:
    model = getattr(models, plural, None)
    for attribute, name in getattr(model, "attribute_map", {}).items():
        kind = model.openapi_types[attribute]
        if name == plural and kind.startswith("list["):
            return kind[5:-1]
    return ""


def _problems(kind: str, value: Any, extra: Extra, where: str) -> Iterator[str]:
    if kind.startswith("list["):
        if not isinstance(value, list):
            yield f"{where}: no list: {value!r:.100}"
            return
        for number, item in enumerate(value):
            yield from _problems(kind[5:-1], item, extra, f"{where}/{number}")
        return
    model = getattr(models, kind, None)
    if model is None:
        if not _is_of(kind, value):
            yield f"{where}: no {kind}: {value!r:.100}"
    elif issubclass(model, Enum):
        if value not in {member.value for member in model}:
            yield f"{where}: no {kind}: {value!r:.100}"
    elif not isinstance(value, dict):
        yield f"{where}: no {kind}: {value!r:.100}"
    else:
        yield from _model_problems(model, value, extra, where)


def _model_problems(
    model: type[Any], value: Json, extra: Extra, where: str
) -> Iterator[str]:
    if value.get("StatusAttributeString") == "ERROR":
        return  # it echoes what was sent, whatever that is
    attributes = {name: attribute for attribute, name in model.attribute_map.items()}
    further = (*extra.get(model.__name__, ()), *extra.get("*", ()))
    for name, item in value.items():
        at = f"{where}/{name}"
        attribute = attributes.get(name)
        if attribute is None:
            if name not in further:
                yield f"{at}: {model.__name__} has no such field"
            continue
        kind = model.openapi_types[attribute]
        found = list(_problems(kind, item, extra, at))
        yield from found
        if kind == "str" and not found:
            yield from _refused(model, attribute, item, at)


def _refused(model: type[Any], attribute: str, value: str, where: str) -> Iterator[str]:
    """What the model's own setter says: lengths and allowed values."""
    try:
        setattr(model.__new__(model), attribute, value)
    except ValueError as error:
        yield f"{where}: {error}"


def _is_of(kind: str, value: Any) -> bool:
    """Whether a JSON value is of one of the SDK's plain types."""
    if kind == "bool":
        return isinstance(value, bool)
    if kind in ("int", "float"):
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return is_number and (kind == "float" or float(value).is_integer())
    if not isinstance(value, str):
        return False
    if kind in ("date[ms-format]", "datetime[ms-format]"):
        return bool(_MILLISECONDS.fullmatch(value) or _ISO.fullmatch(value))
    assert kind == "str", f"an unknown type: {kind}"
    return True
