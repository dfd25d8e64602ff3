from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from odoo import api, fields, models
from odoo.tools import format_date

from ...xerolib import budget

# How often a day each frequency reads what changed.
READS_A_DAY = {"quarter": 96, "hourly": 24, "daily": 1, "manual": 0}


@dataclass(frozen=True)
class Estimate:
    """What a run will take: how many records it looks at, and how its calls go."""

    records: int
    plan: budget.Plan


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
            return self._look_at("copy").message
        if self.health:
            return self.health
        kept = not by_person and self._look_at("reserve")
        return bool(kept) and kept.message

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
                    "This exceeds the calls left today: the rest is sent "
                    "automatically over the next days (%s).",
                    plan.more_days,
                )
            )
        return " ".join(words)

    # === What a run will cost === #
    # What a run will take, said before it starts.

    def _estimate(self, kind, scope="all", counts=None):
        """What a run will take; Xero is not asked.

        :param str kind: of run: ``changes`` is one call for each thing that is read,
            ``push`` what waits to be pushed, any other is every record compared and
            then what waits
        :param str scope: a group of what *Sync Now* offers, or ``all``
        :param counts: dict of a resource's name to how many records Xero has of it
            (:meth:`_count_in_xero`); by default as many as were copied
        :return: :class:`Estimate`
        """
        self.ensure_one()
        names = self._read_by(scope)
        if kind == "push":
            records, calls = self._estimate_push(scope)
        elif kind == "changes":
            records, calls = 0, len(names)
        else:
            counts = self._count_copied(names) | (counts or {})
            waiting, writes = self._estimate_push(scope)
            records = sum(counts[name] for name in names) + waiting
            calls = sum(map(self._pages, names, (counts[n] for n in names))) + writes
        return self._plan(records, calls)

    def _plan(self, records, calls):
        """:return: :class:`Estimate`, by what is known to be left of the day"""
        quota = self._quota()._shared()
        limit, left = quota._day_limit(), quota._left("day").calls
        return Estimate(
            records, budget.plan(calls, limit if left is None else left, limit)
        )

    def _estimate_documents(self, moves):
        """What pushing these documents will take; Xero is not asked.

        A call each writes a batch; one more reads before it what Xero has already, and
        two look for customers who are not linked yet and create them.

        :return: :class:`Estimate`
        """
        batch = self.env["xero.document"]._xero_resource.batch_size
        # sudo: as above
        known = moves.filtered(
            lambda move: self in move.sudo().xero_document_ids.connection_id
        )
        partners = moves.commercial_partner_id
        links = [("connection_id", "=", self.id), ("partner_id", "in", partners.ids)]
        # sudo: a count, for whoever plans a sync
        new = partners - self.env["xero.contact"].sudo().search(links).partner_id
        calls = (
            ceil(len(moves) / batch)
            + ceil(len(known) / batch)
            + 2 * ceil(len(new) / batch)
        )
        return self._plan(len(moves), calls)

    def _read_by(self, scope):
        """:return: tuple of the resources of a scope that the settings let be read"""
        mirrors = self.env["xero.mirror"]
        names = mirrors._resource_names(scope)
        if scope == "all":
            names = [mirror._xero_resource.name for mirror in mirrors._mirrors()]
        return tuple(name for name in names if self._pulls(name))

    def _pages(self, name, count):
        """:return: how many calls it takes to read so many records of a resource"""
        size = self.env["xero.mirror"]._of_resource(name)._xero_resource.page_size
        return max(1, ceil(count / size)) if size else 1

    def _estimate_push(self, scope):
        """:return: how many records wait to be pushed, and the calls that takes: a
        write for each batch of them, and a read before it"""
        records = calls = 0
        mirrors = self.env["xero.mirror"]
        for mirror in map(mirrors._of_resource, mirrors._resource_names(scope)):
            waiting = self.env["xero.job"].search_count(
                [
                    ("connection_id", "=", self.id),
                    ("mirror_model", "=", mirror._name),
                    ("state", "=", "waiting"),
                ]
            )
            records += waiting
            calls += 2 * ceil(waiting / mirror._xero_resource.batch_size)
        return records, calls

    def _count_copied(self, names):
        mirrors = self.env["xero.mirror"]
        return {
            name: mirrors._of_resource(name).search_count(
                [("connection_id", "=", self.id)]
            )
            for name in names
        }

    def _count_in_xero(self, names):
        """Ask Xero how many records it has, a call for each resource that it pages.

        :param names: of resources
        :return: dict of name to count; what Xero does not count is left out
        :raise XeroError: as any call
        """
        counts = {}
        for kind in self._resources().filtered(lambda r: r.name in names):
            name, resource = kind.name, kind._mirror()._xero_resource
            if not resource.page_size:
                continue
            params = {**kind._list_params(), "pageSize": 1}
            page = self._call(
                lambda client, resource=resource, params=params: client.page(
                    resource, params=params
                )
            )
            if page.item_count is not None:
                counts[name] = page.item_count
        return counts

    def _polling_calls(self):
        """:return: calls a day that the frequency takes, by all connections whose calls
        Xero counts together: what changed each time, and once a day everything"""
        calls = 0
        for connection in self._quota()._shared().connection_id:
            names = connection._read_by("all")
            mirrors = map(self.env["xero.mirror"]._of_resource, names)
            polled = [mirror for mirror in mirrors if not mirror._is_reference()]
            reads = READS_A_DAY[connection.frequency]
            if connection.lifecycle == "connected" and reads:
                copied = connection._count_copied(names)
                calls += reads * len(polled)
                calls += sum(connection._pages(name, copied[name]) for name in names)
        return calls
