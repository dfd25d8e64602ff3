"""Causes about a document that is in Xero and is to be changed there."""

from ..common.counted_words import names_words
from .issue_type import CONFLICT_WIZARD, IN_XERO, RECORD, Opener, issue_type


@issue_type(
    "stands_elsewhere", severity="warning", leave_out="_leave_jobs_out", approves=True
)
def stands_elsewhere(env, data, connection):
    return (
        env._("%(name)s exists in %(other)s", name=data["name"], other=data["other"]),
        env._(
            "For this reason, it was not created in %(ledger)s as well. Push it here "
            "too if it belongs in both organisations, or skip it.",
            ledger=connection.name,
        ),
        env._("Push Here Too"),
    )


@issue_type("changed_in_xero", severity="warning", opener=CONFLICT_WIZARD)
def changed_in_xero(env, data, connection):
    """``in_xero``: nobody changed it here."""
    return (
        env._("%(name)s was changed in Xero", name=data["name"])
        if data.get("in_xero")
        else env._("%(name)s was changed in both Odoo and Xero", name=data["name"]),
        env._(
            "Nothing was sent, because that would overwrite a change made in Xero. "
            "Compare both sides and choose which one to keep."
        ),
        env._("Compare"),
    )


@issue_type("paid_in_xero", opener=RECORD)
def paid_in_xero(env, data, connection):
    """``in_xero``: nobody changed it here."""
    fields = ", ".join(field_words(env)[name] for name in data["fields"])
    if data.get("in_xero"):
        return (
            env._(
                "%(name)s has a payment or credit in Xero and was changed there",
                name=data["name"],
            ),
            env._(
                "Its total can no longer change in Xero. These fields differ: "
                "%(fields)s. Change the invoice in Odoo, or create a credit note for "
                "the difference.",
                fields=fields,
            ),
            env._("Open Invoice"),
        )
    return (
        env._(
            "%(name)s has a payment or credit in Xero and was changed in Odoo",
            name=data["name"],
        ),
        env._(
            "Only its texts, accounts, reference, due date and number can still change "
            "in Xero. These fields changed: %(fields)s. Nothing was sent. Undo the "
            "change, or restore the invoice in Odoo and create a credit note for the "
            "difference.",
            fields=fields,
        ),
        env._("Open Invoice"),
    )


@issue_type("cannot_void", opener=IN_XERO, fixed_in_xero=True)
def cannot_void(env, data, connection):
    return (
        env._(
            "%(name)s is cancelled in Odoo but has a payment or credit in Xero",
            name=data["name"],
        ),
        env._(
            "Xero cannot void such a document. Remove the payment or credit in Xero "
            "and try again, or confirm the invoice again in Odoo."
        ),
        env._("Open in Xero"),
    )


@issue_type("voided_in_xero", opener=RECORD)
def voided_in_xero(env, data, connection):
    return (
        env._(
            "%(name)s was deleted in Xero but is still confirmed in Odoo",
            name=data["name"],
        )
        if data.get("deleted")
        else env._(
            "%(name)s was voided in Xero but is still confirmed in Odoo",
            name=data["name"],
        ),
        env._(
            "It can no longer be changed in Xero, and its number cannot be reused. "
            "Cancel the invoice in Odoo; if you still need to invoice it, duplicate "
            "it."
        ),
        env._("Open Invoice"),
    )


@issue_type("gone_in_xero", leave_out="_leave_jobs_out")
def gone_in_xero(env, data, connection):
    return (
        env._("%(name)s no longer exists in Xero", name=data["name"]),
        env._(
            "It was deleted in Xero, or the organisation was reset. Nothing was sent. "
            "Try again once it is back; to invoice it again, duplicate it."
        ),
        env._("Try Again"),
    )


@issue_type("gone_meanwhile", severity="info", outlives_record=True)
def gone_meanwhile(env, data, connection):
    return (
        env._("%(name)s is in Xero but no longer in Odoo", name=data["name"]),
        env._(
            "It was cancelled, reset to draft or deleted in Odoo after it was sent. "
            "Void it in Xero, or confirm it again in Odoo."
        ),
        env._("Done"),
    )


@issue_type(
    "unlisted",
    severity="info",
    opener=Opener("_open_unlisted", only_if="_may_read_invoices"),
    refreshes=("invoices",),
)
def unlisted(env, data, connection):
    is_one = len(data["names"]) + data["more"] == 1
    return (
        env._(
            "No longer in Xero: %(names)s",
            names=names_words(env, data["names"], data["more"]),
        ),
        env._(
            "It was removed in Xero, or the organisation was reset. Press “Update in "
            "Xero” on the invoice to check it. To invoice it again, duplicate it."
        )
        if is_one
        else env._(
            "They were removed in Xero, or the organisation was reset. Press “Update "
            "in Xero” on an invoice to check it. To invoice one again, duplicate it."
        ),
        env._("Open Invoice") if is_one else env._("Open Invoices"),
    )


def field_words(env):
    """:return: dict of Xero's name of a field to what people call it"""
    return {
        "InvoiceNumber": env._("Number"),
        "Contact": env._("Customer"),
        "Date": env._("Date"),
        "DueDate": env._("Due date"),
        "CurrencyCode": env._("Currency"),
        "LineAmountTypes": env._("Prices with or without tax"),
        "Reference": env._("Reference"),
        "Url": env._("Link to Odoo"),
        "Description": env._("Text"),
        "Quantity": env._("Quantity"),
        "UnitAmount": env._("Unit price"),
        "DiscountRate": env._("Discount"),
        "AccountCode": env._("Account"),
        "TaxType": env._("Tax rate"),
        "LineItems": env._("Entire line"),
        "Total": env._("Total"),
    }
