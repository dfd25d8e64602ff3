"""Whoever reads the README sees every rule and message, and where it comes from."""

from pathlib import Path

import xero_sandbox
from xero_sandbox.accounting.registry import all_endpoints
from xero_sandbox.rules_table import messages_table, rules_table

README = Path(xero_sandbox.__file__).parent / "README.md"


def test_the_readme_has_the_tables_as_the_code_has_them():
    text = README.read_text("utf-8")
    assert rules_table() in text, "paste what python -m xero_sandbox.rules_table prints"
    assert messages_table() in text


def test_every_endpoint_states_its_rules():
    for endpoint in all_endpoints().values():
        assert endpoint.rules, f"{endpoint.name} names no rule and no source"
        assert endpoint.scope.startswith("accounting.")
