"""Many posted invoices at once: copies of a few that Odoo made.

Odoo takes a tenth of a second for each, which is none of what is measured here. The
copies are whole: moves, all their lines, and the taxes on these.
"""

from collections.abc import Sequence

from benchmarks.odoo import Odoo

LINES = 5

# What a copy does not share with its original, as an expression over `copy`; a draft
# has no name yet.
_OF_MOVE = {
    "id": "copy.move",
    "name": "copy.name",
    "sequence_number": "copy.number",
    "payment_reference": "copy.name",
    "partner_id": "copy.partner",
    "commercial_partner_id": "copy.partner",
    "partner_shipping_id": "copy.partner",
    "access_token": "NULL",
}
_OF_LINE = {
    "id": "copied.line",
    "move_id": "copy.move",
    "move_name": "copy.name",
    "partner_id": "copy.partner",
}
_OF_TAX = {"account_move_line_id": "copied.line"}

_CHOOSE = """
    CREATE TEMP TABLE copy AS
    SELECT nextval('account_move_id_seq')::int AS move,
           wish.n AS place,
           wish.original,
           wish.partner,
           last.number + wish.n AS number,
           last.prefix || lpad((last.number + wish.n)::text, 5, '0') AS name
      FROM (SELECT n,
                   (%(originals)s)[1 + n %% %(models)s] AS original,
                   (%(customers)s)[1 + n %% %(buyers)s] AS partner
              FROM generate_series(1, %(count)s) AS n) wish
      JOIN account_move source ON source.id = wish.original
      LEFT JOIN (SELECT sequence_prefix AS prefix, max(sequence_number) AS number
                   FROM account_move GROUP BY sequence_prefix) last
             ON last.prefix = source.sequence_prefix AND source.state = 'posted';
    CREATE TEMP TABLE copied AS
    SELECT nextval('account_move_line_id_seq')::int AS line,
           line.id AS original_line, copy.move
      FROM copy JOIN account_move_line line ON line.move_id = copy.original
"""
_MOVES = "JOIN copy ON copy.original = source.id"
_LINES = (
    "JOIN copied ON copied.original_line = source.id"
    " JOIN copy ON copy.move = copied.move"
)
_TAXES = "JOIN copied ON copied.original_line = source.account_move_line_id"


def copy_invoices(
    odoo: Odoo, originals: Sequence[int], count: int, customers: Sequence[int]
) -> list[int]:
    """Copy invoices in turn, for customers in turn.

    :param originals: ids of posted invoices, or of drafts
    :param customers: ids of partners that are no part of a company
    :return: ids of the copies
    """
    wish = {
        "originals": list(originals),
        "models": len(originals),
        "customers": list(customers),
        "buyers": len(customers),
        "count": count,
    }
    odoo.sql(_CHOOSE, wish)
    _copy(odoo, "account_move", _OF_MOVE, _MOVES)
    _copy(odoo, "account_move_line", _OF_LINE, _LINES)
    _copy(odoo, "account_move_line_account_tax_rel", _OF_TAX, _TAXES)
    moves = [move for (move,) in odoo.sql("SELECT move FROM copy ORDER BY place")]
    odoo.sql("DROP TABLE copy, copied; ANALYZE account_move, account_move_line")
    return moves


def _copy(odoo: Odoo, table: str, new: dict[str, str], join: str) -> None:
    columns = [
        name
        for (name,) in odoo.sql(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name = %(table)s"
            " AND is_generated = 'NEVER'",
            {"table": table},
        )
    ]
    values = [new.get(name, f'source."{name}"') for name in columns]
    names = ", ".join(f'"{name}"' for name in columns)
    odoo.sql(
        f"INSERT INTO {table} ({names})"
        f" SELECT {', '.join(values)} FROM {table} source {join}"
    )
