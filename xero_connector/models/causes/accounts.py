"""Causes about accounts and taxes. ``data`` holds what Xero's message names."""

from ...xerolib.messages import DESCRIBED, DOCUMENTED, REPORTED, Message
from .issue_type import CONNECTION, RECORD, TAX_MAPPINGS, Opener, issue_type


def _account(data):
    return data.get("account", "–")


@issue_type(
    "account_missing",
    severity="warning",
    opener=CONNECTION,
    about=("account",),
    refreshes=("accounts",),
)
def account_missing(env, data, connection):
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


@issue_type(
    "account_archived",
    opener=CONNECTION,
    about=("account",),
    refreshes=("accounts",),
    fixed_in_xero=True,
    messages=(
        Message(
            r"account code '?(?P<account>.*?)'? has been archived",
            "Account code '200' has been archived, or has been deleted. Each line"
            " item must reference a valid account.",
            REPORTED,
        ),
    ),
)
def account_archived(env, data, connection):
    return (
        env._("Account %(account)s is archived in Xero", account=_account(data)),
        env._(
            "Documents need an active account. Restore it in Xero and try again, or "
            "choose another one; everything that waits then goes on."
        ),
        env._("Choose the account"),
    )


@issue_type(
    "account_invalid",
    opener=CONNECTION,
    about=("account",),
    refreshes=("accounts",),
    fixed_in_xero=True,
    messages=(
        Message(
            r"account code '?(?P<account>.*?)'? is not a valid code",
            "Account code '090' is not a valid code for this document.",
            REPORTED,
        ),
        Message(r"\baccount must be valid", "Account must be valid.", REPORTED),
    ),
)
def account_invalid(env, data, connection):
    return (
        env._(
            "Xero does not take account %(account)s on invoices", account=_account(data)
        ),
        env._(
            "There is none of that code, or it is a bank or system account. Choose "
            "another one; everything that waits then goes on."
        ),
        env._("Choose the account"),
    )


@issue_type(
    "account_removed",
    opener=CONNECTION,
    about=("account",),
    refreshes=("accounts",),
    fixed_in_xero=True,
    messages=(
        Message(
            r"account code '?(?P<account>.*?)'? has been removed",
            "Account code '201' has been removed as it does not match a recognised"
            " account.",
            DESCRIBED,
        ),
    ),
)
def account_removed(env, data, connection):
    return (
        env._("Xero knows no account %(account)s", account=_account(data)),
        env._(
            "It would leave the account empty on the lines that name it. Choose "
            "another one; everything that waits then goes on."
        ),
        env._("Choose the account"),
    )


@issue_type(
    "payment_account_missing",
    opener=CONNECTION,
    about="organisation",
    refreshes=("accounts",),
    fixed_in_xero=True,
    messages=(
        Message(r"account could not be found", "Account could not be found", REPORTED),
    ),
)
def payment_account_missing(env, data, connection):
    return (
        env._("Xero does not know the account that payments go to"),
        env._(
            "It was archived or removed there, or takes no payments. Choose another "
            "one on the connection, then try again."
        ),
        env._("Choose the account"),
    )


def has_rate(data, connection):
    """:return: whether Xero has a rate to choose for the tax that the data is about"""
    rates = connection.tax_rate_mirror_ids.filtered("usable_for_sales")
    percent = data.get("percent")
    return percent is None or percent in rates.mapped("effective_rate")


@issue_type(
    "tax_unmapped",
    severity="warning",
    opener=Opener("_open_tax_mappings", only_if="_has_rate", is_setting=True),
    refreshes=("tax_rates",),
)
def tax_unmapped(env, data, connection):
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


@issue_type("tax_no_percentage", opener=RECORD)
def tax_no_percentage(env, data, connection):
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


@issue_type(
    "tax_not_for_account",
    opener=TAX_MAPPINGS,
    about=("tax", "account"),
    refreshes=("accounts", "tax_rates"),
    messages=(
        Message(
            r"taxtype code '?(?P<tax>[\w/]+)'? cannot be used with"
            r" account code '?(?P<account>\w+)",
            "The TaxType code 'INPUT2' cannot be used with account code '200'.",
            DOCUMENTED,
        ),
    ),
)
def tax_not_for_account(env, data, connection):
    return (
        env._(
            "In Xero, tax rate %(tax)s does not go with account %(account)s",
            tax=data.get("tax", "–"),
            account=_account(data),
        ),
        env._(
            "Some rates are for sales and others for purchases. Choose another rate "
            "for the tax, or another account; everything that waits then goes on."
        ),
        env._("Choose the tax rate"),
    )


@issue_type(
    "tax_unknown",
    opener=TAX_MAPPINGS,
    about=("tax",),
    refreshes=("accounts", "tax_rates"),
    messages=(
        Message(
            r"taxtype code '?(?P<tax>[^']+?)'?"
            r" (?:does not exist|is not \w+|cannot be used(?! with account))",
            "The TaxType code 'TAX009' does not exist or cannot be used with this"
            " type of transaction.",
            REPORTED,
        ),
        Message(r"tax rate must be valid", "Tax rate must be valid.", REPORTED),
    ),
)
def tax_unknown(env, data, connection):
    return (
        env._("Xero does not take tax rate %(tax)s", tax=data.get("tax", "–")),
        env._(
            "It was deleted there, or is not for sales. Choose another rate for the "
            "tax; everything that waits then goes on."
        ),
        env._("Choose the tax rate"),
    )
