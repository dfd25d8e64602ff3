"""Causes about how the organisation is set up in Xero, or this Odoo."""

from contextlib import suppress
from datetime import datetime

from odoo.tools import format_date

from ...xerolib.messages import DESCRIBED, REPORTED, Message
from .issue_type import CONNECTION, RECORD, issue_type


@issue_type("base_currency", opener=CONNECTION)
def base_currency(env, data, connection):
    return (
        env._(
            "The base currency is %(xero)s in Xero but %(odoo)s in Odoo",
            xero=data["xero"],
            odoo=data["odoo"],
        ),
        env._(
            "Invoices are not pushed between ledgers with different base currencies. "
            "Connect the organisation that belongs to this company."
        ),
        env._("Open Connection"),
    )


@issue_type(
    "currency_missing",
    about=("currency",),
    refreshes=("currencies",),
    messages=(
        Message(
            r"not subscribed to currency '?(?P<currency>\w+)",
            "Organisation is not subscribed to currency EUR",
            REPORTED,
        ),
    ),
)
def currency_missing(env, data, connection):
    return (
        env._(
            "%(organisation)s does not use %(currency)s",
            organisation=connection.organisation_name,
            currency=data["currency"],
        ),
        env._(
            "Add %(currency)s in Xero under Settings › Currencies (requires a plan "
            "with multi-currency), then check again.",
            currency=data["currency"],
        ),
        env._("Check Again"),
    )


@issue_type("currency_no_rate", opener=RECORD)
def currency_no_rate(env, data, connection):
    return (
        env._("%(currency)s has no exchange rate in Odoo", **data),
        env._(
            "Without a rate, Odoo counts one %(currency)s as one %(base)s. Add a rate; "
            "waiting invoices then continue. Those that are already confirmed keep "
            "their amounts in %(base)s until you reset them to draft and confirm them "
            "again.",
            **data,
        ),
        env._("Open Currency"),
    )


def _day_words(env, text):
    """:param text: a day as Xero's message writes it, “31 March 2026”
    :return: as Odoo writes it; what is no such day, as it is"""
    with suppress(TypeError, ValueError):
        return format_date(env, datetime.strptime(text, "%d %B %Y").date())
    return text


@issue_type(
    "lock_date",
    about=("lock", "date"),
    messages=(
        Message(
            r"(?P<lock>end of year|period)? ?lock date"
            r"(?:, currently set at (?P<date>.+?)\.?$)?",
            "The document date cannot be before the end of year lock date, currently"
            " set at 31/03/2026",
            REPORTED,
        ),
    ),
)
def lock_date(env, data, connection):
    return (
        env._(
            "The books in Xero are locked up to %(date)s",
            date=_day_words(env, data.get("date")) or env._("a later date"),
        ),
        env._(
            "Xero rejects documents dated in that period, and Odoo never changes a "
            "date on its own. Move the lock date in Xero (Advanced accounting › "
            "Financial settings) and try again, or date the invoices after it."
        ),
        env._("Try Again"),
    )


@issue_type(
    "approve_limit",
    about="organisation",
    messages=(
        Message(
            r"reached the limit of invoices you can approve",
            "You have reached the limit of invoices you can approve",
            REPORTED,
        ),
    ),
)
def approve_limit(env, data, connection):
    return (
        env._(
            "%(organisation)s has reached the number of approved invoices that its "
            "Xero plan allows",
            organisation=connection.organisation_name,
        ),
        env._(
            "The smallest plans allow only a few approved invoices a month. Upgrade "
            "the plan, or wait for the next month, then try again. Nothing is lost in "
            "the meantime."
        ),
        env._("Try Again"),
    )


@issue_type(
    "group_limit",
    about="organisation",
    messages=(
        Message(
            r"reached the limit of (?P<limit>\d+) contact groups",
            "You've reached the limit of 100 contact groups.",
            DESCRIBED,
        ),
    ),
)
def group_limit(env, data, connection):
    return (
        env._(
            "Xero allows no more than %(limit)s contact groups",
            limit=data.get("limit", "100"),
        ),
        env._("Remove unused groups in Xero, then try again."),
        env._("Try Again"),
    )


@issue_type(
    "item_code_taken",
    about=("item",),
    messages=(
        Message(
            r"price list item with code '(?P<item>.*?)' already exists",
            "Price List Item with Code 'abc' already exists",
            DESCRIBED,
        ),
    ),
)
def item_code_taken(env, data, connection):
    return (
        env._("Another item in Xero has the code %(item)s", item=data.get("item", "–")),
        env._(
            "Item codes must be unique in Xero. Change the code of the product in "
            "Odoo or of the item in Xero, then try again."
        ),
        env._("Try Again"),
    )


@issue_type(
    "setting_name_taken",
    messages=(
        Message(r"enter a unique name", "Please enter a unique Name.", DESCRIBED),
    ),
)
def setting_name_taken(env, data, connection):
    return (
        env._("The name of %(name)s is already used in Xero", name=data["name"]),
        env._("Rename it in Odoo or in Xero, then try again."),
        env._("Try Again"),
    )


@issue_type(
    "url_invalid",
    about="organisation",
    messages=(
        Message(
            r"url must be a valid absolute url",
            "Url must be a valid absolute url",
            REPORTED,
        ),
    ),
)
def url_invalid(env, data, connection):
    return (
        env._("Xero does not accept the link back to Odoo"),
        env._(
            "The address of this Odoo (system parameter web.base.url) must be a "
            "complete address, such as https://odoo.example.com. Correct it, then try "
            "again."
        ),
        env._("Try Again"),
    )
