"""Checks of the way into Xero: whether this connection is let in, and for how long."""

from odoo.tools import format_date, format_datetime

from ...const import APP_REFUSED
from ..connection.xero_connection_organisation import LANE, MOST_GOODBYES
from .check import BANNER, TROUBLE, Check, info, ok, opens, presses, problem, warning


def consent(connection, env):
    return connection.consent_problem and problem(
        connection._quota()._words(connection.consent_problem),
        way=connection._remedy(APP_REFUSED) if connection._is_app_refused() else {},
    )


def copy(connection, env):
    return connection.is_copy and problem(
        env._("This database looks like a copy of the one that was connected"),
        env._(
            "Nothing is read from Xero or pushed to it. If the database was only "
            "moved or renamed, take over the connection; the other database must then "
            "no longer be used."
        ),
        presses(connection, env._("Take Over Connection"), "action_take_over"),
    )


def no_copy(connection, env):
    return ok(
        env._("This is the database that was connected"),
        env._("A copy of it would reach neither Xero nor your customers."),
    )


def lost(connection, env):
    code = connection._quota().problem
    if not code or not connection.health:
        return None
    return problem(
        env._("Connection to %s in Xero lost", connection.name),
        connection.health,
        connection._remedy(code),
    )


def paused(connection, env):
    if connection._quota().problem or not connection.health:
        return None
    title = env._("Calls to Xero are paused")
    return problem(title, connection.health, level="warning")


def let_in(connection, env):
    """``xero_not_heard``: the code of what the check-up of just now met."""
    quota = connection._quota()
    if quota._is_paused():
        return None
    if code := env.context.get("xero_not_heard"):
        words = quota._words(code)
        return warning(
            env._("Xero did not confirm just now that it gives this connection access"),
            words if words != code else env._("Check again in a few minutes."),
        )
    return ok(
        env._("Xero gives this connection access"),
        env._(
            "Checked on %(moment)s. Calls left today: %(calls)s.",
            moment=format_datetime(env, quota.checked_at),
            calls=connection.calls_left or "–",
        )
        if quota.heard_at
        else "",
    )


def choice(connection, env):
    return connection.choice_waits and info(
        env._("Xero gave access to several organisations"),
        env._("Choose the one that keeps the books of %s.", connection.company_id.name),
        opens(env._("Choose Organisation"), connection.action_choose_organisation()),
    )


def unconfirmed(connection, env):
    if connection.lifecycle != "disconnected" or not connection.is_unconfirmed:
        return None
    return warning(connection._words_of_unconfirmed())


def disconnected(connection, env):
    if connection.lifecycle != "disconnected" or connection.is_unconfirmed:
        return None
    return info(
        env._("Disconnected: nothing is synced between Odoo and Xero"),
        env._("Matches and waiting records are kept in case you reconnect."),
    )


def leaving(connection, env):
    if connection.lifecycle != "leaving":
        return None
    # sudo: rows of the runner alone
    retry = env["xero.retry"].sudo()._of(connection, LANE, connection)
    advice = env._("Xero is being notified.")
    if retry:
        advice = env._(
            "Xero has not confirmed this yet (attempts: %(tries)s of %(most)s); Odoo "
            "notifies Xero again on %(moment)s.",
            tries=retry.tries,
            most=MOST_GOODBYES,
            moment=format_datetime(env, retry.due_at),
        )
    return info(
        env._("Disconnected in Odoo"),
        advice,
        presses(connection, env._("Do Not Wait for Xero"), "action_end_now"),
    )


def idle(connection, env):
    return connection._warned_idle_days() and warning(
        env._(
            "Unused connection to %(name)s in Xero ends %(in_days)s",
            name=connection.name,
            in_days=connection.idle_ends_in,
        ),
        env._(
            "Nothing has been synced between Odoo and Xero since %(since)s, and no "
            "one has used the connection. It will be disconnected on %(until)s, so "
            "that unneeded access to your books does not stay open. If you still need "
            "it, press “Keep Connected”.",
            since=format_date(env, connection.active_at),
            until=format_date(env, connection.inactive_at),
        ),
        presses(connection, env._("Keep Connected"), "action_keep"),
    )


def in_use(connection, env):
    """:return: None where an unused connection is kept for good"""
    return connection.inactive_at and ok(
        env._("The connection is in use"),
        env._(
            "Last used on %(last)s. It will be disconnected if it is not used until "
            "%(until)s.",
            last=format_date(env, connection.active_at),
            until=format_date(env, connection.inactive_at),
        ),
    )


def ended_idle(connection, env):
    ended = connection.ended_idle_at
    is_over = connection.lifecycle != "connected" and ended
    if not is_over or ended <= connection.connected_at:
        return None
    return info(
        env._("Connection to %s in Xero ended: unused", connection.name),
        env._(
            "Nothing was synced and no one used it for %(days)s, so it was "
            "disconnected on %(day)s. Nothing was deleted, neither in Odoo nor in "
            "Xero. Reconnect whenever you need it: all matches are kept, and waiting "
            "records continue automatically.",
            days=connection.idle_days_words,
            day=format_date(env, ended),
        ),
    )


def expiring(connection, env):
    """:return: None while Xero does not let the connection in: days that are left on
    paper mean nothing then"""
    if connection._quota().problem or not connection._warned_days():
        return None
    how = problem if connection.days_left <= 2 else warning
    return how(
        env._(
            "Connection to %(name)s in Xero expires %(in_days)s",
            name=connection.name,
            in_days=connection.ends_in,
        ),
        env._(
            "Xero's authorisation expires on %(day)s. Odoo normally renews it every "
            "day, but has been unable to since %(since)s; “Check Connection” shows "
            "why. Reconnecting restarts the 60 days and keeps all matches.",
            day=format_date(env, connection.authorised_until),
            since=format_date(env, connection._credential().refreshed_at),
        ),
        connection._remedy("expiring"),
        level="warning",
    )


def authorised(connection, env):
    if not connection.authorised_until or connection._quota().problem:
        return None
    return ok(
        env._("Authorised for %s more days", connection.days_left),
        env._(
            "Until %s. Odoo renews it automatically every day, even if the connection "
            "is not used.",
            format_date(env, connection.authorised_until),
        ),
    )


ANY_TIME = {"shows": (BANNER,), "is_of_connected": False}

CHECKS = (
    Check("consent", consent, **ANY_TIME),
    Check("copy", copy, no_copy),
    Check("lost", lost, let_in, task=TROUBLE, is_of_connected=False),
    Check("paused", paused, is_of_connected=False),
    Check("choice", choice, **ANY_TIME),
    Check("unconfirmed", unconfirmed, **ANY_TIME),
    Check("disconnected", disconnected, **ANY_TIME),
    Check("leaving", leaving, **ANY_TIME),
    Check("idle", idle, in_use, is_for_all=True),
    Check("ended_idle", ended_idle, **ANY_TIME),
    Check("expiring", expiring, authorised, unless=("lost", "paused")),
)
