from odoo import api, models


class XeroRunner(models.AbstractModel):
    """Pulling: a page or a slice to a step, so that a person's push comes between."""

    _inherit = "xero.runner"

    @api.model
    def _pull_references(self, connection, run):
        """Accounts, tax rates, currencies: what documents refer to."""
        due = self._due(connection, run) - self._again(connection, run)
        return self._pull(
            connection, due.filtered(lambda r: r._mirror()._is_reference()), run
        )

    @api.model
    def _pull_next(self, connection, run):
        """What changed in Xero, and what a person asked for."""
        due = self._due(connection, run) - self._again(connection, run)
        return self._pull(
            connection, due.filtered(lambda r: not r._is_for_later()), run
        )

    @api.model
    def _pull_later(self, connection, run):
        """The schedule's full comparisons, and what is asked for again and again."""
        return self._pull(connection, self._due(connection, run), run)

    @api.model
    def _due(self, connection, run):
        """:return: what is to be pulled and may be, by settings and Xero's limits; not
        what failed a moment ago"""
        due = connection.resource_ids._due().filtered(
            lambda resource: connection._pulls(resource.name)
        )
        due = due.filtered(lambda resource: not self._rests(run, resource))
        if "spare" in run.open_to:
            return due
        return due.filtered(
            lambda r: r._mirror()._is_reference() or not r._is_left_to_spare_calls()
        )

    @api.model
    def _again(self, connection, run):
        """:return: what was pulled in this run and is not underway"""
        return connection.resource_ids.filtered(
            lambda resource: resource.id in run.pulled and not resource.started_at
        )

    @api.model
    def _pull(self, connection, due, run):
        resource = due[:1]
        if resource:
            run.lane, run.subject = self._lane(resource), resource
            run.pulled.add(resource.id)
            resource._step(self._commit)
            if not resource.started_at or resource._is_read():
                # The first pages of a list that fails further on are no success.
                self._succeed(connection, run, run.lane, resource)
        return bool(resource)

    @api.model
    def _lane(self, resource):
        """:return: what its next step does: reads Xero, or applies what was read"""
        return "copy" if resource.started_at and resource._is_read() else "pull"

    @api.model
    def _rests(self, run, resource):
        return run.rests(self._lane(resource), (resource._name, resource.id))

    @api.model
    def _apply_copied(self, connection, run):
        """What was copied while it might not be applied: now, perhaps, it may. And what
        was copied by a pull that fails since."""
        idle = connection.resource_ids.filtered(
            lambda r: not r.started_at or self._rests(run, r)
        )
        for resource in self._awake(run, "copy", idle):
            run.subject = resource
            applied = resource._apply_slice(self._commit)
            self._succeed(connection, run, "copy", resource)
            if applied:
                return True
        return False
