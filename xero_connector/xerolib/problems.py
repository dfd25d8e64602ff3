"""What Xero would refuse of an invoice, or silently change, found before it is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Context, Decimal

from .checking import Problem, check_text
from .invoice_fields import LONGEST
from .payloads import Invoice, Line
from .totals import compute

_LINE_AMOUNT_LIMIT = Decimal("9999999999.99")
_DECIMALS = 4
_WIDE = Context(prec=60)
# Unknown; the harsher reading. A rate of 4 decimals may be rounded to 2 by Xero.
_DISCOUNT_DECIMALS = 2
_ABSOLUTE_URL = re.compile(r"https?://[^\s/]+(/\S*)?", re.IGNORECASE)


def problems(invoice: Invoice) -> list[Problem]:
    """All that stands against sending ``invoice``, in reading order; [] if nothing."""
    return list(_invoice(invoice))


def _invoice(invoice: Invoice) -> Iterator[Problem]:
    longest = LONGEST["InvoiceNumber"]
    yield from check_text(
        invoice.kind.number_field, invoice.number, longest, needed=True
    )
    if re.search(r"[\t\n\r\x7f-\x9f]", invoice.number):
        # It could not be looked up, should the answer be lost.
        yield Problem("bad_characters", invoice.kind.number_field, value=invoice.number)
    contact_id = invoice.contact_id or ""
    yield from check_text("ContactID", contact_id, LONGEST["Contact"], needed=True)
    longest = LONGEST["CurrencyCode"]
    yield from check_text("CurrencyCode", invoice.currency, longest, needed=True)
    yield from check_text("Reference", invoice.reference, LONGEST["Reference"])
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
    longest = LONGEST["Description"]
    yield from check_text(
        "Description", line.description, longest, needed=True, line=index
    )
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


def _number(field: str, number: Decimal, places: int, line: int) -> Iterator[Problem]:
    if abs(number) > _LINE_AMOUNT_LIMIT:
        yield Problem("too_large", field, line, _LINE_AMOUNT_LIMIT, number)
    elif number != number.quantize(Decimal(1).scaleb(-places), context=_WIDE):
        yield Problem("too_precise", field, line, places, number)


def _url_is_valid(url: str) -> bool:
    """Absolute, and without "xero" in it, which Xero is reported to refuse."""
    return bool(_ABSOLUTE_URL.fullmatch(url)) and "xero" not in url.lower()
