"""Nothing changed in Xero: one call for each kind of record, and nothing is written."""

from collections.abc import Iterator

from benchmarks.company import Company
from benchmarks.row import Row
from benchmarks.stage import Stage

_KINDS = ("Contacts", "Invoices", "Payments")
_INVOICES = 100

_WRITTEN = """
    SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables
     WHERE relname IN (
        'xero_contact', 'xero_document', 'xero_payment',
        'xero_account', 'xero_tax_rate', 'xero_currency',
        'res_partner', 'account_move')
"""


def measure(stage: Stage) -> Iterator[Row]:
    # In an organisation where nobody else changed anything just now.
    with stage.company("nz") as company:
        company.read_contacts()
        # Pushed just now, so Xero lists them once more, as they are known already.
        customers = company.customers(_INVOICES, "Rested")
        moves = company.sell(_INVOICES, customers)
        company.push(moves)
        company.seconds(company.look_for_changes)
        before = _written(company)
        company.xero.forget_calls()
        company.seconds(company.look_for_changes)
        calls = max(len(company.xero.calls("GET", kind)) for kind in _KINDS)
        assert calls, "nothing was asked"
        rows = _written(company) - before
    what = f"nothing changed, {_INVOICES} invoices listed again"
    yield Row(f"{what}: calls per resource", calls, 1, "calls")
    yield Row(f"{what}: rows written", rows, 0, "rows")


def _written(company: Company) -> int:
    """Rows written so far; PostgreSQL knows surely once all sessions are over."""
    company.odoo.stop()
    ((rows,),) = company.odoo.sql(_WRITTEN)
    company.odoo.start()
    return int(rows)
