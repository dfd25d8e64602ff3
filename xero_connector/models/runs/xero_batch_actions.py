from odoo import models
from odoo.exceptions import UserError

from ...const import JOB_WAITING, PUSHES
from ..common.windows import window


class XeroBatch(models.Model):
    """What a person does with a run; who may see it may."""

    _inherit = "xero.batch"

    def action_open(self):
        self.ensure_one()
        return window(self._name, self.display_name, res_id=self.id)

    def _address(self):
        """:return: the run's address in Odoo, for a link"""
        self.ensure_one()
        return f"/odoo/action-xero_connector.xero_batch_action/{self.id}"

    def action_open_jobs(self):
        return self._open_jobs(self.env._("Records of This Batch Job"), [])

    def action_open_failed(self):
        self.ensure_one()
        if self.kind not in PUSHES:
            return window(
                "xero.issue",
                self.env._("Needs Attention"),
                views=("kanban", "list", "form"),
                domain=[("batch_id", "=", self.id), ("state", "=", "open")],
            )
        return self._open_jobs(
            self.env._("Needs Attention"), [("state", "=", "blocked")]
        )

    def _open_jobs(self, name, domain):
        self.ensure_one()
        return window(
            "xero.job",
            name,
            views=("list", "form"),
            domain=[
                ("batch_id", "=", self.id),
                ("brought_along", "=", False),
                *domain,
            ],
        )

    def action_pause(self):
        """Stop after the step that is underway; nothing of it is lost."""
        self.check_access("read")
        # sudo: whoever may read a run may pause it
        going = self.sudo().filtered(lambda b: b.state in ("planned", "running"))
        going.write({"state": "paused", "paused_by_id": self.env.uid})

    def action_resume(self):
        self.check_access("read")
        # sudo: as above
        paused = self.sudo().filtered(lambda batch: batch.state == "paused")
        for batch in paused:
            batch.state = "running" if batch.started_at else "planned"
        paused.paused_by_id = False
        paused.connection_id._wake()

    def action_cancel(self):
        """End it: what has arrived stays, what waits is not done.

        What left already is still heard of; what is copied is applied by the next run.
        """
        self.check_access("read")
        # sudo: as above
        going = self.sudo().filtered(lambda batch: not batch.ended_at)
        going.resource_ids._abandon()
        going.requested_resource_ids._withdraw()
        going.job_ids.filtered(lambda job: job.state in JOB_WAITING).action_cancel()
        going.filtered("job_ids")._recount()
        going._end("cancelled")

    def action_retry_failed(self):
        """Start another run with what failed in this one.

        :raise UserError: nothing of it is held back any more
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: as above
        failed = self.sudo().job_ids.filtered(lambda job: job.state == "blocked")
        if not failed:
            raise UserError(
                self.env._(
                    "Nothing in this batch job needs attention any more: everything "
                    "that failed has since continued or was cancelled."
                )
            )
        # sudo: as above
        retry = self.sudo()._open_push(self.connection_id, self.env.user, kind="retry")
        retry.write({"scope": self.scope, "total": len(failed)})
        failed.batch_id = retry
        failed.action_retry()
        return retry.sudo(False).action_open()
