from odoo import api, models

from .xero_resource import REFERENCE_DATA


class XeroRunner(models.AbstractModel):
    """Pulling: a page or a slice to a step, so that a person's push comes between."""

    _inherit = "xero.runner"

    @api.model
    def _pull_references(self, connection, pulled):
        """Accounts, tax rates, currencies: what documents refer to."""
        due = self._due(connection) - self._again(connection, pulled)
        return self._pull(
            connection, due.filtered(lambda r: r.name in REFERENCE_DATA), pulled
        )

    @api.model
    def _pull_next(self, connection, pulled):
        """What changed in Xero, and what a person asked for."""
        due = self._due(connection) - self._again(connection, pulled)
        return self._pull(
            connection, due.filtered(lambda r: not r._is_for_later()), pulled
        )

    @api.model
    def _pull_later(self, connection, pulled):
        """The schedule's full comparisons, and what is asked for again and again."""
        return self._pull(connection, self._due(connection), pulled)

    @api.model
    def _due(self, connection):
        """:return: what is to be pulled and may be, by settings and Xero's limits"""
        due = connection.resource_ids._due().filtered(
            lambda resource: connection._pulls(resource.name)
        )
        if connection._may_spend():
            return due
        return due.filtered(
            lambda r: r.name in REFERENCE_DATA or not r._is_left_to_spare_calls()
        )

    @api.model
    def _again(self, connection, pulled):
        """:return: what was pulled in this run and is not underway"""
        return connection.resource_ids.filtered(
            lambda resource: resource.id in pulled and not resource.started_at
        )

    @api.model
    def _pull(self, connection, due, pulled):
        resource = due[:1]
        if resource:
            pulled.add(resource.id)
            resource._step(self._commit)
        return bool(resource)

    @api.model
    def _apply_copied(self, connection):
        """What was copied while it might not be applied: now, perhaps, it may."""
        return any(
            resource._apply_slice(self._commit)
            for resource in connection.resource_ids
            if not resource.started_at
        )
