"""The rules that invoices and credit notes share, for the README's table."""

from __future__ import annotations

from xero_sandbox.sources import Rule, Source

DOCUMENT_RULES = (
    Rule("unpaged answers have no lines and a stub of the contact", Source.DOCS),
    Rule("both date forms; UpdatedDateUTCString in seconds", Source.RECORDED),
    Rule("unit prices have 2 places, 4 with unitdp=4, reading too", Source.DOCS),
    Rule("a line is rounded half up, then its tax, then all is summed", Source.DOCS),
    Rule("tax included: from the rounded line", Source.RECORDED),
    Rule("quantities are rounded to 4 places", Source.UNKNOWN),
    Rule("rates of discount are rounded to 2 places", Source.REPORTED),
    Rule("half a cent is rounded away from zero", Source.RECORDED),
    Rule("no quantity below zero, none of zero with a price", Source.REPORTED),
    Rule("no discount on a price below zero, not even 0.00", Source.REPORTED),
    Rule("a missing TaxType takes the account's", Source.REPORTED),
    Rule("a tax rate has to fit the class of the account", Source.DOCS),
    Rule("deleted and unknown tax rates are refused", Source.REPORTED),
    Rule("so are rates of the automatic sales tax", Source.DOCS),
    Rule("no bank, system or archived account on a line", Source.REPORTED),
    Rule("INVENTORY accounts are refused on lines", Source.REPORTED),
    Rule("a draft loses an unknown account, with a WARNING", Source.SPEC),
    Rule("a line with a description only has no amounts", Source.RECORDED),
    Rule("LineAmount has to be quantity times price less discount", Source.REPORTED),
    Rule("a LineAmount of 0.00 beside 100 % off counts as missing", Source.REPORTED),
    Rule("TaxAmount may be overridden up to the line's amount", Source.REPORTED),
    Rule("totals that are sent have to be right", Source.REPORTED),
    Rule("a negative total cannot be approved", Source.UNKNOWN),
    Rule("lines: LineItemID updates, none adds, missing deletes", Source.DOCS),
    Rule("an unknown LineItemID is refused", Source.UNKNOWN),
    Rule("status transitions; VOIDED and DELETED are final", Source.REPORTED),
    Rule("void is refused while payments or allocations stand", Source.REPORTED),
    Rule("with a payment or an allocation only some edits pass", Source.REPORTED),
    Rule(
        "voided and deleted: nothing is due, but in the call's answer", Source.RECORDED
    ),
    Rule("SentToContact of what is not approved: a WARNING", Source.DOCS),
    Rule("DueDate and SentToContact then leave UpdatedDateUTC alone", Source.REPORTED),
    Rule("nothing on or before a lock date, drafts neither", Source.UNKNOWN),
    Rule("an archived contact takes no document", Source.REPORTED),
    Rule("an unknown contact name makes a contact", Source.REPORTED),
    Rule("more than an id in Contact overwrites the contact", Source.REPORTED),
    Rule("an unknown ContactID is a validation error", Source.UNKNOWN),
    Rule("a currency that is not subscribed is refused", Source.REPORTED),
    Rule("CurrencyRate: document currency for one of the base", Source.SPEC),
    Rule("a rate other than 1 in the base currency is refused", Source.UNKNOWN),
    Rule("Url has to be absolute and must not contain xero", Source.REPORTED),
)
