"""Isolating the one thing that a call of many fails for.

A call that failed as a whole is halved until the culprit stands alone. Where each half
belongs is written as a short text on what travels in it: ``17:010`` is, of the call
number 17, the first half's second half's first half.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from .errors import (
    AnswerLost,
    BadAnswer,
    Forbidden,
    NotFound,
    OddValue,
    Refused,
    Unauthorised,
    Unavailable,
    UnexpectedStatus,
    XeroError,
)

Thing = TypeVar("Thing")
Row = TypeVar("Row")

_SEPARATOR = ":"

_OF_ONE_CALL = (
    Refused,
    NotFound,
    Forbidden,
    Unauthorised,
    Unavailable,
    AnswerLost,
    BadAnswer,
    UnexpectedStatus,
    OddValue,
)


def is_of_one_call(error: XeroError) -> bool:
    """Whether what was asked may be to blame. All other failures (limits, a host that
    cannot be reached, the identity server) are the whole connection's.
    """
    return bool(error.call) and isinstance(error, _OF_ONE_CALL)


# === Halves of a write === #


def split(path: str | None, call: int) -> tuple[str, str]:
    """:return: the paths of both halves of what travelled under ``path``; None: in
    the whole call of number ``call``"""
    here = path or f"{call}{_SEPARATOR}"
    return f"{here}0", f"{here}1"


def twin(path: str | None) -> str | None:
    """:return: the path of the other half; None for what is no half"""
    if not path or path.endswith(_SEPARATOR):
        return None
    return path[:-1] + ("1" if path[-1] == "0" else "0")


def alone(number: int) -> str:
    """:return: the path of a thing that travels with no other; ``number`` is its own"""
    return f"{number}x{_SEPARATOR}"


def next_path(first: str | None, others: Iterable[str | None]) -> str | None:
    """Which part leaves next of the call that ``first`` is a part of.

    Both halves of a call go before either is halved again, so that both are heard
    before anything else is asked: the same answer twice is one common cause.

    :param others: the paths of all that wait
    """
    if not first:
        return first
    root = first.partition(_SEPARATOR)[0] + _SEPARATOR
    return min(
        (path for path in others if path and path.startswith(root)),
        key=lambda path: (len(path), path),
        default=first,
    )


def next_doubted(paths: Iterable[str]) -> str:
    """Which part leaves next of calls that brought no answer.

    First both halves of a whole, one of which tells that Xero answers; then as deep as
    possible: few calls tell one odd thing from a place that answers nothing.

    :param paths: at least one
    """

    def rank(path: str) -> tuple[bool, int, str]:
        halves = path.partition(_SEPARATOR)[2]
        return (len(halves) > 1, -len(halves), path)

    return min(paths, key=rank)


# === Halves of a question === #


def ask_in_parts(
    ask: Callable[[list[Thing]], list[Row]], things: list[Thing], tries: int = 0
) -> tuple[list[Row], dict[Thing, XeroError]]:
    """Ask about many things; those that cannot be asked about are named.

    :param ask: function of some of the things; returns what it finds
    :param tries: how often asking about them failed before. Then any failure of a call
        is looked into, and not only what Xero refuses (400) or answers so that it
        cannot be read: these are most likely about one of the things, another failure
        most likely about all of them
    :return: what was found, and by thing the error of each that cannot be asked about
    :raise XeroError: it concerns more than one call; or two things could not be asked
        about, one after the other, and none could: then it is the place that is out of
        order, as far as is known. A single thing is blamed when it is refused twice.
        Each try begins with other things, so that two odd ones never hide the
        others for good
    """
    found: list[Row] = []
    failed: dict[Thing, XeroError] = {}
    answered = False
    start = tries % max(len(things), 1)
    waiting = [[*things[start:], *things[:start]]] if things else []
    while waiting:
        part = waiting.pop()
        try:
            found += ask(part)
        except XeroError as error:
            is_odd = isinstance(error, OddValue)
            answered |= is_odd
            if not is_of_one_call(error):
                raise
            if not (tries or is_odd or isinstance(error, Refused)):
                raise
            if len(part) > 1:
                middle = len(part) // 2
                waiting += [part[middle:], part[:middle]]
                continue
            failed[part[0]] = error
            is_its_fault = isinstance(error, Refused) and tries
            alone = len(things) == 1 and not is_its_fault
            if not answered and (alone or len(failed) > 1):
                raise
        else:
            answered = True
    return found, failed
