"""Checks of what moves by itself, and of what waits."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Domain
from odoo.tools import format_datetime

from ...xerolib.errors import RateLimited
from ..causes.failures import what_fails
from ..common.counted_words import names_words
from ..connection.xero_connection import COUNTED
from .check import DIALOG, QUESTIONS, Check, ok, opens, warning

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

# === What moves by itself === #


def reserve(connection, env):
    """:return: None while Xero is not asked at all, which another check says"""
    if connection.health or connection.is_copy:
        return None
    until = connection._quota()._shared()._kept_until()
    return until and warning(
        env._("Nearly all calls that Xero allows are used"),
        env._(
            "The rest is kept for what a person presses. Automatic work continues at "
            "%s, at the latest.",
            connection._moment_words(until),
        ),
        level="info",
    )


def calls(connection, env):
    if connection.health or connection.is_copy:
        return None
    quota = connection._quota()._shared()
    return ok(
        env._("Calls are left"),
        env._(
            "Today: %(left)s. Of each minute %(minute)s and of each day %(day)s are "
            "kept for what a person presses.",
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
        env._("Xero is read more often than its limit of calls bears"),
        env._(
            "It takes about %(calls)s of the %(limit)s calls that Xero allows a day. "
            "Choose “Hourly”; with a webhook, what changes in Xero still arrives "
            "within seconds.",
            calls=calls,
            limit=limit,
        ),
        opens(env._("Set up the webhook"), connection.action_set_up_webhook()),
    )


def frequency(connection, env):
    if connection.frequency == "manual":
        return ok(
            env._("Xero is read when somebody asks"),
            env._(
                "The frequency is “Manual only”: nothing is read or pushed by itself."
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
        env._("Xero is read by itself: %s", names[connection.frequency]),
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
        return ok(env._("Xero tells of changes"), last)
    return warning(
        env._("Xero was never heard"),
        env._(
            "A webhook is set up here, and nothing came yet. Changes come with the "
            "next run meanwhile. Compare address and key with the ones in Xero."
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
        return ok(env._("Nothing waits to be sent"))
    since = format_datetime(env, oldest.create_date)
    if oldest.create_date > fields.Datetime.now() - LONG_WAIT:
        return ok(
            env._("Waiting or on the way: %s", connection.waiting_count),
            env._("The oldest that waits was asked for on %s.", since),
        )
    return warning(
        env._("%s waits too long", oldest.record_name),
        env._(
            "Since %(since)s. %(reason)s",
            since=since,
            reason=_why_it_waits(connection, oldest),
        ),
        opens(env._("Open the queue"), connection.action_open_jobs()),
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
            "What stands in its way is told here by another line; if none does, look "
            "into the server's log."
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
            "Sent on %s, and Xero did not say whether it took it. It is looked up "
            "there before anything is sent again, and could not be so far.",
            since,
        )
    else:
        advice = env._(
            "Sent on %s, and Xero did not say whether it took it. It is looked up "
            "there before anything is sent again.",
            since,
        )
    if call := first.exchange_id:
        form = [(False, "form")]
        action = connection._open_list("xero.exchange", views=form, res_id=call.id)
        way = opens(env._("Open the call"), action)
    else:
        way = opens(env._("Open the queue"), connection.action_open_jobs())
    names = jobs[:MOST_NAMED].mapped("record_name")
    names = names_words(env, names, len(jobs) - MOST_NAMED)
    return warning(env._("Nobody knows yet whether Xero took %s", names), advice, way)


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
            env._("It is tried again once what stops the whole connection is mended."),
        )
    return warning(
        env._("Failed, and is tried again by itself: %s", names),
        env._(
            "Next at %s. If it fails again and again, a question about it comes under "
            "“Needs a Person”.",
            connection._moment_words(_not_before(connection, rows[0].due_at)),
        ),
    )


def issues(connection, env):
    """What only informs is counted, and no task."""
    model, is_open = COUNTED["issue_count"]
    of_it = [("connection_id", "=", connection.id), *is_open]
    found = env[model].search(of_it, order="id")
    if not found:
        return ok(env._("No decisions needed"))
    needing = found.filtered(lambda issue: issue.severity != "info")
    titles = (needing or found)[:MOST_ISSUES].mapped("title")
    if more := len(needing or found) - len(titles):
        titles.append(env._("and %s more", more))
    return warning(
        env._("Decisions needed"),
        env._(
            "Each answer lets everything go on that waits for it. Open (%(count)s): "
            "%(titles)s",
            count=len(found),
            titles="; ".join(titles),
        ),
        opens(env._("Answer them"), connection.action_open_issues()),
        is_task=bool(needing),
    )


ASIDE = {"shows": (DIALOG,)}

CHECKS_OF_CALLS = (
    Check("reserve", reserve, calls),
    Check("polling", polling, frequency),
    Check("webhooks", webhooks, **ASIDE),
)
CHECKS = (
    Check("queue", queue, **ASIDE),
    Check("doubt", doubt, **ASIDE),
    Check("retries", retries, **ASIDE),
    Check("issues", issues, task=QUESTIONS, **ASIDE),
)
