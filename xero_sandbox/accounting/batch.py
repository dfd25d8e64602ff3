"""Writing several elements in one call: `summarizeErrors` both ways."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from xero_sandbox.accounting.endpoint import Ask, Json
from xero_sandbox.accounting.errors import Invalid, validation, with_errors
from xero_sandbox.http.call import Answer
from xero_sandbox.sources import Rule, Source

BATCH_RULES = (
    Rule(
        "summarizeErrors=false: 200, every element says OK, WARNING or ERROR",
        Source.RECORDED,
    ),
    Rule(
        "summarizeErrors missing counts as true: an invalid element makes the call "
        "400, and nothing of it is saved",
        Source.RECORDED,
    ),
    Rule(
        "an ERROR element echoes the request, not what is stored; a refused new one "
        "has the zero GUID",
        Source.RECORDED,
    ),
    Rule("elements of an answer stand in the request's order", Source.UNKNOWN),
    Rule("an unknown id is 404 for the whole call", Source.RECORDED),
)


@dataclass
class Saved:
    """An element that was taken, as the answer shows it."""

    thing: Json
    warnings: list[str] = field(default_factory=list)


def write_batch(
    ask: Ask,
    plural: str,
    save: Callable[[Json], Saved],
    echo: Callable[[Json], Json],
    flag: str = "HasErrors",
) -> Answer:
    """Save each element and answer as `summarizeErrors` asks.

    `save` raises Invalid; `echo` gives a refused element's echo; `flag` is the name of
    its yes-or-no field. Raises Refusal (400) when errors are summarized.
    """
    elements = ask.elements(plural)
    if ask.flag("summarizeErrors", default=True):
        return _all_or_nothing(ask, plural, elements, save, echo, flag)
    answers = []
    for element in elements:
        try:
            with ask.organisation.transaction():
                saved = save(element)
        except Invalid as invalid:
            answers.append(
                _refused(element, invalid, echo, flag)
                | {"StatusAttributeString": "ERROR"}
            )
        else:
            status = "WARNING" if saved.warnings else "OK"
            answers.append(_shown(saved) | {"StatusAttributeString": status})
    return ask.answer(plural, answers)


def _all_or_nothing(
    ask: Ask,
    plural: str,
    elements: list[Json],
    save: Callable[[Json], Saved],
    echo: Callable[[Json], Json],
    flag: str,
) -> Answer:
    answers, refused = [], []
    with ask.organisation.transaction():
        for element in elements:
            try:
                with ask.organisation.transaction():
                    answers.append(_shown(save(element)))
            except Invalid as invalid:
                refused.append(_refused(element, invalid, echo, flag))
        if refused:
            raise validation(refused)
    return ask.answer(plural, answers)


def _shown(saved: Saved) -> Json:
    if not saved.warnings:
        return saved.thing
    return saved.thing | {"Warnings": [{"Message": text} for text in saved.warnings]}


def _refused(
    element: Json, invalid: Invalid, echo: Callable[[Json], Json], flag: str
) -> Json:
    return with_errors(echo(element) | {flag: True}, invalid)
