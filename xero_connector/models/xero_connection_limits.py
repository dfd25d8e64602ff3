from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

# The share of a day's calls from which polling is worth a warning.
POLLING_SHARE = 4


class XeroConnection(models.Model):
    """What Xero's limits mean for who looks at a connection."""

    _inherit = "xero.connection"

    calls_left = fields.Char("Calls Left Today", compute="_compute_calls_left")

    @api.depends("quota_ids.day_left", "quota_ids.day_began_at")
    def _compute_calls_left(self):
        for connection in self:
            quota = connection._quota()._shared()
            left = quota._left("day").calls
            connection.calls_left = left is not None and self.env._(
                "%(left)s of %(limit)s", left=left, limit=quota._day_limit()
            )

    def _why_waiting(self, by_person=False):
        """Why nothing moves just now, and when it goes on by itself.

        :param bool by_person: asked for what a person started; the schedule's work
            waits for more
        :return: a sentence or two, in the user's language and time zone; False when
            nothing is in the way
        """
        self.ensure_one()
        if self.is_copy:
            return self.env._(
                "This database looks like a copy of the one that was connected. Take "
                "the connection over to go on."
            )
        if self.health:
            return self.health
        until = not by_person and self._quota()._shared()._kept_until()
        return until and self.env._(
            "Nearly all calls that Xero allows are used; the rest is kept for what a "
            "person presses. Automatic work continues at %s, at the latest.",
            self._moment_words(until),
        )

    def _moment_words(self, moment):
        """:param moment: naive UTC moment to come
        :return: when that is for the user, never too early: ``10:42``, and which day
            if it is not today"""
        there = fields.Datetime.context_timestamp(
            self, moment + timedelta(seconds=59, microseconds=999_999)
        )
        time = there.strftime("%H:%M")
        if there.date() == fields.Date.context_today(self):
            return time
        return self.env._(
            "%(time)s on %(day)s",
            time=time,
            day=format_date(self.env, there.date()),
        )

    def _words_of_push(self, moves):
        """:return: what pushing these documents takes and when it is done, in words"""
        estimate = self._estimate_documents(moves)
        plan = estimate.plan
        words = [
            self.env._(
                "%(count)s documents: about %(calls)s calls to Xero, %(minutes)s min.",
                count=estimate.records,
                calls=plan.calls,
                minutes=plan.minutes,
            )
        ]
        if waiting := self._why_waiting(by_person=True):
            words.append(waiting)
        if not plan.fits_today:
            words.append(
                self.env._(
                    "Of Xero's calls, today's are too few: what does not fit goes by "
                    "itself on the next days (%s).",
                    plan.more_days,
                )
            )
        return " ".join(words)

    # === Banners === #

    def _alerts_of_limits(self):
        """What is nearly used up, and what would use it up."""
        alerts = {}
        if not (self.health or self.is_copy) and (waiting := self._why_waiting()):
            alerts["reserve"] = {"level": "info", "message": waiting}
        calls = self._polling_calls()
        limit = self._quota()._shared()._day_limit()
        if calls * POLLING_SHARE > limit:
            alerts["polling"] = {
                "level": "warning",
                "message": self.env._(
                    "Reading Xero this often takes about %(calls)s of the %(limit)s "
                    "calls that it allows a day. Choose “Hourly”; with a webhook, "
                    "what changes in Xero still arrives within seconds.",
                    calls=calls,
                    limit=limit,
                ),
                "action_text": self.env._("Set up the webhook"),
                "action": self.action_set_up_webhook(),
            }
        return alerts
