"""Causes about money that Xero does not set against a document."""

from ...xerolib.messages import DESCRIBED, REPORTED, Message
from .issue_type import IN_XERO, issue_type


@issue_type(
    "overpaid",
    opener=IN_XERO,
    fixed_in_xero=True,
    messages=(
        Message(
            r"payment amount exceeds the amount outstanding",
            "Payment amount exceeds the amount outstanding on this document",
            DESCRIBED,
        ),
        Message(
            r"trying to allocate to has already been paid",
            "The invoice you are trying to allocate to has already been paid off",
            REPORTED,
        ),
        Message(
            r"cannot be allocated as amount is greater than",
            "Credit Note cannot be allocated as amount is greater than amount"
            " outstanding",
            REPORTED,
        ),
    ),
)
def overpaid(env, data, connection):
    return (
        env._("%(name)s exceeds the amount due in Xero", name=data["name"]),
        env._(
            "The document may already be paid in Xero. Compare both in Xero before "
            "trying again."
        ),
        env._("Open in Xero"),
    )


@issue_type(
    "not_payable",
    opener=IN_XERO,
    fixed_in_xero=True,
    messages=(
        Message(
            r"payments can only be made against authorised documents",
            "Payments can only be made against Authorised documents",
            REPORTED,
        ),
    ),
)
def not_payable(env, data, connection):
    return (
        env._("Xero does not accept a payment for %(name)s", name=data["name"]),
        env._(
            "Only an approved document that is not fully paid accepts a payment. "
            "Check it in Xero: approve it, or do not send the payment."
        ),
        env._("Open in Xero"),
    )


@issue_type(
    "payment_in_batch",
    opener=IN_XERO,
    fixed_in_xero=True,
    messages=(
        Message(
            r"payments within a batch cannot be deleted",
            "Payments within a batch cannot be deleted.",
            REPORTED,
        ),
    ),
)
def payment_in_batch(env, data, connection):
    return (
        env._("%(name)s is part of a batch payment in Xero", name=data["name"]),
        env._(
            "It can only be removed together with the whole batch. Remove the batch "
            "in Xero, then try again."
        ),
        env._("Open in Xero"),
    )


@issue_type(
    "payment_fixed",
    opener=IN_XERO,
    fixed_in_xero=True,
    messages=(
        Message(
            r"only status accepted for updates",
            "Only Status accepted for updates.",
            REPORTED,
        ),
    ),
)
def payment_fixed(env, data, connection):
    return (
        env._("Xero does not allow payment %(name)s to be changed", name=data["name"]),
        env._(
            "A payment can only be removed and entered again. Do that in Xero, then "
            "try again."
        ),
        env._("Open in Xero"),
    )


@issue_type(
    "allocation_mismatch",
    opener=IN_XERO,
    fixed_in_xero=True,
    messages=(
        Message(
            r"cannot be allocated to an incorrect",
            "Credit Note cannot be allocated to an incorrect invoice type",
            REPORTED,
        ),
    ),
)
def allocation_mismatch(env, data, connection):
    return (
        env._("%(name)s cannot be allocated to this document", name=data["name"]),
        env._(
            "In Xero, a customer credit note can only be allocated to customer "
            "invoices, and a supplier credit note to bills. Check both in Xero and "
            "allocate it to a document of the right kind."
        ),
        env._("Open in Xero"),
    )
