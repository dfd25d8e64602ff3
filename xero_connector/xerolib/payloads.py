"""What we want in Xero, in neutral dataclasses, and the bodies they become.

Field limits: Xero's OpenAPI description and documentation. What would not be exact is
named by ``problems.py`` first, and ``totals.py`` says what Xero will compute.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from .document_kinds import CUSTOMER_INVOICE, DocumentKind
from .resources import Resource
from .values import Address, address_changes, address_parts, phone_parts

Amounts = Literal["Exclusive", "Inclusive", "NoTax"]
"""Whether unit prices are without tax, with it, or there is none in the document."""


@dataclass(frozen=True)
class Tax:
    """A Xero tax rate. ``rates`` are its components in percent.

    ``compound`` marks, component by component, what is taken on top of the others
    (empty: none is).
    """

    tax_type: str
    rates: tuple[Decimal, ...]
    compound: tuple[bool, ...] = ()

    @property
    def factor(self) -> Decimal:
        """What the net amount is multiplied by to get the tax: 0.15 for 15 %."""
        flags = self.compound or (False,) * len(self.rates)
        pairs = list(zip(self.rates, flags, strict=True))
        simple = sum((rate for rate, on_top in pairs if not on_top), Decimal()) / 100
        for rate, on_top in pairs:
            if on_top:
                simple += (1 + simple) * rate / 100
        return simple


@dataclass(frozen=True)
class Line:
    """A line; without a quantity it is text only. ``discount_rate`` is in percent.

    ``key`` is the line's id in Odoo; it is not sent. ``given`` says, by Xero's name of
    the field, what in Odoo a mapping or a default gave a value for: see
    ``invoice_given.py``.
    """

    description: str
    quantity: Decimal | None = None
    unit_amount: Decimal | None = None
    discount_rate: Decimal = Decimal()
    account_code: str | None = None
    tax: Tax | None = None
    key: int | None = None
    given: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def is_text(self) -> bool:
        return self.quantity is None


@dataclass(frozen=True)
class Invoice:
    """An invoice, or another kind of document. ``currency`` is an ISO code,
    ``contact_id`` Xero's id.

    ``given``: as of a :class:`Line`.
    """

    number: str
    contact_id: str | None
    date: datetime.date
    due_date: datetime.date | None
    currency: str
    amounts: Amounts
    lines: tuple[Line, ...]
    reference: str = ""
    url: str = ""
    status: str = "AUTHORISED"
    kind: DocumentKind = CUSTOMER_INVOICE
    given: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Contact:
    """A customer or supplier. ``number`` is our own key (ContactNumber).

    ``left_out``: what is not sent, since Xero would refuse it and the whole contact
    with it: pairs of a field, as in :func:`contact_changes`, and its text.
    """

    name: str
    number: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    mobile: str = ""
    street: Address | None = None
    pobox: Address | None = None
    tax_number: str = ""
    company_number: str = ""
    left_out: tuple[tuple[str, str], ...] = ()


def invoice_body(invoice: Invoice) -> dict[str, Any]:
    """``invoice`` as Xero's object, without totals: Xero computes them.

    The contact goes by id alone: any other field of it would overwrite, or by name
    even create, a contact. No CurrencyRate either: Xero takes the day's.
    """
    body = _filled(
        {
            "Type": invoice.kind.type,
            invoice.kind.number_field: invoice.number,
            "Contact": _filled({"ContactID": invoice.contact_id}),
            "Date": invoice.date.isoformat(),
            "DueDate": invoice.due_date and invoice.due_date.isoformat(),
            "CurrencyCode": invoice.currency,
            "LineAmountTypes": invoice.amounts,
            "Reference": invoice.reference,
            "Url": invoice.url,
            "Status": invoice.status,
            "LineItems": [_line_body(line) for line in invoice.lines],
        }
    )
    return {
        name: value for name, value in body.items() if name not in invoice.kind.lacks
    }


def _line_body(line: Line) -> dict[str, Any]:
    """No LineAmount and no TaxAmount: Xero refuses them if a cent differs."""
    if line.is_text:
        return {"Description": line.description}
    body = _filled(
        {
            "Description": line.description,
            "AccountCode": line.account_code,
            "TaxType": line.tax and line.tax.tax_type,
        }
    )
    body |= {"Quantity": line.quantity, "UnitAmount": line.unit_amount or Decimal()}
    if line.discount_rate:
        body["DiscountRate"] = line.discount_rate
    return body


def contact_body(contact: Contact) -> dict[str, Any]:
    """``contact`` as Xero's object; what is empty is left out, so nothing is blanked.

    Xero refuses surplus spaces in a name, so they go.
    """
    phones = {"DEFAULT": contact.phone, "MOBILE": contact.mobile}
    addresses = {"STREET": contact.street, "POBOX": contact.pobox}
    return _filled(
        {
            "Name": " ".join(contact.name.split()),
            "ContactNumber": contact.number,
            "FirstName": contact.first_name,
            "LastName": contact.last_name,
            "EmailAddress": contact.email,
            "TaxNumber": contact.tax_number,
            "CompanyNumber": contact.company_number,
            "Phones": [
                {"PhoneType": kind, **phone_parts(text)}
                for kind, text in phones.items()
                if text
            ],
            "Addresses": [
                {"AddressType": kind, **address_parts(address)}
                for kind, address in addresses.items()
                if address
            ],
        }
    )


def contact_changes(
    xero_id: str,
    contact: Contact,
    names: Collection[str],
    *,
    address_type: str = "STREET",
    agreed: Address | None = None,
    stored: Mapping[str, Any] | None = None,
    person: bool = False,
) -> dict[str, Any]:
    """What of ``contact`` changes on the one that stands in Xero; the rest stays.

    ``names``: ``name``, ``email``, ``phone``, ``tax_number``, ``company_number`` or
    ``address``. The address is written over the one of ``address_type``: see
    :func:`~.values.address_changes` for ``agreed`` and ``stored``. ``person`` says
    whether FirstName and LastName go with the name.
    """
    body: dict[str, Any] = {"ContactID": xero_id}
    texts = {
        "name": ("Name", " ".join(contact.name.split())),
        "email": ("EmailAddress", contact.email),
        "tax_number": ("TaxNumber", contact.tax_number),
        "company_number": ("CompanyNumber", contact.company_number),
    }
    body |= dict(texts[name] for name in texts if name in names)
    if "name" in names and person:
        body |= {"FirstName": contact.first_name, "LastName": contact.last_name}
    if "phone" in names:
        body["Phones"] = [{"PhoneType": "DEFAULT", **phone_parts(contact.phone)}]
    if "address" in names and contact.street:
        changes = address_changes(contact.street, agreed or Address(), stored or {})
        body["Addresses"] = [{"AddressType": address_type, **changes}]
    return body


def says(stored: Mapping[str, Any], sent: Mapping[str, Any]) -> bool:
    """Whether what Xero holds says all that was sent; a list's things are told apart
    by their ``…Type``."""
    for key, value in sent.items():
        if isinstance(value, list):
            held = stored.get(key) or []
            if not all(any(says(each, thing) for each in held) for thing in value):
                return False
        elif (stored.get(key) or "") != (value or ""):
            return False
    return True


def _filled(body: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if value}


def body_text(resource: Resource, bodies: Iterable[Mapping[str, Any]]) -> str:
    """``bodies`` as the text to send: the same content is always the same text.

    Keys are sorted, Decimals are written digit by digit without surplus zeros. The
    text is what is stored and repeated: reordered, it would be another request under
    the same Idempotency-Key. Raises TypeError on what has no exact form (float).
    """
    return enveloped(resource, map(object_text, bodies))


def object_text(body: Mapping[str, Any]) -> str:
    """One object of it, for :func:`enveloped`."""
    return _json(body)


def enveloped(resource: Resource, texts: Iterable[str]) -> str:
    """The text to send, of objects that are texts already."""
    return f"{{{_json(resource.envelope)}:[{','.join(texts)}]}}"


# Made once: json.dumps() makes a new one for every text.
_plain_json = json.JSONEncoder(ensure_ascii=False).encode


def _json(value: Any) -> str:
    if isinstance(value, str):
        return _plain_json(value)
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, Mapping):
        pairs = (f"{_json(str(key))}:{_json(value[key])}" for key in sorted(value))
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(_json, value)) + "]"
    if value is None or isinstance(value, (bool, int)):
        return _plain_json(value)
    raise TypeError(f"no exact JSON form: {type(value).__name__}")


def number_text(number: Decimal | float | int | str) -> str:
    """Plain digits: 1E+2 is 100, 2.50 is 2.5, -0 is 0. A float is what it prints.

    Raises TypeError on what is no finite number.
    """
    value = number if isinstance(number, Decimal) else Decimal(str(number))
    if not value.is_finite():
        raise TypeError(f"no JSON number: {value}")
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
