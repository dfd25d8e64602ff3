"""One organisation: its settings and its tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from xero_sandbox.clock import Clock
from xero_sandbox.store.models import (
    Account,
    Allocation,
    Contact,
    ContactGroup,
    Document,
    HistoryRecord,
    Payment,
    TaxRate,
)
from xero_sandbox.store.table import Change, Table


@dataclass
class Settings:
    """What the organisation's plan and its accountant allow."""

    currencies: dict[str, str]
    """Code to description, the base currency first."""
    rates: dict[str, Decimal]
    """Today's rates: units of the currency for one of the base."""
    multicurrency: bool = True
    approve_limit: int | None = None
    """Approvals that the plan allows in a month; None is without a limit."""
    period_lock: date | None = None
    end_of_year_lock: date | None = None
    offline: bool = False
    twins: bool = False
    """Numbers and names that are taken are accepted again, which Xero never does: a
    test then sees what was sent twice."""


def _number_in_sales(document: Document) -> str | None:
    # Bills may share a number (docs); sales invoices keep theirs even when voided
    # or deleted (unknown: the harsher reading).
    return document.number or None if document.type.startswith("ACCREC") else None


@dataclass
class Organisation:
    """An organisation's whole ledger. `profile` is what GET Organisation shows."""

    id: str
    tenant_id: str
    name: str
    base_currency: str
    zone: str
    profile: dict[str, Any]
    settings: Settings
    clock: Clock
    accounts: Table[Account] = field(
        default_factory=lambda: Table({"code": lambda account: account.code or None})
    )
    tax_rates: dict[str, TaxRate] = field(default_factory=dict)
    contacts: Table[Contact] = field(
        default_factory=lambda: Table(
            {
                "name": lambda c: c.name if c.status == "ACTIVE" else None,
                "number": lambda c: c.number,
            }
        )
    )
    groups: Table[ContactGroup] = field(default_factory=Table)
    invoices: Table[Document] = field(
        default_factory=lambda: Table({"number": _number_in_sales})
    )
    credit_notes: Table[Document] = field(
        default_factory=lambda: Table({"number": _number_in_sales})
    )
    overpayments: Table[Document] = field(default_factory=Table)
    prepayments: Table[Document] = field(default_factory=Table)
    payments: Table[Payment] = field(default_factory=Table)
    allocations: Table[Allocation] = field(default_factory=Table)
    history: dict[str, list[HistoryRecord]] = field(default_factory=dict)
    committed: Callable[[list[Change[Any]]], None] = lambda changes: None
    """Called with what a transaction changed, when it is over."""
    _next_number: dict[str, int] = field(default_factory=dict)

    def today(self) -> date:
        """Today where the organisation is."""
        return self.clock.today(self.zone)

    def credits(self) -> tuple[Table[Document], ...]:
        """The tables whose documents can be allocated to invoices."""
        return self.credit_notes, self.overpayments, self.prepayments

    def next_number(self, prefix: str, taken: Table[Document]) -> str:
        """The next free automatic number, `INV-0055` for example."""
        count = self._next_number.get(prefix, 0)
        while True:
            count += 1
            number = f"{prefix}{count:04d}"
            if taken.find("number", number) is None:
                self._next_number[prefix] = count
                return number

    def note(self, row_id: str, changes: str, details: str, user: str = "") -> None:
        """Write a line of history."""
        record = HistoryRecord(
            changes, details, user or "System Generated", self.clock.stamp()
        )
        self.history.setdefault(row_id, []).insert(0, record)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: an exception puts every table back as it was."""
        tables: tuple[Table[Any], ...] = (
            self.accounts,
            self.contacts,
            self.groups,
            self.invoices,
            *self.credits(),
            self.payments,
            self.allocations,
        )
        outer = tables[0].journal
        journal: list[Change[Any]] = []
        for table in tables:
            table.journal = journal
        try:
            yield
        except BaseException:
            for change in reversed(journal):
                change.undo()
            raise
        else:
            if outer is not None:
                outer.extend(journal)
            else:
                self.committed(journal)
        finally:
            for table in tables:
                table.journal = outer
