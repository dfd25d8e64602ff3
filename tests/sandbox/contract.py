"""Holds requests and answers against Xero's own OpenAPI description.

Requests: object schemas closed, so that a field that Xero does not know is a breach.
Answers: the same, but with the further fields that real answers are known to carry.
The description is looked for at $XERO_OPENAPI, then in ../shared/xero-openapi beside
the checkout; where neither is, the check says so and lets everything pass.
"""

from __future__ import annotations

import copy
import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

Json = dict[str, Any]
ROOT = "/api.xro/2.0"
_FILE = "xero_accounting.yaml"

# Fields of real answers that the description lacks, each seen in a recorded answer.
_ENVELOPE = ("Id", "Status", "ProviderName", "DateTimeUTC")
_DATES = ("DateString", "DueDateString", "UpdatedDateUTCString")
_PLANNED = ("ExpectedPaymentDateString", "PlannedPaymentDateString")
EXTRA: dict[str, tuple[str, ...]] = {
    "*": _ENVELOPE,
    "Invoice": (*_DATES, *_PLANNED, "InvoicePaymentServices", "AmountCredited"),
    "CreditNote": (*_DATES, "ID", "Total", "AppliedAmount"),
    "Overpayment": (*_DATES, "ID", "AppliedAmount"),
    "Prepayment": (*_DATES, "ID", "AppliedAmount"),
    "LineItem": ("AccountID", "ValidationErrors"),
    "ContactGroup": ("HasValidationErrors",),
    "Phone": ("ValidationErrors",),
    "HistoryRecord": ("DateUTCString", "ValidationErrors"),
    "Contact": ("Attachments",),
}


def find_description() -> Path | None:
    """The file with the description, if it is on disk."""
    beside = Path(__file__).parents[2].parent / "shared" / "xero-openapi"
    for folder in (os.environ.get("XERO_OPENAPI"), beside):
        if folder and (file := Path(folder) / _FILE).is_file():
            return file
    return None


class Contract:
    """Counts what it checks."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._requests = self._answers = self._breaches = 0

    @property
    def is_blind(self) -> bool:
        """Whether the description is not on disk, so that nothing is checked."""
        return self._file is None

    def summary(self) -> str:
        if self._file is None:
            return (
                "contract: skipped, Xero's OpenAPI description is not on disk "
                "(set XERO_OPENAPI to the folder that holds it)"
            )
        return (
            f"contract: {self._requests} requests and {self._answers} answers "
            f"checked, {self._breaches} breaches"
        )

    def check(self, calls: list[Json]) -> list[str]:
        """What in these logged calls breaks the description."""
        if self._file is None:
            return []
        description = _description(self._file)
        breaches: list[str] = []
        for call in calls:
            if not call["path"].startswith(ROOT):
                continue
            operation = description.operation(call)
            if operation is None:
                continue
            where = f"{call['method']} {call['path']}"
            if call.get("request") and "requestBody" in operation:
                self._requests += 1
                for problem in description.request(operation, call["request"]):
                    breaches.append(f"{where}, request: {problem}")
            is_json = call.get("answer", "").startswith(("{", "["))
            if is_json and not call["fault"] and call["status"] in (200, 400):
                self._answers += 1
                for problem in description.answer(operation, call):
                    breaches.append(f"{where}, answer: {problem}")
        self._breaches += len(breaches)
        return breaches


@cache
def _description(file: Path) -> _Description:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return _Description(yaml.load(file.read_text("utf-8"), loader))


class _Description:
    def __init__(self, document: Json) -> None:
        self._paths = [
            (re.compile(_pattern(path), re.IGNORECASE), methods)
            for path, methods in sorted(
                document["paths"].items(), key=lambda row: row[0].count("{")
            )
        ]
        self._schemas = schemas = document["components"]["schemas"]
        self._bodies = document["components"].get("requestBodies", {})
        self._closed = _registry(schemas, extra={})
        self._known = _registry(schemas, extra=EXTRA)
        self._responses = document["components"].get("responses", {})

    def operation(self, call: Json) -> Json | None:
        path = call["path"][len(ROOT) :]
        for pattern, methods in self._paths:
            if pattern.fullmatch(path) and call["method"].lower() in methods:
                return methods[call["method"].lower()]
        return None

    def request(self, operation: Json, text: str) -> list[str]:
        sent = operation["requestBody"]
        if ref := sent.get("$ref"):
            sent = self._bodies[ref.rpartition("/")[2]]
        schema = sent["content"]["application/json"]["schema"]
        body = json.loads(text)
        plural = schema.get("$ref", "").rpartition("/")[2]
        wraps = plural in self._schemas.get(plural, {}).get("properties", {})
        if wraps and isinstance(body, dict) and plural not in body:
            body = {plural: [body]}  # one bare thing is taken as well
        return _problems(schema, body, self._closed)

    def answer(self, operation: Json, call: Json) -> list[str]:
        body = json.loads(call["answer"])
        responses = operation["responses"]
        found = responses.get(str(call["status"])) or responses.get("default")
        if found is None:
            return []
        if ref := found.get("$ref"):
            found = self._responses[ref.rpartition("/")[2]]
        schema = found.get("content", {}).get("application/json", {}).get("schema")
        return _problems(schema, body, self._known) if schema else []


def _problems(schema: Json, body: Any, registry: Registry) -> list[str]:
    # Nothing is addressed from outside: the schema's references are the registry's.
    absolute = json.loads(json.dumps(schema).replace('"#/', '"xero:description#/'))
    validator = Draft202012Validator(absolute, registry=registry)
    return [
        f"{'/'.join(str(part) for part in error.path)}: {error.message[:300]}"
        for error in validator.iter_errors(body)
    ]


def _registry(schemas: Json, extra: dict[str, tuple[str, ...]]) -> Registry:
    closed = copy.deepcopy(schemas)
    for name, schema in closed.items():
        if extra and name == "Element":
            continue  # a refused element echoes what was sent, whatever it is
        _close(schema)
        further = (*extra.get(name, ()), *extra.get("*", ()))
        for field in further if "properties" in schema else ():
            schema["properties"].setdefault(field, {})
    document = {"components": {"schemas": closed}}
    absolute = json.loads(
        json.dumps(document, default=str).replace('"#/', '"xero:description#/')
    )
    resource = DRAFT202012.create_resource(absolute)
    return Registry().with_resource("xero:description", resource)


def _close(schema: Any) -> None:
    if isinstance(schema, dict):
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
        for value in schema.values():
            _close(value)
    elif isinstance(schema, list):
        for value in schema:
            _close(value)


def _pattern(path: str) -> str:
    return re.sub(r"\\?\{[^}]+\\?\}", "[^/]+", path)
