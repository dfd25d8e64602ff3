"""Checks of what moves by itself, and of what waits."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Domain
from odoo.tools import format_datetime

from ...xerolib.errors import RateLimited
from ..causes.failures import what_fails
from ..common.counted_words import names_words
from ..connection.xero_connection import COUNTED
from .check import BANNER, DIALOG, QUESTIONS, Check, info, ok, opens, warning

# What nobody knows the outcome of is looked up within minutes; one this old means that
# looking fails, or that nothing runs.
LONG_DOUBT = timedelta(hours=1)

# What waits this long, with nothing in its way, waits for nobody.
LONG_WAIT = timedelta(hours=1)

# The share of a day's calls from which polling is worth a warning.
POLLING_SHARE = 4

# Things that a line names, and issues.
MOST_NAMED = 3
MOST_ISSUES = 5

# === Contacts === #


def clear_matches(connection, env):
    """What a rule that is not used yet would match: offered, and left to a person."""
    if connection.match_by != "email" or not connection.sync_contacts:
        return None
    count = connection.clear_match_count
    return count and info(
        env._("Clear matches that are not used yet: %s", count),
        env._(
            "Contacts are matched automatically by the same email only. These have the "
            "same phone, tax number or company name, and nothing contradicts. Match "
            "them there at once, or let Odoo match such contacts automatically: "
            "“Match Automatically By”."
        ),
        opens(env._("Show"), connection.action_open_clear_matches()),
    )


# === What moves by itself === #


def reserve(connection, env):
    """:return: None while Xero is not asked at all, which another check says"""
    if connection.health or connection.is_copy:
        return None
    until = connection._quota()._shared()._kept_until()
    return until and warning(
        env._("Nearly all the calls that Xero allows have been used"),
        env._(
            "The rest are reserved for manual actions. Automatic sync continues at %s "
            "at the latest.",
            connection._moment_words(until),
        ),
        level="info",
    )


def calls(connection, env):
    if connection.health or connection.is_copy:
        return None
    quota = connection._quota()._shared()
    return ok(
        env._("Calls available"),
        env._(
            "Left today: %(left)s. Reserved for manual actions: %(minute)s per minute "
            "and %(day)s per day.",
            left=connection.calls_left or env._("all"),
            minute=quota._reserve("minute"),
            day=quota._reserve("day"),
        ),
    )


def polling(connection, env):
    if connection.frequency == "manual":
        return None
    calls = connection._polling_calls()
    limit = connection._quota()._shared()._day_limit()
    if calls * POLLING_SHARE <= limit:
        return None
    return warning(
        env._("Odoo syncs more often than Xero's limit of calls allows"),
        env._(
            "This uses about %(calls)s of the %(limit)s calls that Xero allows per "
            "day. Choose “Hourly”; with webhooks, changes in Xero still arrive within "
            "seconds.",
            calls=calls,
            limit=limit,
        ),
        opens(env._("Set Up Webhooks"), connection.action_set_up_webhook()),
    )


def frequency(connection, env):
    if connection.frequency == "manual":
        return ok(
            env._("Odoo syncs only when someone asks"),
            env._(
                "The sync frequency is “Manual only”: nothing is read or pushed "
                "automatically."
            ),
        )
    frequencies = connection._fields["frequency"]
    names = dict(frequencies._description_selection(env))
    last = connection._last_scheduled_run().planned_at
    due, told = connection._next_reading_at(), []
    if last:
        told.append(env._("Last on %s.", format_datetime(env, last)))
    if due and not connection._standstill():
        moment = connection._moment_words(_not_before(connection, due))
        told.append(env._("Next at about %s.", moment))
    return ok(
        env._("Odoo syncs automatically: %s", names[connection.frequency]),
        " ".join(told),
    )


def _not_before(connection, moment):
    """:param moment: naive UTC moment at which something is due
    :return: when it can be done: not in the past, and after any pause"""
    pause = connection._quota()._pausing().paused_until
    return max(moment, fields.Datetime.now(), pause or moment)


def webhooks(connection, env):
    """:return: None where nobody set them up: the scheduled runs are enough"""
    if not connection._credential().webhook_ids:
        return None
    if heard_at := connection.webhook_heard_at:
        last = env._("Last on %s.", format_datetime(env, heard_at))
        return ok(env._("Xero notifies Odoo of changes"), last)
    return warning(
        env._("No webhook event received yet"),
        env._(
            "Webhooks are set up in Odoo, but no event has arrived yet. Until then, "
            "changes arrive with the next sync. Compare the address and key with "
            "those in Xero."
        ),
        opens(env._("Webhooks"), connection.action_set_up_webhook()),
    )


# === What waits === #


def queue(connection, env):
    model, waiting = COUNTED["waiting_count"]
    oldest = env[model].search(
        [("connection_id", "=", connection.id), *waiting],
        order="create_date, id",
        limit=1,
    )
    if not oldest:
        return ok(env._("Nothing is waiting to be sent"))
    since = format_datetime(env, oldest.create_date)
    if oldest.create_date > fields.Datetime.now() - LONG_WAIT:
        return ok(
            env._("Waiting or being sent: %s", connection.waiting_count),
            env._("The oldest was requested on %s.", since),
        )
    return warning(
        env._("%s has been waiting too long", oldest.record_name),
        env._(
            "Since %(since)s. %(reason)s",
            since=since,
            reason=_why_it_waits(connection, oldest),
        ),
        opens(env._("Open Queue"), connection.action_open_jobs()),
    )


def _why_it_waits(connection, job):
    """:return: what keeps a job from leaving, in a sentence"""
    env, model = connection.env, job.mirror_model
    return (
        connection._why_not(model)
        or connection._why_waiting()
        or (job.batch_id.state == "paused" and job.batch_id.status)
        or env["xero.retry"]._why_resting(connection, ["push"], [model])
        or env._(
            "Another line here shows the cause; if none does, check the server log."
        )
    )


def doubt(connection, env):
    """:return: None while nothing is in doubt"""
    of_it = Domain("connection_id", "=", connection.id)
    jobs = env["xero.job"].search(of_it & _domain_of_doubt(), order="id")
    if not jobs:
        return None
    sent = {
        job: job.unanswered_since or job.exchange_id.sent_at or job.create_date
        for job in jobs
    }
    first = min(jobs, key=sent.get)
    since = format_datetime(env, sent[first])
    if sent[first] < fields.Datetime.now() - LONG_DOUBT:
        advice = env._(
            "Sent on %s, but Xero did not confirm it. Odoo checks in Xero before "
            "sending anything again, but has not been able to so far.",
            since,
        )
    else:
        advice = env._(
            "Sent on %s, but Xero did not confirm it. Odoo checks in Xero before "
            "sending anything again.",
            since,
        )
    if call := first.exchange_id:
        form = [(False, "form")]
        action = connection._open_list("xero.exchange", views=form, res_id=call.id)
        way = opens(env._("Open Request"), action)
    else:
        way = opens(env._("Open Queue"), connection.action_open_jobs())
    names = jobs[:MOST_NAMED].mapped("record_name")
    names = names_words(env, names, len(jobs) - MOST_NAMED)
    return warning(env._("Not known yet whether Xero accepted %s", names), advice, way)


def _domain_of_doubt():
    """:return: domain of the jobs that were sent, and nobody knows what became of them.
    What is just leaving counts once its answer cannot come any more"""
    lost = fields.Datetime.now() - LONG_DOUBT
    return (
        Domain("state", "=", "checking")
        | Domain("state", "in", ("waiting", "sending")) & Domain("unanswered", ">", 0)
        | Domain("state", "=", "sending")
        & Domain("exchange_id.state", "=", "open")
        & Domain("exchange_id.sent_at", "<", lost)
    )


def retries(connection, env):
    """:return: what failed and is tried again by itself, before a person is told of it;
    None while nothing is. What met a limit did not fail"""
    # sudo: rows of code alone; whoever checks may know what failed
    rows = env["xero.retry"].sudo()._untold(connection)
    rows = rows.filtered(lambda row: row.error != RateLimited.code)
    if not rows:
        return None
    names = [what_fails(env, row._hold().data) for row in rows[:MOST_NAMED]]
    names = names_words(env, names, len(rows) - MOST_NAMED)
    if connection._standstill():
        return warning(
            env._("Failed: %s", names),
            env._("Odoo retries once the problem with the whole connection is fixed."),
        )
    return warning(
        env._("Failed, retried automatically: %s", names),
        env._(
            "Next attempt at %s. If it keeps failing, it is listed under “To Do”.",
            connection._moment_words(_not_before(connection, rows[0].due_at)),
        ),
    )


def issues(connection, env):
    """What only informs is told where nothing else is open, and is no task."""
    model, is_open = COUNTED["issue_count"]
    of_it = [("connection_id", "=", connection.id), *is_open]
    found = env[model].search(of_it, order="id")
    if not found:
        return ok(env._("No decisions needed"))
    needing = found.filtered(lambda issue: issue.severity != "info")
    told = needing or found
    titles = told[:MOST_ISSUES].mapped("title")
    if more := len(told) - len(titles):
        titles.append(env._("and %s more", more))
    return warning(
        env._("Decisions needed"),
        env._(
            "Once you answer, everything waiting for it continues. Open (%(count)s): "
            "%(titles)s",
            count=len(told),
            titles="; ".join(titles),
        ),
        opens(env._("Open To Do"), connection.action_open_issues()),
        is_task=bool(needing),
    )


ASIDE = {"shows": (DIALOG,)}

CHECKS_OF_CALLS = (
    Check("reserve", reserve, calls),
    Check("polling", polling, frequency),
    Check("webhooks", webhooks, **ASIDE),
)
CHECKS = (
    Check("clear_matches", clear_matches, shows=(BANNER,)),
    Check("queue", queue, **ASIDE),
    Check("doubt", doubt, **ASIDE),
    Check("retries", retries, **ASIDE),
    Check("issues", issues, task=QUESTIONS, **ASIDE),
)
