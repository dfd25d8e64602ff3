"""What is switched on happens by itself, in a real Odoo with its crons."""

import time

from tests.system.books import Books

SOON = 15  # seconds


def test_what_is_confirmed_stands_in_xero_within_seconds(company: Books) -> None:
    """Nobody presses anything: the posting itself wakes the cron."""
    user = company.user
    wizard = user.press("xero.connection", company.connection, "action_switch_on")
    user.press("xero.switch.on.wizard", wizard["res_id"], "action_switch_on")
    company.odoo.wait_until(lambda: not _runs(company), "the first scheduled run")
    company.sell()
    deadline = time.monotonic() + SOON
    # No NOTIFY of ours here: who waits like a person must not have to help.
    while company.states() != {"pushed"}:
        assert time.monotonic() < deadline, f"{SOON} s: {company.states()}"
        time.sleep(0.2)
    company.settle()


def _runs(company: Books) -> int:
    """How many runs are not over."""
    states = ("planned", "running")
    return len(company.user.read("xero.batch", [("state", "in", states)], ["id"]))
