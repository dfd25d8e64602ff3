"""What Xero would refuse, or silently change, found before anything is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Literal

from .payloads import Contact, Invoice, Line
from .totals import compute
from .values import Address, normalise_email

Code = Literal[
    "missing",  # the field is needed and empty
    "too_long",  # more than `limit` characters
    "too_precise",  # more than `limit` decimals: Xero would round
    "too_large",  # beyond `limit`
    "out_of_range",  # not between 0 and `limit`
    "bad_characters",  # characters that Xero refuses
    "invalid",  # of no form that Xero takes
    "negative",  # a total below zero
]


@dataclass(frozen=True)
class Problem:
    """One thing to correct. ``field`` is Xero's name for it, ``line`` counts from 0."""

    code: Code
    field: str
    line: int | None = None
    limit: int | Decimal | None = None
    value: str | Decimal | None = None


_LINE_AMOUNT_LIMIT = Decimal("9999999999.99")
_DECIMALS = 4
_WIDE = Context(prec=60)
# Unknown; the harsher reading. A rate of 4 decimals may be rounded to 2 by Xero.
_DISCOUNT_DECIMALS = 2
# What XML 1.0, which Xero speaks inside, cannot hold; and halves of a character.
_UNSENDABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ABSOLUTE_URL = re.compile(r"https?://[^\s/]+(/\S*)?", re.IGNORECASE)


def problems(record: Invoice | Contact) -> list[Problem]:
    """All that stands against sending ``record``, in reading order; [] if nothing."""
    if isinstance(record, Contact):
        return list(_contact(record))
    return list(_invoice(record))


def _invoice(invoice: Invoice) -> Iterator[Problem]:
    yield from _text(invoice.kind.number_field, invoice.number, 255, needed=True)
    if re.search(r"[\t\n\r\x7f-\x9f]", invoice.number):
        # It could not be looked up, should the answer be lost.
        yield Problem("bad_characters", invoice.kind.number_field, value=invoice.number)
    yield from _text("ContactID", invoice.contact_id or "", 36, needed=True)
    yield from _text("CurrencyCode", invoice.currency, 3, needed=True)
    yield from _text("Reference", invoice.reference, 255)
    if invoice.due_date is None and invoice.status == "AUTHORISED":
        yield Problem("missing", "DueDate")
    if invoice.url and not _url_is_valid(invoice.url):
        yield Problem("invalid", "Url", value=invoice.url)
    if all(line.is_text for line in invoice.lines):
        yield Problem("missing", "LineItems")
    flawed = False
    for index, line in enumerate(invoice.lines):
        for problem in _line(line, index, invoice):
            flawed = True
            yield problem
    if flawed:
        return
    totals = compute(invoice)
    for index, line_total in enumerate(totals.lines):
        if abs(line_total.amount) > _LINE_AMOUNT_LIMIT:
            yield Problem(
                "too_large",
                "LineAmount",
                index,
                _LINE_AMOUNT_LIMIT,
                line_total.amount,
            )
    if totals.total < 0:
        yield Problem("negative", "Total", value=totals.total)


def _line(line: Line, index: int, invoice: Invoice) -> Iterator[Problem]:
    yield from _text("Description", line.description, 4000, needed=True, line=index)
    if line.quantity is None:
        return
    yield from _number("Quantity", line.quantity, _DECIMALS, index)
    if line.unit_amount is None:
        yield Problem("missing", "UnitAmount", index)
    else:
        yield from _number("UnitAmount", line.unit_amount, _DECIMALS, index)
    rate = line.discount_rate
    if not 0 <= rate <= 100:
        yield Problem("out_of_range", "DiscountRate", index, 100, rate)
    else:
        yield from _number("DiscountRate", rate, _DISCOUNT_DECIMALS, index)
    if not line.account_code:
        yield Problem("missing", "AccountCode", index)
    if line.tax is None and invoice.amounts != "NoTax":
        # Left out, Xero takes the account's default: another tax than ours, maybe.
        yield Problem("missing", "TaxType", index)


def _contact(contact: Contact) -> Iterator[Problem]:
    name = " ".join(contact.name.split())
    yield from _text("Name", name, 255, needed=True)
    if "<" in name or ">" in name:
        yield Problem("bad_characters", "Name", value=name)
    yield from _text("ContactNumber", contact.number, 50, needed=True)
    yield from _text("FirstName", contact.first_name, 255)
    yield from _text("LastName", contact.last_name, 255)
    yield from _text("EmailAddress", contact.email, 255)
    if contact.email and normalise_email(contact.email) != contact.email.lower():
        yield Problem("invalid", "EmailAddress", value=contact.email)
    yield from _text("PhoneNumber", contact.phone, 50)
    yield from _text("PhoneNumber", contact.mobile, 50)
    yield from _text("TaxNumber", contact.tax_number, 50)
    yield from _text("CompanyNumber", contact.company_number, 50)
    for address in (contact.street, contact.pobox):
        if address:
            yield from _address(address)


def _address(address: Address) -> Iterator[Problem]:
    yield from _text("AddressLine1", address.street, 500)
    yield from _text("AddressLine2", address.street2, 500)
    yield from _text("City", address.city, 255)
    yield from _text("Region", address.region, 255)
    yield from _text("PostalCode", address.postal_code, 50)
    yield from _text("AttentionTo", address.attention, 255)


def _text(
    field: str, text: str, limit: int, *, needed: bool = False, line: int | None = None
) -> Iterator[Problem]:
    if needed and not text.strip():
        yield Problem("missing", field, line)
    if len(text) > limit:
        yield Problem("too_long", field, line, limit, text)
    if _UNSENDABLE.search(text):
        yield Problem("bad_characters", field, line, value=text)


def _number(field: str, number: Decimal, places: int, line: int) -> Iterator[Problem]:
    if abs(number) > _LINE_AMOUNT_LIMIT:
        yield Problem("too_large", field, line, _LINE_AMOUNT_LIMIT, number)
    elif number != number.quantize(Decimal(1).scaleb(-places), context=_WIDE):
        yield Problem("too_precise", field, line, places, number)


def _url_is_valid(url: str) -> bool:
    """Absolute, and without "xero" in it, which Xero is reported to refuse."""
    return bool(_ABSOLUTE_URL.fullmatch(url)) and "xero" not in url.lower()
