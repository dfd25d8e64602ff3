import logging
from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.common.windows import window
from ..xerolib import errors

_logger = logging.getLogger(__name__)

# The hour of the user's night at which a run begins that is left to it.
TONIGHT = 2


class XeroSyncWizard(models.TransientModel):
    """What *Sync Now* asks: what to compare, and whether now or tonight.

    How many records Xero has is asked in the request of the button, by one small read
    for each kind: who is to decide waits for the answer. Where Xero cannot be asked
    just now, what was copied of it is counted.
    """

    _name = "xero.sync.wizard"
    _inherit = ["xero.dialog", "xero.guarded"]
    _description = "Sync with Xero"

    connection_id = fields.Many2one(
        "xero.connection", required=True, readonly=True, ondelete="cascade"
    )
    scope = fields.Selection(
        "_selection_scope",
        "What to Sync",
        required=True,
        default="all",
    )
    counts = fields.Json(readonly=True, help="Records in Xero, by resource.")
    records = fields.Integer("Records to Compare", compute="_compute_estimate")
    calls = fields.Integer("Calls to Xero", compute="_compute_estimate")
    minutes = fields.Integer("Estimated Minutes", compute="_compute_estimate")
    outlook = fields.Char(compute="_compute_estimate")
    fits_today = fields.Boolean(compute="_compute_estimate")
    hindrance = fields.Char(
        compute="_compute_estimate", help="Why it cannot start now; empty if it can."
    )
    is_off = fields.Boolean(compute="_compute_estimate")
    tonight = fields.Char(compute="_compute_tonight")

    @api.model
    def _selection_scope(self):
        return self.env["xero.mirror"]._groups()

    @api.model
    def _action_for(self, connection):
        """Ask Xero how much there is, and show what a sync would take.

        :raise UserError: the connection is not connected
        """
        connection.ensure_one()
        connection.check_access("write")
        if connection.lifecycle != "connected":
            raise UserError(
                self.env._("%s is not connected. Connect it first.", connection.name)
            )
        wizard = (
            self.sudo().create(  # sudo: what Xero said is not to be written by others
                {"connection_id": connection.id, "counts": self._counts_of(connection)}
            )
        )
        return window(
            self._name,
            self.env._("Sync with %s", connection.name),
            dialog=True,
            res_id=wizard.id,
        )

    @api.model
    def _counts_of(self, connection):
        if not connection._may_call():
            return {}
        try:
            return connection._count_in_xero(connection._read_by("all"))
        except errors.XeroError as error:
            # Noted on the connection by then; what was copied is counted instead.
            _logger.info("Xero connection %s: %s", connection.id, error.code)
            return {}

    # === What is shown === #

    @api.depends("connection_id", "scope", "counts")
    def _compute_estimate(self):
        for wizard in self:
            connection = wizard.connection_id
            wizard.is_off = not (connection and connection._read_by(wizard.scope))
            estimate = connection._estimate("full", wizard.scope, wizard.counts)
            plan = estimate.plan
            wizard.records = estimate.records
            wizard.calls = plan.calls
            wizard.minutes = plan.minutes
            wizard.fits_today = plan.fits_today
            wizard.outlook = wizard._words_of(plan)
            wizard.hindrance = wizard._hindrance_to(plan)

    def _words_of(self, plan):
        """:return: whether Xero is asked now, and whether the day suffices"""
        quota = self.connection_id._quota()
        if quota._is_paused():
            return self.env._("%s The sync starts then.", self.connection_id.health)
        left = quota._shared()._left("day").calls
        if plan.fits_today:
            return left is not None and self.env._(
                "Xero allows %s more calls today, so the sync is done today.", left
            )
        return self.env._(
            "Xero allows %(left)s more calls today: %(today)s of the calls are made "
            "today, the others automatically over the next days (%(days)s). Nothing "
            "is lost in the meantime, and invoices that you push are sent first.",
            left=left,
            today=plan.today,
            days=plan.more_days,
        )

    def _hindrance_to(self, plan):
        connection = self.connection_id
        if self.is_off:
            return self.env._(
                "The settings of %s do not allow any of this to be read. Change them "
                "on the connection.",
                connection.name,
            )
        quota = connection._quota()
        if not plan.today:
            return self.env._(
                "Today's calls are used up, except those reserved for manual actions. "
                "Xero allows new calls at %s at the latest.",
                connection._moment_words(quota._shared()._left("day").until),
            )
        in_the_way = quota.problem or connection.is_copy
        return in_the_way and connection._why_waiting(by_person=True)

    def _compute_tonight(self):
        for wizard in self:
            wizard.tonight = wizard.connection_id._moment_words(self._tonight())

    @api.model
    def _tonight(self):
        """:return: naive UTC moment of the user's next night"""
        here = fields.Datetime.context_timestamp(self, fields.Datetime.now())
        night = here.replace(tzinfo=None, hour=TONIGHT, minute=0, second=0)
        if night <= here.replace(tzinfo=None):
            night += timedelta(days=1)
        return self.env.tz.localize(night).astimezone(pytz.utc).replace(tzinfo=None)

    # === What is done === #

    def action_start(self):
        """Compare at once; the run shows how far it is."""
        self.ensure_one()
        if self.hindrance:
            raise UserError(self.hindrance)
        return self._start()

    def action_tonight(self):
        """Leave it to the night, when nobody else wants Xero's calls."""
        self.ensure_one()
        if self.is_off:
            raise UserError(self.hindrance)
        return self._start(at=self._tonight())

    def _start(self, at=None):
        self.connection_id.check_access("write")
        batch = self.env["xero.batch"]._start(
            self.connection_id,
            "full",
            names=self.connection_id._read_by(self.scope),
            user=self.env.user,
            at=at,
            expected_calls=self.calls,
        )
        return batch.sudo(False).action_open()
