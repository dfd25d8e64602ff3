from dataclasses import dataclass, field

from odoo import api, fields, models

from .xero_issue_words import CAUSES

# What is asked of Xero anew when somebody tries again.
REFRESHED_BY = {
    "currency_missing": ("currencies",),
    "account_missing": ("accounts",),
    "refused": ("accounts", "tax_rates"),
}


@dataclass(frozen=True)
class Hold:
    """Why a record cannot go to Xero, as data; the words are the issue's.

    :param cause: a key of :data:`~.xero_issue_words.CAUSES`
    :param key: what the cause is about; one issue stands for all with the same key
    :param data: JSON values that the words need
    :param record: the Odoo record to open, if there is one
    """

    cause: str
    key: str
    data: dict = field(default_factory=dict)
    record: models.BaseModel | None = None

    @classmethod
    def _not_representable(cls, record, found):
        """What Xero's limits refuse.

        :param found: list of :class:`~xerolib.problems.Problem`
        """
        return cls(
            "not_representable",
            f"{record._name},{record.id}",
            {
                "name": record.display_name,
                "problems": [
                    {
                        "code": problem.code,
                        "field": problem.field,
                        "line": None if problem.line is None else problem.line + 1,
                        "limit": str(problem.limit),
                    }
                    for problem in found
                ],
            },
            record,
        )

    def _on(self, job):
        """Hold a job back with the issue of this cause."""
        job._block(job.env["xero.issue"]._raise(job.connection_id, self))


class XeroIssue(models.Model):
    """One cause that needs a person, and the jobs it holds back.

    An unmapped tax on 37 invoices is one issue; solving it lets all 37 go on.
    """

    _name = "xero.issue"
    _description = "Xero Issue"
    _order = "state, id desc"
    _rec_name = "title"

    connection_id = fields.Many2one(
        "xero.connection", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="connection_id.company_id")
    cause = fields.Selection(
        [(cause, cause) for cause in CAUSES], required=True, readonly=True
    )
    key = fields.Char(required=True, readonly=True)
    data = fields.Json(readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("solved", "Solved")],
        required=True,
        default="open",
        readonly=True,
    )
    job_ids = fields.One2many("xero.job", "issue_id", readonly=True)
    job_count = fields.Integer("Waiting Invoices", compute="_compute_job_count")
    title = fields.Char("What Happened", compute="_compute_words")
    advice = fields.Char("What to Do", compute="_compute_words")
    button = fields.Char(compute="_compute_words")
    xero_words = fields.Text("Xero's Words", readonly=True)

    _open_unique = models.UniqueIndex(
        "(connection_id, cause, key) WHERE state = 'open'",
        "This issue is open already.",
    )

    @api.depends("job_ids")
    def _compute_job_count(self):
        counts = dict(
            self.env["xero.job"]._read_group(
                [("issue_id", "in", self.ids), ("res_model", "=", "account.move")],
                ["issue_id"],
                ["__count"],
            )
        )
        for issue in self:
            issue.job_count = counts.get(issue, 0)

    @api.depends("cause", "data", "connection_id")
    @api.depends_context("lang")
    def _compute_words(self):
        for issue in self:
            words = CAUSES[issue.cause](self.env, issue.data or {}, issue.connection_id)
            issue.title, issue.advice, issue.button = words

    # === Life === #

    @api.model
    def _raise(self, connection, hold, xero_words=None):
        """:return: the open issue of that cause, new or known"""
        issue = self.search(
            [
                ("connection_id", "=", connection.id),
                ("cause", "=", hold.cause),
                ("key", "=", hold.key),
                ("state", "=", "open"),
            ]
        )
        vals = {
            "data": hold.data,
            "xero_words": xero_words,
            "res_model": hold.record._name if hold.record is not None else False,
            "res_id": hold.record.id if hold.record is not None else False,
        }
        if issue:
            issue.write(vals)
            return issue
        return self.create(
            {
                "connection_id": connection.id,
                "cause": hold.cause,
                "key": hold.key,
                **vals,
            }
        )

    @api.model
    def _hold(self, connection, held):
        """Hold jobs back; those with the same cause share one issue.

        :param held: list of (job, :class:`Hold`)
        """
        jobs, holds = {}, {}
        for job, hold in held:
            place = (hold.cause, hold.key)
            holds[place] = hold
            jobs[place] = jobs.get(place, job) | job
        for place, hold in holds.items():
            jobs[place]._block(self._raise(connection, hold))

    @api.model
    def _solved(self, connection, cause, keys):
        """The cause is gone: close its issues and let their jobs go on."""
        self.sudo().search(
            [
                ("connection_id", "=", connection.id),
                ("cause", "=", cause),
                ("key", "in", list(keys)),
                ("state", "=", "open"),
            ]
        )._solve()

    def _solve_if_idle(self):
        """Nothing waits for them any more; what still stands in the way comes back."""
        self.filtered(lambda issue: not issue.job_ids)._solve()

    def _solve(self):
        self.job_ids._release()
        self.state = "solved"

    def _as_alert(self):
        """The issue as Odoo's banners take it: level, sentence, button."""
        self.ensure_one()
        alert = {
            "level": "warning",
            "message": f"{self.title}\n{self.advice}",
            "action_text": self.button,
        }
        action = self._opener()
        if action:
            alert["action"] = action
        else:
            alert["action_call"] = (self._name, "action_try_again", self.ids)
        return alert

    # === Actions === #

    def action_solve(self):
        """Open what solves the issue; where only trying again helps, try again."""
        self.ensure_one()
        return self._opener() or self.action_try_again()

    def action_try_again(self):
        """Let the jobs go on; what still stands in the way holds them again."""
        self.check_access("read")
        for issue in self.sudo():
            issue.connection_id.resource_ids._request(REFRESHED_BY.get(issue.cause, ()))
            issue._solve()
            issue.connection_id._wake()

    def action_open_record(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    def _opener(self):
        """:return: the action that opens the place to solve it, None if there is none;
        writes nothing, for banners ask it too"""
        if self.cause in ("contact_unknown", "contact_archived"):
            return self.env["xero.contact.wizard"]._action_for(self)
        if self.cause == "tax_unmapped":
            return self.connection_id.action_open_tax_mappings()
        if self.cause in ("account_missing", "base_currency"):
            return self.connection_id.action_open()
        if self.cause == "total_differs":
            move = self.env["account.move"].browse(self.res_id).exists()
            return move.action_xero_preview() if move else None
        return None
