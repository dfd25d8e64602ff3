"""Causes about accounts and taxes. ``data`` holds what Xero's message names."""

from ...xerolib.messages import DESCRIBED, DOCUMENTED, REPORTED, Message
from .issue_type import CONNECTION, RECORD, TAX_MAPPINGS, Opener, issue_type

# What Xero says of one account.
OF_ACCOUNT = {
    "opener": CONNECTION,
    "about": ("account",),
    "refreshes": ("accounts",),
    "fixed_in_xero": True,
}


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
            env._(
                "%(account)s can no longer be used for sales in Xero",
                account=account.name,
            ),
            env._(
                "It was archived in Xero, or turned into a bank or system account. "
                "Restore it in Xero and try again, or choose another account on the "
                "connection."
            ),
            env._("Choose Account"),
        )
    return (
        env._("No sales account is selected"),
        env._(
            "On the connection, choose the Xero account that invoice lines are posted "
            "to."
        ),
        env._("Choose Account"),
    )


@issue_type(
    "account_archived",
    **OF_ACCOUNT,
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
            "choose another account. Everything waiting for it then continues."
        ),
        env._("Choose Account"),
    )


@issue_type(
    "account_invalid",
    **OF_ACCOUNT,
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
            "Xero does not accept account %(account)s on invoices",
            account=_account(data),
        ),
        env._(
            "No account has that code, or it is a bank or system account. Choose "
            "another account. Everything waiting for it then continues."
        ),
        env._("Choose Account"),
    )


@issue_type(
    "account_removed",
    **OF_ACCOUNT,
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
        env._("Account %(account)s does not exist in Xero", account=_account(data)),
        env._(
            "Xero would leave the account blank on the lines that use it. Choose "
            "another account. Everything waiting for it then continues."
        ),
        env._("Choose Account"),
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
        env._("The account for payments was not found in Xero"),
        env._(
            "It was archived or removed in Xero, or it does not accept payments. "
            "Choose another account on the connection, then try again."
        ),
        env._("Choose Account"),
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
            "Xero has no active %(percent)g%% tax rate that applies to revenue, so "
            "there is none to choose. Add one in Xero under Accounting › Tax rates "
            "and try again, or use another tax.",
            percent=data["percent"],
        )
    else:
        why = env._(
            "No tax rate in Xero, or more than one, has the same components and "
            "applies to revenue. Choose the right rate once; all invoices with this "
            "tax then continue."
        )
    if any(connection.tax_rate_mirror_ids.mapped("automatic")):
        why += " " + env._(
            "Rates from Xero's automatic sales tax are not offered, because Xero does "
            "not accept them from other software."
        )
    return (
        env._("%(tax)s is not mapped to a tax rate in Xero", tax=data["name"]),
        why,
        env._("Choose Tax Rate"),
    )


@issue_type("tax_no_percentage", opener=RECORD)
def tax_no_percentage(env, data, connection):
    return (
        env._(
            "%(tax)s on %(name)s is not a percentage of the price",
            tax=data["tax"],
            name=data["name"],
        ),
        env._(
            "Tax rates in Xero are percentages, so none can represent this tax. Reset "
            "the invoice to draft, enter the amount on a separate line, and confirm "
            "the invoice."
        ),
        env._("Open Invoice"),
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
            "In Xero, tax rate %(tax)s cannot be used with account %(account)s",
            tax=data.get("tax", "–"),
            account=_account(data),
        ),
        env._(
            "Some tax rates are for sales and others for purchases. Choose another "
            "rate for the tax, or another account. Everything waiting for it then "
            "continues."
        ),
        env._("Choose Tax Rate"),
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
        env._("Xero does not accept tax rate %(tax)s", tax=data.get("tax", "–")),
        env._(
            "It was deleted in Xero, or it is not for sales. Choose another rate for "
            "the tax. Everything waiting for it then continues."
        ),
        env._("Choose Tax Rate"),
    )
