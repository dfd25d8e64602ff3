"""Checks of this Odoo: its address, clock and scheduled actions."""

from datetime import timedelta
from functools import partial
from urllib.parse import urlparse

from odoo import fields
from odoo.http import request
from odoo.tools import format_datetime

from ..common.windows import window
from .check import DIALOG, TROUBLE, Check, ok, opens, problem, warning

# A cron that was to run this long ago, and did not.
LATE = timedelta(minutes=10)

# Xero takes http for the redirect there, and nowhere else; 127.0.0.1 is refused.
LOCAL = ("localhost",)

# Seconds by which the clocks may differ: a token's life and the moments that Xero is
# asked for changes since are reckoned with both.
MOST_SKEW = 60


def address_in_browser():
    """:return: address under which a browser reaches Odoo; None if none asks"""
    return request.httprequest.host_url if request else None


def redirect(connection, env):
    uri = connection.credential_id._redirect_uri()
    seen_at = address_in_browser()
    address, seen = urlparse(uri), urlparse(seen_at or "")
    if address.scheme != "https" and address.hostname not in LOCAL:
        return problem(
            env._("Xero rejects the address of this Odoo"),
            env._(
                "%s: Xero accepts only https, or http on localhost. Set the system "
                "parameter web.base.url to the https address.",
                uri,
            ),
            _parameters(connection, env),
        )
    if seen_at and (seen.scheme, seen.netloc) != (address.scheme, address.netloc):
        return warning(
            env._("You are using this Odoo under a different address"),
            env._(
                "You are using %(seen)s, but Xero sends users back to %(uri)s. If "
                "that address does not lead to this Odoo, change the system parameter "
                "web.base.url.",
                seen=f"{seen.scheme}://{seen.netloc}",
                uri=uri,
            ),
            _parameters(connection, env),
        )
    return ok(
        env._("Xero accepts the address of this Odoo"),
        env._("Your app in Xero must list exactly this redirect URI: %s", uri),
    )


def freeze(connection, env):
    # sudo: only the system reads parameters
    get = env["ir.config_parameter"].sudo().get_param
    if get("web.base.url.freeze"):
        return ok(env._("The address of this Odoo is fixed"))
    return warning(
        env._("The address of this Odoo may change automatically"),
        env._(
            "When an administrator logs in under a different address, Odoo switches "
            "to that address, and the next connection to Xero fails. Add the system "
            "parameter web.base.url.freeze with the value True."
        ),
        _parameters(connection, env),
    )


def _parameters(connection, env):
    """:return: the button that leads to the address, for who may change it"""
    if not env.user.has_group("base.group_system"):
        return {}
    return opens(
        env._("System Parameters"),
        window(
            "ir.config_parameter",
            env._("System Parameters"),
            views=("list", "form"),
            domain=[("key", "=like", "web.base.url%")],
            context={"default_key": "web.base.url.freeze"},
        ),
    )


def clock(connection, env):
    skew = connection._quota().clock_skew
    if abs(skew) <= MOST_SKEW:
        between = env._("Difference in seconds: %s.", abs(skew))
        return ok(env._("The clock matches Xero's"), between)
    return warning(
        env._(
            "This server's clock is %(seconds)s seconds %(side)s",
            seconds=abs(skew),
            side=env._("ahead") if skew > 0 else env._("behind"),
        ),
        env._(
            "Compared with Xero's clock. Access tokens are then renewed at the wrong "
            "time. Synchronise the server's clock over the network (NTP)."
        ),
    )


# === Scheduled actions === #


def own_cron_off(connection, env):
    cron = connection._cron()
    if not cron or cron.active:
        return None
    return problem(
        env._("The scheduled action “%s” is turned off", cron.name),
        env._(
            "Nothing is synced between Odoo and Xero until it is turned on under "
            "Settings › Technical › Scheduled Actions."
        ),
        _cron_form(connection, env, cron),
    )


def own_cron(connection, env):
    cron = connection._cron()
    if not cron.active:
        return None
    last = format_datetime(env, cron.lastcall) or "–"
    return _cron_fault(connection, env, cron) or ok(
        env._("The scheduled action of this connection is running normally"),
        env._("Last on %s.", last),
    )


def other_cron(xmlid, connection, env):
    cron = env.ref(xmlid, raise_if_not_found=False)
    if not cron:
        return None
    cron = cron.sudo()  # sudo: crons are the system's; whether they run is told
    if cron.active:
        return _cron_fault(connection, env, cron)
    return problem(
        env._("The scheduled action “%s” is turned off", cron.name),
        env._("Turn it on under Settings › Technical › Scheduled Actions."),
        _cron_form(connection, env, cron),
    )


def _cron_fault(connection, env, cron):
    """:return: what is wrong with one that is switched on, None if nothing is"""
    late = fields.Datetime.now() - LATE
    # sudo: as above
    waits = env["ir.cron.trigger"].sudo()
    waits = waits.search([("cron_id", "=", cron.id), ("call_at", "<", late)])
    if waits or cron.nextcall < late:
        since = min([cron.nextcall, *waits.mapped("call_at")])
        return problem(
            env._("“%s” was due but did not run", cron.name),
            env._(
                "Since %s. No worker runs scheduled actions, or all workers are busy: "
                "start Odoo with max_cron_threads set to 1 or more, and check the "
                "server log.",
                format_datetime(env, since),
            ),
            _cron_form(connection, env, cron),
        )
    return cron.failure_count and warning(
        env._("“%s” ended with an error", cron.name),
        env._(
            "Consecutive errors: %s. Odoo turns the action off if this continues; the "
            "server log has the details.",
            cron.failure_count,
        ),
        _cron_form(connection, env, cron),
    )


def _cron_form(connection, env, cron):
    if not env.user.has_group("base.group_system"):
        return {}
    action = {**cron.get_formview_action(), "target": "self"}
    return opens(env._("Open"), action)


ASIDE = {"shows": (DIALOG,)}

CHECKS = (
    Check("redirect", redirect, **ASIDE),
    Check("freeze", freeze, **ASIDE),
    Check("clock", clock, **ASIDE),
    Check("own_cron_off", own_cron_off, task=TROUBLE, **ASIDE),
    Check("own_cron", own_cron, **ASIDE),
    *(
        Check(code, partial(other_cron, xmlid), **ASIDE)
        for code, xmlid in (
            ("cron_due", "xero_connector.ir_cron_due"),
            ("cron_watch", "xero_connector.ir_cron_watch"),
            ("cron_mail", "mail.ir_cron_mail_scheduler_action"),
        )
    ),
)
