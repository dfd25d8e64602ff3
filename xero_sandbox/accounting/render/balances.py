"""What contacts owe and are owed, in the base currency."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any
from weakref import WeakKeyDictionary

from xero_sandbox.accounting.totals import half_up
from xero_sandbox.store.models import ZERO
from xero_sandbox.store.organisation import Organisation
from xero_sandbox.store.table import Table

_Sums = dict[str, dict[str, dict[str, Decimal]]]
_known: WeakKeyDictionary[Table[Any], tuple[int, _Sums]] = WeakKeyDictionary()


def balances_of(organisation: Organisation, contact_id: str) -> dict[str, Any]:
    """The contact's `Balances`; empty when nothing was ever owed."""
    return _sums(organisation).get(contact_id, {})


def _sums(organisation: Organisation) -> _Sums:
    table = organisation.invoices
    known = _known.get(table)
    if known is not None and known[0] == table.version:
        return known[1]
    today = organisation.today()
    sums: _Sums = defaultdict(
        lambda: {
            side: {"Outstanding": ZERO, "Overdue": ZERO}
            for side in ("AccountsReceivable", "AccountsPayable")
        }
    )
    for row in table:
        if row.status not in ("AUTHORISED", "PAID"):
            continue
        side = "AccountsReceivable" if row.type == "ACCREC" else "AccountsPayable"
        due = half_up(row.outstanding / row.rate)
        balance = sums[row.contact_id][side]
        balance["Outstanding"] += due
        if row.due and row.due < today:
            balance["Overdue"] += due
    sums = dict(sums)
    _known[table] = (table.version, sums)
    return sums
