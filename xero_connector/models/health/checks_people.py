"""Checks of the people: who is told of trouble, and who may push."""

from ...const import INVOICE_READERS
from ..common.counted_words import names_words
from ..common.windows import window
from .check import BANNER, DIALOG, Check, here, info, ok, opens, warning

# How many people a line names.
MOST_NAMES = 5


def unreached(connection, env):
    """Who on the list gets no mail."""
    listed = connection.alert_user_ids
    users = listed - connection._reachable(listed)
    if not users:
        return None
    partner = users[0].partner_id
    return info(
        env._(
            "No email address, so no notifications by email: %s",
            ", ".join(users.mapped("name")),
        ),
        env._("They are still notified by the activity in Odoo."),
        opens(
            env._("Enter Email Address"),
            window(partner._name, partner.name, res_id=partner.id),
        ),
    )


def listed(connection, env):
    told = connection._reachable(connection.alert_user_ids)
    if told:
        names = ", ".join(told.mapped("name"))
        return ok(env._("Someone is notified of problems"), names)
    return warning(
        env._("No one is notified of problems"),
        env._(
            "Under “Notify”, choose users who have an email address. (Users who push "
            "an invoice are always notified of that invoice.)"
        ),
        here(env._("Open Connection")),
    )


def pushers(connection, env):
    """Fine either way, for who may push is the company's to say: but it is said."""
    pushing = env.ref("xero_connector.group_xero_user")
    reading = env["res.groups"].union(*map(env.ref, INVOICE_READERS))
    # sudo: whoever checks may know who works for the company
    colleagues = env["res.users"].sudo()
    colleagues = colleagues.search(
        [
            ("company_ids", "in", connection.company_id.ids),
            ("all_group_ids", "in", (reading | pushing).ids),
        ]
    )
    pushers = colleagues.filtered(lambda user: pushing in user.all_group_ids)
    readers = colleagues.filtered(lambda user: reading & user.all_group_ids)
    able = pushers & readers
    others = colleagues - able
    advice = []
    if readers - able:
        advice.append(
            env._(
                "Can see the status of invoices in Xero but cannot push: %s. To let a "
                "user push, choose “Xero / User” in that user's access rights.",
                _some_names(env, readers - able),
            )
        )
    if pushers - able:
        advice.append(
            env._(
                "Can use the Xero app in Odoo but cannot see invoices: %s. To let a "
                "user push, also give that user access to Invoicing.",
                _some_names(env, pushers - able),
            )
        )
    action = window(
        "res.users",
        env._("Users"),
        views=("list", "form"),
        domain=[("id", "in", others.ids)],
    )
    may_open = others and env.user.has_group("base.group_erp_manager")
    return ok(
        env._("Can push to Xero: %s", _some_names(env, able)),
        " ".join(advice),
        opens(env._("Users"), action) if may_open else {},
    )


def _some_names(env, users):
    names = users.mapped("name")
    words = names_words(env, names[:MOST_NAMES], len(names) - MOST_NAMES)
    return words or env._("no one")


CHECKS = (
    Check("unreached", unreached, shows=(BANNER,)),
    Check("listed", listed, shows=(DIALOG,)),
    Check("pushers", pushers, shows=(DIALOG,)),
)
