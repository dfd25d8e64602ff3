"""What several rooms of ``models`` must agree on; it knows nobody."""

# === Jobs === #

PRIORITY_PERSON = 10
PRIORITY_AUTOMATIC = 0

# Jobs that the runner may still claim; a new one makes the older ones superfluous.
JOB_WAITING = ("waiting", "blocked")
JOB_UNDERWAY = ("sending", "checking")
JOB_OPEN = (*JOB_WAITING, *JOB_UNDERWAY)

# Jobs that are looked at to find a batch: what is not ready does not stop the rest.
LOOK_AHEAD = 200

# === Requests to Xero === #

# The whole time that one write may take, in seconds, and what is added before a
# write whose answer never came is looked up.
WRITE_DEADLINE = 30

CHECK_MARGIN = 10

# How often a request is sent whole, brings no answer and is not found in Xero, before
# it is halved.
MOST_UNANSWERED = 2

# What failed this often is no accident any more: a person is told.
TRIES_UNTOLD = 2

# What a record held by itself waits for; see XeroExchange._hold_unanswered.
HELD = "held"

# === Runs === #

# What each scope pulls, beside reference data, which every scope may name too.
SCOPES = {
    "contacts": ("contacts",),
    "invoices": ("invoices", "payments"),
    "all": ("contacts", "invoices", "payments"),
}

# Kinds of runs: those that read from Xero, those that send there.
PULLS = ("first", "changes", "full")

PUSHES = ("push", "retry")

# Runs that are not over.
RUN_OPEN = ("planned", "running", "paused")

REFERENCE_DATA = ("accounts", "tax_rates", "currencies")

# Model of the mirror, by resource; in the order that references need.
MIRRORS = {
    "accounts": "xero.account",
    "tax_rates": "xero.tax.rate",
    "currencies": "xero.currency",
    "contacts": "xero.contact",
    "invoices": "xero.document",
    "payments": "xero.payment",
}

# Mirrors whose things also go to Xero, in the order in which invoices need them.
PUSH_MIRRORS = ("xero.contact", "xero.document")

# === People === #

# The code of what Xero says of a wrong client id or secret.
APP_REFUSED = "invalid_client"

# Who reads invoices in Odoo, and so reads what Xero says of them.
INVOICE_READERS = ("account.group_account_invoice", "account.group_account_readonly")
