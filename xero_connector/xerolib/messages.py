"""Xero's validation messages, recognised: it has no machine code for them.

Texts vary a little between endpoints and years, so the patterns are loose; the raw
text stays with the error, for the user. Which messages there are is said by whoever
tells people of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

# Where a message was met.
DESCRIBED = "Xero's OpenAPI description"
RECORDED = "recorded answer"
DOCUMENTED = "Xero's documentation"
REPORTED = "reported by other integrations"
ALIKE = "as Xero's OpenAPI description has it of a credit note"


@dataclass(frozen=True)
class Message:
    """One of Xero's messages.

    :param pattern: searched anywhere in the text, in any case; its named groups are
        what the text names: ``account``, ``tax``, …
    :param sample: the whole of it
    :param source: where it was met
    :param code: a stable name, where code does more with it than to tell people
    :param marks: what else it says, for the words
    """

    pattern: str
    sample: str
    source: str
    code: str = ""
    marks: tuple[str, ...] = ()

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.IGNORECASE)

    def named_in(self, text: str) -> dict[str, str] | None:
        """What the text names, None if it is another message."""
        match = self._compiled.search(" ".join(text.split()))
        if match is None:
            return None
        return {key: value for key, value in match.groupdict().items() if value}


def recognise(
    text: str, messages: Iterable[Message]
) -> tuple[Message, dict[str, str]] | None:
    """The first of the messages that the text is, and what it names; None if it is a
    new one."""
    for message in messages:
        if (named := message.named_in(text)) is not None:
            return message, named
    return None
