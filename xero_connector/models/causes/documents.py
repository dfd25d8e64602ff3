"""Causes about a document, its number and its status: what is not sent, and what Xero
refuses. ``data`` holds the record's ``name``, Xero's ``words``, and what these name."""

from ...xerolib.messages import DESCRIBED, RECORDED, REPORTED, Message
from .issue_type import IN_XERO, PREVIEW, RECORD, issue_type


@issue_type("not_pushable")
def not_pushable(env, data, connection):
    return (
        env._("%(name)s was not pushed", name=data["name"]),
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
            env._("%(name)s already exists in Xero as a draft", name=data["name"]),
            env._(
                "It was entered in Xero and is not approved yet. Approve it in Xero, "
                "then try again: if it is the same invoice, Odoo uses it instead of "
                "creating another. If it is a different invoice, change its number in "
                "Xero."
            ),
            env._("Open"),
        )
    who = (
        env._(
            "The one in Xero was also pushed from Odoo, for an invoice that has since "
            "been deleted or renumbered."
        )
        if data.get("was_ours")
        else env._(
            "A document in Xero already uses this number, with a different contact, "
            "date or total."
        )
    )
    return (
        env._("%(name)s already exists in Xero with different data", name=data["name"]),
        env._(
            "%(who)s Nothing was saved in Xero. Xero does not reuse numbers, even of "
            "voided documents: reset this invoice to draft, change its number or "
            "prefix, then confirm and push it again.",
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
        env._(
            "A purchase order in Xero already uses the number of %(name)s",
            name=data["name"],
        ),
        env._(
            "Nothing was saved in Xero. Change the number in Xero or in Odoo, then "
            "try again."
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
            "A deleted purchase order keeps its number in Xero and can no longer be "
            "changed. Change the number in Odoo, then try again."
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
        env._("%(name)s can no longer be changed in Xero", name=data["name"]),
        env._(
            "It is paid, voided or deleted in Xero, or was changed a moment ago. "
            "Check it in Xero. If the invoice has to change, create a credit note in "
            "Odoo."
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
        env._(
            "Xero cannot create a document with the status of %(name)s",
            name=data["name"],
        ),
        env._(
            "A new document in Xero is a draft, submitted or approved. An addon that "
            "extends the connector may have set another status: contact your "
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
            "A document with payments or credits cannot be voided, and its amounts "
            "cannot change. Remove the payment or credit in Xero and try again, or "
            "create a credit note."
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
            "A document whose payment is reconciled with the bank cannot change. In "
            "Xero, use “Remove & Redo” on the payment and try again, or create a "
            "credit note."
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
        env._(
            "Only approved documents can be marked as sent. Approve it in Xero, then "
            "try again."
        ),
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
        env._("%(name)s has no lines for Xero", name=data["name"]),
        env._(
            "A document needs at least one line. The preview shows what is sent to "
            "Xero."
        ),
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
        env._("%(name)s no longer exists in Xero", name=data["name"]),
        env._(
            "It was removed in Xero, or belongs to another organisation. Run “Sync "
            "Now” to see its current state, then try again."
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
        env._("Xero rejected %(name)s", name=data["name"]),
        env._("Xero's message: %(words)s", words=data["words"]),
        env._("Try Again"),
    )


@issue_type("refused_together", refreshes=("accounts", "tax_rates"))
def refused_together(env, data, connection):
    return (
        env._(
            "Xero rejected several records for the same reason: %(words)s",
            words=data["words"],
        ),
        env._(
            "Both halves of the request were rejected with the same message, so the "
            "cause is not a single record. Fix the cause, then try all of them again."
        ),
        env._("Try Again"),
    )
