"""Checks of the organisation that is connected, and of what a person sets up: the
steps of the set-up, in their order."""

from odoo.tools import format_datetime

from ..common.windows import window
from .check import (
    BANNER,
    DIALOG,
    Check,
    here,
    info,
    ok,
    opens,
    presses,
    problem,
    warning,
)

# === The organisation === #


def currency(connection, env):
    """:return: None where company and organisation may exchange invoices"""
    company = connection.company_id
    if not connection._is_other_currency():
        return None
    return problem(
        env._(
            "No invoice is pushed between different base currencies: %(xero)s in "
            "Xero, %(odoo)s for %(company)s",
            xero=connection.base_currency_code,
            company=company.name,
            odoo=company.currency_id.name,
        ),
        env._("Disconnect, and connect the organisation that belongs to this company."),
        here(env._("Open Connection")),
    )


def rounding(connection, env):
    company = connection.company_id
    if (
        not connection._is_organisation_read()
        or company.tax_calculation_rounding_method != "round_globally"
    ):
        return None
    return warning(
        env._(
            "%s rounds tax once per document, while Xero rounds it on each line",
            company.name,
        ),
        env._(
            "Invoices whose totals differ by a cent for this reason are not sent. To "
            "avoid this, set “Rounding Method” to “Round per Line”."
        ),
        opens(
            env._("Accounting Settings"),
            window(
                "res.config.settings", env._("Settings"), context={"module": "account"}
            ),
        ),
    )


def organisation(connection, env):
    """Where the organisation is not the company: perhaps the wrong one."""
    company = connection.company_id
    if not connection._is_organisation_read():
        return None
    pairs = [
        (env._("Country"), company.country_id.code, connection.country_code),
        (env._("Tax number"), company.vat, connection.tax_number),
        (env._("Name"), company.name, connection.legal_name or connection.name),
    ]
    differing = [
        env._(
            "%(what)s: %(odoo)s in Odoo, %(xero)s in Xero",
            what=what,
            odoo=odoo or "–",
            xero=xero or "–",
        )
        for what, odoo, xero in pairs
        if _plain(odoo) != _plain(xero)
    ]
    # Asked until the first invoice stood there: by then somebody knows.
    if not differing or _has_documents(connection):
        return None
    title = env._("Is this the right organisation?")
    return info(title, f"{'; '.join(differing)}.")


def _plain(words):
    return (words or "").replace(" ", "").casefold()


def _has_documents(connection):
    """Whether an invoice of Odoo's ever stood there."""
    documents = [("connection_id", "=", connection.id), ("move_id", "!=", False)]
    # sudo: whether there is one, for a manager who may not see it
    mirrors = connection.env["xero.document"].sudo()
    return bool(mirrors.search_count(documents, limit=1))


def elsewhere(connection, env):
    """Asked once after connecting: what becomes of those invoices."""
    if connection.elsewhere_answered or connection._why_not("xero.document"):
        return None
    moves = connection._invoices_elsewhere()
    return moves and warning(
        connection._words_of_other_ledger(moves),
        way=opens(
            env._("Decide"),
            env["xero.ledger.wizard"]._action_for(connection),
        ),
    )


# === Steps of the set-up === #


def permissions(connection, env):
    missing = connection.credential_id._missing_scopes(connection._wanted_scopes())
    return missing and problem(
        env._("Permissions are missing"),
        env._("Not granted by Xero: %s. Reconnect and allow them.", ", ".join(missing)),
        opens(env._("Reconnect"), connection.action_connect()),
        level="warning",
    )


def all_permissions(connection, env):
    # What was granted is worth nothing while Xero does not let the connection in.
    if connection._quota().problem:
        return None
    return ok(env._("All permissions are granted"))


def first_reading(connection, env):
    return connection._is_first_reading() and info(
        env._("Reading from Xero for the first time"),
        env._("Accounts, tax rates, currencies and contacts: this takes a moment."),
        opens(
            env._("Show Progress"),
            {"type": "ir.actions.client", "tag": "soft_reload"},
        ),
    )


