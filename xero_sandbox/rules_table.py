"""The table of the README: every endpoint's rules and where each comes from.

`python -m xero_sandbox.rules_table` prints it; a test holds the README against it.
"""

from __future__ import annotations

from xero_sandbox.accounting import messages
from xero_sandbox.accounting.registry import all_endpoints
from xero_sandbox.identity.rules import IDENTITY_RULES, LIMIT_RULES
from xero_sandbox.sources import Rule, Words
from xero_sandbox.webhooks.rules import WEBHOOK_RULES


def rules_table() -> str:
    """All rules as Markdown. What several endpoints share is said once, for all of
    them."""
    groups: dict[Rule, list[str]] = {}
    for name, rules in _all().items():
        for rule in rules:
            groups.setdefault(rule, []).append(name)
    lines = ["| endpoint | rule | source |", "| --- | --- | --- |"]
    for rule, names in groups.items():
        lines.append(f"| {', '.join(names)} | {rule.text} | {rule.source.value} |")
    return "\n".join(lines)


def messages_table() -> str:
    """All of Xero's messages as Markdown."""
    lines = ["| message | source |", "| --- | --- |"]
    for words in vars(messages).values():
        if isinstance(words, Words):
            lines.append(f"| {words.text} | {words.source.value} |")
    return "\n".join(lines)


def _all() -> dict[str, tuple[Rule, ...]]:
    endpoints = sorted(all_endpoints().values(), key=lambda endpoint: endpoint.name)
    return {
        "identity": IDENTITY_RULES,
        "limits": LIMIT_RULES,
        "webhooks": WEBHOOK_RULES,
        **{endpoint.name: endpoint.rules for endpoint in endpoints},
    }


if __name__ == "__main__":
    print(rules_table(), messages_table(), sep="\n\n")
