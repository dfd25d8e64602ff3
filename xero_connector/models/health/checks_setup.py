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
    ours = company.currency_id.name
    if (
        connection.role != "primary"
        or not connection._is_organisation_read()
        or ours == connection.base_currency_code
    ):
        return None
    return problem(
        env._(
            "No invoice is pushed between different base currencies: Xero keeps its "
            "books in %(xero)s, %(company)s in %(odoo)s",
            xero=connection.base_currency_code,
            company=company.name,
            odoo=ours,
        ),
        env._("Disconnect, and connect the organisation of this company."),
        here(env._("Open the connection")),
    )


def rounding(connection, env):
    company = connection.company_id
    if (
        not connection._is_organisation_read()
        or company.tax_calculation_rounding_method != "round_globally"
    ):
        return None
    return warning(
        env._("%s rounds tax once per document, Xero on each line", company.name),
        env._(
            "Invoices whose totals differ by a cent for that are held. To avoid it, "
            "set “Rounding Method” to “Round per Line”."
        ),
        opens(
            env._("Accounting settings"),
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
        env._("Xero did not give: %s. Reconnect and allow them.", ", ".join(missing)),
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
        env._("Xero is being read for the first time"),
        env._("Accounts, tax rates, currencies, contacts: it takes a moment."),
        opens(
            env._("Show what is there"),
            {"type": "ir.actions.client", "tag": "soft_reload"},
        ),
    )


def import_settings(connection, env):
    """Nothing to warn of where nothing is to come into Odoo: a step it is anyway."""
    if connection.role != "primary" or connection.import_settings_saved:
        return None
    how = info if connection.direction == "to_xero" else warning
    return how(
        env._("Nobody has said yet what comes into Odoo"),
        env._(
            "Until the import settings are saved, Xero's records are only copied "
            "(contacts: %s), and no record of yours is changed.",
            connection.contact_count,
        ),
        opens(env._("Import settings"), connection.action_import_settings()),
        level="warning",
    )


def account(connection, env):
    if connection.role != "primary" or connection.account_id:
        return None
    title = env._("No account for sales is chosen")
    accounts = env["xero.account"]
    if accounts.search_count(connection.account_domain, limit=1):
        advice = env._(
            "Choose on the connection the account in Xero that invoice lines are "
            "posted to. Invoices wait until then."
        )
        return problem(
            title, advice, here(env._("Choose the account")), level="warning"
        )
    return problem(
        title,
        env._(
            "No account in Xero takes payments yet. In Xero, open Accounting › Chart "
            "of accounts, click the account for your sales, tick “Enable payments to "
            "this account” and save. Or take off “Only accounts that take payments” on "
            "the connection. Invoices wait until then."
        ),
        presses(connection, env._("Check again"), "action_check_again"),
        level="warning",
    )


def chosen_account(connection, env):
    """:return: None where none is chosen, which another check says"""
    account = connection.account_id
    if not account:
        return None
    if account.usable_for_sales:
        return ok(
            env._("Account %s takes sales", account.display_name),
            _as_read(connection, env, "accounts"),
        )
    return problem(
        env._(
            "%(account)s takes no sales in Xero any more", account=account.display_name
        ),
        env._(
            "It was archived there, or became a bank or system account. Restore it in "
            "Xero and check again, or choose another one on the connection."
        ),
        here(env._("Choose the account")),
    )


def tax_rates(connection, env):
    if connection.role != "primary":
        return None
    unmapped = connection.tax_mapping_ids.filtered(lambda mapping: not mapping.rate_id)
    return unmapped and info(
        env._("Taxes without a tax rate in Xero: %s", len(unmapped)),
        env._("Choose a rate for each. Only those that your invoices use are needed."),
        opens(env._("Map taxes"), connection.action_open_tax_mappings()),
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
        env._("Some tax rates that you chose can no longer be used"),
        env._(
            "Invoices with %s wait until another rate is chosen.",
            ", ".join(dead.mapped("tax_name")),
        ),
        opens(env._("Map taxes"), connection.action_open_tax_mappings()),
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
