"""Xero's refusals as causes of an issue: which one, and what one issue stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ...xerolib.messages import Cause, Recognised, recognise
from .xero_issue import Hold

if TYPE_CHECKING:
    from odoo.models import BaseModel


@dataclass(frozen=True)
class Refusal:
    """What becomes of one of Xero's messages.

    ``cause`` is the issue's. ``about`` says what one issue stands for: the ``record``
    that was refused, its ``partner``, the whole ``organisation``, or the things that
    the message names (of :class:`~...xerolib.messages.Recognised`): every job that is
    refused for the account 200 waits for the same issue.
    """

    cause: str
    about: Literal["record", "partner", "organisation"] | tuple[str, ...]


REFUSALS: dict[Cause, Refusal] = {
    Cause.NAME_TAKEN: Refusal("name_taken", "partner"),
    Cause.CONTACT_ARCHIVED: Refusal("contact_archived", "partner"),
    Cause.DOCUMENT_CONTACT_ARCHIVED: Refusal("contact_archived", "partner"),
    Cause.CONTACT_NUMBER_TAKEN: Refusal("contact_unknown", "partner"),
    Cause.CONTACT_MISSING: Refusal("contact_unknown", "partner"),
    Cause.CONTACT_NOT_FOUND: Refusal("contact_unknown", "partner"),
    Cause.EMAIL_INVALID: Refusal("email_invalid", "partner"),
    Cause.WEBSITE_INVALID: Refusal("website_invalid", "partner"),
    Cause.URL_INVALID: Refusal("url_invalid", "organisation"),
    Cause.NUMBER_TAKEN: Refusal("number_taken", "record"),
    Cause.ORDER_NUMBER_TAKEN: Refusal("order_number_taken", "record"),
    Cause.ORDER_DELETED: Refusal("order_deleted", "record"),
    Cause.ITEM_CODE_TAKEN: Refusal("item_code_taken", ("item",)),
    Cause.SETTING_NAME_TAKEN: Refusal("setting_name_taken", "record"),
    Cause.BAD_STATUS: Refusal("bad_status", "record"),
    Cause.BAD_STATUS_FOR_CREATION: Refusal("bad_status_for_creation", "record"),
    Cause.HAS_PAYMENTS: Refusal("has_payments", "record"),
    Cause.RECONCILED: Refusal("reconciled", "record"),
    Cause.ACCOUNT_INVALID: Refusal("account_invalid", ("account",)),
    Cause.ACCOUNT_ARCHIVED: Refusal("account_archived", ("account",)),
    Cause.ACCOUNT_REMOVED: Refusal("account_removed", ("account",)),
    Cause.PAYMENT_ACCOUNT_MISSING: Refusal("payment_account_missing", "organisation"),
    Cause.TAX_NOT_FOR_ACCOUNT: Refusal("tax_not_for_account", ("tax", "account")),
    Cause.TAX_UNKNOWN: Refusal("tax_unknown", ("tax",)),
    Cause.CURRENCY_NOT_SUBSCRIBED: Refusal("currency_missing", ("currency",)),
    Cause.LOCK_DATE: Refusal("lock_date", ("lock", "date")),
    Cause.OVERPAID: Refusal("overpaid", "record"),
    Cause.NOT_PAYABLE: Refusal("not_payable", "record"),
    Cause.PAYMENT_IN_BATCH: Refusal("payment_in_batch", "record"),
    Cause.PAYMENT_FIXED: Refusal("payment_fixed", "record"),
    Cause.ALLOCATION_MISMATCH: Refusal("allocation_mismatch", "record"),
    Cause.CREDIT_NOTE_NOT_FOUND: Refusal("not_found", "record"),
    Cause.DOCUMENT_NOT_FOUND: Refusal("not_found", "record"),
    Cause.APPROVE_LIMIT: Refusal("approve_limit", "organisation"),
    Cause.GROUP_LIMIT: Refusal("group_limit", "organisation"),
    Cause.SENT_STATUS: Refusal("sent_status", "record"),
    Cause.NO_LINES: Refusal("no_lines", "record"),
    Cause.QUANTITY_NEGATIVE: Refusal("quantity_negative", "record"),
    Cause.DISCOUNT_INVALID: Refusal("discount_invalid", "record"),
    Cause.TOTALS_DIFFER: Refusal("totals_refused", "record"),
    # Its outcome is unknown: it is looked up and not held, unless nothing was found.
    Cause.IDEMPOTENCY_CONFLICT: Refusal("refused", "record"),
    Cause.UNKNOWN: Refusal("refused", "record"),
}


def causes_about(name: str) -> set[str]:
    """Causes of issues that stand for a thing of this name: ``account``, ``tax``."""
    return {
        refusal.cause
        for refusal in REFUSALS.values()
        if isinstance(refusal.about, tuple) and name in refusal.about
    }


def first_known(texts: Sequence[str]) -> Recognised:
    """The first of Xero's sentences that is known; what a record is held for.

    The others mostly follow from it, and all of them stay with the issue.
    """
    found = [recognise(text) for text in texts]
    known = (each for each in found if each.cause is not Cause.UNKNOWN)
    return next(known, found[0])


def hold_of_refusal(
    record: BaseModel,
    partner: BaseModel,
    texts: Sequence[str],
    *,
    created: bool = False,
) -> Hold:
    """What holds a record that Xero refused.

    :param record: what was sent
    :param partner: whom it concerns; the record itself for a contact
    :param texts: Xero's sentences, at least one
    :param created: whether the record is a contact that was to be created: a name that
        is taken then leaves the question who it is
    """
    recognised = first_known(texts)
    refusal = REFUSALS[recognised.cause]
    cause, about = refusal.cause, refusal.about
    if cause == "name_taken" and created:
        cause = "contact_unknown"
    data = {
        "name": (partner if about == "partner" else record).display_name,
        "words": " ".join(texts),
        **recognised.values,
    }
    if cause == "contact_unknown" and recognised.cause is Cause.NAME_TAKEN:
        data["name_taken"] = True
    if recognised.cause is Cause.CONTACT_NOT_FOUND:
        data["gone"] = True
    if about == "partner":
        return Hold(cause, str(partner.id), data, partner)
    if about == "record":
        return Hold(cause, f"{record._name},{record.id}", data, record)
    return Hold(cause, _key(recognised, about), data)


def hold_of_all(texts: Sequence[str]) -> Hold:
    """What holds several records that Xero refused with the same words: a cause that
    is theirs in common, where the words tell one."""
    recognised = first_known(texts)
    refusal = REFUSALS[recognised.cause]
    words = "\n".join(texts)
    if refusal.about in ("record", "partner"):
        return Hold("refused_together", words, {"words": words})
    data = {"words": words, **recognised.values}
    return Hold(refusal.cause, _key(recognised, refusal.about), data)


def _key(recognised: Recognised, about: str | tuple[str, ...]) -> str:
    """What one issue stands for: a message that names nothing, where it might have,
    stands for all such."""
    if isinstance(about, str):
        return about
    found = "/".join(recognised.values.get(name, "") for name in about)
    return found.strip("/") or "unnamed"
