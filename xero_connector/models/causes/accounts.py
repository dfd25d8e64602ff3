"""The words for what Xero refuses because of how the organisation is set up: as
:mod:`.words`. ``data`` holds what Xero's message names.
"""


def _url_invalid(env, data, connection):
    return (
        env._("Xero does not take the link back to Odoo"),
        env._(
            "The address of this Odoo (system parameter web.base.url) must be a whole "
            "one, such as https://odoo.example.com. Correct it, then try again."
        ),
        env._("Try Again"),
    )


def _account(data):
    return data.get("account", "–")


def _account_archived(env, data, connection):
    return (
        env._("Account %(account)s is archived in Xero", account=_account(data)),
        env._(
            "Documents need an active account. Restore it in Xero and try again, or "
            "choose another one; everything that waits then goes on."
        ),
        env._("Choose the account"),
    )


def _account_invalid(env, data, connection):
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


def _account_removed(env, data, connection):
    return (
        env._("Xero knows no account %(account)s", account=_account(data)),
        env._(
            "It would leave the account empty on the lines that name it. Choose "
            "another one; everything that waits then goes on."
        ),
        env._("Choose the account"),
    )


def _payment_account_missing(env, data, connection):
    return (
        env._("Xero does not know the account that payments go to"),
        env._(
            "It was archived or removed there, or takes no payments. Choose another "
            "one on the connection, then try again."
        ),
        env._("Choose the account"),
    )


def _tax_not_for_account(env, data, connection):
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


def _tax_unknown(env, data, connection):
    return (
        env._("Xero does not take tax rate %(tax)s", tax=data.get("tax", "–")),
        env._(
            "It was deleted there, or is not for sales. Choose another rate for the "
            "tax; everything that waits then goes on."
        ),
        env._("Choose the tax rate"),
    )


def _lock_date(env, data, connection):
    return (
        env._(
            "The books in Xero are locked up to %(date)s",
            date=data.get("date") or env._("a later date"),
        ),
        env._(
            "Documents of that time are refused; nothing is re-dated silently. Move "
            "the lock date in Xero (Advanced accounting › Financial settings) and try "
            "again, or date the invoices after it."
        ),
        env._("Try Again"),
    )


def _approve_limit(env, data, connection):
    return (
        env._(
            "%(organisation)s has approved as many invoices as its Xero plan allows",
            organisation=connection.organisation_name,
        ),
        env._(
            "The smallest plans approve a few invoices a month. Upgrade the plan, or "
            "wait for the next month, then try again; nothing is lost meanwhile."
        ),
        env._("Try Again"),
    )


def _group_limit(env, data, connection):
    return (
        env._(
            "Xero holds no more than %(limit)s contact groups",
            limit=data.get("limit", "100"),
        ),
        env._("Remove groups in Xero that nobody uses, then try again."),
        env._("Try Again"),
    )


WORDS = {
    "url_invalid": _url_invalid,
    "account_archived": _account_archived,
    "account_invalid": _account_invalid,
    "account_removed": _account_removed,
    "payment_account_missing": _payment_account_missing,
    "tax_not_for_account": _tax_not_for_account,
    "tax_unknown": _tax_unknown,
    "lock_date": _lock_date,
    "approve_limit": _approve_limit,
    "group_limit": _group_limit,
}
