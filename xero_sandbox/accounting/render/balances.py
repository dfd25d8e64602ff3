"""What contacts owe and are owed, in the base currency."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from xero_sandbox.accounting.totals import half_up
from xero_sandbox.store.models import ZERO, Document
from xero_sandbox.store.organisation import Organisation
from xero_sandbox.store.table import Table


class _Owed(NamedTuple):
    """Sums of one contact; small, because there may be a hundred thousand."""

    receivable: Decimal = ZERO
    receivable_overdue: Decimal = ZERO
    payable: Decimal = ZERO
    payable_overdue: Decimal = ZERO


_Sums = dict[str, _Owed]
_known: WeakKeyDictionary[Table[Any], tuple[int, _Sums]] = WeakKeyDictionary()


def balances_of(organisation: Organisation, contact_id: str) -> dict[str, Any]:
    """The contact's `Balances`; empty when nothing was ever owed."""
    owed = _sums(organisation).get(contact_id)
    if owed is None:
        return {}
    return {
        "AccountsReceivable": {
            "Outstanding": owed.receivable,
            "Overdue": owed.receivable_overdue,
        },
        "AccountsPayable": {
            "Outstanding": owed.payable,
            "Overdue": owed.payable_overdue,
        },
    }


def _sums(organisation: Organisation) -> _Sums:
    table = organisation.invoices
    known = _known.get(table)
    if known is not None and known[0] == table.version:
        return known[1]
    today = organisation.today()
    sums: _Sums = {}
    nothing = _Owed()
    for row in table:
        if row.status in ("AUTHORISED", "PAID"):
            before = sums.get(row.contact_id, nothing)
            sums[row.contact_id] = _add(before, row, today)
    _known[table] = (table.version, sums)
    return sums


def _add(owed: _Owed, row: Document, today: date) -> _Owed:
    due = row.outstanding
    if row.rate != 1:
        due = half_up(due / row.rate)
    if not due:
        return owed
    overdue = due if row.due is not None and row.due < today else ZERO
    receivable, late, payable, payable_late = owed
    if row.type == "ACCREC":
        return _Owed(receivable + due, late + overdue, payable, payable_late)
    return _Owed(receivable, late, payable + due, payable_late + overdue)
