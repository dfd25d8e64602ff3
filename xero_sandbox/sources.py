"""Where a rule comes from. Every endpoint lists its rules; the README's table is made
from those lists."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Source(Enum):
    """How far a rule can be trusted."""

    SPEC = "Xero's OpenAPI description"
    DOCS = "documentation"
    RECORDED = "recorded answer"
    REPORTED = "reported by others"
    UNKNOWN = "unknown: the harsher reading"


@dataclass(frozen=True)
class Rule:
    """One thing that an endpoint does or refuses."""

    text: str
    source: Source


@dataclass(frozen=True)
class Words:
    """A message of Xero's; `{…}` stands for what varies."""

    text: str
    source: Source

    def __call__(self, **values: object) -> str:
        """The message, filled in."""
        return self.text.format(**values)
