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

# Kinds of runs: those that read from Xero, those that send there.
PULLS = ("first", "changes", "full")
PUSHES = ("push", "retry")

# Runs that are not over.
RUN_OPEN = ("planned", "running", "paused")

# === What others call it === #

# The code of what Xero says of a wrong client id or secret.
APP_REFUSED = "invalid_client"

# Who reads invoices in Odoo, and so reads what Xero says of them.
INVOICE_READERS = ("account.group_account_invoice", "account.group_account_readonly")
