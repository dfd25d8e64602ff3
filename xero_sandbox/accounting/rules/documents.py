"""What Xero accepts as an invoice, bill or credit note."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from xero_sandbox import wire
from xero_sandbox.accounting import messages
from xero_sandbox.accounting.errors import Invalid
from xero_sandbox.accounting.rules.document_kinds import Kind
from xero_sandbox.accounting.rules.document_status import (
    APPROVED,
    check_plan,
    check_unlocked,
    ended,
    next_status,
    paid_if_nothing_is_due,
)
from xero_sandbox.accounting.rules.lines import LineRules
from xero_sandbox.accounting.rules.locks import lock_problem
from xero_sandbox.accounting.rules.reader import Reader
from xero_sandbox.accounting.rules.settled import check_settled_edit
from xero_sandbox.accounting.totals import document_totals
from xero_sandbox.store.models import ENDED, Document, Line
from xero_sandbox.store.organisation import Organisation
from xero_sandbox.store.table import Table

AMOUNTS = {"exclusive": "Exclusive", "inclusive": "Inclusive", "notax": "NoTax"}
_NOT_OURS = re.compile("xero", re.IGNORECASE)


@dataclass(frozen=True)
class Drafted:
    """A document as it would be saved, and what Xero warns of."""

    document: Document
    warnings: list[str]


def draft_document(
    organisation: Organisation,
    table: Table[Document],
    kind: Kind,
    element: dict[str, Any],
    before: Document | None,
    contact_id: str,
    *,
    places: int,
    app: str,
) -> Drafted:
    """Apply the element to the document, or make a new one. Raises Invalid.

    `contact_id` is the contact already found for it; `places` are those of unit prices.
    """
    problems: list[str] = []
    reader = Reader(element, problems)
    if before is not None and before.status in ENDED:
        raise Invalid(messages.BAD_STATUS(document=kind.name))
    status = next_status(kind, reader, before)
    if status in ENDED and before is not None:
        check_unlocked(organisation, before)
        return Drafted(ended(organisation, before, status), [])
    row = before or Document(
        wire.new_id(),
        reader.text("Type"),
        contact_id,
        organisation.today(),
        0,
        currency=organisation.base_currency,
        created_by=app,
    )
    if row.type not in kind.types:
        raise Invalid(messages.TYPE_INVALID(type=row.type or "Type"))
    if before is not None:
        check_unlocked(organisation, before)
    approved = status in (*APPROVED, "SUBMITTED")
    row = _head(kind, reader, row)
    row = _with_currency(organisation, reader, row)
    stamp = organisation.clock.stamp()
    row = replace(row, contact_id=contact_id, status=status, updated=stamp)
    rules = LineRules(
        organisation,
        row.type,
        row.amounts,
        approved,
        places,
        amounts_changed=before is not None and before.amounts != row.amounts,
        problems=problems,
    )
    was = before.status if before is not None else ""
    checked = was in (*APPROVED, "SUBMITTED")
    row = replace(row, lines=_lines(rules, element, row, checked))
    sums = document_totals(row.lines, row.amounts)
    row = replace(row, subtotal=sums.subtotal, tax=sums.tax, total=sums.total)
    _check_totals(reader, row)
    if not organisation.settings.twins:
        _check_number(table, kind, row, problems)
    if approved:
        _check_approved(kind, row, problems)
        if before is None and not reader.given("Date"):
            problems.append(messages.DATE_MISSING.text)
    if status == "AUTHORISED" and was not in APPROVED:
        check_plan(organisation, table, row, problems)
    if problem := lock_problem(organisation, row.date):
        problems.append(problem)
    if row.sent and status not in APPROVED:
        # The rest is saved all the same (documentation).
        rules.warnings.append(messages.SENT_TOO_EARLY.text)
        row = replace(row, sent=False)
    reader.check()
    if before is not None and before.settled:
        row = check_settled_edit(before, row, kind.name)
    elif row.status in APPROVED:
        row = paid_if_nothing_is_due(row)
    if not row.number and row.type in kind.numbers:
        number = organisation.next_number(kind.numbers[row.type], table)
        row = replace(row, number=number)
    return Drafted(row, rules.warnings)


def _head(kind: Kind, reader: Reader, row: Document) -> Document:
    return replace(
        row,
        number=reader.text(kind.number_field, row.number),
        reference=reader.text("Reference", row.reference),
        date=reader.day("Date", row.date),
        due=reader.day("DueDate", row.due),
        expected=reader.day("ExpectedPaymentDate", row.expected),
        planned=reader.day("PlannedPaymentDate", row.planned),
        amounts=_amounts(reader, row),
        url=_url(reader, row),
        theme=reader.text("BrandingThemeID", row.theme),
        sent=reader.truth("SentToContact", row.sent),
    )


def _amounts(reader: Reader, row: Document) -> str:
    wanted = reader.text("LineAmountTypes", row.amounts)
    if wanted.lower() not in AMOUNTS:
        reader.problems.append(messages.AMOUNTS_INVALID.text)
        return row.amounts
    return AMOUNTS[wanted.lower()]


def _url(reader: Reader, row: Document) -> str:
    url = reader.text("Url", row.url, 2000)
    if url and reader.given("Url"):
        parts = urlsplit(url)
        whole = parts.scheme in ("http", "https") and parts.hostname
        if not whole or _NOT_OURS.search(url):
            reader.problems.append(messages.URL_INVALID.text)
    return url


def _with_currency(
    organisation: Organisation, reader: Reader, row: Document
) -> Document:
    code = reader.text("CurrencyCode", row.currency, 3)
    settings = organisation.settings
    if code not in settings.currencies:
        reader.problems.append(messages.CURRENCY(code=code))
        return row
    rate = reader.amount("CurrencyRate", row.rate if code == row.currency else None)
    if code == organisation.base_currency:
        if rate not in (None, 1):
            reader.problems.append(messages.RATE_IN_BASE.text)
        return replace(row, currency=code, rate=Decimal(1))
    if rate is None:
        rate = settings.rates.get(code, Decimal(1))
    return replace(row, currency=code, rate=rate)


def _lines(
    rules: LineRules, element: dict[str, Any], row: Document, checked: bool
) -> tuple[Line, ...]:
    """The lines sent; those left out are gone, those with a LineItemID are kept."""
    if element.get("LineItems") is None:
        if rules.approved and not row.lines:
            rules.problems.append(messages.NO_LINES.text)
        if element.get("LineAmountTypes") or (rules.approved and not checked):
            return _again(rules, row)
        return row.lines
    known = {line.id: line for line in row.lines}
    lines = []
    for item in Reader(element, rules.problems).objects("LineItems"):
        line_id = item.get("LineItemID")
        before = known.get(str(line_id).lower()) if line_id else None
        if line_id and before is None:
            rules.problems.append(messages.LINE_UNKNOWN.text)
        lines.append(rules.draft(item, before))
    if not lines:
        rules.problems.append(messages.NO_LINES.text)
    return tuple(lines)


def _again(rules: LineRules, row: Document) -> tuple[Line, ...]:
    # The stored prices are as exact as they were sent.
    rules.places = 4
    return tuple(rules.draft({}, line) for line in row.lines)


def _check_totals(reader: Reader, row: Document) -> None:
    # Totals that are sent are only compared (old validators; description).
    for name, computed in (
        ("SubTotal", row.subtotal),
        ("TotalTax", row.tax),
        ("Total", row.total),
    ):
        given = reader.amount(name, None)
        if given is not None and given != computed:
            reader.problems.append(messages.TOTAL_MISMATCH.text)
            return


def _check_number(
    table: Table[Document], kind: Kind, row: Document, problems: list[str]
) -> None:
    if not row.number or row.type not in kind.numbers:
        return
    twin = table.find("number", row.number)
    if twin is not None and twin.id != row.id:
        problems.append(kind.number_taken)


def _check_approved(kind: Kind, row: Document, problems: list[str]) -> None:
    if kind.needs_due and row.due is None:
        problems.append(messages.DUE_DATE_MISSING.text)
    if row.total < 0:
        problems.append(messages.TOTAL_NEGATIVE.text)
