"""The fields of an invoice: one table of what is compared and sent.

Limits: Xero's OpenAPI description.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class InvoiceField:
    """One field of an invoice or of a line.

    :ivar name: Xero's
    :ivar odoo: the ways from the invoice in Odoo to the fields that say it, with
        spaces between; "" where a setting or a rule gives it
    :ivar form: ``text``, ``date``, ``number`` or ``code``: one of Xero's own words
    :ivar longest: how many characters Xero takes at most; 0 where that is nothing to
        say
    """

    name: str
    odoo: str = ""
    form: str = "text"
    longest: int = 0


HEAD_FIELDS = (
    InvoiceField("InvoiceNumber", "name", longest=255),
    InvoiceField("Contact", "commercial_partner_id", "code", 36),
    InvoiceField("Date", "invoice_date", "date"),
    InvoiceField("DueDate", "invoice_date_due", "date"),
    InvoiceField("CurrencyCode", "currency_id.name", "code", 3),
    InvoiceField("LineAmountTypes", form="code"),
    InvoiceField("Reference", "ref payment_reference", longest=255),
    InvoiceField("Url"),
)
LINE_FIELDS = (
    InvoiceField("Description", "invoice_line_ids.name", longest=4000),
    InvoiceField("Quantity", "invoice_line_ids.quantity", "number"),
    InvoiceField("UnitAmount", "invoice_line_ids.price_unit", "number"),
    InvoiceField("DiscountRate", "invoice_line_ids.discount", "number"),
    InvoiceField("AccountCode", form="code"),
    InvoiceField("TaxType", "invoice_line_ids.tax_ids", "code"),
)
TOTAL = InvoiceField("Total", "amount_total", "number")
"""Compared with what Xero computes, to the cent, and never sent."""

FIELDS = (*HEAD_FIELDS, *LINE_FIELDS, TOTAL)

LONGEST = {field.name: field.longest for field in FIELDS if field.longest}
