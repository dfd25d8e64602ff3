"""Causes about a document that is in Xero and is to be changed there."""

from ..common.counted_words import names_words
from .issue_type import CONFLICT_WIZARD, IN_XERO, RECORD, Opener, issue_type


@issue_type(
    "stands_elsewhere", severity="warning", leave_out="_leave_jobs_out", approves=True
)
def stands_elsewhere(env, data, connection):
    return (
        env._("%(name)s stands in %(other)s", name=data["name"], other=data["other"]),
        env._(
            "So it was not created in %(ledger)s as well. Push it here too if it "
            "belongs in both, or leave it out.",
            ledger=connection.name,
        ),
        env._("Push it here too"),
    )


@issue_type("changed_in_xero", severity="warning", opener=CONFLICT_WIZARD)
def changed_in_xero(env, data, connection):
    """``in_xero``: nobody changed it here."""
    return (
        env._("%(name)s was changed in Xero", name=data["name"])
        if data.get("in_xero")
        else env._("%(name)s was changed here and in Xero", name=data["name"]),
        env._(
            "Nothing was sent, for it would overwrite what somebody entered in Xero. "
            "Look at both sides and say which one counts."
        ),
        env._("Compare"),
    )


@issue_type("paid_in_xero", opener=RECORD)
def paid_in_xero(env, data, connection):
    """``in_xero``: nobody changed it here."""
    fields = ", ".join(field_words(env)[name] for name in data["fields"])
    if data.get("in_xero"):
        return (
            env._("%(name)s is paid in Xero and was changed there", name=data["name"]),
            env._(
                "Something is paid or credited on it in Xero, so its total can no "
                "longer change there; this differs: %(fields)s. Change the invoice "
                "here, or make a credit note for the difference.",
                fields=fields,
            ),
            env._("Open the invoice"),
        )
    return (
        env._("%(name)s is paid in Xero and was changed here", name=data["name"]),
        env._(
            "Something is paid or credited on it in Xero, so only its texts, accounts, "
            "reference, due date and number can still change there; this changed: "
            "%(fields)s. Nothing was sent. Undo the change, or reset it here and make "
            "a credit note for the difference.",
            fields=fields,
        ),
        env._("Open the invoice"),
    )


@issue_type("cannot_void", opener=IN_XERO, fixed_in_xero=True)
def cannot_void(env, data, connection):
    return (
        env._("%(name)s is cancelled here and paid in Xero", name=data["name"]),
        env._(
            "Xero voids nothing that a payment or a credit note is on. Remove those in "
            "Xero, then try again; or confirm the invoice here again."
        ),
        env._("Open in Xero"),
    )


@issue_type("voided_in_xero", opener=RECORD)
def voided_in_xero(env, data, connection):
    return (
        env._("%(name)s was deleted in Xero and stands here", name=data["name"])
        if data.get("deleted")
        else env._("%(name)s was voided in Xero and stands here", name=data["name"]),
        env._(
            "It takes no change in Xero any more, and its number is used up. Cancel "
            "the invoice here; to bill it all the same, duplicate it."
        ),
        env._("Open the invoice"),
    )


@issue_type("gone_in_xero", leave_out="_leave_jobs_out")
def gone_in_xero(env, data, connection):
    return (
        env._("Xero no longer knows %(name)s", name=data["name"]),
        env._(
            "It stood there and was deleted, or the organisation was reset. Nothing "
            "was sent. Try again once it is back; to bill it anew, duplicate it."
        ),
        env._("Try Again"),
    )


@issue_type("gone_meanwhile", severity="info", outlives_record=True)
def gone_meanwhile(env, data, connection):
    return (
        env._("%(name)s stands in Xero, but no longer in Odoo", name=data["name"]),
        env._(
            "It was cancelled, reset or deleted in Odoo after it had left. Void it in "
            "Xero, or confirm it again in Odoo."
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
    return (
        env._(
            "Xero no longer lists: %(names)s",
            names=names_words(env, data["names"], data["more"]),
        ),
        env._(
            "They stood there; somebody removed them, or the organisation was reset. "
            "“Update in Xero” on an invoice finds out. To bill one anew, duplicate it."
        ),
        env._("Open the invoices"),
    )


def field_words(env):
    """:return: dict of Xero's name of a field to what people call it"""
    return {
        "InvoiceNumber": env._("Number"),
        "Contact": env._("Customer"),
        "Date": env._("Date"),
        "DueDate": env._("Due date"),
        "CurrencyCode": env._("Currency"),
        "LineAmountTypes": env._("Tax included or not"),
        "Reference": env._("Reference"),
        "Url": env._("Link to Odoo"),
        "Description": env._("Text"),
        "Quantity": env._("Quantity"),
        "UnitAmount": env._("Unit price"),
        "DiscountRate": env._("Discount"),
        "AccountCode": env._("Account"),
        "TaxType": env._("Tax rate"),
        "LineItems": env._("The line itself"),
        "Total": env._("Total"),
    }
