"""The rules of webhooks, for the README's table."""

from __future__ import annotations

from xero_sandbox.sources import Rule, Source

WEBHOOK_RULES = (
    Rule("contacts, invoices and credit notes: CREATE and UPDATE", Source.SPEC),
    Rule("only for organisations that the app is connected to", Source.DOCS),
    Rule("x-xero-signature: base64 of HMAC-SHA256 over the raw body", Source.DOCS),
    Rule("intent to receive: right signatures 200, wrong ones 401", Source.DOCS),
    Rule("an answer within 5 seconds, without body and cookies", Source.DOCS),
    Rule(
        "failed: again at once, then every 15 minutes, off after a day", Source.REPORTED
    ),
    Rule("payments, merges and balances make no event", Source.UNKNOWN),
)
