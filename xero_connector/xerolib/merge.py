"""Three-way: what both sides agreed on last, what Odoo says, what Xero says.

A field changed on one side flows to the other; changed on both, a person decides. An
empty value says nothing: it neither erases what the other side has nor stands against
it, so clearing a field here or there changes nothing on the other side.

Values are compared as they are: whoever asks brings both sides in one form.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

Values = Mapping[str, Any]


class Outcome(str, Enum):
    """What is to be done about one field."""

    SAME = "same"
    """Nothing: equal, or one side is empty and the other unchanged."""
    PUSH = "push"
    """Odoo's value goes to Xero."""
    PULL = "pull"
    """Xero's value is the newer one."""
    CONFLICT = "conflict"
    """Changed on both sides, to different values."""


def merge(agreed: Values | None, odoo: Values, xero: Values) -> dict[str, Outcome]:
    """What to do about each field that ``odoo`` or ``xero`` names.

    ``agreed`` is None, or lacks a field, where nothing was ever agreed on: then a
    value on one side alone flows, and two different values are a conflict.
    """
    base = agreed or {}
    names = dict.fromkeys([*odoo, *xero])
    return {
        name: _outcome(base.get(name), odoo.get(name), xero.get(name)) for name in names
    }


def _outcome(agreed: Any, odoo: Any, xero: Any) -> Outcome:
    if is_equal(odoo, xero):
        return Outcome.SAME
    by_odoo = not is_empty(odoo) and not is_equal(odoo, agreed)
    by_xero = not is_empty(xero) and not is_equal(xero, agreed)
    if by_odoo and by_xero:
        return Outcome.CONFLICT
    if by_odoo:
        return Outcome.PUSH
    return Outcome.PULL if by_xero else Outcome.SAME


def is_empty(value: Any) -> bool:
    """Whether ``value`` says nothing. Zero says something."""
    if isinstance(value, (str, list, tuple, dict)):
        return not value
    return value is None or value is False


def is_equal(one: Any, other: Any) -> bool:
    """Whether two values say the same; what is empty says nothing, however."""
    return bool(one == other) or (is_empty(one) and is_empty(other))


def named(outcomes: Mapping[str, Outcome], outcome: Outcome) -> list[str]:
    """The fields of that outcome, in their order."""
    return [name for name, found in outcomes.items() if found is outcome]


def settle(
    agreed: Values | None,
    odoo: Values,
    xero: Values,
    outcomes: Mapping[str, Outcome],
) -> dict[str, Any]:
    """What is agreed once all that ``outcomes`` say was done, conflicts aside.

    Pushed: Odoo's value. Pulled, or equal: Xero's. Where nothing moved, or a person
    has yet to decide, what was agreed before stays.
    """
    settled = dict(agreed or {})
    for name, outcome in outcomes.items():
        if outcome is Outcome.PUSH:
            settled[name] = odoo[name]
        elif outcome is Outcome.PULL or is_equal(odoo.get(name), xero.get(name)):
            settled[name] = xero.get(name)
    return settled


def spelling(sent: Values, stored: Values) -> dict[str, Any]:
    """Xero's own spelling of what it just took from us, where it is not ours.

    Xero trims texts and splits phone numbers; what it made of ours is no change of a
    bookkeeper's. Kept beside ``agreed``, for :func:`as_agreed`.
    """
    return {
        name: stored.get(name)
        for name, value in sent.items()
        if not is_equal(value, stored.get(name))
    }


def as_agreed(agreed: Values, spelled: Values | None, xero: Values) -> dict[str, Any]:
    """``xero``, with what it still spells as it did when agreed on, in our spelling."""
    return {
        name: agreed.get(name)
        if name in (spelled or {}) and is_equal(value, (spelled or {})[name])
        else value
        for name, value in xero.items()
    }
