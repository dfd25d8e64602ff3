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
        env._("%(name)s is more than what is due in Xero", name=data["name"]),
        env._(
            "The document may have been paid there already. Compare both in Xero "
            "before trying again."
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
        env._("Xero takes no payment for %(name)s", name=data["name"]),
        env._(
            "Only an approved document that is not paid yet takes one. Look at it in "
            "Xero: approve it there, or leave the payment out."
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
            "It can only be removed there with the whole batch. Do that in Xero, then "
            "try again."
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
        env._("Xero changes no payment: %(name)s", name=data["name"]),
        env._(
            "A payment can only be removed there and entered anew. Do that in Xero, "
            "then try again."
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
        env._("%(name)s cannot be set against this document", name=data["name"]),
        env._(
            "In Xero a customer's credit note clears customer invoices, and a "
            "supplier's clears bills. Look at both there, and set it against one of "
            "its kind."
        ),
        env._("Open in Xero"),
    )
