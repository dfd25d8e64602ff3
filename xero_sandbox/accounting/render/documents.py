"""Invoices and credit notes as Xero shows them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from xero_sandbox import wire
from xero_sandbox.accounting.render.contacts import contact_stub, contact_written
from xero_sandbox.accounting.totals import half_up
from xero_sandbox.store.models import Document, Line
from xero_sandbox.store.organisation import Organisation

Json = dict[str, Any]
Shape = Literal["unpaged", "paged", "single", "written"]


def line_json(line: Line, places: int, *, strict: bool) -> Json:
    """A line; unit prices are rounded to `places`. `strict` adds the empty list of
    errors that writes and single answers carry."""
    thing: Json = {}
    if line.item_code:
        thing["ItemCode"] = line.item_code
    thing["Description"] = line.description
    if line.priced:
        thing["UnitAmount"] = half_up(line.unit_amount or Decimal(0), places)
        thing["TaxType"] = line.tax_type
        thing["TaxAmount"] = line.tax_amount
        thing["LineAmount"] = line.line_amount
        if line.account_code:
            thing["AccountCode"] = line.account_code
        if line.discount_rate:
            thing["DiscountRate"] = line.discount_rate
        if line.discount_amount:
            thing["DiscountAmount"] = line.discount_amount
    thing["Tracking"] = [dict(row) for row in line.tracking]
    if line.priced:
        thing["Quantity"] = line.quantity
    thing["LineItemID"] = line.id
    if line.account_id:
        thing["AccountID"] = line.account_id
    if strict:
        thing["ValidationErrors"] = []
    return thing


def invoice_json(
    organisation: Organisation, row: Document, shape: Shape, places: int
) -> Json:
    """An invoice or bill."""
    listed = shape in ("paged", "unpaged")
    thing: Json = {
        "Type": row.type,
        "InvoiceID": row.id,
        "InvoiceNumber": row.number,
        "Reference": row.reference,
    }
    if row.url:
        thing["Url"] = row.url
    payments = _payments(organisation, row)
    credits = _credits(organisation, row, listed=listed)
    if listed or (shape == "single" and payments):
        thing["Payments"] = payments
    if listed or (shape == "single" and credits["CreditNotes"]):
        thing["CreditNotes"] = credits["CreditNotes"]
    thing["Prepayments"] = credits["Prepayments"]
    thing["Overpayments"] = credits["Overpayments"]
    thing["AmountDue"] = _due(row, shape)
    thing["AmountPaid"] = row.paid
    if shape != "written":
        thing["AmountCredited"] = row.credited
        thing["HasAttachments"] = False
    thing["SentToContact"] = row.sent
    thing["CurrencyRate"] = row.rate
    thing["IsDiscounted"] = any(
        line.discount_rate or line.discount_amount for line in row.lines
    )
    if listed:
        thing["InvoiceAddresses"] = []
    thing["HasErrors"] = False
    if shape == "single":
        thing["Attachments"] = []
    thing["InvoicePaymentServices"] = []
    return thing | _common(organisation, row, shape, places)


def credit_note_json(
    organisation: Organisation, row: Document, shape: Shape, places: int
) -> Json:
    """A credit note."""
    thing: Json = {
        "CreditNoteID": row.id,
        "CreditNoteNumber": row.number,
        "SentToContact": row.sent,
        "Payments": _payments(organisation, row),
        "ID": row.id,
        "HasErrors": False,
        "InvoiceAddresses": [],
        "CurrencyRate": row.rate,
        "Type": row.type,
        "Reference": row.reference,
        "RemainingCredit": _due(row, shape),
        "Allocations": allocations_json(organisation, row),
        "HasAttachments": False,
    }
    return thing | _common(organisation, row, shape, places)


def other_credit_json(
    organisation: Organisation, row: Document, shape: Shape, places: int, name: str
) -> Json:
    """An overpayment or prepayment; `name` is the one or the other."""
    thing: Json = {
        f"{name}ID": row.id,
        "ID": row.id,
        "Type": row.type,
        "RemainingCredit": row.outstanding,
        "Allocations": allocations_json(organisation, row),
        "Payments": _payments(organisation, row),
        "HasAttachments": False,
        "CurrencyRate": row.rate,
    }
    if row.reference:
        thing["Reference"] = row.reference
    return thing | _common(organisation, row, shape, places)


def _due(row: Document, shape: Shape) -> Decimal:
    return row.outstanding if shape == "written" else row.due_when_read


def allocations_json(organisation: Organisation, row: Document) -> list[Json]:
    """What of a credit was used for which invoice."""
    things = []
    for one in row.allocations:
        allocation = organisation.allocations.get(one)
        if allocation is None or allocation.deleted:
            continue
        invoice = organisation.invoices.get(allocation.invoice_id)
        things.append(
            {
                "AllocationID": allocation.id,
                "Amount": allocation.amount,
                "Date": wire.ms_date(allocation.date),
                "Invoice": {
                    "InvoiceID": allocation.invoice_id,
                    "InvoiceNumber": invoice.number if invoice else "",
                    "Payments": [],
                    "CreditNotes": [],
                    "Prepayments": [],
                    "Overpayments": [],
                    "IsDiscounted": False,
                    "InvoiceAddresses": [],
                    "HasErrors": False,
                    "InvoicePaymentServices": [],
                    "LineItems": [],
                },
            }
        )
    return things


def _common(
    organisation: Organisation, row: Document, shape: Shape, places: int
) -> Json:
    strict = shape in ("single", "written")
    contact = organisation.contacts.get(row.contact_id)
    thing: Json = {
        "UpdatedDateUTCString": wire.iso_seconds(row.updated),
        "Contact": (
            contact_written(organisation, contact)
            if strict and contact
            else contact_stub(organisation, row.contact_id)
        ),
        "DateString": wire.date_string(row.date),
        "Date": wire.ms_date(row.date),
    }
    for name, day in (
        ("DueDate", row.due),
        ("ExpectedPaymentDate", row.expected),
        ("PlannedPaymentDate", row.planned),
    ):
        if day is not None:
            thing[f"{name}String"] = wire.date_string(day)
            thing[name] = wire.ms_date(day)
    if row.theme:
        thing["BrandingThemeID"] = row.theme
    thing["Status"] = row.status
    thing["LineAmountTypes"] = row.amounts
    thing["LineItems"] = (
        []
        if shape == "unpaged"
        else [line_json(line, places, strict=strict) for line in row.lines]
    )
    thing["SubTotal"] = row.subtotal
    thing["TotalTax"] = row.tax
    thing["Total"] = row.total
    thing["UpdatedDateUTC"] = wire.ms_stamp(row.updated)
    thing["CurrencyCode"] = row.currency
    if row.fully_paid_on is not None:
        thing["FullyPaidOnDate"] = wire.ms_date(row.fully_paid_on)
    return thing


def _payments(organisation: Organisation, row: Document) -> list[Json]:
    # Nested payments have no account (recorded answer).
    things = []
    for one in row.payments:
        payment = organisation.payments.get(one)
        if payment is None or payment.status == "DELETED":
            continue
        things.append(
            {
                "PaymentID": payment.id,
                "Date": wire.ms_date(payment.date),
                "Amount": payment.amount,
                "Reference": payment.reference,
                "CurrencyRate": payment.rate,
                "HasAccount": False,
                "HasValidationErrors": False,
            }
        )
    return things


def _credits(
    organisation: Organisation, row: Document, *, listed: bool
) -> dict[str, list[Json]]:
    tables = {
        "CreditNotes": organisation.credit_notes,
        "Overpayments": organisation.overpayments,
        "Prepayments": organisation.prepayments,
    }
    things: dict[str, list[Json]] = {name: [] for name in tables}
    for one in row.allocations:
        allocation = organisation.allocations.get(one)
        if allocation is None or allocation.deleted:
            continue
        for name, table in tables.items():
            credit = table.get(allocation.source_id)
            if credit is not None:
                # A confirmed bug (Xero-OpenAPI#266): a list has the credit's own date.
                day = credit.date if listed else allocation.date
                thing = _applied(credit, name[:-1], allocation.amount, day)
                if not listed:  # recorded answers
                    thing["CurrencyRate"] = credit.rate
                things[name].append(thing)
    return things


def _applied(credit: Document, name: str, amount: Decimal, day: date) -> Json:
    thing: Json = {
        f"{name}ID": credit.id,
        "ID": credit.id,
        "AppliedAmount": amount,
        "DateString": wire.date_string(day),
        "Date": wire.ms_date(day),
        "LineItems": [],
        "Total": credit.total,
    }
    if name == "CreditNote":
        thing |= {
            "CreditNoteNumber": credit.number,
            "HasErrors": False,
            "InvoiceAddresses": [],
        }
    return thing
