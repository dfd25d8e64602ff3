"""What a run costs is said before it starts, and people keep a share of the calls."""

from datetime import timedelta

import pytest

from xerolib.budget import DAY, day_limit, day_reserve, pace, plan


@pytest.mark.parametrize(
    ("highest", "limit"),
    [(0, 1_000), (998, 1_000), (1_000, 1_000), (1_001, 5_000), (5_000, 5_000)],
)
def test_the_plan_is_known_by_the_most_that_was_left(highest, limit):
    assert day_limit(highest) == limit


def test_an_unknown_bigger_plan_counts_as_seen():
    assert day_limit(20_000) == 20_000


def test_five_percent_of_the_day_are_kept_for_people():
    assert day_reserve(1_000) == 50
    assert day_reserve(5_000) == 250


def test_a_small_run_takes_a_minute_and_fits():
    small = plan(4, day_left=900, limit=1_000)
    assert (small.minutes, small.today, small.more_days) == (1, 4, 0)
    assert small.fits_today


def test_a_long_run_takes_as_long_as_its_calls():
    assert plan(100, day_left=5_000, limit=5_000).minutes == 5


def test_a_run_may_use_the_day_up_to_the_reserve():
    assert plan(850, day_left=900, limit=1_000).fits_today
    assert not plan(851, day_left=900, limit=1_000).fits_today


def test_what_does_not_fit_is_split_over_days():
    long = plan(3_000, day_left=150, limit=1_000)
    assert long.today == 100
    assert long.more_days == 4  # 950 a day: 100, 3 x 950, and the last 50


def test_with_only_the_reserve_left_nothing_goes_today():
    assert plan(10, day_left=40, limit=1_000).today == 0


def test_a_change_is_read_at_once_while_the_day_keeps_up():
    assert not pace(2, day_left=4_990, limit=5_000, time_left=DAY)
    assert not pace(2, day_left=2_500, limit=5_000, time_left=DAY / 2)


def test_who_ran_ahead_of_the_day_is_slowed_to_what_is_left():
    half = pace(2, day_left=1_250, limit=5_000, time_left=DAY / 2)
    assert half == timedelta(hours=12) * 2 / 1_000
    assert pace(2, day_left=100, limit=1_000, time_left=DAY) > half


def test_with_only_the_reserve_left_events_wait_for_the_next_day():
    assert pace(2, day_left=50, limit=1_000, time_left=DAY / 2) == DAY / 2


def test_an_endless_stream_of_events_never_meets_the_reserve():
    left, clock = 1_000, timedelta()
    while clock < DAY:
        left -= 2
        clock += max(timedelta(seconds=5), pace(2, left, 1_000, DAY - clock))
    assert left >= day_reserve(1_000) - 2, "no more than the last read went below"
