"""What each cause of an issue weighs, and where it is solved; what it says stands in
:mod:`.words`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Kind:
    """How an issue of one cause is solved.

    ``opener`` names the method of ``xero.issue`` that opens the place; without one,
    what helps is to try again. ``severity``: a *problem* holds records back, a
    *warning* is a question (nothing is wrong, a person has to choose), for an *info*
    nothing waits, and somebody should know. ``refreshes`` names the resources that
    are asked of Xero anew when somebody tries again. ``leave_out`` names the method of
    ``xero.issue`` behind *Leave It Out*: what stands in the way is given up, by a
    person's word. ``approves``: who tries again says that the records are to stand in
    this organisation. ``again`` names the method of ``xero.issue`` that is called when
    somebody tries again, where letting its records go on is not all. ``mended_there``:
    what its text says first is done in Xero, and nothing tells Odoo when it is.
    ``renumbers``: what mends it is another number, given on the invoice itself.
    """

    opener: str | None = None
    severity: Literal["problem", "warning", "info"] = "problem"
    refreshes: tuple[str, ...] = ()
    leave_out: str | None = None
    approves: bool = False
    again: str | None = None
    mended_there: bool = False
    renumbers: bool = False


_WHO = Kind("_open_contact_wizard", "warning")
_ACCOUNT = Kind("_open_connection", refreshes=("accounts",), mended_there=True)
_TAX = Kind("_open_tax_mappings", refreshes=("accounts", "tax_rates"))
_RECORD = Kind("action_open_record")
_PREVIEW = Kind("_open_preview")
_XERO = Kind("_open_in_xero", mended_there=True)

_KINDS = {
    # Found before anything is sent
    "contact_unknown": _WHO,
    "account_missing": Kind("_open_connection", "warning", ("accounts",)),
    "tax_unmapped": Kind("_open_tax_mappings", "warning", ("tax_rates",)),
    "tax_no_percentage": _RECORD,
    "currency_missing": Kind(refreshes=("currencies",)),
    "base_currency": Kind("_open_connection"),
    "stands_elsewhere": Kind(
        severity="warning", leave_out="_leave_jobs_out", approves=True
    ),
    "total_differs": _PREVIEW,
    "differs_in_xero": _XERO,
    "changed_in_xero": Kind("_open_conflict_wizard", "warning"),
    "paid_in_xero": Kind("action_open_record"),
    "cannot_void": _XERO,
    "voided_in_xero": _RECORD,
    "gone_in_xero": Kind(leave_out="_leave_jobs_out"),
    "unlisted": Kind("_open_unlisted", "info", ("invoices",)),
    "refused_together": Kind(refreshes=("accounts", "tax_rates")),
    "gone_meanwhile": Kind(severity="info"),
    "contact_conflict": Kind("_open_conflict_wizard", "warning"),
    "contact_kept": Kind("_open_conflict_wizard", "warning"),
    "contact_merged": Kind("_open_merge_or_contact_wizard"),
    # Set aside because it fails again and again
    "pull_failing": Kind(),
    "push_failing": Kind(),
    "step_failing": Kind(),
    "unreachable": Kind(again="_end_pause"),
    "odd_rows": Kind(
        "_open_odd_rows", leave_out="_leave_rows_out", again="_read_all_again"
    ),
    "look_up_failing": Kind(leave_out="_leave_jobs_out"),
    "unanswered": Kind(leave_out="_leave_jobs_out"),
    "answer_unapplied": Kind(leave_out="_leave_jobs_out"),
    # Refused by Xero
    "number_taken": Kind("action_open_record", renumbers=True),
    "refused": Kind(refreshes=("accounts", "tax_rates")),
    "contact_archived": Kind("_open_contact_wizard", mended_there=True),
    "name_taken": _RECORD,
    "email_invalid": _RECORD,
    "website_invalid": _XERO,
    "account_archived": _ACCOUNT,
    "account_invalid": _ACCOUNT,
    "account_removed": _ACCOUNT,
    "payment_account_missing": _ACCOUNT,
    "tax_not_for_account": _TAX,
    "tax_unknown": _TAX,
    "no_lines": _PREVIEW,
    "totals_refused": _PREVIEW,
    "quantity_negative": _PREVIEW,
    "discount_invalid": _PREVIEW,
    "bad_status_for_creation": _PREVIEW,
    "bad_status": _XERO,
    "has_payments": _XERO,
    "reconciled": _XERO,
    "overpaid": _XERO,
    "not_payable": _XERO,
    "payment_in_batch": _XERO,
    "payment_fixed": _XERO,
    "allocation_mismatch": _XERO,
    "sent_status": _XERO,
}
_OTHERS = Kind()


def kind(cause: str) -> Kind:
    """How an issue of ``cause`` is solved: by trying again, if nothing is said."""
    return _KINDS.get(cause, _OTHERS)
