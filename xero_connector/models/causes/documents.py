"""Causes about a document, its number and its status: what is not sent, and what Xero
refuses. ``data`` holds the record's ``name``, Xero's ``words``, and what these name."""

from ...xerolib.messages import DESCRIBED, RECORDED, REPORTED, Message
from .issue_type import IN_XERO, PREVIEW, RECORD, issue_type


@issue_type("not_pushable")
def not_pushable(env, data, connection):
    return (
        env._("%(name)s is not pushed", name=data["name"]),
        data["reason"],
        env._("Try Again"),
    )


@issue_type(
    "number_taken",
    opener=RECORD,
    renumbers=True,
    messages=(
        Message(
            r"(?:invoice|credit note) (?:#|number) must be unique",
            "Invoice # must be unique.",
            DESCRIBED,
        ),
    ),
)
def number_taken(env, data, connection):
    if data.get("is_draft"):
        return (
            env._("%(name)s stands in Xero as a draft", name=data["name"]),
            env._(
                "Somebody entered it there, and it is not booked yet. Approve it in "
                "Xero, then try again: if it is the same invoice, it is taken for "
                "this one. If it is another one, give it another number there."
            ),
            env._("Open"),
        )
    who = (
        env._(
            "The one in Xero was pushed from Odoo too, for an invoice that was deleted "
            "or renumbered since."
        )
        if data.get("was_ours")
        else env._(
            "Another document in Xero carries this number, with another contact, date "
            "or total."
        )
    )
    return (
        env._("%(name)s stands in Xero already, and differs", name=data["name"]),
        env._(
            "%(who)s Nothing was written. Xero gives a number once, even if its "
            "document is voided: reset this invoice to draft and give it another "
            "number or prefix, then confirm and push it again.",
            who=who,
        ),
        env._("Open"),
    )


@issue_type(
    "order_number_taken",
    messages=(
        Message(
            r"order (?:#|number) must be unique",
            "Order number must be unique",
            DESCRIBED,
        ),
    ),
)
def order_number_taken(env, data, connection):
    return (
        env._("A purchase order in Xero has the number of %(name)s", name=data["name"]),
        env._(
            "Nothing was written. Renumber the one in Xero, or the one here, then try "
            "again."
        ),
        env._("Try Again"),
    )


@issue_type(
    "order_deleted",
    messages=(
        Message(
            r"purchaseorder status change is invalid",
            "PurchaseOrder status change is invalid",
            RECORDED,
        ),
        Message(
            r"deleted purchaseorders cannot be updated",
            "Deleted PurchaseOrders cannot be updated",
            RECORDED,
        ),
    ),
)
def order_deleted(env, data, connection):
    return (
        env._("%(name)s was deleted in Xero", name=data["name"]),
        env._(
            "A purchase order that was deleted there keeps its number and takes no "
            "change. Give the one in Odoo another number, then try again."
        ),
        env._("Try Again"),
    )


@issue_type(
    "bad_status",
    opener=IN_XERO,
    fixed_in_xero=True,
    messages=(
        Message(
            r"not of valid status for modification",
            "Invoice not of valid status for modification",
            RECORDED,
        ),
    ),
)
def bad_status(env, data, connection):
    return (
        env._("Xero does not let %(name)s be changed any more", name=data["name"]),
        env._(
            "It is paid, voided or deleted there, or was changed a moment ago. Look at "
            "it in Xero; credit the invoice here if it has to change."
        ),
        env._("Open in Xero"),
    )


@issue_type(
    "bad_status_for_creation",
    opener=PREVIEW,
    messages=(
        Message(
            r"not of valid status for creation",
            "Invoice not of valid status for creation",
            REPORTED,
        ),
    ),
)
def bad_status_for_creation(env, data, connection):
    return (
        env._("Xero creates no document in the status of %(name)s", name=data["name"]),
        env._(
            "A new document there is a draft, submitted or approved. An addon that "
            "extends the connector may have set another status: tell your "
            "administrator."
        ),
        env._("Preview"),
    )


