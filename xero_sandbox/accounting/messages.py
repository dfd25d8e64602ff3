"""Xero's words, and where each was seen. There is no machine code per message: clients
have to match these texts, so they stand here once and exactly."""

from __future__ import annotations

from xero_sandbox.sources import Source, Words

_SPEC, _DOCS, _RECORDED = Source.SPEC, Source.DOCS, Source.RECORDED
_REPORTED, _UNKNOWN = Source.REPORTED, Source.UNKNOWN

VALIDATION = Words("A validation exception occurred", _RECORDED)

# Contacts
NAME_TAKEN = Words(
    "The contact name {name} is already assigned to another contact. "
    "The contact name must be unique across all active contacts.",
    _RECORDED,
)
NAME_MISSING = Words("Contact Name cannot be empty.", _REPORTED)
NAME_CHARACTERS = Words(
    "The contact name contains invalid characters or extra spaces", _UNKNOWN
)
CONTACT_ARCHIVED = Words(
    "The specified contact details matched an archived contact. "
    "Archived contacts cannot currently be edited via the API.",
    _RECORDED,
)
CONTACT_NUMBER_TAKEN = Words(
    "Another contact has this contact number. Please enter a different contact number.",
    _REPORTED,
)
CONTACT_UNIDENTIFIED = Words(
    "The Contact must contain at least 1 of the following elements to identify the "
    "contact: Name, ContactID, ContactNumber",
    _SPEC,
)
EMAIL_INVALID = Words("Email address must be valid.", _SPEC)
WEBSITE_INVALID = Words("Website must be valid.", _REPORTED)
TOO_MANY_PERSONS = Words("A contact can have at most 5 contact persons", _UNKNOWN)
TOO_LONG = Words("The field {field} exceeds the maximum length of {limit}", _UNKNOWN)
COUNTRY_LETTERS = Words("Country may contain letters only", _UNKNOWN)
GROUP_LIMIT = Words("You've reached the limit of 100 contact groups.", _SPEC)
GROUP_NAME_TAKEN = Words("Please enter a unique Name.", _SPEC)

# Documents
CONTACT_MISSING = Words(
    "A Contact must be specified for this type of transaction", _REPORTED
)
CONTACT_UNKNOWN = Words(
    "An existing Contact with the specified ContactID could not be found", _UNKNOWN
)
DOCUMENT_CONTACT_ARCHIVED = Words(
    "The contact with the specified contact details has been archived. The contact "
    "must be un-archived before creating new invoices or credit notes.",
    _REPORTED,
)
TYPE_INVALID = Words("{type} is not a valid type for this document", _UNKNOWN)
NUMBER_TAKEN = Words("Invoice # must be unique.", _SPEC)
CREDIT_NUMBER_TAKEN = Words("Credit Note # must be unique.", _UNKNOWN)
BAD_STATUS = Words("{document} not of valid status for modification", _RECORDED)
BAD_NEW_STATUS = Words("{document} not of valid status for creation", _REPORTED)
HAS_PAYMENTS = Words(
    "This document cannot be edited as it has a payment or credit note allocated "
    "to it.",
    _REPORTED,
)
CANNOT_VOID = Words(
    "The status VOIDED cannot be applied to the invoice because it has payments or "
    "credit notes allocated to it.",
    _REPORTED,
)
NO_LINES = Words("One or more line items must be specified", _REPORTED)
DESCRIPTION_MISSING = Words("Description must be at least 1 character", _UNKNOWN)
LINE_UNKNOWN = Words(
    "An existing line item with the specified LineItemID could not be found", _UNKNOWN
)
LINE_TOTAL = Words(
    "The line total {given} does not match the expected line total {expected}",
    _REPORTED,
)
QUANTITY_NEGATIVE = Words(
    "The quantity value '{quantity}' is invalid. Quantity must not be less than zero.",
    _REPORTED,
)
QUANTITY_ZERO = Words("A line with an amount needs a quantity", _UNKNOWN)
LINE_TOO_LARGE = Words("Line amount cannot exceed 9,999,999,999.99", _UNKNOWN)
TAX_TOO_LARGE = Words("Tax amount cannot be greater than the line amount", _REPORTED)
DISCOUNT_TOO_LARGE = Words(
    "The discount rate '{amount}' is invalid. Discount must not be greater than the "
    "line total.",
    _REPORTED,
)
NO_DISCOUNT_HERE = Words(
    "Discounts can only be applied to sales invoices and quotes", _UNKNOWN
)
TOTAL_NEGATIVE = Words("The document total cannot be negative", _UNKNOWN)
TOTAL_MISMATCH = Words(
    "The document total does not equal the sum of the lines.", _REPORTED
)
ACCOUNT_MISSING = Words("Account code must be specified", _REPORTED)
TAX_MISSING = Words("The TaxType field is mandatory", _REPORTED)
ACCOUNT_INVALID = Words(
    "Account code '{code}' is not a valid code for this document.", _REPORTED
)
ACCOUNT_ARCHIVED = Words(
    "Account code '{code}' has been archived, or has been deleted. Each line item "
    "must reference a valid account.",
    _REPORTED,
)
ACCOUNT_REMOVED = Words(
    "Account code '{code}' has been removed as it does not match a recognised account.",
    _SPEC,
)
TAX_NOT_FOR_ACCOUNT = Words(
    "The TaxType code '{tax}' cannot be used with account code '{code}'.", _DOCS
)
TAX_UNKNOWN = Words(
    "The TaxType code '{tax}' does not exist or cannot be used with this type of "
    "transaction.",
    _REPORTED,
)
CURRENCY = Words("Organisation is not subscribed to currency {code}", _REPORTED)
RATE_IN_BASE = Words(
    "The currency rate of a document in the base currency must be 1", _UNKNOWN
)
YEAR_LOCKED = Words(
    "The document date cannot be before the end of year lock date, currently set at "
    "{day}",
    _REPORTED,
)
PERIOD_LOCKED = Words(
    "The document date cannot be before the period lock date, currently set at {day}",
    _REPORTED,
)
DATE_MISSING = Words("The Date field must be specified.", _REPORTED)
DUE_DATE_MISSING = Words("The document DueDate field must be specified.", _REPORTED)
DATE_INVALID = Words("{field} is not a valid date", _UNKNOWN)
LIST_INVALID = Words("{field} must be a list", _UNKNOWN)
NUMBER_INVALID = Words("{field} is not a valid number", _UNKNOWN)
URL_INVALID = Words("Url must be a valid absolute url", _REPORTED)
APPROVE_LIMIT = Words(
    "You have reached the limit of invoices you can approve", _REPORTED
)
AMOUNTS_INVALID = Words("LineAmountTypes must be Exclusive, Inclusive or NoTax", _SPEC)
SENT_TOO_EARLY = Words(
    "Only AUTHORISED invoices may have SentToContact updated.", _DOCS
)

