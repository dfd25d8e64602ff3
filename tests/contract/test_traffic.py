"""What the connector said to the sandbox in the suites before, held against Xero's own
SDK and description. ``make test`` records it; each suite alone does as well, in
build/traffic.
"""

import json
from pathlib import Path

import pytest
from contract import Contract, find_description

TRAFFIC = Path(__file__).parents[2] / "build" / "traffic"
SUITES = ("addon", "system", "crash")


@pytest.fixture(scope="module")
def contract() -> Contract:
    return Contract(find_description())


@pytest.mark.parametrize("suite", SUITES)
def test_every_call_is_one_that_xero_describes(
    suite: str, contract: Contract, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded = list(TRAFFIC.glob(f"{suite}*.jsonl"))
    if not recorded:
        pytest.skip(f"{suite} has said nothing here yet")
    newest = max(recorded, key=lambda file: file.stat().st_mtime)
    lines = newest.read_text("utf-8").splitlines()
    breaches = contract.check([json.loads(line) for line in lines])
    with capsys.disabled():
        print(f"\n{suite}: {contract.summary()}")
    assert not breaches, "\n".join(dict.fromkeys(breaches))
    assert any('"method": "PUT"' in line for line in lines), "nothing was ever pushed"
