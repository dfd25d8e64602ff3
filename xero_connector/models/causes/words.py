"""What each cause of an issue says: what happened, what to do, and the button.

One function per cause: environment (for the language), the issue's data and its
connection in; a tuple of three strings out. The codes are those of
:class:`~..issues.xero_issue.Hold`.
"""

from . import (
    accounts,
    amounts,
    contacts,
    documents,
    failures,
    updates,
)


def _contact_unknown(env, data, connection):
    """``gone``: it was somebody in Xero, who is not there any more. ``taken_by``: who
    in Odoo has its name in Xero."""
    if data.get("gone"):
        return (
            env._("Who is %(name)s in Xero?", name=data["name"]),
            env._(
                "Xero no longer has the contact that was %(name)s there: it was "
                "deleted, or the organisation was reset. Link the right one, or create "
                "it; the waiting invoices then go on.",
                name=data["name"],
            ),
            env._("Link or create"),
        )
    if data.get("taken_by"):
        return (
            env._("Who is %(name)s in Xero?", name=data["name"]),
            env._(
                "%(other)s has this name in Xero already, where names are unique. Link "
                "the right contact, or create one under a name for Xero alone; the "
                "waiting invoices then go on.",
                other=data["taken_by"],
            ),
            env._("Link or create"),
        )
    return (
        env._("Who is %(name)s in Xero?", name=data["name"]),
        env._(
            "No contact in Xero could be taken for %(name)s with certainty. Link the "
            "right one, or create it; the waiting invoices then go on.",
            name=data["name"],
        ),
        env._("Link or create"),
    )


def _contact_archived(env, data, connection):
    return (
        env._("%(name)s is archived in Xero", name=data["name"]),
        env._(
            "Xero takes no invoice for an archived contact, and only a person can "
            "restore it there. Restore it in Xero and try again, or link another one."
        ),
        env._("Link or create"),
    )


def _account_missing(env, data, connection):
    account = connection.account_id
    if account and not account.usable_for_sales:
        return (
            env._("%(account)s takes no sales in Xero any more", account=account.name),
            env._(
                "It was archived there, or became a bank or system account. Restore it "
                "in Xero and check again, or choose another one on the connection."
            ),
            env._("Choose the account"),
        )
    return (
        env._("No account for sales is chosen"),
        env._(
            "Choose on the connection the account in Xero that invoice lines are "
            "posted to."
        ),
        env._("Choose the account"),
    )


def has_rate(data, connection):
    """:return: whether Xero has a rate to choose for the tax that the data is about"""
    rates = connection.tax_rate_mirror_ids.filtered("usable_for_sales")
    percent = data.get("percent")
    return percent is None or percent in rates.mapped("effective_rate")


def _tax_unmapped(env, data, connection):
    if not has_rate(data, connection):
        why = env._(
            "Xero has no active rate of %(percent)g %% that applies to revenue, so "
            "there is none to choose. Add one there, under Accounting › Tax rates, "
            "then try again; or use another tax.",
            percent=data["percent"],
        )
    else:
        why = env._(
            "No rate in Xero, or more than one, has the same components and applies "
            "to revenue. Choose once which one it is; all invoices with this tax then "
            "go on."
        )
    if any(connection.tax_rate_mirror_ids.mapped("automatic")):
        why += " " + env._(
            "Rates of Xero's automatic sales tax are not offered: Xero takes them from "
            "no other program."
        )
    return (
        env._("%(tax)s has no tax rate in Xero", tax=data["name"]),
        why,
        env._("Choose the tax rate"),
    )


def _tax_no_percentage(env, data, connection):
    return (
        env._(
            "%(tax)s on %(name)s is no percentage of the price",
            tax=data["tax"],
            name=data["name"],
        ),
        env._(
            "A tax rate in Xero is a percentage, so none can stand for it. Reset the "
            "invoice to draft, put the amount on a line of its own, and confirm it."
        ),
        env._("Open the invoice"),
    )


def _currency_missing(env, data, connection):
    return (
        env._(
            "%(organisation)s does not use %(currency)s",
            organisation=connection.organisation_name,
            currency=data["currency"],
        ),
        env._(
            "Add %(currency)s in Xero under Settings › Currencies (it needs a plan "
            "with multi-currency), then check again.",
            currency=data["currency"],
        ),
        env._("Check Again"),
    )


def _base_currency(env, data, connection):
    return (
        env._(
            "Xero keeps its books in %(xero)s, Odoo in %(odoo)s",
            xero=data["xero"],
            odoo=data["odoo"],
        ),
        env._(
            "Invoices are not pushed between ledgers of different base currencies. "
            "Connect the organisation that belongs to this company."
        ),
        env._("Open the connection"),
    )


def _number_taken(env, data, connection):
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


def _gone_meanwhile(env, data, connection):
    return (
        env._("%(name)s stands in Xero, but no longer in Odoo", name=data["name"]),
        env._(
            "It was cancelled, reset or deleted in Odoo after it had left. Void it in "
            "Xero, or confirm it again in Odoo."
        ),
        env._("Done"),
    )


def _broken(env, data, connection):
    return (
        env._("%(name)s could not be prepared for Xero", name=data["name"]),
        env._(
            "This is a fault of the connector or of an addon that extends it, not "
            "yours: %(words)s. Tell your administrator; the log has the details.",
            words=data["words"],
        ),
        env._("Try Again"),
    )


def _not_pushable(env, data, connection):
    return (
        env._("%(name)s is not pushed", name=data["name"]),
        data["reason"],
        env._("Try Again"),
    )


CAUSES = {
    "contact_unknown": _contact_unknown,
    "contact_archived": _contact_archived,
    "account_missing": _account_missing,
    "tax_unmapped": _tax_unmapped,
    "tax_no_percentage": _tax_no_percentage,
    "currency_missing": _currency_missing,
    "base_currency": _base_currency,
    "number_taken": _number_taken,
    "not_pushable": _not_pushable,
    "broken": _broken,
    "gone_meanwhile": _gone_meanwhile,
    **amounts.WORDS,
    **failures.WORDS,
    **contacts.WORDS,
    **accounts.WORDS,
    **documents.WORDS,
    **updates.WORDS,
}
