"""A refused document as the answer gives it back (recorded answers)."""

from __future__ import annotations

from typing import Any

from xero_sandbox import wire
from xero_sandbox.accounting.render.documents import line_json
from xero_sandbox.store.models import Document

Json = dict[str, Any]

_EMPTY = {
    "InvoiceID": (
        "Payments",
        "CreditNotes",
        "Prepayments",
        "Overpayments",
        "InvoiceAddresses",
        "InvoicePaymentServices",
    ),
    "CreditNoteID": ("Payments", "Allocations", "InvoiceAddresses"),
}


def document_echo(
    element: Json, before: Document | None, id_field: str, places: int
) -> Json:
    """What was sent, with both date forms and empty lists; where an edit of `before`
    was refused, what it leaves unsaid is filled in, but for number and reference."""
    thing: Json = {id_field: wire.ZERO_GUID}
    for name in _EMPTY[id_field]:
        thing[name] = []
    if id_field == "InvoiceID":
        thing["IsDiscounted"] = False
    if before is not None:
        thing |= _stored(before, places)
    for name, value in element.items():
        if name.endswith("Date") and isinstance(value, str) and value:
            thing |= _both_forms(name, value)
        elif name == "Contact" and isinstance(value, dict):
            thing[name] = _contact(value)
        elif value is not None:
            thing[name] = value
    thing.setdefault("LineItems", [])
    return thing


def _stored(row: Document, places: int) -> Json:
    thing: Json = {"Type": row.type}
    for name, day in (("Date", row.date), ("DueDate", row.due)):
        if day is not None:
            thing[f"{name}String"] = wire.date_string(day)
            thing[name] = wire.ms_date(day)
    return thing | {
        "LineAmountTypes": row.amounts,
        "LineItems": [line_json(line, places, strict=False) for line in row.lines],
        "SubTotal": row.subtotal,
        "TotalTax": row.tax,
        "Total": row.total,
        "CurrencyCode": row.currency,
    }


def _contact(sent: Json) -> Json:
    return {
        **sent,
        "Addresses": sent.get("Addresses") or [],
        "Phones": sent.get("Phones") or [],
        "ContactGroups": [],
        "ContactPersons": sent.get("ContactPersons") or [],
        "HasValidationErrors": False,
        "ValidationErrors": [],
    }


def _both_forms(name: str, value: str) -> Json:
    try:
        day = wire.parse_date(value)
    except ValueError:
        return {name: value}
    return {f"{name}String": wire.date_string(day), name: wire.ms_date(day)}
