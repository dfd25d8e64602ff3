"""The shapes of recorded answers, and how an answer differs from one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import yaml

_FORMS = {
    "id": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "ms": r"/Date\(-?\d+\)/",
    "msz": r"/Date\(-?\d+\+0000\)/",
    "iso": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d",
    "isoz": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
}
_JSON = "application/json; charset=utf-8"
_EMPTY = "empty"
_METERS = ("X-DayLimit-Remaining", "X-MinLimit-Remaining")

RECORDED: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("recorded.yaml").read_text("utf-8")
)["answers"]


@dataclass(frozen=True, order=True)
class Difference:
    """One way in which an answer is not as the recorded one.

    :ivar where: the field, ``Invoices[].Contact.Name``
    :ivar what: ``missing``, ``added``, or which form it has instead of which
    """

    where: str
    what: str


def differences(name: str, answer: httpx.Response) -> set[Difference]:
    """How the answer differs from the recording of that name.

    Values are not compared, and neither is whatever is inside a list that was empty.
    """
    recorded = RECORDED[name]
    found: set[Difference] = set()
    media = answer.headers.get("content-type")
    if answer.status_code != recorded.get("status", 200):
        found.add(Difference("status", str(answer.status_code)))
    if media != recorded.get("media", _JSON):
        found.add(Difference("content-type", str(media)))
    for header in (*_METERS, *recorded.get("headers", ())):
        if header not in answer.headers:
            found.add(Difference(header, "missing"))
    if "body" not in recorded:
        return found | ({Difference("body", "added")} if answer.content else set())
    body = json.loads(answer.text, parse_float=Decimal)
    found |= set(_compare(recorded["body"], body, ""))
    # A list that one document leaves empty may be filled in the next one.
    return found - {Difference(where, _EMPTY) for where in _filled(body)}


def _compare(shape: Any, value: Any, where: str) -> Iterator[Difference]:
    if isinstance(shape, dict) and isinstance(value, dict):
        yield from _compare_fields(shape, value, where)
    elif isinstance(shape, list) and isinstance(value, list):
        if shape and not value:
            yield Difference(where, _EMPTY)
        for element in value if shape else ():
            yield from _compare(shape[0], element, f"{where}[]")
    elif not _has_form(shape, value):
        yield Difference(where, f"{_form(value)} instead of {_kind(shape)}")


def _filled(value: Any, where: str = "") -> Iterator[str]:
    """The paths of all lists that have something in them."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _filled(inner, _path(where, name))
    elif isinstance(value, list) and value:
        yield where
        for element in value:
            yield from _filled(element, f"{where}[]")


def _compare_fields(
    shape: dict[str, Any], value: dict[str, Any], where: str
) -> Iterator[Difference]:
    fields = {field.rstrip("?"): field for field in shape}
    for name, field in fields.items():
        path = _path(where, name)
        if name in value:
            yield from _compare(shape[field], value[name], path)
        elif field == name:
            yield Difference(path, "missing")
    for name in value.keys() - fields.keys():
        yield Difference(_path(where, name), "added")


def _path(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _has_form(shape: Any, value: Any) -> bool:
    if shape == "text":  # a text may look like anything
        return isinstance(value, str)
    return _form(value) == shape


def _form(value: Any) -> str:
    if isinstance(value, str):
        forms = (form for form, says in _FORMS.items() if re.fullmatch(says, value))
        return next(forms, "text")
    kinds = {bool: "bool", int: "int", Decimal: "number"}
    return kinds.get(type(value), _kind(value))


def _kind(shape: Any) -> str:
    if isinstance(shape, str):
        return shape
    return {dict: "object", list: "list"}.get(type(shape), "null")
