"""The plan of a run holds what ``make crash`` claims."""

from collections import Counter

import pytest

from tests.crash.moments import Gap, plan


def test_forty_kills_are_eight_in_each_gap_and_half_forget_the_keys() -> None:
    creating, changing = plan(40)
    every = creating + changing
    assert Counter(moment.gap for moment in every) == dict.fromkeys(Gap, 8)
    for gap in Gap:
        assert sum(m.keys_forgotten for m in every if m.gap is gap) == 4


@pytest.mark.parametrize("kills", [1, 5, 6, 12, 15, 40])
def test_a_claim_follows_a_kill_that_leaves_an_exchange_in_doubt(kills: int) -> None:
    leaves_doubt = {Gap.LOST, Gap.LATE, Gap.UNHEARD}
    for moments in plan(kills):
        gaps = [moment.gap for moment in moments]
        for before, gap in zip([None, *gaps], gaps, strict=False):
            assert gap is not Gap.CLAIM or before in leaves_doubt
    assert sum(map(len, plan(kills))) == kills
