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


def _recorded(suite: str) -> list[Path]:
    """What was said in the newest run of a suite: as a whole, or in its parts."""
    parts = [
        file for file in TRAFFIC.glob(f"{suite}-?.jsonl") if file.stem[-1].isalpha()
    ]
    whole = [file for file in TRAFFIC.glob(f"{suite}*.jsonl") if file not in parts]
    newest = max(whole, key=_changed_at, default=None)
    if parts and (newest is None or _changed_at(newest) < max(map(_changed_at, parts))):
        return parts
    return [newest] if newest else []


def _changed_at(file: Path) -> float:
    return file.stat().st_mtime


@pytest.mark.parametrize("suite", SUITES)
def test_every_call_is_one_that_xero_describes(
    suite: str, contract: Contract, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded = _recorded(suite)
    if not recorded:
        pytest.skip(f"{suite} has said nothing here yet")
    lines = [line for file in recorded for line in file.read_text("utf-8").splitlines()]
    breaches = contract.check([json.loads(line) for line in lines])
    with capsys.disabled():
        print(f"\n{suite}: {contract.summary()}")
    assert not breaches, "\n".join(dict.fromkeys(breaches))
    assert any('"method": "PUT"' in line for line in lines), "nothing was ever pushed"
