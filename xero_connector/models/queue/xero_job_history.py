from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

from ...const import PRIORITY_PERSON
from ...xerolib.documents import DEAD
from ..common.attempt import attempt
from ..common.counted_words import pushed_words
from ..common.windows import window

# Single pushes that are told one by one; of more, only how many.
MOST_TOASTS = 3


class XeroJob(models.Model):
    """What became of a record: a note in its chatter where it is held back, once for
    each issue; whoever looks at it sees it move, and who pushed it is told."""

    _inherit = "xero.job"

    noted_issue_id = fields.Many2one("xero.issue", ondelete="set null", readonly=True)

    @api.model
    def _note_held(self, connection):
        """Note on every record that is newly held why it is.

        :return: list of what was raised where one could not be noted; it is tried
            again with the next run
        """
        failed = []
        self.flush_model()
        held = self.browse(
            job_id
            for (job_id,) in self.env.execute_query(
                SQL(
                    """
                    SELECT id FROM xero_job
                     WHERE connection_id = %s AND state = 'blocked'
                       AND issue_id IS DISTINCT FROM noted_issue_id
                     ORDER BY id
                    """,
                    connection.id,
                )
            )
        )
        for model, jobs in held.grouped("res_model").items():
            records = jobs._records().exists()
            known = jobs._noted_before()
            bodies = {
                job.res_id: job._held_words()
                for job in jobs
                if (job.res_id, job.issue_id.id) not in known
                and job.res_id in records._ids
            }
            what = f"Notes on {model}"
            if not attempt(self.env, what, jobs._log_held, bodies):
                continue
            for job in jobs:
                note = bodies.get(job.res_id)
                own = {job.res_id: note} if note else {}
                if error := attempt(self.env, what, job._log_held, own):
                    failed.append(error)
        return failed

    def _log_held(self, bodies):
        """:param bodies: dict of record id to its note, of those that need one"""
        self.env[self[0].res_model].browse(bodies)._message_log_batch(bodies=bodies)
        for issue, theirs in self.grouped("issue_id").items():
            theirs.noted_issue_id = issue

    def _noted_before(self):
        """:return: set of (record id, issue id) that an earlier job's note was for"""
        noted = self.search(
            [
                ("res_model", "=", self[0].res_model),
                ("res_id", "in", self.mapped("res_id")),
                ("noted_issue_id", "in", self.issue_id.ids),
            ]
        )
        return {(job.res_id, job.noted_issue_id.id) for job in noted}

    def _held_words(self):
        """The note, in the language of who pushed."""
        self.ensure_one()
        issue = self.issue_id.with_context(lang=self.user_id.lang)
        return Markup("<b>%s</b> %s<br/>%s") % (
            issue.env._("Not sent to Xero:"),
            issue.title,
            issue.advice,
        )

    # === Where it is shown === #

    def write(self, vals):
        written = super().write(vals)
        if vals.get("state") in ("done", "blocked"):
            self._tell_pushers()
        return written

    def _shown_as(self):
        # EXTENDS 'xero_connector': records show the state of their requests
        shown = {
            **super()._shown_as(),
            "xero.connection": self.connection_id.ids,
            "xero.issue": self.issue_id.ids,
        }
        for model, jobs in self.grouped("res_model").items():
            shown[model] = jobs.mapped("res_id")
        return shown

    def _tell_browsers(self):
        # EXTENDS 'xero_connector': states are read from jobs, and no relation tells
        # Odoo that they changed.
        moves = self.filtered(lambda job: job.res_model == "account.move")
        self.env["account.move"].browse(moves.mapped("res_id")).invalidate_recordset(
            ["xero_standing", "xero_state", "xero_missing"], flush=False
        )
        return super()._tell_browsers()

    # === Who pushed === #

    def _tell_pushers(self):
        """A run tells when it ends; what left alone tells by itself."""
        alone = self.filtered(
            lambda job: (
                job.priority >= PRIORITY_PERSON
                and not job.batch_id._tells_its_end()
                # A contact that only came along with its invoice is nobody's push.
                and (job.approved or job.res_model == "account.move")
            )
        )
        for user, jobs in alone.grouped("user_id").items():
            self.env["xero.live"]._over(user, jobs=jobs)

    @api.model
    def read_toasts(self, jobs, runs):
        """What to say of pushes that ended, read with the rights of who is told.

        :param list jobs: ids of requests
        :param list runs: ids of runs of pushes
        :return: list of what Odoo's notifications take
        """
        self.check_access("read")
        jobs = self.browse(jobs).exists()._filtered_access("read")
        runs = self.env["xero.batch"].browse(runs).exists()._filtered_access("read")
        toasts = [run._as_toast() for run in runs]
        told = {job: toast for job in jobs if (toast := job._as_toast())}
        if len(told) > MOST_TOASTS:
            return [*toasts, self._as_one_toast(list(told))]
        return [*toasts, *told.values()]

    @api.model
    def _as_one_toast(self, jobs):
        """:param jobs: list of those that have a toast of their own
        :return: what Odoo's notifications take"""
        held = sum(job.state == "blocked" for job in jobs)
        unchanged = sum(job.outcome == "unchanged" for job in jobs)
        arrived = len(jobs) - held - unchanged
        return {
            "type": "warning" if held else "success",
            "message": pushed_words(self.env, arrived, unchanged, held),
        }

    def _as_toast(self):
        """:return: what Odoo's notifications take; None where nothing is to be said"""
        record = self._records().exists()
        if not record:
            return None
        here = {
            "label": self.env._("Open"),
            "url": f"/odoo/{self.res_model}/{self.res_id}",
        }
        name = self.record_name
        if self.state == "blocked":
            why = self.issue_id.title
            words = self.env._("%(name)s was not sent: %(why)s", name=name, why=why)
            return self._toast("warning", words, here)
        if self.outcome == "unchanged":
            words = (
                self.env._("%s is in Xero, with the same total as in Odoo.", name)
                if self.compares
                else self.env._("%s: nothing had to be sent to Xero.", name)
            )
            return self._toast("info", words, here)
        if self.outcome not in ("sent", "adopted", "matched"):
            return None
        if self.res_model != "account.move":
            return self._toast("success", self.env._("%s is in Xero.", name), here)
        # sudo: as the invoice itself shows it
        document = record.sudo()._xero_document()
        there = {"label": self.env._("Open in Xero"), "url": document.xero_url}
        words = (
            self.env._("%s is voided in Xero.", name)
            if document.status in DEAD
            else self.env._("%s is in Xero.", name)
        )
        return self._toast("success", words, there if document else here)

    @api.model
    def _toast(self, type_, words, link):
        """:return: a notification that ends with a link"""
        text = words.replace("%", "%%")
        return {"type": type_, "message": f"{text} %s", "links": [link]}

    # === What the log shows === #
    # From a record that failed to what Xero said of it.

    element_ids = fields.One2many(
        "xero.exchange.element", "job_id", "Attempts", readonly=True
    )
    xero_words = fields.Text("Xero's Message", compute="_compute_xero_words")
    shown_state = fields.Selection(
        "_shown_states",
        "Status",
        compute="_compute_shown_state",
        help="Records that Xero did not accept yet because of a limit keep waiting.",
    )

    @api.model
    def _shown_states(self):
        return self._fields["state"]._description_selection(self.env)

    @api.depends("state", "exchange_id.state")
    def _compute_shown_state(self):
        for job in self:
            again = job.state == "sending" and job.exchange_id.state == "retry"
            job.shown_state = "waiting" if again else job.state

    @api.depends("record_name")
    def _compute_display_name(self):
        for job in self:
            job.display_name = job.record_name

    @api.depends("element_ids.messages")
    def _compute_xero_words(self):
        """Of the last attempt, the first of them in their order."""
        for job in self:
            job.xero_words = job.element_ids[:1].messages

    def action_open_attempt(self):
        """Open the last attempt: what was sent, and Xero's exact words."""
        self.ensure_one()
        last = self.element_ids[:1]
        return window(last._name, last.reference, res_id=last.id)
