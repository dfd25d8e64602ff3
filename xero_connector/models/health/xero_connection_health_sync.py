from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, format_datetime

from ...xerolib.errors import RateLimited
from ..causes.failures import what_fails
from ..common.counted_words import names_words
from ..connection.xero_connection import COUNTED
from .xero_connection_health import Line

# What nobody knows the outcome of is looked up within minutes; one this old means that
# looking fails, or that nothing runs.
LONG_DOUBT = timedelta(hours=1)

# Things that a line names.
MOST_NAMED = 3

# What waits this long, with nothing in its way, waits for nobody.
LONG_WAIT = timedelta(hours=1)


class XeroConnection(models.Model):
    """The lines of a check that are about what moves by itself, and what waits."""

    _inherit = "xero.connection"

    # === What moves by itself === #

    def _line_of_import(self):
        """:return: None once a person has said what is to come into Odoo"""
        if self.import_settings_saved or self.direction == "to_xero":
            return None
        return Line(
            "warning",
            self.env._("What is read from Xero is only copied"),
            self.env._(
                "Nothing changes in Odoo before somebody has saved the import settings."
            ),
            self.env._("Import settings"),
            self.action_import_settings(),
        )

    def _line_of_frequency(self):
        if self.frequency == "manual":
            return Line(
                "ok",
                self.env._("Xero is read when somebody asks"),
                self.env._(
                    "The frequency is “Manual only”: nothing is read or pushed by "
                    "itself."
                ),
            )
        polling = self._alerts_of_limits().get("polling")
        if polling:
            return Line(
                "warning",
                self.env._("Xero is read more often than its limit of calls bears"),
                polling["message"],
                polling["action_text"],
                polling["action"],
            )
        names = dict(self._fields["frequency"]._description_selection(self.env))
        last, due = self._last_scheduled_run().planned_at, self._next_reading_at()
        told = []
        if last:
            told.append(self.env._("Last on %s.", format_datetime(self.env, last)))
        if due and not self._standstill():
            told.append(
                self.env._(
                    "Next at about %s.", self._moment_words(self._not_before(due))
                )
            )
        return Line(
            "ok",
            self.env._("Xero is read by itself: %s", names[self.frequency]),
            " ".join(told),
        )

    def _not_before(self, moment):
        """:param moment: naive UTC moment at which something is due
        :return: when it can be done: not in the past, and after any pause"""
        pause = self._quota()._pausing().paused_until
        return max(moment, fields.Datetime.now(), pause or moment)

    def _line_of_calls(self):
        """:return: None while Xero is not asked at all, which another line says"""
        if self.health or self.is_copy:
            return None
        quota = self._quota()._shared()
        if waiting := self._why_waiting():
            return Line(
                "warning", self.env._("The calls of today are nearly used up"), waiting
            )
        return Line(
            "ok",
            self.env._("Calls are left"),
            self.env._(
                "Today: %(left)s. Of each minute %(minute)s and of each day %(day)s "
                "are kept for what a person presses.",
                left=self.calls_left or self.env._("all"),
                minute=quota._reserve("minute"),
                day=quota._reserve("day"),
            ),
        )

    def _line_of_use(self):
        """:return: None where an unused connection is kept for good"""
        if not self.inactive_at:
            return None
        if self._warned_idle_days():
            return Line(
                "warning",
                self.env._("Nobody uses this connection"),
                self._alerts_of_inactivity()["idle"]["message"],
                self.env._("Open the connection"),
                self.action_open(),
            )
        return Line(
            "ok",
            self.env._("The connection is in use"),
            self.env._(
                "Last on %(last)s. It is disconnected when nothing moves until "
                "%(until)s.",
                last=format_date(self.env, self.active_at),
                until=format_date(self.env, self.inactive_at),
            ),
        )

    # === What waits === #

    def _line_of_queue(self):
        model, waiting = COUNTED["waiting_count"]
        oldest = self.env[model].search(
            [("connection_id", "=", self.id), *waiting],
            order="create_date, id",
            limit=1,
        )
        if not oldest:
            return Line("ok", self.env._("Nothing waits to be sent"))
        since = format_datetime(self.env, oldest.create_date)
        if oldest.create_date > fields.Datetime.now() - LONG_WAIT:
            return Line(
                "ok",
                self.env._("Waiting or on the way: %s", self.waiting_count),
                self.env._("The oldest that waits was asked for on %s.", since),
            )
        return Line(
            "warning",
            self.env._("%s waits too long", oldest.record_name),
            self.env._(
                "Since %(since)s. %(reason)s",
                since=since,
                reason=self._why_it_waits(oldest),
            ),
            self.env._("Open the queue"),
            self.action_open_jobs(),
        )

    def _why_it_waits(self, job):
        """:return: what keeps a job from leaving, in a sentence"""
        return (
            self._why_not(job.mirror_model)
            or self._why_waiting()
            or (job.batch_id.state == "paused" and job.batch_id.status)
            or self.env["xero.retry"]._why_resting(self, ["push"], [job.mirror_model])
            or self.env._(
                "What stands in its way is told here by another line; if none does, "
                "look into the server's log."
            )
        )

    def _line_of_doubt(self):
        """:return: None while nothing is in doubt"""
        jobs = self.env["xero.job"].search(
            Domain("connection_id", "=", self.id) & self._domain_of_doubt(), order="id"
        )
        if not jobs:
            return None
        sent = {
            job: job.unanswered_since or job.exchange_id.sent_at or job.create_date
            for job in jobs
        }
        first = min(jobs, key=sent.get)
        since = format_datetime(self.env, sent[first])
        if sent[first] < fields.Datetime.now() - LONG_DOUBT:
            advice = self.env._(
                "Sent on %s, and Xero did not say whether it took it. It is looked up "
                "there before anything is sent again, and could not be so far.",
                since,
            )
        else:
            advice = self.env._(
                "Sent on %s, and Xero did not say whether it took it. It is looked up "
                "there before anything is sent again.",
                since,
            )
        call = first.exchange_id
        return Line(
            "warning",
            self.env._(
                "Nobody knows yet whether Xero took %s",
                names_words(
                    self.env,
                    jobs[:MOST_NAMED].mapped("record_name"),
                    len(jobs) - MOST_NAMED,
                ),
            ),
            advice,
            self.env._("Open the call") if call else self.env._("Open the queue"),
            self._open_list("xero.exchange", views=[(False, "form")], res_id=call.id)
            if call
            else self.action_open_jobs(),
        )

    @api.model
    def _domain_of_doubt(self):
        """:return: domain of the jobs that were sent, and nobody knows what became of
        them. What is just leaving counts once its answer cannot come any more"""
        lost = fields.Datetime.now() - LONG_DOUBT
        return (
            Domain("state", "=", "checking")
            | Domain("state", "in", ("waiting", "sending"))
            & Domain("unanswered", ">", 0)
            | Domain("state", "=", "sending")
            & Domain("exchange_id.state", "=", "open")
            & Domain("exchange_id.sent_at", "<", lost)
        )

    def _line_of_retries(self):
        """:return: what failed and is tried again by itself, before a person is told of
        it; None while nothing is. What met a limit did not fail"""
        # sudo: rows of code alone; whoever checks may know what failed
        rows = self.env["xero.retry"].sudo()._untold(self)
        rows = rows.filtered(lambda row: row.error != RateLimited.code)
        if not rows:
            return None
        names = names_words(
            self.env,
            [what_fails(self.env, row._hold().data) for row in rows[:MOST_NAMED]],
            len(rows) - MOST_NAMED,
        )
        if self._standstill():
            return Line(
                "warning",
                self.env._("Failed: %s", names),
                self.env._(
                    "It is tried again once what stops the whole connection is mended."
                ),
            )
        return Line(
            "warning",
            self.env._("Failed, and is tried again by itself: %s", names),
            self.env._(
                "Next at %s. If it fails again and again, a question about it comes "
                "under “Needs a Person”.",
                self._moment_words(self._not_before(rows[0].due_at)),
            ),
        )

    def _line_of_issues(self):
        if not self.issue_count:
            return Line("ok", self.env._("Nothing needs a person"))
        return Line(
            "warning",
            self.env._("Questions wait for a person"),
            self.env._(
                "Open: %s. Each answer lets everything go on that waits for it.",
                self.issue_count,
            ),
            self.env._("Answer them"),
            self.action_open_issues(),
        )
