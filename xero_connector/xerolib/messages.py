"""Xero's validation messages, recognised: it has no machine code for them.

Texts vary a little between endpoints and years, so the patterns are loose; the raw
text stays with the error, for the user. A new message is one more row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum


class Cause(str, Enum):
    """Why Xero refused. The words are stable: issues and tests know them."""

    NAME_TAKEN = "name_taken"
    CONTACT_ARCHIVED = "contact_archived"
    DOCUMENT_CONTACT_ARCHIVED = "document_contact_archived"
    CONTACT_NUMBER_TAKEN = "contact_number_taken"
    CONTACT_MISSING = "contact_missing"
    CONTACT_NOT_FOUND = "contact_not_found"
    EMAIL_INVALID = "email_invalid"
    WEBSITE_INVALID = "website_invalid"
    URL_INVALID = "url_invalid"
    NUMBER_TAKEN = "number_taken"
    ORDER_NUMBER_TAKEN = "order_number_taken"
    ORDER_DELETED = "order_deleted"
    ITEM_CODE_TAKEN = "item_code_taken"
    SETTING_NAME_TAKEN = "setting_name_taken"
    BAD_STATUS = "bad_status"
    BAD_STATUS_FOR_CREATION = "bad_status_for_creation"
    HAS_PAYMENTS = "has_payments"
    RECONCILED = "reconciled"
    ACCOUNT_INVALID = "account_invalid"
    ACCOUNT_ARCHIVED = "account_archived"
    ACCOUNT_REMOVED = "account_removed"
    PAYMENT_ACCOUNT_MISSING = "payment_account_missing"
    TAX_NOT_FOR_ACCOUNT = "tax_not_for_account"
    TAX_UNKNOWN = "tax_unknown"
    CURRENCY_NOT_SUBSCRIBED = "currency_not_subscribed"
    LOCK_DATE = "lock_date"
    OVERPAID = "overpaid"
    NOT_PAYABLE = "not_payable"
    PAYMENT_IN_BATCH = "payment_in_batch"
    PAYMENT_FIXED = "payment_fixed"
    ALLOCATION_MISMATCH = "allocation_mismatch"
    CREDIT_NOTE_NOT_FOUND = "credit_note_not_found"
    DOCUMENT_NOT_FOUND = "document_not_found"
    APPROVE_LIMIT = "approve_limit"
    GROUP_LIMIT = "group_limit"
    SENT_STATUS = "sent_status"
    IDEMPOTENCY_CONFLICT = "idempotency_conflict"
    NO_LINES = "no_lines"
    QUANTITY_NEGATIVE = "quantity_negative"
    DISCOUNT_INVALID = "discount_invalid"
    TOTALS_DIFFER = "totals_differ"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Recognised:
    """``values`` are what the text names: its pattern's groups, ``name``, ``tax``, …"""

    cause: Cause
    values: dict[str, str]


@dataclass(frozen=True)
class Row:
    """One message: ``pattern`` is searched anywhere in it, in any case."""

    cause: Cause
    pattern: re.Pattern[str]
    sample: str
    source: str


_DESCRIPTION = "Xero's OpenAPI description"
_RECORDED = "recorded answer"
_DOCUMENTED = "Xero's documentation"
_REPORTED = "reported by other integrations"
_ALIKE = "as Xero's OpenAPI description has it of a credit note"


def _row(cause: Cause, pattern: str, sample: str, source: str) -> Row:
    return Row(cause, re.compile(pattern, re.IGNORECASE), sample, source)


