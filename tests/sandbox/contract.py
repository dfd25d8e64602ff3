"""Holds requests and answers against the models of xero-python, Xero's own SDK, and
against Xero's OpenAPI description where that is on disk.

Requests: a field that Xero does not know is a breach. Answers: the same, but with the
further fields that real answers are known to carry. The description is looked for at
$XERO_OPENAPI, then in ../shared/xero-openapi beside the checkout.
"""

from __future__ import annotations

import copy
import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import sdk_models
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

    def summary(self) -> str:
        held = f"held against xero-python {sdk_models.VERSION}"
        if self._file is None:
            held += (
                " only: Xero's OpenAPI description is not on disk "
                "(set XERO_OPENAPI to the folder that holds it)"
            )
        else:
            held += " and Xero's description"
        return (
            f"contract: {self._requests} requests and {self._answers} answers "
            f"{held}, {self._breaches} breaches"
        )

    def check(self, calls: list[Json]) -> list[str]:
        """What in these logged calls breaks the models, or the description."""
        description = _description(self._file) if self._file else None
        breaches: list[str] = []
        for call in calls:
            if not call["path"].startswith(ROOT):
                continue
            where = f"{call['method']} {call['path']}"
            if _sdk_operation(call) is None:
                breaches.append(f"{where}: Xero has no such call")
            if body := self._request_of(call):
                self._requests += 1
                problems = _sdk_request(call, body)
                problems += description.request(call, body) if description else []
                breaches += [f"{where}, request: {problem}" for problem in problems]
            if answer := self._answer_of(call):
                self._answers += 1
                problems = _sdk_answer(call, answer)
                problems += description.answer(call, answer) if description else []
                breaches += [f"{where}, answer: {problem}" for problem in problems]
        self._breaches += len(breaches)
        return breaches

    def _request_of(self, call: Json) -> Any:
        return json.loads(call["request"]) if call.get("request") else None

    def _answer_of(self, call: Json) -> Any:
        text = call.get("answer") or ""
        sound = not call["fault"] and call["status"] in (200, 400)
        return json.loads(text) if sound and text.startswith(("{", "[")) else None


def _sdk_operation(call: Json) -> sdk_models.Operation | None:
    return sdk_models.operation(call["method"], call["path"][len(ROOT) :])


def _sdk_request(call: Json, body: Any) -> list[str]:
    operation = _sdk_operation(call)
    if operation is None or not operation.body:
        return []
    return sdk_models.request_problems(operation, body)


def _sdk_answer(call: Json, answer: Any) -> list[str]:
    operation = _sdk_operation(call)
    if operation is None or not operation.answer:
        return []
    if call["status"] == 400:
        return sdk_models.refusal_problems(answer, EXTRA)
    return sdk_models.answer_problems(operation, answer, EXTRA)


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
        self._find_known = _registry(schemas, extra=EXTRA)
        self._responses = document["components"].get("responses", {})

    def _operation(self, call: Json) -> Json:
        path = call["path"][len(ROOT) :]
        for pattern, methods in self._paths:
            if pattern.fullmatch(path) and call["method"].lower() in methods:
                return methods[call["method"].lower()]
        return {}

    def request(self, call: Json, body: Any) -> list[str]:
        sent = self._operation(call).get("requestBody")
        if sent is None:
            return []
        if ref := sent.get("$ref"):
            sent = self._bodies[ref.rpartition("/")[2]]
        schema = sent["content"]["application/json"]["schema"]
        plural = schema.get("$ref", "").rpartition("/")[2]
        wraps = plural in self._schemas.get(plural, {}).get("properties", {})
        if wraps and isinstance(body, dict) and plural not in body:
            body = {plural: [body]}  # one bare thing is taken as well
        return _problems(schema, body, self._closed)

    def answer(self, call: Json, body: Any) -> list[str]:
        responses = self._operation(call).get("responses", {})
        found = responses.get(str(call["status"])) or responses.get("default")
        if found is None:
            return []
        if ref := found.get("$ref"):
            found = self._responses[ref.rpartition("/")[2]]
        schema = found.get("content", {}).get("application/json", {}).get("schema")
        return _problems(schema, body, self._find_known) if schema else []


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
