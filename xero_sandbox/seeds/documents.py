"""The documents of a seed: written the way the API would, then made old."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from xero_sandbox.accounting.rules.document_kinds import CREDIT_NOTE, INVOICE, Kind
from xero_sandbox.accounting.rules.documents import draft_document
from xero_sandbox.accounting.rules.payments import PAYMENT_TYPES
from xero_sandbox.accounting.settlement import recount
from xero_sandbox.accounting.totals import half_up
from xero_sandbox.store.models import ZERO, Allocation, Document, Payment
from xero_sandbox.store.organisation import Organisation
from xero_sandbox.store.table import Table

MakeId = Callable[..., str]
_BANK = "090"


def add_document(
    organisation: Organisation, said: dict[str, Any], make_id: MakeId, stamp: int
) -> Document:
    """Write a document of a seed's file down, with its payment and its allocations.

    Raises KeyError or Invalid when the file is wrong.
    """
    document = _draft(organisation, said)
    table = _table(organisation, said["type"])
    row_id = make_id(organisation.name, said["type"], said["number"])
    lines = tuple(
        replace(line, id=make_id(row_id, str(place)), tax_type=line.tax_type)
        for place, line in enumerate(document.lines)
    )
    document = table.save(
        replace(document, id=row_id, type=said["type"], lines=lines, updated=stamp)
    )
    if said.get("paid"):
        document = _pay(organisation, table, document, said["paid"], make_id, stamp)
    for number, amount in (said.get("allocate") or {}).items():
        _allocate(
            organisation, table, document, number, Decimal(amount), make_id, stamp
        )
    _age(table, row_id, stamp)
    return document


def _draft(organisation: Organisation, said: dict[str, Any]) -> Document:
    contact = organisation.contacts.find("name", said["contact"])
    if contact is None:
        raise KeyError(said["contact"])
    kind = _kind(said["type"])
    day = organisation.today() - timedelta(days=said["days_ago"])
    due = day + timedelta(days=said.get("due_after", 0))
    body = {
        "Type": said["type"] if kind is INVOICE else "ACCRECCREDIT",
        kind.number_field: said["number"],
        "Reference": said.get("reference"),
        "Status": said.get("status", "AUTHORISED"),
        "Date": day.isoformat(),
        "DueDate": due.isoformat() if kind is INVOICE else None,
        "LineAmountTypes": said["amounts"],
        "CurrencyCode": said.get("currency"),
        "SentToContact": said["type"] == "ACCREC" and "status" not in said or None,
        "LineItems": [_line(said["type"], line) for line in said["lines"]],
    }
    drafted = draft_document(
        organisation,
        organisation.invoices if kind is INVOICE else organisation.credit_notes,
        kind,
        body,
        None,
        contact.id,
        places=4,
        app="",
    )
    return drafted.document


def _line(kind: str, said: list[Any]) -> dict[str, Any]:
    description, quantity, price, code = said
    if price is None:
        return {"Description": description}
    # The lines of an overpayment stand on the receivables account, which no other
    # document may use.
    code = "850" if kind == "RECEIVE-OVERPAYMENT" else code
    return {
        "Description": description,
        "Quantity": str(quantity),
        "UnitAmount": str(price),
        "AccountCode": code,
    }


def _kind(type_: str) -> Kind:
    return INVOICE if type_ in INVOICE.types else CREDIT_NOTE


def _table(organisation: Organisation, type_: str) -> Table[Document]:
    if type_ in INVOICE.types:
        return organisation.invoices
    if type_ in CREDIT_NOTE.types:
        return organisation.credit_notes
    if type_.endswith("OVERPAYMENT"):
        return organisation.overpayments
    return organisation.prepayments


def _pay(
    organisation: Organisation,
    table: Table[Document],
    document: Document,
    paid: str,
    make_id: MakeId,
    stamp: int,
) -> Document:
    amount = document.total if paid == "all" else Decimal(paid)
    account = organisation.accounts.find("code", _BANK)
    payment = Payment(
        make_id(document.id, "payment"),
        PAYMENT_TYPES[document.type],
        document.id,
        account.id if account else "",
        min(document.due or document.date, organisation.today()),
        amount,
        half_up(amount / document.rate),
        stamp,
        # Old payments in the base currency carry none (recorded answers).
        rate=ZERO if document.rate == 1 else document.rate,
        reference=document.number,
    )
    organisation.payments.save(payment)
    return recount(organisation, table, replace(document, payments=(payment.id,)))


def _allocate(
    organisation: Organisation,
    table: Table[Document],
    credit: Document,
    number: str,
    amount: Decimal,
    make_id: MakeId,
    stamp: int,
) -> None:
    invoice = organisation.invoices.find("number", number)
    if invoice is None:
        raise KeyError(number)
    row = Allocation(
        make_id(credit.id, number),
        credit.id,
        invoice.id,
        amount,
        max(credit.date, invoice.date),
        stamp,
    )
    organisation.allocations.save(row)
    for one, rows in ((credit, table), (invoice, organisation.invoices)):
        recount(
            organisation, rows, replace(one, allocations=(*one.allocations, row.id))
        )
    _age(organisation.invoices, invoice.id, invoice.updated)


def _age(table: Table[Document], row_id: str, stamp: int) -> None:
    row = table.get(row_id)
    if row is not None:
        table.save(replace(row, updated=stamp))
