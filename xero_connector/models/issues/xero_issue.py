import logging
from dataclasses import dataclass, field

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ..causes.issue_type import UNKNOWN
from ..common.storable import storable

_logger = logging.getLogger(__name__)

# As Odoo's banners name them.
ALERT_LEVEL = {"problem": "danger", "warning": "warning", "info": "info"}


@dataclass(frozen=True)
class Hold:
    """Why a record cannot go to Xero, as data; the words are the issue's.

    :param cause: the code of an :class:`~..causes.issue_type.IssueType`
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

    def _on(self, job, xero_words=None, exchange=None):
        """Hold a job back with the issue of this cause.

        :param xero_words: Xero's own, if it was Xero that refused
        :param exchange: in which it did
        """
        issues = job.env["xero.issue"]
        job._block(issues._raise(job.connection_id, self, xero_words, exchange))


class XeroIssue(models.Model):
    """One cause that needs a person, and the jobs it holds back.

    An unmapped tax on 37 invoices is one issue; solving it lets all 37 go on.
    """

    _name = "xero.issue"
    _inherit = ["xero.live"]
    _description = "Xero Issue"

    _order = "state, id desc"
    _rec_name = "title"
    _live_fields = frozenset({"state", "data"})

    connection_id = fields.Many2one(
        "xero.connection", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="connection_id.company_id")
    cause = fields.Selection("_selection_cause", required=True, readonly=True)
    key = fields.Char(required=True, readonly=True)
    data = fields.Json(readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("solved", "Resolved")],
        required=True,
        default="open",
        readonly=True,
    )
    severity = fields.Selection(
        [("problem", "Problem"), ("warning", "Question"), ("info", "Info")],
        compute="_compute_severity",
        store=True,
    )
    exchange_id = fields.Many2one(
        "xero.exchange",
        "Refused In",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        help="The latest request that Xero answered with this problem.",
    )
    batch_id = fields.Many2one(
        "xero.batch",
        "Came Up In",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        help="The last batch job that met this problem while applying changes to Odoo.",
    )
    job_ids = fields.One2many("xero.job", "issue_id", readonly=True)
    job_count = fields.Integer(
        "Waiting", compute="_compute_job_count", help="Invoices and contacts."
    )
    title = fields.Char("What Happened", compute="_compute_words")
    advice = fields.Char("What to Do", compute="_compute_words")
    button = fields.Char(compute="_compute_words")
    is_opened = fields.Boolean(
        compute="_compute_words",
        help="The button opens a record; otherwise it tries again.",
    )
    can_leave_out = fields.Boolean(compute="_compute_can_leave_out")
    again_id = fields.Many2one(
        "xero.issue", compute="_compute_again_id", help="The same, open again."
    )
    xero_words = fields.Text("Xero's Message", readonly=True)

    _open_unique = models.UniqueIndex(
        "(connection_id, cause, key) WHERE state = 'open'",
        "This issue is already open.",
    )
    _record_index = models.Index("(res_model, res_id) WHERE state = 'open'")

    @api.depends("job_ids")
    def _compute_job_count(self):
        counts = dict(
            self.env["xero.job"]._read_group(
                [("issue_id", "in", self.ids)], ["issue_id"], ["__count"]
            )
        )
        for issue in self:
            issue.job_count = counts.get(issue, 0)

    @api.depends("cause")
    def _compute_severity(self):
        for issue in self:
            issue.severity = issue._issue_type().severity

    @api.depends("cause", "state")
    def _compute_can_leave_out(self):
        for issue in self:
            leave_out = issue._issue_type().leave_out
            issue.can_leave_out = issue.state == "open" and bool(leave_out)

    @api.depends("cause", "data", "connection_id")
    @api.depends_context("lang", "uid")
    def _compute_words(self):
        records = self._records()
        for issue in self:
            type_ = issue._issue_type()
            words = issue._find_words(type_)
            issue.title, issue.advice, issue.button = words
            issue.is_opened = issue._can_open(records[issue])
            if type_.opener and not issue.is_opened:
                issue.button = self.env._("Try Again")
            if not issue._may_solve():
                issue.advice = f"{words[1]} {issue.connection_id._words_of_managers()}"

    @api.depends("state")
    def _compute_again_id(self):
        self.again_id = False
        for issue in self.filtered(lambda issue: issue.state == "solved"):
            issue.again_id = self.search(
                [
                    ("connection_id", "=", issue.connection_id.id),
                    ("cause", "=", issue.cause),
                    ("key", "=", issue.key),
                    ("state", "=", "open"),
                ]
            )

    def _find_words(self, type_):
        """:return: title, advice and button; plain ones should the cause's fail, or one
        issue would keep people from all others"""
        data, connection = self.data or {}, self.connection_id
        try:
            return type_.words(self.env, data, connection)
        except psycopg2.Error:
            raise
        except Exception:
            _logger.exception("Issue %s (%s) has no words", self.id, self.cause)
            return UNKNOWN.words(self.env, data, connection)

    # === Life === #

    def _shown_as(self):
        # EXTENDS 'xero_connector': the connection counts them
        return {**super()._shown_as(), "xero.connection": self.connection_id.ids}

    @api.model
    def _raise(self, connection, hold, xero_words=None, exchange=None):
        """:return: the open issue of that cause, new or known
        :raise ValueError: nobody declares the cause
        """
        if hold.cause not in self._issue_types():
            raise ValueError(f"No such cause of an issue: {hold.cause}")
        issue = self.search(
            [
                ("connection_id", "=", connection.id),
                ("cause", "=", hold.cause),
                ("key", "=", hold.key),
                ("state", "=", "open"),
            ]
        )
        vals = {
            "data": storable(hold.data),
            "xero_words": storable(xero_words),
            "exchange_id": exchange.id if exchange else False,
            "res_model": hold.record._name if hold.record is not None else False,
            "res_id": hold.record.id if hold.record is not None else False,
        }
        if batch := self.env["xero.batch"]._at_work(connection):
            vals["batch_id"] = batch.id
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
    def _solved(self, connection, causes, keys=None):
        """Causes are gone: close their issues and let their jobs go on.

        :param causes: one, or a collection of them
        :param keys: what they are about, whatever it is by default
        """
        # sudo: issues are solved by what people do elsewhere
        self.sudo().search(
            [
                ("connection_id", "=", connection.id),
                ("cause", "in", [causes] if isinstance(causes, str) else list(causes)),
                ("state", "=", "open"),
                *([] if keys is None else [("key", "in", list(keys))]),
            ]
        )._solve()

    def _solve_if_idle(self):
        """Nothing waits for them any more; what still stands in the way comes back."""
        self.filtered(lambda issue: not issue.job_ids)._solve()

    def _solve(self):
        self.job_ids._release()
        retries = self.env["xero.retry"].search([("issue_id", "in", self.ids)])
        retries.issue_id = False  # should it fail again, that is said anew, at once
        retries._retry_now()
        self._apply_contacts_again()
        if self.env.uid != SUPERUSER_ID:
            self.connection_id._touch_last_used()  # who answers uses the connection
        self.state = "solved"

    def _as_alerts(self, on):
        """The issue as Odoo's banners take it: level, sentence, button; of what is
        mended in Xero a second one, for a banner has one button.

        :param on: the record whose form shows it; no button leads back there
        :return: dict of alerts by name
        """
        self.ensure_one()
        name, level = f"xero_issue_{self.id}", ALERT_LEVEL[self.severity]
        alert = {"level": level, "message": f"{self.title}\n{self.advice}"}
        again = {
            "action_text": self.env._("Try Again"),
            "action_call": (self._name, "action_try_again", self.ids),
        }
        action = self._opener()
        if not action:
            return {name: {**alert, **again, "action_text": self.button}}
        if self._is_renumbered_on(on):
            reset = {
                "action_text": self.env._("Reset to Draft"),
                "action_call": (on._name, "button_draft", on.ids),
            }
            return {name: alert | reset}
        if (action.get("res_model"), action.get("res_id")) == (on._name, on.id):
            return {name: alert | again}
        alerts = {name: {**alert, "action_text": self.button, "action": action}}
        presses = self.env.user.has_group("xero_connector.group_xero_user")
        if presses and self._issue_type().fixed_in_xero:
            corrected = self.env._("Fixed it in Xero?")
            alerts[f"{name}_again"] = {"level": level, "message": corrected, **again}
        return alerts

    def _is_renumbered_on(self, record):
        """Whether what mends it is another number for this very record, whose form
        shows it, and the user may give it."""
        return (
            self._issue_type().renumbers
            and not (self.data or {}).get("is_draft")
            and (self.res_model, self.res_id) == (record._name, record.id)
            and self.env["account.move"].has_access("write")
        )

    # === Actions === #

    def action_solve(self):
        """Open what solves the issue; where only trying again helps, try again."""
        self.ensure_one()
        return self._opener() or self.action_try_again()

    def action_try_again(self):
        """Let the jobs go on; what still stands in the way holds them again.

        :return: a notification that says so
        :raise UserError: nothing can be tried until a person mends the connection
        """
        self.check_access("read")
        # sudo: whoever may read an issue may try again
        for issue in self.sudo():
            if words := issue.connection_id._standstill():
                raise UserError(self.env._("Nothing was retried. %s", words))
            type_ = issue._issue_type()
            issue.connection_id.resource_ids._request(type_.refreshes)
            if type_.approves:
                issue.job_ids.approved = True
            if type_.on_try_again:
                getattr(issue, type_.on_try_again)()
            issue._solve()
            issue.connection_id._wake()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "title": self.env._("Trying again"),
                "message": self.env._(
                    "If the problem persists, it is reported here again shortly."
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _end_pause(self):
        self.connection_id._quota()._end_pause()

    def action_leave_out(self):
        """Give up what stands in the way: the rest no longer waits for it."""
        self.check_access("read")
        # sudo: read is enough to decide
        for issue in self.sudo().filtered("can_leave_out"):
            getattr(issue, issue._issue_type().leave_out)()
            issue._solve()

    def _leave_jobs_out(self):
        """What waits for the issue is not sent to Xero; what is in doubt is looked up
        there, and not sent again."""
        self.job_ids.action_cancel()
        if self.res_model == "xero.exchange" and (exchange := self._record()):
            exchange.element_ids.job_id.action_cancel()
