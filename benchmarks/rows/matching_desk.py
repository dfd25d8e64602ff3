"""The match desk opens as quickly as a plain list, however many wait to be matched."""

from collections.abc import Iterator
from statistics import median

from benchmarks.row import Row
from benchmarks.stage import Stage

_WAITING, _SHOWN = 10_000, 80
_TURNS = 5


def measure(stage: Stage) -> Iterator[Row]:
    with stage.company("demo") as company:
        company.odoo.sql(
            _MADE_UP, {"count": _WAITING, "connection": company.connection}
        )
        turns = [
            company.odoo.inside("open_desk", connection=company.connection, rows=_SHOWN)
            for _turn in range(_TURNS)
        ]

    def ratio(screen: str) -> float:
        return median(
            told[screen]["seconds"] / told["list"]["seconds"] for told in turns
        )

    of = f"with {_WAITING:,} unmatched, {_SHOWN} cards"
    yield Row(f"match desk {of}: against a list", ratio("desk"), 1.5, "×")
    few, many = turns[0]["desk few"]["queries"], turns[0]["desk"]["queries"]
    yield Row("match desk, 80 cards against 10: more queries", many - few, 0, "queries")


# Every second one resembles two partners, and every third one owes something.
_MADE_UP = """
WITH contacts AS (
    INSERT INTO xero_contact (connection_id, xero_id, name, name_key, email, phone,
                              address, status, receivable, overdue, payable)
    SELECT %(connection)s, 'made-up-' || n, 'Harbour Trading ' || n,
           'harbour trading ' || n, 'office' || n || '@harbour.example',
           '+64 9 555 ' || n, '{"street": "1 Queen Street", "city": "Auckland"}',
           'ACTIVE', CASE WHEN n %% 3 = 0 THEN n ELSE 0 END, 0, 0
      FROM generate_series(1, %(count)s) n RETURNING id, name
), partners AS (
    INSERT INTO res_partner (name, complete_name, email, phone, street, city, active,
                             is_company, type, autopost_bills)
    SELECT name, name, 'accounts@harbour.example', '+64 9 555 1', '1 Queen Street',
           'Auckland', TRUE, TRUE, 'contact', 'ask'
      FROM contacts, generate_series(1, 2) twice WHERE contacts.id %% 2 = 0
 RETURNING id, name
), whole AS (
    INSERT INTO xero_contact_proposal (connection_id, contact_id, partner_id, score,
                                       evidence, is_certain)
    SELECT %(connection)s, contacts.id, partners.id, 80,
           '[{"topic": "name", "verdict": "same", "percent": 100, "without": [],
              "is_shared": false}]', FALSE
      FROM contacts JOIN partners USING (name) RETURNING partner_id
)
SELECT count(*) FROM whole
"""
