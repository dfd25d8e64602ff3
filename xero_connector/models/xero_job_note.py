from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL


class XeroJob(models.Model):
    """What is held back says so in its record's chatter, once for each issue."""

    _inherit = "xero.job"

    noted_issue_id = fields.Many2one("xero.issue", ondelete="set null", readonly=True)

    @api.model
    def _note_held(self, connection):
        """Note on every record that is newly held why it is."""
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
            self.env[model].browse(bodies)._message_log_batch(bodies=bodies)
            for issue, theirs in jobs.grouped("issue_id").items():
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
            issue.env._("Held back from Xero:"),
            issue.title,
            issue.advice,
        )