@issue_type(
    "has_payments",
    opener=IN_XERO,
    fixed_in_xero=True,
    messages=(
        Message(
            r"cannot be edited as it has a payment or credit note allocated",
            "This document cannot be edited as it has a payment or credit note"
            " allocated to it.",
            REPORTED,
        ),
        Message(
            r"cannot be applied to the .+? because it has payments or credit notes",
            "The status VOIDED cannot be applied to the invoice because it has"
            " payments or credit notes allocated to it.",
            REPORTED,
        ),
    ),
)
def has_payments(env, data, connection):
    return (
        env._("%(name)s has payments or credits in Xero", name=data["name"]),
        env._(
            "A document with money on it is not voided, and its amounts do not change. "
            "Remove the payment or credit in Xero and try again, or make a credit note."
        ),
        env._("Open in Xero"),
    )


@issue_type(
    "reconciled",
    opener=IN_XERO,
    fixed_in_xero=True,
    messages=(
        Message(
            r"has a reconciled payment",
            "This document cannot be edited as it has a reconciled payment or credit"
            " note allocated to it.",
            REPORTED,
        ),
    ),
)
def reconciled(env, data, connection):
    return (
        env._("%(name)s has a reconciled payment in Xero", name=data["name"]),
        env._(
            "A document whose payment is reconciled with the bank does not change. "
            "Undo that in Xero with “Remove & Redo” on the payment and try again, or "
            "make a credit note."
        ),
        env._("Open in Xero"),
    )


@issue_type(
    "sent_status",
    opener=IN_XERO,
    fixed_in_xero=True,
    messages=(
        Message(
            r"may have senttocontact updated",
            "Only AUTHORISED and BILLED purchase orders may have SentToContact"
            " updated.",
            DESCRIBED,
        ),
    ),
)
def sent_status(env, data, connection):
    return (
        env._("%(name)s cannot be marked as sent in Xero", name=data["name"]),
        env._("Only what is approved there can be. Approve it, then try again."),
        env._("Open in Xero"),
    )


@issue_type(
    "no_lines",
    opener=PREVIEW,
    messages=(
        Message(
            r"one or more line items must be specified",
            "One or more line items must be specified",
            REPORTED,
        ),
    ),
)
def no_lines(env, data, connection):
    return (
        env._("Xero sees no line in %(name)s", name=data["name"]),
        env._("A document needs at least one. The preview shows what Xero gets."),
        env._("Preview"),
    )


@issue_type(
    "not_found",
    messages=(
        Message(
            r"credit note with the specified creditnoteid could not be found",
            "An existing Credit Note with the specified CreditNoteID could not be"
            " found",
            DESCRIBED,
        ),
        Message(
            r"document with the supplied id was not found",
            "The document with the supplied id was not found for this endpoint.",
            DESCRIBED,
        ),
    ),
)
def not_found(env, data, connection):
    return (
        env._("Xero no longer knows %(name)s", name=data["name"]),
        env._(
            "It was removed there, or belongs to another organisation. Sync now to see "
            "what is left of it, then try again."
        ),
        env._("Try Again"),
    )


@issue_type(
    "refused",
    refreshes=("accounts", "tax_rates"),
    solved_by_partner_edit=True,
    messages=(
        Message(
            r"idempotency key: (?P<key>.+?) is used with a different request",
            "Idempotency Key: 7f3a is used with a different request.",
            REPORTED,
            code="idempotency_conflict",
        ),
    ),
)
def refused(env, data, connection):
    return (
        env._("Xero refused %(name)s", name=data["name"]),
        env._("Xero's words: %(words)s", words=data["words"]),
        env._("Try Again"),
    )


@issue_type("refused_together", refreshes=("accounts", "tax_rates"))
def refused_together(env, data, connection):
    return (
        env._("Xero refuses several records alike: %(words)s", words=data["words"]),
        env._(
            "Both halves of what was sent were refused with the same words, so the "
            "cause is not in one of them. Remove it, then let all of them try again."
        ),
        env._("Try Again"),
    )
