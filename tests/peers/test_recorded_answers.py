"""The sandbox answers in the shapes of real answers; README.md lists what differs."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from recording import record
from shapes import RECORDED, Difference, differences
from xero_user import Sandbox

_ROW = re.compile(r"^\| `(\w+)` \| `([^`]+)` \| ([^|]+) \|", re.MULTILINE)


@pytest.fixture(scope="module")
def answers(xero: Sandbox) -> dict[str, httpx.Response]:
    """What the sandbox answers to the requests that were recorded."""
    xero.reset("demo")
    return record(xero, xero.connect())


def _listed(name: str) -> set[Difference]:
    readme = Path(__file__).with_name("README.md").read_text("utf-8")
    return {
        Difference(where, what.strip())
        for answer, where, what in _ROW.findall(readme)
        if answer == name
    }


@pytest.mark.parametrize("name", RECORDED)
def test_an_answer_has_the_recorded_shape(
    name: str, answers: dict[str, httpx.Response]
):
    assert differences(name, answers[name]) == _listed(name)


def test_every_recorded_request_is_asked(answers: dict[str, httpx.Response]):
    assert answers.keys() == RECORDED.keys()