def import_settings(connection, env):
    """Nothing to warn of where nothing is to come into Odoo: a step it is anyway."""
    if connection.role != "primary" or connection.import_settings_saved:
        return None
    how = info if connection.direction == "to_xero" else warning
    return how(
        env._("Choose what to import into Odoo"),
        env._(
            "Until you save the import settings, data from Xero is copied (contacts: "
            "%s), but none of your records is changed.",
            connection.contact_count,
        ),
        opens(env._("Import Settings"), connection.action_import_settings()),
        level="warning",
    )


def account(connection, env):
    if connection.role != "primary" or connection.account_id:
        return None
    title = env._("No sales account is selected")
    accounts = env["xero.account"]
    if accounts.search_count(connection.account_domain, limit=1):
        advice = env._(
            "On the connection, choose the Xero account that invoice lines are posted "
            "to. Invoices wait until then."
        )
        return problem(title, advice, here(env._("Choose Account")), level="warning")
    return problem(
        title,
        env._(
            "No account in Xero accepts payments yet. In Xero, open Accounting › "
            "Chart of accounts, click your sales account, tick “Enable payments to "
            "this account” and save. Or turn off “Only Accounts That Take Payments” "
            "on the connection. Invoices wait until then."
        ),
        presses(connection, env._("Check Again"), "action_check_again"),
        level="warning",
    )


def chosen_account(connection, env):
    """:return: None where none is chosen, which another check says"""
    account = connection.account_id
    if not account:
        return None
    if account.usable_for_sales:
        return ok(
            env._("Account %s can be used for sales", account.display_name),
            _as_read(connection, env, "accounts"),
        )
    return problem(
        env._(
            "%(account)s can no longer be used for sales in Xero",
            account=account.display_name,
        ),
        env._(
            "It was archived in Xero, or turned into a bank or system account. "
            "Restore it in Xero and try again, or choose another account on the "
            "connection."
        ),
        here(env._("Choose Account")),
    )


def tax_rates(connection, env):
    if connection.role != "primary":
        return None
    unmapped = connection.tax_mapping_ids.filtered(lambda mapping: not mapping.rate_id)
    return unmapped and info(
        env._("Taxes not mapped to a tax rate in Xero: %s", len(unmapped)),
        env._("Choose a tax rate for each. Only taxes used on your invoices need one."),
        opens(env._("Map Taxes"), connection.action_open_tax_mappings()),
    )


def chosen_rates(connection, env):
    mapped = connection.tax_mapping_ids.filtered("rate_id")
    dead = mapped.filtered(lambda m: not m.rate_id.usable_for_sales)
    if not dead:
        return ok(
            env._("The mapped tax rates are active"),
            _as_read(connection, env, "tax_rates"),
        )
    return problem(
        env._("Some of the tax rates you chose can no longer be used"),
        env._(
            "Invoices with %s wait until you choose another rate.",
            ", ".join(dead.mapped("tax_name")),
        ),
        opens(env._("Map Taxes"), connection.action_open_tax_mappings()),
    )


def _as_read(connection, env, name):
    """:return: when a kind of thing was last read, in words"""
    done = connection._resources().filtered(lambda r: r.name == name).done_at
    return env._("As read from Xero on %s.", format_datetime(env, done))


def _step(code, look, *args, **kwargs):
    """A ledger that takes no invoices asks for none."""
    return Check(code, look, *args, is_step=True, unless=("currency",), **kwargs)


CHECKS = (
    Check("currency", currency),
    Check("rounding", rounding, shows=(BANNER,)),
    Check("company", organisation, shows=(BANNER,)),
    Check("elsewhere", elsewhere, shows=(BANNER,), unless=("currency",)),
    _step("permissions", permissions, all_permissions),
    _step("first_reading", first_reading, shows=(BANNER,)),
    _step("import_settings", import_settings),
    _step("account", account),
    _step("tax_rates", tax_rates, shows=(BANNER,)),
    Check("chosen_account", chosen_account, shows=(DIALOG,)),
    Check("chosen_rates", chosen_rates, shows=(DIALOG,)),
)