MESSAGES: tuple[Row, ...] = (
    _row(
        Cause.NAME_TAKEN,
        r"contact name (?P<name>.+?) is already assigned to another contact",
        "The contact name Ridgeway University is already assigned to another contact."
        " The contact name must be unique across all active contacts.",
        _RECORDED,
    ),
    _row(
        Cause.NAME_TAKEN,
        r"existing contact with name '?(?P<name>.+?)'? cannot be updated",
        "An existing contact with name 'Ridgeway University' cannot be updated by a"
        " different contact number.",
        _REPORTED,
    ),
    _row(
        Cause.CONTACT_ARCHIVED,
        r"matched an archived contact",
        "The specified contact details matched an archived contact. Archived contacts"
        " cannot currently be edited via the API.",
        _RECORDED,
    ),
    _row(
        Cause.DOCUMENT_CONTACT_ARCHIVED,
        r"contact with the specified contact details has been archived",
        "The contact with the specified contact details has been archived. The contact"
        " must be un-archived before creating new invoices or credit notes.",
        _REPORTED,
    ),
    _row(
        Cause.CONTACT_NUMBER_TAKEN,
        r"another contact has this contact number",
        "Another contact has this contact number. Please enter a different contact"
        " number.",
        _REPORTED,
    ),
    _row(
        Cause.CONTACT_MISSING,
        r"contact must contain at least 1 of the following elements",
        "The Contact must contain at least 1 of the following elements to identify the"
        " contact: Name, ContactID, ContactNumber",
        _DESCRIPTION,
    ),
    _row(
        Cause.CONTACT_MISSING,
        r"a contact must be specified",
        "A Contact must be specified for this type of transaction",
        _REPORTED,
    ),
    _row(
        Cause.CONTACT_NOT_FOUND,
        r"contact with the specified contactid could not be found",
        "An existing Contact with the specified ContactID could not be found",
        _ALIKE,
    ),
    _row(
        Cause.EMAIL_INVALID,
        r"e-?mail address must be valid",
        "Email address must be valid.",
        _DESCRIPTION,
    ),
    _row(
        Cause.WEBSITE_INVALID,
        r"website must be valid",
        "Website must be valid",
        _REPORTED,
    ),
    _row(
        Cause.URL_INVALID,
        r"url must be a valid absolute url",
        "Url must be a valid absolute url",
        _REPORTED,
    ),
    _row(
        Cause.NUMBER_TAKEN,
        r"(?:invoice|credit note) (?:#|number) must be unique",
        "Invoice # must be unique.",
        _DESCRIPTION,
    ),
    _row(
        Cause.ORDER_NUMBER_TAKEN,
        r"order (?:#|number) must be unique",
        "Order number must be unique",
        _DESCRIPTION,
    ),
    _row(
        Cause.ORDER_DELETED,
        r"purchaseorder status change is invalid",
        "PurchaseOrder status change is invalid",
        _RECORDED,
    ),
    _row(
        Cause.ORDER_DELETED,
        r"deleted purchaseorders cannot be updated",
        "Deleted PurchaseOrders cannot be updated",
        _RECORDED,
    ),
    _row(
        Cause.ITEM_CODE_TAKEN,
        r"price list item with code '(?P<item>.*?)' already exists",
        "Price List Item with Code 'abc' already exists",
        _DESCRIPTION,
    ),
    _row(
        Cause.SETTING_NAME_TAKEN,
        r"enter a unique name",
        "Please enter a unique Name.",
        _DESCRIPTION,
    ),
    _row(
        Cause.BAD_STATUS,
        r"not of valid status for modification",
        "Invoice not of valid status for modification",
        _RECORDED,
    ),
    _row(
        Cause.BAD_STATUS_FOR_CREATION,
        r"not of valid status for creation",
        "Invoice not of valid status for creation",
        _REPORTED,
    ),
    _row(
        Cause.HAS_PAYMENTS,
        r"cannot be edited as it has a payment or credit note allocated",
        "This document cannot be edited as it has a payment or credit note allocated to"
        " it.",
        _REPORTED,
    ),
    _row(
        Cause.HAS_PAYMENTS,
        r"cannot be applied to the .+? because it has payments or credit notes",
        "The status VOIDED cannot be applied to the invoice because it has payments or"
        " credit notes allocated to it.",
        _REPORTED,
    ),
    _row(
        Cause.RECONCILED,
        r"has a reconciled payment",
        "This document cannot be edited as it has a reconciled payment or credit note"
        " allocated to it.",
        _REPORTED,
    ),
    _row(
        Cause.ACCOUNT_INVALID,
        r"account code '?(?P<account>.*?)'? is not a valid code",
        "Account code '090' is not a valid code for this document.",
        _REPORTED,
    ),
    _row(
        Cause.ACCOUNT_INVALID,
        r"\baccount must be valid",
        "Account must be valid.",
        _REPORTED,
    ),
    _row(
        Cause.ACCOUNT_ARCHIVED,
        r"account code '?(?P<account>.*?)'? has been archived",
        "Account code '200' has been archived, or has been deleted. Each line item must"
        " reference a valid account.",
        _REPORTED,
    ),
    _row(
        Cause.ACCOUNT_REMOVED,
        r"account code '?(?P<account>.*?)'? has been removed",
        "Account code '201' has been removed as it does not match a recognised"
        " account.",
        _DESCRIPTION,
    ),
    _row(
        Cause.PAYMENT_ACCOUNT_MISSING,
        r"account could not be found",
        "Account could not be found",
        _REPORTED,
    ),
    _row(
        Cause.TAX_NOT_FOR_ACCOUNT,
        r"taxtype code '?(?P<tax>[\w/]+)'? cannot be used with"
        r" account code '?(?P<account>\w+)",
        "The TaxType code 'INPUT2' cannot be used with account code '200'.",
        _DOCUMENTED,
    ),
    _row(
        Cause.TAX_UNKNOWN,
        r"taxtype code '?(?P<tax>[^']+?)'?"
        r" (?:does not exist|is not \w+|cannot be used(?! with account))",
        "The TaxType code 'TAX009' does not exist or cannot be used with this type of"
        " transaction.",
        _REPORTED,
    ),
    _row(
        Cause.TAX_UNKNOWN,
        r"tax rate must be valid",
        "Tax rate must be valid.",
        _REPORTED,
    ),
    _row(
        Cause.CURRENCY_NOT_SUBSCRIBED,
        r"not subscribed to currency '?(?P<currency>\w+)",
        "Organisation is not subscribed to currency EUR",
        _REPORTED,
    ),
    _row(
        Cause.LOCK_DATE,
        r"(?P<lock>end of year|period)? ?lock date"
        r"(?:, currently set at (?P<date>.+?)\.?$)?",
        "The document date cannot be before the end of year lock date, currently set at"
        " 31/03/2026",
        _REPORTED,
    ),
    _row(
        Cause.OVERPAID,
        r"payment amount exceeds the amount outstanding",
        "Payment amount exceeds the amount outstanding on this document",
        _DESCRIPTION,
    ),
    _row(
        Cause.OVERPAID,
        r"trying to allocate to has already been paid",
        "The invoice you are trying to allocate to has already been paid off",
        _REPORTED,
    ),
    _row(
        Cause.OVERPAID,
        r"cannot be allocated as amount is greater than",
        "Credit Note cannot be allocated as amount is greater than amount outstanding",
        _REPORTED,
    ),
    _row(
        Cause.NOT_PAYABLE,
        r"payments can only be made against authorised documents",
        "Payments can only be made against Authorised documents",
        _REPORTED,
    ),
    _row(
        Cause.PAYMENT_IN_BATCH,
        r"payments within a batch cannot be deleted",
        "Payments within a batch cannot be deleted.",
        _REPORTED,
    ),
    _row(
        Cause.PAYMENT_FIXED,
        r"only status accepted for updates",
        "Only Status accepted for updates.",
        _REPORTED,
    ),
    _row(
        Cause.ALLOCATION_MISMATCH,
        r"cannot be allocated to an incorrect",
        "Credit Note cannot be allocated to an incorrect invoice type",
        _REPORTED,
    ),
    _row(
        Cause.CREDIT_NOTE_NOT_FOUND,
        r"credit note with the specified creditnoteid could not be found",
        "An existing Credit Note with the specified CreditNoteID could not be found",
        _DESCRIPTION,
    ),
    _row(
        Cause.DOCUMENT_NOT_FOUND,
        r"document with the supplied id was not found",
        "The document with the supplied id was not found for this endpoint.",
        _DESCRIPTION,
    ),
    _row(
        Cause.APPROVE_LIMIT,
        r"reached the limit of invoices you can approve",
        "You have reached the limit of invoices you can approve",
        _REPORTED,
    ),
    _row(
        Cause.GROUP_LIMIT,
        r"reached the limit of (?P<limit>\d+) contact groups",
        "You've reached the limit of 100 contact groups.",
        _DESCRIPTION,
    ),
    _row(
        Cause.SENT_STATUS,
        r"may have senttocontact updated",
        "Only AUTHORISED and BILLED purchase orders may have SentToContact updated.",
        _DESCRIPTION,
    ),
    _row(
        Cause.IDEMPOTENCY_CONFLICT,
        r"idempotency key: (?P<key>.+?) is used with a different request",
        "Idempotency Key: 7f3a is used with a different request.",
        _REPORTED,
    ),
    _row(
        Cause.NO_LINES,
        r"one or more line items must be specified",
        "One or more line items must be specified",
        _REPORTED,
    ),
    _row(
        Cause.TOTALS_DIFFER,
        r"(?:document|invoice|credit note|order) total does not equal the sum of the"
        r" lines",
        "The document total does not equal the sum of the lines.",
        _REPORTED,
    ),
    _row(
        Cause.TOTALS_DIFFER,
        r"tax amount cannot be greater than the (?:line|unit) ?amount",
        "Tax amount cannot be greater than the line amount",
        _REPORTED,
    ),
    _row(
        Cause.TOTALS_DIFFER,
        r"line total (?P<sent>\S+) does not match the expected line total"
        r" (?P<expected>\S+)",
        "The line total 10.00 does not match the expected line total 10.01",
        _REPORTED,
    ),
    _row(
        Cause.TOTALS_DIFFER,
        r"tax amount (?P<sent>\S+) is incorrect for (?P<tax>.+?) tax type"
        r"(?:, should be (?P<expected>[\d.]*\d))?",
        "Tax amount 52.23 is incorrect for INPUT2 tax type, should be 52.28",
        _REPORTED,
    ),
    _row(
        Cause.QUANTITY_NEGATIVE,
        r"quantity must not be less than zero",
        "The quantity value '-1.0000' is invalid. Quantity must not be less than zero.",
        _REPORTED,
    ),
    _row(
        Cause.DISCOUNT_INVALID,
        r"discount must not be greater than the line total",
        "The discount rate '27.83' is invalid. Discount must not be greater than the"
        " line total.",
        _REPORTED,
    ),
    _row(
        Cause.DISCOUNT_INVALID,
        r"discounts are only supported on individual line items",
        "Discounts are only supported on individual line items.",
        _REPORTED,
    ),
)


def recognise(text: str) -> Recognised:
    """The cause of one of Xero's messages, and what it names; UNKNOWN if it is new."""
    plain = " ".join(text.split())
    for row in MESSAGES:
        if match := row.pattern.search(plain):
            values = {key: value for key, value in match.groupdict().items() if value}
            return Recognised(row.cause, values)
    return Recognised(Cause.UNKNOWN, {})
