from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...const import JOB_OPEN, JOB_WAITING, LOOK_AHEAD
from ..common.attempt import attempt


class XeroPushMirror(models.AbstractModel):
    """What must be in Xero before a record can go there: of an invoice its customer.

    What is needed is brought along: it gets a job of its own, as urgent as whoever
    needs it, and what holds it back holds them.
    """

    _inherit = "xero.push.mirror"

    # === What a mirror brings === #

    @api.model
    def _prerequisites(self, connection):
        """Which records of Odoo's must be in Xero before which of this mirror's.

        :return: dict of the model name of the mirror of what is needed to SQL that
            selects ``id`` of a record and ``needed``, the id of the record that it
            needs; what needs nothing is left out
        """
        return {}

    @api.model
    def _hold_early(self, connection, record):
        """What keeps a record from going whatever it needs: for such a one nothing is
        brought along.

        :return: a :class:`~..issues.xero_issue.Hold` or None
        """
        return None

    @api.model
    def _domain_known(self):
        """:return: domain of the copies that count as their record in Xero"""
        return []

    # === Where they stand === #

    @api.model
    def _find_known(self, connection, records):
        """:return: dict of record id to its mirror, for those that are in Xero"""
        mirrors = self.search(
            [
                ("connection_id", "=", connection.id),
                (self._xero_link, "in", records.ids),
                *self._domain_known(),
            ]
        )
        return {mirror[self._xero_link].id: mirror for mirror in mirrors}

    @api.model
    def _standing(self, connection):
        """:return: SQL of the ids of records that are in Xero, one for each copy"""
        found = self._search(
            [
                ("connection_id", "=", connection.id),
                (self._xero_link, "!=", False),
                *self._domain_known(),
            ]
        )
        return found.subselect(SQL.identifier(self._table, self._xero_link))

    # === Before it leaves === #

    @api.model
    def _domain_claimable(self, connection):
        """:return: domain of the jobs that a setting does not keep waiting; those it
        keeps must not stand before the others"""
        domain = []
        for model, pairs in self._prerequisites(connection).items():
            if not connection._pushes(model):
                # Nobody is looked for: what needs somebody unknown waits.
                waits = SQL(
                    """(
                    SELECT need.id FROM xero_job job
                      JOIN (%(pairs)s) need ON need.id = job.res_id
                     WHERE job.connection_id = %(connection)s
                       AND job.mirror_model = %(mirror)s
                       AND job.state = 'waiting'
                       AND need.needed NOT IN %(standing)s)""",
                    pairs=pairs,
                    connection=connection.id,
                    mirror=self._name,
                    standing=self.env[model]._standing(connection),
                )
                domain.append(("res_id", "not in", waits))
        return list(Domain(domain))

    @api.model
    def _ready(self, connection, jobs):
        """:return: the jobs that need not wait for anything else to arrive first; what
        holds something holds those that need it"""
        for model, pairs in self._prerequisites(connection).items():
            jobs = self._ready_for(connection, jobs, self.env[model], pairs)
        return jobs

    @api.model
    def _ready_for(self, connection, jobs, mirror, pairs):
        """The same, for what one mirror has.

        :param mirror: model of the mirror of what is needed
        :param pairs: see :meth:`_prerequisites`
        """
        needed = self._not_standing(connection, jobs, mirror, pairs)
        if not needed:
            return jobs
        records = self.env[mirror._fields[mirror._xero_link].comodel_name]
        underway = {
            job.res_id: job
            for job in mirror._open_jobs(
                connection, records.browse(set().union(*needed.values())), JOB_OPEN
            )
        }
        they_go = connection._pushes(mirror._name) and not (
            self.env["xero.retry"]._is_resting(connection, "push", mirror._name)
        )
        ready = []
        for job in jobs:
            wanted = needed.get(job.res_id, ())
            others = [underway[each] for each in wanted if each in underway]
            blocked = [other for other in others if other.state == "blocked"]
            if blocked:
                job._block(blocked[0].issue_id)
            elif not others and (they_go or not wanted):
                # What is there more than once holds it when it is prepared. Without a
                # way to bring along what is missing, it waits.
                ready.append(job.id)
        return jobs.browse(ready)

    @api.model
    def _not_standing(self, connection, jobs, mirror, pairs):
        """Asked of hundreds of jobs before each batch, so it is one query.

        :return: dict of record id to the set of ids of what it needs and what is not
            in Xero exactly once
        """
        if not jobs:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT need.id, need.needed FROM (%(pairs)s) need
                 WHERE need.id IN %(ids)s
                   AND 1 != (SELECT count(*) FROM %(standing)s standing(record_id)
                              WHERE record_id = need.needed)
                """,
                pairs=pairs,
                ids=tuple(jobs.mapped("res_id")),
                standing=mirror._standing(connection),
            )
        )
        needed = {}
        for record_id, needed_id in rows:
            needed.setdefault(record_id, set()).add(needed_id)
        return needed

    # === Bringing it along === #

    @api.model
    def _ask_for_needed(self, connection):
        """Let what waits ask for the records of this mirror that it needs.

        :return: whether anything waits for what is not on its way yet
        """
        waiting, asked = self.env["xero.job"], []
        for mirror in self._pushing():
            if mirror == self or not waiting._are_waiting(connection, [mirror._name]):
                continue
            error = attempt(
                self.env,
                f"What {mirror._name} needs of {self._name}",
                lambda m=mirror: asked.append(self._ask_for(connection, m)),
            )
            if error:
                # It is that mirror's fault, and stops no other.
                self.env["xero.retry"]._set_aside(
                    connection, "push", mirror._name, error
                )
        return any(asked)

    @api.model
    def _ask_for(self, connection, mirror):
        """:param mirror: model of a mirror that may need records of this one"""
        pairs = mirror._prerequisites(connection).get(self._name)
        if not pairs:
            return False
        self._raise_priorities(connection, mirror, pairs)
        return self._bring_along(connection, mirror, pairs)

    @api.model
    def _bring_along(self, connection, mirror, pairs):
        """Give what is needed jobs. What cannot go for another reason brings nothing.

        :param mirror: model of the mirror that needs it
        :param pairs: see :meth:`_prerequisites`
        """
        needed = self._unasked(connection, mirror, pairs)
        if not needed:
            return False
        ids = dict.fromkeys(job_id for job_id, _needed_id in needed)
        jobs = {job.id: job for job in self.env["xero.job"].browse(ids)}
        there = self.env["xero.job"].browse(ids)._records().exists()
        records = {record.id: record for record in there}
        mirror._make_ready(connection, there)
        wanted, held = {}, []
        for job_id, needed_id in needed:
            job = jobs[job_id]
            if needed_id in wanted or job.res_id not in records:
                continue
            record = records[job.res_id]
            hold = mirror._guard(
                record, lambda r=record: mirror._hold_early(connection, r)
            )
            if hold:
                held.append((job, hold))
            else:
                wanted[needed_id] = job
        self.env["xero.issue"]._hold(connection, held)
        self.env["xero.job"].create(
            [
                {
                    "connection_id": connection.id,
                    "mirror_model": self._name,
                    "res_model": self._fields[self._xero_link].comodel_name,
                    "res_id": record_id,
                    "user_id": job.user_id.id,
                    "priority": job.priority,
                    "brought_along": True,
                }
                for record_id, job in wanted.items()
            ]
        )
        return True

    @api.model
    def _unasked(self, connection, mirror, pairs):
        """Asked at every step, so it is one query that is empty as a rule.

        :return: list of the id of a waiting job and of a record of this mirror that it
            needs, that is neither in Xero nor on its way
        """
        self.env["xero.job"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT job.id, need.needed FROM xero_job job
                  JOIN (%(pairs)s) need ON need.id = job.res_id
                 WHERE job.connection_id = %(connection)s
                   AND job.mirror_model = %(mirror)s
                   AND job.state = 'waiting'
                   AND NOT EXISTS (
                       SELECT FROM %(standing)s standing(record_id)
                        WHERE record_id = need.needed)
                   AND NOT EXISTS (
                       SELECT FROM xero_job open_job
                        WHERE open_job.connection_id = %(connection)s
                          AND open_job.mirror_model = %(own)s
                          AND open_job.res_id = need.needed
                          AND open_job.state IN %(open)s)
              ORDER BY job.priority DESC, job.id LIMIT %(limit)s
                """,
                pairs=pairs,
                connection=connection.id,
                mirror=mirror._name,
                standing=self._standing(connection),
                own=self._name,
                open=JOB_OPEN,
                limit=LOOK_AHEAD,
            )
        )
        return rows

    @api.model
    def _raise_priorities(self, connection, mirror, pairs):
        """What waits is as urgent as the most urgent that needs it."""
        jobs = self.env["xero.job"]
        mine = [
            ("connection_id", "=", connection.id),
            ("mirror_model", "=", self._name),
            ("state", "in", JOB_WAITING),
        ]
        if not jobs.search_count(mine, limit=1):
            return
        jobs.flush_model()
        raised = self.env.execute_query(
            SQL(
                """
                UPDATE xero_job SET priority = urgent.priority FROM (
                    SELECT need.needed, max(job.priority) AS priority
                      FROM xero_job job JOIN (%(pairs)s) need ON need.id = job.res_id
                     WHERE job.connection_id = %(connection)s
                       AND job.mirror_model = %(mirror)s
                       AND job.state = 'waiting' AND job.priority > 0
                  GROUP BY need.needed) urgent
                 WHERE connection_id = %(connection)s
                   AND mirror_model = %(own)s
                   AND res_id = urgent.needed
                   AND state IN %(waiting)s
                   AND xero_job.priority < urgent.priority
             RETURNING id
                """,
                pairs=pairs,
                connection=connection.id,
                mirror=mirror._name,
                own=self._name,
                waiting=JOB_WAITING,
            )
        )
        self.env["xero.job"].browse(row[0] for row in raised).invalidate_recordset()
