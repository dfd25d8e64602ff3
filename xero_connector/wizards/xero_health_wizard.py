import logging

from odoo import Command, api, fields, models

from ..models.common.windows import window
from ..xerolib import errors

_logger = logging.getLogger(__name__)

WORST_FIRST = ("problem", "warning", "ok")


class XeroHealthWizard(models.TransientModel):
    """What “Check Connection” shows.

    Xero is asked in the request of the button, by no more than two reads, which may
    be repeated like any read: who checks a connection waits for the answer, and must
    get it too when the scheduled actions are what is broken.
    """

    _name = "xero.health.wizard"
    _inherit = ["xero.dialog", "xero.guarded"]
    _description = "Connection Check"

    connection_id = fields.Many2one(
        "xero.connection", required=True, readonly=True, ondelete="cascade"
    )
    line_ids = fields.One2many("xero.health.line", "wizard_id", readonly=True)
    problems = fields.Integer(compute="_compute_counts")
    warnings = fields.Integer(compute="_compute_counts")

    @api.depends("line_ids.state")
    def _compute_counts(self):
        for wizard in self:
            states = wizard.line_ids.mapped("state")
            wizard.problems = states.count("problem")
            wizard.warnings = states.count("warning")

    @api.model
    def _action_for(self, connection):
        """Look, and show what was seen."""
        connection.check_access("write")
        if connection._may_be_checked():
            try:
                connection._check_up()
            except errors.XeroError as error:
                # Noted on the connection by then, and so a line of what is shown.
                _logger.info("Xero connection %s: %s", connection.id, error.code)
                connection = connection.with_context(xero_not_heard=error.code)
            connection._wake()  # to tell who is to be told
        found = connection._run_checks()
        found.sort(key=lambda finding: WORST_FIRST.index(finding.state))
        wizard = (
            self.sudo().create(  # sudo: what was seen is not to be written by others
                {
                    "connection_id": connection.id,
                    "line_ids": [
                        Command.create(finding.as_line(connection)) for finding in found
                    ],
                }
            )
        )
        return window(
            self._name,
            self.env._("Connection Check: %s", connection.name),
            dialog=True,
            res_id=wizard.id,
        )

    def action_check_again(self):
        return self._action_for(self.connection_id)


class XeroHealthLine(models.TransientModel):
    """One thing that was looked at: a :class:`~..models.health.check.Finding`."""

    _name = "xero.health.line"
    _inherit = ["xero.guarded"]
    _description = "Connection Check Result"

    wizard_id = fields.Many2one(
        "xero.health.wizard", required=True, ondelete="cascade", readonly=True
    )
    state = fields.Selection(
        [("ok", "OK"), ("warning", "Warning"), ("problem", "Problem")],
        required=True,
        readonly=True,
    )
    title = fields.Char(required=True, readonly=True)
    advice = fields.Char(readonly=True)
    button = fields.Char(readonly=True)
    action = fields.Json(readonly=True)

    def action_fix(self):
        self.ensure_one()
        return self.action
