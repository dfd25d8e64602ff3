"""What Odoo believes, read from its tables, whether it runs or not."""

from types import TracebackType
from typing import Any

import psycopg2
from psycopg2.extensions import connection

from dev import postgres
from tests.crash.ledgers import Asked
from tests.crash.shop import CUSTOMER, POISON

_INVOICES = """
SELECT move.name,
       CASE move.state WHEN 'posted' THEN 'AUTHORISED ' || round(amount_total, 2)
                       ELSE 'VOIDED' END,
       array(SELECT xero_id FROM xero_document WHERE move_id = move.id),
       NOT EXISTS (SELECT FROM xero_job WHERE res_model = 'account.move'
                   AND res_id = move.id AND state NOT IN ('done', 'cancelled'))
  FROM account_move move JOIN res_partner partner ON partner.id = partner_id
 WHERE partner.name LIKE %(customer)s AND move_type = 'out_invoice'
   AND move.id <> ALL(%(poisoned)s)
"""

_CONTACTS = """
SELECT name, rtrim('ACTIVE ' || coalesce(street, '')),
       array(SELECT xero_id FROM xero_contact WHERE partner_id = partner.id),
       NOT EXISTS (SELECT FROM xero_job WHERE res_model = 'res.partner'
                   AND res_id = partner.id AND state NOT IN ('done', 'cancelled'))
  FROM res_partner partner WHERE name LIKE %(customer)s AND name <> %(poison)s
"""

# What waits for a person is held, and so is what waits for that.
_WAITING = """
SELECT count(*) FROM xero_job
 WHERE state NOT IN ('done', 'cancelled')
   AND NOT (res_model = 'account.move' AND res_id = ANY(%(poisoned)s))
   AND NOT (res_model = 'res.partner' AND res_id IN (
       SELECT id FROM res_partner WHERE name = %(poison)s))
"""

_POISON_HELD = """
SELECT count(DISTINCT res_id) FROM xero_job
 WHERE state = 'blocked' AND res_model = 'account.move' AND res_id = ANY(%(poisoned)s)
"""

_IN_THE_WAY = """
SELECT format('issue %s ×%s: %s', cause, count(*), min(xero_words))
  FROM xero_issue WHERE state = 'open' GROUP BY cause
UNION ALL SELECT format('health %s %s', problem, pause_reason) FROM xero_quota
UNION ALL SELECT format('exchange %s %s: %s', resource, state, error)
  FROM xero_exchange WHERE state <> 'applied'
UNION ALL SELECT format('set aside %s %s,%s ×%s: %s', lane, res_model, res_id, tries,
                        error) FROM xero_retry
UNION ALL SELECT format('jobs %s %s ×%s', mirror_model, state, count(*))
  FROM xero_job GROUP BY mirror_model, state
"""

# Pauses are over, what was set aside is tried again, and who sleeps until then wakes.
_GO_ON = """
UPDATE xero_quota SET paused_until = %(now)s WHERE paused_until > %(now)s;
UPDATE xero_retry SET due_at = %(now)s WHERE due_at > %(now)s;
UPDATE ir_cron_trigger SET call_at = %(now)s WHERE call_at > %(now)s;
"""

_SLEEP = "UPDATE ir_cron_trigger SET call_at = %(now)s + interval '1 hour';"

# What is in doubt can no longer be on its way.
_LOOK_UP = """
UPDATE xero_exchange SET check_at = %(now)s
 WHERE state = 'checking' AND check_at > %(now)s;
UPDATE xero_job SET not_before = %(now)s WHERE not_before > %(now)s;
"""

# However long that takes, nothing is looked up meanwhile; and it takes so long that
# nothing waits for it any more.
_IN_DOUBT = """
UPDATE xero_exchange SET check_at = %(now)s + interval '1 hour',
       create_date = create_date - interval '6 minutes'
 WHERE state IN ('open', 'checking');
"""

_NOW = "(now() AT TIME ZONE 'UTC')"


class Beliefs:
    """A session of our own in Odoo's database."""

    def __init__(self, database: str, poisoned: list[int]) -> None:
        """:param poisoned: ids of invoices that never come into Xero"""
        self._database = database
        self._poisoned = poisoned
        self._session = _session(database)
        # Odoo's crons listen on a channel of another database.
        self._bell = _session("postgres")

    def __enter__(self) -> "Beliefs":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._session.close()
        self._bell.close()

    # === What it believes === #

    def invoices(self) -> list[Asked]:
        return self._asked(_INVOICES)

    def contacts(self) -> list[Asked]:
        return self._asked(_CONTACTS)

    def _asked(self, query: str) -> list[Asked]:
        rows = self._read(query, customer=f"{CUSTOMER}%", **self._poison())
        return [
            Asked(key, content, tuple(links), settled)
            for key, content, links, settled in rows
        ]

    def underway(self) -> list[str]:
        """Resource and state of each exchange that is not done."""
        rows = self._read(
            "SELECT resource || ' ' || state FROM xero_exchange"
            " WHERE state <> 'applied'"
        )
        return [text for (text,) in rows]

    def leaving(self) -> list[int]:
        """Ids of the confirmed invoices in the exchange that leaves now."""
        rows = self._read(
            "SELECT element.res_id FROM xero_exchange_element element"
            " JOIN xero_exchange exchange ON exchange.id = exchange_id"
            " JOIN account_move move ON move.id = element.res_id"
            " WHERE exchange.state = 'open' AND exchange.resource = 'invoices'"
            " AND move.state = 'posted' ORDER BY element.position"
        )
        return [move for (move,) in rows]

    def waiting(self) -> int:
        """How many jobs are not done, of what can come into Xero."""
        return int(self._read(_WAITING, **self._poison())[0][0])

    def holds_the_poison(self) -> bool:
        """Whether all that never can come into Xero waits for a person."""
        held = self._read(_POISON_HELD, **self._poison())[0][0]
        return int(held) == len(self._poisoned)

    def runs(self) -> int:
        """How many runs are under way."""
        return int(
            self._read("SELECT count(*) FROM xero_batch WHERE ended_at IS NULL")[0][0]
        )

    def _poison(self) -> dict[str, Any]:
        return {"poisoned": self._poisoned, "poison": f"{CUSTOMER} {POISON[1]}"}

    def in_the_way(self) -> list[str]:
        """What a person would read: causes, pauses, and what they hold back."""
        return [text for (text,) in self._read(_IN_THE_WAY)]

    # === Time === #

    def go_on(self, *, look_up: bool) -> None:
        """Let the time pass for which Odoo waits, and wake its crons.

        :param look_up: whether also the time for which a doubt is left alone
        """
        for statement in (_GO_ON, *([_LOOK_UP] if look_up else [])):
            self._change(statement)
        self._bell.cursor().execute(f"NOTIFY cron_trigger, '{self._database}'")

    def sleep(self) -> None:
        """Whatever waits does so until :meth:`go_on`, even when Odoo starts anew."""
        self._change(_SLEEP)

    def stay_in_doubt(self) -> None:
        """What is in doubt now is not looked up before :meth:`go_on` says so."""
        self._change(_IN_DOUBT)

    def _change(self, statement: str) -> None:
        self._read(statement.replace("%(now)s", _NOW))

    def _read(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        with self._session.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []


def _session(database: str) -> connection:
    session = psycopg2.connect(
        host=str(postgres.SOCKET_DIR), user=postgres.ROLE, dbname=database
    )
    session.autocommit = True
    return session
