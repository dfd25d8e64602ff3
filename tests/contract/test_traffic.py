"""What the connector said to the sandbox in the suites before, held against Xero's own
description. ``make test`` records it; each suite alone does as well, in build/traffic.
"""

import json
from pathlib import Path

import pytest
from contract import Contract, find_description

TRAFFIC = Path(__file__).parents[2] / "build" / "traffic"
SUITES = ("addon", "system", "crash")


@pytest.fixture(scope="module")
def contract() -> Contract:
    contract = Contract(find_description())
    if contract.is_blind:
        pytest.skip(contract.summary())
    return contract


@pytest.mark.parametrize("suite", SUITES)
def test_every_call_is_one_that_xero_describes(
    suite: str, contract: Contract, capsys: pytest.CaptureFixture[str]
) -> None:
    newest = max(TRAFFIC.glob(f"{suite}*.jsonl"), key=lambda file: file.stat().st_mtime)
    lines = newest.read_text("utf-8").splitlines()
    breaches = contract.check([json.loads(line) for line in lines])
    with capsys.disabled():
        print(f"\n{suite}: {contract.summary()}")
    assert not breaches, "\n".join(dict.fromkeys(breaches))
    assert any('"method": "PUT"' in line for line in lines), "nothing was ever pushed"
