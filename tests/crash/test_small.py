"""A few kills of ``make crash``, and a run that must find what is doubled."""

import os
from collections.abc import Iterator

import pytest

from tests.crash.moments import Gap, Moment, moments
from tests.crash.stage import Stage, stage
from tests.system.odoo_process import installed

# Two minutes alone on a machine, but not everybody is.
pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def theatre() -> Iterator[Stage]:
    with installed(f"crash_{os.getpid()}_installed") as database:
        with stage(database) as theatre:
            yield theatre


def test_nothing_is_lost_or_doubled_however_often_odoo_dies(theatre: Stage) -> None:
    result = theatre.perform(
        invoices=110, customers=60, creating=moments(6), changing=[], poisoned=True
    )
    assert result.kills.total() == 6
    assert result.agree(), result
    assert result.held, "what never can come into Xero waits for a person"


def test_a_look_up_that_finds_nothing_is_seen_to_double(theatre: Stage) -> None:
    """Breaks when the run cannot fail: when it does not see what was sent twice."""
    unheard = Moment(Gap.UNHEARD, variant=0, keys_forgotten=True)
    result = theatre.perform(
        invoices=2, customers=2, creating=[unheard], changing=[], blind=True
    )
    assert result.contacts.doubled
    assert not result.agree()
