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
            "Without an e-mail address, and so without mail: %s",
            ", ".join(users.mapped("name")),
        ),
        env._("The activity in Odoo reaches them."),
        opens(
            env._("Enter the address"),
            window(partner._name, partner.name, res_id=partner.id),
        ),
    )


def listed(connection, env):
    told = connection._reachable(connection.alert_user_ids)
    if told:
        names = ", ".join(told.mapped("name"))
        return ok(env._("Somebody is told of trouble"), names)
    return warning(
        env._("Nobody is told of trouble"),
        env._(
            "Under “Notify”, name people who have an e-mail address. (Who pushes an "
            "invoice is told of that invoice in any case.)"
        ),
        here(env._("Open the connection")),
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
                "They see how invoices stand in Xero, but cannot push: %s. To let "
                "somebody push, choose “Xero: User” in that user's access rights.",
                _some_names(env, readers - able),
            )
        )
    if pushers - able:
        advice.append(
            env._(
                "They work in Xero's app here, but see no invoices: %s. To let "
                "somebody push, give that user the right to Invoicing as well.",
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
        env._("May push to Xero: %s", _some_names(env, able)),
        " ".join(advice),
        opens(env._("Users"), action) if may_open else {},
    )


def _some_names(env, users):
    names = users.mapped("name")
    words = names_words(env, names[:MOST_NAMES], len(names) - MOST_NAMES)
    return words or env._("nobody")


CHECKS = (
    Check("unreached", unreached, shows=(BANNER,)),
    Check("listed", listed, shows=(DIALOG,)),
    Check("pushers", pushers, shows=(DIALOG,)),
)