# Payments and allocations
PAID_TOO_MUCH = Words(
    "Payment amount exceeds the amount outstanding on this document", _SPEC
)
NOT_AUTHORISED = Words(
    "Payments can only be made against Authorised documents", _REPORTED
)
PAYMENT_ACCOUNT = Words("Account could not be found", _REPORTED)
PAYMENT_ACCOUNT_TYPE = Words(
    "The account must be a bank account or have payments enabled", _UNKNOWN
)
PAYMENT_TARGET = Words(
    "A payment needs exactly one of Invoice, CreditNote, Prepayment, Overpayment",
    _UNKNOWN,
)
PAYMENT_AMOUNT = Words("The payment amount must be greater than zero", _UNKNOWN)
PAYMENT_FIXED = Words("Only Status accepted for updates.", _REPORTED)
PAYMENT_IN_BATCH = Words("Payments within a batch cannot be deleted.", _REPORTED)
PAYMENT_RECONCILED = Words("Reconciled payments cannot be deleted", _UNKNOWN)
PAYMENT_GONE = Words("Payment not of valid status for modification", _UNKNOWN)
DOCUMENT_UNKNOWN = Words(
    "An existing {document} with the specified {document}ID could not be found", _SPEC
)
ALLOCATED_TOO_MUCH = Words(
    "The allocation amount exceeds the amount outstanding or the remaining credit",
    _UNKNOWN,
)
ALLOCATION_CONTACT = Words(
    "The invoice and the credit must belong to the same contact", _UNKNOWN
)
ALLOCATION_CURRENCY = Words(
    "The invoice and the credit must be in the same currency", _UNKNOWN
)

# Settings
ACCOUNT_NAME_TAKEN = Words("Please enter a unique Name.", _SPEC)
ACCOUNT_CODE_TAKEN = Words("Please enter a unique Code.", _SPEC)
ACCOUNT_ALONE = Words(
    "The status of an account has to be changed in a request of its own", _UNKNOWN
)
ACCOUNT_SYSTEM = Words("System accounts cannot be changed", _UNKNOWN)
ACCOUNT_USED = Words("Accounts that have been used cannot be deleted", _UNKNOWN)
ACCOUNT_TYPE = Words("{type} is not a valid account type", _UNKNOWN)
BANK_NUMBER_MISSING = Words("A bank account needs a BankAccountNumber", _DOCS)
TAX_SYSTEM = Words("System tax rates cannot be updated", _DOCS)
TAX_COMPONENTS = Words(
    "Existing tax components must be given and cannot be renamed", _DOCS
)
TAX_REPORT_TYPE = Words("ReportTaxType must be specified", _DOCS)
TAX_NAME_TAKEN = Words("Please enter a unique Name.", _SPEC)
ONE_AT_A_TIME = Words("{thing} can only be sent one at a time", _DOCS)
MULTICURRENCY = Words(
    "The organisation's plan does not include multiple currencies", _UNKNOWN
)
CURRENCY_UNKNOWN = Words("{code} is not a currency", _UNKNOWN)

# History
DETAILS_MISSING = Words("Details must be specified", _UNKNOWN)
DETAILS_LONG = Words("Details cannot exceed 2500 characters", _DOCS)
WRONG_ENDPOINT = Words(
    "The document with the supplied id was not found for this endpoint.", _SPEC
)

# Calls
KEY_REUSED = Words(
    "Idempotency Key: {key} is used with a different request.", _REPORTED
)
KEY_TOO_LONG = Words("Idempotency Key cannot exceed 128 characters.", _UNKNOWN)
BAD_BODY = Words("The data posted could not be read: {reason}", _UNKNOWN)
BAD_SINCE = Words("If-Modified-Since is not a UTC date and time", _UNKNOWN)
