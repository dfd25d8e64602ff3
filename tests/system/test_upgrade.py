"""From a database that an older version left (tests/data/upgrade), with all that people
can leave underway in it (tests/upgrade/past.py). The newest is upgraded here, the older
ones in ``make test-wide``.

*An upgrade changes nothing that leaves or arrives.* What a migration moves is named in
``ANNOUNCED``; whatever else differs breaks a test.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator

import pytest

from dev import dumps
from dev.dumps import Dump
from tests.system.upgraded import Announced, Snapshot, Upgraded, differences
from tests.system.xero import Row

# From which dumps: *all*, or the newest alone.
FROM = os.environ.get("UPGRADE_FROM") or "newest"

# What migrations move, by the names that older versions use.
ANNOUNCED = Announced(
    # A table to its new name, a column to its new name in that table:
    #     "xero_retry": "xero_set_aside", "xero_job.read_at": "was_read_at"
    renamed={},
    # A column to what became of its values:
    #     "xero_exchange.purpose": {"find_taken": "look_up"}
    translated={},
    # Tables and columns whose contents nobody needs any more.
    gone=frozenset(),
    # Tables that get rows of their own: ir_cron for a new cron.
    filled=frozenset(),
)


class Upgrade:
    """An update of what an older version left, nothing of it started yet.

    :ivar before, after: what stood in Odoo before the update, and right after it
    :ivar log: what the update logged that someone should read
    :ivar held: what stood in Xero before
    """

    def __init__(self, upgraded: Upgraded) -> None:
        self.upgraded = upgraded
        self.held = upgraded.in_xero()
        self.before = upgraded.snapshot()
        self.log = upgraded.update()
        self.after = upgraded.snapshot()


def _dumps() -> list[Dump]:
    return dumps.every() if FROM == "all" else dumps.every()[-1:]


@pytest.fixture(scope="module", params=_dumps(), ids=lambda dump: dump.version)
def upgrade(request: pytest.FixtureRequest) -> Iterator[Upgrade]:
    """Odoo is not started yet."""
    upgraded = Upgraded(request.param, f"test_upgrade_{os.getpid()}")
    try:
        yield Upgrade(upgraded)
    finally:
        upgraded.close()


@pytest.fixture(scope="module")
def resumed(upgrade: Upgrade) -> Upgraded:
    """What waited has left; the crons are at rest."""
    upgraded, left = upgrade.upgraded, upgrade.upgraded.left
    goes = [*left["new"], *left["doubted"], *left["changed"]]

    def all_is_done() -> bool:
        # What is in doubt waits, is looked up, and may wait once more.
        upgraded.odoo.let_time_pass()
        return (
            upgraded.states(*goes) == {"pushed"}
            and upgraded.states(*left["cancelled"]) == {"voided"}
            and upgraded.odoo.is_idle()
        )

    upgraded.odoo.start()
    upgraded.odoo.wait_until(all_is_done, "what waited in Xero", 60)
    return upgraded


def test_an_upgrade_says_nothing_and_asks_xero_nothing(upgrade: Upgrade) -> None:
    """Breaks when an administrator finds warnings in the log of an update, or when
    something leaves or arrives before anybody starts Odoo again."""
    assert not upgrade.log
    assert not upgrade.upgraded.xero.log()
    assert upgrade.upgraded.in_xero() == upgrade.held


def test_an_upgrade_changes_no_row(upgrade: Upgrade) -> None:
    """Breaks when a setting, a match, a question, a request or what was sent is lost or
    another one afterwards, or when the update itself asks for a push or makes a link;
    and when it changes partners, invoices, users or rights."""
    rows = upgrade.before
    assert {"xero_job", "xero_exchange", "xero_issue", "xero_tax_mapping"} <= {*rows}
    found = differences(rows, upgrade.after, ANNOUNCED)
    assert not found, "\n".join(found[:50])


def test_what_waited_leaves_once(upgrade: Upgrade, resumed: Upgraded) -> None:
    """Breaks when an upgrade loses what somebody confirmed, sends what was on its way
    without looking whether it arrived, or lets an invoice into Xero with another total.
    """
    left = resumed.left
    wanted = {**left["new"], **left["doubted"]}
    known = {
        number: f"{total:.2f}" for number, total in resumed.xero.invoices([*wanted])
    }
    assert known == wanted
    assert len(resumed.xero.invoices([*wanted])) == len(wanted)
    stood = {row.get("number") for row in upgrade.held.values()}
    assert _sent(resumed) == Counter(number for number in wanted if number not in stood)
    in_xero = {row["InvoiceNumber"]: row for row in resumed.xero.rows("Invoices")}
    for number, reference in left["changed"].items():
        assert in_xero[number]["Reference"] == reference
    for number in left["cancelled"]:
        assert in_xero[number]["Status"] == "VOIDED"
    assert not resumed.odoo.warnings()


def test_nothing_else_in_xero_changes(upgrade: Upgrade, resumed: Upgraded) -> None:
    """Breaks when an upgrade sends what nobody changed."""
    left = resumed.left
    expected = {*left["new"], *left["doubted"], *left["changed"], *left["cancelled"]}
    expected |= {*left["contacts"]}
    now = resumed.in_xero()
    assert not upgrade.held.keys() - now.keys()
    touched = [row for key, row in now.items() if upgrade.held.get(key) != row]
    names = {row.get("number") or row.get("name") for row in touched}
    assert names <= expected, [row for row in touched if _name(row) not in expected]


def test_what_a_person_holds_stays_held(upgrade: Upgrade, resumed: Upgraded) -> None:
    """Breaks when an upgrade answers a question that a person was asked, or lets go on
    what somebody paused."""
    left = resumed.left
    assert resumed.states(*left["held"]) == {"blocked"}
    assert resumed.states(*left["paused"]) == {"waiting"}
    assert _open_questions(resumed.snapshot()) >= _open_questions(upgrade.before)


def test_a_whole_sync_finds_nothing_to_do(resumed: Upgraded) -> None:
    """Breaks when comparing everything after an upgrade changes partners, or sends
    updates of what nobody changed."""
    partners = resumed.snapshot()["res_partner"]
    held = resumed.in_xero()
    resumed.xero.forget()
    (connection,) = resumed.user.read(
        "xero.connection", [("role", "=", "primary")], ["display_name"]
    )
    wizard = resumed.user.press("xero.connection", connection["id"], "action_sync_now")
    run = resumed.user.press(wizard["res_model"], wizard["res_id"], "action_start")
    over = [("id", "=", run["res_id"]), ("ended_at", "!=", False)]
    resumed.odoo.wait_until(
        lambda: bool(resumed.user.read("xero.batch", over, [])), "the sync", 60
    )
    resumed.odoo.wait_until(resumed.odoo.is_idle, "the crons idle")
    writes = [call for call in resumed.xero.log() if call["method"] != "GET"]
    assert not [call for call in writes if "/api.xro/" in call["path"]]
    assert resumed.in_xero() == held
    assert resumed.snapshot()["res_partner"] == partners
    assert not resumed.odoo.warnings()


def test_nobody_is_matched_by_rules_that_came_since(resumed: Upgraded) -> None:
    """Breaks when an upgrade matches a contact by more than the connection did."""
    found = resumed.snapshot()
    assert {row["match_by"] for row in found["xero_connection"].values()} == {"email"}
    rules = {row["matched_by"] for row in found["xero_contact"].values()}
    assert rules <= {None, "number", "email", "name", "created", "person"}


def test_what_comes_in_is_what_came_in_before(resumed: Upgraded) -> None:
    """Breaks when import settings that are new bring persons, tags, currencies or stops
    into a company that nobody asked, or leave contacts out."""
    found = resumed.snapshot()
    settings = found["xero_connection"].values()
    for name in ("customers", "suppliers", "others", "consumers"):
        assert all(row[f"import_{name}"] for row in settings), name
    for name in ("import_persons", "groups_as_tags", "activate_currencies"):
        assert not any(row[name] for row in settings), name
    assert not any(row["archive_stopped"] for row in settings)
    assert {row["missing_contacts"] for row in settings} == {"active"}
    assert not any(row["is_left_out"] for row in found["xero_contact"].values())


def test_each_cron_still_finds_what_it_calls(
    upgrade: Upgrade, resumed: Upgraded
) -> None:
    """Breaks when a method that a cron of an older version names is no more."""
    crons = resumed.crons()
    assert len(crons) >= 2 + len(upgrade.before["xero_connection"])
    for cron in crons:
        resumed.odoo.wait_until(resumed.odoo.is_idle, "the crons idle")
        # Odoo hands back a dialog where the code fails.
        assert resumed.user.call("ir.cron", "method_direct_trigger", [cron]) is True
    resumed.odoo.wait_until(resumed.odoo.is_idle, "the crons idle")
    assert not resumed.odoo.warnings()


def _sent(resumed: Upgraded) -> Counter[str]:
    """:return: how often each invoice was sent to be created since the upgrade"""
    bodies = [call["request"] for call in resumed.xero.calls("PUT", "Invoices")]
    rows: list[Row] = [row for body in bodies for row in json.loads(body)["Invoices"]]
    return Counter(row["InvoiceNumber"] for row in rows)


def _name(row: Row) -> str:
    return str(row.get("number") or row.get("name"))


def _open_questions(found: Snapshot) -> set[tuple[str, str]]:
    issues = found["xero_issue"].values()
    return {(row["id"], row["cause"]) for row in issues if row["state"] == "open"}
